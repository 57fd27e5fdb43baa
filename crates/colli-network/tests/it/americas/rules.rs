//! Dangerous goods: every row of the public guide.

use super::{NEW_YORK, SAN_FRANCISCO, SAN_JUAN, TORONTO, ask, codes, pounds, question, services, told, weight};
use colli_core::americas::quote::RateQuestion;
use colli_core::americas::weight::{Mass, MassUnit};

fn goods(to: &'static str, code: &'static str, weight: Mass) -> RateQuestion<'static> {
    RateQuestion {
        dangerous_goods: Some(code),
        weight,
        ..question(NEW_YORK, to)
    }
}

/// Code, and the greatest weight in pounds.
const DOMESTIC: [(&str, &str); 8] = [
    ("01", "11"),
    ("02", "11"),
    ("03", "5"),
    ("04", "11"),
    ("05", "11"),
    ("06", "5"),
    ("08", "25"),
    ("09", "25"),
];
const INTERNATIONAL: [(&str, &str); 7] = [
    ("01", "11"),
    ("02", "11"),
    ("03", "5"),
    ("04", "11"),
    ("05", "11"),
    ("06", "5"),
    ("40", "25"),
];

fn a_little_above(limit: &str) -> Mass {
    let limit: rust_decimal::Decimal = limit.parse().unwrap();
    Mass::from_decimal(limit + rust_decimal::Decimal::new(1, 4), MassUnit::Pound).unwrap()
}

#[test]
fn limits_are_inclusive() {
    let both = [
        (SAN_FRANCISCO, DOMESTIC.as_slice()),
        (TORONTO, INTERNATIONAL.as_slice()),
    ];
    for (to, rows) in both {
        for (code, limit) in rows.iter().copied() {
            assert_ne!(
                ask(&goods(to, code, pounds(limit))).rates,
                [],
                "{to}: {code} at {limit} lb"
            );
            let told = told(&goods(to, code, a_little_above(limit)));
            assert!(
                told.starts_with(&format!("dangerous_goods_weight: Dangerous goods of code {code} (")),
                "{told}"
            );
            assert!(
                told.contains(&format!(
                    "up to {limit} lb a parcel; this parcel weighs {limit}.0001 lb."
                )),
                "{told}"
            );
        }
    }
}

#[test]
fn limits_hold_in_other_units() {
    assert_ne!(
        ask(&goods(NEW_YORK, "08", weight("11339.80925", MassUnit::Gram))).rates,
        []
    );
    assert_ne!(ask(&goods(SAN_JUAN, "03", weight("80", MassUnit::Ounce))).rates, []);
    assert_eq!(
        codes(&goods(NEW_YORK, "03", weight("2.2680", MassUnit::Kilogram))),
        ["dangerous_goods_weight"]
    );
    assert_eq!(
        told(&goods(SAN_FRANCISCO, "08", pounds("26"))),
        "dangerous_goods_weight: Dangerous goods of code 08 (Limited quantity (ORM-D)) are accepted up to 25 lb a parcel; this \
         parcel weighs 26 lb."
    );
}

/// Abroad 01 and 04 have two limits: the lower one is for packets.
#[test]
fn packets_have_the_lower_limit() {
    for code in ["01", "04"] {
        let at = |weight| services(&ask(&goods(TORONTO, code, weight))).contains(&"globalmail_packet_priority");
        assert!(at(pounds("4.4")));
        assert!(!at(pounds("4.4001")));
        let named = RateQuestion {
            services: Some(&["globalmail_packet_priority"]),
            ..goods(TORONTO, code, pounds("4.4001"))
        };
        assert_eq!(codes(&named), ["weight_limit"]);
    }
}

#[test]
fn codes_are_those_of_the_guide() {
    assert_eq!(
        told(&goods(SAN_FRANCISCO, "07", pounds("1"))),
        "dangerous_goods_code: Dangerous goods of code '07' cannot be sent: the code is not carried. Accepted for domestic \
         parcels: 01, 02, 03, 04, 05, 06, 08, 09."
    );
    assert_eq!(
        told(&goods(SAN_FRANCISCO, "40", pounds("1"))),
        "dangerous_goods_code: Dangerous goods of code '40' cannot be sent: the code is for international parcels only. \
         Accepted for domestic parcels: 01, 02, 03, 04, 05, 06, 08, 09."
    );
    assert_eq!(
        told(&goods(TORONTO, "08", pounds("1"))),
        "dangerous_goods_code: Dangerous goods of code '08' cannot be sent: the code is for domestic parcels only. Accepted for \
         international parcels: 01, 02, 03, 04, 05, 06, 40."
    );
    assert_eq!(codes(&goods(SAN_FRANCISCO, "1", pounds("1"))), ["dangerous_goods_code"]);
}

#[test]
fn abroad_they_go_to_canada_only() {
    for to in [
        "MX, , Mexico City, 06000",
        "NL, , Utrecht, 3542AD",
        "GB, , London, SW1A 1AA",
    ] {
        assert_eq!(
            told(&goods(to, "02", pounds("1"))),
            "dangerous_goods_country: Dangerous goods are not carried to this country. Accepted receiving countries outside the \
             United States: CA."
        );
    }
    let back = RateQuestion {
        is_return: true,
        ..goods(SAN_FRANCISCO, "02", pounds("1"))
    };
    assert_eq!(codes(&back), ["dangerous_goods_return"]);
}
