//! The compiled filter against one that reads the tables row by row.

use crate::support::{catalogue, rows};
use colli_core::capability::{CapabilityQuery, SenderKind};
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

/// The tables as text.
struct Tables {
    lanes: Vec<Vec<String>>,
    groups: Vec<Vec<String>>,
    sets: HashMap<String, Vec<String>>,
    exclusions: HashSet<(String, String)>,
    mono: HashSet<String>,
    members: HashMap<String, Vec<String>>,
    limits: HashMap<(String, String), [u32; 2]>,
}

fn split(cell: &str) -> Vec<String> {
    cell.split('|')
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let weights = |row: &[String], at: usize| [at, at + 1].map(|at| row[at].parse::<u32>().unwrap());
        let mut limits: HashMap<(String, String), [u32; 2]> = HashMap::new();
        for row in rows("parcel_types.csv") {
            limits.insert((String::new(), row[0].clone()), weights(&row, 3));
        }
        for row in rows("limits.csv") {
            limits.insert((row[0].clone(), row[1].clone()), weights(&row, 2));
        }
        let products = rows("products.csv");
        Tables {
            lanes: rows("lanes.csv"),
            groups: rows("country_groups.csv"),
            sets: rows("option_sets.csv")
                .iter()
                .map(|row| (row[0].clone(), split(&row[1])))
                .collect(),
            exclusions: rows("option_exclusions.csv")
                .iter()
                .map(|row| (row[0].clone(), row[1].clone()))
                .collect(),
            mono: products
                .iter()
                .filter(|row| row[5] == "1")
                .map(|row| row[0].clone())
                .collect(),
            members: products.iter().map(|row| (row[0].clone(), split(&row[10]))).collect(),
            limits,
        }
    })
}

impl Tables {
    fn countries(&self, cell: &str) -> Vec<String> {
        let spelled = |word: &String| {
            let members: Vec<String> = self
                .groups
                .iter()
                .filter(|row| row[0] == *word)
                .map(|row| row[1].clone())
                .collect();
            if members.is_empty() {
                vec![word.clone()]
            } else {
                members
            }
        };
        split(cell).iter().flat_map(spelled).collect()
    }

    fn takes(&self, lane: &[String], query: &CapabilityQuery<'_>) -> bool {
        let sender = SenderKind::NAMES
            .iter()
            .find(|(_, kind)| Some(*kind) == query.sender)
            .map(|(name, _)| *name);
        let product = &lane[6];
        let named = query
            .product
            .as_ref()
            .is_none_or(|key| key == product || self.members.get(key).is_some_and(|members| members.contains(product)));
        let receivers = split(&lane[4]);
        let reaches = |kind: &str| receivers.iter().any(|receiver| receiver == kind);
        let offered = self.sets.get(&lane[9]).cloned().unwrap_or_default();
        let saturday = query.options.iter().any(|key| key == "S");
        let excluded = |a: &String, b: &String| self.exclusions.contains(&(a.clone(), b.clone()));
        let pairs = query
            .options
            .iter()
            .flat_map(|a| query.options.iter().map(move |b| (a, b)));
        sender.is_none_or(|sender| split(&lane[1]).iter().any(|known| known == sender))
            && query
                .to_business
                .is_none_or(|business| reaches(if business { "business" } else { "consumer" }))
            && (lane[5] == "return") == query.return_product.unwrap_or(false)
            && named
            && query.options.iter().all(|key| offered.contains(key))
            && !pairs.into_iter().any(|(a, b)| excluded(a, b))
            && !(saturday && (query.to_business == Some(true) || query.to_business.is_none() && !reaches("consumer")))
            && !(query.quantity.unwrap_or(1) > 1 && self.mono.contains(product))
    }

    /// Product, parcel type, from and to of every match.
    fn filter(&self, query: &CapabilityQuery<'_>) -> BTreeSet<[String; 4]> {
        let mut found = BTreeSet::new();
        for lane in self.lanes.iter().filter(|lane| self.takes(lane, query)) {
            for kind in split(&lane[7]) {
                let special = self.limits.get(&(lane[8].clone(), kind.clone()));
                let [min, max] = special
                    .or_else(|| self.limits.get(&(String::new(), kind.clone())))
                    .unwrap();
                let fits = query.weight_g.is_none_or(|grams| (*min..=*max).contains(&grams));
                if !fits || query.parcel_type.as_ref().is_some_and(|wanted| *wanted != kind) {
                    continue;
                }
                for from in self.countries(&lane[2]) {
                    for to in self.countries(&lane[3]) {
                        let named = |filter: &Option<String>, code: &String| filter.as_ref().is_none_or(|f| f == code);
                        if named(&query.from_country, &from) && named(&query.to_country, &to) {
                            found.insert([lane[6].clone(), kind.clone(), from.clone(), to]);
                        }
                    }
                }
            }
        }
        found
    }
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(words).prop_map(str::to_owned)
}

const KEYS: &[&str] = &[
    "PS",
    "DOOR",
    "BP",
    "H",
    "REFERENCE",
    "SDD",
    "S",
    "HANDT",
    "EVE",
    "EXP",
    "SSN",
    "COD_CASH",
    "EXW",
    "LQ",
    "INS",
    "PRINTLESS",
    "NOPE",
];

prop_compose! {
    fn queries()(
        sender in prop::option::of(prop::sample::select(vec![SenderKind::Business, SenderKind::Consumer, SenderKind::ParcelShop])),
        from_country in one_of(&["NL", "BE", "LU", "ES", "DE", "GB", "US"]),
        to_country in prop::option::of(one_of(&["NL", "BE", "ES", "DE", "FR", "GB", "US"])),
        to_business in prop::option::of(any::<bool>()),
        return_product in prop::option::of(any::<bool>()),
        product in prop::option::weighted(0.2, one_of(&["EPL", "DFY", "DFY-B2C", "CON", "EPL-INT", "RETURN-CON", "NOPE"])),
        parcel_type in prop::option::of(one_of(&["ENVELOPE", "XSMALL", "SMALL", "MEDIUM", "LARGE", "PALLET", "NOPE"])),
        options in prop::collection::hash_set(one_of(KEYS), 0..4),
        quantity in prop::option::of(0u32..4),
        weight_g in prop::option::of(0u32..60_000),
    ) -> CapabilityQuery<'static> {
        CapabilityQuery {
            sender, from_country: Some(from_country), to_country, to_business, return_product, product, parcel_type,
            options: options.into_iter().collect(), quantity, weight_g, ..CapabilityQuery::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_compiled_filter_is_the_naive_one(query in queries()) {
        let key = |f: &colli_core::capability::Capability<'_>| {
            [f.product.key.clone(), f.parcel_type.key.clone(), f.from.to_string(), f.to.to_string()]
        };
        let found = catalogue().capabilities(&query);
        let told: BTreeSet<[String; 4]> = found.iter().map(key).collect();
        prop_assert_eq!(told.len(), found.len());
        let expected = tables().filter(&query);
        prop_assert_eq!(&told, &expected);
        let kinds: BTreeSet<&str> = expected.iter().map(|row| row[1].as_str()).collect();
        let listed: BTreeSet<&str> = catalogue().parcel_types(&query).iter().map(|(kind, _)| kind.key.as_str()).collect();
        prop_assert_eq!(kinds, listed);
        let places: BTreeSet<&str> = expected.iter().map(|row| row[3].as_str()).collect();
        let countries = catalogue().destination_countries(&query);
        prop_assert_eq!(places, countries.iter().map(colli_core::country::CountryCode::as_str).collect::<BTreeSet<_>>());
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,12}", other in "\\PC{0,12}") {
        let query = CapabilityQuery {
            from_country: Some(text.clone()), to_country: Some(other.clone()), product: Some(text.clone()),
            parcel_type: Some(other.clone()), options: vec![text.clone(), other], carrier: Some(text.clone()),
            to_postal_code: Some(text), ..CapabilityQuery::default()
        };
        prop_assert!(catalogue().capabilities(&query).len() <= colli_core::capability::CAPABILITIES_MAX);
    }
}
