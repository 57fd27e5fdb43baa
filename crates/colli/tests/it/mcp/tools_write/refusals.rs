//! Arguments that are missing, mistyped or unknown, and keys without the scope.

use super::{Assistant, NOBODY, dutch, shipment, with};
use crate::support::client::Request;
use serde_json::{Value, json};

/// Each tool with arguments that keep to its schema, one that is needed, and one that can be mistyped.
fn tools() -> [(&'static str, Value, &'static str, (&'static str, Value)); 8] {
    let pickup = json!({"date": "2026-03-04", "address": dutch()["from"], "packages": 1, "idempotency_key": "k"});
    [
        ("get_rates", dutch(), "to", ("parcels", json!("one"))),
        (
            "create_shipment",
            shipment(&dutch(), "dhl_benelux_dfy_b2c", "k"),
            "service",
            ("label_format", json!("GIF")),
        ),
        (
            "buy_label",
            json!({"rate_id": NOBODY, "idempotency_key": "k"}),
            "idempotency_key",
            ("rate_id", json!(5)),
        ),
        (
            "void_label",
            json!({"label_id": NOBODY}),
            "label_id",
            ("label_id", json!(["x"])),
        ),
        (
            "create_return_label",
            json!({"shipment_id": NOBODY, "idempotency_key": "k"}),
            "shipment_id",
            ("reason", json!("x".repeat(101))),
        ),
        ("schedule_pickup", pickup, "date", ("packages", json!(0))),
        (
            "cancel_pickup",
            json!({"pickup_id": NOBODY}),
            "pickup_id",
            ("pickup_id", json!(true)),
        ),
        (
            "create_manifest",
            json!({"idempotency_key": "k"}),
            "idempotency_key",
            ("label_ids", json!("all")),
        ),
    ]
}

#[tokio::test]
async fn broken_arguments_are_named() {
    let assistant = Assistant::open().await;
    for (tool, arguments, needed, (mistyped, value)) in tools() {
        let mut missing = arguments.clone();
        missing.as_object_mut().unwrap().remove(needed);
        let text = assistant.refused(tool, &missing).await;
        assert!(
            text.starts_with(&format!("{needed}: this argument is missing")),
            "{tool}: {text}"
        );
        let text = assistant
            .refused(tool, &with(&arguments, &format!("/{mistyped}"), value))
            .await;
        assert!(text.starts_with(&format!("{mistyped}: ")), "{tool}: {text}");
        let text = assistant
            .refused(tool, &with(&arguments, "/speed", json!("fast")))
            .await;
        assert!(text.starts_with("speed: there is no such argument"), "{tool}: {text}");
    }
    for (arguments, named) in [
        (
            with(&dutch(), "/from", json!({"planet": "Mars", "country_code": "NL"})),
            "from.planet: ",
        ),
        (
            with(&dutch(), "/parcels/0/weight_unit", json!("stone")),
            "parcels[0].weight_unit: ",
        ),
        (with(&dutch(), "/parcels/0/weight", json!(0)), "parcels[0].weight: "),
        (with(&dutch(), "/parcels/0/weight", json!("1.5")), "parcels[0].weight: "),
        (with(&dutch(), "/parcels", json!([])), "parcels: "),
    ] {
        let text = assistant.refused("get_rates", &arguments).await;
        assert!(text.starts_with(named), "{named}: {text}");
    }
}

#[tokio::test]
async fn keys_without_the_scope_ship_nothing() {
    let assistant = Assistant::open().await;
    for (tool, arguments, _, _) in tools() {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": tool, "arguments": arguments}});
        let request = Request::new(assistant.server.address, "POST", "/mcp")
            .accept("application/json, text/event-stream")
            .json(&message);
        assert_eq!(request.clone().send().await.status, 401, "{tool}");
        let reply = request.header("dhl-api-key", "colli-demo-key").send().await;
        assert_eq!(reply.status, 403, "{tool}: {}", reply.text());
    }
    let parcels = assistant.server.operator("GET", "/shipments").send().await.json();
    assert_eq!(parcels["shipments"], json!([]));
}
