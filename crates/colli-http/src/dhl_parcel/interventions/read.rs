//! Reading questions and requests. What is wrong is told by the codes of reference 17.2.

use super::super::error::Answer;
use super::super::error::Failure;
use crate::query::Query;
use crate::request_body;
use axum::http::HeaderMap;
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::intervention::{InterventionKind, InterventionRequest, Reason};
use colli_service::interventions::{InterventionQuery, Refusals};
use colli_wire::dhl_parcel::interventions as wire;
use colli_wire::field::Field;
use jiff::civil::DateTime;

/// Characters of the longest `Source`.
const SOURCE_CHARS_MAX: usize = 100;

/// The header that says who asks.
pub(super) struct Source(Result<String, Reason>);

impl Source {
    /// Reads it.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get("source") else {
            return Self(Err(Reason::NoSource));
        };
        let text = std::str::from_utf8(value.as_bytes()).unwrap_or_default().trim();
        let fits = !text.is_empty() && text.chars().count() <= SOURCE_CHARS_MAX && !text.chars().any(char::is_control);
        Self(if fits {
            Ok(text.to_owned())
        } else {
            Err(Reason::SourceInvalid)
        })
    }
}

/// A question for options.
pub(super) struct Question {
    pub(super) query: InterventionQuery,
    pub(super) details: bool,
}

/// Reads a question. The outer error is a refusal about parcels, the inner one about a parameter.
pub(super) fn question(headers: &HeaderMap, raw: Option<&str>) -> Result<Answer<Question>, Refusals> {
    let args = Query::parse(raw);
    let query = InterventionQuery {
        parcel_ids: args.list("parcelId"),
        ids: args.list("id"),
        postal_code: args.text_of(&["postalCode", "zipCode"]),
    };
    if let Err(reason) = Source::of(headers).0 {
        let named = query.parcel_ids.iter().chain(&query.ids).take(1);
        let mut refusals: Refusals = named.map(|id| (excerpt(id), vec![reason.into()])).collect();
        if refusals.is_empty() {
            refusals.insert(String::new(), vec![reason.into()]);
        }
        return Err(refusals);
    }
    Ok(match args.flag("details") {
        Ok(details) => Ok(Question {
            query,
            details: details.unwrap_or(false),
        }),
        Err(value) => Err(Failure::invalid_parameter(
            Violation::new("details", "type", format!("'{}' is not a boolean", excerpt(&value)))
                .accepting(["true", "false"]),
        )),
    })
}

/// Reads a request to carry out an intervention.
pub(super) fn request(kind: InterventionKind, source: &Source, bytes: &[u8]) -> Result<InterventionRequest, Refusals> {
    let (body, mut reasons) = match serde_json::from_slice(request_body::without_mark(bytes)) {
        Ok(Field::Value(body)) => (body, Vec::new()),
        Ok(Field::<wire::InterventionRequest>::Absent | Field::Wrong { .. }) => {
            (wire::InterventionRequest::default(), vec![Reason::BodyInvalid])
        }
        Err(_) => (wire::InterventionRequest::default(), vec![Reason::NotJson]),
    };
    if reasons.is_empty() && is_wrong(&body) {
        reasons.push(Reason::BodyInvalid);
    }
    let source = match &source.0 {
        Ok(source) => source.clone(),
        Err(reason) => {
            reasons.push(*reason);
            String::new()
        }
    };
    let parcel_id = text(body.parcel_id);
    if !reasons.is_empty() {
        reasons.sort_unstable();
        let id = excerpt(parcel_id.as_deref().unwrap_or_default());
        return Err(Refusals::from([(id, reasons.into_iter().map(Into::into).collect())]));
    }
    Ok(InterventionRequest {
        kind,
        parcel_id,
        postal_code: text(body.postal_code),
        email: text(body.email_address),
        agrees: body.agree_with_terms.value().unwrap_or(false),
        house_number: text(body.house_number),
        place: text(body.place_description),
        service_point: text(body.service_point_id),
        next_frame: body
            .next_timeframe
            .value()
            .map(|frame| Some((time(frame.from)?, time(frame.to)?))),
        fraud: body.fraud_indication.value(),
        source,
    })
}

/// Whether a member has a type that cannot be understood.
fn is_wrong(body: &wire::InterventionRequest) -> bool {
    fn wrong<T>(field: &Field<T>) -> bool {
        matches!(field, Field::Wrong { .. })
    }
    let texts = [
        &body.parcel_id,
        &body.postal_code,
        &body.email_address,
        &body.house_number,
        &body.place_description,
        &body.service_point_id,
    ];
    texts.into_iter().any(wrong)
        || wrong(&body.agree_with_terms)
        || wrong(&body.fraud_indication)
        || wrong(&body.next_timeframe)
}

/// A text without white space around it; blank means not given.
fn text(field: Field<String>) -> Option<String> {
    let text = field.value()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A local time without a zone.
fn time(field: Field<String>) -> Option<DateTime> {
    text(field)?.parse().ok()
}
