//! What is asked for, and whether the request says all it must.

use super::{InterventionKind, Reason};
use crate::limits::{HOUSE_NUMBER_CHARS_MAX, TEXT_CHARS_MAX};
use crate::tracking::TimeFrame;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// What the courier, or the network, is to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instruction {
    /// Leave it at a place.
    AgreedPlace {
        /// Which: personal data.
        place: String,
    },
    /// Bring it to a ServicePoint.
    ServicePoint {
        /// Its id.
        id: String,
    },
    /// Give it to the neighbours.
    Neighbours {
        /// Their house number.
        house_number: String,
    },
    /// Deliver it later.
    DateTime {
        /// When.
        frame: TimeFrame,
    },
    /// Take it back to the sender.
    Cancel,
}

/// A request to carry out an intervention. Blank members are absent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InterventionRequest {
    /// What is asked for.
    pub kind: InterventionKind,
    /// Code of the piece.
    pub parcel_id: Option<String>,
    /// The receiver's postal code.
    pub postal_code: Option<String>,
    /// Who asks.
    pub email: Option<String>,
    /// Whether the terms are agreed with.
    pub agrees: bool,
    /// House number of the neighbours.
    pub house_number: Option<String>,
    /// Where it is to be left.
    pub place: Option<String>,
    /// Id of a ServicePoint.
    pub service_point: Option<String>,
    /// Local times of the receiver; the inner `None` when they cannot be read.
    pub next_frame: Option<Option<(DateTime, DateTime)>>,
    /// Whether fraud is suspected.
    pub fraud: Option<bool>,
    /// What the caller says it is (header `Source`).
    pub source: String,
}

/// What is missing or wrong in a request by itself, by code.
pub fn check(request: &InterventionRequest) -> Vec<Reason> {
    let mut found = Vec::new();
    if !request.agrees {
        found.push(Reason::TermsNotAgreed);
    }
    match request.email.as_deref() {
        None => found.push(Reason::NoEmail),
        Some(email) if !is_email(email) => found.push(Reason::EmailInvalid),
        Some(_) => {}
    }
    found.extend(match request.kind {
        InterventionKind::Neighbours if !request.house_number.as_deref().is_some_and(is_house_number) => {
            Some(Reason::HouseNumberInvalid)
        }
        InterventionKind::AgreedPlace if !request.place.as_deref().is_some_and(is_place) => Some(Reason::PlaceInvalid),
        InterventionKind::ServicePoint if request.service_point.is_none() => Some(Reason::ServicePointUnknown),
        InterventionKind::DateTime => match &request.next_frame {
            None => Some(Reason::NoNextFrame),
            Some(None) => Some(Reason::NextFrameInvalid),
            Some(Some(_)) => None,
        },
        InterventionKind::Cancel if request.fraud.is_none() => Some(Reason::NoFraudIndication),
        _ => None,
    });
    found
}

/// Longest e-mail address (RFC 5321: a path of 256 with its brackets).
const EMAIL_BYTES_MAX: usize = 254;

/// The form of an address mail can be sent to: a local part, a domain with a dot, nothing that ends a header.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>(),;:\\\"[]".contains(c);
    let labels = || domain.split('.');
    text.len() <= EMAIL_BYTES_MAX
        && !local.is_empty()
        && !local.contains('@')
        && text.chars().all(plain)
        && labels().count() > 1
        && labels().all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
}

/// A house number begins with a digit: `12`, `12-A`, `12 bis`.
fn is_house_number(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || " -/".contains(c);
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().count() <= HOUSE_NUMBER_CHARS_MAX
        && text.chars().all(allowed)
}

fn is_place(text: &str) -> bool {
    let chars = text.chars().count();
    (1..=TEXT_CHARS_MAX).contains(&chars)
        && text.chars().any(char::is_alphanumeric)
        && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_local_part_and_a_domain() {
        for good in ["a@b.nl", "anna.jansen+parcel@mail.example.com", "björn@exämple.se"] {
            assert!(is_email(good), "{good}");
        }
        let long = format!("{}@b.nl", "a".repeat(250));
        for bad in [
            "",
            "a",
            "@b.nl",
            "a@",
            "a@b",
            "a b@c.nl",
            "a@b..nl",
            "a@b.nl\r\nBcc: x@y.nl",
            "a@@b.nl",
            &long,
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn house_numbers_and_places_are_short_and_plain() {
        assert!(["1", "12-A", "12 bis"].into_iter().all(is_house_number));
        assert!(!["", "A", "-1", "1\n2", "1<b>"].into_iter().any(is_house_number));
        assert!(is_place("In de schuur, achter het huis"));
        assert!(!["", "...", "shed\u{7}"].into_iter().any(is_place));
        assert!(!is_place(&"x".repeat(TEXT_CHARS_MAX + 1)));
    }
}
