//! What becomes of a pickup. In test environments it is a pure function of the booking and the time; an operator's reports
//! come on top, and are all there is in live environments.

use super::{Pickup, PickupOrder, StatusAt, TimeSlot};
use crate::calendar::{Window, WindowKind};
use crate::ids::Environment;
use crate::network::Network;
use crate::planning::window_of;
use crate::status::PickupStatus;
use jiff::civil::{Date, Time, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The driver has it on the list.
pub const WILL_BE_PICKED_UP: &str = "WillBePickedUp";
/// It was collected.
pub const COMPLETED: &str = "PickupCompleted";
/// A description that begins like this chooses what happens in a test environment: `scenario:NothingPickedUp`.
pub const SCENARIO_PREFIX: &str = "scenario:";

/// When the tour of the next day is made.
const EVENING: Time = time(18, 0, 0, 0);
/// When drivers leave.
const MORNING: Time = time(7, 0, 0, 0);
/// From a booking on the day itself to its place on a tour.
const PLANNING: SignedDuration = SignedDuration::from_mins(15);
/// From there to the driver, at least.
const DRIVING: SignedDuration = SignedDuration::from_mins(45);

/// The status a description asks for: what follows the prefix, up to a space.
pub fn scenario_of(order: &PickupOrder) -> Option<&str> {
    let rest = order.description.as_deref()?.strip_prefix(SCENARIO_PREFIX)?;
    rest.split_whitespace().next()
}

/// What a pickup of a test environment is planned by.
pub struct Plan<'a, W> {
    /// The statuses there are. A final one ends a pickup.
    pub statuses: &'a [PickupStatus],
    /// The sender's time zone.
    pub zone: &'a TimeZone,
    /// When drivers collect where no slot was agreed.
    pub usual_slot: TimeSlot,
    /// Whether the network collects on a day in the sender's country.
    pub works: W,
}

/// Whether a status is final; `None` for an unknown one.
fn is_final(statuses: &[PickupStatus], code: &str) -> Option<bool> {
    statuses
        .iter()
        .find(|status| status.code == code)
        .map(|status| status.is_final)
}

/// What a pickup is planned by on a network.
pub fn plan_of<'a>(network: &'a Network, order: &'a PickupOrder) -> Plan<'a, impl Fn(Date) -> bool + 'a> {
    let address = &order.shipper.address;
    let place = (address.country, address.postal_code.as_str());
    Plan {
        statuses: &network.pickup_statuses,
        zone: network.calendar.zone(place.0, place.1),
        usual_slot: slot_of(window_of(&network.calendar, place, WindowKind::Pickup)),
        works: move |date| network.calendar.collects_on(place.0, date),
    }
}

fn slot_of(window: Window) -> TimeSlot {
    let time = |minute: u16| {
        // A window may end at midnight, which is no time of its day.
        let minute = minute.min(24 * 60 - 1);
        Time::midnight().saturating_add(SignedDuration::from_mins(i64::from(minute)))
    };
    TimeSlot {
        from: time(window.from_minute),
        to: time(window.to_minute),
    }
}

impl<W: Fn(Date) -> bool> Plan<'_, W> {
    /// Everything that will happen, oldest first.
    fn steps(&self, pickup: &Pickup) -> Vec<StatusAt> {
        let order = &pickup.order;
        let announced = self.announced(pickup);
        let mut steps = vec![at(WILL_BE_PICKED_UP, announced)];
        let wanted = scenario_of(order).filter(|code| is_final(self.statuses, code).is_some());
        let outcome = wanted.unwrap_or(COMPLETED);
        if outcome == WILL_BE_PICKED_UP {
            return steps;
        }
        let visit = self.visit(order, order.date).max(later(announced, DRIVING));
        steps.push(at(outcome, visit));
        // What only delays it is mended on the next working day.
        if is_final(self.statuses, outcome) == Some(false)
            && let Some(next) = self.next_working_day(order.date)
        {
            steps.push(at(COMPLETED, self.visit(order, next)));
        }
        steps
    }

    /// The evening before, or the morning of the day, or soon after a booking on the day itself.
    fn announced(&self, pickup: &Pickup) -> Timestamp {
        let date = pickup.order.date;
        let evening = date.yesterday().unwrap_or(date);
        [(evening, EVENING), (date, MORNING)]
            .into_iter()
            .map(|(date, time)| self.instant(date, time))
            .find(|moment| *moment >= pickup.created_at)
            .unwrap_or(later(pickup.created_at, PLANNING))
    }

    /// When the driver is there: a minute of the slot that the order alone decides.
    fn visit(&self, order: &PickupOrder, date: Date) -> Timestamp {
        let slot = order.slot.unwrap_or(self.usual_slot);
        let (from, to) = (self.instant(date, slot.from), self.instant(date, slot.to));
        let minutes = (to.duration_since(from).as_mins()).max(1).unsigned_abs();
        let minute = i64::try_from(fingerprint(order) % minutes).unwrap_or(0);
        later(from, SignedDuration::from_mins(minute))
    }

    fn next_working_day(&self, date: Date) -> Option<Date> {
        const SEARCH_DAYS: usize = 31;
        let days = std::iter::successors(date.tomorrow().ok(), |day| day.tomorrow().ok());
        days.take(SEARCH_DAYS).find(|day| (self.works)(*day))
    }

    fn instant(&self, date: Date, time: Time) -> Timestamp {
        let zoned = date.to_datetime(time).to_zoned(self.zone.clone());
        zoned.map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }
}

fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn at(status: &str, at: Timestamp) -> StatusAt {
    StatusAt {
        status: status.to_owned(),
        at,
    }
}

/// A number that equal orders share and others do not: FNV-1a over what tells pickups apart.
fn fingerprint(order: &PickupOrder) -> u64 {
    let address = &order.shipper.address;
    let texts = [
        order.account.as_str(),
        &order.date.to_string(),
        &address.postal_code,
        &address.number_line(),
        order.description.as_deref().unwrap_or_default(),
    ]
    .join("\u{1f}");
    texts.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// What is known of a pickup at a time, oldest first: in test environments what was planned until the operator's first
/// report, and the reports. Nothing follows a final status.
pub fn shown<W: Fn(Date) -> bool>(pickup: &Pickup, plan: &Plan<'_, W>, now: Timestamp) -> Vec<StatusAt> {
    let simulated = match pickup.tenant.environment {
        Environment::Test => plan.steps(pickup),
        Environment::Live => Vec::new(),
    };
    let until = pickup.reported.first().map_or(Timestamp::MAX, |first| first.at);
    let simulated = simulated.into_iter().filter(|step| step.at <= now && step.at < until);
    let mut known = Vec::new();
    for status in simulated.chain(pickup.reported.iter().cloned()) {
        let ends = is_final(plan.statuses, &status.status).unwrap_or(false);
        known.push(status);
        if ends {
            break;
        }
    }
    known
}
