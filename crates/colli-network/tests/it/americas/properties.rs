//! What holds for every parcel.

use super::{NEW_YORK, americas, ask, inches, place, question};
use colli_core::americas::place::{Zip3, Zone};
use colli_core::americas::quote::RateQuestion;
use colli_core::americas::weight::{Mass, MassUnit};
use proptest::prelude::*;

/// A distance of the great circle, in miles, is that of the other way.
#[test]
fn distances_are_those_of_the_map() {
    let zones = &americas().zones;
    let [newark, oakland] = ["070", "945"].map(|code| Zip3::parse(code).unwrap());
    let (there, back) = (
        zones.miles(newark, oakland).unwrap(),
        zones.miles(oakland, newark).unwrap(),
    );
    assert!(
        (2_500.0..2_600.0).contains(&there) && (there - back).abs() < 1e-6,
        "{there} {back}"
    );
    assert!(zones.miles(newark, newark).unwrap().abs() < 1e-6);
    assert_eq!(zones.miles(newark, Zip3::parse("000").unwrap()), None);
}

/// Heavier is never cheaper, and farther is never cheaper.
#[test]
fn cards_rise_with_weight_and_zone() {
    for (name, card) in &americas().prices.cards {
        let price = |ounces, zone| card.price(Mass::from_ounces(ounces), Zone::new(zone).unwrap());
        let heaviest = card.max_weight().unwrap().started_ounces();
        for ounces in 1..=heaviest {
            for zone in 1..=8 {
                let here = price(ounces, zone).unwrap();
                assert!(
                    ounces == heaviest || price(ounces + 1, zone).unwrap() >= here,
                    "{name} {ounces} oz {zone}"
                );
                assert!(
                    zone == 8 || price(ounces, zone + 1).unwrap() >= here,
                    "{name} {ounces} oz {zone}"
                );
            }
            let remote = price(ounces, 12);
            assert!(
                remote.is_none_or(|remote| remote >= price(ounces, 8).unwrap()),
                "{name} {ounces} oz"
            );
            assert_eq!(remote.is_none(), name == "expedited_max", "{name} {ounces} oz");
        }
        assert_eq!(price(heaviest + 1, 1), None);
    }
}

proptest! {
    #[test]
    fn a_heavier_parcel_is_not_cheaper(grams in 1_u32..11_000, more in 0_u32..339, to in 0_usize..4) {
        let to = ["US, NY, , 10001", "US, TX, , 75001", "US, HI, , 96813", "CA, , , M5V 2T6"][to];
        let amounts = [grams, grams + more].map(|grams| {
            let asked = RateQuestion {
                weight: Mass::from_decimal(grams.into(), MassUnit::Gram).unwrap(),
                ..question(NEW_YORK, to)
            };
            ask(&asked).rates
        });
        let [lighter, heavier] = amounts;
        for rate in &heavier {
            if let Some(other) = lighter.iter().find(|other| other.service == rate.service) {
                prop_assert!(other.amount_minor <= rate.amount_minor, "{other:?} {rate:?}");
            }
        }
        prop_assert!(!heavier.is_empty());
    }

    /// Whatever an address says, there is either a rate or a reason.
    #[test]
    fn there_is_a_rate_or_a_reason(
        [from_state, from_city, from_zip] in proptest::array::uniform3("[A-Za-z0-9 -]{0,6}"),
        [to_state, to_city, to_zip] in proptest::array::uniform3("\\PC{0,6}"),
        country in "[A-Z]{2}",
        grams in 0_u32..40_000,
        sides in proptest::array::uniform3(0_u32..60),
        code in proptest::option::of("[0-9]{2}"),
        flags in proptest::array::uniform4(any::<bool>()),
    ) {
        let [shows_legacy, is_test, is_return, is_abroad] = flags;
        let mut asked = RateQuestion {
            weight: Mass::from_decimal(grams.into(), MassUnit::Gram).unwrap(),
            size: inches(sides),
            dangerous_goods: code.as_deref(),
            shows_legacy,
            is_test,
            is_return,
            ..question(NEW_YORK, NEW_YORK)
        };
        asked.from.state = &from_state;
        asked.from.city = &from_city;
        asked.from.zip = &from_zip;
        asked.to.state = &to_state;
        asked.to.city = &to_city;
        asked.to.zip = &to_zip;
        if is_abroad {
            asked.to.country = crate::support::country(&country);
        }
        let quoted = ask(&asked);
        prop_assert_eq!(quoted.rates.is_empty(), !quoted.messages.is_empty());
        prop_assert!(quoted.messages.iter().all(|message| !message.code.is_empty() && message.text.ends_with('.')));
        prop_assert!(quoted.rates.is_sorted_by_key(|rate| rate.amount_minor));
    }

    #[test]
    fn every_zip_code_of_a_known_area_has_a_zone(from in 0_u32..100_000, to in 0_u32..100_000) {
        let zones = &americas().zones;
        let [from, to] = [from, to].map(|zip| format!("{zip:05}"));
        let located = zones.locate(&colli_core::americas::place::Place { zip: &to, ..place("US") });
        let from = Zip3::of_zip(&from).unwrap();
        prop_assert_eq!(zones.zone(from, &located).is_some(), zones.knows(from) && located.zip3.is_some() || {
            // Remote places have a zone of their own, wherever a parcel comes from.
            located.zip3.is_some() && zones.zone(from, &located).is_some_and(|zone| zone.number() > 8)
        });
    }
}
