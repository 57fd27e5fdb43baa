//! `create_shipment` and `void_label`.

use super::{Assistant, NOBODY, american, dutch, shipment, with};
use crate::support::client::Request;
use crate::support::papers::pdf_text;
use serde_json::{Value, json};
use tokio::task::JoinSet;

const SERVICE: &str = "dhl_benelux_dfy_b2c";

#[tokio::test]
async fn a_label_is_bought_at_once_and_by_its_key_only_once() {
    let assistant = Assistant::open().await;
    let arguments = shipment(&dutch(), SERVICE, "order 1");
    let first = assistant.call("create_shipment", &arguments).await;
    assistant.paper(&first["label_url"]).await;
    assert_eq!(assistant.call("create_shipment", &arguments).await, first);
    let other = with(&arguments, "/to/street", json!("Damrak 2"));
    let text = assistant.refused("create_shipment", &other).await;
    assert!(text.starts_with("idempotency_key: 'order 1' was used"), "{text}");
    let second = assistant
        .call("create_shipment", &with(&other, "/idempotency_key", json!("order 2")))
        .await;
    assert_ne!(second["tracking_number"], first["tracking_number"]);
    assert!(pdf_text(&assistant.paper(&second["label_url"]).await).contains("Damrak 2"));
}

#[tokio::test]
async fn sixteen_calls_at_once_are_one_label() {
    let assistant = Assistant::open().await;
    assistant.call("get_rates", &dutch()).await;
    let arguments = shipment(&dutch(), SERVICE, "once");
    let mut buying = JoinSet::new();
    for _ in 0..16 {
        buying.spawn(assistant.calling("create_shipment", &arguments).send());
    }
    let mut numbers = Vec::new();
    for reply in buying.join_all().await {
        let result = reply.json()["result"].clone();
        if result["isError"] == true {
            let text = result["content"][0]["text"].as_str().unwrap();
            assert!(text.contains("being carried out"), "{text}");
        } else {
            numbers.push(result["structuredContent"]["tracking_number"].clone());
        }
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 1, "{numbers:?}");
    let again = assistant.call("create_shipment", &arguments).await;
    assert_eq!(again["tracking_number"], numbers[0]);
    let bought = assistant.shippo("GET", "/transactions", &Value::Null).await;
    assert_eq!(bought["results"].as_array().unwrap().len(), 1);
    let parcels = assistant.server.operator("GET", "/shipments").send().await.json();
    assert_eq!(parcels["shipments"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn keys_of_headers_and_of_tools_are_apart() {
    let assistant = Assistant::open().await;
    let header = Request::new(assistant.server.address, "POST", "/shippo/addresses")
        .header("authorization", "ShippoToken shippo_test_colli_demo")
        .header("idempotency-key", "same");
    let made = header.json(&json!({"name": "A", "country": "NL"})).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    assistant.dutch_label("same").await;
    let parcel = json!({"date": "2026-03-04", "address": dutch()["from"], "packages": 2, "idempotency_key": "same"});
    assistant.call("schedule_pickup", &parcel).await;
}

#[tokio::test]
async fn what_is_refused_buys_nothing_and_gives_the_key_back() {
    let assistant = Assistant::open().await;
    let arguments = shipment(&dutch(), SERVICE, "k");
    for (path, value, named) in [
        ("/to/city", json!(""), "to.city"),
        ("/from/street", json!(""), "from.street"),
        ("/to/country_code", json!("XX"), "to.country_code"),
        ("/service", json!("dhl_benelux_nothing"), "service"),
        ("/service", json!("pigeon"), "service"),
        ("/service", json!("dhl_ecommerce_parcels_ground"), "account_number"),
        ("/parcels/0/weight", json!(5_000), "No label was bought"),
        ("/date", json!("2026-02-30"), "date"),
        (
            "/insured_value",
            json!({"amount": "1,5", "currency": "EUR"}),
            "insured_value.amount",
        ),
        ("/account_number", json!("08600001"), "account_number"),
    ] {
        let text = assistant
            .refused("create_shipment", &with(&arguments, path, value))
            .await;
        assert!(text.contains(named), "{path}: {text}");
    }
    assistant.call("create_shipment", &arguments).await;
    let parcels = assistant.server.operator("GET", "/shipments").send().await.json();
    assert_eq!(parcels["shipments"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_parcel_abroad_has_an_invoice() {
    // There are no international rates in test mode.
    let assistant = Assistant::in_environment("live").await;
    assistant.connect_america().await;
    let mut sending = american();
    sending["to"] = json!({"name": "Ms Hippo", "street": "1 Main Street", "city": "Toronto", "state": "ON",
        "postal_code": "M5V 2T6", "country_code": "CA", "phone": "4151234567", "email": "ms@example.com"});
    sending["customs"] = json!({"contents": "merchandise", "signer": "Mr Hippo", "incoterm": "ddu",
        "goods": [{"description": "T-shirt of cotton", "quantity": 3, "net_weight": 1.5, "weight_unit": "lb",
            "value": {"amount": "45.00", "currency": "USD"}, "origin_country": "US", "tariff_number": "610910"}]});
    let service = "dhl_ecommerce_parcel_international_direct";
    let label = assistant
        .call("create_shipment", &shipment(&sending, service, "abroad"))
        .await;
    let invoice = pdf_text(&assistant.paper(&label["invoice_url"]).await);
    assert!(invoice.contains("T-shirt of cotton"), "{invoice}");
    sending.as_object_mut().unwrap().remove("customs");
    let text = assistant
        .refused("create_shipment", &shipment(&sending, service, "no papers"))
        .await;
    assert!(text.contains("customs"), "{text}");
}

#[tokio::test]
async fn an_unused_american_label_is_made_void_once() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let label = assistant.american_label("one").await;
    let arguments = json!({"label_id": label["label_id"]});
    let first = assistant.call("void_label", &arguments).await;
    assert_eq!(first["state"], "voided");
    assert_eq!(assistant.call("void_label", &arguments).await, first, "again");
    let id = label["label_id"].as_str().unwrap().replace('-', "");
    let bought = assistant
        .shippo("GET", &format!("/transactions/{id}"), &Value::Null)
        .await;
    assert_eq!(bought["status"], "REFUNDED");
    let text = assistant
        .refused(
            "create_return_label",
            &json!({"shipment_id": label["label_id"], "idempotency_key": "r"}),
        )
        .await;
    assert!(text.contains("void"), "{text}");
}

#[tokio::test]
async fn labels_that_stay_valid_say_so() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let label = assistant.american_label("one").await;
    assistant
        .call("create_manifest", &json!({"idempotency_key": "m"}))
        .await;
    for label in [label, assistant.dutch_label("two").await] {
        let answered = assistant
            .call("void_label", &json!({"label_id": label["label_id"]}))
            .await;
        assert_eq!(answered["state"], "void_refused");
    }
}

#[tokio::test]
async fn labels_of_others_are_unknown() {
    let assistant = Assistant::open().await;
    let label = assistant.dutch_label("one").await;
    let id = label["label_id"].as_str().unwrap();
    for (tool, mut arguments) in [
        ("void_label", json!({"label_id": id})),
        (
            "create_return_label",
            json!({"shipment_id": id, "idempotency_key": "k"}),
        ),
    ] {
        let elsewhere = assistant.refused_elsewhere(tool, &arguments).await;
        arguments = serde_json::from_str(&arguments.to_string().replace(id, NOBODY)).unwrap();
        let unknown = assistant.refused(tool, &arguments).await;
        assert_eq!(elsewhere, unknown.replace(NOBODY, id), "{tool}");
    }
    assert_eq!(
        assistant.call("void_label", &json!({"label_id": id})).await["state"],
        "void_refused"
    );
}
