//! When parcels are collected and delivered, on the network in the binary.

use crate::support::{country, network};
use colli_core::calendar::{ReceiverKind, WindowKind};
use colli_core::capability::{CapabilityQuery, SenderKind};
use colli_core::planning::{self, Journey, Place, Schedule, schedule};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

fn journey(from: (&str, &'static str), to: (&str, &'static str), to_business: bool) -> Journey<'static> {
    Journey::new((country(from.0), from.1), (country(to.0), to.1), to_business)
}

fn inside_nl(to_business: bool) -> Journey<'static> {
    journey(("NL", "3542AD"), ("NL", "1012AB"), to_business)
}

fn plan(journey: &Journey<'_>, ready: &str) -> Schedule {
    schedule(&network().network, journey, ready.parse().unwrap()).unwrap()
}

fn delivered(journey: &Journey<'_>, ready: &str) -> String {
    plan(journey, ready).delivery_date.to_string()
}

/// The local times of the planned delivery.
fn frame(plan: &Schedule) -> String {
    let local = |at: Timestamp| at.to_zoned(plan.zone.clone()).strftime("%F %R%:z").to_string();
    format!("{} {}", local(plan.frame.from.at), local(plan.frame.to.at))
}

#[test]
fn inside_the_netherlands_delivery_is_the_next_working_day() {
    let cases = [
        ("2026-03-02T08:00:00Z", "2026-03-03", "2026-03-03"),
        ("2026-03-06T08:00:00Z", "2026-03-07", "2026-03-09"),
        ("2026-03-07T08:00:00Z", "2026-03-09", "2026-03-09"),
        // The day before Good Friday, and Good Friday itself: parcel networks work; Easter Monday they rest.
        ("2026-04-02T08:00:00Z", "2026-04-03", "2026-04-03"),
        ("2026-04-03T08:00:00Z", "2026-04-04", "2026-04-07"),
        ("2026-04-04T08:00:00Z", "2026-04-07", "2026-04-07"),
        // King's Day.
        ("2026-04-25T08:00:00Z", "2026-04-28", "2026-04-28"),
        // Christmas, its second day a Saturday.
        ("2026-12-24T08:00:00Z", "2026-12-28", "2026-12-28"),
    ];
    for (ready, consumer, business) in cases {
        assert_eq!(delivered(&inside_nl(false), ready), consumer, "{ready} to a consumer");
        assert_eq!(delivered(&inside_nl(true), ready), business, "{ready} to a business");
    }
}

#[test]
fn what_is_ready_after_the_cut_off_is_collected_the_next_day() {
    let before = plan(&inside_nl(false), "2026-03-02T15:59:00Z");
    assert_eq!(before.handed_over.strftime("%F %R").to_string(), "2026-03-02 18:00");
    let after = plan(&inside_nl(false), "2026-03-02T16:00:00Z");
    assert_eq!(after.handed_over.strftime("%F %R").to_string(), "2026-03-03 18:00");
    assert_eq!(after.delivery_date.to_string(), "2026-03-04");
    let sunday = plan(&inside_nl(false), "2026-03-08T10:00:00Z");
    assert_eq!(sunday.handed_over.date().to_string(), "2026-03-09");
}

#[test]
fn frames_are_local_times_across_the_change_of_clocks() {
    let evening = Journey {
        evening: true,
        ..inside_nl(false)
    };
    assert_eq!(
        frame(&plan(&evening, "2026-03-27T08:00:00Z")),
        "2026-03-28 18:00+01:00 2026-03-28 22:00+01:00"
    );
    assert_eq!(
        frame(&plan(&evening, "2026-03-28T08:00:00Z")),
        "2026-03-30 18:00+02:00 2026-03-30 22:00+02:00"
    );
    assert_eq!(
        frame(&plan(&inside_nl(true), "2026-10-23T08:00:00Z")),
        "2026-10-26 08:00+01:00 2026-10-26 18:00+01:00"
    );
}

#[test]
fn same_day_is_the_evening_of_the_day_it_is_collected() {
    let same_day = Journey {
        same_day: true,
        product: "DFY-SDD",
        ..inside_nl(false)
    };
    let early = plan(&same_day, "2026-03-02T08:00:00Z");
    assert_eq!((early.working_days, early.handed_over.date()), (0, early.delivery_date));
    assert_eq!(frame(&early), "2026-03-02 18:00+01:00 2026-03-02 22:00+01:00");
    assert_eq!(delivered(&same_day, "2026-03-02T13:00:00Z"), "2026-03-03");
    assert_eq!(delivered(&same_day, "2026-03-08T08:00:00Z"), "2026-03-09");
}

#[test]
fn businesses_get_parcels_on_saturday_when_it_is_asked_for() {
    let saturday = Journey {
        saturday: true,
        ..inside_nl(true)
    };
    assert_eq!(delivered(&saturday, "2026-03-06T08:00:00Z"), "2026-03-07");
    assert_eq!(delivered(&saturday, "2026-03-07T08:00:00Z"), "2026-03-09");
    assert_eq!(delivered(&saturday, "2026-12-24T08:00:00Z"), "2026-12-28");
}

#[test]
fn islands_take_longer_and_keep_their_own_time() {
    let to = |place| journey(("NL", "3542AD"), place, false);
    assert_eq!(delivered(&to(("NL", "9166AB")), "2026-03-02T08:00:00Z"), "2026-03-04");
    let [madrid, tenerife] = [("ES", "28013"), ("ES", "38001")].map(|place| plan(&to(place), "2026-03-02T08:00:00Z"));
    assert_eq!(tenerife.working_days, madrid.working_days + 4);
    assert_eq!(tenerife.zone.iana_name(), Some("Atlantic/Canary"));
    assert_eq!(
        tenerife.frame.from.offset_seconds + 3_600,
        madrid.frame.from.offset_seconds
    );
    let azores = plan(&to(("PT", "9500-321")), "2026-03-02T08:00:00Z");
    assert_eq!(azores.zone.iana_name(), Some("Atlantic/Azores"));
    let on_the_island = journey(("NL", "9166AB"), ("NL", "9161BZ"), false);
    assert_eq!(plan(&on_the_island, "2026-03-02T08:00:00Z").working_days, 1);
}

#[test]
fn a_service_point_gets_parcels_when_it_can_be_used() {
    let reopens: Date = "2026-03-07".parse().unwrap();
    let (open, shut) = (|day: Date| day >= reopens, |_: Date| false);
    let to_point = Journey {
        place: Place::ServicePoint(&open),
        ..inside_nl(false)
    };
    let planned = plan(&to_point, "2026-03-02T08:00:00Z");
    assert_eq!(planned.delivery_date, reopens);
    assert_eq!(
        planned
            .next_frame
            .from
            .at
            .to_zoned(planned.zone.clone())
            .date()
            .to_string(),
        "2026-03-09"
    );
    let never = Journey {
        place: Place::ServicePoint(&shut),
        ..inside_nl(false)
    };
    assert_eq!(
        schedule(&network().network, &never, "2026-03-02T08:00:00Z".parse().unwrap()),
        None
    );
}

#[test]
fn every_lane_that_can_be_booked_can_be_planned() {
    let network = &network().network;
    let mut lanes = 0;
    for from in network.countries.keys() {
        for sender in [SenderKind::Business, SenderKind::Consumer] {
            for to_business in [false, true] {
                let query = CapabilityQuery {
                    sender: Some(sender),
                    from_country: Some(from.to_string()),
                    to_business: Some(to_business),
                    ..CapabilityQuery::default()
                };
                for to in network.catalogue.destination_countries(&query) {
                    let lane = Journey::new((*from, ""), (to, ""), to_business);
                    let planned = schedule(network, &lane, "2026-03-02T08:00:00Z".parse().unwrap());
                    assert!(planned.is_some(), "{from} {to} {to_business}");
                    let zone = network.calendar.zone(to, "").iana_name();
                    assert_ne!(zone, Some("UTC"), "{to} has no time zone");
                    lanes += 1;
                }
            }
        }
    }
    assert!(lanes > 300, "{lanes}");
}

#[test]
fn the_part_of_the_day_is_drawn_from_the_postal_code() {
    let calendar = &network().network.calendar;
    let nl = country("NL");
    let windows = |code: &str| planning::window_of(calendar, (nl, code), WindowKind::Day);
    assert_eq!(windows("3542AD"), windows("3542 ad"));
    let mornings = (1000..2000).filter(|number| windows(&format!("{number}AB")).from_minute == 9 * 60);
    assert!((400..600).contains(&mornings.count()));
}

proptest! {
    #[test]
    fn plans_keep_the_calendar(
        minutes in 0i64..(6 * 365 * 1_440),
        later in 0i64..10_000,
        to in prop::sample::select(vec![("NL", "1012AB"), ("NL", "9166AB"), ("BE", "2000"), ("ES", "35001"), ("GB", "BT11AA")]),
        [to_business, evening, saturday] in any::<[bool; 3]>(),
    ) {
        let network = &network().network;
        let journey = Journey { evening, saturday, ..journey(("NL", "3542AD"), to, to_business) };
        let ready = "2024-01-01T00:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes();
        let planned = schedule(network, &journey, ready).unwrap();
        let date = planned.delivery_date;
        let local = |at: Timestamp| at.to_zoned(planned.zone.clone()).date();

        prop_assert!(planned.handed_over.timestamp() > ready);
        prop_assert!(network.calendar.collects_on(country("NL"), planned.handed_over.date()));
        prop_assert!(date > planned.handed_over.date());
        prop_assert!(saturday || network.calendar.works_on(country(to.0), date, ReceiverKind::of(to_business)));
        prop_assert!(!network.calendar.is_holiday(country(to.0), date));
        prop_assert_eq!((local(planned.frame.from.at), local(planned.frame.to.at)), (date, date));
        prop_assert!(planned.frame.from.at < planned.frame.to.at && planned.frame.to.at < planned.next_frame.from.at);
        let again = schedule(network, &journey, ready);
        prop_assert_eq!(again.as_ref(), Some(&planned));

        let second = schedule(network, &journey, ready + later.minutes()).unwrap();
        prop_assert!(second.delivery_date >= date);
    }
}
