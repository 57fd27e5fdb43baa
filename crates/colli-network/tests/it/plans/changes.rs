//! What follows an intervention.

use super::{facts, point, scenario, shipment, statuses};
use crate::support::network;
use colli_core::plan::{Change, Facts, PickupPoint, draw, next_delivery, redirect};
use colli_core::service_point::ServicePointKind;
use colli_core::shipment::Shipment;
use colli_core::status::Phase;
use colli_core::tracking::{Event, Moment, TimeFrame, fold};
use jiff::{SignedDuration, Timestamp};

const REGISTERED: &str = "2026-03-02T08:00:00Z";

/// A parcel some hours after its registration: its phase and what its plan still holds.
fn after(facts: &Facts<'_>, name: &str, now: Timestamp) -> (Phase, Vec<Event>) {
    let events = draw(facts, scenario(name));
    let (past, remaining): (Vec<Event>, Vec<Event>) = events.into_iter().partition(|event| event.occurred_at <= now);
    (fold(&past, &network().network.statuses).phase, remaining)
}

struct Case {
    shipment: Shipment,
    point: PickupPoint,
}

impl Case {
    fn new() -> Self {
        Self {
            shipment: shipment(21, REGISTERED, ("NL", "3011AA", false), &[]),
            point: point("NL", ServicePointKind::ParcelShop),
        }
    }

    fn facts(&self) -> Facts<'_> {
        facts(&self.shipment, 42, Some(&self.point))
    }

    fn changed(&self, name: &str, now: Timestamp, change: &Change) -> Vec<Event> {
        let facts = self.facts();
        let (phase, remaining) = after(&facts, name, now);
        let events = redirect(&facts, &remaining, phase, change, now);
        let mut last = now;
        for event in &events {
            assert!(event.occurred_at >= last, "{change:?}: {:?}", statuses(&events));
            last = event.occurred_at;
        }
        events
    }
}

/// Sorted, not yet out: the night after registration.
fn night() -> Timestamp {
    "2026-03-02T23:30:00Z".parse().unwrap()
}

/// The moment after the courier set out.
fn on_route(case: &Case) -> Timestamp {
    let events = draw(&case.facts(), scenario("delivered"));
    let out = events.iter().find(|event| event.status == "OUT_FOR_DELIVERY").unwrap();
    out.occurred_at.checked_add(SignedDuration::from_secs(1)).unwrap()
}

#[test]
fn each_change_ends_as_wanted() {
    let case = Case::new();
    let frame = |from: &str, to: &str| {
        let moment = |text: &str| Moment {
            at: text.parse().unwrap(),
            offset_seconds: 3_600,
        };
        TimeFrame {
            from: moment(from),
            to: moment(to),
        }
    };
    let later = frame("2026-03-05T13:00:00Z", "2026-03-05T17:00:00Z");
    let wanted = [
        (Change::Neighbour("14".to_owned()), "DELIVERED_AT_PREFERED_NEIGHBOURS"),
        (Change::AgreedPlace("shed".to_owned()), "DELIVERED_AT_SAFEPLACE"),
        (Change::ServicePoint(case.point.clone()), "COLLECTED_AT_PARCELSHOP"),
        (Change::DateTime(later), "DELIVERED"),
        (Change::Cancel, "DELIVERED_AT_SHIPPER"),
    ];
    let moments = [REGISTERED.parse().unwrap(), night(), on_route(&case)];
    for (change, last) in &wanted {
        for now in moments {
            for name in ["delivered", "not-home-neighbour", "refused"] {
                let events = case.changed(name, now, change);
                assert_eq!(
                    events.last().unwrap().status,
                    *last,
                    "{name} at {now}: {:?}",
                    statuses(&events)
                );
                if let Change::DateTime(frame) = change {
                    let delivered = events.last().unwrap().occurred_at;
                    assert!((frame.from.at..=frame.to.at).contains(&delivered), "{delivered}");
                }
                if let Change::ServicePoint(point) = change {
                    assert_eq!(events.last().unwrap().service_point.as_ref(), Some(&point.id));
                }
            }
        }
    }
}

#[test]
fn neighbours_get_it_in_the_frame_that_was_planned() {
    let case = Case::new();
    let facts = case.facts();
    for now in [night(), on_route(&case)] {
        let (phase, remaining) = after(&facts, "not-home-neighbour", now);
        let next = next_delivery(&facts, &remaining, phase, now).unwrap();
        assert_eq!(next.date.to_string(), "2026-03-03");
        assert_eq!(next.begun, phase == Phase::OutForDelivery);
        let events = case.changed("not-home-neighbour", now, &Change::Neighbour("14".to_owned()));
        let delivered = events.last().unwrap().occurred_at;
        assert!((next.frame.from.at..=next.frame.to.at).contains(&delivered));
    }
}

#[test]
fn a_courier_under_way_brings_it_to_a_service_point_on_another_day() {
    let case = Case::new();
    let events = case.changed("delivered", on_route(&case), &Change::ServicePoint(case.point.clone()));
    assert_eq!(events[0].status, "PARCEL_RETURNED_FROM_ROUTE");
    let told = events
        .iter()
        .find(|event| event.status.starts_with("NOTIFICATION_FOR_PARCELSHOP"))
        .unwrap();
    assert!(told.occurred_at > "2026-03-04T00:00:00Z".parse().unwrap());
    assert_eq!(
        statuses(&events)
            .iter()
            .filter(|status| **status == "DELIVERED")
            .count(),
        0
    );
}

#[test]
fn another_time_frame_is_told_from_then_on() {
    let case = Case::new();
    let frame = TimeFrame {
        from: Moment {
            at: "2026-03-04T13:00:00Z".parse().unwrap(),
            offset_seconds: 3_600,
        },
        to: Moment {
            at: "2026-03-04T17:00:00Z".parse().unwrap(),
            offset_seconds: 3_600,
        },
    };
    let events = case.changed("delivered", REGISTERED.parse().unwrap(), &Change::DateTime(frame));
    let told: Vec<_> = events.iter().filter_map(|event| event.planned).collect();
    assert!(
        !told.is_empty() && told.iter().all(|planned| *planned == frame),
        "{told:?}"
    );
    let facts = case.facts();
    let next = next_delivery(&facts, &events, Phase::Registered, REGISTERED.parse().unwrap()).unwrap();
    assert_eq!((next.frame, next.date.to_string().as_str()), (frame, "2026-03-04"));
}

/// How often a status comes.
fn count(events: &[Event], status: &str) -> usize {
    events.iter().filter(|event| event.status == status).count()
}

#[test]
fn a_route_is_planned_once_for_each_attempt_and_on_its_day() {
    let case = Case::new();
    let planned = "DELIVERY_PLANNED_IN_ROUTE";
    let morning = "2026-03-03T04:30:00Z".parse().unwrap();
    let facts = case.facts();
    let (_, remaining) = after(&facts, "delivered", morning);
    assert_eq!(remaining[0].status, "PARCEL_SCANNED_INTO_HAND-TERMINAL");
    for change in [
        Change::Neighbour("14".to_owned()),
        Change::ServicePoint(case.point.clone()),
    ] {
        assert_eq!(
            count(&case.changed("delivered", night(), &change), planned),
            1,
            "{change:?}"
        );
        assert_eq!(
            count(&case.changed("delivered", morning, &change), planned),
            0,
            "{change:?}"
        );
    }
    let moment = |text: &str| Moment {
        at: text.parse().unwrap(),
        offset_seconds: 3_600,
    };
    let later = TimeFrame {
        from: moment("2026-03-06T13:00:00Z"),
        to: moment("2026-03-06T17:00:00Z"),
    };
    for now in [night(), morning, on_route(&case)] {
        let events = case.changed("delivered", now, &Change::DateTime(later));
        let routes: Vec<String> = events
            .iter()
            .filter(|event| event.status == planned)
            .map(|event| event.occurred_at.to_string()[..10].to_owned())
            .collect();
        assert_eq!(routes, ["2026-03-06"], "{now}");
    }
}

#[test]
fn a_parcel_reaches_its_depot_before_it_is_sent_back_or_taken_out() {
    let case = Case::new();
    let arrived = "PARCEL_ARRIVED_AT_LOCAL_DEPOT";
    for name in ["delivered", "delayed", "lost", "customs-hold", "damaged-returned"] {
        for change in [Change::Cancel, Change::AgreedPlace("shed".to_owned())] {
            let events = case.changed(name, night(), &change);
            let shown = statuses(&events);
            let place = |status: &str| shown.iter().position(|shown| *shown == status);
            let next = if change == Change::Cancel {
                "PARCEL_RELABELED_FOR_RETURN_TO_SHIPPER"
            } else {
                "OUT_FOR_DELIVERY"
            };
            assert!(
                place(arrived).is_some() && place(arrived) < place(next),
                "{name}: {shown:?}"
            );
            assert_eq!(count(&events, arrived), 1, "{name}: {shown:?}");
        }
    }
}

#[test]
fn a_cancelled_parcel_is_relabelled_in_working_hours() {
    let case = Case::new();
    let morning = "2026-03-03T04:30:00Z".parse().unwrap();
    for now in [night(), morning, on_route(&case)] {
        let events = case.changed("delivered", now, &Change::Cancel);
        let relabelled = events
            .iter()
            .find(|event| event.status == "PARCEL_RELABELED_FOR_RETURN_TO_SHIPPER")
            .unwrap();
        let zone = jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap();
        let hour = relabelled.occurred_at.to_zoned(zone).hour();
        assert!((9..18).contains(&hour), "{:?}", relabelled.occurred_at);
        assert!(
            events.iter().all(|event| event.planned.is_none()),
            "nobody waits for it"
        );
    }
}
