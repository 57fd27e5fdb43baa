//! What becomes of a pickup: with the clock in test environments, and by the operator's word.

use super::{PATH, book, operator, pickup};
use crate::support::samples::{uuid, with};
use crate::support::shop::Shop;
use crate::support::{Credentials, LIVE, TEST};
use serde_json::{Value, json};

/// The statuses of a pickup at a time, with a token of that time.
async fn statuses_at(shop: &Shop, who: &Credentials, id: &str, now: &str) -> Vec<(String, String)> {
    shop.server.clock.set(now.parse().unwrap());
    let reply = shop.get_as(who, &format!("{PATH}/{id}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = reply.json()["statusList"].as_array().unwrap().clone();
    list.iter()
        .map(|entry| (text(&entry["status"]), text(&entry["timestamp"])))
        .collect()
}

fn words(statuses: &[(String, String)]) -> Vec<&str> {
    statuses.iter().map(|(status, _)| status.as_str()).collect()
}

fn id_of(booked: &Value) -> String {
    booked["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn statuses_advance_with_the_clock() {
    let shop = Shop::open().await;
    let id = id_of(&book(&shop, &pickup()).await);
    assert!(statuses_at(&shop, &TEST, &id, "2026-03-05T16:59:59Z").await.is_empty());
    let evening = statuses_at(&shop, &TEST, &id, "2026-03-05T17:00:00Z").await;
    assert_eq!(
        evening,
        [("WillBePickedUp".to_owned(), "2026-03-05T17:00:00.000Z".to_owned())]
    );
    let after = statuses_at(&shop, &TEST, &id, "2026-03-06T18:00:00Z").await;
    assert_eq!(words(&after), ["WillBePickedUp", "PickupCompleted"]);
    assert!(after[1].1.starts_with("2026-03-06T"), "{after:?}");
    assert_eq!(
        statuses_at(&shop, &TEST, &id, "2026-06-01T00:00:00Z").await,
        after,
        "it is over"
    );
    let again = Shop::open().await;
    let twin = id_of(&book(&again, &pickup()).await);
    assert_eq!(
        statuses_at(&again, &TEST, &twin, "2026-06-01T00:00:00Z").await,
        after,
        "equal orders, equal lives"
    );
}

#[tokio::test]
async fn a_description_chooses_the_mishap() {
    let shop = Shop::open().await;
    for (status, last) in [
        ("NothingPickedUp", "NothingPickedUp"),
        ("ClosedOrderCancelled", "ClosedOrderCancelled"),
        ("NothingPickedUpGoodsAreNotReadyYet", "PickupCompleted"),
        ("WillBePickedUp", "WillBePickedUp"),
    ] {
        shop.server.clock.set("2026-03-02T08:00:00Z".parse().unwrap());
        let body = with(pickup(), "description", json!(format!("scenario:{status} at the gate")));
        let id = id_of(&book(&shop, &body).await);
        let known = statuses_at(&shop, &TEST, &id, "2026-04-01T08:00:00Z").await;
        assert!(words(&known).contains(&status), "{known:?}");
        assert_eq!(words(&known).last(), Some(&last), "{known:?}");
    }
    shop.server.clock.set("2026-03-02T08:00:00Z".parse().unwrap());
    let unknown = with(pickup(), "description", json!("scenario:Explosion"));
    let detail = super::refuse(&shop, &unknown, "description").await;
    assert!(
        super::accepted(&detail).contains(&"scenario:NothingPickedUp"),
        "{detail}"
    );
}

#[tokio::test]
async fn in_live_environments_only_the_operator_reports() {
    let shop = Shop::open().await;
    let body = with(pickup(), "accountId", json!("08500003"));
    let body = with(body, "description", json!("scenario:Explosion"));
    let booked = shop.post_as(&LIVE, PATH, &body).await;
    assert_eq!(booked.status, 201, "no scenarios there: {}", booked.text());
    let id = id_of(&booked.json());
    assert!(statuses_at(&shop, &LIVE, &id, "2026-03-09T08:00:00Z").await.is_empty());
    let report = |body: Value| operator(&shop, &id, &body).header("colli-environment", "live").send();
    let reply = report(json!({"status": "WillBePickedUp", "timestamp": "2026-03-06T08:00:00+01:00"})).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    for _ in 0..2 {
        let done = report(json!({"status": "PickupCompleted"})).await;
        assert_eq!(done.status, 200, "the same again changes nothing: {}", done.text());
    }
    let known = statuses_at(&shop, &LIVE, &id, "2026-03-10T08:00:00Z").await;
    let expected = [
        ("WillBePickedUp", "2026-03-06T07:00:00.000Z"),
        ("PickupCompleted", "2026-03-09T08:00:00.000Z"),
    ];
    assert_eq!(known, expected.map(|(status, at)| (status.to_owned(), at.to_owned())));
    for (body, field) in [
        (json!({"status": "Explosion"}), "status"),
        (json!({"status": "NothingPickedUp"}), "status"),
        (
            json!({"status": "WillBePickedUp", "timestamp": "2027-01-01T00:00:00Z"}),
            "timestamp",
        ),
        (
            json!({"status": "WillBePickedUp", "timestamp": "yesterday"}),
            "timestamp",
        ),
    ] {
        let reply = report(body.clone()).await;
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        assert_eq!(reply.json()["error"]["details"][0]["field"], field, "{}", reply.text());
    }
    let unknown = report(json!({"status": "Explosion"})).await.json();
    let accepted = unknown["error"]["details"][0]["accepted"].as_array().unwrap().len();
    assert_eq!(accepted, 14, "every status of reference 14.3: {unknown}");
}

#[tokio::test]
async fn a_report_ends_what_is_simulated_and_strangers_cannot_report() {
    let shop = Shop::open().await;
    let id = id_of(&book(&shop, &pickup()).await);
    shop.server.clock.set("2026-03-06T07:00:00Z".parse().unwrap());
    let body = json!({"status": "NothingPickedUpNoGoodsForToday"});
    assert_eq!(
        operator(&shop, &id, &body)
            .header("colli-environment", "live")
            .send()
            .await
            .status,
        404
    );
    assert_eq!(operator(&shop, &uuid(9), &body).send().await.status, 404);
    assert_eq!(operator(&shop, "17", &body).send().await.status, 400);
    assert_eq!(operator(&shop, &id, &body).send().await.status, 200);
    let known = statuses_at(&shop, &TEST, &id, "2026-04-01T08:00:00Z").await;
    assert_eq!(words(&known), ["WillBePickedUp", "NothingPickedUpNoGoodsForToday"]);
}
