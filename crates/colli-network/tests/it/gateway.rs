//! What the gateway reads of the network: validation of addresses, templates, rates of exchange.

use crate::support;
use colli_core::gateway::address::Address;
use colli_core::gateway::validate::validated;
use colli_core::network::Network;

fn network() -> &'static Network {
    &support::network().network
}

fn american(city: &str, state: &str, zip: &str) -> Address {
    Address {
        street1: "1 Main St".to_owned(),
        city: city.to_owned(),
        state: state.to_owned(),
        zip: zip.to_owned(),
        country: "US".to_owned(),
        ..Address::default()
    }
}

fn codes(address: &Address) -> Vec<&str> {
    let validation = address.validation.as_ref().unwrap();
    validation
        .messages
        .iter()
        .map(|message| message.code.as_str())
        .collect()
}

#[test]
fn the_state_of_a_zip_code_is_filled_in() {
    let found = validated(&american("Boston", "", "02108"), network(), true);
    assert_eq!(
        (found.state.as_str(), codes(&found)),
        ("MA", vec!["administrative_area_change"])
    );
    let found = validated(&american("Boston", "Massachusetts", "02108"), network(), true);
    assert_eq!(
        (found.state.as_str(), codes(&found)),
        ("MA", vec!["administrative_area_change"])
    );
    let found = validated(&american("Boston", "MA", "02108"), network(), true);
    assert_eq!(
        (found.validation.as_ref().map(|found| found.is_valid), codes(&found)),
        (Some(true), vec![])
    );
}

#[test]
fn territories_and_military_post_are_american() {
    let mut puerto_rico = american("San Juan", "PR", "00907");
    assert_eq!(codes(&validated(&puerto_rico, network(), true)), Vec::<&str>::new());
    puerto_rico.country = "PR".to_owned();
    assert_eq!(codes(&validated(&puerto_rico, network(), true)), Vec::<&str>::new());
    puerto_rico.zip = "02108".to_owned();
    assert!(!validated(&puerto_rico, network(), true).validation.unwrap().is_valid);
    assert_eq!(
        codes(&validated(&american("APO", "AE", "09012"), network(), true)),
        Vec::<&str>::new()
    );
    assert_eq!(
        codes(&validated(&american("Frankfurt", "AE", "09012"), network(), true)),
        ["component_mismatch_error"]
    );
}

#[test]
fn codes_abroad_take_the_form_of_their_country() {
    let dutch = |zip: &str| Address {
        state: String::new(),
        country: "NL".to_owned(),
        ..american("Utrecht", "", zip)
    };
    let found = validated(&dutch("3542ad"), network(), false);
    assert_eq!(
        (found.zip.as_str(), codes(&found)),
        ("3542AD", vec!["postal_code_change"])
    );
    let found = validated(&dutch("3542 AD"), network(), false);
    assert_eq!(
        (found.zip.as_str(), codes(&found)),
        ("3542 AD", vec![]),
        "a space carries no meaning"
    );
    assert_eq!(
        codes(&validated(&dutch("35AD"), network(), false)),
        ["invalid_postal_code"]
    );
    assert_eq!(codes(&validated(&dutch("35AD"), network(), true)), Vec::<&str>::new());
    let found = validated(&validated(&dutch("3542ad"), network(), false), network(), false);
    assert_eq!(codes(&found), Vec::<&str>::new(), "what was mended is valid");
}

#[test]
fn currencies_and_templates_are_there() {
    let exchange = &network().exchange;
    assert!(exchange.currencies().len() >= 35);
    for currency in ["EUR", "USD", "GBP", "CAD"] {
        assert!(exchange.knows(currency), "{currency}");
    }
    assert_eq!(exchange.convert_minor(450, "EUR", "USD"), Some(486));
    let templates = &network().carrier_templates;
    assert!(
        templates
            .get("DHLeC_Irregular")
            .is_some_and(|template| template.is_variable)
    );
    assert_eq!(templates.tokens().count(), 2);
}
