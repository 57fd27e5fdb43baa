//! Parcels of the American network, bought through the gateway.

use super::{KEY, ask_as, course, one, problem};
use crate::shippo::merchant::{Merchant, parcel_in_the_netherlands, sample};
use serde_json::{Value, json};

/// A label and the number its buyer was told.
async fn bought(shop: &Merchant) -> (String, Value, String) {
    let account = shop.connect().await;
    let label = shop.label(&account).await;
    let number = label["tracking_number"].as_str().unwrap().to_owned();
    (account, label, number)
}

#[tokio::test]
async fn a_parcel_waits_for_its_manifest_and_is_followed_to_its_delivery() {
    let shop = Merchant::open().await;
    let (account, label, number) = bought(&shop).await;
    let query = format!("trackingNumber={number}&service=ecommerce");
    shop.advance("PT24H").await;
    let held = one(&shop.server, &query).await;
    assert_eq!(held["status"]["statusCode"], "pre-transit");
    assert_eq!(held["status"]["status"], "ELECTRONIC NOTIFICATION RECEIVED");
    assert_eq!(held["events"].as_array().unwrap().len(), 1);
    assert_eq!((&held["id"], &held["service"]), (&json!(number), &json!("ecommerce")));

    let mut manifest = sample("create-manifest-request");
    manifest["carrier_account"] = json!(account);
    manifest["shipment_date"] = json!("2026-03-02T08:00:00Z");
    manifest["transactions"] = json!([label["object_id"]]);
    let made = shop.post("/manifests", &manifest).await;
    assert!(made.status < 300, "{}", made.text());
    shop.advance("PT480H").await;
    let delivered = one(&shop.server, &query).await;
    assert_eq!(course(&delivered), ["pre-transit", "transit", "delivered"]);
    let statuses: Vec<&str> = delivered["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["status"].as_str().unwrap())
        .collect();
    for text in [
        "ARRIVAL AT DHL ECOMMERCE DISTRIBUTION CENTER",
        "TENDERED TO DELIVERY SERVICE PROVIDER",
        "OUT FOR DELIVERY",
        "DELIVERED",
    ] {
        assert!(statuses.contains(&text), "{text} in {statuses:?}");
    }
    let offset = &delivered["status"]["timestamp"].as_str().unwrap()[19..];
    assert!(offset == "-08:00" || offset == "-07:00", "{offset}");
    let town = delivered["events"].as_array().unwrap().iter().rev().nth(1).unwrap();
    let address = &town["location"]["address"];
    assert_eq!(address["countryCode"], "US");
    assert!(address["addressLocality"].is_string() && address["addressRegion"].is_string());
}

#[tokio::test]
async fn texts_are_in_capitals_in_every_language() {
    let shop = Merchant::open().await;
    let (.., number) = bought(&shop).await;
    for (language, text) in [
        ("en", "SHIPMENT DATA RECEIVED"),
        ("nl", "ZENDINGGEGEVENS ONTVANGEN"),
        ("de", "SENDUNGSDATEN ERHALTEN"),
        ("fr", "DONNÉES DE L'ENVOI REÇUES"),
        ("es", "DATOS DEL ENVÍO RECIBIDOS"),
    ] {
        let query = format!("trackingNumber={number}&language={language}");
        let reply = ask_as(&shop.server, KEY, &query).await;
        assert_eq!(reply.header("content-language"), Some(language));
        let status = reply.json()["shipments"][0]["status"].clone();
        assert_eq!(status["description"], text);
        assert_eq!(status["status"], "ELECTRONIC NOTIFICATION RECEIVED");
    }
}

#[tokio::test]
async fn every_form_of_a_number_finds_the_parcel_and_none_gives_its_postal_code_away() {
    let shop = Merchant::open().await;
    let (.., number) = bought(&shop).await;
    let bare = &number[number.len() - 22..];
    assert!(number.starts_with("420") && number.len() > 22, "{number}");
    assert_eq!(one(&shop.server, &format!("trackingNumber={bare}")).await["id"], bare);
    let zip = &number[3..8];
    let reduced = ask_as(&shop.server, KEY, &format!("trackingNumber={bare}"))
        .await
        .text();
    let host = shop.server.address.to_string();
    let reduced = reduced.replace(bare, "").replace(&host, "");
    assert!(!reduced.contains(zip), "{reduced}");
    let full = one(
        &shop.server,
        &format!("trackingNumber={bare}&recipientPostalCode={zip}"),
    )
    .await;
    let reference = |kind: &str| -> Value {
        let mut references = full["details"]["references"].as_array().unwrap().iter();
        let found = references.find(|reference| reference["type"] == kind);
        found.unwrap_or_else(|| panic!("no {kind} in {full}"))["number"].clone()
    };
    assert_eq!(reference("local-tracking-number"), number);
    assert_eq!(reference("ecommerce-number"), bare);
    assert!(reference("customer-confirmation-number").is_string());
    assert!(full["details"]["receiver"]["address"]["streetAddress"].is_string());
    assert_eq!(full["details"]["product"]["productName"], "DHL SmartMail Parcel Ground");
    assert_eq!(full["details"]["product"]["productCode"], "GND");
    problem(
        &shop.server,
        KEY,
        &format!("trackingNumber={number}&service=parcel-nl"),
        404,
        "No result found",
    )
    .await;
}

#[tokio::test]
async fn a_benelux_parcel_bought_through_the_gateway_is_of_its_own_division() {
    let shop = Merchant::open().await;
    let account = shop.connect_benelux("08500001").await;
    let made = shop.create("/shipments", &parcel_in_the_netherlands()).await;
    let rate = made["rates"][0]["object_id"].clone();
    assert!(!account.is_empty());
    let label = shop
        .create("/transactions", &json!({"rate": rate, "async": false}))
        .await;
    let number = label["tracking_number"].as_str().unwrap();
    let seen = one(&shop.server, &format!("trackingNumber={number}")).await;
    assert_eq!(
        (&seen["service"], &seen["status"]["statusCode"]),
        (&json!("parcel-nl"), &json!("pre-transit"))
    );
}
