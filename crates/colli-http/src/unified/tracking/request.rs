//! What is asked: read from texts and judged. Every parameter that is wrong is named.

use crate::query::Query;
use colli_core::address::excerpt;
use colli_core::country::CountryCode;
use colli_core::error::{Violation, Violations};
use colli_core::language::Language;
use colli_core::network::Network;

/// Name of the parameter that says which shipment.
pub(crate) const TRACKING_NUMBER: &str = "trackingNumber";
/// Characters of a number at most; the longest code has 34 digits, and people write spaces between.
pub(crate) const NUMBER_CHARS_MAX: usize = 100;
/// Characters of a postal code at most.
const POSTAL_CODE_CHARS_MAX: usize = 20;
/// Shipments of a page where nothing else is asked (reference 1.1).
pub(crate) const LIMIT: usize = 5;
/// Shipments of a page at most; larger ones are cut to this.
pub(crate) const LIMIT_MAX: usize = 50;

/// The parameters as they were sent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Asked {
    /// `trackingNumber`
    pub(crate) tracking_number: Option<String>,
    /// `service`
    pub(crate) service: Option<String>,
    /// `requesterCountryCode`
    pub(crate) requester_country: Option<String>,
    /// `originCountryCode`
    pub(crate) origin_country: Option<String>,
    /// `recipientPostalCode`
    pub(crate) recipient_postal_code: Option<String>,
    /// `language`
    pub(crate) language: Option<String>,
    /// `offset`
    pub(crate) offset: Option<String>,
    /// `limit`
    pub(crate) limit: Option<String>,
}

impl Asked {
    /// The parameters of a query.
    pub(crate) fn of_query(query: &Query) -> Self {
        Self {
            tracking_number: query.text(TRACKING_NUMBER),
            service: query.text("service"),
            requester_country: query.text("requesterCountryCode"),
            origin_country: query.text("originCountryCode"),
            recipient_postal_code: query.text("recipientPostalCode"),
            language: query.text("language"),
            offset: query.text("offset"),
            limit: query.text("limit"),
        }
    }
}

/// What is asked, judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TrackingRequest {
    /// The number, as typed.
    pub(crate) tracking_number: String,
    /// The division whose parcels are wanted; `None` for all.
    pub(crate) service: Option<String>,
    /// Country of who asks.
    pub(crate) requester_country: Option<CountryCode>,
    /// Country the shipment comes from.
    pub(crate) origin_country: Option<CountryCode>,
    /// The receiver's postal code, as typed.
    pub(crate) recipient_postal_code: Option<String>,
    /// Language of the texts.
    pub(crate) language: Language,
    /// Shipments left out before the page.
    pub(crate) offset: usize,
    /// Shipments of the page at most.
    pub(crate) limit: usize,
}

impl TrackingRequest {
    /// Reads a query.
    pub(crate) fn read(network: &Network, query: &Query) -> Result<Self, Vec<Violation>> {
        Self::judged(network, Asked::of_query(query))
    }

    /// Judges parameters. A language the texts do not have becomes English, as it is a preference only.
    pub(crate) fn judged(network: &Network, asked: Asked) -> Result<Self, Vec<Violation>> {
        let mut found = Violations::new();
        let language = asked.language.as_deref().map(|text| language(text, &mut found));
        let request = Self {
            tracking_number: number(asked.tracking_number, &mut found),
            service: asked.service.and_then(|text| service(network, &text, &mut found)),
            requester_country: asked
                .requester_country
                .and_then(|text| country(network, "requesterCountryCode", &text, &mut found)),
            origin_country: asked
                .origin_country
                .and_then(|text| country(network, "originCountryCode", &text, &mut found)),
            recipient_postal_code: asked
                .recipient_postal_code
                .and_then(|text| postal_code(&text, &mut found)),
            language: language.unwrap_or_default(),
            offset: whole("offset", asked.offset.as_deref(), 0, 0, &mut found),
            limit: whole("limit", asked.limit.as_deref(), 1, LIMIT, &mut found).min(LIMIT_MAX),
        };
        found.into_result(request)
    }
}

fn number(text: Option<String>, found: &mut Violations) -> String {
    let text = text.map(|text| text.trim().to_owned()).unwrap_or_default();
    if text.is_empty() {
        found.push(
            Violation::new(TRACKING_NUMBER, "required", "the parameter is missing")
                .accepting(["the number of one shipment or piece"]),
        );
    } else if text.chars().count() > NUMBER_CHARS_MAX {
        found.push(
            Violation::new(TRACKING_NUMBER, "length", format!("'{}' is too long", excerpt(&text)))
                .accepting([format!("up to {NUMBER_CHARS_MAX} characters")]),
        );
    }
    text
}

fn service(network: &Network, text: &str, found: &mut Violations) -> Option<String> {
    let division = network.unified.get(text.trim());
    if division.is_none() {
        let words = network.unified.all().iter().map(|division| division.service.clone());
        found.push(
            Violation::new("service", "unknown", format!("'{}' is not a service", excerpt(text))).accepting(words),
        );
    }
    division.map(|division| division.service.clone())
}

fn country(network: &Network, name: &str, text: &str, found: &mut Violations) -> Option<CountryCode> {
    let code = CountryCode::parse(text).filter(|code| network.country(*code).is_some());
    if code.is_none() {
        found.push(
            Violation::new(name, "format", format!("'{}' is not a country", excerpt(text)))
                .accepting(["ISO 3166-1 alpha-2, such as NL"]),
        );
    }
    code
}

fn language(text: &str, found: &mut Violations) -> Language {
    let text = text.trim();
    if text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        found.push(
            Violation::new("language", "format", format!("'{}' is not a language", excerpt(text)))
                .accepting(["ISO 639-1 alpha-2, such as en"]),
        );
    }
    Language::parse(text).unwrap_or_default()
}

fn postal_code(text: &str, found: &mut Violations) -> Option<String> {
    if text.chars().count() > POSTAL_CODE_CHARS_MAX {
        found.push(
            Violation::new(
                "recipientPostalCode",
                "length",
                format!("'{}' is too long", excerpt(text)),
            )
            .accepting([format!("up to {POSTAL_CODE_CHARS_MAX} characters")]),
        );
    }
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A whole number; one too large to count stands for the largest.
fn whole(name: &str, text: Option<&str>, least: usize, default: usize, found: &mut Violations) -> usize {
    let Some(text) = text.map(str::trim) else {
        return default;
    };
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().unwrap_or(usize::MAX);
    if !is_number || number < least {
        found.push(
            Violation::new(name, "range", format!("'{}' is not a number in range", excerpt(text)))
                .accepting([format!("a whole number from {least}")]),
        );
        return default;
    }
    number
}
