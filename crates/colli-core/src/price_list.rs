//! The price list of the network's own products, for those who ask what a parcel costs.

use crate::country::CountryCode;
use crate::network::Network;
use std::collections::HashMap;

/// How two places lie to each other.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Relation {
    /// In one country.
    Domestic,
    /// In different countries of a named group, such as neighbours.
    Group(String),
    /// In different countries, without customs.
    Abroad,
    /// With customs between them.
    Customs,
}

/// Prices by product, parcel type and relation, in cents of a euro.
#[derive(Clone, Debug, Default)]
pub struct PriceList {
    prices: HashMap<String, HashMap<String, HashMap<Relation, i64>>>,
    /// Groups that have prices of their own, in the order of their file.
    groups: Vec<(String, Vec<CountryCode>)>,
}

impl PriceList {
    /// A list without prices that knows these groups.
    pub fn new(groups: Vec<(String, Vec<CountryCode>)>) -> Self {
        Self {
            prices: HashMap::new(),
            groups,
        }
    }

    /// Notes a price.
    pub fn insert(&mut self, product: &str, parcel_type: &str, relation: Relation, minor: i64) {
        let of_product = self.prices.entry(product.to_owned()).or_default();
        of_product
            .entry(parcel_type.to_owned())
            .or_default()
            .insert(relation, minor);
    }

    /// The price between two countries; customs or not is the network's knowledge.
    pub fn price(&self, product: &str, parcel_type: &str, lane: [CountryCode; 2], customs: bool) -> Option<i64> {
        let prices = self.prices.get(product)?.get(parcel_type)?;
        if customs {
            return prices.get(&Relation::Customs).copied();
        }
        let [from, to] = lane;
        if from == to {
            return prices.get(&Relation::Domestic).copied();
        }
        let both = |countries: &[CountryCode]| countries.contains(&from) && countries.contains(&to);
        let groups = self.groups.iter().filter(|(_, countries)| both(countries));
        let mut of_group = groups.filter_map(|(name, _)| prices.get(&Relation::Group(name.clone())));
        of_group.next().or_else(|| prices.get(&Relation::Abroad)).copied()
    }
}

impl Network {
    /// What a parcel costs on the list of the Benelux and Iberian products, in cents of a euro; none where the list has
    /// no price. Places are countries with postal codes, as customs ask for them.
    pub fn benelux_price_minor(
        &self,
        product: &str,
        parcel_type: &str,
        from: (CountryCode, &str),
        to: (CountryCode, &str),
    ) -> Option<i64> {
        let customs = self.needs_customs(from, to);
        self.price_list.price(product, parcel_type, [from.0, to.0], customs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_goes_before_abroad() {
        let [nl, be, de] = ["NL", "BE", "DE"].map(|code| CountryCode::parse(code).unwrap());
        let mut list = PriceList::new(vec![("BENELUX".to_owned(), vec![nl, be])]);
        let group = Relation::Group("BENELUX".to_owned());
        let rows = [
            (Relation::Domestic, 1),
            (group, 2),
            (Relation::Abroad, 3),
            (Relation::Customs, 4),
        ];
        for (relation, minor) in rows {
            list.insert("DFY", "SMALL", relation, minor);
        }
        let price = |from, to, customs| list.price("DFY", "SMALL", [from, to], customs);
        assert_eq!(
            [(nl, nl), (nl, be), (nl, de)].map(|(from, to)| price(from, to, false)),
            [Some(1), Some(2), Some(3)]
        );
        assert_eq!(price(de, de, true), Some(4));
        assert_eq!(list.price("DFY", "LARGE", [nl, nl], false), None);
        assert_eq!(list.price("EPL", "SMALL", [nl, nl], false), None);
    }
}
