//! Tools for the organisation's own shipments: the list, and what changes a delivery.

use super::assistant::Assistant;
use super::tools_read::{POSTAL_CODE, assert_nothing_personal, scan};
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::{Shop, code, each};
use crate::support::{OTHER_OPERATOR, START};
use serde_json::{Value, json};

#[tokio::test]
async fn own_shipments_are_listed_page_by_page_without_personal_data() {
    let shop = Shop::open().await;
    let mut numbers = Vec::new();
    for n in 1..=5 {
        let order = with(
            consumer_shipment(&uuid(n)),
            "orderReference",
            json!(format!("ORDER-{n}")),
        );
        numbers.push(code(&shop.book(&order).await, 0));
    }
    scan(&shop, &numbers[1], "DEPOT_SCAN").await;
    let assistant = Assistant::of(&shop.server).await;
    let list = async |arguments: Value| assistant.call("list_shipments", &arguments).await;
    let mut seen = Vec::new();
    let mut asked = json!({"limit": 2});
    loop {
        let page = list(asked.clone()).await;
        assert_nothing_personal(&page);
        seen.extend(each(&page["shipments"], "/shipment_id").into_iter().map(str::to_owned));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        asked["cursor"] = json!(cursor);
    }
    assert_eq!(seen, [5, 4, 3, 2, 1].map(uuid));
    let moving = list(json!({"state": "in_transit"})).await;
    assert_eq!(each(&moving["shipments"], "/shipment_id"), [uuid(2)]);
    assert_eq!(moving["shipments"][0]["tracking_numbers"], json!([numbers[1]]));
    assert_eq!(moving["shipments"][0]["carrier"], "dhl_benelux");
    assert!(moving["shipments"][0]["amount"].is_null(), "it was booked, not bought");
    assert!(moving["shipments"][0]["status_text"].is_string(), "{moving}");
    assert_eq!(
        list(json!({"state": "open"})).await["shipments"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
    assert_eq!(list(json!({"state": "problem"})).await["shipments"], json!([]));
    // A filter that ends a page within one of the store's goes on after it.
    let first = list(json!({"state": "registered", "limit": 1})).await;
    let after = json!({"state": "registered", "limit": 3, "cursor": first["next_cursor"]});
    assert_eq!(
        each(&list(after).await["shipments"], "/shipment_id"),
        [4, 3, 1].map(uuid)
    );
    for text in [numbers[2].clone(), uuid(3), "ORDER-3".to_owned()] {
        let found = list(json!({"text": text})).await;
        assert_eq!(each(&found["shipments"], "/shipment_id"), [uuid(3)], "{text}");
    }
    let (today, tomorrow) = (&START[..10], "2026-03-03");
    assert_eq!(
        list(json!({"from_date": today, "to_date": today})).await["shipments"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
    assert_eq!(list(json!({"from_date": tomorrow})).await["shipments"], json!([]));
    assert_eq!(list(json!({"to_date": "2026-03-01"})).await["shipments"], json!([]));
    assistant
        .refuses(
            "list_shipments",
            &[
                (json!({"state": "lost"}), "problem"),
                (json!({"from_date": "yesterday!"}), "YYYY-MM-DD"),
                (
                    json!({"from_date": "2026-03-05", "to_date": "2026-03-02"}),
                    "to_date: from_date is after to_date",
                ),
                (json!({"cursor": "x"}), "cursor"),
                (json!({"limit": 0}), "1 to 100"),
                (json!({"status": "open"}), "status: there is no such argument"),
            ],
        )
        .await;
    let stranger = Assistant::with_token(&shop.server, OTHER_OPERATOR).await;
    for arguments in [
        json!({}),
        json!({"text": numbers[0]}),
        json!({"text": "ORDER-3"}),
        json!({"text": uuid(3)}),
    ] {
        let found = stranger.call("list_shipments", &arguments).await;
        assert_eq!(found["shipments"], json!([]), "{arguments}");
    }
}

#[tokio::test]
async fn what_needs_attention_is_a_state() {
    let shop = Shop::open().await;
    let fine = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let wrong = code(&shop.book(&consumer_shipment(&uuid(2))).await, 0);
    scan(&shop, &fine, "DEPOT_SCAN").await;
    scan(&shop, &wrong, "MISSORT").await;
    let assistant = Assistant::of(&shop.server).await;
    let found = assistant.call("list_shipments", &json!({"state": "problem"})).await;
    assert_eq!(each(&found["shipments"], "/shipment_id"), [uuid(2)]);
}

/// What every intervention must say, and more.
fn data(more: &Value) -> Value {
    let mut data = json!({"recipient_postal_code": POSTAL_CODE, "email_address": "anna@privat.example",
        "agree_with_terms": true});
    for (name, value) in more.as_object().into_iter().flatten() {
        data[name] = value.clone();
    }
    data
}

#[tokio::test]
async fn a_delivery_is_changed_once() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let assistant = Assistant::of(&shop.server).await;
    let ask = |kind: &str, more: &Value| json!({"tracking_number": number, "kind": kind, "data": data(more)});
    let neighbours = ask("neighbours", &json!({"house_number": "3"}));
    let (early, sentence) = assistant.call_in("en", "request_intervention", &neighbours).await;
    assert_eq!(early["outcome"], "refused", "the network does not have it yet: {early}");
    assert!(
        sentence.starts_with("Refused: ") && early["reasons"][0]["code"].as_u64() > Some(300),
        "{early}"
    );

    scan(&shop, &number, "DEPOT_SCAN").await;
    assistant
        .refuses(
            "request_intervention",
            &[
                (json!({"tracking_number": number}), "kind: this argument is missing"),
                (json!({"tracking_number": number, "kind": "teleport"}), "servicepoint"),
                (
                    json!({"tracking_number": number, "kind": "neighbours"}),
                    "data.recipient_postal_code",
                ),
                (ask("neighbours", &json!({})), "data.house_number"),
                (ask("neighbours", &json!({"house_number": 3})), "data.house_number"),
                (
                    ask("neighbours", &json!({"house_number": "3", "agree_with_terms": false})),
                    "data.agree_with_terms",
                ),
                (
                    ask(
                        "neighbours",
                        &json!({"house_number": "3", "recipient_postal_code": "3542AD"}),
                    ),
                    "data.recipient_postal_code",
                ),
                (ask("servicepoint", &json!({})), "data.service_point_id"),
                (ask("date-time", &json!({})), "; accepted: 2026-03-0"),
                (
                    ask("date-time", &json!({"new_from": "later", "new_to": "x"})),
                    "data.new_from",
                ),
                (ask("cancel", &json!({})), "data.fraud_indication"),
                (ask("cancel", &json!({"houseNumber": "3"})), "data.houseNumber"),
                (
                    json!({"tracking_number": number, "kind": "cancel", "reason": "x"}),
                    "reason",
                ),
            ],
        )
        .await;
    let (done, sentence) = assistant.call_in("en", "request_intervention", &neighbours).await;
    assert_eq!(
        (&done["outcome"], &done["kind"]),
        (&json!("accepted"), &json!("neighbours"))
    );
    assert!(
        done["planned_from"].is_string() && sentence.starts_with("Accepted: "),
        "{done}"
    );
    let again = assistant.call("request_intervention", &neighbours).await;
    assert_eq!(again, done, "the same again is the first answer");
    let other = assistant
        .call(
            "request_intervention",
            &ask("agreed-place", &json!({"place_description": "Shed"})),
        )
        .await;
    assert_eq!(other["outcome"], "refused", "one for each attempt: {other}");
}

#[tokio::test]
async fn a_parcel_of_somebody_else_cannot_be_redirected() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    scan(&shop, &number, "DEPOT_SCAN").await;
    let stranger = Assistant::with_token(&shop.server, OTHER_OPERATOR).await;
    let asked = json!({"tracking_number": number, "kind": "neighbours", "data": data(&json!({"house_number": "3"}))});
    let text = stranger.refused("request_intervention", &asked).await;
    assert!(text.starts_with("You have no parcel "), "{text}");
    let moved = shop.server.operator("GET", &format!("/pieces/{number}")).send().await;
    assert!(!moved.text().contains("INTERVENTION"), "{}", moved.text());
}
