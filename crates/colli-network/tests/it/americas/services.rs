//! Which services answer, and to whom.

use super::{NEW_YORK, SAN_FRANCISCO, TORONTO, americas, ask, codes, pounds, question, services, told, weight};
use colli_core::americas::Signature;
use colli_core::americas::quote::RateQuestion;
use colli_core::americas::weight::MassUnit;

/// Key, name and product code, as the public guide and the carrier print them.
const SERVICES: [(&str, &str, &str); 14] = [
    ("parcel_international_direct", "Parcel International Direct", "PLT"),
    ("parcels_expedited_max", "Parcels Expedited Max", "MAX"),
    ("bpm_ground", "Bounded Printed Matter Ground", "BGN"),
    ("parcels_expedited", "Parcels Expedited", "EXP"),
    ("parcels_ground", "Parcels Ground", "GND"),
    ("parcel_international_standard", "Parcel International Standard", "PLY"),
    ("bpm_expedited", "Bounded Printed Matter Expedited", "BEX"),
    ("globalmail_packet_priority", "GlobalMail Packet Priority", "PKY"),
    ("easy_return_light", "Easy Return Light", "RLT"),
    ("easy_return_plus", "Easy Return Plus", "RPL"),
    ("marketing_parcel_expedited", "Marketing Parcel Expedited", ""),
    ("globalmail_packet_ipa", "GlobalMail Packet IPA", ""),
    ("marketing_parcel_ground", "Marketing Parcel Ground", ""),
    ("globalmail_packet_plus", "GlobalMail Packet Plus", ""),
];

#[test]
fn every_service_of_the_guide_is_quoted_by_name() {
    assert_eq!(americas().services.len(), SERVICES.len());
    for (at, (key, name, product)) in SERVICES.into_iter().enumerate() {
        let service = americas().service(key).unwrap();
        assert_eq!(
            (service.name.as_str(), service.ordered_product.as_deref()),
            (name, Some(product).filter(|p| !p.is_empty()))
        );
        assert_eq!(service.is_legacy, at >= 10, "{key}");
        let keys = [key];
        let named = RateQuestion {
            services: Some(&keys),
            shows_legacy: true,
            is_return: key.starts_with("easy_return"),
            weight: pounds("1"),
            ..question(
                NEW_YORK,
                if service.barcode_service_type.is_some() {
                    SAN_FRANCISCO
                } else {
                    TORONTO
                },
            )
        };
        let quoted = ask(&named);
        assert_eq!(services(&quoted), [key], "{:?}", quoted.messages);
        let rate = &quoted.rates[0];
        assert!(rate.amount_minor > 0 && rate.estimated_days.is_some(), "{rate:?}");
        assert_eq!(
            (rate.service_name.as_str(), rate.zone.is_some()),
            (name, service.barcode_service_type.is_some())
        );
    }
}

#[test]
fn services_answer_by_lane() {
    let light = |to| RateQuestion {
        weight: weight("15", MassUnit::Ounce),
        ..question(NEW_YORK, to)
    };
    let domestic = ["parcels_ground", "parcels_expedited", "parcels_expedited_max"];
    assert_eq!(services(&ask(&light(SAN_FRANCISCO))), domestic);
    let mut abroad = services(&ask(&light(TORONTO)))
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    abroad.sort();
    let current = [
        "globalmail_packet_priority",
        "parcel_international_direct",
        "parcel_international_standard",
    ];
    assert_eq!(abroad, current);
    let back = |amount| {
        let asked = RateQuestion {
            is_return: true,
            weight: weight(amount, MassUnit::Ounce),
            ..question(SAN_FRANCISCO, NEW_YORK)
        };
        ask(&asked)
            .rates
            .into_iter()
            .map(|rate| rate.service)
            .collect::<Vec<_>>()
    };
    assert_eq!(back("15"), ["easy_return_light"]);
    assert_eq!(back("17"), ["easy_return_plus"]);
    assert_eq!(back("400"), ["easy_return_plus"]);
    let return_abroad = RateQuestion {
        is_return: true,
        ..question(SAN_FRANCISCO, TORONTO)
    };
    assert_eq!(codes(&return_abroad), ["return_abroad"]);
}

#[test]
fn legacy_services_are_for_accounts_that_had_them() {
    let legacy = |to, shows_legacy| RateQuestion {
        shows_legacy,
        weight: pounds("1"),
        ..question(NEW_YORK, to)
    };
    let count = |to, shown| ask(&legacy(to, shown)).rates.len();
    assert_eq!((count(SAN_FRANCISCO, false), count(SAN_FRANCISCO, true)), (3, 5));
    assert_eq!((count(TORONTO, false), count(TORONTO, true)), (3, 5));
    let named = RateQuestion {
        services: Some(&["globalmail_packet_ipa"]),
        ..legacy(TORONTO, false)
    };
    assert_eq!(
        told(&named),
        "service_legacy: GlobalMail Packet IPA: this service is for accounts that had it before it was closed to new ones."
    );
}

#[test]
fn a_service_asked_for_by_name_says_why_not() {
    let named = |keys: &'static [&'static str], to| RateQuestion {
        services: Some(keys),
        ..question(NEW_YORK, to)
    };
    assert_eq!(
        told(&named(&["parcels_ground"], TORONTO)),
        "service_scope: Parcels Ground is a service for domestic parcels; this is one of the international ones."
    );
    assert!(
        told(&named(&["parcels_grond"], SAN_FRANCISCO))
            .starts_with("service_unknown: Unknown service 'parcels_grond'. Accepted: parcel_")
    );
    let mixed = ask(&named(&["parcels_ground", "easy_return_plus"], SAN_FRANCISCO));
    assert_eq!((services(&mixed), mixed.messages.len()), (vec!["parcels_ground"], 1));
    let nothing: &[&str] = &[];
    let none = RateQuestion {
        services: Some(nothing),
        ..question(NEW_YORK, SAN_FRANCISCO)
    };
    assert_eq!(told(&none), "no_service: There is no domestic service for this parcel.");
}

#[test]
fn extras_leave_services_out() {
    let plain = RateQuestion {
        weight: pounds("1"),
        ..question(NEW_YORK, TORONTO)
    };
    let signed = RateQuestion {
        signature: Some(Signature::Standard),
        ..plain
    };
    assert_eq!(codes(&signed), ["extra_service"; 3]);
    let insured = RateQuestion {
        insured_minor: Some(10_000),
        ..plain
    };
    assert_eq!(ask(&insured).rates.len(), 3);
    let dangerous = RateQuestion {
        dangerous_goods: Some("02"),
        ..question(NEW_YORK, SAN_FRANCISCO)
    };
    assert_eq!(services(&ask(&dangerous)), ["parcels_ground", "parcels_expedited"]);
    let printed = RateQuestion {
        cash_on_delivery_minor: Some(100),
        services: Some(&["bpm_ground"]),
        ..question(NEW_YORK, SAN_FRANCISCO)
    };
    assert_eq!(
        told(&printed),
        "extra_service: Bounded Printed Matter Ground is not offered with cash on delivery."
    );
}

#[test]
fn barcodes_know_signatures() {
    let ground = americas().service("parcels_ground").unwrap();
    assert_eq!(ground.barcode_service_type(false), Some("612"));
    assert_ne!(ground.barcode_service_type(true), ground.barcode_service_type(false));
    let direct = americas().service("parcel_international_direct").unwrap();
    assert_eq!(direct.barcode_service_type(true), None);
    assert!(americas().service("easy_return_plus").unwrap().is_return());
}
