//! What becomes of a pickup, on a Friday in Utrecht.

use super::life::{COMPLETED, Plan, WILL_BE_PICKED_UP, shown};
use super::{Pickup, PickupOrder, StatusAt, TimeSlot};
use crate::address::Address;
use crate::country::CountryCode;
use crate::ids::{AccountNumber, Environment, OrganisationId, Tenant, UserId};
use crate::party::{Name, Party};
use crate::status::PickupStatus;
use jiff::civil::{Date, Weekday, date, time};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use uuid::Uuid;

const DAY: Date = date(2026, 3, 6);

fn pickup(description: Option<&str>, created_at: &str) -> Pickup {
    let shipper = Party {
        name: Name {
            company: Some("JDC".to_owned()),
            ..Name::default()
        },
        address: Address {
            country: CountryCode::parse("NL").unwrap(),
            postal_code: "3542AD".to_owned(),
            city: "Utrecht".to_owned(),
            street: "Reactorweg".to_owned(),
            number: Some("30".to_owned()),
            addition: None,
            additional_line: None,
            region: None,
            is_business: true,
        },
        email: None,
        phone: None,
        vat_number: None,
        eori_number: None,
        reference: None,
        rex_number: None,
    };
    Pickup {
        id: Uuid::nil(),
        tenant: Tenant {
            organisation: OrganisationId(Uuid::nil()),
            environment: Environment::Test,
        },
        user: UserId(Uuid::nil()),
        created_at: created_at.parse().unwrap(),
        serial: 31_173,
        order: PickupOrder {
            account: AccountNumber::parse("08500001").unwrap(),
            date: DAY,
            description: description.map(str::to_owned),
            location: None,
            packages: Some(1),
            pallets: None,
            total_weight_kg: None,
            shipper,
            receiver: None,
            slot: None,
            provide_labels: false,
            requester: None,
            organisation: None,
        },
        reported: Vec::new(),
    }
}

fn statuses_of_a_network() -> [PickupStatus; 4] {
    [
        (WILL_BE_PICKED_UP, false),
        (COMPLETED, true),
        ("NothingPickedUp", true),
        ("NothingPickedUpGoodsAreNotReadyYet", false),
    ]
    .map(|(code, is_final)| PickupStatus {
        code: code.to_owned(),
        is_final,
        texts: HashMap::new(),
    })
}

fn known(pickup: &Pickup, now: &str) -> Vec<(String, String)> {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    let plan = Plan {
        statuses: &statuses_of_a_network(),
        zone: &zone,
        usual_slot: TimeSlot {
            from: time(12, 0, 0, 0),
            to: time(17, 0, 0, 0),
        },
        works: |day: Date| day.weekday() != Weekday::Sunday,
    };
    let shown = shown(pickup, &plan, now.parse().unwrap());
    shown
        .into_iter()
        .map(|step| (step.status, step.at.to_string()))
        .collect()
}

fn statuses(pickup: &Pickup, now: &str) -> Vec<String> {
    known(pickup, now).into_iter().map(|(status, _)| status).collect()
}

#[test]
fn a_pickup_is_announced_the_evening_before_and_completed_on_the_day() {
    let pickup = pickup(None, "2026-03-02T08:00:00Z");
    assert!(statuses(&pickup, "2026-03-05T16:59:59Z").is_empty());
    // 18:00 in Utrecht.
    let announced = (WILL_BE_PICKED_UP.to_owned(), "2026-03-05T17:00:00Z".to_owned());
    assert_eq!(known(&pickup, "2026-03-05T17:00:00Z"), [announced]);
    assert_eq!(statuses(&pickup, "2026-03-06T10:59:00Z"), [WILL_BE_PICKED_UP]);
    let done = known(&pickup, "2026-03-06T16:00:00Z");
    assert_eq!(done[1].0, COMPLETED);
    assert!(
        ("2026-03-06T11:00:00Z".."2026-03-06T16:00:00Z").contains(&done[1].1.as_str()),
        "{done:?}"
    );
    assert_eq!(known(&pickup, "2030-01-01T00:00:00Z"), done, "nothing follows");
}

#[test]
fn a_late_booking_is_announced_later_and_never_after_its_visit() {
    let evening = pickup(None, "2026-03-05T20:00:00Z");
    assert_eq!(known(&evening, "2026-03-07T00:00:00Z")[0].1, "2026-03-06T06:00:00Z");
    let same_day = pickup(None, "2026-03-06T15:59:00Z");
    let all = known(&same_day, "2026-03-07T00:00:00Z");
    assert_eq!(all[0].1, "2026-03-06T16:14:00Z");
    assert_eq!(all[1].1, "2026-03-06T16:59:00Z");
}

#[test]
fn a_scenario_decides_the_outcome() {
    let nothing = pickup(Some("scenario:NothingPickedUp gate 3"), "2026-03-02T08:00:00Z");
    assert_eq!(
        statuses(&nothing, "2026-04-01T00:00:00Z"),
        [WILL_BE_PICKED_UP, "NothingPickedUp"]
    );
    let late = pickup(
        Some("scenario:NothingPickedUpGoodsAreNotReadyYet"),
        "2026-03-02T08:00:00Z",
    );
    let all = known(&late, "2026-04-01T00:00:00Z");
    let words: Vec<&str> = all.iter().map(|(status, _)| status.as_str()).collect();
    assert_eq!(
        words,
        [WILL_BE_PICKED_UP, "NothingPickedUpGoodsAreNotReadyYet", COMPLETED]
    );
    assert!(all[2].1.starts_with("2026-03-07"), "the next working day: {all:?}");
    let waiting = pickup(Some("scenario:WillBePickedUp"), "2026-03-02T08:00:00Z");
    assert_eq!(statuses(&waiting, "2026-04-01T00:00:00Z"), [WILL_BE_PICKED_UP]);
}

#[test]
fn equal_orders_live_equal_lives() {
    let mut other = pickup(None, "2026-03-02T08:00:00Z");
    (other.id, other.serial) = (Uuid::from_u128(9), 77);
    let first = pickup(None, "2026-03-02T08:00:00Z");
    assert_eq!(
        known(&first, "2026-04-01T00:00:00Z"),
        known(&other, "2026-04-01T00:00:00Z")
    );
    let gate = pickup(Some("gate 3"), "2026-03-02T08:00:00Z");
    assert_ne!(
        known(&first, "2026-04-01T00:00:00Z"),
        known(&gate, "2026-04-01T00:00:00Z")
    );
}

#[test]
fn reports_replace_what_was_planned_after_them() {
    let mut pickup = pickup(None, "2026-03-02T08:00:00Z");
    pickup.reported.push(StatusAt {
        status: "NothingPickedUp".to_owned(),
        at: "2026-03-06T07:30:00Z".parse().unwrap(),
    });
    assert_eq!(
        statuses(&pickup, "2026-04-01T00:00:00Z"),
        [WILL_BE_PICKED_UP, "NothingPickedUp"]
    );
    pickup.tenant.environment = Environment::Live;
    assert_eq!(
        statuses(&pickup, "2026-04-01T00:00:00Z"),
        ["NothingPickedUp"],
        "live: reports only"
    );
}

#[test]
fn confirmation_numbers_have_seven_digits_and_a_letter() {
    let mut pickup = pickup(None, "2026-03-02T08:00:00Z");
    assert_eq!(pickup.confirmation_number(), "4031173P");
    pickup.serial = 6_000_001;
    assert_eq!(pickup.confirmation_number(), "0000001P");
}
