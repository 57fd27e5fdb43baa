//! What the reference says about lanes: sections 3.1, 4.1, 4.3 and 8.

use crate::support::{between, booking, catalogue, piece};
use colli_core::account::AccountSettings;
use colli_core::capability::{Booking, BookingQuery, CapabilityQuery, Refusal};

fn options(from: &str, to: &str, to_business: bool, product: &str) -> Vec<String> {
    let query = CapabilityQuery {
        to_business: Some(to_business),
        product: Some(product.to_owned()),
        parcel_type: Some("SMALL".to_owned()),
        ..between(from, to)
    };
    let found = catalogue().capabilities(&query);
    found
        .iter()
        .flat_map(|found| found.options().map(|option| option.key.clone()).collect::<Vec<_>>())
        .collect()
}

fn has(keys: &[String], key: &str) -> bool {
    keys.iter().any(|known| known == key)
}

fn check(query: &BookingQuery<'_>) -> Result<String, Refusal> {
    catalogue()
        .check(query)
        .map(|Booking { product, .. }| product.key.clone())
}

fn rule(query: &BookingQuery<'_>) -> &'static str {
    catalogue().check(query).unwrap_err().rule
}

#[test]
fn lane_facts() {
    for to in ["NL", "BE"] {
        let offered = options("NL", to, false, "DFY-B2C");
        assert!(
            has(&offered, "HANDT") && has(&offered, "SSN") && has(&offered, "PS"),
            "{to}"
        );
    }
    for to in ["DE", "DK", "ES", "FR", "GB", "IT", "SE"] {
        for key in ["HANDT", "SSN"] {
            let query = CapabilityQuery {
                options: vec![key.to_owned()],
                ..between("NL", to)
            };
            assert!(catalogue().capabilities(&query).is_empty(), "{key} {to}");
        }
    }
    assert!(has(&options("NL", "DE", false, "CON"), "PS"));
    let abroad = options("NL", "DE", true, "EPL-INT");
    assert!(!has(&abroad, "PS") && has(&abroad, "LQ"));
    let mailbox = |to| CapabilityQuery {
        parcel_type: Some("XSMALL".to_owned()),
        ..between("NL", to)
    };
    assert!(catalogue().capabilities(&mailbox("DE")).is_empty());
    assert!(!catalogue().capabilities(&mailbox("NL")).is_empty());
    for (from, exists) in [("NL", true), ("ES", false)] {
        let query = CapabilityQuery {
            from_country: Some(from.to_owned()),
            parcel_type: Some("PALLET".to_owned()),
            ..CapabilityQuery::default()
        };
        assert_eq!(!catalogue().capabilities(&query).is_empty(), exists, "{from}");
    }
}

#[test]
fn impossible_filters_are_empty() {
    let with = |options: &[&str], to_business, kind: Option<&str>| CapabilityQuery {
        options: options.iter().map(|key| (*key).to_owned()).collect(),
        to_business,
        parcel_type: kind.map(str::to_owned),
        ..between("NL", "NL")
    };
    let empty = |query: &CapabilityQuery<'_>| catalogue().capabilities(query).is_empty();
    assert!(empty(&with(&["S"], Some(true), None)));
    assert!(!empty(&with(&["S"], Some(false), None)));
    assert!(!empty(&with(&["S"], None, None)));
    assert!(empty(&with(&["PS", "DOOR"], None, None)));
    assert!(empty(&with(&["DOOR", "H", "PS"], None, None)));
    assert!(empty(&with(&["PS"], Some(true), Some("SMALL"))));
    assert!(empty(&with(&["NOPE"], None, None)));
    assert!(empty(&with(&[], None, Some("NOPE"))));
    assert!(empty(&CapabilityQuery {
        product: Some("NOPE".to_owned()),
        ..between("NL", "NL")
    }));
    assert!(empty(&CapabilityQuery {
        carrier: Some("DHL-EXPRESS".to_owned()),
        ..between("NL", "NL")
    }));
    assert!(empty(&CapabilityQuery {
        business_unit: Some("dhl-be".to_owned()),
        ..between("NL", "NL")
    }));
    assert!(!empty(&CapabilityQuery {
        business_unit: Some("dhl-nl".to_owned()),
        ..between("nl", "NL")
    }));
    assert!(empty(&between("NL", "QQ")) && empty(&between("xx1", "NL")));
    assert!(!empty(&CapabilityQuery::default()));
}

#[test]
fn several_pieces_drop_mono_collo_products() {
    let query = CapabilityQuery {
        quantity: Some(2),
        ..between("NL", "NL")
    };
    let found = catalogue().capabilities(&query);
    assert!(!found.is_empty() && found.iter().all(|found| !found.product.mono_collo));
    let mut shipment = booking("NL", "NL", false, "SMALL", &["DOOR"]);
    shipment.pieces.push(piece("MEDIUM"));
    assert_eq!(rule(&shipment), "mono-collo");
    shipment.to_business = true;
    assert_eq!(check(&shipment).unwrap(), "EPL");
}

#[test]
fn the_network_picks_the_product() {
    for (from, to, to_business, kind, options, product) in [
        ("NL", "NL", true, "SMALL", &["DOOR"][..], "EPL"),
        ("NL", "NL", true, "PALLET", &["DOOR"], "EPL"),
        ("NL", "NL", false, "SMALL", &["DOOR"], "DFY-B2C"),
        ("NL", "NL", false, "XSMALL", &["BP"], "DFY-B2C"),
        ("NL", "BE", false, "MEDIUM", &["DOOR", "SSN"], "DFY-B2C"),
        ("NL", "NL", false, "MEDIUM", &["DOOR"], "DFY-B2C"),
        ("NL", "NL", true, "MEDIUM", &["DOOR"], "EPL"),
        ("NL", "NL", true, "MEDIUM", &["PS"], "DFY-B2B"),
        ("NL", "NL", true, "MEDIUM", &["DOOR", "SDD"], "DFY-SDD"),
        ("NL", "NL", false, "MEDIUM", &["DOOR", "SDD"], "DFY-SDD"),
        ("NL", "DE", false, "SMALL", &["PS"], "CON"),
        ("BE", "FR", false, "SMALL", &["DOOR"], "CON"),
        ("BE", "GB", false, "SMALL", &["DOOR"], "CON2C"),
        ("NL", "CH", false, "MEDIUM", &[], "CON2C"),
        ("NL", "DE", true, "SMALL", &["DOOR"], "EPL-INT"),
        ("NL", "NO", true, "SMALL", &[], "EPL-INT"),
        ("BE", "FR", true, "PALLET", &["DOOR"], "EPL-PAL"),
        ("ES", "PT", true, "SMALL", &["DOOR"], "EPL"),
    ] {
        let query = booking(from, to, to_business, kind, options);
        assert_eq!(
            check(&query).unwrap(),
            product,
            "{from} {to} {to_business} {kind} {options:?}"
        );
    }
    // `DFY` stands for its family.
    let mut family = booking("NL", "NL", false, "SMALL", &["DOOR"]);
    family.product = Some("DFY".to_owned());
    assert_eq!(check(&family).unwrap(), "DFY-B2C");
}

#[test]
fn returns_and_printless() {
    let mut shipment = booking("NL", "NL", true, "MEDIUM", &["DOOR", "REFERENCE"]);
    shipment.return_label = true;
    assert_eq!(check(&shipment).unwrap(), "DFY-RETURN");
    shipment.options = vec!["PRINTLESS".to_owned()];
    assert_eq!(check(&shipment).unwrap(), "DFY-B2C");
    shipment.return_label = false;
    assert_eq!(rule(&shipment), "option-not-offered");
    let mut abroad = booking("DE", "NL", true, "SMALL", &["DOOR"]);
    assert_eq!(rule(&abroad), "return-product");
    abroad.return_label = true;
    assert_eq!(check(&abroad).unwrap(), "RETURN-CON");
    let all = |return_product| {
        let found = catalogue().capabilities(&CapabilityQuery {
            return_product,
            ..between("NL", "NL")
        });
        found.iter().map(|found| found.product.key.clone()).collect::<Vec<_>>()
    };
    assert!(!has(&all(None), "DFY-RETURN") && !has(&all(Some(false)), "DFY-RETURN"));
    assert!(has(&all(Some(true)), "DFY-RETURN") && !has(&all(Some(true)), "EPL"));
}

#[test]
fn contracts_are_honoured() {
    let settings = AccountSettings {
        excluded_products: ["DFY-SDD", "DFY-RETURN", "EPL-RETURN", "RETURN-CON"]
            .map(str::to_owned)
            .to_vec(),
        excluded_options: vec!["SDD".to_owned()],
        ..AccountSettings::default()
    };
    let all = AccountSettings::default();
    let mut same_day = booking("NL", "NL", true, "MEDIUM", &["SDD"]);
    same_day.account = Some(&settings);
    assert_eq!(rule(&same_day), "account-entitlement");
    same_day.product = Some("DFY-SDD".to_owned());
    assert_eq!(rule(&same_day), "account-entitlement");
    let mut back = booking("NL", "NL", true, "MEDIUM", &["DOOR"]);
    back.return_label = true;
    back.account = Some(&settings);
    let refusal = catalogue().check(&back).unwrap_err();
    assert_eq!(
        (refusal.rule, refusal.fields.as_slice()),
        ("account-entitlement", &["accountId".to_owned()][..])
    );
    let offers = |accounts: Vec<&AccountSettings>| {
        let query = CapabilityQuery {
            accounts: Some(accounts),
            ..between("NL", "NL")
        };
        let keys: Vec<String> = catalogue()
            .shipment_options(&query)
            .iter()
            .map(|option| option.key.clone())
            .collect();
        has(&keys, "SDD")
    };
    assert!(!offers(vec![&settings]) && offers(vec![&settings, &all]) && offers(vec![&all]) && !offers(vec![]));
}

#[test]
fn refusals_name_rule_values_and_fields() {
    let both = catalogue()
        .check(&booking("NL", "NL", false, "SMALL", &["PS", "DOOR"]))
        .unwrap_err();
    assert_eq!(both.rule, "option-excluded");
    assert_eq!(both.message, "options PS and DOOR exclude each other");
    assert_eq!(both.fields, ["options[0]", "options[1]"]);
    let told: Vec<String> = both
        .accepted
        .iter()
        .map(colli_core::capability::Change::sentence)
        .collect();
    assert_eq!(told, ["leave out option PS", "leave out option DOOR"]);

    let saturday = catalogue()
        .check(&booking("NL", "NL", true, "SMALL", &["S"]))
        .unwrap_err();
    assert_eq!(saturday.rule, "option-refused-to-business");
    assert_eq!(saturday.fields, ["options[0]", "receiver.address.isBusiness"]);

    let mut heavy = booking("NL", "NL", true, "SMALL", &["DOOR"]);
    heavy.pieces[0].weight_g = Some(25_000);
    let heavy = catalogue().check(&heavy).unwrap_err();
    assert_eq!(
        heavy.message,
        "25 kg is outside the limits of SMALL here: more than 0 to 20 kg"
    );
    assert_eq!(
        heavy.accepted[0].sentence(),
        "use parcel type MEDIUM (pieces[0].parcelType)"
    );

    let mut limited = booking("NL", "DE", true, "SMALL", &["LQ"]);
    assert_eq!(rule(&limited), "weight");
    limited.pieces[0].weight_g = Some(1_000);
    assert_eq!(check(&limited).unwrap(), "EPL-INT");

    assert_eq!(rule(&booking("NL", "US", true, "SMALL", &[])), "lane");
    assert_eq!(rule(&booking("NL", "NL", true, "ENVELOPE", &[])), "parcel-type");
    assert_eq!(rule(&booking("NL", "NL", true, "NOPE", &[])), "parcel-type");
    assert_eq!(rule(&booking("NL", "NL", true, "SMALL", &["NOPE"])), "option-unknown");
    let mut named = booking("NL", "NL", true, "SMALL", &[]);
    named.product = Some("CON".to_owned());
    assert_eq!(rule(&named), "product");
}

#[test]
fn remote_areas_lack_some_options() {
    let mut evening = booking("NL", "NL", false, "SMALL", &["DOOR", "EVE"]);
    assert!(!catalogue().check(&evening).unwrap().remote);
    evening.to_postal_code = "9166 AB".to_owned();
    assert_eq!(rule(&evening), "option-not-in-remote-area");
    evening.options.pop();
    assert!(catalogue().check(&evening).unwrap().remote);
    let query = CapabilityQuery {
        to_postal_code: Some("9166AB".to_owned()),
        options: vec!["EVE".to_owned()],
        ..between("NL", "NL")
    };
    assert!(catalogue().capabilities(&query).is_empty());
}
