//! Times as the vendor writes them: ISO 8601 with milliseconds.

use jiff::Timestamp;
use jiff::tz::Offset;

/// In UTC with `Z`: `2017-11-28T23:00:00.000Z`.
pub(super) fn utc(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// With the offset of the place: `2017-11-29T00:00:00.000+01:00`.
pub(super) fn local(time: Timestamp, offset_seconds: i32) -> String {
    let offset = Offset::from_seconds(offset_seconds).unwrap_or(Offset::UTC);
    time.to_zoned(offset.to_time_zone())
        .strftime("%Y-%m-%dT%H:%M:%S.%3f%:z")
        .to_string()
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
}
