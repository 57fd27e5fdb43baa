//! What events say of a piece's delivery: attempts, plans, where it is, how large it is.

use super::rules::Size;
use crate::network::Network;
use crate::parcel::Dimensions;
use crate::planning::{Journey, Place, schedule};
use crate::shipment::{Piece, Shipment};
use crate::status::Phase;
use crate::tracking::{Event, Record, TimeFrame};

/// How statuses begin that tell of a failed attempt.
const NOT_HOME: &str = "NOT_HOME";

/// The failed attempt after which it goes to a ServicePoint.
pub(super) const TO_SERVICE_POINT: &str = "NOT_HOME_TO_PARCELSHOP";

/// The failed attempt that is followed by another.
const NEW_DELIVERY: &str = "NOT_HOME_NEW_DELIVERY";

/// Attempts that failed because nobody was home; the two events of one attempt count once.
pub(super) fn failed_attempts(events: &[Event]) -> u32 {
    let mut failed = 0;
    let mut before = false;
    for event in events {
        let is_failure = event.status.starts_with(NOT_HOME);
        failed += u32::from(is_failure && !before);
        before = is_failure;
    }
    failed
}

/// Whether a parcel from abroad was not seen in the receiver's country so far.
pub(super) fn is_abroad(network: &Network, shipment: &Shipment, events: &[Event]) -> bool {
    let (from, to) = (&shipment.order.shipper.address, &shipment.order.receiver.address);
    let arrived = |event: &Event| {
        let facility = event.facility.as_deref().and_then(|code| network.facilities.get(code));
        facility.is_some_and(|facility| facility.country == to.country)
    };
    from.country != to.country && !events.iter().any(arrived)
}

/// The last attempt that failed because nobody was home.
pub(super) fn last_failure(events: &[Event]) -> Option<&Event> {
    events.iter().rev().find(|event| event.status.starts_with(NOT_HOME))
}

/// What the network plans for a parcel nobody announced a time for. After a failed attempt that is the next day of
/// delivery; any other plan that fell through is not replaced.
pub(super) fn computed(network: &Network, shipment: &Shipment, events: &[Event], record: &Record) -> Option<TimeFrame> {
    let journey = Journey::of_shipment(shipment, network, Place::Door);
    let moves = [Phase::InTransit, Phase::OutForDelivery].contains(&record.phase);
    match last_failure(events) {
        None if moves => first_plan(network, &journey, events),
        Some(failure) if moves || failure.status == NEW_DELIVERY => {
            let calendar = &network.calendar;
            let failed = calendar.local(failure.occurred_at, journey.to.0, journey.to.1).date();
            let date = journey.first_delivery_date(calendar, failed.tomorrow().ok()?)?;
            journey.frame_on(calendar, date)
        }
        _ => None,
    }
}

fn first_plan(network: &Network, journey: &Journey<'_>, events: &[Event]) -> Option<TimeFrame> {
    let moving = |event: &&Event| network.statuses.phase_of(&event.status, &event.category) > Phase::Registered;
    let first = events.iter().find(moving)?;
    // Taken over that day, at whatever hour: the day's collection was not missed.
    let (country, postal_code) = journey.from;
    let local = network.calendar.local(first.occurred_at, country, postal_code);
    let start = local.start_of_day().ok()?;
    schedule(network, journey, start.timestamp()).map(|planned| planned.frame)
}

/// Weight and size: the last measured, else as ordered, else the largest of the parcel type.
pub(super) fn size(network: &Network, piece: &Piece, events: &[Event]) -> Size {
    let measured_weight = events.iter().rev().find_map(|event| event.weight_g);
    let measured = events.iter().rev().find_map(|event| event.dimensions);
    let kind = network.catalogue.parcel_type(&piece.parcel_type);
    let none = Dimensions {
        length_mm: 0,
        width_mm: 0,
        height_mm: 0,
    };
    Size {
        weight_g: measured_weight
            .or(piece.weight_g)
            .or_else(|| kind.and_then(|kind| kind.default_weight_g))
            .unwrap_or(0),
        dimensions: measured
            .or(piece.dimensions)
            .or_else(|| kind.map(|kind| kind.limits.max))
            .unwrap_or(none),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracking::Moment;

    #[test]
    fn an_attempt_fails_once_however_many_events_tell_of_it() {
        let event = |status: &&str| {
            let at = jiff::Timestamp::UNIX_EPOCH;
            Event::new("PROBLEM", status, Moment { at, offset_seconds: 0 })
        };
        let failed = |statuses: &[&str]| failed_attempts(&statuses.iter().map(event).collect::<Vec<_>>());
        assert_eq!(failed(&["DEPOT_SCAN"]), 0);
        assert_eq!(failed(&["NOT_HOME", "NOT_HOME_NEW_DELIVERY"]), 1);
        assert_eq!(failed(&["NOT_HOME", "OUT_FOR_DELIVERY", "NOT_HOME_TO_PARCELSHOP"]), 2);
    }
}
