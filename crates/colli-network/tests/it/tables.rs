//! Tables 4.1 to 4.3 and 21.3 of the reference.

use crate::support::{between, catalogue, rows};
use colli_core::capability::CapabilityQuery;
use colli_core::product::InputKind;

#[test]
fn products() {
    // key, label, business, mono collo, return; the reference leaves some open (None).
    type Row = (
        &'static str,
        Option<&'static str>,
        Option<bool>,
        Option<bool>,
        Option<bool>,
    );
    let table: [Row; 13] = [
        ("DFY-B2C", Some("DFY"), Some(false), Some(true), Some(false)),
        ("DFY-B2B", Some("DFY"), Some(true), Some(true), Some(false)),
        ("DFY-SDD", Some("DFY"), Some(true), Some(true), Some(false)),
        ("DFY-INT", Some("DFY"), None, None, Some(false)),
        ("DFY", Some("DFY"), None, None, None),
        ("EPL", Some("EUROPLUS"), Some(true), Some(false), Some(false)),
        ("EPL-INT", Some("EUROPLUS"), Some(true), Some(false), Some(false)),
        ("EPL-PAL", Some("EUROPLUS"), Some(true), Some(false), Some(false)),
        ("CON", Some("DHL PARCEL CONNECT"), Some(false), Some(true), Some(false)),
        ("CON2C", Some("Parcel Connect 2C"), Some(false), Some(true), Some(false)),
        ("DFY-RETURN", None, None, None, Some(true)),
        ("EPL-RETURN", None, None, None, Some(true)),
        ("RETURN-CON", None, None, None, Some(true)),
    ];
    for (key, label, business, mono, is_return) in table {
        let product = catalogue().product(key).unwrap();
        assert!(label.is_none_or(|label| product.label == label), "{key}");
        assert!(business.is_none_or(|business| product.business == business), "{key}");
        assert!(mono.is_none_or(|mono| product.mono_collo == mono), "{key}");
        assert!(
            is_return.is_none_or(|is_return| product.is_return == is_return),
            "{key}"
        );
    }
    for (key, code, menu) in [("EPL", "04", "01"), ("DFY-SDD", "00", "07")] {
        let product = catalogue().product(key).unwrap();
        assert_eq!((product.code.as_str(), product.menu_code.as_str()), (code, menu));
        assert_eq!(product.software_characteristic, "B2X");
    }
    assert!(catalogue().product("NOPE").is_none());
}

#[test]
fn parcel_types() {
    for (key, min, max, size) in [
        ("SMALL", 0, 5_000, [250, 200, 50]),
        ("MEDIUM", 5_000, 15_000, [600, 500, 250]),
        ("LARGE", 16_000, 31_000, [1_200, 600, 600]),
        ("BULKY", 0, 31_000, [2_000, 1_200, 800]),
    ] {
        let limits = catalogue().parcel_type(key).unwrap().limits;
        let found = [limits.max.length_mm, limits.max.width_mm, limits.max.height_mm];
        assert_eq!(
            (limits.min_weight_g, limits.max_weight_g, found),
            (min, max, size),
            "{key}"
        );
    }
    for key in ["ENVELOPE", "XSMALL", "SMALL_MEDIUM", "PALLET"] {
        assert!(catalogue().parcel_type(key).is_some(), "{key}");
    }
}

#[test]
fn limits_of_the_benelux_rate_card() {
    let card = [
        ("ENVELOPE", "NL", "NL", false, 500),
        ("XSMALL", "NL", "BE", false, 2_000),
        ("SMALL", "NL", "NL", false, 10_000),
        ("SMALL", "NL", "DE", true, 10_000),
        ("SMALL_MEDIUM", "NL", "BE", false, 20_000),
        ("MEDIUM", "NL", "FR", false, 31_000),
        ("MEDIUM", "BE", "CH", true, 31_000),
        ("PALLET", "NL", "DE", true, 1_000_000),
    ];
    for (kind, from, to, to_business, max) in card {
        let query = CapabilityQuery {
            parcel_type: Some(kind.to_owned()),
            to_business: Some(to_business),
            ..between(from, to)
        };
        let found = catalogue().capabilities(&query);
        assert!(!found.is_empty(), "{kind} {from} {to}");
        let heaviest = found
            .iter()
            .filter(|found| found.product.key != "DFY-SDD")
            .map(|f| f.limits.max_weight_g)
            .max();
        assert_eq!(heaviest, Some(max), "{kind} {from} {to}");
    }
    let same_day = CapabilityQuery {
        product: Some("DFY-SDD".to_owned()),
        ..between("NL", "NL")
    };
    let found = catalogue().capabilities(&same_day);
    let limits = found.first().unwrap().limits;
    assert_eq!(found.len(), 1);
    assert_eq!((limits.min_weight_g, limits.max_weight_g), (20_000, 31_000));
    assert_eq!(
        (limits.max.length_mm, limits.max.width_mm, limits.max.height_mm),
        (800, 500, 350)
    );
}

/// Key, rank, code, input; then the greatest input.
type OptionRow = (&'static str, Option<u32>, Option<u32>, Option<InputKind>, Option<u32>);

const OPTIONS: [OptionRow; 24] = [
    ("PS", Some(1), Some(21), Some(InputKind::Text), None),
    ("DOOR", Some(2), Some(0), None, None),
    ("BP", Some(3), Some(91), None, None),
    ("H", Some(4), Some(21), None, None),
    ("REFERENCE", Some(5), Some(0), Some(InputKind::Text), Some(15)),
    ("PERS_NOTE", Some(6), Some(0), Some(InputKind::Text), None),
    ("SDD", Some(7), Some(6), None, None),
    ("ADD_RETURN_LABEL", Some(8), Some(0), None, None),
    ("EA", Some(9), Some(58), None, None),
    ("INS", Some(10), Some(0), Some(InputKind::Number), None),
    ("S", Some(11), Some(15), None, None),
    ("HANDT", Some(12), Some(56), None, None),
    ("EVE", Some(13), Some(14), None, None),
    ("NBB", Some(14), Some(36), None, None),
    ("EXP", Some(15), Some(1), None, None),
    ("SSN", Some(16), Some(0), Some(InputKind::Address), None),
    ("COD_CASH", Some(17), Some(0), Some(InputKind::Number), None),
    ("COD_CHECK", Some(18), Some(0), Some(InputKind::Number), None),
    ("BOUW", Some(19), Some(0), None, None),
    ("EXW", Some(20), Some(0), None, None),
    ("RECAP", Some(21), Some(0), Some(InputKind::Text), None),
    ("NO_TT", Some(22), Some(0), None, None),
    ("REFERENCE2", Some(22), Some(0), Some(InputKind::Text), Some(70)),
    ("HANDTPS", None, None, None, None),
];

#[test]
fn options() {
    for (key, rank, code, input, max) in OPTIONS {
        let option = catalogue().option(key).unwrap();
        assert!(rank.is_none_or(|rank| option.rank == rank), "{key}");
        assert!(code.is_none_or(|code| option.code == code), "{key}");
        assert_eq!((option.input, option.input_max), (input, max), "{key}");
    }
    for (key, description) in [
        ("PS", "Delivery to the specified DHL Parcelshop or DHL Parcelstation"),
        ("DOOR", "Delivery to the address of the recipient"),
        ("H", "Hold for collection"),
        ("REFERENCE", "Reference"),
        ("PERS_NOTE", "E-mail to receiver"),
        ("ADD_RETURN_LABEL", "Print extra label for return shipment"),
        ("INS", "All risks insurance"),
        ("S", "Saturday delivery"),
        ("EXP", "Expresser"),
        ("SSN", "Undisclosed sender"),
        ("COD_CASH", "Cash on delivery. Payment method cash."),
        ("BOUW", "Delivery to construction site"),
        ("EXW", "Ex Works"),
        ("REFERENCE2", "Reference"),
    ] {
        assert_eq!(catalogue().option(key).unwrap().description, description);
    }
}

#[test]
fn every_option_is_offered_somewhere() {
    let keys = OPTIONS.iter().map(|(key, ..)| *key);
    for key in keys.chain(["LQ", "PRINTLESS", "AGE_CHECK", "BMC", "IS_BULKY"]) {
        let offered = [None, Some(true)].into_iter().any(|return_product| {
            let query = CapabilityQuery {
                options: vec![key.to_owned()],
                return_product,
                ..CapabilityQuery::default()
            };
            !catalogue().capabilities(&query).is_empty()
        });
        assert!(offered, "{key}");
    }
}

#[test]
fn exclusions_of_the_table() {
    for (key, others) in [
        (
            "PS",
            "EVE S NBB HANDT DOOR COD_CASH COD_CHECK EXP H BOUW EXW SSN RECAP BP SDD NO_TT",
        ),
        ("DOOR", "PS BP NO_TT"),
        ("H", "PS EVE EA EXP BOUW BP DOOR"),
        ("S", "PS EVE EXP BP"),
        ("HANDT", "PS"),
        ("EXP", "PS EVE EA S H BP"),
        ("SSN", "PS EVE EA BP"),
        ("COD_CASH", "COD_CHECK PS EVE EA BP"),
        ("BOUW", "PS EVE EA H BP"),
        ("EXW", "PS EVE EA BP"),
    ] {
        for other in others.split(' ') {
            assert!(catalogue().excludes(key, other), "{key} {other}");
            assert!(catalogue().excludes(other, key), "{other} {key}");
        }
    }
    for key in ["REFERENCE", "PERS_NOTE", "ADD_RETURN_LABEL", "INS", "REFERENCE2"] {
        assert_eq!(
            catalogue().exclusions(catalogue().option(key).unwrap()).count(),
            0,
            "{key}"
        );
        assert!(
            OPTIONS.iter().all(|(other, ..)| !catalogue().excludes(key, other)),
            "{key}"
        );
    }
}

#[test]
fn destinations_of_the_rate_card() {
    let card = "AT BE BG CH CZ DE DK EE ES FI FR GB GR HR HU IE IT LI LT LU LV MC NL NO PL PT RO SE SI SK SM";
    for from in ["NL", "BE", "LU"] {
        let query = CapabilityQuery {
            from_country: Some(from.to_owned()),
            ..CapabilityQuery::default()
        };
        let found: Vec<String> = catalogue()
            .destination_countries(&query)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found.join(" "), card, "{from}");
    }
}

#[test]
fn rows_say_whether_they_are_documented() {
    for file in [
        "products.csv",
        "parcel_types.csv",
        "options.csv",
        "lanes.csv",
        "limits.csv",
        "option_exclusions.csv",
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
        let header = std::fs::read_to_string(path)
            .unwrap()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        assert!(header.split(',').any(|column| column == "documented"), "{file}");
        assert!(!rows(file).is_empty());
    }
}
