//! What the network refuses, and how the refusal helps (reference 3.1, 6.1, 19; design law 8).

use crate::support::samples::{consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, fields};
use serde_json::{Value, json};

const REFUSED: &str = "capabilities_retrieve_empty";

/// Does what one suggestion says, as the person reading it would.
fn apply(mut body: Value, suggestion: &str) -> Value {
    for step in suggestion.split(" and ") {
        let last = step.rsplit(' ').next().unwrap().trim_end_matches(')');
        body = if let Some(key) = step.strip_prefix("leave out option ") {
            let mut body = body;
            body["options"]
                .as_array_mut()
                .unwrap()
                .retain(|option| option["key"] != key);
            body
        } else if let Some(key) = step.strip_prefix("add option ") {
            let mut body = body;
            body["options"].as_array_mut().unwrap().push(json!({ "key": key }));
            body
        } else if step.contains("isBusiness") {
            with(body, "receiver.address.isBusiness", json!(last == "true"))
        } else if step.contains("returnLabel") {
            with(body, "returnLabel", json!(last == "true"))
        } else if let Some(key) = step.strip_prefix("use product ") {
            with(body, "product", json!(key))
        } else if step == "leave product empty" {
            with(body, "product", Value::Null)
        } else if let Some(rest) = step.strip_prefix("use parcel type ") {
            with(body, "pieces[0].parcelType", json!(rest.split(' ').next().unwrap()))
        } else if step == "book each piece as a shipment of its own" {
            let piece = with(body["pieces"][0].clone(), "quantity", json!(1));
            with(body, "pieces", json!([piece]))
        } else if let Some(range) = step.strip_prefix("give pieces[0].weight a weight of ") {
            let most = range
                .split(' ')
                .filter_map(|word| word.parse::<f64>().ok())
                .next_back()
                .unwrap();
            with(body, "pieces[0].weight", json!(most))
        } else if let Some(size) = step.strip_prefix("keep pieces[0].dimensions within ") {
            let sides: Vec<f64> = size.split(' ').filter_map(|word| word.parse().ok()).collect();
            with(
                body,
                "pieces[0].dimensions",
                json!({"length": sides[0], "width": sides[1], "height": sides[2]}),
            )
        } else {
            panic!("nobody knows how to '{step}'")
        };
    }
    body
}

fn options(keys: &[&str]) -> Value {
    json!(keys.iter().map(|key| json!({ "key": key })).collect::<Vec<_>>())
}

fn same_day() -> Value {
    let body = with(shipment(&uuid(99)), "options", options(&["DOOR", "SDD"]));
    with(body, "pieces[0]", json!({"parcelType": "MEDIUM", "weight": 25}))
}

/// A shipment to a business (`true`) or a consumer, what to change in it, the rule that refuses, the field it names.
type Case = (bool, Vec<(&'static str, Value)>, &'static str, &'static str);

fn refusals() -> Vec<Case> {
    let two = json!([{"parcelType": "SMALL"}, {"parcelType": "MEDIUM"}]);
    let pallet = |weight| json!({"parcelType": "PALLET", "weight": weight});
    let large = json!({"length": 90, "width": 10, "height": 10});
    let restricted = || ("accountId", json!("08500002"));
    let chosen = |keys: &[&str]| vec![("options", options(keys))];
    vec![
        (
            false,
            vec![("pieces[0].quantity", json!(2))],
            "mono-collo",
            "pieces[0].quantity",
        ),
        (false, vec![("pieces", two)], "mono-collo", "pieces"),
        (false, vec![("product", json!("EPL"))], "product", "product"),
        (true, vec![("product", json!("CON"))], "product", "product"),
        (true, chosen(&["DOOR", "NBB"]), "option-not-offered", "options[1]"),
        (true, chosen(&["DOOR", "H"]), "option-excluded", "options[0]"),
        (false, chosen(&["S", "EVE"]), "option-excluded", "options[1]"),
        (true, chosen(&["DOOR", "S"]), "option-refused-to-business", "options[1]"),
        (true, chosen(&["DOOR", "NOPE"]), "option-unknown", "options[1]"),
        (
            true,
            vec![("pieces[0].weight", json!(25))],
            "weight",
            "pieces[0].weight",
        ),
        (true, vec![("pieces[0]", pallet(20))], "weight", "pieces[0].weight"),
        (
            true,
            vec![("pieces[0].parcelType", json!("NOPE"))],
            "parcel-type",
            "pieces[0].parcelType",
        ),
        (
            false,
            vec![("pieces[0]", pallet(100))],
            "parcel-type",
            "pieces[0].parcelType",
        ),
        (
            true,
            vec![("pieces[0].dimensions", large)],
            "dimensions",
            "pieces[0].dimensions",
        ),
        (
            true,
            vec![("returnLabel", json!(true)), restricted()],
            "account-entitlement",
            "accountId",
        ),
        (
            true,
            vec![("options", options(&["DOOR", "ADD_RETURN_LABEL"])), restricted()],
            "account-entitlement",
            "options[1]",
        ),
    ]
}

#[tokio::test]
async fn a_refusal_names_the_rule_and_changes_that_are_then_accepted() {
    let shop = Shop::open().await;
    let mut next = 100;
    for (business, changes, rule, field) in refusals() {
        let base = if business {
            shipment(&uuid(1))
        } else {
            consumer_shipment(&uuid(1))
        };
        let body = changes
            .into_iter()
            .fold(base, |body, (path, value)| with(body, path, value));
        let refused = shop.refuse(&body, REFUSED).await;
        assert_eq!(refused["message"], "Could not find matching capabilities");
        assert_eq!(refused["details"][0]["rule"], rule, "{refused}");
        assert!(fields(&refused).contains(&field), "{field} in {refused}");
        let accepted = refused["details"][0]["accepted"].as_array().unwrap();
        assert!(!accepted.is_empty(), "{refused}");
        for change in accepted {
            next += 1;
            let changed = apply(body.clone(), change.as_str().unwrap());
            shop.book(&with(changed, "shipmentId", json!(uuid(next)))).await;
        }
    }
}

#[tokio::test]
async fn same_day_delivery_needs_a_contract() {
    let shop = Shop::open().await;
    shop.book(&same_day()).await;
    let without = with(
        with(same_day(), "accountId", json!("08500002")),
        "shipmentId",
        json!(uuid(1)),
    );
    let refused = shop.refuse(&without, REFUSED).await;
    assert!(fields(&refused).contains(&"options[1]"), "{refused}");
    let changed = apply(without, refused["details"][0]["accepted"][0].as_str().unwrap());
    shop.book(&changed).await;
}

#[tokio::test]
async fn no_lane_no_shipment() {
    let shop = Shop::open().await;
    let address = json!({"countryCode": "US", "postalCode": "95014", "city": "Cupertino", "street": "Infinite Loop", "number": "1", "isBusiness": true});
    let refused = shop
        .refuse(&with(shipment(&uuid(1)), "receiver.address", address), REFUSED)
        .await;
    assert_eq!(refused["details"][0]["rule"], "lane");
    assert_eq!(
        fields(&refused),
        ["shipper.address.countryCode", "receiver.address.countryCode"]
    );
}
