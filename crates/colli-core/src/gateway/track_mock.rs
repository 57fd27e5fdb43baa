//! Numbers that answer the same track to everybody, so that clients can be tried without a parcel.

use super::track::{GatewayStatuses, Location, Track, TrackEvent, TrackStatus};
use crate::status::Phase;
use jiff::{SignedDuration, Timestamp};

/// Hours of a day.
const DAY: i64 = 24;
/// Hours after midnight UTC at which parcels are handed in.
const NOON: i64 = 18;

/// Where such parcels come from: town, state, ZIP code.
const FROM: [&str; 3] = ["San Francisco", "CA", "94103"];
/// Where they go.
const TO: [&str; 3] = ["Chicago", "IL", "60611"];
/// Where they are on the way.
const ON_THE_WAY: [&str; 3] = ["Denver", "CO", ""];

/// A step: status code, hours after the midnight five days ago, and the place.
type Step = (&'static str, i64, Option<[&'static str; 3]>);

const ANNOUNCED: Step = ("DATA_RECEIVED", NOON, Some(FROM));
const ON_THE_ROAD: [Step; 4] = [
    ("FACILITY_CHECK_IN", DAY + NOON, Some(FROM)),
    ("DEPART_FACILITY", DAY + NOON + 4, Some(FROM)),
    ("PROCESSED_AT_LOCATION", 2 * DAY + NOON, Some(ON_THE_WAY)),
    ("PARCEL_ARRIVED_AT_LOCAL_DEPOT", 3 * DAY + 11, Some(TO)),
];
const DELIVERED: [Step; 2] = [
    ("OUT_FOR_DELIVERY", 3 * DAY + 14, Some(TO)),
    ("DELIVERED", 3 * DAY + NOON, Some(TO)),
];
const RETURNED: [Step; 3] = [
    ("ADDRESS_UNKNOWN", 3 * DAY + NOON, Some(TO)),
    ("RETURNED_TO_SHIPPER", 3 * DAY + NOON + 3, Some(TO)),
    ("DELIVERED_AT_SHIPPER", 4 * DAY + NOON, Some(FROM)),
];
const FAILED: [Step; 1] = [("LOST", 4 * DAY + NOON, None)];
const UNKNOWN: [Step; 1] = [("UNKNOWN", NOON, None)];

/// What is known of a parcel nobody sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MockTrack {
    /// Its track.
    pub track: Track,
    /// Where it comes from.
    pub from: Location,
    /// Where it goes.
    pub to: Location,
}

/// The track of a number that ends with a status whenever it is asked for. Its events lie in the days before today (UTC)
/// of `now`. `None` at the ends of time.
pub fn mock_track(status: TrackStatus, number: &str, now: Timestamp, meanings: &GatewayStatuses) -> Option<MockTrack> {
    let start = midnight_days_ago(now, 5)?;
    let events = steps(status).into_iter().enumerate().filter_map(|(index, step)| {
        let (code, hours, at) = step;
        let date = start.checked_add(SignedDuration::from_hours(hours)).ok()?;
        let meaning = meanings.meaning(code, Phase::Unknown);
        Some(TrackEvent {
            location: at.map(location),
            ..TrackEvent::new(number, date, index, meaning)
        })
    });
    let history = events.collect();
    Some(MockTrack {
        track: Track {
            history,
            ..Track::default()
        },
        from: location(FROM),
        to: location(TO),
    })
}

fn steps(status: TrackStatus) -> Vec<Step> {
    let rest: &[Step] = match status {
        TrackStatus::Unknown => return UNKNOWN.to_vec(),
        TrackStatus::PreTransit => return vec![ANNOUNCED],
        TrackStatus::Transit => &[],
        TrackStatus::Delivered => &DELIVERED,
        TrackStatus::Returned => &RETURNED,
        TrackStatus::Failure => &FAILED,
    };
    [&[ANNOUNCED][..], &ON_THE_ROAD, rest].concat()
}

fn location([city, state, zip]: [&str; 3]) -> Location {
    Location {
        city: city.to_owned(),
        state: state.to_owned(),
        zip: zip.to_owned(),
        country: "US".to_owned(),
    }
}

/// The midnight (UTC) so many days before today's.
fn midnight_days_ago(now: Timestamp, days: i64) -> Option<Timestamp> {
    let second = now
        .as_second()
        .div_euclid(DAY * 3_600)
        .checked_sub(days)?
        .checked_mul(DAY * 3_600)?;
    Timestamp::from_second(second).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::track::{Meaning, Substatus};
    use std::collections::HashMap;

    fn meanings() -> GatewayStatuses {
        let meaning = |status: TrackStatus| Meaning {
            status,
            substatus: Substatus {
                code: "code".to_owned(),
                text: "text".to_owned(),
                action_required: false,
            },
            details: "A sentence.".to_owned(),
        };
        let codes = [
            ("DATA_RECEIVED", TrackStatus::PreTransit),
            ("DELIVERED", TrackStatus::Delivered),
            ("DELIVERED_AT_SHIPPER", TrackStatus::Returned),
            ("LOST", TrackStatus::Failure),
            ("UNKNOWN", TrackStatus::Unknown),
            ("PARCEL_ARRIVED_AT_LOCAL_DEPOT", TrackStatus::Transit),
        ];
        let by_code = codes.map(|(code, status)| (code.to_owned(), meaning(status)));
        GatewayStatuses::new(by_code.into(), HashMap::new())
    }

    #[test]
    fn each_number_ends_with_its_status_and_lies_in_the_past() {
        let now: Timestamp = "2026-03-05T00:10:00Z".parse().unwrap();
        for (word, status) in TrackStatus::NAMES {
            let mock = mock_track(status, word, now, &meanings()).unwrap();
            let history = &mock.track.history;
            assert_eq!(history.last().unwrap().status, status, "{word}");
            assert!(history.iter().all(|event| event.date < now), "{word}");
            assert!(history.is_sorted_by_key(|event| event.date), "{word}");
            let later = now.checked_add(SignedDuration::from_hours(20)).unwrap();
            assert_eq!(
                mock_track(status, word, later, &meanings()).unwrap(),
                mock,
                "the same all day"
            );
        }
    }
}
