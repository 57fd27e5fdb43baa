//! Divisions of the carrier and what statuses mean in them (reference dhl-unified-api, 1.2 and 1.9).

use crate::faults::{edited, told};
use crate::support::network;
use colli_core::unified::{Carriage, StatusCode};

/// Reference 1.2.
const SERVICES: &str = "dgf dsc ecommerce ecommerce-apac ecommerce-europe ecommerce-ppl ecommerce-iberia express freight \
     parcel-de parcel-nl parcel-pl parcel-uk post-de post-international sameday svb";

/// Reference 1.9, the table of `parcel-nl`, line by line.
const PARCEL_NL: [(&str, &str); 5] = [
    (
        "pre-transit",
        "PRENOTIFICATION_RECEIVED, DATA_RECEIVED_WITH_PREFIX_LABEL",
    ),
    (
        "transit",
        "PARCEL_SORTED_AT_HUB, INFORMATION_ON_DELIVERY_TRANSMITTED, DELIVERY_PLANNED_IN_ROUTE, DEPART_FACILITY, \
         PARCEL_ARRIVED_AT_LOCAL_DEPOT, PARCEL_SCANNED_INTO_HAND-TERMINAL, OUT_FOR_DELIVERY, \
         PARCEL_HANDED_OVER_TO_COURIER, NEW_DELIVERY_ATTEMPT, DELIVERED_AT_PARCELSHOP, \
         NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT, PARCEL_PICKED_UP_AT_PARCELSHOP, \
         PARCEL_COLLECTED_AT_PARCELSHOP_BY_COURIER, PARCEL_READY_FOR_RETURN_TO_HUB, PARCEL_RETURNED_FROM_ROUTE, \
         ON_ROUTE_TO_SHIPPER, DELIVERED_AT_SHIPPER, SIGNATURE_RECORDED",
    ),
    (
        "delivered",
        "DELIVERED, DELIVERED_AT_NEIGHBOURS, DELIVERED_IN_MAILBOX, DELIVERED_AT_SAFEPLACE",
    ),
    (
        "failure",
        "NOT_HOME, NOT_HOME_SYSTEM_INTERVENTION_DELIVERY_AT_PARCELSHOP, RETURNED_TO_SHIPPER, \
         STORAGE_PERIOD_ENDED_AT_PARCELSHOP",
    ),
    (
        "unknown",
        "DELIVERY_DATE_CHANGED_BY_DEPOT_MANAGER_REASON_CLOSED, INTERVENTION_DELIVERY_ADDRESS_CHANGED_INTO_PARCELSHOP, \
         INTERVENTION_PROCESSED_FOR_COLLECTION_AT_PARCELSHOP",
    ),
];

/// Reference 1.9: still under way, wish recorded.
const WISHES: &str = "ANOTHER_TIME ANOTHER_DATE ANOTHER_TIME/DATE ACCESSPOINT NEIGHBOURS PARCELSHOP PARCELSTATION \
    PREFERRED_NEIGHBOURS SAFEPLACE";

/// Reference 1.9, below the table.
const CATEGORIES: [(&str, &str); 10] = [
    ("DATA_RECEIVED", "pre-transit"),
    ("LEG", "pre-transit"),
    ("UNDERWAY", "transit"),
    ("IN_DELIVERY", "transit"),
    ("CUSTOMS", "transit"),
    ("DELIVERED", "delivered"),
    ("EXCEPTION", "failure"),
    ("PROBLEM", "failure"),
    ("INTERVENTION", "unknown"),
    ("UNKNOWN", "unknown"),
];

#[test]
fn the_services_are_those_of_the_contract_and_two_have_parcels() {
    let unified = &network().network.unified;
    let words: Vec<&str> = unified.all().iter().map(|division| division.service.as_str()).collect();
    assert_eq!(words, SERVICES.split_whitespace().collect::<Vec<_>>());
    let carried: Vec<_> = unified
        .all()
        .iter()
        .filter_map(|division| Some((division.service.as_str(), division.carriage?)))
        .collect();
    assert_eq!(
        carried,
        [("ecommerce", Carriage::Americas), ("parcel-nl", Carriage::Benelux)]
    );
}

#[test]
fn statuses_of_the_benelux_mean_what_the_table_says() {
    let unified = &network().network.unified;
    // A category that would say otherwise: the status decides.
    for (code, statuses) in PARCEL_NL {
        for status in statuses.split(", ").map(str::trim) {
            let told = unified.status_code("parcel-nl", status, "NO_CATEGORY");
            assert_eq!(told.word(), code, "{status}");
        }
    }
    for wish in WISHES.split_whitespace() {
        let status = format!("INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_{wish}");
        let told = unified.status_code("parcel-nl", &status, "INTERVENTION");
        assert_eq!(told.word(), "transit", "{status}");
    }
    for (category, code) in CATEGORIES {
        let told = unified.status_code("parcel-nl", "NO_SUCH_STATUS", category);
        assert_eq!(told.word(), code, "{category}");
    }
    let nothing = unified.status_code("parcel-nl", "NO_SUCH_STATUS", "NO_CATEGORY");
    assert_eq!(nothing, StatusCode::Unknown);
}

#[test]
fn statuses_of_the_americas_are_told_by_the_texts_seen() {
    let unified = &network().network.unified;
    for (status, category, code, text) in [
        (
            "DATA_RECEIVED",
            "DATA_RECEIVED",
            "pre-transit",
            "ELECTRONIC NOTIFICATION RECEIVED",
        ),
        (
            "FACILITY_CHECK_IN",
            "UNDERWAY",
            "transit",
            "ARRIVAL AT DHL ECOMMERCE DISTRIBUTION CENTER",
        ),
        (
            "IN_ROUTE_THIRD_PARTY",
            "UNDERWAY",
            "transit",
            "TENDERED TO DELIVERY SERVICE PROVIDER",
        ),
        ("OUT_FOR_DELIVERY", "IN_DELIVERY", "transit", "OUT FOR DELIVERY"),
        ("DELIVERED", "DELIVERED", "delivered", "DELIVERED"),
        ("DELIVERED_IN_MAILBOX", "DELIVERED", "delivered", "DELIVERED"),
        ("REFUSED_BY_RECEIVER", "EXCEPTION", "failure", "REFUSED"),
        // Handed over, but not to its receiver.
        ("DELIVERED_AT_SHIPPER", "DELIVERED", "failure", "RETURNED TO SENDER"),
    ] {
        let meaning = unified.meaning("ecommerce", status, category).unwrap();
        let told = (meaning.code.word(), meaning.text.as_deref());
        assert_eq!(told, (code, Some(text)), "{status}");
    }
}

#[test]
fn every_status_of_the_network_has_a_meaning_and_texts_in_all_languages() {
    let network = &network().network;
    for status in network.statuses.all() {
        for service in ["parcel-nl", "ecommerce"] {
            let meaning = network.unified.meaning(service, &status.code, &status.category);
            assert!(meaning.is_some(), "{service} {}", status.code);
        }
        for language in ["nl", "en", "de", "fr", "es"] {
            assert!(status.texts.contains_key(language), "{} {language}", status.code);
        }
    }
}

#[test]
fn faults_are_named() {
    let services = edited(
        "unified_services.csv",
        "express,Express,,code",
        "express,Express,benelux,short",
    );
    assert_eq!(
        told(&[("unified_services.csv", &services)]),
        [
            "unified_services.csv:9:25: texts: 'short' is not code or capitals",
            "unified_services.csv:12:26: 'benelux' stands already in line 9",
        ]
    );
    let statuses = edited(
        "unified_statuses.csv",
        "category:LEG,pre-transit",
        "category:LEGS,pretransit",
    );
    assert_eq!(
        told(&[("unified_statuses.csv", &statuses)]),
        [
            "unified_statuses.csv:39:25: status_code: 'pretransit' is not pre-transit, transit, delivered, failure or unknown"
        ]
    );
    let statuses = edited("unified_statuses.csv", "category:LEG,", "category:LEGS,");
    let statuses = statuses.replacen("parcel-nl,NOT_HOME,", "parcel-xx,NOT_HOME,", 1);
    assert_eq!(
        told(&[("unified_statuses.csv", &statuses)]),
        [
            "unified_statuses.csv:30:1: no service 'parcel-xx' in unified_services.csv",
            "unified_statuses.csv:39:11: no category 'LEGS' in tracking_categories.csv",
        ]
    );
}
