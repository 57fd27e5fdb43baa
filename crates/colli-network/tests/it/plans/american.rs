//! Plans of parcels of the American network.

use super::{facts, party, scenario, shipment, statuses};
use crate::support::network;
use colli_core::americas::{AmericasFacts, Signature};
use colli_core::gateway::track::{Reading, TrackStatus, track};
use colli_core::plan::{Facts, draw, redraw, registration, scenario_of};
use colli_core::planning;
use colli_core::shipment::{Origin, Shipment};
use colli_core::status::Phase;
use colli_core::tracking::{Event, Moment, fold};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

/// Ends of domestic parcels: ZIP and state of the sender, ZIP and state of the receiver.
const LANES: [[&str; 4]; 7] = [
    ["94103", "CA", "10001", "NY"],
    ["90001", "CA", "90210", "CA"],
    ["33101", "FL", "99501", "AK"],
    ["60601", "IL", "85001", "AZ"],
    ["30301", "GA", "00901", "PR"],
    ["96813", "HI", "02110", "MA"],
    ["75201", "TX", "37402", "TN"],
];

fn american(from: [&str; 2], to: (&str, &str, Option<&str>), days: u32) -> Shipment {
    let mut shipment = shipment(7, "2026-03-02T08:00:00Z", (to.0, to.1, false), &[]);
    let order = &mut shipment.order;
    order.origin = Origin::Transaction;
    order.shipper = party("US", from[0], true);
    order.shipper.address.region = Some(from[1].to_owned());
    order.receiver.address.region = to.2.map(str::to_owned);
    "parcels_ground".clone_into(&mut shipment.product);
    shipment.americas = Some(AmericasFacts {
        service: "parcels_ground".to_owned(),
        pickup_number: "5351244".to_owned(),
        facility: "23".to_owned(),
        is_international: to.0 != "US",
        estimated_days: Some(days),
        ..AmericasFacts::default()
    });
    shipment
}

fn domestic(lane: usize, days: u32) -> Shipment {
    let [from, from_state, to, to_state] = LANES[lane];
    american([from, from_state], ("US", to, Some(to_state)), days)
}

fn ready(shipment: &Shipment, seed: i64, ready_at: Timestamp) -> Facts<'_> {
    Facts {
        ready_at,
        ..facts(shipment, seed, None)
    }
}

fn in_order(events: &[Event], from: Timestamp) {
    let mut last = from;
    for event in events {
        assert!(event.occurred_at >= last, "{} at {}", event.status, event.occurred_at);
        last = event.occurred_at;
    }
}

/// The day so many working days of the United States after the day a parcel is taken over.
fn day_of_delivery(shipment: &Shipment, ready_at: Timestamp, days: u32) -> jiff::civil::Date {
    let calendar = &network().network.calendar;
    let (from, to) = (&shipment.order.shipper.address, &shipment.order.receiver.address);
    let local = calendar.local(ready_at, from.country, &from.postal_code);
    let is_late = i32::from(local.hour()) >= 16;
    let mut date = if is_late {
        local.date().tomorrow().unwrap()
    } else {
        local.date()
    };
    let works = |date| calendar.collects_on(to.country, date);
    while !works(date) {
        date = date.tomorrow().unwrap();
    }
    for _ in 0..days {
        date = date.tomorrow().unwrap();
        while !works(date) {
            date = date.tomorrow().unwrap();
        }
    }
    date
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_parcel_is_delivered_on_the_day_that_was_quoted_and_never_moves_before_its_release(
        seed in any::<i64>(),
        minute in 0i64..(2 * 365 * 1_440),
        lane in 0..LANES.len(),
        days in 1u32..9,
    ) {
        let shipment = domestic(lane, days);
        let released: Timestamp = "2026-03-05T00:00:00Z".parse().unwrap();
        let released = released.checked_add(SignedDuration::from_mins(minute)).unwrap();
        let facts = ready(&shipment, seed, released);
        for known in network().network.scenarios.all() {
            let events = draw(&facts, known);
            prop_assert!(!events.is_empty(), "{}", known.name);
            in_order(&events, released);
            prop_assert_eq!(&events, &draw(&facts, known));
            prop_assert!(events.iter().all(|event| event.service_point.is_none()), "{}", known.name);
        }
        let events = draw(&facts, scenario("delivered"));
        let last = events.last().unwrap();
        prop_assert_eq!(last.status.as_str(), "DELIVERED");
        let to = &shipment.order.receiver.address;
        let local = network().network.calendar.local(last.occurred_at, to.country, &to.postal_code);
        prop_assert_eq!(local.date(), day_of_delivery(&shipment, released, days));
        prop_assert_eq!(local.offset().seconds(), last.offset_seconds);
    }
}

#[test]
fn a_journey_goes_from_centre_to_centre_to_the_office_of_the_town() {
    let mut shipment = domestic(0, 4);
    "USLAX1".clone_into(&mut shipment.americas.as_mut().unwrap().facility);
    shipment.americas.as_mut().unwrap().signature = Some(Signature::Adult);
    let ready_at: Timestamp = "2026-03-02T18:00:00Z".parse().unwrap();
    let events = draw(&ready(&shipment, 1, ready_at), scenario("delivered"));
    let shown: Vec<_> = events
        .iter()
        .map(|event| (event.status.as_str(), event.facility.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            ("FACILITY_CHECK_IN", Some("USLAX1")),
            ("PROCESSED_AT_LOCATION", Some("USLAX1")),
            ("DEPART_FACILITY", Some("USLAX1")),
            ("UNDERWAY", None),
            ("ARRIVED_AT_HUB", Some("USEWR1")),
            ("PROCESSED_AT_LOCATION", Some("USEWR1")),
            ("IN_ROUTE_THIRD_PARTY", Some("USEWR1")),
            ("PARCEL_ARRIVED_AT_LOCAL_DEPOT", None),
            ("DEPOT_SCAN", None),
            ("OUT_FOR_DELIVERY", None),
            ("DELIVERED", None),
        ]
    );
    let hours: Vec<_> = events.iter().map(|event| event.offset_seconds / 3_600).collect();
    assert_eq!(&hours[..3], [-8, -8, -8]);
    assert_eq!(&hours[4..], [-5; 7]);
    assert_eq!(events.last().unwrap().signed_by.as_deref(), Some("Łucja de Vries"));
}

/// What each scenario ends with.
#[test]
fn scenarios_end_as_they_do_elsewhere_and_know_no_service_point() {
    let shipment = domestic(3, 3);
    let ready_at: Timestamp = "2026-03-02T18:00:00Z".parse().unwrap();
    for (name, includes, last) in [
        ("delivered", "DEPOT_SCAN", "DELIVERED"),
        ("address-unknown", "ADDRESS_UNKNOWN", "DELIVERED_AT_SHIPPER"),
        (
            "collected-at-servicepoint",
            "PARCEL_HELD_FOR_COLLECTION_AT_LOCAL_DEPOT",
            "SHIPMENT_COLLECTED",
        ),
        ("customs-hold", "CUSTOMS_HELD", "DELIVERED"),
        ("damaged-delivered", "OUT_FOR_DELIVERY", "DELIVERED_DAMAGED"),
        ("damaged-returned", "DAMAGE_RETURN", "DELIVERED_AT_SHIPPER"),
        ("delayed", "TRANSPORT_DELAY", "DELIVERED"),
        ("lost", "EXCEPTION", "LOST"),
        ("missort", "MISSORT", "DELIVERED"),
        ("not-collected", "RETURNED_NOT_COLLECTED", "DELIVERED_AT_SHIPPER"),
        ("not-home-neighbour", "NOT_HOME", "DELIVERED_AT_NEIGHBOURS"),
        ("not-home-return", "NOT_HOME_RETURN_TO_SHIPPER", "DELIVERED_AT_SHIPPER"),
        ("not-home-second-attempt", "NOT_HOME_NEW_DELIVERY", "DELIVERED"),
        ("not-home-servicepoint", "NOT_HOME", "SHIPMENT_COLLECTED"),
        ("refused", "REFUSED_BY_RECEIVER", "DELIVERED_AT_SHIPPER"),
    ] {
        let events = draw(&ready(&shipment, 5, ready_at), scenario(name));
        let shown = statuses(&events);
        assert!(shown.contains(&includes), "{name}: {shown:?}");
        assert_eq!(shown.last(), Some(&last), "{name}: {shown:?}");
        let benelux = [
            "PARCEL_SORTED_AT_HUB",
            "PARCEL_SCANNED_INTO_HAND-TERMINAL",
            "SCAN_OK_GATEWAY",
        ];
        assert!(
            shown.iter().all(|status| !benelux.contains(status)),
            "{name}: {shown:?}"
        );
        assert!(
            !shown.iter().any(|status| status.contains("PARCELSHOP")),
            "{name}: {shown:?}"
        );
    }
}

#[test]
fn a_parcel_that_leaves_the_country_passes_customs_and_is_delivered_there() {
    for (code, postal_code) in [("CA", "M5V 3L9"), ("NL", "3542AD"), ("JP", "100-0001"), ("HK", "")] {
        let shipment = american(["90001", "CA"], (code, postal_code, None), 8);
        let ready_at: Timestamp = "2026-03-02T18:00:00Z".parse().unwrap();
        let facts = ready(&shipment, 3, ready_at);
        let shown = draw(&facts, scenario("delivered"));
        in_order(&shown, ready_at);
        let shown = statuses(&shown);
        for status in ["GATEWAY_DEPARTED", "CUSTOMS", "CUSTOMS_CLEARED", "IN_ROUTE_THIRD_PARTY"] {
            assert!(shown.contains(&status), "{code}: {shown:?}");
        }
        assert_eq!(shown.last(), Some(&"DELIVERED"), "{code}: {shown:?}");
    }
}

#[test]
fn a_registration_is_one_event_and_leaves_the_parcel_announced() {
    let shipment = domestic(0, 3);
    let network = &network().network;
    let zone = TimeZone::get("America/Los_Angeles").unwrap();
    let moment = Moment::in_zone(shipment.created_at, &zone);
    for known in network.scenarios.all() {
        let events = registration(&facts(&shipment, 1, None), Some(known), moment);
        assert_eq!(statuses(&events), ["DATA_RECEIVED"], "{}", known.name);
        assert_eq!(fold(&events, &network.statuses).phase, Phase::Registered);
    }
    assert_eq!(scenario_of(&shipment.order, network).unwrap().name, "delivered");
}

#[test]
fn another_scenario_under_way_still_counts_from_the_release() {
    let shipment = domestic(2, 6);
    let ready_at: Timestamp = "2026-03-09T15:00:00Z".parse().unwrap();
    let facts = ready(&shipment, 8, ready_at);
    let plan = draw(&facts, scenario("delivered"));
    let (past, rest) = plan.split_at(4);
    let now = past.last().unwrap().occurred_at;
    let events = redraw(&facts, scenario("delivered"), past, now);
    assert_eq!(events, rest);
    assert_eq!(
        statuses(&redraw(&facts, scenario("lost"), past, now)).last(),
        Some(&"LOST")
    );
}

#[test]
fn days_of_the_way_are_those_of_the_rate() {
    let shipment = domestic(0, 5);
    let journey = planning::Journey::of_shipment(&shipment, &network().network, planning::Place::Door);
    assert_eq!(planning::working_days(&network().network, &journey), Some(5));
}

fn reading() -> Reading<'static> {
    let network = &network().network;
    Reading {
        statuses: &network.statuses,
        meanings: &network.gateway_statuses,
        facilities: &network.facilities,
    }
}

#[test]
fn a_track_tells_each_event_once_with_its_place() {
    let shipment = domestic(0, 4);
    let ready_at: Timestamp = "2026-03-02T18:00:00Z".parse().unwrap();
    let zone = TimeZone::get("America/Los_Angeles").unwrap();
    let mut events = registration(
        &facts(&shipment, 1, None),
        None,
        Moment::in_zone(shipment.created_at, &zone),
    );
    events.extend(draw(&ready(&shipment, 1, ready_at), scenario("delivered")));
    let seen = track("92612", &events, Some(&shipment), reading());
    assert_eq!(seen.history.len(), events.len());
    let words: Vec<_> = seen.history.iter().map(|event| event.status).collect();
    assert_eq!((words[0], words[1]), (TrackStatus::PreTransit, TrackStatus::Transit));
    assert_eq!(seen.current().unwrap().status, TrackStatus::Delivered);
    let place = |at: usize| seen.history[at].location.clone().unwrap();
    assert_eq!((place(0).state.as_str(), place(0).zip.as_str()), ("CA", "94103"));
    assert_eq!((place(1).city.as_str(), place(1).state.as_str()), ("Union City", "CA"));
    assert_eq!(
        (
            place(events.len() - 1).state.as_str(),
            place(events.len() - 1).zip.as_str()
        ),
        ("NY", "10001")
    );
    let mut ids: Vec<_> = seen.history.iter().map(|event| event.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), events.len());
    assert_eq!(
        seen,
        track("92612", &events, Some(&shipment), reading()),
        "the same for ever"
    );
    // Of somebody else's parcel only facilities are told.
    let others = track("92612", &events, None, reading());
    let told = others.history.iter().filter_map(|event| event.location.as_ref());
    assert!(told.clone().all(|place| place.zip.is_empty()) && told.count() > 0);
    // While it is under way the planned delivery is told.
    let under_way = track("92612", &events[..5], Some(&shipment), reading());
    assert!(under_way.eta.is_some() && under_way.eta == under_way.original_eta);
    assert_eq!(seen.original_eta, under_way.eta);
}

#[test]
fn every_status_has_a_meaning_and_substatuses_belong_to_one_status() {
    use std::collections::HashMap;
    let network = &network().network;
    for status in network.statuses.all() {
        let meaning = network.gateway_statuses.of_code(&status.code);
        assert!(meaning.is_some(), "{} has no row", status.code);
        assert!(meaning.unwrap().details.ends_with('.'), "{}", status.code);
    }
    for (name, phase) in Phase::NAMES {
        assert!(
            network.gateway_statuses.meaning("NO_SUCH_CODE", phase).is_some(),
            "{name}"
        );
    }
    // shippo-api 7.6.
    let documented: HashMap<&str, (&str, &[&str])> = HashMap::from([
        ("PRE_TRANSIT", ("", &["information_received"][..])),
        (
            "TRANSIT",
            (
                "address_issue contact_carrier delivery_attempted location_inaccessible notice_left package_damaged pickup_available reschedule_delivery",
                &[
                    "delayed",
                    "delivery_rescheduled",
                    "delivery_scheduled",
                    "out_for_delivery",
                    "package_accepted",
                    "package_arrived",
                    "package_departed",
                    "package_forwarded",
                    "package_held",
                    "package_processed",
                    "package_processing",
                ][..],
            ),
        ),
        ("DELIVERED", ("", &["delivered"][..])),
        ("RETURNED", ("package_unclaimed", &["return_to_sender"][..])),
        (
            "FAILURE",
            ("package_undeliverable package_lost", &["package_disposed"][..]),
        ),
        ("UNKNOWN", ("", &["other"][..])),
    ]);
    for meaning in network.gateway_statuses.all() {
        let (action, none) = documented[meaning.status.word()];
        let code = meaning.substatus.code.as_str();
        let expected = action.split(' ').any(|listed| listed == code);
        assert!(
            expected || none.contains(&code),
            "{code} is not of {}",
            meaning.status.word()
        );
        assert_eq!(meaning.substatus.action_required, expected, "{code}");
    }
}
