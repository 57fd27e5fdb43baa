//! Service groups (reference 5.15).

use super::gate::{Gate, OTHER, TEST, assert_keys, assert_named_once, id};
use crate::support::client::Request;
use serde_json::{Value, json};

pub fn group(account: &str) -> Value {
    json!({
        "name": "Standard", "description": "3 to 5 days", "type": "LIVE_RATE", "rate_adjustment": 15,
        "flat_rate": "5", "flat_rate_currency": "usd",
        "service_levels": [{"account_object_id": account, "service_level_token": "dhl_ecommerce_parcels_ground"}],
    })
}

#[tokio::test]
async fn a_group_is_made_changed_and_deleted() {
    let gate = Gate::open(TEST).await;
    let account = gate.account().await;
    let made = gate.post("/service-groups", &group(&account), 201).await;
    assert_keys(
        &made,
        &[
            "object_id",
            "name",
            "description",
            "type",
            "is_active",
            "service_levels",
            "flat_rate",
            "flat_rate_currency",
            "free_shipping_threshold_min",
            "free_shipping_threshold_currency",
            "rate_adjustment",
        ],
    );
    assert_eq!(
        (&made["flat_rate"], &made["flat_rate_currency"]),
        (&json!("5.00"), &json!("USD"))
    );
    assert_eq!(
        (&made["rate_adjustment"], &made["is_active"]),
        (&json!(15), &json!(true))
    );
    assert_eq!(made["service_levels"], group(&account)["service_levels"]);
    assert_eq!(gate.json("/service-groups/").await, json!([made]), "a bare array");

    let mut change = group(&account);
    change["object_id"] = made["object_id"].clone();
    change["is_active"] = json!(false);
    change["rate_adjustment"] = json!(-10);
    let changed = gate.send("PUT", "/service-groups", &change).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(
        (&changed.json()["is_active"], &changed.json()["rate_adjustment"]),
        (&json!(false), &json!(-10))
    );

    let path = format!("/service-groups/{}", id(&made));
    assert_eq!(gate.request_as(OTHER, "DELETE", &path).send().await.status, 404);
    let strangers = gate.request_as(OTHER, "GET", "/service-groups").send().await;
    assert_eq!(strangers.json(), json!([]));
    let nobody = Request::new(gate.server.address, "GET", "/shippo/service-groups")
        .send()
        .await;
    assert_eq!(nobody.status, 401);
    assert_eq!(gate.request("DELETE", &path).send().await.status, 204);
    assert_eq!(gate.json("/service-groups").await, json!([]));
    let gone = gate.send("PUT", "/service-groups", &change).await;
    assert_eq!(gone.status, 404, "{}", gone.text());
    assert_named_once(&gate, "/service-groups", &group(&account)).await;
}

#[tokio::test]
async fn broken_groups_are_named() {
    let gate = Gate::open(TEST).await;
    let account = gate.account().await;
    let level = |account: &str, token: &str| json!([{"account_object_id": account, "service_level_token": token}]);
    let nobody = "00000000000000000000000000000001";
    let refused = [
        ("name", json!(null), "/name", "mandatory"),
        ("description", json!(null), "/description", "mandatory"),
        ("type", json!("CHEAP"), "/type", "LIVE_RATE, FLAT_RATE, FREE_SHIPPING"),
        ("type", json!(null), "/type", "mandatory"),
        (
            "type",
            json!("FREE_SHIPPING"),
            "/free_shipping_threshold_min",
            "mandatory",
        ),
        ("service_levels", json!(null), "/service_levels", "mandatory"),
        ("service_levels", json!([]), "/service_levels", "mandatory"),
        (
            "service_levels",
            level("x", "t"),
            "/service_levels/0/account_object_id",
            "32 hexadecimal digits",
        ),
        (
            "service_levels",
            level(nobody, "t"),
            "/service_levels/0/account_object_id",
            "there is no account",
        ),
        (
            "service_levels",
            level(&account, "usps_priority"),
            "/service_levels/0/service_level_token",
            "dhl_ecommerce_parcels_ground",
        ),
        ("flat_rate", json!("-1"), "/flat_rate", "from 0"),
        ("flat_rate_currency", json!(null), "/flat_rate_currency", "mandatory"),
        ("rate_adjustment", json!(-101), "/rate_adjustment", "-100 to 1000"),
        ("rate_adjustment", json!("1.5"), "/rate_adjustment", "whole number"),
    ];
    for (member, value, pointer, says) in refused {
        let mut body = group(&account);
        body[member] = value;
        gate.refuse("/service-groups", &body, pointer, says).await;
    }
    let unnamed = gate.send("PUT", "/service-groups", &group(&account)).await;
    assert_eq!(unnamed.status, 400);
    let unnamed = unnamed.json();
    assert!(
        unnamed["object_id"].is_array() && unnamed["is_active"].is_array(),
        "{unnamed}"
    );
}
