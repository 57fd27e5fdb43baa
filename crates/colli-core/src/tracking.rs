//! Events and what a tracker shows: the public record of a piece is a fold of its events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an event is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum EventKind {
    /// The piece itself.
    Piece,
    /// A leg of its transport.
    Leg,
}

/// The transport leg an event belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Leg {
    /// Operating network: `ECOMMERCE`, `DAY_DEFINITE`.
    pub network: String,
    /// Account the leg is booked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Reference of the leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// One immutable fact about a piece.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Seconds east of UTC of the place where it happened, at that moment.
    pub offset_seconds: i32,
    /// Category, such as `UNDERWAY` (reference 11).
    pub category: String,
    /// Status, such as `DEPART_FACILITY` (reference 11).
    pub status: String,
    /// Piece or leg.
    pub kind: EventKind,
    /// Facility code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    /// Leg of the transport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg: Option<Leg>,
    /// Free text of the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// The public state of a piece.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// Category of the latest event.
    pub category: Option<String>,
    /// Status of the latest event.
    pub status: Option<String>,
    /// When it was delivered, if it was and nothing since says otherwise.
    pub delivered_at: Option<(Timestamp, i32)>,
}

/// The order in which events are shown and folded: by time; equal times keep the order of arrival.
pub fn in_order(events: &mut [Event]) {
    events.sort_by_key(|event| event.occurred_at);
}

/// Folds events, oldest first, into the public record. Late and repeated events land in the right place because the
/// fold sees them in order of occurrence and looks at facts only.
pub fn fold(events: &[Event]) -> Record {
    let mut record = Record::default();
    for event in events {
        match event.category.as_str() {
            "DELIVERED" => {
                record
                    .delivered_at
                    .get_or_insert((event.occurred_at, event.offset_seconds));
            }
            // After a delivery only a return or a new trip brings a piece back under way; what is registered late
            // (legs, data) says nothing about where it is.
            "UNDERWAY" | "IN_DELIVERY" | "PROBLEM" | "EXCEPTION" => record.delivered_at = None,
            _ => {}
        }
        record.category = Some(event.category.clone());
        record.status = Some(event.status.clone());
    }
    record
}

/// The events of registration: the first leg is created, the sender's announcement is received.
pub fn registration(at: Timestamp, offset_seconds: i32, account: Option<&str>) -> [Event; 2] {
    let leg = Leg {
        network: "ECOMMERCE".to_owned(),
        account: account.map(str::to_owned),
        reference: None,
    };
    let event = |category: &str, status: &str, kind, leg| Event {
        occurred_at: at,
        offset_seconds,
        category: category.to_owned(),
        status: status.to_owned(),
        kind,
        facility: None,
        leg: Some(leg),
        remarks: None,
    };
    let plain = Leg {
        network: leg.network.clone(),
        ..Leg::default()
    };
    [
        event("LEG", "LEG_CREATED", EventKind::Leg, leg),
        event("DATA_RECEIVED", "PRENOTIFICATION_RECEIVED", EventKind::Piece, plain),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(second: i64, category: &str) -> Event {
        Event {
            occurred_at: Timestamp::from_second(second).unwrap(),
            offset_seconds: 3_600,
            category: category.to_owned(),
            status: category.to_owned(),
            kind: EventKind::Piece,
            facility: None,
            leg: None,
            remarks: None,
        }
    }

    #[test]
    fn delivered_until_it_travels_on() {
        assert_eq!(fold(&[]), Record::default());
        let delivered = fold(&[event(1, "UNDERWAY"), event(2, "DELIVERED"), event(3, "DATA_RECEIVED")]);
        assert_eq!(
            delivered.delivered_at,
            Some((Timestamp::from_second(2).unwrap(), 3_600))
        );
        let returned = fold(&[event(2, "DELIVERED"), event(3, "UNDERWAY")]);
        assert_eq!(
            (returned.delivered_at, returned.category.as_deref()),
            (None, Some("UNDERWAY"))
        );
    }

    proptest! {
        #[test]
        fn arrival_order_does_not_matter(times in proptest::collection::hash_set(0i64..10_000, 1..20)) {
            let mut forward: Vec<Event> = times.iter().map(|t| event(*t, if t % 3 == 0 { "DELIVERED" } else { "UNDERWAY" })).collect();
            let mut backward: Vec<Event> = forward.iter().rev().cloned().collect();
            in_order(&mut forward);
            in_order(&mut backward);
            prop_assert_eq!(fold(&forward), fold(&backward));
        }
    }
}
