//! Each scenario, chosen with the order, by call and by the receiver's address.

use super::{advance, book, open_at, operate, statuses, track, try_operate};
use crate::support::START;
use crate::support::samples::{consumer_shipment, shipment, uuid, with};
use crate::support::shop::code;
use serde_json::{Value, json};

/// Each scenario with the statuses that must come, in order, the last one last.
const SHOWN: [(&str, &[&str]); 15] = [
    (
        "address-unknown",
        &["OUT_FOR_DELIVERY", "ADDRESS_UNKNOWN", "DELIVERED_AT_SHIPPER"],
    ),
    (
        "collected-at-servicepoint",
        &[
            "DELIVERED_AT_PARCELSHOP",
            "NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT",
            "COLLECTED_AT_PARCELSHOP",
        ],
    ),
    (
        "customs-hold",
        &[
            "CUSTOMS",
            "CUSTOMS_HELD",
            "CUSTOMS_CLEARED",
            "OUT_FOR_DELIVERY",
            "DELIVERED",
        ],
    ),
    ("damaged-delivered", &["OUT_FOR_DELIVERY", "DELIVERED_DAMAGED"]),
    (
        "damaged-returned",
        &[
            "DAMAGED",
            "DAMAGE_RETURN",
            "PARCEL_SCANNED_AT_RETURN_HUB",
            "DELIVERED_AT_SHIPPER",
        ],
    ),
    (
        "delayed",
        &["TRANSPORT_DELAY", "INFORMATION_ON_DELIVERY_TRANSMITTED", "DELIVERED"],
    ),
    (
        "delivered",
        &[
            "PARCEL_SORTED_AT_HUB",
            "INFORMATION_ON_DELIVERY_TRANSMITTED",
            "PARCEL_ARRIVED_AT_LOCAL_DEPOT",
            "OUT_FOR_DELIVERY",
            "DELIVERED",
        ],
    ),
    ("lost", &["PARCEL_SORTED_AT_HUB", "EXCEPTION", "LOST"]),
    (
        "missort",
        &[
            "DEPART_FACILITY",
            "FORWARD_DESTINATION",
            "MISSORT",
            "DEPOT_SCAN",
            "DELIVERED",
        ],
    ),
    (
        "not-collected",
        &[
            "NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT",
            "REMINDER_FOR_COLLECTION_SENT_EMAIL",
            "STORAGE_PERIOD_ENDED_AT_PARCELSHOP",
            "DELIVERED_AT_SHIPPER",
        ],
    ),
    (
        "not-home-neighbour",
        &["OUT_FOR_DELIVERY", "NOT_HOME", "DELIVERED_AT_NEIGHBOURS"],
    ),
    (
        "not-home-return",
        &[
            "NOT_HOME_NEW_DELIVERY",
            "NOT_HOME",
            "NOT_HOME_RETURN_TO_SHIPPER",
            "DELIVERED_AT_SHIPPER",
        ],
    ),
    (
        "not-home-second-attempt",
        &["NOT_HOME_NEW_DELIVERY", "OUT_FOR_DELIVERY", "DELIVERED"],
    ),
    (
        "not-home-servicepoint",
        &[
            "NOT_HOME_TO_PARCELSHOP",
            "NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT",
            "COLLECTED_AT_PARCELSHOP",
        ],
    ),
    (
        "refused",
        &[
            "OUT_FOR_DELIVERY",
            "REFUSED_BY_RECEIVER",
            "ON_ROUTE_TO_SHIPPER",
            "DELIVERED_AT_SHIPPER",
        ],
    ),
];

fn assert_shows(name: &str, shown: &[String], wanted: &[&str]) {
    let mut rest = shown.iter();
    for status in wanted {
        assert!(
            rest.any(|shown| shown == status),
            "{name}: no {status} in its place in {shown:?}"
        );
    }
    assert_eq!(shown.last().unwrap(), wanted.last().unwrap(), "{name}: {shown:?}");
}

#[tokio::test]
async fn each_scenario_is_listed_with_what_it_shows() {
    let shop = open_at(START, 42).await;
    let listed = operate(&shop, "GET", "/scenarios", json!({})).await;
    let listed = listed.as_array().unwrap();
    let names: Vec<&str> = listed
        .iter()
        .map(|scenario| scenario["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, SHOWN.map(|(name, _)| name));
    for (scenario, (name, wanted)) in listed.iter().zip(SHOWN) {
        for member in ["title", "description"] {
            assert!(!scenario[member].as_str().unwrap().is_empty(), "{name}");
        }
        let shows: Vec<&str> = scenario["shows"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert!(wanted.iter().all(|status| shows.contains(status)), "{name}: {shows:?}");
    }
}

#[tokio::test]
async fn each_scenario_is_chosen_with_the_order() {
    let shop = open_at(START, 42).await;
    let mut codes = Vec::new();
    for (n, (name, _)) in (1..).zip(SHOWN) {
        codes.push(book(&shop, n, &format!("scenario:{name}")).await);
    }
    advance(&shop, "P40D").await;
    for ((name, wanted), code) in SHOWN.iter().zip(&codes) {
        assert_shows(name, &statuses(&shop, code).await, wanted);
        let piece = track(&shop, code).await;
        let is_delivered = [
            "DELIVERED",
            "DELIVERED_DAMAGED",
            "DELIVERED_AT_NEIGHBOURS",
            "COLLECTED_AT_PARCELSHOP",
        ];
        assert_eq!(
            piece.get("deliveredAt").is_some(),
            is_delivered.contains(wanted.last().unwrap()),
            "{name}"
        );
        assert!(piece.get("plannedDeliveryTimeframe").is_none(), "{name}");
    }
    let missort = codes[SHOWN.iter().position(|(name, _)| *name == "missort").unwrap()].clone();
    assert_eq!(statuses(&shop, &missort).await.len(), 28);
}

#[tokio::test]
async fn each_scenario_is_chosen_by_call_at_any_time() {
    for after in ["PT1H", "PT13H", "PT23H"] {
        let shop = open_at(START, 42).await;
        let mut codes = Vec::new();
        for (n, (name, _)) in (1..).zip(SHOWN) {
            codes.push((name, book(&shop, n, "order").await));
        }
        advance(&shop, after).await;
        for (name, code) in &codes {
            let chosen = operate(
                &shop,
                "POST",
                &format!("/scenarios/{name}"),
                json!({"trackerCode": code}),
            )
            .await;
            assert_eq!(chosen["name"], *name);
            assert_eq!(chosen["pieces"][0]["trackerCode"], **code);
            assert!(chosen["pieces"][0]["nextEventAt"].is_string());
        }
        advance(&shop, "P40D").await;
        for ((name, wanted), (_, code)) in SHOWN.iter().zip(&codes) {
            let shown = statuses(&shop, code).await;
            assert_eq!(
                shown.last().unwrap(),
                wanted.last().unwrap(),
                "{name} after {after}: {shown:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_missort_chosen_in_time_has_the_whole_trace() {
    let shop = open_at(START, 42).await;
    let code = book(&shop, 1, "order").await;
    operate(&shop, "POST", "/scenarios/missort", json!({"trackerCode": code})).await;
    advance(&shop, "P20D").await;
    let shown = statuses(&shop, &code).await;
    assert_eq!(shown.len(), 28, "{shown:?}");
}

#[tokio::test]
async fn a_planned_time_frame_comes_and_goes() {
    let shop = open_at(START, 42).await;
    let code = book(&shop, 1, "scenario:delayed").await;
    advance(&shop, "PT16H").await;
    assert!(
        track(&shop, &code).await["plannedDeliveryTimeframe"]
            .as_str()
            .unwrap()
            .starts_with("2026-03-03T")
    );
    operate(&shop, "PUT", "/clock", json!({"now": "2026-03-03T07:30:00Z"})).await;
    assert_eq!(statuses(&shop, &code).await.last().unwrap(), "TRANSPORT_DELAY");
    assert!(track(&shop, &code).await.get("plannedDeliveryTimeframe").is_none());
    operate(&shop, "PUT", "/clock", json!({"now": "2026-03-03T18:00:00Z"})).await;
    assert!(
        track(&shop, &code).await["plannedDeliveryTimeframe"]
            .as_str()
            .unwrap()
            .starts_with("2026-03-04T")
    );
}

#[tokio::test]
async fn an_address_chooses_and_a_signature_is_kept() {
    let shop = open_at(START, 42).await;
    let body = with(
        consumer_shipment(&uuid(1)),
        "receiver.address.street",
        json!("lost street"),
    );
    let lost = code(&shop.book(&body).await, 0);
    let body = with(
        consumer_shipment(&uuid(2)),
        "options",
        json!([{"key": "DOOR"}, {"key": "HANDT"}]),
    );
    let signed = code(&shop.book(&body).await, 0);
    advance(&shop, "P20D").await;
    assert_eq!(statuses(&shop, &lost).await.last().unwrap(), "LOST");
    let events = shop.server.store.track(&signed, 10).await.unwrap().remove(0).events;
    assert_eq!(events.last().unwrap().signed_by.as_deref(), Some("Anna Jansen"));
}

#[tokio::test]
async fn all_pieces_of_a_shipment_follow_its_scenario() {
    let shop = open_at(START, 42).await;
    let booked = shop
        .book(&with(shipment(&uuid(1)), "pieces[0].quantity", json!(3)))
        .await;
    let codes: Vec<String> = (0..3).map(|index| code(&booked, index)).collect();
    let whole = booked["shipmentTrackerCode"].as_str().unwrap();
    let chosen = operate(&shop, "POST", "/scenarios/refused", json!({"trackerCode": whole})).await;
    assert_eq!(chosen["pieces"].as_array().unwrap().len(), 3);
    advance(&shop, "P10D").await;
    let mut refused = Vec::new();
    for code in &codes {
        let piece = track(&shop, code).await;
        let events = piece["events"].as_array().unwrap().clone();
        refused.extend(
            events
                .into_iter()
                .filter(|event| event["status"] == "REFUSED_BY_RECEIVER"),
        );
    }
    // One courier, one door.
    assert_eq!(refused.len(), 3);
    assert!(
        refused
            .iter()
            .all(|event| event["timestamp"] == refused[0]["timestamp"])
    );
}

#[tokio::test]
async fn a_lost_parcel_is_found() {
    let shop = open_at(START, 42).await;
    let code = book(&shop, 1, "scenario:lost").await;
    advance(&shop, "P20D").await;
    operate(&shop, "POST", "/scenarios/delivered", json!({"trackerCode": code})).await;
    advance(&shop, "P7D").await;
    assert_eq!(statuses(&shop, &code).await.last().unwrap(), "DELIVERED");
    let again = try_operate(&shop, "POST", "/scenarios/lost", json!({"trackerCode": code})).await;
    assert_eq!(
        (again.status, again.json()["error"]["key"].as_str()),
        (409, Some("parcel_delivered"))
    );
}
