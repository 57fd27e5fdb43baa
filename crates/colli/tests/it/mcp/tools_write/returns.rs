//! `create_return_label`.

use super::{Assistant, with};
use crate::support::TEST;
use crate::support::papers::pdf_text;
use serde_json::{Value, json};

fn of(label: &Value, key: &str) -> Value {
    json!({"shipment_id": label["label_id"], "reason": "too small", "idempotency_key": key})
}

#[tokio::test]
async fn a_dutch_parcel_comes_back_to_its_sender() {
    let assistant = Assistant::open().await;
    let label = assistant.dutch_label("there").await;
    let arguments = of(&label, "back");
    let back = assistant.call("create_return_label", &arguments).await;
    assert_eq!(back["is_return"], true);
    assert_ne!(back["tracking_number"], label["tracking_number"]);
    let text = pdf_text(&assistant.paper(&back["label_url"]).await);
    assert!(text.contains("Reactorweg 25"), "{text}");
    assert_eq!(assistant.call("create_return_label", &arguments).await, back);
    let text = assistant
        .refused("create_return_label", &with(&arguments, "/reason", json!("other")))
        .await;
    assert!(text.starts_with("idempotency_key: "), "{text}");
    let number = back["tracking_number"].as_str().unwrap();
    let piece = assistant
        .server
        .operator("GET", &format!("/pieces/{number}"))
        .send()
        .await;
    assert_eq!(piece.status, 200);
    let text = assistant.refused("create_return_label", &of(&back, "back again")).await;
    assert_eq!(text, "shipment_id: this is a return already.");
}

#[tokio::test]
async fn an_american_parcel_comes_back_by_easy_return() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let label = assistant.american_label("there").await;
    let back = assistant.call("create_return_label", &of(&label, "back")).await;
    assert_eq!(back["service"], "dhl_ecommerce_easy_return_plus");
    assert_eq!((&back["is_return"], &back["currency"]), (&json!(true), &json!("USD")));
    let text = pdf_text(&assistant.paper(&back["label_url"]).await).to_uppercase();
    assert!(text.contains("965 MISSION"), "{text}");
    let id = back["label_id"].as_str().unwrap().replace('-', "");
    let bought = assistant
        .shippo("GET", &format!("/transactions/{id}"), &Value::Null)
        .await;
    assert_eq!(bought["metadata"], "too small");
}

/// A shipment of the parcel API, which no rate was ever bought for.
async fn booked(assistant: &Assistant, pieces: &Value) -> Value {
    let token = assistant.server.token(&TEST).await;
    let place = |street: &str, number: &str, code: &str, city: &str| {
        json!({"isBusiness": false, "street": street, "number": number, "postalCode": code, "city": city,
            "countryCode": "NL"})
    };
    let order = json!({
        "shipmentId": "11111111-2222-4333-8444-555555555555", "accountId": "08500001", "product": "DFY-B2C",
        "shipper": {"name": {"companyName": "ACME"}, "address": place("Reactorweg", "25", "3542AD", "Utrecht")},
        "receiver": {"name": {"firstName": "Anna", "lastName": "Jansen"},
            "address": place("Damrak", "1", "1012JS", "Amsterdam")},
        "options": [{"key": "DOOR"}], "pieces": pieces,
    });
    let reply = assistant
        .server
        .post("/shipments")
        .token(&token)
        .json(&order)
        .send()
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn a_parcel_of_the_parcel_api_comes_back_too() {
    let assistant = Assistant::open().await;
    let booked = booked(&assistant, &json!([{"parcelType": "SMALL", "quantity": 1}])).await;
    let label = &booked["pieces"][0]["labelId"];
    for (id, key) in [(&booked["shipmentId"], "by shipment"), (label, "by label")] {
        let arguments = json!({"shipment_id": id, "idempotency_key": key});
        let back = assistant.call("create_return_label", &arguments).await;
        let text = pdf_text(&assistant.paper(&back["label_url"]).await);
        assert!(text.contains("Reactorweg 25"), "{text}");
        assert_eq!(
            (&back["is_return"], &back["carrier"]),
            (&json!(true), &json!("dhl_benelux"))
        );
    }
}
