//! What happens to a parcel: sorted, brought to its depot, taken out, delivered; now and then not at the first attempt.

use super::random::{Random, Use};
use colli_core::tracking::{Event, Leg, Moment};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Minutes of an hour.
const HOUR: u32 = 60;

/// The parcel whose life is told.
pub(super) struct Parcel<'a> {
    pub(super) registered_at: Timestamp,
    /// Nothing is known of what lies after this.
    pub(super) now: Timestamp,
    /// Delivers it.
    pub(super) depot: &'a str,
    /// Crosses a border.
    pub(super) is_abroad: bool,
    /// Is collected at a ServicePoint.
    pub(super) is_collected: bool,
    pub(super) zone: &'a TimeZone,
}

/// One step: hours after the one before (earliest and latest), category, status, where.
type Step<'a> = (u32, u32, &'static str, &'static str, Option<&'a str>);

/// Steps of a life at most.
const STEPS_MAX: usize = 6;

impl<'a> Parcel<'a> {
    /// The events after registration that happened by now.
    pub(super) fn events(&self, seed: u64, index: u64) -> Vec<Event> {
        let mut random = Random::new(seed, index, Use::Life);
        let mut at = self.registered_at;
        let mut events = Vec::with_capacity(STEPS_MAX);
        for (earliest, latest, category, status, facility) in self.steps(&mut random) {
            let minutes = random.within(earliest * HOUR, latest * HOUR);
            let seconds = i64::from(minutes) * 60 + i64::from(random.within(0, 59));
            match at.checked_add(SignedDuration::from_secs(seconds)) {
                Ok(next) if next <= self.now => at = next,
                _ => break,
            }
            events.push(self.event(at, category, status, facility));
        }
        events
    }

    fn steps(&self, random: &mut Random) -> Vec<Step<'a>> {
        let hub = if self.is_abroad { "GWN" } else { "EC" };
        let depot = Some(self.depot);
        let mut steps: Vec<Step<'a>> = Vec::with_capacity(STEPS_MAX);
        steps.push((4, 10, "UNDERWAY", "PARCEL_SORTED_AT_HUB", Some(hub)));
        if self.is_abroad {
            steps.push((4, 8, "UNDERWAY", "DEPART_FACILITY", Some(hub)));
        }
        // One scan in ten is missed.
        if random.below(10) > 0 {
            steps.push((5, 12, "UNDERWAY", "PARCEL_ARRIVED_AT_LOCAL_DEPOT", depot));
        }
        steps.push((2, 5, "IN_DELIVERY", "OUT_FOR_DELIVERY", depot));
        if self.is_collected {
            let told = "NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT";
            steps.push((1, 4, "IN_DELIVERY", told, None));
            steps.push((3, 70, "DELIVERED", "COLLECTED_AT_PARCELSHOP", None));
            return steps;
        }
        if !self.is_abroad && random.below(12) == 0 {
            steps.push((1, 6, "PROBLEM", "NOT_HOME_NEW_DELIVERY", None));
            steps.push((16, 22, "IN_DELIVERY", "OUT_FOR_DELIVERY", depot));
        }
        steps.push((1, 6, "DELIVERED", "DELIVERED", None));
        steps
    }

    fn event(&self, at: Timestamp, category: &str, status: &str, facility: Option<&str>) -> Event {
        Event {
            facility: facility.map(str::to_owned),
            leg: Some(Leg::of_network("ECOMMERCE")),
            ..Event::new(category, status, Moment::in_zone(at, self.zone))
        }
    }
}
