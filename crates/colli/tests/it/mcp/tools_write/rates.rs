//! `get_rates` and `buy_label`.

use super::{Assistant, NOBODY, american, dutch, with};
use crate::support::client::Request;
use crate::support::papers::{pdf_codes, pdf_text};
use serde_json::{Value, json};

/// The cheapest offer.
fn cheapest(answered: &Value) -> Value {
    let mut offers = answered["offers"].as_array().unwrap().iter();
    let is_cheapest = |offer: &&Value| offer["marks"].as_array().unwrap().contains(&json!("cheapest"));
    offers.find(is_cheapest).unwrap_or_else(|| panic!("{answered}")).clone()
}

#[tokio::test]
async fn the_environments_own_account_offers_rates_and_a_bought_one_is_followed_everywhere() {
    let assistant = Assistant::open().await;
    let answered = assistant.call("get_rates", &dutch()).await;
    let offer = cheapest(&answered);
    assert_eq!(
        (&offer["currency"], &offer["carrier"]),
        (&json!("EUR"), &json!("dhl_benelux"))
    );
    let amount = offer["amount"].as_str().unwrap();
    assert_eq!(
        amount.split_once('.').map(|(_, cents)| cents.len()),
        Some(2),
        "{amount}"
    );
    assert!(offer["estimated_days"].as_u64().unwrap() >= 1);

    let arguments = json!({"rate_id": offer["rate_id"], "idempotency_key": "first", "label_format": "PDF_A6"});
    let label = assistant.call("buy_label", &arguments).await;
    assert_eq!(
        (&label["state"], &label["amount"], &label["service"]),
        (&json!("bought"), &offer["amount"], &offer["service"])
    );
    let number = label["tracking_number"].as_str().unwrap();
    let paper = assistant.paper(&label["label_url"]).await;
    assert!(pdf_codes(&paper).iter().any(|code| code == number));
    assert!(pdf_text(&paper).contains("Damrak 1"));

    assert_eq!(assistant.follow(&label["tracking_url"]).await.status, 200);
    let piece = assistant
        .server
        .operator("GET", &format!("/pieces/{number}"))
        .send()
        .await;
    assert_eq!(piece.json()["trackerCode"], json!(number));
    let track = assistant
        .shippo("GET", &format!("/tracks/dhl_benelux/{number}"), &Value::Null)
        .await;
    assert_eq!(track["tracking_status"]["status"], "PRE_TRANSIT");
    let unified = format!("/dhl/track/shipments?trackingNumber={number}");
    let unified = Request::new(assistant.server.address, "GET", &unified).header("dhl-api-key", "colli-demo-key");
    assert_eq!(unified.send().await.json()["shipments"][0]["id"], json!(number));
    let tracked = assistant
        .call("track_shipment", &json!({"tracking_number": number}))
        .await;
    assert!(tracked.to_string().contains(number), "{tracked}");
}

#[tokio::test]
async fn an_offer_is_bought_once_whatever_the_key() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let offer = cheapest(&assistant.call("get_rates", &american()).await);
    assert_eq!(offer["currency"], "USD");
    let arguments = json!({"rate_id": offer["rate_id"], "idempotency_key": "one"});
    let first = assistant.call("buy_label", &arguments).await;
    assert_eq!(assistant.call("buy_label", &arguments).await, first, "the same key");
    let other_key = with(&arguments, "/idempotency_key", json!("two"));
    let again = assistant.call("buy_label", &other_key).await;
    assert_eq!(again["label_id"], first["label_id"], "another key");
    let text = assistant
        .refused("buy_label", &with(&arguments, "/label_format", json!("PNG")))
        .await;
    assert!(text.starts_with("idempotency_key: 'one' was used"), "{text}");
    let bought = assistant.shippo("GET", "/transactions", &Value::Null).await;
    assert_eq!(bought["results"].as_array().unwrap().len(), 1);
    assistant.paper(&first["label_url"]).await;
}

#[tokio::test]
async fn what_was_spent_is_listed_per_carrier() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let mut bought = Vec::new();
    for (asked, key) in [(dutch(), "nl"), (american(), "us")] {
        let offer = cheapest(&assistant.call("get_rates", &asked).await);
        let arguments = json!({"rate_id": offer["rate_id"], "idempotency_key": key});
        bought.push(assistant.call("buy_label", &arguments).await);
    }
    let listed = assistant.call("list_shipments", &json!({})).await;
    for label in &bought {
        let mut rows = listed["shipments"].as_array().unwrap().iter();
        let row = rows.find(|row| row["shipment_id"] == label["label_id"]);
        let row = row.unwrap_or_else(|| panic!("{listed}"));
        for member in ["carrier", "amount", "currency"] {
            assert_eq!(row[member], label[member], "{member} of {row}");
        }
        // On American labels the receiver's ZIP code stands before the number, which the list does not tell.
        let number = row["tracking_numbers"][0].as_str().unwrap();
        assert!(label["tracking_number"].as_str().unwrap().ends_with(number), "{row}");
    }
}

#[tokio::test]
async fn carriers_say_a_thing_once_and_in_words_of_the_tools() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let answered = assistant.call("get_rates", &dutch()).await;
    assert_eq!(
        answered["messages"],
        json!([]),
        "who takes it is told, not who does not"
    );
    let heavy = with(&dutch(), "/parcels/0/weight", json!(5_000));
    let answered = assistant.call("get_rates", &heavy).await;
    let messages: Vec<&str> = answered["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m.as_str().unwrap())
        .collect();
    let text = messages.join(" ");
    assert!(text.contains("get_capabilities") && !text.contains("GET /"), "{text}");
    let distinct: std::collections::HashSet<&&str> = messages.iter().collect();
    assert_eq!(distinct.len(), messages.len(), "{messages:?}");
}

#[tokio::test]
async fn null_is_left_out_and_whole_numbers_may_have_a_point() {
    let assistant = Assistant::open().await;
    let mut asked = with(&dutch(), "/parcels/0/weight", json!(2.0));
    asked["to"]["phone"] = Value::Null;
    asked["to"]["state"] = Value::Null;
    asked["customs"] = Value::Null;
    assert!(
        !assistant.call("get_rates", &asked).await["offers"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assistant.call("list_shipments", &json!({"limit": 2.0})).await;
    asked["parcels"] = json!([null]);
    let text = assistant.refused("get_rates", &asked).await;
    assert!(text.starts_with("parcels[0]: null is not the type"), "{text}");
}

#[tokio::test]
async fn half_an_address_is_enough_for_rates_and_not_for_a_label() {
    let assistant = Assistant::open().await;
    let mut asked = dutch();
    asked["to"] = json!({"postal_code": "1012JS", "country_code": "NL"});
    let offer = cheapest(&assistant.call("get_rates", &asked).await);
    let arguments = json!({"rate_id": offer["rate_id"], "idempotency_key": "k"});
    let text = assistant.refused("buy_label", &arguments).await;
    assert!(
        text.contains("rate_id") && text.contains("name, street, city of 'to'"),
        "{text}"
    );
}

#[tokio::test]
async fn an_account_is_named_by_its_number() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let restricted = assistant
        .call("get_rates", &with(&dutch(), "/account_number", json!("08500002")))
        .await;
    let services = restricted["offers"].to_string();
    assert!(
        services.contains("dhl_benelux_dfy_b2c") && !services.contains("sdd"),
        "{services}"
    );
    let pickup = assistant
        .call("get_rates", &with(&american(), "/account_number", json!("123123")))
        .await;
    assert!(!pickup["offers"].as_array().unwrap().is_empty());
    for unknown in ["08600001", "99999999", "x"] {
        let text = assistant
            .refused("get_rates", &with(&dutch(), "/account_number", json!(unknown)))
            .await;
        assert_eq!(text, format!("account_number: the account {unknown} is unknown."));
    }
}

#[tokio::test]
async fn what_nobody_carries_has_no_offers_and_a_reason() {
    let assistant = Assistant::open().await;
    let heavy = with(&dutch(), "/parcels/0/weight", json!(5_000));
    let answered = assistant.call("get_rates", &heavy).await;
    assert_eq!(answered["offers"], json!([]));
    assert!(!answered["messages"].as_array().unwrap().is_empty());
    let without = assistant.refused("get_rates", &american()).await;
    assert_eq!(
        without,
        "account_number: there is no active account that sends from US."
    );
}

#[tokio::test]
async fn rates_that_are_old_or_anothers_are_not_sold() {
    let assistant = Assistant::open().await;
    let offer = cheapest(&assistant.call("get_rates", &dutch()).await);
    let arguments = json!({"rate_id": offer["rate_id"], "idempotency_key": "k"});
    let unknown = assistant
        .refused("buy_label", &with(&arguments, "/rate_id", json!(NOBODY)))
        .await;
    let elsewhere = assistant.refused_elsewhere("buy_label", &arguments).await;
    let rate = offer["rate_id"].as_str().unwrap();
    assert_eq!(elsewhere, unknown.replace(NOBODY, rate));
    assistant.advance("P8D").await;
    let text = assistant.refused("buy_label", &arguments).await;
    assert!(text.starts_with("rate_id: "), "{text}");
}
