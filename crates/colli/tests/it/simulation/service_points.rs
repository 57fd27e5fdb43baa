//! Parcels for ServicePoints, lockers, mailboxes; returns; abroad.

use super::{advance, open_at, statuses, track};
use crate::support::START;
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::{Shop, code};
use serde_json::{Value, json};

/// The id of the first ServicePoint in Amsterdam, a shop or a locker, that hands out parcels.
async fn point(shop: &Shop, kind: &str) -> Value {
    let path = "/parcel-shop-locations/NL?city=Amsterdam&limit=50&serviceType=parcel-last-mile";
    let reply = shop.server.get(path).send().await;
    let found = reply.json();
    let mut points = found.as_array().unwrap().iter();
    points
        .find(|point| point["shopType"] == kind)
        .unwrap_or_else(|| panic!("no {kind}"))
        .clone()
}

async fn book(shop: &Shop, n: u32, options: Value) -> String {
    code(
        &shop.book(&with(consumer_shipment(&uuid(n)), "options", options)).await,
        0,
    )
}

#[tokio::test]
async fn a_parcel_for_a_service_point_is_collected_there() {
    let shop = open_at(START, 42).await;
    for (n, kind, last) in [
        (1, "parcelShop", "COLLECTED_AT_PARCELSHOP"),
        (2, "packStation", "COLLECTED_AT_PARCELSTATION"),
    ] {
        let point = point(&shop, kind).await;
        let id = point["id"].as_str().unwrap();
        let code = book(&shop, n, json!([{"key": "PS", "input": id}])).await;
        advance(&shop, "P10D").await;
        let shown = statuses(&shop, &code).await;
        assert_eq!(shown.last().unwrap(), last, "{shown:?}");
        assert!(!shown.iter().any(|status| status == "DELIVERED"), "{shown:?}");
        let tracked = shop.server.store.track(&code, 10).await.unwrap().remove(0);
        assert_eq!(tracked.events.last().unwrap().service_point.as_deref(), Some(id));
        // Later registrations start from here.
        operate_reset(&shop).await;
    }
}

async fn operate_reset(shop: &Shop) {
    super::operate(shop, "POST", "/reset", json!({"seed": 1, "now": START})).await;
}

#[tokio::test]
async fn a_mailbox_parcel_lands_in_the_mailbox() {
    let shop = open_at(START, 42).await;
    let body = with(consumer_shipment(&uuid(1)), "options", json!([{"key": "BP"}]));
    let body = with(body, "pieces", json!([{"parcelType": "ENVELOPE", "quantity": 1}]));
    let reply = shop.post("/shipments", &body).await;
    let body = if reply.status == 201 {
        body
    } else {
        with(body, "pieces", json!([{"parcelType": "SMALL", "quantity": 1}]))
    };
    let code = code(&shop.post("/shipments", &body).await.json(), 0);
    advance(&shop, "P3D").await;
    assert_eq!(statuses(&shop, &code).await.last().unwrap(), "DELIVERED_IN_MAILBOX");
}

#[tokio::test]
async fn an_evening_delivery_comes_in_the_evening() {
    let shop = open_at(START, 42).await;
    let code = book(&shop, 1, json!([{"key": "DOOR"}, {"key": "EVE"}])).await;
    advance(&shop, "P3D").await;
    let delivered = track(&shop, &code).await["deliveredAt"].as_str().unwrap().to_owned();
    let (from, to) = ("2026-03-03T18:00:00.000+01:00", "2026-03-03T22:00:00.000+01:00");
    assert!(from <= delivered.as_str() && delivered.as_str() <= to, "{delivered}");
}

#[tokio::test]
async fn an_extra_return_label_stays_where_it_is() {
    let shop = open_at(START, 42).await;
    let options = json!([{"key": "DOOR"}, {"key": "ADD_RETURN_LABEL"}]);
    let booked = shop.book(&with(consumer_shipment(&uuid(1)), "options", options)).await;
    let pieces = booked["pieces"].as_array().unwrap();
    let code_of = |is_return: bool| {
        let found = pieces
            .iter()
            .find(|piece| (piece.get("returnLabel") == Some(&json!(true))) == is_return);
        found.unwrap()["trackerCode"].as_str().unwrap().to_owned()
    };
    advance(&shop, "P10D").await;
    assert_eq!(statuses(&shop, &code_of(false)).await.last().unwrap(), "DELIVERED");
    let returned = code_of(true);
    let reply = shop.server.get(&format!("/track-trace?key={returned}")).send().await;
    assert_eq!(reply.json()[0]["events"].as_array().unwrap().len(), 2);
    let chosen = super::try_operate(&shop, "POST", "/scenarios/lost", json!({"trackerCode": returned})).await;
    assert_eq!(chosen.status, 400, "{}", chosen.text());
}
