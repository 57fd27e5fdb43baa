//! One service and one parcel: the rate, or why there is none.

use super::card::{RatePart, share};
use super::place::Zone;
use super::quote::{QuotedRate, RateMessage, RateQuestion, Way};
use super::service::{Scope, Service};
use super::weight::Mass;
use super::{AmericasNetwork, Signature};

/// A parcel that is quoted.
pub(super) struct Parcel<'a> {
    pub(super) question: &'a RateQuestion<'a>,
    pub(super) way: &'a Way<'a>,
    /// Zone; none abroad.
    pub(super) zone: Option<Zone>,
    /// The weight that is charged.
    pub(super) billable: Mass,
}

impl AmericasNetwork {
    /// What a service asks for a parcel.
    pub(super) fn offer(&self, service: &Service, parcel: &Parcel<'_>) -> Result<QuotedRate, RateMessage> {
        self.judge(service, parcel)?;
        let (carriage, days) = self.carriage(service, parcel)?;
        let mut parts = vec![(RatePart::Carriage, carriage)];
        parts.extend(self.fees(parcel.question));
        let amount_minor = parts.iter().fold(0_i64, |sum, (_, minor)| sum.saturating_add(*minor));
        Ok(QuotedRate {
            service: service.key.clone(),
            service_name: service.name.clone(),
            amount_minor,
            parts,
            zone: parcel.zone.filter(|_| service.scope != Scope::International),
            estimated_days: days,
            attributes: Vec::new(),
        })
    }

    /// Whether a service takes a parcel.
    fn judge(&self, service: &Service, parcel: &Parcel<'_>) -> Result<(), RateMessage> {
        let Parcel { question, way, .. } = parcel;
        if service.scope != way.scope {
            return Err(wrong_scope(service, way.scope));
        }
        if service.is_legacy && !question.shows_legacy {
            let text = format!(
                "{}: this service is for accounts that had it before it was closed to new ones.",
                service.name
            );
            return Err(RateMessage::new("service_legacy", text));
        }
        measure(service, question)?;
        let extras = [
            (
                question.dangerous_goods.is_some(),
                service.takes_dangerous_goods,
                "dangerous goods",
            ),
            (question.signature.is_some(), service.takes_signature, "a signature"),
            (question.insured_minor.is_some(), service.takes_insurance, "insurance"),
            (
                question.cash_on_delivery_minor.is_some(),
                service.takes_cash_on_delivery,
                "cash on delivery",
            ),
        ];
        if let Some((_, _, extra)) = extras.iter().find(|(wanted, taken, _)| *wanted && !*taken) {
            let text = format!("{} is not offered with {extra}.", service.name);
            return Err(RateMessage::new("extra_service", text));
        }
        question
            .dangerous_goods
            .map_or(Ok(()), |code| self.goods(service, parcel, code))
    }

    /// Limits of dangerous goods that are the service's own.
    fn goods(&self, service: &Service, parcel: &Parcel<'_>, code: &str) -> Result<(), RateMessage> {
        let weight = parcel.question.weight;
        match self.dangerous_goods.max_weight(parcel.way.scope, code, service.class) {
            Some(max) if weight <= max => Ok(()),
            Some(max) => Err(RateMessage::new(
                "dangerous_goods_weight",
                format!(
                    "{} takes dangerous goods of code {code} up to {max} a parcel; this parcel weighs {weight}.",
                    service.name
                ),
            )),
            None => Err(RateMessage::new(
                "dangerous_goods_code",
                format!("{} does not take dangerous goods of code {code}.", service.name),
            )),
        }
    }

    /// Price of the carriage in cents, and working days at the latest.
    fn carriage(&self, service: &Service, parcel: &Parcel<'_>) -> Result<(i64, Option<u32>), RateMessage> {
        let none = || {
            let text = match parcel.zone {
                Some(zone) => format!(
                    "{} has no price for {} in zone {zone}; the weight charged counts the parcel's bulk.",
                    service.name, parcel.billable
                ),
                None => format!("{} has no price to {}.", service.name, parcel.way.to_country),
            };
            RateMessage::new("no_price", text)
        };
        let key = service.key.as_str();
        if service.scope == Scope::International {
            let group = self.country_groups.of(parcel.way.to_country).ok_or_else(none)?;
            let rate = self.prices.international.get(key).and_then(|rates| rates.get(group));
            let minor = rate.ok_or_else(none)?.price(parcel.billable);
            return Ok((minor, self.days.to_group(key, group).map(|days| days.max)));
        }
        let card = service.rate_card.as_ref().and_then(|card| self.prices.cards.get(card));
        let zone = parcel.zone.ok_or_else(none)?;
        let minor = card
            .and_then(|card| card.price(parcel.billable, zone))
            .ok_or_else(none)?;
        let days = self.days.to_zone(key, zone).map(|days| days.max);
        Ok((share(minor, service.factor_thousandths), days))
    }

    /// Fees of extra services that are not nothing.
    fn fees(&self, question: &RateQuestion<'_>) -> Vec<(RatePart, i64)> {
        let signature = question.signature.map(|signature| match signature {
            Signature::Standard => RatePart::Signature,
            Signature::Adult => RatePart::AdultSignature,
        });
        let wanted = [
            signature.map(|part| (part, 0)),
            question.insured_minor.map(|value| (RatePart::Insurance, value)),
            question
                .cash_on_delivery_minor
                .map(|value| (RatePart::CashOnDelivery, value)),
            question.dangerous_goods.map(|_| (RatePart::DangerousGoods, 0)),
        ];
        let fees = wanted.into_iter().flatten();
        fees.map(|(part, value)| (part, self.prices.fee(part, value)))
            .filter(|(_, minor)| *minor != 0)
            .collect()
    }
}

fn wrong_scope(service: &Service, scope: Scope) -> RateMessage {
    let text = format!(
        "{} is a service for {} parcels; this is one of the {} ones.",
        service.name,
        service.scope.word(),
        scope.word()
    );
    RateMessage::new("service_scope", text)
}

/// Weight and sides against the limits of a service, inclusive.
fn measure(service: &Service, question: &RateQuestion<'_>) -> Result<(), RateMessage> {
    let (weight, size) = (question.weight, &question.size);
    let name = &service.name;
    let (code, text) = if weight > service.max_weight {
        (
            "weight_limit",
            format!(
                "{name} takes parcels up to {}; this one weighs {weight}.",
                service.max_weight
            ),
        )
    } else if weight < service.min_weight {
        (
            "weight_limit",
            format!(
                "{name} takes parcels from {}; this one weighs {weight}.",
                service.min_weight
            ),
        )
    } else if size.length() > service.max_length {
        (
            "size_limit",
            format!(
                "{name} takes sides up to {}; the longest of this parcel is {}.",
                service.max_length,
                size.length()
            ),
        )
    } else if size.length_and_girth() > service.max_length_and_girth {
        (
            "size_limit",
            format!(
                "{name} takes up to {} of longest side and girth together; this parcel has {}.",
                service.max_length_and_girth,
                size.length_and_girth()
            ),
        )
    } else {
        return Ok(());
    };
    Err(RateMessage::new(code, text))
}
