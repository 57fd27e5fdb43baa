//! The track and trace pusher (reference 12, design section 11).

use crate::support::receiver::Receiver;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use crate::support::{LIVE, OTHER, TestServer};
use serde_json::{Value, json};

const CONFIGURATIONS: &str = "/track-trace-pusher/configurations";
const SUBSCRIPTIONS: &str = "/track-trace-pusher/subscriptions";

async fn open() -> Shop {
    Shop::on(TestServer::start().await.with_jobs()).await
}

fn configuration(url: &str, organisation_level: bool) -> Value {
    json!({"name": "Shop", "url": url, "maxRequestsPerSecond": 50, "organisationLevel": organisation_level,
        "authorisation": {"type": "API_KEY", "header": "X-Shop-Key", "key": "sesame"}})
}

async fn create(shop: &Shop, body: &Value) -> Value {
    let reply = shop.post(CONFIGURATIONS, body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn at_organisation_level_every_parcel_is_pushed() {
    let shop = open().await;
    let receiver = Receiver::start().await;
    let made = create(&shop, &configuration(&receiver.url(), true)).await;
    assert!(made["configurationId"].is_string() && made["subscriptionKey"].is_string());
    let booked = shop.book(&consumer_shipment(&uuid(1))).await;
    for got in receiver.taken(2).await {
        assert_eq!(got.header("x-shop-key"), "sesame");
        assert_eq!(got.header("webhook-signature"), "", "pushes are not signed");
        let piece = got.json();
        assert_eq!(piece["barcode"], code(&booked, 0).as_str());
        assert_eq!(piece["events"][0]["status"], "LEG_CREATED");
        // As the receiver may see it: addresses, but not whose shipment it is.
        assert!(piece["receiver"]["address"]["postalCode"].is_string(), "{piece}");
        assert_eq!(piece["shipmentId"], Value::Null);
    }
}

#[tokio::test]
async fn below_it_those_subscribed_are() {
    let shop = open().await;
    let receiver = Receiver::start().await;
    let made = create(&shop, &configuration(&receiver.url(), false)).await;
    let sample = consumer_shipment(&uuid(1));
    let booked = shop.book(&sample).await;
    let postal_code = sample["receiver"]["address"]["postalCode"].clone();
    let subscription = json!({"configurationId": made["configurationId"], "subscriptionKey": made["subscriptionKey"],
        "barcode": code(&booked, 0), "postalCode": postal_code});
    for _ in 0..2 {
        let reply = shop.post(SUBSCRIPTIONS, &subscription).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
    shop.book(&consumer_shipment(&uuid(2))).await;
    let statuses = &shop.server.service.network().statuses;
    let delivered = statuses.all().find(|status| status.category == "DELIVERED").unwrap();
    let scan = json!({"scanId": "s1", "trackerCode": code(&booked, 0), "status": delivered.code,
        "occurredAt": crate::support::START});
    let reply = shop
        .server
        .operator("POST", "/scans")
        .json(&json!({"scans": [scan]}))
        .send()
        .await;
    assert_eq!(reply.json()["results"][0]["status"], "accepted", "{}", reply.text());
    let taken = receiver.taken(1).await;
    assert_eq!(
        (taken.len(), taken[0].json()["barcode"].as_str()),
        (1, Some(code(&booked, 0).as_str()))
    );

    let listed = shop
        .json(&format!(
            "{CONFIGURATIONS}/{}/subscriptions",
            made["configurationId"].as_str().unwrap()
        ))
        .await;
    assert_eq!(listed[0]["barcode"], code(&booked, 0).as_str());
    let own = format!(
        "{CONFIGURATIONS}/{}/subscriptions/{}",
        made["configurationId"].as_str().unwrap(),
        code(&booked, 0)
    );
    assert_eq!(shop.request("DELETE", &own).send().await.status, 204);
    assert_eq!(shop.request("DELETE", &own).send().await.status, 404);
}

#[tokio::test]
async fn subscriptions_need_the_key_and_the_postal_code() {
    let shop = open().await;
    let made = create(&shop, &configuration("https://1.1.1.1/", false)).await;
    let sample = consumer_shipment(&uuid(1));
    let booked = shop.book(&sample).await;
    let good = json!({"configurationId": made["configurationId"], "subscriptionKey": made["subscriptionKey"],
        "barcode": code(&booked, 0), "postalCode": sample["receiver"]["address"]["postalCode"]});
    for (member, value, status) in [
        ("subscriptionKey", json!("wrong"), 400),
        ("subscriptionKey", Value::Null, 400),
        ("configurationId", json!(uuid(9)), 404),
        ("barcode", json!("JVGL08500001000099999999"), 404),
        ("postalCode", json!("9999ZZ"), 404),
        ("postalCode", Value::Null, 400),
    ] {
        let mut body = good.clone();
        body[member] = value;
        let reply = shop.post(SUBSCRIPTIONS, &body).await;
        assert_eq!(reply.status, status, "{member}: {}", reply.text());
    }
    for other in [&OTHER, &LIVE] {
        assert_eq!(shop.post_as(other, SUBSCRIPTIONS, &good).await.status, 404);
        assert_eq!(shop.get_as(other, CONFIGURATIONS).await.json(), json!([]));
        let one = format!("{CONFIGURATIONS}/{}", made["configurationId"].as_str().unwrap());
        assert_eq!(shop.get_as(other, &one).await.status, 404);
    }
}

#[tokio::test]
async fn configurations_are_checked_listed_and_deleted() {
    let shop = open().await;
    for (member, value, field) in [
        ("url", json!("https://10.0.0.1/"), "url"),
        ("url", Value::Null, "url"),
        ("maxRequestsPerSecond", json!(0), "maxRequestsPerSecond"),
        ("maxRequestsPerSecond", json!(100_000), "maxRequestsPerSecond"),
        (
            "authorisation",
            json!({"type": "OAUTH2", "tokenUrl": "https://1.1.1.1/"}),
            "authorisation.type",
        ),
        (
            "authorisation",
            json!({"type": "API_KEY", "key": "k"}),
            "authorisation.header",
        ),
        (
            "authorisation",
            json!({"type": "API_KEY", "header": "Host", "key": "k"}),
            "authorisation.header",
        ),
        (
            "authorisation",
            json!({"type": "API_KEY", "header": "a b", "key": "k"}),
            "authorisation.header",
        ),
        (
            "authorisation",
            json!({"type": "API_KEY", "header": "X-Key", "key": "a\nb"}),
            "authorisation.key",
        ),
    ] {
        let mut body = configuration("https://1.1.1.1/", true);
        body[member] = value;
        let reply = shop.post(CONFIGURATIONS, &body).await;
        reply.assert_error(400, member);
        assert_eq!(reply.fields(), [field], "{}", reply.text());
    }
    let made = create(&shop, &configuration("https://1.1.1.1/", true)).await;
    let shown = shop.json(CONFIGURATIONS).await;
    assert_eq!(
        shown,
        json!([{"configurationId": made["configurationId"], "name": "Shop", "url": "https://1.1.1.1/", "maxRequestsPerSecond": 50,
            "organisationLevel": true, "authorisation": {"type": "API_KEY", "header": "x-shop-key"}, "status": "OK"}])
    );
    let one = format!("{CONFIGURATIONS}/{}", made["configurationId"].as_str().unwrap());
    assert_eq!(shop.json(&one).await, shown[0]);
    assert_eq!(shop.request("DELETE", &one).send().await.status, 204);
    assert_eq!(shop.request("DELETE", &one).send().await.status, 404);
}
