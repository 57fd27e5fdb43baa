//! Times of requests: with a zone, without one as UTC, or a date alone (reference 2.5, 2.7).

use crate::reader::Reader;
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_wire::field::Field;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

const ACCEPTED: &str = "ISO 8601, such as 2026-03-02T10:00:00Z";

/// Reads a time.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    let civil = text
        .parse::<DateTime>()
        .or_else(|_| {
            text.parse::<Date>()
                .map(|date| date.to_datetime(jiff::civil::Time::midnight()))
        })
        .ok()?;
    civil.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp())
}

/// Reads a member that holds a time, to the millisecond; what is none is noted.
pub(super) fn read(reader: &mut Reader, field: Field<String>, path: &str) -> Option<Timestamp> {
    let text = reader.text(field, path)?;
    let time = parse(&text).and_then(|time| Timestamp::from_millisecond(time.as_millisecond()).ok());
    if time.is_none() {
        let message = format!("'{}' is no time", excerpt(&text));
        reader.push(Violation::new(path, "format", message).accepting([ACCEPTED]));
    }
    time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        for text in [
            "2026-03-02T10:00:00Z",
            "2026-03-02T11:00:00.000+01:00",
            "2026-03-02T10:00:00",
            " 2026-03-02T10:00:00.000 ",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), "2026-03-02T10:00:00Z", "{text}");
        }
        assert_eq!(parse("2026-03-02").unwrap().to_string(), "2026-03-02T00:00:00Z");
        for wrong in ["", "soon", "2026-02-30", "2026-13-01T00:00:00Z"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
