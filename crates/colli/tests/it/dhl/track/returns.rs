//! Returns: their receiver is a shop, whose postal code everybody knows, and their sender is at home.

use super::{found, one};
use crate::support::samples::{company, consumer, consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, code};
use serde_json::{Value, json};

const SHOP: &str = "3542AD";
const HOME: &str = "1012JS";

/// A consumer's return to the company, as one is booked.
fn returned() -> Value {
    let mut body = with(shipment(&uuid(1)), "returnLabel", json!(true));
    body["shipper"] = consumer();
    body["receiver"] = company();
    body
}

/// A way out, with a label for the way back.
fn with_return_label() -> Value {
    let options = json!([{"key": "DOOR"}, {"key": "ADD_RETURN_LABEL"}]);
    with(consumer_shipment(&uuid(2)), "options", options)
}

/// Codes of a return, and of a piece under a return label.
async fn returns(shop: &Shop) -> [String; 2] {
    let booked = shop.book(&returned()).await;
    let labelled = shop.book(&with_return_label()).await;
    [code(&booked, 0), code(&labelled, 1)]
}

fn assert_hidden(text: &str, about: &str) {
    for secret in [HOME, "Damrak", "1012", consumer()["name"]["lastName"].as_str().unwrap()] {
        assert!(!text.contains(secret), "{about}: {secret} in {text}");
    }
}

#[tokio::test]
async fn the_shops_postal_code_does_not_open_the_senders_home() {
    let shop = Shop::open().await;
    for number in returns(&shop).await {
        let shipment = one(
            &shop.server,
            &format!("trackingNumber={number}&recipientPostalCode={SHOP}"),
        )
        .await;
        assert_eq!(shipment["returnFlag"], true);
        assert_eq!(shipment["details"]["receiver"]["address"]["postalCode"], SHOP);
        assert_eq!(shipment["details"].get("sender"), None);
        assert_eq!(shipment["origin"], json!({"address": {"countryCode": "NL"}}));
        let text = shipment.to_string().replace(&number, "");
        assert_hidden(&text.replace(&shop.server.address.to_string(), ""), &number);
        let path = format!("/track-trace?key={number}%2B{SHOP}");
        let piece = shop.server.get(&path).send().await.json()[0].clone();
        assert!(
            piece["receiver"].is_object() && piece.get("shipper").is_none(),
            "{piece}"
        );
    }
}

#[tokio::test]
async fn the_senders_postal_code_opens_the_sender_of_a_return() {
    let shop = Shop::open().await;
    for number in returns(&shop).await {
        let shipment = one(
            &shop.server,
            &format!("trackingNumber={number}&recipientPostalCode={HOME}"),
        )
        .await;
        assert_eq!(shipment["details"]["sender"]["address"]["postalCode"], HOME);
        assert_eq!(shipment["origin"]["address"]["postalCode"], HOME);
        assert_eq!(shipment["details"].get("receiver"), None);
        assert_eq!(shipment["destination"], json!({"address": {"countryCode": "NL"}}));
        let path = format!("/track-trace?key={number}%2B{HOME},{number}%2B{SHOP}");
        let both = shop.server.get(&path).send().await.json()[0].clone();
        assert!(both["receiver"].is_object() && both["shipper"].is_object(), "{both}");
        let own = shop.json(&format!("/track-trace?key={number}")).await;
        assert!(own[0]["shipper"].is_object(), "{own}");
    }
}

#[tokio::test]
async fn who_sent_a_parcel_that_is_no_return_is_told_to_its_receiver_only() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&with_return_label()).await, 0);
    let full = one(
        &shop.server,
        &format!("trackingNumber={number}&recipientPostalCode={HOME}"),
    )
    .await;
    assert!(full["details"]["sender"].is_object() && full["details"]["receiver"].is_object());
    let senders = one(
        &shop.server,
        &format!("trackingNumber={number}&recipientPostalCode={SHOP}"),
    )
    .await;
    assert!(senders["details"].get("sender").is_none() && senders["details"].get("receiver").is_none());
}

#[tokio::test]
async fn a_piece_under_a_return_label_is_one_piece_by_itself() {
    let shop = Shop::open().await;
    let booked = shop.book(&with_return_label()).await;
    for n in 0..2 {
        let number = code(&booked, n);
        let answer = found(&shop.server, &format!("trackingNumber={number}")).await;
        let details = &answer["shipments"][0]["details"];
        assert_eq!(details["pieceIds"], json!([number]));
        assert_eq!(details["totalNumberOfPieces"], 1);
    }
}
