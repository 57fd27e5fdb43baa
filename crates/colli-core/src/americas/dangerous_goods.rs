//! Dangerous goods: which codes are carried where, and up to which weight.

use super::quote::RateMessage;
use super::service::{Scope, ServiceClass};
use super::weight::Mass;
use crate::address::excerpt;
use crate::country::CountryCode;

/// A code in a scope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DangerousGoods {
    /// Where it holds.
    pub scope: Scope,
    /// Receiving countries; empty inside the United States.
    pub countries: Vec<CountryCode>,
    /// Code of two digits.
    pub code: String,
    /// What they are.
    pub goods: String,
    /// Greatest weight of a parcel, inclusive.
    pub max_weight: Mass,
    /// Services it holds for; none: all that carry dangerous goods.
    pub class: Option<ServiceClass>,
}

/// A parcel of dangerous goods.
#[derive(Clone, Copy, Debug)]
pub(super) struct Consignment<'a> {
    pub(super) code: &'a str,
    pub(super) scope: Scope,
    pub(super) to_country: CountryCode,
    pub(super) weight: Mass,
}

/// All codes.
#[derive(Clone, Debug, Default)]
pub struct DangerousGoodsRules(pub Vec<DangerousGoods>);

impl DangerousGoodsRules {
    fn of(&self, scope: Scope) -> impl Iterator<Item = &DangerousGoods> {
        self.0.iter().filter(move |row| row.scope == scope)
    }

    /// The greatest weight of a code for a class of services: a row of the class goes before one for all.
    pub fn max_weight(&self, scope: Scope, code: &str, class: ServiceClass) -> Option<Mass> {
        let rows = || self.of(scope).filter(|row| row.code == code);
        let of_class = rows().find(|row| row.class == Some(class));
        of_class
            .or_else(|| rows().find(|row| row.class.is_none()))
            .map(|row| row.max_weight)
    }

    /// Whether a parcel is refused whatever the service.
    pub(super) fn refusal(&self, parcel: &Consignment<'_>) -> Option<RateMessage> {
        let Consignment { code, scope, .. } = *parcel;
        if scope == Scope::Return {
            let text = "No return service carries dangerous goods. Leave the code of dangerous goods out where there are none.";
            return Some(RateMessage::new("dangerous_goods_return", text));
        }
        if scope == Scope::International {
            let countries: Vec<CountryCode> = self.of(scope).flat_map(|row| row.countries.iter().copied()).collect();
            if !countries.contains(&parcel.to_country) {
                return Some(wrong_country(&countries));
            }
        }
        let rows: Vec<&DangerousGoods> = self.of(scope).filter(|row| row.code == code).collect();
        let Some(heaviest) = rows.iter().max_by_key(|row| row.max_weight) else {
            return Some(self.unknown(code, scope));
        };
        (parcel.weight > heaviest.max_weight).then(|| too_heavy(heaviest, parcel.weight))
    }

    fn unknown(&self, code: &str, scope: Scope) -> RateMessage {
        let mut codes: Vec<&str> = self.of(scope).map(|row| row.code.as_str()).collect();
        codes.dedup();
        let elsewhere = self.0.iter().find(|row| row.code == code);
        let why = match elsewhere {
            Some(row) => format!("is for {} parcels only", row.scope.word()),
            None => "is not carried".to_owned(),
        };
        let text = format!(
            "Dangerous goods of code '{}' cannot be sent: the code {why}. Accepted for {} parcels: {}.",
            excerpt(code),
            scope.word(),
            codes.join(", ")
        );
        RateMessage::new("dangerous_goods_code", text)
    }
}

fn wrong_country(countries: &[CountryCode]) -> RateMessage {
    let mut names: Vec<String> = countries.iter().map(ToString::to_string).collect();
    names.dedup();
    let text = format!(
        "Dangerous goods are not carried to this country. Accepted receiving countries outside the United States: {}.",
        names.join(", ")
    );
    RateMessage::new("dangerous_goods_country", text)
}

fn too_heavy(row: &DangerousGoods, weight: Mass) -> RateMessage {
    let text = format!(
        "Dangerous goods of code {} ({}) are accepted up to {} a parcel; this parcel weighs {weight}.",
        row.code, row.goods, row.max_weight
    );
    RateMessage::new("dangerous_goods_weight", text)
}
