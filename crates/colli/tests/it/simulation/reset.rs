//! Emptying the environment, and that equal seeds give equal logs.

use super::{advance, book, open_at, operate, track, try_operate};
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::Shop;
use crate::support::{LIVE, START};
use serde_json::{Value, json};

/// The events of some parcels after a week, without their codes.
async fn week(shop: &Shop) -> Vec<Value> {
    let mut codes = Vec::new();
    for (n, reference) in [
        (1, "a"),
        (2, "b"),
        (3, "scenario:missort"),
        (4, "scenario:not-home-servicepoint"),
    ] {
        codes.push(book(shop, n, reference).await);
    }
    advance(shop, "P14D").await;
    let mut log = Vec::new();
    for code in &codes {
        log.push(track(shop, code).await["events"].clone());
    }
    log
}

#[tokio::test]
async fn the_same_seed_gives_the_same_log_again() {
    let shop = open_at(START, 42).await;
    let first = week(&shop).await;
    operate(&shop, "POST", "/reset", json!({"seed": 42, "now": START})).await;
    let shop = shop.again().await;
    let second = week(&shop).await;
    assert_eq!(first, second);
    operate(&shop, "POST", "/reset", json!({"seed": 43, "now": START})).await;
    let shop = shop.again().await;
    assert_ne!(first, week(&shop).await);
}

#[tokio::test]
async fn a_reset_may_freeze_the_clock() {
    let shop = Shop::open().await;
    let frozen = json!({"now": START, "mode": "frozen", "speed": 2.5});
    let shown = json!({"now": "2026-03-02T08:00:00.000Z", "mode": "frozen", "speed": 2.5});
    assert_eq!(operate(&shop, "POST", "/reset", frozen).await, shown);
    // A time alone leaves the rest, a mode alone begins at real time.
    assert_eq!(operate(&shop, "POST", "/reset", json!({"now": START})).await, shown);
    let clock = operate(&shop, "POST", "/reset", json!({"mode": "frozen"})).await;
    assert_eq!((&clock["mode"], &clock["speed"]), (&json!("frozen"), &json!(1)));
    for wrong in [json!({"mode": "fast"}), json!({"speed": 0}), json!({"speed": "1"})] {
        let reply = try_operate(&shop, "POST", "/reset", wrong.clone()).await;
        assert_eq!(reply.status, 400, "{wrong}: {}", reply.text());
    }
}

#[tokio::test]
async fn nothing_is_left_of_what_was_and_nobody_else_is_touched() {
    let shop = Shop::open().await;
    let code = book(&shop, 1, "order").await;
    let live = with(consumer_shipment(&uuid(1)), "accountId", json!("08500003"));
    let reply = shop.post_as(&LIVE, "/shipments", &live).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let live_code = crate::support::shop::code(&reply.json(), 0);
    advance(&shop, "PT20H").await;
    let clock = operate(&shop, "POST", "/reset", json!({})).await;
    assert_eq!(
        clock,
        json!({"now": "2026-03-02T08:00:00.000Z", "mode": "running", "speed": 1})
    );
    let gone = shop.server.get(&format!("/track-trace?key={code}")).send().await;
    assert_eq!(gone.status, 404);
    assert_eq!(advance(&shop, "P30D").await, 0);
    let there = shop.server.get(&format!("/track-trace?key={live_code}")).send().await;
    assert_eq!(there.status, 200);
    // Nothing moves a parcel of a live environment but scans.
    assert_eq!(there.json()[0]["events"].as_array().unwrap().len(), 2);
}
