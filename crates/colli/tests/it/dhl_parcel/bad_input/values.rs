//! Values that break a rule: countries, postal codes, weights, options, lengths, queries.

use super::Bench;
use crate::support::samples::{shipment, with};
use serde_json::{Value, json};

#[tokio::test]
async fn countries_and_postal_codes() {
    let mut bench = Bench::new().await;
    let base = || shipment("");
    for (country, code, field) in [
        ("XX", "1234", "receiver.address"),
        ("ZZZ", "1234", "receiver.address.countryCode"),
        ("", "1234", "receiver.address.countryCode"),
        ("nl ", "75001", "receiver.address.postalCode"),
        ("NL", "75001", "receiver.address.postalCode"),
        ("NL", "0123AB", "receiver.address.postalCode"),
        ("NL", "", "receiver.address.postalCode"),
        ("FR", "1012JS", "receiver.address.postalCode"),
        ("BE", "1012JS", "receiver.address.postalCode"),
        ("DE", "1012", "receiver.address.postalCode"),
        ("PT", "1000", "receiver.address.postalCode"),
        ("GB", "12345", "receiver.address.postalCode"),
        ("BR", "01310-100", "receiver.address"),
    ] {
        let body = with(base(), "receiver.address.countryCode", json!(country));
        let body = with(body, "receiver.address.postalCode", json!(code));
        bench.refused(body, &[field], &format!("{country} {code}")).await;
    }
    bench.lives().await;
}

#[tokio::test]
async fn weights_sizes_and_quantities() {
    let mut bench = Bench::new().await;
    for (path, values) in [
        (
            "weight",
            &[
                json!(0),
                json!(-1),
                json!(1e9),
                json!("1e9"),
                json!(20.001),
                json!(1001),
                json!(-0.5),
                json!("0"),
            ][..],
        ),
        (
            "quantity",
            &[
                json!(0),
                json!(-1),
                json!(10_000),
                json!(1.5),
                json!(4_294_967_296_u64),
                json!(1e300),
            ],
        ),
        (
            "dimensions",
            &[
                json!({"length": 0, "width": 1, "height": 1}),
                json!({"length": -1, "width": 1, "height": 1}),
                json!({"length": 1e9, "width": 1, "height": 1}),
                json!({"length": 10}),
                json!({"length": 300, "width": 1, "height": 1}),
            ],
        ),
        (
            "parcelType",
            &[json!("HUGE"), json!(""), json!("small "), json!("SMALL;MEDIUM")],
        ),
    ] {
        for value in values {
            if path == "parcelType" && value == "small " {
                continue;
            }
            let body = with(shipment(""), &format!("pieces[0].{path}"), value.clone());
            bench.refused(body, &["pieces"], &format!("{path} {value}")).await;
        }
    }
    let pieces = |count: usize| json!(vec![json!({"parcelType": "SMALL", "weight": 1}); count]);
    bench
        .refused(
            with(shipment(""), "pieces", pieces(10_000)),
            &["pieces"],
            "10,000 pieces",
        )
        .await;
    bench
        .refused(with(shipment(""), "pieces", json!([])), &["pieces"], "no pieces")
        .await;
    bench
        .refused(
            with(shipment(""), "pieces", Value::Null),
            &["pieces"],
            "pieces left out",
        )
        .await;
    bench.lives().await;
}

#[tokio::test]
async fn options() {
    let mut bench = Bench::new().await;
    let long = "x".repeat(16);
    let longer = "x".repeat(71);
    for (about, options) in [
        ("twice", json!([{"key": "DOOR"}, {"key": "DOOR"}])),
        (
            "excluding each other",
            json!([{"key": "DOOR"}, {"key": "PS", "input": "8004-NL-000001"}]),
        ),
        ("unknown", json!([{"key": "DOOR"}, {"key": "TELEPORT"}])),
        ("without a key", json!([{"input": "x"}])),
        ("null key", json!([{"key": null}])),
        ("input missing", json!([{"key": "DOOR"}, {"key": "REFERENCE"}])),
        (
            "input too long",
            json!([{"key": "DOOR"}, {"key": "REFERENCE", "input": long}]),
        ),
        (
            "second input too long",
            json!([{"key": "DOOR"}, {"key": "REFERENCE2", "input": longer}]),
        ),
        ("amount missing", json!([{"key": "DOOR"}, {"key": "INS"}])),
        (
            "amount not a number",
            json!([{"key": "DOOR"}, {"key": "COD_CASH", "input": "much"}]),
        ),
        (
            "amount negative",
            json!([{"key": "DOOR"}, {"key": "COD_CASH", "input": -5}]),
        ),
        ("amount zero", json!([{"key": "DOOR"}, {"key": "COD_CASH", "input": 0}])),
        (
            "amount enormous",
            json!([{"key": "DOOR"}, {"key": "INS", "input": "1e30"}]),
        ),
        ("ServicePoint missing", json!([{"key": "PS"}])),
        (
            "ServicePoint unknown",
            json!([{"key": "PS", "input": "8004-NL-999999999"}]),
        ),
        (
            "not even an id",
            json!([{"key": "PS", "input": "'; drop table shipment; --"}]),
        ),
        (
            "input an object",
            json!([{"key": "REFERENCE", "input": {"a": 1, "notification": "x"}}]),
        ),
        ("a thousand", json!(vec![json!({"key": "DOOR"}); 1_000])),
        ("strings", json!(["DOOR"])),
    ] {
        let reply = bench
            .refused(with(shipment(""), "options", options), &["options"], about)
            .await;
        let details = reply.json()["details"].clone();
        assert!(!details.as_array().unwrap().is_empty(), "{about}");
    }
    bench.lives().await;
}

#[tokio::test]
async fn a_service_point_in_another_country() {
    let mut bench = Bench::new().await;
    let found = bench
        .server
        .get("/parcel-shop-locations/BE?city=Antwerpen&limit=1")
        .send()
        .await
        .json();
    let id = found[0]["id"].as_str().unwrap().to_owned();
    let body = with(shipment(""), "options", json!([{"key": "PS", "input": id}]));
    let body = with(body, "receiver.address.isBusiness", json!(false));
    let reply = bench
        .refused(body, &["options[0].input"], "a ServicePoint abroad")
        .await;
    assert!(reply.text().contains(&id), "{}", reply.text());
}

#[tokio::test]
async fn over_long_texts() {
    let mut bench = Bench::new().await;
    let long = json!("x".repeat(5_000));
    for path in [
        "orderReference",
        "receiver.name.companyName",
        "receiver.address.street",
        "receiver.address.city",
        "receiver.address.number",
        "receiver.address.addition",
        "receiver.email",
        "receiver.phoneNumber",
        "shipper.name.lastName",
        "application",
        "product",
        "accountId",
    ] {
        bench
            .refused(with(shipment(""), path, long.clone()), &[path], path)
            .await;
    }
    bench.lives().await;
}

#[tokio::test]
async fn odd_queries_are_answered() {
    let bench = Bench::new().await;
    let long = "x".repeat(8_000);
    for path in [
        "/capabilities/business",
        "/products",
        "/parcel-shop-locations/NL",
        "/shipments",
        "/labels",
        "/track-trace",
    ] {
        for query in [
            "%FF=%FF",
            "&&&==&",
            "limit=-1",
            "limit=99999999999999999999",
            "skip=x",
            "option=%00",
            "key=%00,%FF%2B%00",
            "q=%F0%9F%93%A6",
            "fromCountry=%27",
            "quantity=-1",
            "latitude=NaN&longitude=inf",
            "latitude=91&longitude=181",
            "latitude=1e400&longitude=0",
            "radius=-5&latitude=52&longitude=5",
            "trackerCodeFilter=%25_%25",
            "shipmentId=x",
            "orderReferenceFilter=%27%20or%201%3D1",
            "toBusiness=maybe",
            "[]=1&[0]=2",
            &format!("q={long}"),
            &format!("key={long}"),
        ] {
            let about = format!("{path}?{query:.40}");
            let reply = bench
                .server
                .get(&format!("{path}?{query}"))
                .token(&bench.token)
                .send()
                .await;
            match reply.status {
                200 => assert!(reply.json().is_array(), "{about}"),
                404 if path == "/track-trace" => {
                    assert_eq!(reply.text(), "No parcel found for the given key(s)", "{about}");
                }
                status => {
                    assert_eq!(status, 400, "{about}: {}", reply.text());
                    reply.assert_error(400, &about);
                }
            }
        }
    }
}
