//! Transit times, time windows, days of pickup and texts of statuses (reference 10.4, 13, 14.4; design section 11).

mod pickup_availability;
mod time_windows;
mod transit_times;
mod translations;

use crate::support::shop::{Shop, assert_no_null, fields};
use crate::support::{TEST, TestServer};
use serde_json::{Value, json};

/// A server whose clock shows this, seen with and without a token.
pub(super) async fn shop_at(now: &str) -> Shop {
    let server = TestServer::start().await;
    server.clock.set(now.parse().unwrap());
    Shop::on(server).await
}

pub(super) async fn list(shop: &Shop, path: &str) -> Vec<Value> {
    let reply = shop.server.get(path).send().await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"), "{path}");
    assert_no_null(&reply.json(), path);
    reply.json().as_array().unwrap().clone()
}

/// A request that must be refused with exactly these fields.
pub(super) async fn refused(shop: &Shop, path: &str, wanted: &[&str]) {
    let reply = shop.server.get(path).send().await;
    assert_eq!(
        (reply.status, reply.key().as_str()),
        (400, "parameter_invalid"),
        "{path}: {}",
        reply.text()
    );
    assert_eq!(fields(&reply.json()), wanted, "{path}");
    for detail in reply.json()["details"].as_array().unwrap() {
        let helps = detail["rule"] == "required" || detail["accepted"].as_array().is_some_and(|list| !list.is_empty());
        assert!(helps, "{path}: {detail}");
    }
}

#[tokio::test]
async fn a_token_of_any_organisation_changes_nothing_but_the_clock() {
    let shop = shop_at("2026-03-02T08:00:00Z").await;
    for path in [
        "/time-windows",
        "/pickup-availability?countryCode=NL&postalCode=3542AD",
        "/transit-times/business?fromCountry=NL&toCountry=DE",
    ] {
        let public = list(&shop, path).await;
        assert_eq!(shop.json(path).await, json!(public), "{path}");
        assert_eq!(shop.get_as(&TEST, path).await.json(), json!(public), "{path}");
    }
}
