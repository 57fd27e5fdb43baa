//! Quoting: which services take a parcel, and what they cost.
//!
//! A parcel that no service may take is refused as a whole, with one sentence for every reason. Otherwise services that do
//! not fit are left out in silence, unless none fits or one was asked for by name.

use super::attributes::attributes;
use super::card::RatePart;
use super::dangerous_goods::Consignment;
use super::offer::Parcel;
use super::place::{Located, Place, Zip3, Zone};
use super::refusal::{foreign_origin, references, test_mode, unmeasured, wrong_zip};
use super::service::{Scope, Service};
use super::weight::{Mass, ParcelSize, billable};
use super::{AmericasNetwork, Signature};
use crate::address::excerpt;
use crate::country::CountryCode;
use crate::gateway::quote::Attribute;
use std::borrow::Cow;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct RateQuestion<'a> {
    /// The sender's place.
    pub from: Place<'a>,
    /// The receiver's place.
    pub to: Place<'a>,
    /// Weight.
    pub weight: Mass,
    /// Sides.
    pub size: ParcelSize,
    /// First three digits of the ZIP code zones are reckoned from, where the account has one of its own.
    pub origin_zip3: Option<&'a str>,
    /// The account's distribution centre; one that is not known is passed over.
    pub facility: Option<&'a str>,
    /// Whether the account has the legacy services.
    pub shows_legacy: bool,
    /// Whether the key or the account is for tests.
    pub is_test: bool,
    /// Whether a return label is wanted.
    pub is_return: bool,
    /// Code of dangerous goods.
    pub dangerous_goods: Option<&'a str>,
    /// Signature asked for.
    pub signature: Option<Signature>,
    /// Insured value in cents of a US dollar.
    pub insured_minor: Option<i64>,
    /// Cash on delivery in cents of a US dollar.
    pub cash_on_delivery_minor: Option<i64>,
    /// First reference.
    pub reference_1: Option<&'a str>,
    /// Second reference.
    pub reference_2: Option<&'a str>,
    /// Keys of services asked for by name; all otherwise.
    pub services: Option<&'a [&'a str]>,
}

/// What is answered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Quoted {
    /// Rates, the cheapest first.
    pub rates: Vec<QuotedRate>,
    /// Why there is none, or why a service asked for by name is not among them.
    pub messages: Vec<RateMessage>,
}

/// A service at a price.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuotedRate {
    /// Key of the service.
    pub service: String,
    /// Its name.
    pub service_name: String,
    /// Price with all fees, in cents of a US dollar.
    pub amount_minor: i64,
    /// What the price is made of; fees that are nothing are left out.
    pub parts: Vec<(RatePart, i64)>,
    /// Zone; none abroad.
    pub zone: Option<Zone>,
    /// Working days at the latest.
    pub estimated_days: Option<u32>,
    /// What sets it apart from the other rates.
    pub attributes: Vec<Attribute>,
}

impl QuotedRate {
    /// A part of the price.
    pub fn part(&self, wanted: RatePart) -> Option<i64> {
        self.parts
            .iter()
            .find(|(part, _)| *part == wanted)
            .map(|(_, minor)| *minor)
    }
}

/// A refusal in a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RateMessage {
    /// A word programs can rely on.
    pub code: Cow<'static, str>,
    /// What is refused, and what would be accepted.
    pub text: String,
}

impl RateMessage {
    /// A refusal.
    pub fn new(code: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            text: text.into(),
        }
    }
}

/// The two ends of a parcel's way.
pub(super) struct Way<'n> {
    from: Located<'n>,
    pub(super) to: Located<'n>,
    pub(super) to_country: CountryCode,
    pub(super) scope: Scope,
}

impl AmericasNetwork {
    /// What a parcel costs.
    pub fn quote(&self, question: &RateQuestion<'_>) -> Quoted {
        let way = self.way(question);
        let mut messages = self.refusals(question, &way);
        let origin = self.origin(question, &way);
        if let (true, Scope::Domestic | Scope::Return, Err(message)) = (way.from.is_domestic, way.scope, &origin) {
            messages.push(message.clone());
        }
        if !messages.is_empty() {
            return Quoted {
                rates: Vec::new(),
                messages,
            };
        }
        let zone = origin.ok().and_then(|origin| self.zones.zone(origin, &way.to));
        self.offers(question, &way, zone)
    }

    fn way(&self, question: &RateQuestion<'_>) -> Way<'_> {
        let [from, to] = [&question.from, &question.to].map(|place| self.zones.locate(place));
        let scope = match (question.is_return, to.is_domestic) {
            (true, _) => Scope::Return,
            (false, true) => Scope::Domestic,
            (false, false) => Scope::International,
        };
        Way {
            from,
            to,
            to_country: question.to.country,
            scope,
        }
    }

    /// Why no service may take a parcel.
    fn refusals(&self, question: &RateQuestion<'_>, way: &Way<'_>) -> Vec<RateMessage> {
        let lanes = self.lane_rules.iter();
        let mut messages: Vec<RateMessage> = lanes.filter_map(|rule| rule.refusal(&way.from, &way.to)).collect();
        if !way.from.is_domestic {
            messages.push(foreign_origin(question.from.country));
        } else if way.scope == Scope::International && question.is_test {
            messages.push(test_mode());
        }
        if way.to.is_domestic && way.to.zip3.is_none() {
            messages.push(wrong_zip("receiver", question.to.zip));
        } else if way.scope == Scope::Return && !way.to.is_domestic {
            let text = "Return services end inside the United States. A receiver address there is accepted.";
            messages.push(RateMessage::new("return_abroad", text));
        }
        messages.extend(unmeasured(question));
        messages.extend(references(question, way.scope));
        messages.extend(question.dangerous_goods.and_then(|code| {
            self.dangerous_goods.refusal(&Consignment {
                code,
                scope: way.scope,
                to_country: way.to_country,
                weight: question.weight,
            })
        }));
        messages
    }

    /// The area zones are reckoned from: the account's own, else that of its distribution centre, else the sender's.
    fn origin(&self, question: &RateQuestion<'_>, way: &Way<'_>) -> Result<Zip3, RateMessage> {
        if let Some(pinned) = question.origin_zip3 {
            let known = Zip3::parse(pinned).filter(|zip3| self.zones.knows(*zip3));
            return known.ok_or_else(|| {
                let text = format!(
                    "The account's origin '{}' is not the beginning of a US ZIP code: three digits are accepted, such as 070.",
                    excerpt(pinned)
                );
                RateMessage::new("origin_zip3", text)
            });
        }
        let centre = question.facility.and_then(|code| self.origin_of(code));
        let origin = centre.filter(|zip3| self.zones.knows(*zip3)).or(way.from.zip3);
        origin.ok_or_else(|| wrong_zip("sender", question.from.zip))
    }

    /// What each service says.
    fn offers(&self, question: &RateQuestion<'_>, way: &Way<'_>, zone: Option<Zone>) -> Quoted {
        let parcel = Parcel {
            question,
            way,
            zone,
            billable: billable(question.weight, &question.size),
        };
        let mut quoted = Quoted::default();
        for key in question.services.unwrap_or_default() {
            if self.service(key).is_none() {
                quoted.messages.push(self.unknown_service(key));
            }
        }
        let mut refused = Vec::new();
        for service in self
            .services
            .iter()
            .filter(|service| asked(question, service, way.scope))
        {
            match self.offer(service, &parcel) {
                Ok(rate) => quoted.rates.push(rate),
                Err(message) if !refused.contains(&message) => refused.push(message),
                Err(_) => {}
            }
        }
        if quoted.rates.is_empty() || question.services.is_some() {
            quoted.messages.extend(refused);
        }
        if quoted.rates.is_empty() && quoted.messages.is_empty() {
            let text = format!("There is no {} service for this parcel.", way.scope.word());
            quoted.messages.push(RateMessage::new("no_service", text));
        }
        finish(&mut quoted.rates);
        quoted
    }

    fn unknown_service(&self, key: &str) -> RateMessage {
        let known: Vec<&str> = self.services.iter().map(|service| service.key.as_str()).collect();
        let text = format!("Unknown service '{}'. Accepted: {}.", excerpt(key), known.join(", "));
        RateMessage::new("service_unknown", text)
    }
}

/// Whether a service is to answer.
fn asked(question: &RateQuestion<'_>, service: &Service, scope: Scope) -> bool {
    match question.services {
        Some(keys) => keys.contains(&service.key.as_str()),
        None => service.scope == scope && !service.by_name_only && (question.shows_legacy || !service.is_legacy),
    }
}

/// Puts the cheapest first, and says what sets each apart.
fn finish(rates: &mut [QuotedRate]) {
    rates.sort_by_key(|rate| (rate.amount_minor, rate.estimated_days.unwrap_or(u32::MAX)));
    let compared: Vec<_> = rates
        .iter()
        .map(|rate| (rate.amount_minor, rate.estimated_days))
        .collect();
    for (rate, attributes) in rates.iter_mut().zip(attributes(&compared)) {
        rate.attributes = attributes;
    }
}
