//! The simulation over HTTP: clock, scenarios, reset, and parcels that live.

mod bad_input;
mod clock;
mod reset;
mod running;
mod scenarios;
mod service_points;

use crate::support::client::Reply;
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::{Shop, code};
use serde_json::{Value, json};

/// A call of the own API that must succeed.
pub(super) async fn operate(shop: &Shop, method: &str, path: &str, body: Value) -> Value {
    let reply = try_operate(shop, method, path, body).await;
    assert_eq!(reply.status, 200, "{method} {path}: {}", reply.text());
    reply.json()
}

pub(super) async fn try_operate(shop: &Shop, method: &str, path: &str, body: Value) -> Reply {
    let request = shop.server.operator(method, path);
    let request = if method == "GET" { request } else { request.json(&body) };
    request.send().await
}

/// Puts the clock forward; the number of events that happened.
pub(super) async fn advance(shop: &Shop, by: &str) -> u64 {
    let answer = operate(shop, "POST", "/clock/advance", json!({"by": by})).await;
    answer["events"].as_u64().unwrap()
}

/// A shop whose environment was emptied, with a seed and a clock that shows this moment.
pub(super) async fn open_at(now: &str, seed: i64) -> Shop {
    let shop = Shop::open().await;
    operate(&shop, "POST", "/reset", json!({"seed": seed, "now": now})).await;
    shop.again().await
}

impl Shop {
    /// The same with a token of this moment of the environment: tokens end by its clock.
    pub(super) async fn again(self) -> Self {
        Self::on(self.server).await
    }
}

/// Books a parcel to a consumer under a reference; its code.
pub(super) async fn book(shop: &Shop, n: u32, reference: &str) -> String {
    let body = with(consumer_shipment(&uuid(n)), "orderReference", json!(reference));
    code(&shop.book(&body).await, 0)
}

/// What a tracker shows of a piece to whoever knows the receiver's postal code.
pub(super) async fn track(shop: &Shop, code: &str) -> Value {
    let reply = shop
        .server
        .get(&format!("/track-trace?key={code}%2B1012JS"))
        .send()
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()[0].clone()
}

/// The statuses of a piece, oldest first.
pub(super) async fn statuses(shop: &Shop, code: &str) -> Vec<String> {
    let piece = track(shop, code).await;
    let events = piece["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["status"].as_str().unwrap().to_owned())
        .collect()
}
