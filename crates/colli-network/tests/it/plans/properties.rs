//! What holds for every plan, whatever the seed, the time and the lane.

use super::{facts, point, scenario, shipment};
use crate::support::network;
use colli_core::calendar::ReceiverKind;
use colli_core::plan::{Facts, PickupPoint, draw, redraw};
use colli_core::planning::{self, Journey, Place};
use colli_core::service_point::ServicePointKind;
use colli_core::shipment::Shipment;
use colli_core::tracking::{Event, fold};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

/// Receivers: country, postal code, business, options.
const LANES: [(&str, &str, bool, &[&str]); 13] = [
    ("NL", "1012AB", false, &[]),
    ("NL", "6827BB", false, &["HANDT"]),
    ("NL", "9166AA", false, &[]),
    ("NL", "3011AA", true, &[]),
    ("NL", "3011AA", false, &["EVE"]),
    ("NL", "3011AA", false, &["SDD"]),
    ("NL", "3011AA", true, &["EXP"]),
    ("NL", "3011AA", false, &["BP"]),
    ("NL", "3011AA", true, &["H"]),
    ("BE", "2000", false, &[]),
    ("ES", "35001", false, &[]),
    ("PT", "1000-260", true, &[]),
    ("CH", "8001", false, &[]),
];

fn plan(shipment: &Shipment, seed: i64, name: &str, nearby: &PickupPoint) -> Vec<Event> {
    draw(&facts(shipment, seed, Some(nearby)), scenario(name))
}

fn check_order(shipment: &Shipment, events: &[Event], about: &str) {
    assert!(!events.is_empty(), "{about}");
    let mut last = shipment.created_at;
    for event in events {
        assert!(
            event.occurred_at >= last,
            "{about}: {} at {}",
            event.status,
            event.occurred_at
        );
        last = event.occurred_at;
    }
    for event in events {
        for frame in [event.planned, event.next_planned].into_iter().flatten() {
            assert!(frame.from.at < frame.to.at, "{about}");
        }
    }
}

/// Offsets are those of the zones' clocks at each moment.
fn check_offsets(shipment: &Shipment, events: &[Event], about: &str) {
    let order = &shipment.order;
    let calendar = &network().network.calendar;
    for event in events {
        let offset = |address: &colli_core::address::Address| {
            let zone = calendar.zone(address.country, &address.postal_code);
            zone.to_offset(event.occurred_at).seconds()
        };
        let known = [offset(&order.shipper.address), offset(&order.receiver.address)];
        assert!(known.contains(&event.offset_seconds), "{about}: {event:?}");
    }
}

fn is_a_working_day(shipment: &Shipment, at: Timestamp) -> bool {
    let address = &shipment.order.receiver.address;
    let calendar = &network().network.calendar;
    let date = calendar.local(at, address.country, &address.postal_code).date();
    calendar.works_on(address.country, date, ReceiverKind::of(address.is_business))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn plans_are_in_order_on_working_days_and_as_scheduled(
        seed in any::<i64>(),
        id in any::<u128>(),
        minute in 0i64..(2 * 365 * 1_440),
        lane in 0..LANES.len(),
    ) {
        let (code, postal_code, is_business, options) = LANES[lane];
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let created_at = start.checked_add(SignedDuration::from_mins(minute)).unwrap();
        let shipment = shipment(id, &created_at.to_string(), (code, postal_code, is_business), options);
        // The plan needs one, wherever that is.
        let nearby = point("NL", ServicePointKind::ParcelShop);
        for known in network().network.scenarios.all() {
            let about = format!("{} {created_at} {code} {options:?}", known.name);
            let events = plan(&shipment, seed, &known.name, &nearby);
            check_order(&shipment, &events, &about);
            check_offsets(&shipment, &events, &about);
            prop_assert_eq!(&events, &plan(&shipment, seed, &known.name, &nearby), "same seed, same plan");
        }
        check_delivery(&shipment, &plan(&shipment, seed, "delivered", &nearby));
    }

    #[test]
    fn a_parcel_for_a_service_point_is_collected_while_that_is_open(
        seed in any::<i64>(),
        minute in 0i64..(365 * 1_440),
        locker in any::<bool>(),
    ) {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let created_at = start.checked_add(SignedDuration::from_mins(minute)).unwrap();
        let shipment = shipment(3, &created_at.to_string(), ("NL", "3011AA", false), &[]);
        let kind = if locker { ServicePointKind::PackStation } else { ServicePointKind::ParcelShop };
        let nearby = point("NL", kind);
        let ordered = Facts { ordered_point: Some(&nearby), ..facts(&shipment, seed, None) };
        let events = draw(&ordered, scenario("delivered"));
        check_order(&shipment, &events, "ServicePoint");
        let collected = events.last().unwrap();
        let word = if locker { "COLLECTED_AT_PARCELSTATION" } else { "COLLECTED_AT_PARCELSHOP" };
        prop_assert_eq!(&collected.status, word);
        prop_assert_eq!(collected.service_point.as_deref(), Some(nearby.id.as_str()));
        let local = network().network.calendar.local(collected.occurred_at, shipment.order.receiver.address.country, "");
        let second = u32::try_from(i32::from(local.hour()) * 3_600 + i32::from(local.minute()) * 60).unwrap();
        let open = nearby.open_on(local.date());
        prop_assert!(open.iter().any(|(from, to)| (*from..*to).contains(&second)), "{} in {:?}", local, open);
    }

    #[test]
    fn a_plan_drawn_anew_lies_ahead(seed in any::<i64>(), hours in 0i64..200, which in any::<prop::sample::Index>()) {
        let shipment = shipment(11, "2026-03-02T08:00:00Z", ("NL", "3011AA", false), &[]);
        let nearby = point("NL", ServicePointKind::ParcelShop);
        let facts = facts(&shipment, seed, Some(&nearby));
        let names: Vec<&str> = network().network.scenarios.names().collect();
        let name = names[which.index(names.len())];
        let now = shipment.created_at.checked_add(SignedDuration::from_hours(hours)).unwrap();
        let past: Vec<Event> = draw(&facts, scenario("delivered")).into_iter().filter(|event| event.occurred_at <= now).collect();
        let events = redraw(&facts, scenario(name), &past, now);
        prop_assert!(!events.is_empty(), "{name} at {now}");
        prop_assert!(events.iter().all(|event| event.occurred_at > now));
        let whole = draw(&facts, scenario(name));
        prop_assert_eq!(&events.last().unwrap().status, &whole.last().unwrap().status);
    }
}

/// The first attempt lies in the frame that planning names.
fn check_delivery(shipment: &Shipment, events: &[Event]) {
    let network = &network().network;
    let journey = Journey::of_shipment(shipment, network, Place::Door);
    let schedule = planning::schedule(network, &journey, shipment.created_at).unwrap();
    let delivered = events
        .iter()
        .find(|event| event.status.starts_with("DELIVERED") || event.status.contains("HELD_FOR_COLLECTION"))
        .unwrap();
    let frame = schedule.frame;
    assert!(
        (frame.from.at..=frame.to.at).contains(&delivered.occurred_at),
        "{} outside {frame:?}",
        delivered.occurred_at
    );
    assert!(is_a_working_day(shipment, delivered.occurred_at) || !shipment.order.options.is_empty());
    let out = events
        .iter()
        .position(|event| event.status == "OUT_FOR_DELIVERY")
        .unwrap();
    let record = fold(&events[..=out], &network.statuses);
    assert_eq!(record.planned, Some(frame));
    assert!(events[out].occurred_at < frame.from.at);
}

#[test]
fn nights_without_an_hour_and_with_two() {
    for (registered, night) in [
        ("2026-03-27T12:00:00Z", "2026-03-28"),
        ("2026-03-28T15:30:00Z", "2026-03-30"),
        ("2026-10-24T14:30:00Z", "2026-10-26"),
        ("2026-10-23T12:00:00Z", "2026-10-24"),
    ] {
        for seed in 0..50 {
            let shipment = shipment(5, registered, ("NL", "3011AA", false), &[]);
            let events = draw(&facts(&shipment, seed, None), scenario("delivered"));
            check_order(&shipment, &events, registered);
            check_offsets(&shipment, &events, registered);
            let delivered = events.last().unwrap();
            let zone = jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap();
            assert_eq!(
                delivered.occurred_at.to_zoned(zone).date().to_string(),
                night,
                "{registered}"
            );
        }
    }
}

#[test]
fn nothing_is_delivered_at_christmas() {
    for seed in 0..50 {
        let shipment = shipment(5, "2026-12-24T17:30:00Z", ("NL", "3011AA", false), &[]);
        let delivered = draw(&facts(&shipment, seed, None), scenario("delivered"))
            .pop()
            .unwrap();
        // Too late for the 24th; the 25th, the 26th and Sunday are free; collected on Monday.
        assert_eq!(delivered.occurred_at.to_string()[..10], *"2026-12-29");
    }
}
