//! `request_intervention`: has one of the organisation's own parcels delivered otherwise than planned. The same request
//! again gives the first answer. Whoever asks must know the receiver's postal code: tracking numbers are no secret.

use super::{About, Call, Done, Hints, Tool, ToolError};
use crate::time::moment;
use colli_core::account::Caller;
use colli_core::address::excerpt;
use colli_core::app::Scope;
use colli_core::error::{Violation, Violations};
use colli_core::intervention::{InterventionKind, InterventionRequest, Reason};
use colli_core::tracking::TimeFrame;
use colli_service::Service;
use colli_service::interventions::{CarriedOut, InterventionError, InterventionQuery, Refusal};
use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const ABOUT: About = About {
    name: "request_intervention",
    title: "Request intervention",
    description: "Changes how one of your parcels is delivered: at a parcel shop, at neighbours, at an agreed place, at another time, or back to the sender (cancel). Needs the receiver's postal code and consent. Answers accepted or refused with reasons.",
    scope: Scope::Shipping,
    hints: Hints::WRITE,
    example: r#"{"tracking_number": "JVGL08500001813590386271", "kind": "servicepoint",
        "data": {"recipient_postal_code": "1012JS", "email_address": "anna@example.com", "agree_with_terms": true,
        "service_point_id": "8004-NL-272403"}}"#,
};

/// What interventions are written down to come from.
const SOURCE: &str = "assistant";

#[derive(Debug, Deserialize, JsonSchema)]
struct Input {
    /// Number of the parcel.
    #[schemars(length(min = 1, max = 100))]
    tracking_number: String,
    /// What is to happen to it.
    kind: Kind,
    /// Who asks, and what the kind needs.
    #[serde(default)]
    data: Data,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    AgreedPlace,
    #[serde(rename = "servicepoint")]
    ServicePoint,
    Neighbours,
    DateTime,
    Cancel,
}

/// Who asks, and what the kind needs.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Data {
    /// The receiver's postal code; always needed.
    #[schemars(length(max = 20))]
    recipient_postal_code: Option<String>,
    /// E-mail address of who asks; always needed.
    #[schemars(length(max = 254))]
    email_address: Option<String>,
    /// That who asks agrees with the carrier's terms; always needed, and only a person can say so.
    agree_with_terms: Option<bool>,
    /// For `agreed-place`: where to leave it.
    #[schemars(length(max = 140))]
    place_description: Option<String>,
    /// For `neighbours`: their house number.
    #[schemars(length(max = 24))]
    house_number: Option<String>,
    /// For `servicepoint`: id of the location, as find_locations gives it.
    #[schemars(length(max = 50))]
    service_point_id: Option<String>,
    /// For `date-time`: start of the new time, in the receiver's local time: `2026-03-04T18:00`.
    #[schemars(length(max = 30))]
    new_from: Option<String>,
    /// For `date-time`: end of the new time.
    #[schemars(length(max = 30))]
    new_to: Option<String>,
    /// For `cancel`: whether fraud is suspected.
    fraud_indication: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// What became of the request.
    outcome: Outcome,
    /// Number of the parcel.
    tracking_number: String,
    /// What was asked for.
    kind: &'static str,
    /// When delivery is planned from now on: start, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_from: Option<String>,
    /// When delivery is planned from now on: end.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_to: Option<String>,
    /// The parcel shop or locker it goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_point_id: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<ReasonEntry>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Accepted,
    Refused,
}

/// Why a request was refused.
#[derive(Debug, Serialize, JsonSchema)]
struct ReasonEntry {
    /// The carrier's number for it.
    code: u16,
    /// The carrier's name for it.
    name: &'static str,
    /// A sentence.
    text: &'static str,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<Output>, ToolError> {
    let service = &call.service;
    let caller = service.caller_of(call.client.tenant).await?;
    let number = input.tracking_number.trim().to_owned();
    let own = service.track_own(caller.tenant, &number).await?;
    let own = own.ok_or_else(|| {
        ToolError::not_found(format!(
            "You have no parcel {}; list_shipments shows your own.",
            excerpt(&number)
        ))
    })?;
    let code = own.tracker_code;
    let request = read(&code, input.kind, input.data)?;
    match service.carry_out(&request, Some(&caller)).await {
        Ok(done) => Ok(accepted(request.kind, done)),
        Err(InterventionError::Refused(refusals)) => {
            let refusals: Vec<Refusal> = refusals.into_values().flatten().collect();
            if refusals.iter().all(|refusal| refusal.reason.is_about_parcel()) {
                return Ok(refused(code, request.kind, &refusals));
            }
            Err(mendable(service, &caller, &request, refusals).await)
        }
        Err(InterventionError::Failed(error)) => Err(error.into()),
    }
}

fn read(code: &str, kind: Kind, data: Data) -> Result<InterventionRequest, ToolError> {
    let mut violations = Violations::new();
    let mut time = |name: &str, text: Option<&String>| {
        let text = text?.trim();
        let time = text.parse::<DateTime>().ok();
        if time.is_none() {
            let message = format!("'{}' is not a local time", excerpt(text));
            violations.push(Violation::new(name, "format", message).accepting(["2026-03-04T18:00"]));
        }
        time
    };
    let from = time("data.new_from", data.new_from.as_ref());
    let to = time("data.new_to", data.new_to.as_ref());
    let text = |text: Option<String>| {
        let text = text.map(|text| text.trim().to_owned());
        text.filter(|text| !text.is_empty())
    };
    let request = InterventionRequest {
        kind: kind.meant(),
        parcel_id: Some(code.to_owned()),
        postal_code: text(data.recipient_postal_code),
        email: text(data.email_address),
        agrees: data.agree_with_terms.unwrap_or(false),
        house_number: text(data.house_number),
        place: text(data.place_description),
        service_point: text(data.service_point_id),
        next_frame: from.zip(to).map(Some),
        fraud: data.fraud_indication,
        source: SOURCE.to_owned(),
    };
    violations.into_result(request).map_err(ToolError::Invalid)
}

impl Kind {
    fn meant(self) -> InterventionKind {
        match self {
            Self::AgreedPlace => InterventionKind::AgreedPlace,
            Self::ServicePoint => InterventionKind::ServicePoint,
            Self::Neighbours => InterventionKind::Neighbours,
            Self::DateTime => InterventionKind::DateTime,
            Self::Cancel => InterventionKind::Cancel,
        }
    }
}

fn accepted(kind: InterventionKind, done: CarriedOut) -> Done<Output> {
    let planned = done.intervention.planned;
    let text = match planned {
        Some(frame) => format!(
            "Accepted: {} is now planned for {}.",
            done.tracker_code,
            local(frame).replace('/', " to ")
        ),
        None => format!("Accepted for {}.", done.tracker_code),
    };
    let output = Output {
        outcome: Outcome::Accepted,
        tracking_number: done.tracker_code,
        kind: kind.as_str(),
        planned_from: planned.map(|frame| moment(frame.from)),
        planned_to: planned.map(|frame| moment(frame.to)),
        service_point_id: done.service_point,
        reasons: Vec::new(),
    };
    Done::new(output, text)
}

fn refused(code: String, kind: InterventionKind, refusals: &[Refusal]) -> Done<Output> {
    let reasons: Vec<ReasonEntry> = refusals
        .iter()
        .map(|Refusal { reason, .. }| ReasonEntry {
            code: reason.code(),
            name: reason.name(),
            text: reason.text(),
        })
        .collect();
    let sentences: Vec<&str> = reasons.iter().map(|reason| reason.text).collect();
    let text = format!("Refused: {}.", sentences.join("; "));
    let output = Output {
        outcome: Outcome::Refused,
        tracking_number: code,
        kind: kind.as_str(),
        planned_from: None,
        planned_to: None,
        service_point_id: None,
        reasons,
    };
    Done::new(output, text)
}

/// What is wrong with the request by itself, with what would be accepted.
async fn mendable(
    service: &Service,
    caller: &Caller,
    request: &InterventionRequest,
    refusals: Vec<Refusal>,
) -> ToolError {
    let mut violations = Vec::new();
    for refusal in refusals {
        let reason = refusal.reason;
        let mut accepted = refusal.accepted;
        if accepted.is_empty() {
            accepted = offered(service, caller, request, reason).await;
        }
        let violation = Violation::new(field(reason), "refused", reason.text());
        violations.push(violation.accepting(accepted));
    }
    ToolError::Invalid(violations)
}

/// The argument a reason is about.
fn field(reason: Reason) -> &'static str {
    match reason {
        Reason::TermsNotAgreed => "data.agree_with_terms",
        Reason::NoEmail | Reason::EmailInvalid => "data.email_address",
        Reason::HouseNumberInvalid => "data.house_number",
        Reason::PlaceInvalid => "data.place_description",
        Reason::NoPostalCode | Reason::OtherPostalCode | Reason::PostalCodeInvalid => "data.recipient_postal_code",
        Reason::ServicePointUnknown
        | Reason::ServicePointElsewhere
        | Reason::ServicePointNotOpen
        | Reason::ServicePointClosed
        | Reason::TooLargeForLocker => "data.service_point_id",
        Reason::NoNextFrame | Reason::NextFrameInvalid => "data.new_from",
        Reason::NoFraudIndication => "data.fraud_indication",
        _ => "tracking_number",
    }
}

/// What would be accepted: places and times are those the network offers to who names the postal code.
async fn offered(service: &Service, caller: &Caller, request: &InterventionRequest, reason: Reason) -> Vec<String> {
    let query = InterventionQuery {
        parcel_ids: request.parcel_id.iter().cloned().collect(),
        ids: Vec::new(),
        postal_code: request.postal_code.clone(),
    };
    let form = match reason {
        Reason::TermsNotAgreed => "true",
        Reason::NoEmail | Reason::EmailInvalid => "an address such as anna@example.com",
        Reason::HouseNumberInvalid => "a number such as 12 or 12-A",
        Reason::PlaceInvalid => "1 to 140 characters",
        Reason::NoFraudIndication => "true or false",
        Reason::NoPostalCode | Reason::PostalCodeInvalid | Reason::OtherPostalCode => "the receiver's postal code",
        Reason::NoNextFrame => {
            let frames = service.intervention_frames(&query, Some(caller)).await;
            return frames.unwrap_or_default().into_iter().map(local).collect();
        }
        Reason::ServicePointUnknown => {
            let points = service.intervention_service_points(&query, Some(caller)).await;
            return points.unwrap_or_default();
        }
        _ => return Vec::new(),
    };
    vec![form.to_owned()]
}

/// A time frame in local time: `2026-03-04T18:00/2026-03-04T21:00`.
fn local(frame: TimeFrame) -> String {
    let time = |at| {
        let text = moment(at);
        text.get(..16).unwrap_or(&text).to_owned()
    };
    [time(frame.from), time(frame.to)].join("/")
}
