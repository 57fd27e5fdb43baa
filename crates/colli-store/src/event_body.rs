//! How an event is kept: JSON with short names, without its time where the column holds that exactly. Nine tenths of all
//! rows are events; the long names of [`Event`] would be half of each. Those are read as well: the first release wrote them.

use crate::StoreError;
use crate::tx::{is_whole_millisecond, to_json};
use colli_core::tracking::{Event, EventKind, Leg};
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
        leg: event.leg.as_ref().map(|leg| LegBody {
            network: Cow::Borrowed(&leg.network),
            account: text(&leg.account),
            reference: text(&leg.reference),
        }),
        remarks: text(&event.remarks),
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
        leg: body.leg.map(|leg| Leg {
            network: leg.network.into_owned(),
            account: text(leg.account),
            reference: text(leg.reference),
        }),
        remarks: text(body.remarks),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(occurred_at: &str, kind: EventKind) -> Event {
        Event {
            occurred_at: occurred_at.parse().unwrap(),
            offset_seconds: 3_600,
            category: "LEG".to_owned(),
            status: "LEG \"CREATED\"".to_owned(),
            kind,
            facility: Some("UTR".to_owned()),
            leg: Some(Leg {
                network: "ECOMMERCE".to_owned(),
                account: Some("08500001".to_owned()),
                reference: Some("é".to_owned()),
            }),
            remarks: Some("a\nb".to_owned()),
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
                let bare = Event {
                    facility: None,
                    leg: None,
                    remarks: None,
                    ..event
                };
                let body = write(&bare).unwrap();
                assert_eq!(read(bare.occurred_at.as_millisecond(), &body).unwrap(), bare, "{body}");
            }
        }
    }

    #[test]
    fn bodies_of_the_first_release_are_read() {
        let event = full("2026-03-02T08:00:00.123Z", EventKind::Leg);
        let body = serde_json::to_string(&event).unwrap();
        assert_eq!(read(event.occurred_at.as_millisecond(), &body).unwrap(), event);
    }

    #[test]
    fn a_body_is_short() {
        let event = Event {
            facility: None,
            leg: None,
            remarks: None,
            ..full("2026-03-02T08:00:00.123Z", EventKind::Piece)
        };
        assert_eq!(write(&event).unwrap(), r#"{"o":3600,"c":"LEG","s":"LEG \"CREATED\""}"#);
    }
}
