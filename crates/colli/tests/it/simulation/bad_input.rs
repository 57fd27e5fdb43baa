//! What clock, scenarios and reset refuse.

use super::{book, open_at, operate, try_operate};
use crate::support::client::{Reply, Request};
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::{Shop, fields};
use crate::support::{LIVE, OTHER_OPERATOR, START};
use serde_json::{Value, json};

/// The rule a refusal names for a field.
fn rule(reply: &Reply, status: u16, field: &str) -> String {
    assert_eq!(reply.status, status, "{}", reply.text());
    let body = reply.json();
    let detail = &body["error"]["details"][0];
    assert_eq!(detail["field"], field, "{body}");
    assert!(!detail["accepted"].as_array().unwrap().is_empty(), "{body}");
    detail["rule"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_clock_goes_forward_by_sensible_steps() {
    let shop = open_at(START, 1).await;
    for (by, rule_broken) in [
        ("", "format"),
        ("36 hours", "format"),
        ("PT", "format"),
        ("36h", "format"),
        ("PT36H/PT1H", "format"),
        ("P100Y", "unit"),
        ("P1M", "unit"),
        ("-PT1H", "range"),
        ("PT0S", "range"),
        ("P367D", "range"),
        ("PT87600H", "range"),
    ] {
        let reply = try_operate(&shop, "POST", "/clock/advance", json!({"by": by})).await;
        assert_eq!(rule(&reply, 400, "by"), rule_broken, "{by}");
    }
    let reply = try_operate(&shop, "POST", "/clock/advance", json!({})).await;
    assert_eq!(rule(&reply, 400, "by"), "required");
    for body in [json!({"by": 36}), json!({"by": "PT1H", "until": "tomorrow"}), json!([])] {
        let reply = try_operate(&shop, "POST", "/clock/advance", body.clone()).await;
        assert_eq!(reply.status, 400, "{body}");
    }
    let clock = operate(&shop, "GET", "/clock", json!({})).await;
    assert_eq!(clock["now"], "2026-03-02T08:00:00.000Z");
    operate(&shop, "POST", "/clock/advance", json!({"by": "P366D"})).await;
}

#[tokio::test]
async fn a_clock_cannot_be_set_to_anything() {
    let shop = open_at(START, 1).await;
    for (body, field, rule_broken) in [
        (json!({"now": "2026-03-02T07:59:59Z"}), "now", "order"),
        (json!({"now": "2226-03-02T08:00:00Z"}), "now", "range"),
        (json!({"now": "tomorrow"}), "now", "format"),
        (json!({"now": "2026-03-02T10:00:00"}), "now", "format"),
        (json!({"mode": "paused"}), "mode", "value"),
        (json!({"speed": 0}), "speed", "range"),
        (json!({"speed": -1}), "speed", "range"),
        (json!({"speed": 0.0001}), "speed", "range"),
        (json!({"speed": 1e9}), "speed", "range"),
    ] {
        let reply = try_operate(&shop, "PUT", "/clock", body.clone()).await;
        assert_eq!(rule(&reply, 400, field), rule_broken, "{body}");
    }
    let reply = try_operate(&shop, "POST", "/reset", json!({"now": "yesterday"})).await;
    assert_eq!(rule(&reply, 400, "now"), "format");
    let reply = try_operate(&shop, "POST", "/reset", json!({"seed": "forty-two"})).await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn unknown_scenarios_are_refused_naming_the_known_ones() {
    let shop = open_at(START, 1).await;
    let code = book(&shop, 1, "order").await;
    let reply = try_operate(&shop, "POST", "/scenarios/eaten-by-a-dog", json!({"trackerCode": code})).await;
    assert_eq!(rule(&reply, 400, "name"), "unknown");
    assert!(reply.text().contains("not-home-neighbour"));
    let order = with(consumer_shipment(&uuid(2)), "orderReference", json!("scenario:eaten"));
    let refused = shop.post("/shipments", &order).await;
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert_eq!(fields(&refused.json()), ["orderReference"]);
    assert!(refused.text().contains("not-home-neighbour"));
    let options = json!([{"key": "DOOR"}, {"key": "REFERENCE", "input": "scenario:x"}]);
    let order = with(consumer_shipment(&uuid(3)), "options", options);
    assert_eq!(
        fields(&shop.post("/shipments", &order).await.json()),
        ["options[1].input"]
    );
}

#[tokio::test]
async fn parcels_nobody_has_are_not_found() {
    let shop = open_at(START, 1).await;
    let code = book(&shop, 1, "order").await;
    let missing = try_operate(&shop, "POST", "/scenarios/lost", json!({})).await;
    assert_eq!(rule(&missing, 400, "trackerCode"), "required");
    let unknown = try_operate(
        &shop,
        "POST",
        "/scenarios/lost",
        json!({"trackerCode": "JVGL00000000000000000000"}),
    )
    .await;
    assert_eq!(
        (unknown.status, unknown.json()["error"]["key"].as_str()),
        (404, Some("parcel_not_found"))
    );
    let path = "/api/v1/scenarios/lost";
    let request = Request::new(shop.server.address, "POST", path).token(OTHER_OPERATOR);
    let other = request.json(&json!({"trackerCode": code})).send().await;
    assert_eq!(
        (other.status, other.json()["error"]["key"].as_str()),
        (404, Some("parcel_not_found"))
    );
}

#[tokio::test]
async fn a_live_environment_has_real_time_and_no_simulation() {
    let shop = Shop::open().await;
    let live = |method: &'static str, path: &'static str, body: Value| {
        let request = shop.server.operator(method, path).header("colli-environment", "live");
        async move {
            if method == "GET" {
                request.send().await
            } else {
                request.json(&body).send().await
            }
        }
    };
    for (method, path, body) in [
        ("PUT", "/clock", json!({"mode": "frozen"})),
        ("POST", "/clock/advance", json!({"by": "PT1H"})),
        ("POST", "/reset", json!({})),
        (
            "POST",
            "/scenarios/lost",
            json!({"trackerCode": "JVGL00000000000000000000"}),
        ),
    ] {
        let reply = live(method, path, body).await;
        assert_eq!(
            (reply.status, reply.json()["error"]["key"].as_str()),
            (403, Some("forbidden")),
            "{path}"
        );
    }
    assert_eq!(
        live("GET", "/clock", json!({})).await.json()["now"],
        "2026-03-02T08:00:00.000Z"
    );
    // There a reference is only a reference.
    let order = with(consumer_shipment(&uuid(1)), "accountId", json!("08500003"));
    let order = with(order, "orderReference", json!("scenario:eaten"));
    assert_eq!(shop.post_as(&LIVE, "/shipments", &order).await.status, 201);
}
