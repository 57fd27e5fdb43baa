//! Refusals: the vendor's shape, with what to change in extra members.

use super::write::write_reason;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use colli_core::intervention::Reason;
use colli_service::interventions::{Refusal, Refusals};
use colli_wire::dhl_parcel::error::ErrorDetail;
use colli_wire::dhl_parcel::interventions as wire;

/// Writes refusals: 404 when all they say is that parcels are unknown, else 400.
pub(super) fn write(refusals: &Refusals) -> Response {
    let unknown = |refusal: &Refusal| refusal.reason == Reason::ParcelUnknown;
    let status = if refusals.values().flatten().all(unknown) {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::BAD_REQUEST
    };
    let parcels = refusals.iter().map(|(name, refusals)| {
        let reasons = refusals.iter().map(|refusal| write_reason(refusal.reason));
        (name.clone(), reasons.collect())
    });
    let details = refusals.values().flatten().map(|refusal| ErrorDetail {
        field: field(refusal.reason).to_owned(),
        rule: refusal.reason.name().to_owned(),
        message: refusal.reason.text().to_owned(),
        accepted: accepted(refusal),
    });
    let body = wire::InterventionErrorResponse {
        parcels: parcels.collect(),
        key: "intervention_refused".to_owned(),
        message: "The intervention is not possible, see the reasons for each parcel".to_owned(),
        details: details.collect(),
    };
    (status, Json(body)).into_response()
}

/// The member of the request, or of the parcel, that a reason is about.
fn field(reason: Reason) -> &'static str {
    match reason {
        Reason::TermsNotAgreed => "agreeWithTerms",
        Reason::NoEmail | Reason::EmailInvalid => "emailAddress",
        Reason::HouseNumberInvalid => "houseNumber",
        Reason::PlaceInvalid => "placeDescription",
        Reason::NoPostalCode | Reason::OtherPostalCode | Reason::PostalCodeInvalid => "postalCode",
        Reason::ServicePointUnknown
        | Reason::ServicePointElsewhere
        | Reason::ServicePointNotOpen
        | Reason::ServicePointClosed
        | Reason::TooLargeForLocker => "servicePointId",
        Reason::NoNextFrame | Reason::NextFrameInvalid => "nextTimeframe",
        Reason::NoSource | Reason::SourceInvalid => "Source",
        Reason::NotHomeCodeUnknown => "id",
        Reason::NotJson | Reason::BodyInvalid => "",
        Reason::NoFraudIndication => "fraudIndication",
        _ => "parcelId",
    }
}

/// What would be accepted: what the network worked out, else the form of the member.
fn accepted(refusal: &Refusal) -> Vec<String> {
    if !refusal.accepted.is_empty() {
        return refusal.accepted.clone();
    }
    let form = match refusal.reason {
        Reason::TermsNotAgreed => "true",
        Reason::NoEmail | Reason::EmailInvalid => "an address such as anna@example.com",
        Reason::HouseNumberInvalid => "a number such as 12 or 12-A",
        Reason::PlaceInvalid => "1 to 140 characters",
        Reason::NoSource | Reason::SourceInvalid => "1 to 100 characters that name who asks",
        Reason::NoNextFrame => "a time frame of GET /intervention-options/timeframes",
        Reason::NoFraudIndication => "true or false",
        Reason::IdentifierInvalid => "the code of one piece: letters and digits",
        Reason::NoPostalCode | Reason::PostalCodeInvalid | Reason::OtherPostalCode => "the receiver's postal code",
        Reason::NotJson | Reason::BodyInvalid => "one JSON object in UTF-8, as documented",
        _ => return Vec::new(),
    };
    vec![form.to_owned()]
}
