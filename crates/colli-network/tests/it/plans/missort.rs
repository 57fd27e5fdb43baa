//! The trace the carrier publishes, against the scenario that reproduces it.

use super::{facts, scenario, shipment};
use colli_core::plan::{draw, registration};
use colli_core::tracking::{Event, EventKind, Moment};
use serde_json::Value;
use std::collections::BTreeSet;

/// What a trace shows of an event, apart from values: category, status, type, network, and the names of its members.
type Shape = (String, String, String, String, BTreeSet<String>);

fn published() -> Vec<Shape> {
    let text = include_str!("../samples/track-trace.response.json");
    let sample: Value = serde_json::from_str(text).unwrap();
    let events = sample[0]["events"].as_array().unwrap();
    events.iter().map(shape_published).collect()
}

fn shape_published(event: &Value) -> Shape {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut members: BTreeSet<String> = event.as_object().unwrap().keys().cloned().collect();
    members.extend(event["leg"].as_object().unwrap().keys().map(|key| format!("leg.{key}")));
    let leg = &event["leg"];
    (
        text(&event["category"]),
        text(&event["status"]),
        text(&event["type"]),
        text(&leg["network"]),
        members,
    )
}

/// The same of an event, with the names its members have on the wire (reference 10.1).
fn shape(event: &Event) -> Shape {
    let leg = event.leg.as_ref().unwrap();
    let size = event.dimensions.is_some();
    let given = [
        ("facility", event.facility.is_some()),
        ("serviceArea", event.service_area.is_some()),
        ("route", event.route.is_some()),
        ("stopNumber", event.stop_number.is_some()),
        ("scannedManual", event.scanned_by_hand.is_some()),
        ("powerOfAttorney", event.power_of_attorney.is_some()),
        ("remarks", event.remarks.is_some()),
        ("weight", event.weight_g.is_some()),
        ("length", size),
        ("width", size),
        ("height", size),
        ("plannedDeliveryTimeframe", event.planned.is_some()),
        ("nextPlannedDeliveryTimeframe", event.next_planned.is_some()),
        ("leg.accountId", leg.account.is_some()),
        ("leg.debtorNumber", leg.account.is_some() && leg.number.is_some()),
        ("leg.number", leg.number.is_some()),
        ("leg.reference", leg.reference.is_some()),
        ("leg.originFacility", leg.origin.is_some()),
        ("leg.originServiceArea", leg.origin.is_some()),
        ("leg.destinationFacility", leg.destination.is_some()),
        ("leg.destinationServiceArea", leg.destination.is_some()),
    ];
    let always = [
        "category",
        "status",
        "type",
        "leg",
        "leg.network",
        "timestamp",
        "localTimestamp",
    ];
    let given = given
        .into_iter()
        .filter_map(|(name, is_given)| is_given.then_some(name));
    let kind = match event.kind {
        EventKind::Piece => "PIECE_EVENT",
        EventKind::Leg => "LEG_EVENT",
    };
    (
        event.category.clone(),
        event.status.clone(),
        kind.to_owned(),
        leg.network.clone(),
        always.into_iter().chain(given).map(str::to_owned).collect(),
    )
}

#[test]
fn a_missort_has_the_shape_of_the_published_trace() {
    let shipment = shipment(7, "2026-03-02T08:00:00Z", ("NL", "6827BB", false), &[]);
    let facts = facts(&shipment, 42, None);
    let moment = Moment {
        at: shipment.created_at,
        offset_seconds: 3_600,
    };
    let mut events = registration(&facts, Some(scenario("missort")), moment);
    events.extend(draw(&facts, scenario("missort")));
    let shapes: Vec<Shape> = events.iter().map(shape).collect();
    let published = published();
    for (at, (ours, theirs)) in shapes.iter().zip(&published).enumerate() {
        assert_eq!(ours, theirs, "event {}", at + 1);
    }
    assert_eq!(shapes.len(), published.len());
    assert_eq!(events.len(), 28);
}

#[test]
fn a_missort_names_the_facilities_of_the_published_trace() {
    let shipment = shipment(7, "2026-03-02T08:00:00Z", ("NL", "6827BB", false), &[]);
    let events = draw(&facts(&shipment, 42, None), scenario("missort"));
    let at = |status: &str| {
        let found = events.iter().filter(|event| event.status == status);
        found
            .map(|event| event.facility.as_deref().unwrap_or_default())
            .collect::<Vec<_>>()
    };
    assert_eq!(at("DEPART_FACILITY"), ["RXD"]);
    assert_eq!(at("PARCEL_SORTED_AT_HUB"), ["DD/RXD", "EC>144"]);
    assert_eq!(at("FORWARD_DESTINATION"), ["ARM"]);
    assert_eq!(at("DELIVERED"), ["ARNPAK"]);
    assert_eq!(at("PARCEL_SCANNED_AT_RETURN_HUB"), ["PI"]);
    let wrong = at("PARCEL_ARRIVED_AT_LOCAL_DEPOT");
    assert!(wrong[0] == wrong[1] && wrong[0] != "ARNPAK", "{wrong:?}");
    assert_eq!(wrong[2], "ARNPAK");
}
