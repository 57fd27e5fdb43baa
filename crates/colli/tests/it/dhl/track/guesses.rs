//! Postal codes cannot be guessed (design law 5): after too many wrong ones the right one opens nothing for a while.

use super::{KEY, ask_as, one};
use crate::support::TEST;
use crate::support::client::Request;
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::{Shop, code};
use colli_core::limits::POSTAL_GUESSES_HOURLY_MAX as MOST;
use serde_json::{Value, json};

const RIGHT: &str = "1012JS";

/// The shipment as who names this postal code sees it.
async fn seen(shop: &Shop, number: &str, postal_code: &str) -> Value {
    let query = format!("trackingNumber={number}&recipientPostalCode={postal_code}");
    one(&shop.server, &query).await
}

fn is_open(shipment: &Value) -> bool {
    shipment["details"]["receiver"].is_object()
}

/// Names so many wrong postal codes, the first with this number.
async fn guess(shop: &Shop, number: &str, first: usize, count: usize) {
    for n in first..first + count {
        assert!(!is_open(&seen(shop, number, &format!("{}AB", 2_000 + n)).await));
    }
}

#[tokio::test]
async fn after_too_many_wrong_codes_the_right_one_opens_nothing_for_an_hour() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let other = code(&shop.book(&consumer_shipment(&uuid(2))).await, 0);
    // Kept from here on: what is kept is no way around.
    assert!(is_open(&seen(&shop, &number, RIGHT).await));
    guess(&shop, &number, 0, MOST - 1).await;
    for _ in 0..MOST {
        // The same again, in other spellings, is no other guess.
        guess(&shop, &number, 0, 1).await;
        assert!(!is_open(&seen(&shop, &number, "2000%20ab").await));
    }
    assert!(is_open(&seen(&shop, &number, RIGHT).await));
    guess(&shop, &number, MOST, 1).await;
    shop.server.clock.advance_seconds(3_599);
    for typed in [RIGHT, "1012%20js"] {
        let closed = seen(&shop, &number, typed).await;
        assert!(!is_open(&closed));
        assert_eq!(closed["destination"], json!({"address": {"countryCode": "NL"}}));
    }
    assert!(is_open(&seen(&shop, &other, RIGHT).await), "another parcel");
    shop.server.clock.advance_seconds(1);
    for typed in [RIGHT, "1012%20js"] {
        assert!(is_open(&seen(&shop, &number, typed).await));
    }
}

#[tokio::test]
async fn what_is_closed_is_closed_everywhere_but_to_its_owner() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let public = async |path: String| Request::new(shop.server.address, "GET", &path).send().await;
    let track = async |postal_code: &str| {
        let reply = shop.server.get(&format!("/track-trace?key={number}%2B{postal_code}"));
        reply.send().await.json()[0].clone()
    };
    let page = format!("/t/{number}?postalCode={RIGHT}");
    assert!(track(RIGHT).await["receiver"].is_object());
    assert!(public(page.clone()).await.text().contains("Amsterdam,") || is_open(&seen(&shop, &number, RIGHT).await));
    // Each way adds to the same count.
    guess(&shop, &number, 0, MOST / 2).await;
    for n in 0..MOST - MOST / 2 {
        assert!(track(&format!("{}AB", 3_000 + n)).await["receiver"].is_null());
    }
    assert!(track(RIGHT).await["receiver"].is_null());
    assert!(track("1012js").await["receiver"].is_null());
    assert!(!is_open(&seen(&shop, &number, RIGHT).await));
    let open = shop.json(&format!("/track-trace?key={number}")).await;
    assert!(open[0]["receiver"].is_object(), "the owner");
    let answer = Request::new(shop.server.address, "POST", "/actions/tools/track_shipment")
        .header("DHL-API-Key", KEY)
        .json(&json!({"tracking_number": number, "recipient_postal_code": RIGHT}));
    let answer = answer.send().await.text();
    let names = consumer_shipment(&uuid(1))["receiver"]["name"]["lastName"]
        .as_str()
        .unwrap()
        .to_owned();
    for text in [answer, public(page).await.text()] {
        assert!(text.contains(&number) && !text.contains(&names), "{text}");
    }
}

#[tokio::test]
async fn one_request_with_many_keys_guesses_no_more_than_many_requests() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let keys = (0..MOST).map(|n| format!("{number}%2B{}AB", 2_000 + n));
    let keys: Vec<String> = keys.chain([format!("{number}%2B{RIGHT}")]).collect();
    let reply = shop.server.get(&format!("/track-trace?key={}", keys.join(",")));
    assert!(reply.send().await.json()[0]["receiver"].is_null());
    // The owner's wrong codes are not counted.
    let body = with(consumer_shipment(&uuid(2)), "orderReference", json!("2"));
    let number = code(&shop.book(&body).await, 0);
    for n in 0..=MOST {
        let token = shop.server.token(&TEST).await;
        let path = format!("/track-trace?key={number}%2B{}AB", 2_000 + n);
        assert_eq!(shop.server.get(&path).token(&token).send().await.status, 200);
    }
    assert!(is_open(&seen(&shop, &number, RIGHT).await));
    // Without a postal code nothing is guessed.
    for _ in 0..=MOST {
        assert_eq!(
            ask_as(&shop.server, KEY, &format!("trackingNumber={number}"))
                .await
                .status,
            200
        );
    }
    assert!(is_open(&seen(&shop, &number, RIGHT).await));
}

#[tokio::test]
async fn belgian_codes_match_with_their_letter() {
    let shop = Shop::open().await;
    let mut body = consumer_shipment(&uuid(1));
    body["receiver"]["address"] = json!({"countryCode": "BE", "postalCode": "1880", "city": "Kapelle-op-den-Bos",
        "street": "Kerkstraat", "number": "1", "isBusiness": false});
    let number = code(&shop.book(&body).await, 0);
    for typed in ["1880", "B-1880", "BE%201880"] {
        assert!(is_open(&seen(&shop, &number, typed).await), "{typed}");
    }
    assert!(!is_open(&seen(&shop, &number, "B-1881").await));
}
