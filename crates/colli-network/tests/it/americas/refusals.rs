//! What no service may take, and what is said of it.

use super::{
    HONOLULU, NEW_YORK, SAN_FRANCISCO, SAN_JUAN, TORONTO, WALNUT_CREEK, ask, codes, inches, pounds, question, told,
};
use colli_core::americas::quote::RateQuestion;
use colli_core::americas::weight::Mass;

const GUAM: &str = "GU, , Hagatna, 96910";

#[test]
fn territories_are_served_from_and_to_the_states_only() {
    for (from, to) in [
        (NEW_YORK, SAN_JUAN),
        (SAN_JUAN, NEW_YORK),
        (GUAM, HONOLULU),
        (SAN_JUAN, "US, DC, Washington, 20001"),
    ] {
        assert_ne!(ask(&question(from, to)).rates, [], "{from} {to}");
    }
    for (from, to) in [
        (SAN_JUAN, GUAM),
        (GUAM, SAN_JUAN),
        (SAN_JUAN, SAN_JUAN),
        ("US, PR, , 00901", "US, VI, , 00802"),
        ("US, , , 00901", "AS, , , 96799"),
        ("US, MP, Saipan, 96950", "US, Puerto Rico, , 00601"),
    ] {
        assert_eq!(codes(&question(from, to)), ["territory_to_territory"], "{from} {to}");
    }
    assert_eq!(
        told(&question(SAN_JUAN, GUAM)),
        "territory_to_territory: DHL eCommerce does not carry parcels from one US territory (Puerto Rico) to another or inside \
         one (Guam). Parcels between a territory and the states, in either direction, are accepted."
    );
}

#[test]
fn military_addresses_are_refused_at_either_end() {
    for military in [
        "US, AE, APO, 09012",
        "US, AP, FPO, 96602",
        "US, AA, DPO, 34004",
        "US, ae, , 09012",
        "US, , apo, 09012",
        "US, , APO AE, 09012",
        "US, NY, FPO AP, 10001",
        "US, , , 34004",
    ] {
        assert_eq!(codes(&question(military, NEW_YORK)), ["military_sender"], "{military}");
        assert_eq!(
            codes(&question(NEW_YORK, military)),
            ["military_receiver"],
            "{military}"
        );
        assert_eq!(
            codes(&question(military, military)),
            ["military_sender", "military_receiver"],
            "{military}"
        );
    }
    assert!(codes(&question("US, AE, APO, 09012", TORONTO)).contains(&"military_sender".to_owned()));
    // A town whose name only begins like one.
    assert_ne!(ask(&question(NEW_YORK, "US, KY, Apollo, 42101")).rates, []);
    assert_ne!(ask(&question(NEW_YORK, "US, KY, Apo Springs, 42101")).rates, []);
}

#[test]
fn parcels_start_in_the_united_states() {
    assert_eq!(
        told(&question(TORONTO, NEW_YORK)),
        "origin_country: Parcels start in the United States or its territories; the sender's country is CA. Accepted: US, PR, \
         VI, GU, AS, MP."
    );
    assert_eq!(codes(&question("NL, , Utrecht, 3542AD", TORONTO)), ["origin_country"]);
}

#[test]
fn test_mode_has_no_rates_abroad() {
    let test = |to| RateQuestion {
        is_test: true,
        ..question(NEW_YORK, to)
    };
    assert_eq!(
        told(&test(TORONTO)),
        "international_test_mode: There are no international rates in test mode. They are given to a live key whose carrier \
         account is not in test mode."
    );
    for to in [SAN_FRANCISCO, SAN_JUAN, HONOLULU] {
        assert_ne!(ask(&test(to)).rates, [], "{to}");
    }
}

#[test]
fn zip_codes_must_exist() {
    assert_eq!(
        told(&question(NEW_YORK, "US, CA, Nowhere, 00000")),
        "zip_unknown: The receiver's ZIP code '00000' does not exist. Five digits are accepted, such as 94598, or nine, such as \
         94598-1234."
    );
    assert!(told(&question(NEW_YORK, "US, CA, Nowhere, ")).contains("The receiver's ZIP code is missing"));
    assert!(told(&question("US, CA, Nowhere, 941", NEW_YORK)).contains("The sender's ZIP code '941' does not exist"));
    let both = question("US, CA, , x", "US, CA, , y");
    assert_eq!(codes(&both), ["zip_unknown", "zip_unknown"]);
    let pinned = |origin_zip3| RateQuestion {
        origin_zip3: Some(origin_zip3),
        ..question("US, CA, Nowhere, ", NEW_YORK)
    };
    assert_ne!(ask(&pinned("070")).rates, []);
    assert_eq!(codes(&pinned("000")), ["origin_zip3"]);
    assert_eq!(codes(&pinned("07")), ["origin_zip3"]);
}

#[test]
fn parcels_have_weight_and_sides() {
    let plain = question(NEW_YORK, SAN_FRANCISCO);
    let weightless = RateQuestion {
        weight: Mass::default(),
        ..plain
    };
    assert_eq!(
        told(&weightless),
        "weight_missing: The parcel's weight must be above 0."
    );
    let flat = RateQuestion {
        size: inches([9, 0, 8]),
        ..plain
    };
    assert_eq!(
        told(&flat),
        "size_missing: The parcel's length, width and height must be above 0."
    );
}

#[test]
fn references_are_short_and_in_order() {
    let with = |to, reference_1, reference_2| RateQuestion {
        reference_1,
        reference_2,
        ..question(NEW_YORK, to)
    };
    let thirty = "123456789012345678901234567890";
    let too_long = "1234567890123456789012345678901";
    assert_ne!(ask(&with(SAN_FRANCISCO, Some(thirty), Some(thirty))).rates, []);
    assert_ne!(
        ask(&with(SAN_FRANCISCO, Some("ééééééééééééééééééééééééééééée"), None)).rates,
        []
    );
    assert_eq!(
        told(&with(SAN_FRANCISCO, Some("a"), Some(too_long))),
        "reference_length: reference_2 has 31 characters; at most 30 are accepted."
    );
    assert_eq!(
        codes(&with(TORONTO, Some(too_long), Some(too_long))),
        ["reference_length", "reference_length"]
    );
    for missing in [None, Some(""), Some("  ")] {
        assert_eq!(
            told(&with(SAN_FRANCISCO, missing, Some("b"))),
            "reference_required: Inside the United States reference_1 must be given when reference_2, the billing reference, is."
        );
        assert_ne!(ask(&with(TORONTO, missing, Some("b"))).rates, []);
    }
}

/// Every service says why, when none fits.
#[test]
fn what_fits_no_service_is_explained() {
    let heavy = RateQuestion {
        weight: pounds("25.0001"),
        ..question(NEW_YORK, SAN_FRANCISCO)
    };
    let quoted = ask(&heavy);
    assert_eq!(quoted.rates, []);
    let texts: Vec<&str> = quoted.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Parcels Expedited Max takes parcels up to 25 lb; this one weighs 25.0001 lb.",
            "Parcels Expedited takes parcels up to 25 lb; this one weighs 25.0001 lb.",
            "Parcels Ground takes parcels up to 25 lb; this one weighs 25.0001 lb.",
        ]
    );
    let sized = |sides| RateQuestion {
        size: inches(sides),
        services: Some(&["parcels_ground"]),
        ..question(NEW_YORK, SAN_FRANCISCO)
    };
    assert_eq!(
        told(&sized([49, 1, 1])),
        "size_limit: Parcels Ground takes sides up to 48 in; the longest of this parcel is 49 in."
    );
    assert_eq!(
        told(&sized([48, 16, 15])),
        "size_limit: Parcels Ground takes up to 108 in of longest side and girth together; this parcel has 110 in."
    );
    // 30 x 20 x 18 in weighs 65.1 lb by its bulk.
    assert_eq!(
        told(&sized([30, 20, 18])),
        "no_price: Parcels Ground has no price for 66 lb in zone USPS08; the weight charged counts the parcel's bulk."
    );
}

/// All reasons at once, so that one answer mends the request.
#[test]
fn reasons_are_gathered() {
    let wrong = RateQuestion {
        is_test: true,
        dangerous_goods: Some("07"),
        reference_1: Some("1234567890123456789012345678901"),
        weight: Mass::default(),
        ..question("US, AE, APO, 09012", TORONTO)
    };
    let expected = [
        "military_sender",
        "international_test_mode",
        "weight_missing",
        "reference_length",
        "dangerous_goods_code",
    ];
    assert_eq!(codes(&wrong), expected);
    assert_eq!(
        codes(&question(WALNUT_CREEK, "US, AE, APO, 09012")),
        ["military_receiver"]
    );
}
