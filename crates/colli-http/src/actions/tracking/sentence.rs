//! What is known of a parcel, in a sentence.

use crate::actions::words::{Words, filled, moment_of};
use colli_core::address::excerpt;
use colli_wire::dhl_unified::tracking::UnifiedShipment;

/// What there is to say.
pub(super) struct Known<'a> {
    pub(super) shipments: &'a [UnifiedShipment],
    /// A postal code was named, and it is not the receiver's.
    pub(super) postal_code_is_wrong: bool,
}

/// The sentence.
pub(super) fn of(words: &Words, known: &Known<'_>) -> String {
    let Some(first) = known.shipments.first() else {
        return String::new();
    };
    let mut text = String::new();
    if known.shipments.len() > 1 {
        let count = known.shipments.len().to_string();
        text = filled(words.parcel.several, &[("count", &count)]);
        text.push(' ');
    }
    text.push_str(&of_one(words, first));
    if known.postal_code_is_wrong {
        text.push(' ');
        text.push_str(words.parcel.wrong_postal_code);
    }
    text
}

fn of_one(words: &Words, shipment: &UnifiedShipment) -> String {
    let parcel = &words.parcel;
    let id = excerpt(&shipment.id);
    let code = shipment.status.status_code.as_deref().unwrap_or_default();
    let moment = moment_of(&shipment.status.timestamp);
    let date = moment.map(|moment| words.date(moment.date())).unwrap_or_default();
    let time = moment.map(|moment| words.time(moment)).unwrap_or_default();
    if code == "delivered" && moment.is_some() {
        return filled(parcel.delivered_at, &[("id", &id), ("date", &date), ("time", &time)]);
    }
    let state = match code {
        "pre-transit" => parcel.announced,
        "transit" => parcel.under_way,
        "delivered" => parcel.delivered,
        "failure" => parcel.in_trouble,
        _ => parcel.unknown,
    };
    let mut text = filled(state, &[("id", &id)]);
    if let Some(news) = news(shipment).filter(|_| code != "delivered") {
        text.push_str(words.colon);
        text.push_str(&news);
        if moment.is_some() {
            text.push_str(&filled(" ({date}, {time})", &[("date", &date), ("time", &time)]));
        }
    }
    if ["pre-transit", "transit"].contains(&code)
        && let Some(expected) = expected(words, shipment)
    {
        text.push_str(words.semicolon);
        text.push_str(&expected);
    }
    text.push('.');
    text
}

/// The newest event in its own words, as the end of a sentence.
fn news(shipment: &UnifiedShipment) -> Option<String> {
    let status = &shipment.status;
    let text = status.description.as_deref().or(status.status.as_deref())?;
    let text = text.trim().trim_end_matches('.');
    (!text.is_empty()).then(|| text.to_owned())
}

/// When it should come.
fn expected(words: &Words, shipment: &UnifiedShipment) -> Option<String> {
    let parcel = &words.parcel;
    if let Some(frame) = &shipment.estimated_delivery_time_frame {
        let from = moment_of(&frame.estimated_from)?;
        let through = moment_of(&frame.estimated_through)?;
        if from.date() == through.date() {
            return Some(filled(
                parcel.expected_between,
                &[
                    ("date", &words.date(from.date())),
                    ("from", &words.time(from)),
                    ("to", &words.time(through)),
                ],
            ));
        }
    }
    let expected = moment_of(shipment.estimated_time_of_delivery.as_deref()?)?;
    Some(filled(parcel.expected_on, &[("date", &words.date(expected.date()))]))
}
