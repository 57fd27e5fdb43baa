//! What is said of parcels that no service may take.

use super::quote::{RateMessage, RateQuestion};
use super::service::Scope;
use crate::address::excerpt;
use crate::country::CountryCode;

/// Characters of a reference.
pub const REFERENCE_CHARS_MAX: usize = 30;

pub(super) fn foreign_origin(country: CountryCode) -> RateMessage {
    let text = format!(
        "Parcels start in the United States or its territories; the sender's country is {country}. Accepted: US, PR, VI, GU, AS, MP."
    );
    RateMessage::new("origin_country", text)
}

pub(super) fn test_mode() -> RateMessage {
    let text = "There are no international rates in test mode. They are given to a live key whose carrier account is \
                not in test mode.";
    RateMessage::new("international_test_mode", text)
}

pub(super) fn wrong_zip(whose: &str, zip: &str) -> RateMessage {
    let text = if zip.trim().is_empty() {
        format!(
            "The {whose}'s ZIP code is missing. Five digits are accepted, such as 94598, or nine, such as 94598-1234."
        )
    } else {
        format!(
            "The {whose}'s ZIP code '{}' does not exist. Five digits are accepted, such as 94598, or nine, such as 94598-1234.",
            excerpt(zip)
        )
    };
    RateMessage::new("zip_unknown", text)
}

/// Weight and sides of nothing.
pub(super) fn unmeasured(question: &RateQuestion<'_>) -> Option<RateMessage> {
    if question.weight.is_zero() {
        return Some(RateMessage::new(
            "weight_missing",
            "The parcel's weight must be above 0.",
        ));
    }
    (question.size.height().nanometres() == 0)
        .then(|| RateMessage::new("size_missing", "The parcel's length, width and height must be above 0."))
}

pub(super) fn references(question: &RateQuestion<'_>, scope: Scope) -> Vec<RateMessage> {
    let given = |reference: Option<&str>| reference.is_some_and(|text| !text.trim().is_empty());
    let mut messages = Vec::new();
    for (name, reference) in [
        ("reference_1", question.reference_1),
        ("reference_2", question.reference_2),
    ] {
        let chars = reference.map_or(0, |text| text.chars().count());
        if chars > REFERENCE_CHARS_MAX {
            let text = format!("{name} has {chars} characters; at most {REFERENCE_CHARS_MAX} are accepted.");
            messages.push(RateMessage::new("reference_length", text));
        }
    }
    if scope != Scope::International && given(question.reference_2) && !given(question.reference_1) {
        let text = "Inside the United States reference_1 must be given when reference_2, the billing reference, is.";
        messages.push(RateMessage::new("reference_required", text));
    }
    messages
}
