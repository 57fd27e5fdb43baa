//! The shipment options, every key with its input (reference 4.3; label-standards 3.3).

use crate::support::papers::pdf_text;
use crate::support::samples::{consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, each, fields, label_id};
use serde_json::{Value, json};

const REFUSED: &str = "capabilities_retrieve_empty";
const INVALID: &str = "validation_failed";

fn party() -> Value {
    json!({"name": {"companyName": "Hidden Gifts"},
        "address": {"countryCode": "NL", "postalCode": "1012JS", "city": "Amsterdam", "street": "Rokin", "number": "2", "isBusiness": true}})
}

fn germany(mut body: Value, business: bool) -> Value {
    body["receiver"]["address"] = json!({"countryCode": "DE", "postalCode": "10115", "city": "Berlin", "street": "Bahnhofstraße",
        "number": "1", "isBusiness": business});
    body
}

/// A body in which an option can be booked, for every key of the guide's list and the later ones.
fn orders() -> Vec<(&'static str, Value)> {
    let id = uuid(1);
    let business = |options: Value| with(shipment(&id), "options", options);
    let consumer = |options: Value| with(consumer_shipment(&id), "options", options);
    let kind =
        |body: Value, kind: &str, weight: f64| with(body, "pieces", json!([{"parcelType": kind, "weight": weight}]));
    vec![
        ("PS", consumer(json!([{"key": "PS", "input": "8004-NL-272403"}]))),
        ("DOOR", consumer(json!([{"key": "DOOR"}]))),
        ("BP", kind(consumer(json!([{"key": "BP"}])), "XSMALL", 0.8)),
        ("H", business(json!([{"key": "H"}]))),
        (
            "REFERENCE",
            business(json!([{"key": "DOOR"}, {"key": "REFERENCE", "input": "Order 42"}])),
        ),
        (
            "PERS_NOTE",
            consumer(json!([{"key": "DOOR"}, {"key": "PERS_NOTE", "input": "anna@example.com"}])),
        ),
        (
            "SDD",
            kind(business(json!([{"key": "DOOR"}, {"key": "SDD"}])), "MEDIUM", 25.0),
        ),
        (
            "ADD_RETURN_LABEL",
            business(json!([{"key": "DOOR"}, {"key": "ADD_RETURN_LABEL"}])),
        ),
        ("EA", consumer(json!([{"key": "DOOR"}, {"key": "EA"}]))),
        ("INS", business(json!([{"key": "DOOR"}, {"key": "INS", "input": 500}]))),
        ("S", consumer(json!([{"key": "DOOR"}, {"key": "S"}]))),
        ("HANDT", consumer(json!([{"key": "DOOR"}, {"key": "HANDT"}]))),
        ("EVE", consumer(json!([{"key": "DOOR"}, {"key": "EVE"}]))),
        ("NBB", consumer(json!([{"key": "DOOR"}, {"key": "NBB"}]))),
        ("EXP", business(json!([{"key": "DOOR"}, {"key": "EXP"}]))),
        (
            "SSN",
            with(
                consumer(json!([{"key": "DOOR"}, {"key": "SSN"}])),
                "onBehalfOf",
                party(),
            ),
        ),
        (
            "COD_CASH",
            business(json!([{"key": "DOOR"}, {"key": "COD_CASH", "input": "411.10"}])),
        ),
        (
            "COD_CHECK",
            consumer(json!([{"key": "DOOR"}, {"key": "COD_CHECK", "input": 12.5}])),
        ),
        ("BOUW", business(json!([{"key": "DOOR"}, {"key": "BOUW"}]))),
        ("EXW", business(json!([{"key": "DOOR"}, {"key": "EXW"}]))),
        (
            "RECAP",
            consumer(json!([{"key": "DOOR"}, {"key": "RECAP", "input": "proof"}])),
        ),
        ("NO_TT", consumer(json!([{"key": "NO_TT"}]))),
        (
            "REFERENCE2",
            business(json!([{"key": "DOOR"}, {"key": "REFERENCE2", "input": "Second"}])),
        ),
        (
            "HANDTPS",
            consumer(json!([{"key": "PS", "input": "8004-NL-272403"}, {"key": "HANDTPS"}])),
        ),
        ("LQ", germany(business(json!([{"key": "DOOR"}, {"key": "LQ"}])), true)),
        (
            "PRINTLESS",
            with(consumer(json!([{"key": "PRINTLESS"}])), "returnLabel", json!(true)),
        ),
        ("AGE_CHECK", consumer(json!([{"key": "DOOR"}, {"key": "AGE_CHECK"}]))),
        ("BMC", consumer(json!([{"key": "DOOR"}, {"key": "BMC"}]))),
        ("IS_BULKY", consumer(json!([{"key": "DOOR"}, {"key": "IS_BULKY"}]))),
    ]
}

#[tokio::test]
async fn every_documented_key_can_be_booked_and_reads_back() {
    let shop = Shop::open().await;
    for (n, (key, body)) in (1..).zip(orders()) {
        shop.book(&with(body.clone(), "shipmentId", json!(uuid(n)))).await;
        let read = shop.json(&format!("/shipments/{}", uuid(n))).await;
        let (mut ordered, mut kept) = (each(&body["options"], "/key"), each(&read["options"], "/key"));
        ordered.sort_unstable();
        kept.sort_unstable();
        assert_eq!(kept, ordered, "{key}");
        assert!(kept.contains(&key));
    }
}

#[tokio::test]
async fn the_option_lists_word_for_no_tracking_is_understood() {
    let shop = Shop::open().await;
    shop.book(&with(
        consumer_shipment(&uuid(1)),
        "options",
        json!([{"key": "NO_TRACK_TRACE"}]),
    ))
    .await;
    let read = shop.json(&format!("/shipments/{}", uuid(1))).await;
    assert_eq!(read["options"][0]["key"], "NO_TT");
    let path = "/capabilities/business?fromCountry=NL&toCountry=NL&toBusiness=false&option=";
    assert_eq!(
        shop.json(&format!("{path}NO_TRACK_TRACE")).await,
        shop.json(&format!("{path}NO_TT")).await
    );
}

#[tokio::test]
async fn options_may_be_none_but_not_twice() {
    let shop = Shop::open().await;
    shop.book(&with(shipment(&uuid(1)), "options", json!([]))).await;
    // A client that drops empty lists leaves them out.
    shop.book(&with(shipment(&uuid(3)), "options", Value::Null)).await;
    for twice in [
        json!([{"key": "DOOR"}, {"key": "DOOR"}]),
        json!([{"key": "DOOR"}, {"key": "door"}]),
    ] {
        let refused = shop.refuse(&with(shipment(&uuid(2)), "options", twice), INVALID).await;
        assert_eq!(fields(&refused), ["options[1].key"]);
    }
    for wrong in [json!("DOOR"), json!([["DOOR"]]), json!([7]), json!([{"input": "x"}])] {
        shop.refuse(&with(shipment(&uuid(2)), "options", wrong), INVALID).await;
    }
}

#[tokio::test]
async fn inputs_are_checked_by_their_kind() {
    let shop = Shop::open().await;
    let mut next = 0;
    let mut body = |key: &str, input: Value| {
        next += 1;
        with(
            shipment(&uuid(next)),
            "options",
            json!([{"key": "DOOR"}, {"key": key, "input": input}]),
        )
    };
    for (key, input) in [
        ("REFERENCE", json!("x")),
        ("REFERENCE", json!("123456789012345")),
        ("REFERENCE", json!("ÄÖÜäöüßéèêëçñøå")),
        ("REFERENCE", json!(12345)),
        ("REFERENCE2", json!("y".repeat(70))),
        ("COD_CASH", json!("5")),
        ("COD_CASH", json!(5)),
        ("COD_CASH", json!("12.50")),
        ("INS", json!("1000")),
        ("INS", json!(0.01)),
    ] {
        shop.book(&body(key, input)).await;
    }
    for (key, input) in [
        ("REFERENCE", Value::Null),
        ("REFERENCE", json!("")),
        ("REFERENCE", json!("1234567890123456")),
        ("REFERENCE2", json!("y".repeat(71))),
        ("REFERENCE", json!(["a"])),
        ("REFERENCE", json!({"notification": true})),
        ("COD_CASH", Value::Null),
        ("COD_CASH", json!("money")),
        ("COD_CASH", json!(0)),
        ("COD_CASH", json!(-5)),
        ("COD_CASH", json!("1.005")),
        ("COD_CASH", json!(1e12)),
        ("INS", json!("NaN")),
        ("INS", json!(true)),
    ] {
        let refused = shop.refuse(&body(key, input.clone()), INVALID).await;
        assert_eq!(fields(&refused), ["options[1].input"], "{key} {input}");
        assert!(refused["details"][0]["accepted"][0].is_string(), "{refused}");
    }
}

#[tokio::test]
async fn a_service_point_must_exist_in_the_receivers_country() {
    let shop = Shop::open().await;
    let to = |n: u32, input: Value| {
        with(
            consumer_shipment(&uuid(n)),
            "options",
            json!([{"key": "PS", "input": input}]),
        )
    };
    let booked = shop.book(&to(1, json!("8004-NL-272403"))).await;
    let text = pdf_text(
        &shop
            .document(&format!("/labels/{}", label_id(&booked, 0)), "application/pdf")
            .await,
    );
    assert!(
        text.contains("8004-NL-272403") && text.contains("ServicePoint Zoetermeer"),
        "{text}"
    );
    for wrong in ["8004-NL-000000", "5017-ES-0000104", "8003-4125530|12345", "somewhere"] {
        let refused = shop.refuse(&to(2, json!(wrong)), INVALID).await;
        assert_eq!(fields(&refused), ["options[0].input"], "{wrong}");
        assert!(
            refused.to_string().contains("/parcel-shop-locations/NL"),
            "where to find one: {refused}"
        );
    }
    for missing in [Value::Null, json!("")] {
        assert_eq!(
            fields(&shop.refuse(&to(2, missing), INVALID).await),
            ["options[0].input"]
        );
    }
}

#[tokio::test]
async fn a_german_locker_takes_the_receivers_post_number() {
    let shop = Shop::open().await;
    let body = with(
        consumer_shipment(&uuid(1)),
        "options",
        json!([{"key": "PS", "input": "8003-4125530|12345"}]),
    );
    let booked = shop.book(&germany(body, false)).await;
    assert_eq!(booked["product"], "CON", "PS is offered by CON (reference 4.3)");
    let text = pdf_text(
        &shop
            .document(&format!("/labels/{}", label_id(&booked, 0)), "application/pdf")
            .await,
    );
    assert!(text.contains("Packstation 125") && text.contains("12345"), "{text}");
    let business = with(
        shipment(&uuid(2)),
        "options",
        json!([{"key": "PS", "input": "8003-4125530|12345"}]),
    );
    shop.refuse(&germany(business, true), REFUSED).await;
}

#[tokio::test]
async fn exclusions_hold_in_both_directions() {
    let shop = Shop::open().await;
    let point = json!({"key": "PS", "input": "8004-NL-272403"});
    for (one, other) in [
        (point.clone(), json!({"key": "DOOR"})),
        (point.clone(), json!({"key": "HANDT"})),
        (point, json!({"key": "NBB"})),
        (json!({"key": "DOOR"}), json!({"key": "NO_TT"})),
        (json!({"key": "S"}), json!({"key": "EVE"})),
        (
            json!({"key": "COD_CASH", "input": 5}),
            json!({"key": "COD_CHECK", "input": 5}),
        ),
        (json!({"key": "COD_CASH", "input": 5}), json!({"key": "EVE"})),
    ] {
        for options in [json!([one, other]), json!([other, one])] {
            let refused = shop
                .refuse(&with(consumer_shipment(&uuid(1)), "options", options), REFUSED)
                .await;
            assert_eq!(refused["details"][0]["rule"], "option-excluded", "{refused}");
            assert_eq!(fields(&refused), ["options[0]", "options[1]"]);
        }
    }
}

#[tokio::test]
async fn routing_codes_carry_the_option_codes() {
    let shop = Shop::open().await;
    for (n, business, keys, features) in [
        (1, true, vec!["DOOR"], "000000"),
        (2, true, vec!["EXP"], "000001"),
        (3, false, vec!["HANDT", "NBB"], "003656"),
        (4, false, vec!["HANDT", "S"], "005615"),
        (5, false, vec!["NBB", "EVE", "HANDT"], "361456"),
    ] {
        let body = if business {
            shipment(&uuid(n))
        } else {
            consumer_shipment(&uuid(n))
        };
        let options: Vec<Value> = keys.iter().map(|key| json!({ "key": key })).collect();
        let booked = shop.book(&with(body, "options", json!(options))).await;
        let label = shop.json(&format!("/labels/{}", label_id(&booked, 0))).await;
        let code = label["routingCode"].as_str().unwrap();
        assert!(code.ends_with(features), "{keys:?}: {code}");
        assert!(
            code.starts_with(if business { "2LNL3542AD+04" } else { "2LNL1012JS+" }),
            "{code}"
        );
    }
    let point = with(
        consumer_shipment(&uuid(9)),
        "options",
        json!([{"key": "PS", "input": "8004-NL-272403"}]),
    );
    let booked = shop.book(&point).await;
    let label = shop.json(&format!("/labels/{}", label_id(&booked, 0))).await;
    assert!(label["routingCode"].as_str().unwrap().ends_with("000021"), "{label}");
}
