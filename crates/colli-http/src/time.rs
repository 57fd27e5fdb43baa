//! Times as the APIs write and read them: ISO 8601 with milliseconds.

use colli_core::tracking::{Moment, TimeFrame};
use jiff::Timestamp;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;

/// In UTC with `Z`: `2017-11-28T23:00:00.000Z`.
pub(crate) fn utc(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// With the offset of the place: `2017-11-29T00:00:00.000+01:00`.
pub(crate) fn local(time: Timestamp, offset_seconds: i32) -> String {
    let offset = Offset::from_seconds(offset_seconds).unwrap_or(Offset::UTC);
    time.to_zoned(offset.to_time_zone())
        .strftime("%Y-%m-%dT%H:%M:%S.%3f%:z")
        .to_string()
}

/// A moment with the offset of its place.
pub(crate) fn moment(moment: Moment) -> String {
    local(moment.at, moment.offset_seconds)
}

/// A time frame as one text: `<from>/<to>`.
pub(crate) fn frame(frame: TimeFrame) -> String {
    [moment(frame.from), moment(frame.to)].join("/")
}

/// Reads a time that has an offset or a `Z`, and says which offset: none for `Z`.
pub(crate) fn read(text: &str) -> Option<(Timestamp, Option<Offset>)> {
    let pieces = Pieces::parse(text.trim()).ok()?;
    let written = pieces.offset()?;
    let (offset, shown) = match written {
        PiecesOffset::Numeric(offset) => (offset.offset(), Some(offset.offset())),
        _ => (Offset::UTC, None),
    };
    let at = offset.to_timestamp(pieces.date().to_datetime(pieces.time()?)).ok()?;
    Some((at, shown))
}

/// Reads a moment; one with `Z` is shown in UTC.
pub(crate) fn read_moment(text: &str) -> Option<Moment> {
    let (at, offset) = read(text)?;
    Some(Moment {
        at,
        offset_seconds: offset.unwrap_or(Offset::UTC).seconds(),
    })
}

/// Reads `<from>/<to>`.
pub(crate) fn read_frame(text: &str) -> Option<TimeFrame> {
    let (from, to) = text.split_once('/')?;
    Some(TimeFrame {
        from: read_moment(from)?,
        to: read_moment(to)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the sample trace.
    #[test]
    fn times_have_the_documented_form() {
        let time: Timestamp = "2017-11-29T20:56:54Z".parse().unwrap();
        assert_eq!(utc(time), "2017-11-29T20:56:54.000Z");
        assert_eq!(local(time, 3_600), "2017-11-29T21:56:54.000+01:00");
    }

    #[test]
    fn what_is_written_is_read() {
        let text = "2017-12-01T14:00:00.000+01:00/2017-12-01T18:00:00.000+01:00";
        assert_eq!(read_frame(text).map(frame).as_deref(), Some(text));
        let (at, offset) = read("2026-07-01T12:00:00Z").unwrap();
        assert_eq!((utc(at).as_str(), offset), ("2026-07-01T12:00:00.000Z", None));
        let (at, offset) = read("2026-07-01T12:00:00.5+02:00").unwrap();
        assert_eq!(utc(at), "2026-07-01T10:00:00.500Z");
        assert_eq!(offset.map(Offset::seconds), Some(7_200));
    }

    #[test]
    fn a_time_without_an_offset_is_no_moment() {
        for text in [
            "2026-07-01T12:00:00",
            "2026-07-01",
            "2026-07-01Z",
            "12:00",
            "",
            "2026-02-30T12:00:00Z",
            "x",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read_frame("2026-07-01T12:00:00Z"), None);
    }
}
