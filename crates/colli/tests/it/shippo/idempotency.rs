//! `Idempotency-Key`: what a client named is done once, and answered as the first time (design law 2).

use super::merchant::{GROUND, LIVE, MINE, Merchant, OTHER, id, parcel_to_walnut_creek, rate};
use crate::support::client::{Reply, Request};
use colli_service::gateway::{Claim, NamedRequest};
use serde_json::{Value, json};
use tokio::task::JoinSet;

fn named(shop: &Merchant, token: &str, path: &str, key: &str, body: &Value) -> Request {
    shop.request_as(token, "POST", path)
        .header("idempotency-key", key)
        .json(body)
}

async fn send(shop: &Merchant, path: &str, key: &str, body: &Value) -> Reply {
    named(shop, shop.token, path, key, body).send().await
}

fn replayed(reply: &Reply) -> bool {
    reply.header("idempotency-replayed") == Some("true")
}

#[tokio::test]
async fn the_same_request_again_is_the_same_answer() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let bought =
        json!({"shipment": parcel_to_walnut_creek(), "carrier_account": account, "servicelevel_token": GROUND});
    let transaction = id(&shop.create("/transactions", &bought).await);
    let parcel = &parcel_to_walnut_creek()["parcels"][0];
    for (path, body) in [
        ("/addresses", json!({"name": "Mr Hippo", "country": "US"})),
        ("/parcels", parcel.clone()),
        ("/shipments", parcel_to_walnut_creek()),
        ("/transactions", bought.clone()),
        ("/refunds", json!({"transaction": transaction})),
        (
            "/manifests",
            json!({"carrier_account": account, "shipment_date": "2026-03-02T00:00:00Z",
                "address_from": parcel_to_walnut_creek()["address_from"]}),
        ),
        (
            "/carrier_accounts",
            super::merchant::sample("connect-your-dhl-ecommerce-account-request"),
        ),
        ("/webhooks", json!({"event": "all", "url": "https://1.1.1.1/hook"})),
    ] {
        let first = send(&shop, path, "k1", &body).await;
        assert_eq!(first.status, 201, "{path}: {}", first.text());
        assert!(!replayed(&first), "{path}");
        for again in [path.to_owned(), format!("{path}/")] {
            let again = send(&shop, &again, "k1", &body).await;
            assert_eq!((again.status, again.text()), (201, first.text()), "{path}");
            assert_eq!(again.header("content-type"), Some("application/json"));
            assert!(replayed(&again), "{path}");
        }
        let other_key = send(&shop, path, "k2", &body).await;
        assert!(!replayed(&other_key), "{path}");
        if other_key.status == 201 && path != "/webhooks" {
            assert_ne!(other_key.json()["object_id"], first.json()["object_id"], "{path}");
        }
    }
}

#[tokio::test]
async fn a_key_stands_for_one_body_at_one_path_of_one_caller() {
    let shop = Merchant::open().await;
    let body = json!({"name": "Mr Hippo", "country": "US"});
    let first = send(&shop, "/addresses", "k", &body).await;
    let other = send(&shop, "/addresses", "k", &json!({"name": "Ms Hippo", "country": "US"})).await;
    assert_eq!(other.status, 409, "{}", other.text());
    assert!(other.json()["detail"].is_string());
    let elsewhere = send(&shop, "/parcels", "k", &parcel_to_walnut_creek()["parcels"][0]).await;
    assert_eq!(
        (elsewhere.status, replayed(&elsewhere)),
        (201, false),
        "{}",
        elsewhere.text()
    );
    for token in [LIVE, OTHER] {
        let theirs = named(&shop, token, "/addresses", "k", &body).send().await;
        assert_eq!((theirs.status, replayed(&theirs)), (201, false));
        assert_ne!(theirs.json()["object_id"], first.json()["object_id"]);
    }
    assert_eq!(send(&shop, "/addresses", "k", &body).await.text(), first.text());
}

#[tokio::test]
async fn duplicates_at_once_make_one() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let quoted = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    let instant =
        json!({"shipment": parcel_to_walnut_creek(), "carrier_account": account, "servicelevel_token": GROUND});
    for (path, body, before) in [
        ("/shipments", parcel_to_walnut_creek(), 1),
        ("/transactions", instant, 0),
        (
            "/transactions",
            json!({"rate": id(rate(&quoted, GROUND)), "async": false}),
            1,
        ),
    ] {
        let key = format!("{path}{before}");
        let mut sending = JoinSet::new();
        for _ in 0..16 {
            let request = named(&shop, shop.token, path, &key, &body);
            sending.spawn(async move { request.send().await });
        }
        let mut made = Vec::new();
        for reply in sending.join_all().await {
            assert!(matches!(reply.status, 201 | 409), "{path}: {}", reply.text());
            if reply.status == 201 {
                made.push(id(&reply.json()));
            } else {
                assert!(reply.header("retry-after").is_some(), "it may be tried again");
            }
        }
        made.push(id(&send(&shop, path, &key, &body).await.json()));
        made.dedup();
        assert_eq!(made.len(), 1, "{path}: {made:?}");
        let listed = shop.get(path).await["results"].as_array().unwrap().len();
        // An instant label makes a shipment of its own, which comes after the first entry here.
        assert_eq!(listed, before + 1, "{path}");
    }
}

#[tokio::test]
async fn refusals_are_repeated_too() {
    let shop = Merchant::open().await;
    let wrong = json!({"name": "Mr Hippo", "country": "Atlantis"});
    let first = send(&shop, "/addresses", "k", &wrong).await;
    assert_eq!((first.status, replayed(&first)), (400, false));
    let again = send(&shop, "/addresses", "k", &wrong).await;
    assert_eq!(
        (again.status, again.text(), replayed(&again)),
        (400, first.text(), true)
    );
    let good = send(&shop, "/addresses", "k", &json!({"name": "Mr Hippo", "country": "US"})).await;
    assert_eq!(good.status, 409, "a mended request is another one");
}

#[tokio::test]
async fn keys_are_checked_kept_a_while_and_mean_nothing_elsewhere() {
    let shop = Merchant::open().await;
    let body = json!({"name": "Mr Hippo", "country": "US"});
    for key in [String::new(), " ".to_owned(), "k".repeat(256)] {
        let reply = send(&shop, "/addresses", &key, &body).await;
        assert_eq!(reply.status, 400, "{}", reply.text());
        assert!(reply.json()["Idempotency-Key"][0].is_string(), "{}", reply.text());
    }
    let key = "k".repeat(255);
    let first = send(&shop, "/addresses", &key, &body).await;
    assert_eq!(first.status, 201);
    assert_eq!(send(&shop, "/addresses", &key, &body).await.text(), first.text());
    let stranger = named(&shop, "shippo_test_nobody", "/addresses", &key, &body)
        .send()
        .await;
    assert_eq!(stranger.status, 401);
    for _ in 0..2 {
        let read = shop
            .request("GET", "/addresses")
            .header("idempotency-key", &key)
            .send()
            .await;
        assert_eq!((read.status, replayed(&read)), (200, false), "only POST is kept");
    }
}

#[tokio::test]
async fn a_key_that_was_forgotten_may_name_another_request() {
    let shop = Merchant::open().await;
    let first = json!({"name": "Mr Hippo", "country": "US"});
    let made = send(&shop, "/addresses", "k", &first).await.json();
    let tenant = shop.server.service.authenticate_gateway(MINE).await.unwrap().tenant;
    let forgotten = async || {
        shop.advance("P8D").await;
        let now = shop.server.service.now(tenant);
        shop.server
            .store
            .delete_old_idempotency_keys(tenant, now)
            .await
            .unwrap()
    };
    assert_eq!(forgotten().await, 1, "answers are kept for a week");
    let other = send(&shop, "/addresses", "k", &json!({"name": "Ms Hippo", "country": "US"})).await;
    assert_eq!((other.status, replayed(&other)), (201, false), "{}", other.text());
    assert_eq!(other.json()["name"], "Ms Hippo");
    assert_ne!(other.json()["object_id"], made["object_id"]);
    // The first request again, once it is forgotten, is a new one.
    assert_eq!(forgotten().await, 1);
    let again = send(&shop, "/addresses", "k", &first).await;
    assert_eq!((again.status, replayed(&again)), (201, false), "{}", again.text());
    assert_ne!(again.json()["object_id"], made["object_id"]);
}

#[tokio::test]
async fn who_takes_over_or_tries_again_makes_the_same_objects() {
    let shop = Merchant::open().await;
    let service = &shop.server.service;
    let caller = service.authenticate_gateway(MINE).await.unwrap();
    let claim = async || {
        let request = NamedRequest {
            key: "k",
            path: "/addresses",
            body: b"{}",
        };
        service.claim_request(&caller, &request).await.unwrap()
    };
    let first = claim().await;
    let Claim::Claimed { name, .. } = &first else {
        panic!("{first:?}");
    };
    assert_eq!(claim().await, Claim::InProgress);
    // Its node died.
    shop.server.clock.advance_seconds(61);
    assert_eq!(claim().await, first);
    assert_eq!(claim().await, Claim::InProgress);
    // It failed, perhaps after it was carried out.
    service.release_request(&caller, name.clone()).await.unwrap();
    shop.server.clock.advance_seconds(1);
    assert_eq!(claim().await, first);
}
