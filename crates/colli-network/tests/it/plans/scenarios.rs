//! The scenarios in the binary, and faults of an operator's own.

use super::{facts, point, scenario, shipment, statuses};
use crate::support::network;
use colli_core::plan::{draw, scenario_of};
use colli_core::service_point::ServicePointKind;
use colli_network::{check_dir, load_dir};
use std::path::Path;

/// Each scenario and how it ends for a parcel to a door.
const ENDS: [(&str, &str); 15] = [
    ("address-unknown", "DELIVERED_AT_SHIPPER"),
    ("collected-at-servicepoint", "COLLECTED_AT_PARCELSHOP"),
    ("customs-hold", "DELIVERED"),
    ("damaged-delivered", "DELIVERED_DAMAGED"),
    ("damaged-returned", "DELIVERED_AT_SHIPPER"),
    ("delayed", "DELIVERED"),
    ("delivered", "DELIVERED"),
    ("lost", "LOST"),
    ("missort", "DELIVERED"),
    ("not-collected", "DELIVERED_AT_SHIPPER"),
    ("not-home-neighbour", "DELIVERED_AT_NEIGHBOURS"),
    ("not-home-return", "DELIVERED_AT_SHIPPER"),
    ("not-home-second-attempt", "DELIVERED"),
    ("not-home-servicepoint", "COLLECTED_AT_PARCELSHOP"),
    ("refused", "DELIVERED_AT_SHIPPER"),
];

#[test]
fn each_scenario_ends_as_it_says() {
    let shipment = shipment(9, "2026-03-02T08:00:00Z", ("NL", "3011AA", false), &["HANDT"]);
    let nearby = point("NL", ServicePointKind::ParcelShop);
    let names: Vec<&str> = network().network.scenarios.names().collect();
    assert_eq!(names, ENDS.map(|(name, _)| name));
    for (name, end) in ENDS {
        let events = draw(&facts(&shipment, 42, Some(&nearby)), scenario(name));
        assert_eq!(events.last().unwrap().status, end, "{name}: {:?}", statuses(&events));
        let cards = events.iter().filter(|event| event.not_home_code.is_some()).count();
        assert_eq!(cards > 0, name.starts_with("not-home"), "{name}");
        if end == "DELIVERED" {
            assert_eq!(
                events.last().unwrap().signed_by.as_deref(),
                Some("Łucja de Vries"),
                "{name}"
            );
        }
    }
}

#[test]
fn the_receiver_or_the_reference_chooses() {
    let rules = &network().network;
    let mut shipment = shipment(9, "2026-03-02T08:00:00Z", ("NL", "3011AA", false), &[]);
    let name = |shipment: &colli_core::shipment::Shipment| scenario_of(&shipment.order, rules).unwrap().name.clone();
    assert_eq!(name(&shipment), "delivered");
    shipment.order.receiver.address.street = "MISSORT street".to_owned();
    assert_eq!(name(&shipment), "missort");
    shipment.order.order_reference = Some("scenario:lost order 12".to_owned());
    assert_eq!(name(&shipment), "lost");
    shipment.order.order_reference = Some("my scenario:lost".to_owned());
    assert_eq!(name(&shipment), "missort");
}

fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("scenarios")).unwrap();
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

fn faults(directory: &Path) -> Vec<String> {
    let checked = check_dir(directory).unwrap();
    checked.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn an_operator_adds_scenarios_and_replaces_others() {
    let own = "title = \"Own\"\ndescription = \"My own.\"\n\n[[step]]\nstatus = \"DEPOT_SCAN\"\non = \"collection\"\nafter = \"5m\"\n";
    let directory = directory(&[("scenarios/own.toml", own), ("scenarios/lost.toml", own)]);
    assert_eq!(faults(directory.path()), Vec::<String>::new());
    let loaded = load_dir(directory.path()).unwrap();
    let scenarios = &loaded.network.scenarios;
    assert_eq!(scenarios.names().count(), ENDS.len() + 1);
    for name in ["own", "lost"] {
        assert_eq!(scenarios.get(name).unwrap().statuses(), ["DEPOT_SCAN"]);
    }
}

#[test]
fn faults_have_a_place() {
    let text = r#"title = "Own"
description = " "

[[step]]
status = "DEPOT_SCANNED"
on = "colection"

[[step]]
status = "DEPOT_SCAN"
after = "5 minutes"
when = ["shop", "not-here"]

[[step]]
include = "out-and-about"

[[step]]
status = "DEPOT_SCAN"
at = "10:00-09:00"
days = [2, 1]
place = "moon"

[[step]]
replan = 1
at = "open"
"#;
    let directory = directory(&[("scenarios/Own.toml", text)]);
    let told = faults(directory.path());
    let places: Vec<&str> = told.iter().map(|fault| fault.split(": ").next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "scenarios/Own.toml:1:1",
            "scenarios/Own.toml:2:15",
            "scenarios/Own.toml:5:10",
            "scenarios/Own.toml:6:6",
            "scenarios/Own.toml:10:9",
            "scenarios/Own.toml:11:17",
            "scenarios/Own.toml:14:11",
            "scenarios/Own.toml:18:6",
            "scenarios/Own.toml:19:8",
            "scenarios/Own.toml:20:9",
            "scenarios/Own.toml:22:1",
        ],
        "{told:#?}"
    );
    let unknown = text.replace("replan = 1", "replay = 1");
    std::fs::write(directory.path().join("scenarios/Own.toml"), unknown).unwrap();
    let told = faults(directory.path());
    assert!(
        told.iter()
            .any(|fault| fault.contains("Own.toml:23:1: unknown field `replay`")),
        "{told:#?}"
    );
}

#[test]
fn stretches_are_checked() {
    let circle = "[[redirected-door]]\ninclude = \"redirected-door\"\n";
    let directory = directory(&[("stretches.toml", circle)]);
    let told = faults(directory.path());
    assert!(told.iter().any(|fault| fault.contains("includes itself")), "{told:#?}");
    assert!(
        told.iter()
            .any(|fault| fault.contains("there is no stretch 'redirected-sender'")),
        "{told:#?}"
    );
}
