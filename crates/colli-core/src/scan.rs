//! Scans: what operators report of a piece, and the rules that make an event of it.

use crate::clock::LAST_MOMENT;
use crate::error::{Violation, Violations};
use crate::facility::ECOMMERCE;
use crate::limits::{
    CODE_CHARS_MAX, REMARKS_CHARS_MAX, SCAN_AHEAD_SECONDS_MAX, SCAN_ID_CHARS_MAX, STATUS_CHARS_MAX, TEXT_CHARS_MAX,
};
use crate::network::Network;
use crate::tracking::{Event, EventKind, Leg, Moment};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A scan as reported.
#[derive(Clone, PartialEq, Debug)]
pub struct Scan {
    /// The reporter's id of it.
    pub id: String,
    /// The piece.
    pub tracker_code: String,
    /// Its category, when the reporter named one; that of the event stands for nothing until then.
    pub category: Option<String>,
    /// Piece or leg, when the reporter said so.
    pub kind: Option<EventKind>,
    /// Seconds east of UTC, when the reporter wrote the time with an offset.
    pub offset_seconds: Option<i32>,
    /// The zone of the place, when the reporter named one.
    pub zone: Option<TimeZone>,
    /// What happened, as far as reported.
    pub event: Event,
}

impl Scan {
    /// The event of a scan: its category is the status's unless one was named, its local time that of its offset, else
    /// of its zone, else of its facility's, else of `home`. `now` is the environment's time.
    pub fn into_event(mut self, network: &Network, home: &TimeZone, now: Timestamp) -> Result<Event, Vec<Violation>> {
        let mut found = Violations::new();
        check_id(&self.id, &mut found);
        check_texts(&self.event, &mut found);
        check_times(&self.event, now, &mut found);
        self.event.category = self.category(network, &mut found);
        self.event.offset_seconds = self.offset(network, home);
        self.event.kind = self.kind.unwrap_or(match self.event.category.as_str() {
            "LEG" => EventKind::Leg,
            _ => EventKind::Piece,
        });
        let event = &mut self.event;
        event.occurred_at = Timestamp::from_millisecond(event.occurred_at.as_millisecond()).unwrap_or(now);
        if event.leg.is_none() {
            let facility = event.facility.as_deref().and_then(|code| network.facilities.get(code));
            event.leg = Some(Leg::of_network(
                facility.map_or(ECOMMERCE, |facility| &facility.network),
            ));
        }
        found.into_result(self.event)
    }

    fn category(&self, network: &Network, found: &mut Violations) -> String {
        let status = network.statuses.get(&self.event.status);
        let known = || {
            let mut known: Vec<&str> = network.statuses.categories().map(|known| known.code.as_str()).collect();
            known.sort_unstable();
            known.into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        match (&self.category, status) {
            (Some(named), _) if network.statuses.category(named).is_some() => named.clone(),
            (Some(_), _) => {
                found.push(Violation::new("category", "unknown", "there is no such category").accepting(known()));
                String::new()
            }
            (None, Some(status)) => status.category.clone(),
            (None, None) => {
                // A status that breaks its own rule is told that alone.
                if !found.names("status") {
                    let message = "the network does not know this status, so its category must be named";
                    found.push(Violation::new("category", "required", message).accepting(known()));
                }
                String::new()
            }
        }
    }

    fn offset(&self, network: &Network, home: &TimeZone) -> i32 {
        let of_facility = || {
            let facility = network.facilities.get(self.event.facility.as_deref()?)?;
            Some(network.calendar.zone(facility.country, &facility.postal_prefix))
        };
        let zone = || self.zone.as_ref().or_else(of_facility).unwrap_or(home);
        self.offset_seconds
            .unwrap_or_else(|| Moment::in_zone(self.event.occurred_at, zone()).offset_seconds)
    }
}

/// Whether a text is a status (reference 11): `[A-Z0-9][A-Z0-9_/-]{0,119}`.
pub fn is_status(text: &str) -> bool {
    let of_set = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    text.len() <= STATUS_CHARS_MAX
        && text.bytes().next().is_some_and(of_set)
        && text.bytes().all(|byte| of_set(byte) || b"_/-".contains(&byte))
}

/// Whether a text may be a code of the network, such as `DD/RXD`, `EC>144` or `8004-NL-272403`.
fn is_code(text: &str) -> bool {
    let of_set = |byte: u8| byte.is_ascii_alphanumeric() || b"/>_.:- ".contains(&byte);
    (1..=CODE_CHARS_MAX).contains(&text.len()) && text.bytes().all(of_set)
}

fn check_id(id: &str, found: &mut Violations) {
    check_text("scanId", id, SCAN_ID_CHARS_MAX, found);
}

fn check_text(field: &str, text: &str, chars_max: usize, found: &mut Violations) {
    if text.chars().nth(chars_max).is_some() || text.chars().any(char::is_control) {
        found.push(
            Violation::new(field, "format", "this text is too long, or holds control characters")
                .accepting([format!("up to {chars_max} characters without control characters")]),
        );
    }
}

fn check_texts(event: &Event, found: &mut Violations) {
    if !is_status(&event.status) {
        found.push(
            Violation::new("status", "format", "this is not a status")
                .accepting(["[A-Z0-9][A-Z0-9_/-]{0,119}, as OUT_FOR_DELIVERY"]),
        );
    }
    let leg = event.leg.as_ref();
    let of_leg = |read: fn(&Leg) -> &Option<String>| leg.and_then(|leg| read(leg).as_deref());
    let codes = [
        ("facility", event.facility.as_deref()),
        ("serviceArea", event.service_area.as_deref()),
        ("route", event.route.as_deref()),
        ("notHomeCode", event.not_home_code.as_deref()),
        ("servicePointId", event.service_point.as_deref()),
        ("leg.network", leg.map(|leg| leg.network.as_str())),
        ("leg.accountId", of_leg(|leg| &leg.account)),
        ("leg.number", of_leg(|leg| &leg.number)),
        ("leg.reference", of_leg(|leg| &leg.reference)),
        ("leg.originFacility", of_leg(|leg| &leg.origin)),
        ("leg.destinationFacility", of_leg(|leg| &leg.destination)),
    ];
    for (field, code) in codes {
        if code.is_some_and(|code| !is_code(code)) {
            found.push(
                Violation::new(field, "format", "this is not a code").accepting([format!(
                    "1 to {CODE_CHARS_MAX} characters of A-Z, a-z, 0-9, space and / > _ . : -"
                )]),
            );
        }
    }
    for (field, text, chars_max) in [
        ("remarks", &event.remarks, REMARKS_CHARS_MAX),
        ("signedBy", &event.signed_by, TEXT_CHARS_MAX),
    ] {
        check_text(field, text.as_deref().unwrap_or_default(), chars_max, found);
    }
}

fn check_times(event: &Event, now: Timestamp, found: &mut Violations) {
    let latest = now
        .checked_add(SignedDuration::from_secs(SCAN_AHEAD_SECONDS_MAX))
        .unwrap_or(Timestamp::MAX);
    if event.occurred_at > latest {
        found.push(
            Violation::new("occurredAt", "future", format!("the environment's clock shows {now}"))
                .accepting([format!("times up to {latest}")]),
        );
    } else if event.occurred_at < Timestamp::UNIX_EPOCH {
        found.push(
            Violation::new("occurredAt", "range", "this is too long ago")
                .accepting(["times from 1970-01-01T00:00:00Z on"]),
        );
    }
    let moments = [
        ("plannedDeliveryTimeframe", event.planned),
        ("nextPlannedDeliveryTimeframe", event.next_planned),
    ];
    for (field, frame) in moments {
        let is_one = |frame: crate::tracking::TimeFrame| {
            Timestamp::UNIX_EPOCH <= frame.from.at && frame.from.at <= frame.to.at && frame.to.at <= LAST_MOMENT
        };
        if frame.is_some_and(|frame| !is_one(frame)) {
            found.push(
                Violation::new(field, "range", "this time frame does not end after its beginning")
                    .accepting(["<from>/<to>, both from 1970 to 2200"]),
            );
        }
    }
    let in_range = |moment: Moment| (Timestamp::UNIX_EPOCH..=LAST_MOMENT).contains(&moment.at);
    if event.expected.is_some_and(|moment| !in_range(moment)) {
        found.push(Violation::new("momentIndication", "range", "this is too far away").accepting(["1970 to 2200"]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_what_strict_clients_take() {
        for status in [
            "DELIVERED",
            "PARCEL_SCANNED_INTO_HAND-TERMINAL",
            "INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_ANOTHER_TIME/DATE",
            "0",
            &"A".repeat(120),
        ] {
            assert!(is_status(status), "{status}");
        }
        for other in ["", "_A", "delivered", "A B", "É", "A\0", &"A".repeat(121)] {
            assert!(!is_status(other), "{other:?}");
        }
    }

    #[test]
    fn codes_of_the_sample_trace_are_codes() {
        for code in ["ARM", "DD/RXD", "EC>144", "ETTPAK", "512150", "8004-NL-272403"] {
            assert!(is_code(code), "{code}");
        }
        for other in ["", "a\nb", "<b>", "é", &"A".repeat(41)] {
            assert!(!is_code(other), "{other:?}");
        }
    }
}
