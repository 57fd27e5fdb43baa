//! Another scenario for a parcel on its way shows what makes it, whenever it is chosen.

use super::{facts, point, scenario, shipment, statuses};
use crate::support::network;
use colli_core::plan::{Facts, PickupPoint, draw, redraw};
use colli_core::service_point::ServicePointKind;
use colli_core::shipment::Shipment;
use colli_core::tracking::Event;
use jiff::{SignedDuration, Timestamp};

struct Case {
    shipment: Shipment,
    point: PickupPoint,
}

impl Case {
    fn new() -> Self {
        Self {
            shipment: shipment(21, "2026-03-02T08:00:00Z", ("NL", "3011AA", false), &[]),
            point: point("NL", ServicePointKind::ParcelShop),
        }
    }

    fn facts(&self) -> Facts<'_> {
        facts(&self.shipment, 42, Some(&self.point))
    }

    fn usual(&self, status: &str) -> Timestamp {
        let events = draw(&self.facts(), scenario("delivered"));
        events.iter().find(|event| event.status == status).unwrap().occurred_at
    }

    /// What happened to an ordinary parcel, and what a scenario makes of it.
    fn chosen(&self, name: &str, now: Timestamp) -> (Vec<Event>, Vec<Event>) {
        let mut past = draw(&self.facts(), scenario("delivered"));
        past.retain(|event| event.occurred_at <= now);
        let events = redraw(&self.facts(), scenario(name), &past, now);
        let mut last = now;
        for event in &events {
            assert!(event.occurred_at >= last, "{name}: {:?}", statuses(&events));
            last = event.occurred_at;
        }
        (past, events)
    }
}

fn second_after(at: Timestamp) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(1)).unwrap()
}

#[test]
fn what_makes_a_scenario_is_never_left_out() {
    let case = Case::new();
    let usual = draw(&case.facts(), scenario("delivered"));
    let moments = usual.iter().rev().skip(1).map(|event| second_after(event.occurred_at));
    for now in moments {
        for known in network().network.scenarios.all() {
            let (past, events) = case.chosen(&known.name, now);
            let shown = statuses(&events);
            let before = statuses(&past);
            for event in draw(&case.facts(), known) {
                let status = event.status.as_str();
                assert!(
                    shown.contains(&status) || before.contains(&status),
                    "{} at {now}: no {status} in {shown:?}",
                    known.name
                );
            }
        }
    }
}

#[test]
fn a_courier_under_way_still_comes_today_when_only_the_end_differs() {
    let case = Case::new();
    let now = second_after(case.usual("OUT_FOR_DELIVERY"));
    for (name, first) in [
        ("delivered", "DELIVERED"),
        ("refused", "REFUSED_BY_RECEIVER"),
        ("address-unknown", "ADDRESS_UNKNOWN"),
        ("damaged-delivered", "DELIVERED_DAMAGED"),
        ("not-home-neighbour", "NOT_HOME"),
        ("not-home-second-attempt", "NOT_HOME_NEW_DELIVERY"),
        ("not-home-servicepoint", "NOT_HOME_TO_PARCELSHOP"),
    ] {
        let (_, events) = case.chosen(name, now);
        assert_eq!(events[0].status, first, "{name}");
        assert_eq!(events[0].occurred_at.to_string()[..10], *"2026-03-03", "{name}");
    }
}

#[test]
fn a_courier_brings_back_what_is_to_happen_otherwise() {
    let case = Case::new();
    let now = second_after(case.usual("OUT_FOR_DELIVERY"));
    for name in [
        "customs-hold",
        "missort",
        "collected-at-servicepoint",
        "delayed",
        "damaged-returned",
        "lost",
    ] {
        let (_, events) = case.chosen(name, now);
        assert_eq!(
            events[0].status,
            "PARCEL_RETURNED_FROM_ROUTE",
            "{name}: {:?}",
            statuses(&events)
        );
    }
    // After the time frame it is too late for any end of today.
    let late = "2026-03-03T22:00:00Z".parse().unwrap();
    let mut past = draw(&case.facts(), scenario("delivered"));
    past.pop();
    let events = redraw(&case.facts(), scenario("refused"), &past, late);
    let shown = statuses(&events);
    assert_eq!(
        shown[..6],
        [
            "PARCEL_RETURNED_FROM_ROUTE",
            "INFORMATION_ON_DELIVERY_TRANSMITTED",
            "DELIVERY_PLANNED_IN_ROUTE",
            "PARCEL_SCANNED_INTO_HAND-TERMINAL",
            "OUT_FOR_DELIVERY",
            "REFUSED_BY_RECEIVER",
        ]
    );
}

#[test]
fn what_waits_at_a_service_point_goes_on_from_there() {
    let case = Case::new();
    let facts = Facts {
        ordered_point: Some(&case.point),
        ..case.facts()
    };
    let mut past = draw(&facts, scenario("delivered"));
    past.pop();
    let now = second_after(past.last().unwrap().occurred_at);
    for (name, first) in [
        ("not-collected", "REMINDER_FOR_COLLECTION_SENT_EMAIL"),
        ("refused", "REFUSED_AT_PARCELSHOP"),
        ("delivered", "COLLECTED_AT_PARCELSHOP"),
    ] {
        let events = redraw(&facts, scenario(name), &past, now);
        assert_eq!(events[0].status, first, "{name}");
    }
}
