//! `track_shipment`: where a parcel is and when it comes. What is personal is told to who names the receiver's postal code,
//! and to nobody else, whoever's the shipment is.

mod answer;

use super::{About, Call, Done, Hints, Link, Tool, ToolError};
use crate::unified::tracking::{self, Asked, TrackingRequest};
use answer::{Estimate, Output, other, output};
use colli_core::address::excerpt;
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_core::language::Language;
use colli_service::upstream::{TrackingQuestion, UpstreamError};
use colli_service::{Error, Service};
use colli_wire::dhl_unified::tracking::UnifiedShipment;
use schemars::JsonSchema;
use serde::Deserialize;

const ABOUT: About = About {
    name: "track_shipment",
    title: "Track shipment",
    description: "Shows where a parcel is, what happened to it and when it will be delivered, by its tracking number. With the receiver's postal code also who received or signed for it, and a proof of delivery.",
    scope: Scope::Tracking,
    hints: Hints::READ,
    example: r#"{"tracking_number": "JVGL08500001813590386271", "recipient_postal_code": "3542AD", "language": "en"}"#,
};

#[derive(Debug, Deserialize, JsonSchema)]
struct Input {
    /// Number on the label or in the shipping notice, of a parcel or of a whole shipment.
    #[schemars(length(min = 1, max = 100))]
    tracking_number: String,
    /// Postal code of the receiver; shows who received the parcel.
    #[schemars(length(max = 20))]
    recipient_postal_code: Option<String>,
    /// Only parcels of this division: `parcel-nl` or `ecommerce`. Best left out.
    #[schemars(length(max = 50))]
    service: Option<String>,
    /// Language of the texts.
    language: Option<Tongue>,
}

/// A language texts are written in (ISO 639-1).
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Tongue {
    Nl,
    En,
    De,
    Fr,
    Es,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<Output>, ToolError> {
    let service = &call.service;
    let language = input.language.map_or(call.language, Tongue::language);
    let asked = Asked {
        tracking_number: Some(input.tracking_number),
        recipient_postal_code: input.recipient_postal_code,
        service: input.service,
        language: Some(language.code().to_owned()),
        limit: Some(tracking::request::LIMIT_MAX.to_string()),
        ..Asked::default()
    };
    let request = TrackingRequest::judged(service.network(), asked);
    let request = request.map_err(|violations| of_arguments(Error::Invalid(violations)))?;
    let mut shipments = if service.has_upstream() {
        upstream(service, &request).await?
    } else {
        own(&call, &request).await?
    }
    .into_iter();
    let shipment = shipments.next().ok_or_else(|| unknown(&request.tracking_number))?;
    let output = output(shipment, shipments.map(other).collect());
    let (text, links) = (sentence(&output, language), links(&output));
    Ok(Done { output, text, links })
}

/// Parcels of the own network.
async fn own(call: &Call, request: &TrackingRequest) -> Result<Vec<UnifiedShipment>, ToolError> {
    match tracking::find(&call.service, &call.links, request).await {
        Ok(page) => Ok(page.answer.shipments),
        Err(Error::NotFound { .. }) => Ok(Vec::new()),
        Err(other) => Err(of_arguments(other)),
    }
}

/// Parcels as the carrier's own API knows them, and shows them to who names that postal code.
async fn upstream(service: &Service, request: &TrackingRequest) -> Result<Vec<UnifiedShipment>, ToolError> {
    let question = TrackingQuestion {
        tracking_number: request.tracking_number.clone(),
        service: request.service.clone().unwrap_or_default(),
        recipient_postal_code: request.recipient_postal_code.clone().unwrap_or_default(),
        language: request.language.code().to_owned(),
    };
    match service.track_upstream(None, question).await {
        Ok(answer) => Ok(answer.shipments.clone()),
        Err(UpstreamError::NotFound) => Ok(Vec::new()),
        Err(UpstreamError::Invalid) => {
            let message = format!("'{}' is not understood", excerpt(&request.tracking_number));
            Err(ToolError::violation(Violation::new(
                "tracking_number",
                "format",
                message,
            )))
        }
        Err(other) => Err(other.into()),
    }
}

impl Tongue {
    fn language(self) -> Language {
        match self {
            Self::Nl => Language::Dutch,
            Self::En => Language::English,
            Self::De => Language::German,
            Self::Fr => Language::French,
            Self::Es => Language::Spanish,
        }
    }
}

fn unknown(number: &str) -> ToolError {
    ToolError::not_found(format!(
        "No parcel is known under {}. Check the number; a parcel is known from when its label is made.",
        excerpt(number)
    ))
}

/// What is wrong, told by the names of this tool's arguments.
fn of_arguments(error: Error) -> ToolError {
    let Error::Invalid(violations) = error else {
        return error.into();
    };
    let renamed = violations.into_iter().map(|violation| {
        let field = match violation.field.as_str() {
            "trackingNumber" => "tracking_number",
            "recipientPostalCode" => "recipient_postal_code",
            other => other,
        };
        Violation {
            field: field.to_owned(),
            ..violation
        }
    });
    ToolError::Invalid(renamed.collect())
}

/// What happened last, and when the parcel comes.
fn sentence(output: &Output, language: Language) -> String {
    let text = output.text.trim_end_matches('.');
    let said = format!("{}: {text}.", output.tracking_number);
    let Some(estimate) = &output.estimated_delivery else {
        return said;
    };
    let expected = match language {
        Language::Dutch => "Verwachte bezorging",
        Language::English => "Expected delivery",
        Language::German => "Voraussichtliche Zustellung",
        Language::French => "Livraison prévue",
        Language::Spanish => "Entrega prevista",
    };
    format!("{said} {expected}: {}.", in_words(estimate))
}

/// `2026-03-03 12:00–14:00`; of two days both are written.
fn in_words(estimate: &Estimate) -> String {
    let (to_day, to_time) = day_and_time(&estimate.to);
    let to = [to_day, to_time].join(" ");
    match estimate.from.as_deref().map(day_and_time) {
        Some((day, time)) if day == to_day => format!("{day} {time}–{to_time}"),
        Some((day, time)) => format!("{day} {time} – {to}"),
        None => to,
    }
}

fn day_and_time(text: &str) -> (&str, &str) {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    (day, time.get(..5).unwrap_or(time))
}

fn links(output: &Output) -> Vec<Link> {
    let link = |uri: &Option<String>, what: &str, media_type| {
        uri.clone().map(|uri| Link {
            uri,
            name: format!("{what} {}", output.tracking_number),
            media_type,
        })
    };
    let page = link(&output.tracking_url, "Tracking page of", "text/html");
    let proof = link(&output.proof_of_delivery_url, "Proof of delivery of", "application/pdf");
    page.into_iter().chain(proof).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_wire::dhl_unified::tracking as wire;

    fn estimate(from: Option<&str>, to: &str) -> Estimate {
        Estimate {
            from: from.map(str::to_owned),
            to: to.to_owned(),
        }
    }

    #[test]
    fn a_frame_of_one_day_names_the_day_once() {
        let frame = |from, to| in_words(&estimate(from, to));
        let (noon, two) = ("2026-03-03T12:00:00+01:00", "2026-03-03T14:00:00+01:00");
        assert_eq!(frame(Some(noon), two), "2026-03-03 12:00–14:00");
        assert_eq!(
            frame(Some(noon), "2026-03-04T14:00:00+01:00"),
            "2026-03-03 12:00 – 2026-03-04 14:00"
        );
        assert_eq!(frame(None, two), "2026-03-03 14:00");
        assert_eq!(frame(None, "2026-03-03"), "2026-03-03 ");
    }

    #[test]
    fn what_is_delivered_is_not_expected_any_more() {
        let shipment = wire::UnifiedShipment {
            id: "JVGL1".to_owned(),
            status: wire::UnifiedEvent {
                status_code: Some("delivered".to_owned()),
                description: Some("Delivered.".to_owned()),
                ..wire::UnifiedEvent::default()
            },
            estimated_time_of_delivery: Some("2026-03-03T14:00:00+01:00".to_owned()),
            ..wire::UnifiedShipment::default()
        };
        let output = output(shipment, Vec::new());
        assert_eq!(output.estimated_delivery, None);
        assert_eq!(sentence(&output, Language::English), "JVGL1: Delivered.");
    }
}
