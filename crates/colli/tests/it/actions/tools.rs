//! Tools as plain calls.

use super::{KEY, TRACKING_ONLY, post_as, refused, request};
use crate::support::TestServer;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use serde_json::json;

#[tokio::test]
async fn a_tool_answers_its_data_and_a_text() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let reply = post_as(
        &shop.server,
        KEY,
        "/tools/track_shipment",
        &json!({"tracking_number": number}),
    )
    .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let done = reply.json();
    assert_eq!(done["status"], "complete");
    assert!(done["message"].as_str().unwrap().contains(&number), "{done}");
    assert!(done["data"].is_object() && done["links"].is_array());
}

#[tokio::test]
async fn what_a_tool_refuses_is_told() {
    let server = TestServer::start().await;
    let reply = post_as(&server, KEY, "/tools/track_shipment", &json!({"number": 1})).await;
    refused(&reply, 400, "invalid");
    let details = reply.json()["error"]["details"].as_array().unwrap().clone();
    let fields: Vec<&str> = details.iter().map(|detail| detail["field"].as_str().unwrap()).collect();
    assert!(
        fields.contains(&"tracking_number") && fields.contains(&"number"),
        "{fields:?}"
    );
    let unknown = post_as(
        &server,
        KEY,
        "/tools/track_shipment",
        &json!({"tracking_number": "JVGL1"}),
    )
    .await;
    refused(&unknown, 404, "not_found");
    let nowhere = post_as(&server, KEY, "/tools/get_location", &json!({"id": "8004-NL-000000"})).await;
    refused(&nowhere, 404, "not_found");
    assert_eq!(
        refused(
            &post_as(&server, KEY, "/tools/order_pizza", &json!({})).await,
            404,
            "tool_not_found"
        ),
        "There is no tool order_pizza"
    );
    for tool in ["find_locations", "list_shipments", "create_shipment"] {
        refused(
            &post_as(&server, TRACKING_ONLY, &format!("/tools/{tool}"), &json!({})).await,
            403,
            "forbidden",
        );
    }
    let escaped = request(&server, "POST", "/tools/%ff")
        .header("dhl-api-key", KEY)
        .send()
        .await;
    assert_eq!(escaped.status, 400, "{}", escaped.text());
}
