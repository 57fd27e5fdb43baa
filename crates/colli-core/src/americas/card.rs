//! Prices: cards by weight and zone, prices abroad, fees of extra services. All in cents of a US dollar.

use super::place::Zone;
use super::weight::Mass;
use std::collections::HashMap;

/// Price columns of a card: zones 1 and 2 together, 3 to 8, and the remote ones together.
pub const COLUMNS: usize = 8;
/// Cents of the hundred dollars fees are reckoned by.
const HUNDRED_DOLLARS: i64 = 10_000;
/// Ounces of a pound.
const OUNCES_PER_POUND: i64 = 16;

/// A weight step of a card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The greatest weight, inclusive.
    pub max_weight: Mass,
    /// Prices by column; none where the card has none.
    pub prices: [Option<i64>; COLUMNS],
}

/// A rate card.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RateCard {
    steps: Vec<Step>,
}

impl RateCard {
    /// Steps in any order.
    pub fn new(mut steps: Vec<Step>) -> Self {
        steps.sort_by_key(|step| step.max_weight);
        Self { steps }
    }

    /// The price of a weight: that of the first step that holds it.
    pub fn price(&self, weight: Mass, zone: Zone) -> Option<i64> {
        let at = self.steps.partition_point(|step| step.max_weight < weight);
        *self.steps.get(at)?.prices.get(column(zone))?
    }

    /// The greatest weight it has a price for.
    pub fn max_weight(&self) -> Option<Mass> {
        self.steps.last().map(|step| step.max_weight)
    }
}

/// The column of a zone.
const fn column(zone: Zone) -> usize {
    match zone.number() {
        1 | 2 => 0,
        number @ 3..=8 => number as usize - 2,
        _ => COLUMNS - 1,
    }
}

/// A price abroad: a base and a price by weight, reckoned in started ounces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InternationalRate {
    /// Cents a parcel.
    pub base_minor: i64,
    /// Cents a pound.
    pub per_pound_minor: i64,
}

impl InternationalRate {
    /// The price of a weight, half a cent rounded up.
    pub fn price(&self, weight: Mass) -> i64 {
        let ounces = i64::try_from(weight.started_ounces()).unwrap_or(i64::MAX);
        let by_weight = self.per_pound_minor.saturating_mul(ounces);
        let rounded = by_weight.saturating_add(OUNCES_PER_POUND / 2) / OUNCES_PER_POUND;
        self.base_minor.saturating_add(rounded)
    }
}

/// What a part of a price is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RatePart {
    /// The carriage itself.
    Carriage,
    /// Anybody at the address signs.
    Signature,
    /// An adult signs.
    AdultSignature,
    /// Insurance.
    Insurance,
    /// Cash on delivery.
    CashOnDelivery,
    /// Dangerous goods.
    DangerousGoods,
}

impl RatePart {
    /// Fees, as data files name them.
    pub const FEES: [(&'static str, Self); 5] = [
        ("signature", Self::Signature),
        ("adult_signature", Self::AdultSignature),
        ("insurance", Self::Insurance),
        ("cash_on_delivery", Self::CashOnDelivery),
        ("dangerous_goods", Self::DangerousGoods),
    ];

    /// Reads the word of a fee.
    pub fn parse_fee(word: &str) -> Option<Self> {
        Self::FEES
            .iter()
            .find(|(known, _)| *known == word)
            .map(|(_, part)| *part)
    }
}

/// A fee: a base, and a price for every started hundred dollars.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Fee {
    /// Cents a parcel.
    pub base_minor: i64,
    /// Cents for every started 100 USD.
    pub per_hundred_minor: i64,
}

impl Fee {
    /// The fee of a value in cents.
    pub fn price(&self, value_minor: i64) -> i64 {
        let hundreds = value_minor.max(0).saturating_add(HUNDRED_DOLLARS - 1) / HUNDRED_DOLLARS;
        self.base_minor
            .saturating_add(self.per_hundred_minor.saturating_mul(hundreds))
    }
}

/// All prices.
#[derive(Clone, Debug, Default)]
pub struct Prices {
    /// Cards by key.
    pub cards: HashMap<String, RateCard>,
    /// Prices abroad by service, then by country group.
    pub international: HashMap<String, HashMap<String, InternationalRate>>,
    /// Fees.
    pub fees: HashMap<RatePart, Fee>,
}

impl Prices {
    /// The fee of a part for a value in cents; nothing where there is none.
    pub fn fee(&self, part: RatePart, value_minor: i64) -> i64 {
        self.fees.get(&part).map_or(0, |fee| fee.price(value_minor))
    }
}

/// A share of an amount, half a cent rounded up.
pub fn share(minor: i64, thousandths: u32) -> i64 {
    minor.saturating_mul(i64::from(thousandths)).saturating_add(500) / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_share_columns() {
        let columns: Vec<usize> = Zone::ALL.iter().filter_map(|n| Zone::new(*n)).map(column).collect();
        assert_eq!(columns, [0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7]);
    }

    #[test]
    fn the_first_step_that_holds_a_weight_has_its_price() {
        let step = |ounces, minor| Step {
            max_weight: Mass::from_ounces(ounces),
            prices: [Some(minor); COLUMNS],
        };
        let card = RateCard::new(vec![step(32, 300), step(15, 100), step(16, 200)]);
        let zone = Zone::new(8).unwrap();
        for (ounces, price) in [
            (1, Some(100)),
            (15, Some(100)),
            (16, Some(200)),
            (17, Some(300)),
            (32, Some(300)),
            (33, None),
        ] {
            assert_eq!(card.price(Mass::from_ounces(ounces), zone), price, "{ounces} oz");
        }
        assert_eq!(RateCard::default().price(Mass::default(), zone), None);
    }

    #[test]
    fn prices_abroad_go_by_started_ounces() {
        let rate = InternationalRate {
            base_minor: 950,
            per_pound_minor: 210,
        };
        assert_eq!(rate.price(Mass::from_pounds(2)), 1_370);
        assert_eq!(rate.price(Mass::from_ounces(1)), 963); // 13.125 cents
        let bottomless = InternationalRate {
            base_minor: i64::MAX,
            per_pound_minor: i64::MAX,
        };
        assert_eq!(bottomless.price(Mass::from_pounds(u64::MAX)), i64::MAX);
    }

    #[test]
    fn fees_go_by_started_hundreds() {
        let fee = Fee {
            base_minor: 100,
            per_hundred_minor: 125,
        };
        let amounts = [-1, 0, 1, 10_000, 10_001].map(|minor| fee.price(minor));
        assert_eq!(amounts, [100, 100, 225, 225, 350]);
        assert_eq!(share(1_317, 1_000), 1_317);
        assert_eq!(share(333, 950), 316); // 316.35
        assert_eq!(share(1, 500), 1);
    }
}
