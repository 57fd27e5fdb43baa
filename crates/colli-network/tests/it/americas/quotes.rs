//! Prices, zones and days.

use super::{
    HONOLULU, NEW_YORK, SAN_FRANCISCO, SAN_JUAN, TORONTO, WALNUT_CREEK, ask, inches, pounds, question, services, weight,
};
use colli_core::americas::Signature;
use colli_core::americas::card::RatePart;
use colli_core::americas::quote::{QuotedRate, RateQuestion};
use colli_core::americas::weight::MassUnit;
use colli_core::gateway::quote::Attribute;

fn rate(question: &RateQuestion<'_>, service: &str) -> QuotedRate {
    let quoted = ask(question);
    let found = quoted.rates.iter().find(|rate| rate.service == service).cloned();
    assert!(found.is_some(), "{service}: {:?}", quoted.messages);
    found.unwrap()
}

/// Amount, zone and days, as rates show them.
fn shown(rate: &QuotedRate) -> (i64, String, Option<u32>) {
    let zone = rate.zone.map(|zone| zone.to_string()).unwrap_or_default();
    (rate.amount_minor, zone, rate.estimated_days)
}

/// The sample of the public guide, whose account has its origin on the east coast.
#[test]
fn the_sample_of_the_guide() {
    let sample = RateQuestion {
        origin_zip3: Some("070"),
        signature: Some(Signature::Standard),
        ..question(SAN_FRANCISCO, WALNUT_CREEK)
    };
    let ground = rate(&sample, "parcels_ground");
    assert_eq!(shown(&ground), (1_317, "USPS08".to_owned(), Some(5)));
    assert_eq!(ground.service_name, "Parcels Ground");
    assert_eq!(ground.attributes, [Attribute::BestValue, Attribute::Cheapest]);
    assert_eq!(ground.parts, [(RatePart::Carriage, 1_317)]);
    let quoted = ask(&sample);
    assert_eq!(
        services(&quoted),
        ["parcels_ground", "parcels_expedited", "parcels_expedited_max"]
    );
    assert_eq!(quoted.rates[2].attributes, [Attribute::Fastest]);
    assert_eq!(quoted.messages, []);
    let alone = RateQuestion {
        services: Some(&["parcels_ground"]),
        ..sample
    };
    assert_eq!(ask(&alone).rates, [ground]);
}

#[test]
fn zones_start_at_the_account_its_centre_or_the_sender() {
    let plain = question(SAN_FRANCISCO, WALNUT_CREEK);
    let ground = |origin_zip3, facility| {
        shown(&rate(
            &RateQuestion {
                origin_zip3,
                facility,
                ..plain
            },
            "parcels_ground",
        ))
    };
    assert_eq!(ground(None, None), (797, "USPS01".to_owned(), Some(2)));
    assert_eq!(ground(None, Some("USEWR1")), (1_317, "USPS08".to_owned(), Some(5)));
    assert_eq!(ground(None, Some("uslax1 ")), (971, "USPS04".to_owned(), Some(4)));
    assert_eq!(ground(Some("945"), Some("USEWR1")), (797, "USPS01".to_owned(), Some(2)));
    // The guide's own facility code is a placeholder.
    assert_eq!(ground(None, Some("23")), (797, "USPS01".to_owned(), Some(2)));
}

/// Distances as the tool that comes with the data has them.
#[test]
fn remote_places_have_zones_of_their_own() {
    for (to, zone, minor) in [
        ("US, AK, Anchorage, 99501", "USPS11", 1_642),
        (HONOLULU, "USPS12", 1_642),
        (SAN_JUAN, "USPS13", 1_642),
        ("PR, , San Juan, 00901", "USPS13", 1_642),
        ("US, VI, St Thomas, 00802", "USPS13", 1_642),
        ("US, GU, Hagatna, 96910", "USPS09", 1_642),
        ("US, AS, Pago Pago, 96799", "USPS13", 1_642),
        ("US, FM, Pohnpei, 96941", "USPS09", 1_642),
        (NEW_YORK, "USPS08", 1_317),
        ("US, DC, Washington, 20001", "USPS08", 1_317),
        ("US, , Chicago, 60601-1234", "USPS08", 1_317),
        ("US, nevada, Reno, 89501", "USPS03", 884),
    ] {
        let ground = rate(&question(SAN_FRANCISCO, to), "parcels_ground");
        assert_eq!(
            (ground.zone.unwrap().to_string().as_str(), ground.amount_minor),
            (zone, minor),
            "{to}"
        );
    }
    let remote = ask(&question(NEW_YORK, HONOLULU));
    assert_eq!(
        services(&remote),
        ["parcels_ground", "parcels_expedited"],
        "no Expedited Max to Hawaii"
    );
    let back = rate(&question(SAN_JUAN, NEW_YORK), "parcels_ground");
    assert_eq!(back.zone.unwrap().to_string(), "USPS07");
}

#[test]
fn weights_are_charged_by_the_next_step() {
    for (amount, unit, minor) in [
        ("0.2", MassUnit::Ounce, 269),
        ("1", MassUnit::Ounce, 269),
        ("1.0001", MassUnit::Ounce, 273),
        ("15", MassUnit::Ounce, 330),
        ("15.5", MassUnit::Ounce, 458),
        ("453.59237", MassUnit::Gram, 458),
        ("453.5924", MassUnit::Gram, 507),
        ("11.3398", MassUnit::Kilogram, 1_620),
        ("25", MassUnit::Pound, 1_620),
    ] {
        let asked = RateQuestion {
            weight: weight(amount, unit),
            ..question(SAN_FRANCISCO, WALNUT_CREEK)
        };
        assert_eq!(rate(&asked, "parcels_ground").amount_minor, minor, "{amount} {unit:?}");
    }
}

#[test]
fn bulk_is_charged() {
    // 20 x 14 x 12 in = 3,360 in3, 20.2 lb.
    let bulky = RateQuestion {
        size: inches([12, 20, 14]),
        ..question(SAN_FRANCISCO, WALNUT_CREEK)
    };
    assert_eq!(rate(&bulky, "parcels_ground").amount_minor, 1_427);
    let light = RateQuestion {
        weight: pounds("1"),
        ..bulky
    };
    assert_eq!(rate(&light, "parcels_ground").amount_minor, 458);
}

#[test]
fn fees_are_told_apart() {
    let extras = RateQuestion {
        signature: Some(Signature::Adult),
        insured_minor: Some(25_000),
        cash_on_delivery_minor: Some(4_200),
        ..question(SAN_FRANCISCO, WALNUT_CREEK)
    };
    let ground = rate(&extras, "parcels_ground");
    assert_eq!(
        ground.parts,
        [
            (RatePart::Carriage, 797),
            (RatePart::AdultSignature, 320),
            (RatePart::Insurance, 375),
            (RatePart::CashOnDelivery, 850)
        ]
    );
    assert_eq!(
        (ground.amount_minor, ground.part(RatePart::Insurance)),
        (2_342, Some(375))
    );
    assert_eq!(ground.part(RatePart::DangerousGoods), None);
}

#[test]
fn prices_abroad_go_by_groups_of_countries() {
    for (to, minor, days) in [
        (TORONTO, 2_630, 6),
        ("MX, CDMX, Mexico City, 06000", 3_760, 7),
        ("NL, , Utrecht, 3542AD", 5_000, 8),
        ("GB, , London, SW1A 1AA", 5_000, 8),
        ("JP, , Tokyo, 100-0001", 7_000, 10),
    ] {
        let direct = rate(&question(NEW_YORK, to), "parcel_international_direct");
        assert_eq!(
            (direct.amount_minor, direct.estimated_days, direct.zone),
            (minor, Some(days), None),
            "{to}"
        );
    }
    // An account's origin has no say abroad.
    let pinned = RateQuestion {
        from: super::place("US, NY, New York, "),
        ..question(NEW_YORK, TORONTO)
    };
    assert_eq!(
        services(&ask(&pinned)),
        ["parcel_international_standard", "parcel_international_direct"]
    );
}
