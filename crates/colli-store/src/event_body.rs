//! How an event is kept: JSON with short names, without its time where the column holds that exactly. Nine tenths of all
//! rows are events; the long names of [`Event`] would be half of each. Those are read as well: the first release wrote them.

use crate::StoreError;
use crate::tx::{is_whole_millisecond, to_json};
use colli_core::parcel::Dimensions;
use colli_core::tracking::{Event, EventKind, Leg, Moment, TimeFrame};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Serialize, Deserialize)]
struct Body<'e> {
    /// Only when it is finer than the milliseconds of the column.
    #[serde(
        rename = "t",
        alias = "occurred_at",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    occurred_at: Option<Timestamp>,
    #[serde(rename = "o", alias = "offset_seconds")]
    offset_seconds: i32,
    #[serde(rename = "c", alias = "category", borrow)]
    category: Cow<'e, str>,
    #[serde(rename = "s", alias = "status", borrow)]
    status: Cow<'e, str>,
    /// Only when it is not the piece.
    #[serde(rename = "k", alias = "kind", default, skip_serializing_if = "Option::is_none")]
    kind: Option<EventKind>,
    #[serde(
        rename = "f",
        alias = "facility",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    facility: Option<Cow<'e, str>>,
    #[serde(
        rename = "l",
        alias = "leg",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    leg: Option<LegBody<'e>>,
    #[serde(
        rename = "r",
        alias = "remarks",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    remarks: Option<Cow<'e, str>>,
    #[serde(
        rename = "sa",
        alias = "service_area",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    service_area: Option<Cow<'e, str>>,
    #[serde(
        rename = "ro",
        alias = "route",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    route: Option<Cow<'e, str>>,
    #[serde(
        rename = "nh",
        alias = "not_home_code",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    not_home_code: Option<Cow<'e, str>>,
    #[serde(
        rename = "sb",
        alias = "signed_by",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    signed_by: Option<Cow<'e, str>>,
    #[serde(
        rename = "sp",
        alias = "service_point",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    service_point: Option<Cow<'e, str>>,
    #[serde(rename = "st", default, skip_serializing_if = "Option::is_none")]
    stop_number: Option<u32>,
    #[serde(rename = "sh", default, skip_serializing_if = "Option::is_none")]
    scanned_by_hand: Option<bool>,
    #[serde(rename = "pa", default, skip_serializing_if = "Option::is_none")]
    power_of_attorney: Option<bool>,
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    weight_g: Option<u32>,
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    dimensions: Option<[u32; 3]>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    planned: Option<FrameBody>,
    #[serde(rename = "np", default, skip_serializing_if = "Option::is_none")]
    next_planned: Option<FrameBody>,
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    expected: Option<(i64, i32)>,
}

#[derive(Serialize, Deserialize)]
struct LegBody<'e> {
    #[serde(rename = "n", alias = "network", borrow)]
    network: Cow<'e, str>,
    #[serde(
        rename = "a",
        alias = "account",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    account: Option<Cow<'e, str>>,
    #[serde(
        rename = "r",
        alias = "reference",
        borrow,
        default,
        skip_serializing_if = "Option::is_none"
    )]
    reference: Option<Cow<'e, str>>,
    #[serde(rename = "m", borrow, default, skip_serializing_if = "Option::is_none")]
    number: Option<Cow<'e, str>>,
    #[serde(rename = "o", borrow, default, skip_serializing_if = "Option::is_none")]
    origin: Option<Cow<'e, str>>,
    #[serde(rename = "d", borrow, default, skip_serializing_if = "Option::is_none")]
    destination: Option<Cow<'e, str>>,
}

/// A time frame: milliseconds and offset of its beginning and of its end.
type FrameBody = [(i64, i32); 2];

fn write_moment(moment: Moment) -> (i64, i32) {
    (moment.at.as_millisecond(), moment.offset_seconds)
}

fn read_moment((at, offset_seconds): (i64, i32)) -> Result<Moment, serde_json::Error> {
    let at = Timestamp::from_millisecond(at).map_err(serde::de::Error::custom)?;
    Ok(Moment { at, offset_seconds })
}

fn write_frame(frame: TimeFrame) -> FrameBody {
    [write_moment(frame.from), write_moment(frame.to)]
}

fn read_frame([from, to]: FrameBody) -> Result<TimeFrame, serde_json::Error> {
    Ok(TimeFrame {
        from: read_moment(from)?,
        to: read_moment(to)?,
    })
}

fn write_leg(leg: &Leg) -> LegBody<'_> {
    let text = |text: &'_ Option<String>| text.clone().map(Cow::Owned);
    LegBody {
        network: Cow::Borrowed(&leg.network),
        account: text(&leg.account),
        reference: text(&leg.reference),
        number: text(&leg.number),
        origin: text(&leg.origin),
        destination: text(&leg.destination),
    }
}

fn read_leg(leg: LegBody<'_>) -> Leg {
    let text = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
    Leg {
        network: leg.network.into_owned(),
        account: text(leg.account),
        number: text(leg.number),
        reference: text(leg.reference),
        origin: text(leg.origin),
        destination: text(leg.destination),
    }
}

/// The body of an event, for the row that holds its time in milliseconds.
pub(crate) fn write(event: &Event) -> Result<String, StoreError> {
    let text = |text: &Option<String>| text.clone().map(Cow::Owned);
    let body = Body {
        occurred_at: (!is_whole_millisecond(event.occurred_at)).then_some(event.occurred_at),
        offset_seconds: event.offset_seconds,
        category: Cow::Borrowed(&event.category),
        status: Cow::Borrowed(&event.status),
        kind: (event.kind != EventKind::Piece).then_some(event.kind),
        facility: text(&event.facility),
        leg: event.leg.as_ref().map(write_leg),
        remarks: text(&event.remarks),
        service_area: text(&event.service_area),
        route: text(&event.route),
        not_home_code: text(&event.not_home_code),
        signed_by: text(&event.signed_by),
        service_point: text(&event.service_point),
        stop_number: event.stop_number,
        scanned_by_hand: event.scanned_by_hand,
        power_of_attorney: event.power_of_attorney,
        weight_g: event.weight_g,
        dimensions: event.dimensions.map(|d| [d.length_mm, d.width_mm, d.height_mm]),
        planned: event.planned.map(write_frame),
        next_planned: event.next_planned.map(write_frame),
        expected: event.expected.map(write_moment),
    };
    to_json(&body, "event")
}

/// The event of a row.
pub(crate) fn read(occurred_at_ms: i64, body: &str) -> Result<Event, serde_json::Error> {
    let body: Body<'_> = serde_json::from_str(body)?;
    let text = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
    let of_column = || Timestamp::from_millisecond(occurred_at_ms).map_err(serde::de::Error::custom);
    Ok(Event {
        occurred_at: body.occurred_at.map_or_else(of_column, Ok)?,
        offset_seconds: body.offset_seconds,
        category: body.category.into_owned(),
        status: body.status.into_owned(),
        kind: body.kind.unwrap_or(EventKind::Piece),
        facility: text(body.facility),
        leg: body.leg.map(read_leg),
        remarks: text(body.remarks),
        service_area: text(body.service_area),
        route: text(body.route),
        stop_number: body.stop_number,
        scanned_by_hand: body.scanned_by_hand,
        power_of_attorney: body.power_of_attorney,
        weight_g: body.weight_g,
        dimensions: body.dimensions.map(|[length_mm, width_mm, height_mm]| Dimensions {
            length_mm,
            width_mm,
            height_mm,
        }),
        planned: body.planned.map(read_frame).transpose()?,
        next_planned: body.next_planned.map(read_frame).transpose()?,
        expected: body.expected.map(read_moment).transpose()?,
        not_home_code: text(body.not_home_code),
        signed_by: text(body.signed_by),
        service_point: text(body.service_point),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(occurred_at: &str, kind: EventKind) -> Event {
        let moment = Moment {
            at: occurred_at.parse().unwrap(),
            offset_seconds: 3_600,
        };
        Event {
            kind,
            ..Event::new("LEG", "LEG \"CREATED\"", moment)
        }
    }

    fn full(occurred_at: &str, kind: EventKind) -> Event {
        let text = |text: &str| Some(text.to_owned());
        let moment = |second| Moment {
            at: Timestamp::from_second(second).unwrap(),
            offset_seconds: -3_600,
        };
        let frame = |second| TimeFrame {
            from: moment(second),
            to: moment(second + 7_200),
        };
        Event {
            facility: text("UTR"),
            leg: Some(Leg {
                network: "ECOMMERCE".to_owned(),
                account: text("08500001"),
                number: text("7451930615"),
                reference: text("é"),
                origin: text("MAA"),
                destination: text("ARM"),
            }),
            remarks: text("a\nb"),
            service_area: text("ARM"),
            route: text("512150"),
            stop_number: Some(0),
            scanned_by_hand: Some(false),
            power_of_attorney: Some(true),
            weight_g: Some(200),
            dimensions: Some(Dimensions {
                length_mm: 180,
                width_mm: 140,
                height_mm: 1,
            }),
            planned: Some(frame(1_000)),
            next_planned: Some(frame(90_000)),
            expected: Some(moment(1_234)),
            not_home_code: text("NH12345678"),
            signed_by: text("Łukasz"),
            service_point: text("8004-NL-272403"),
            ..bare(occurred_at, kind)
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for time in [
            "2026-03-02T08:00:00.123Z",
            "2026-03-02T08:00:00.123456Z",
            "1969-12-31T23:59:59.999Z",
        ] {
            for kind in [EventKind::Piece, EventKind::Leg] {
                let event = full(time, kind);
                let body = write(&event).unwrap();
                assert_eq!(
                    read(event.occurred_at.as_millisecond(), &body).unwrap(),
                    event,
                    "{body}"
                );
                let bare = bare(time, kind);
                let body = write(&bare).unwrap();
                assert_eq!(read(bare.occurred_at.as_millisecond(), &body).unwrap(), bare, "{body}");
            }
        }
    }

    #[test]
    fn bodies_of_the_first_release_are_read() {
        let event = Event {
            facility: Some("UTR".to_owned()),
            leg: Some(Leg {
                account: Some("08500001".to_owned()),
                reference: Some("é".to_owned()),
                ..Leg::of_network("ECOMMERCE")
            }),
            remarks: Some("a\nb".to_owned()),
            ..bare("2026-03-02T08:00:00.123Z", EventKind::Leg)
        };
        let body = serde_json::to_string(&event).unwrap();
        assert_eq!(read(event.occurred_at.as_millisecond(), &body).unwrap(), event);
    }

    #[test]
    fn a_body_is_short() {
        let event = bare("2026-03-02T08:00:00.123Z", EventKind::Piece);
        assert_eq!(write(&event).unwrap(), r#"{"o":3600,"c":"LEG","s":"LEG \"CREATED\""}"#);
    }
}
