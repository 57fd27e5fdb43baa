//! Orders (reference 5.13).

use super::gate::{Gate, TEST, assert_keys, assert_resource, id};
use crate::support::client::Request;
use crate::support::shop::assert_holds;
use serde_json::{Value, json};

fn order() -> Value {
    json!({
        "to_address": {"name": "Mr Hippo", "street1": "215 Clayton St.", "city": "San Francisco", "state": "CA", "zip": "94117", "country": "US"},
        "line_items": [{"quantity": 1, "sku": "HM-123", "title": "Hippo Magazines", "total_price": "12.1", "currency": "USD",
            "weight": "0.4", "weight_unit": "lb", "max_ship_time": "2026-03-03T10:00:00"}],
        "placed_at": "2026-03-01T01:28:12Z",
        "order_number": "#1068", "order_status": "PAID", "shipping_cost": "12.83", "shipping_cost_currency": "USD",
        "shipping_method": "Ground", "subtotal_price": "12.1", "total_price": "24.93", "total_tax": "0", "currency": "USD",
        "weight": "0.4", "weight_unit": "lb", "notes": "With care",
    })
}

fn with(member: &str, value: Value) -> Value {
    let mut order = order();
    order[member] = value;
    order
}

#[tokio::test]
async fn an_order_reads_back_as_it_was_made() {
    let gate = Gate::open(TEST).await;
    let made = gate.post("/orders", &order(), 201).await;
    assert_keys(
        &made,
        &[
            "object_id",
            "object_created",
            "object_updated",
            "object_owner",
            "to_address",
            "from_address",
            "placed_at",
            "line_items",
            "order_number",
            "order_status",
            "shop_app",
            "currency",
            "total_price",
            "subtotal_price",
            "total_tax",
            "shipping_cost",
            "shipping_cost_currency",
            "shipping_method",
            "weight",
            "weight_unit",
            "notes",
            "transactions",
            "test",
        ],
    );
    assert_eq!(
        (&made["transactions"], &made["shop_app"], &made["from_address"]),
        (&json!([]), &json!("Shippo"), &Value::Null)
    );
    assert_eq!(
        (&made["placed_at"], &made["total_price"]),
        (&json!("2026-03-01T01:28:12.000Z"), &json!("24.93"))
    );
    let line = &made["line_items"][0];
    assert_eq!((&line["quantity"], &line["total_price"]), (&json!(1), &json!("12.10")));
    assert_eq!(
        line["max_ship_time"], "2026-03-03T10:00:00.000Z",
        "a time without a zone is in UTC"
    );
    let address = gate.json(&format!("/addresses/{}", id(&made["to_address"]))).await;
    assert_holds(&address, &made["to_address"], "to_address");
    assert_resource(&Gate::open(TEST).await, "/orders", &order()).await;
}

#[tokio::test]
async fn broken_orders_are_named() {
    let gate = Gate::open(TEST).await;
    let refused = [
        ("to_address", json!(null), "/to_address", "mandatory"),
        ("to_address", json!({}), "/to_address/country", "mandatory"),
        (
            "to_address",
            json!("00000000000000000000000000000000"),
            "/to_address",
            "there is no object",
        ),
        ("placed_at", json!(null), "/placed_at", "mandatory"),
        ("placed_at", json!("yesterday"), "/placed_at", "is no time"),
        ("order_status", json!("LOST"), "/order_status", "UNKNOWN, AWAITPAY"),
        ("shop_app", json!("Prestashop"), "/shop_app", "Shopify"),
        ("total_price", json!("-1"), "/total_price", "from 0"),
        ("currency", json!("$"), "/currency", "ISO 4217"),
        ("weight_unit", json!("t"), "/weight_unit", "g, kg, lb, oz"),
        (
            "line_items",
            json!([{"quantity": -1}]),
            "/line_items/0/quantity",
            "whole number",
        ),
        (
            "line_items",
            json!([{"manufacture_country": "XX"}]),
            "/line_items/0/manufacture_country",
            "ISO 3166-1",
        ),
    ];
    for (member, value, pointer, says) in refused {
        gate.refuse("/orders", &with(member, value), pointer, says).await;
    }
}

#[tokio::test]
async fn lists_are_filtered() {
    let gate = Gate::open(TEST).await;
    let paid = id(&gate.post("/orders", &order(), 201).await);
    let shipped = with("order_status", json!("SHIPPED"));
    let shipped = id(&gate.post("/orders", &shipped, 201).await);
    let early = with("placed_at", json!("2026-01-01T00:00:00Z"));
    let early = id(&gate.post("/orders", &early, 201).await);
    for (query, wanted) in [
        ("order_status[]=SHIPPED", vec![&shipped]),
        (
            "order_status[]=SHIPPED&order_status[]=PAID",
            vec![&early, &shipped, &paid],
        ),
        ("shop_app=Shippo&order_status%5B%5D=PAID", vec![&early, &paid]),
        ("shop_app=Etsy", vec![]),
        ("start_date=2026-02-01T00:00:00Z", vec![&shipped, &paid]),
        ("end_date=2026-02-01", vec![&early]),
    ] {
        let page = gate.json(&format!("/orders/?{query}")).await;
        let found: Vec<String> = page["results"].as_array().unwrap().iter().map(id).collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), wanted, "{query}");
    }
    for (query, member) in [
        ("order_status[]=LOST", "order_status"),
        ("shop_app=X", "shop_app"),
        ("start_date=x", "start_date"),
    ] {
        let reply = gate.get(&format!("/orders?{query}")).await;
        assert_eq!(reply.status, 400, "{query}");
        assert!(reply.json()[member].is_array(), "{}", reply.text());
    }
}

#[tokio::test]
async fn a_packing_slip_is_behind_a_link_for_a_day() {
    let gate = Gate::open(TEST).await;
    let made = id(&gate.post("/orders", &order(), 201).await);
    let answer = gate.json(&format!("/orders/{made}/packingslip/")).await;
    assert_keys(&answer, &["expires", "slip_url"]);
    assert_eq!(answer["expires"], "2026-03-03T08:00:00.000Z");
    let url = answer["slip_url"].as_str().unwrap();
    let path = url.split_once("/files/").unwrap().1;
    let slip = Request::new(gate.server.address, "GET", &format!("/files/{path}"))
        .send()
        .await;
    assert_eq!(
        (slip.status, slip.header("content-type")),
        (200, Some("application/pdf")),
        "{}",
        slip.text()
    );
    assert!(slip.body.starts_with(b"%PDF-"));
    let other = gate
        .request_as(super::gate::OTHER, "GET", &format!("/orders/{made}/packingslip"))
        .send()
        .await;
    assert_eq!(other.status, 404);
}

#[tokio::test]
async fn labels_bought_for_an_order_are_shown_with_it() {
    let gate = Gate::open(TEST).await;
    let account = gate.account().await;
    let made = id(&gate.post("/orders", &order(), 201).await);
    let without = id(&gate.post("/orders", &order(), 201).await);
    let address = order()["to_address"].clone();
    let parcel =
        json!({"length": "9", "width": "8", "height": "3", "distance_unit": "in", "weight": "1", "mass_unit": "lb"});
    let label = json!({
        "shipment": {"address_from": address, "address_to": address, "parcels": [parcel]},
        "carrier_account": account, "servicelevel_token": "dhl_ecommerce_parcels_ground", "order": made,
    });
    let bought = gate.post("/transactions", &label, 201).await;
    assert_eq!(
        (&bought["status"], &bought["order"]),
        (&json!("SUCCESS"), &json!(made)),
        "{bought}"
    );
    let read = gate.json(&format!("/orders/{made}")).await;
    assert_eq!(read["transactions"].as_array().unwrap().len(), 1);
    assert_eq!(id(&read["transactions"][0]), id(&bought));
    assert_eq!(read["transactions"][0]["tracking_number"], bought["tracking_number"]);
    let list = gate.json("/orders").await;
    let shown = |at: usize| list["results"][at]["transactions"].as_array().unwrap().len();
    assert_eq!((id(&list["results"][0]), shown(0), shown(1)), (without, 0, 1));
}

#[tokio::test]
async fn a_label_refused_at_first_is_shown_with_the_order_it_was_bought_for_then() {
    let gate = Gate::open(TEST).await;
    let account = gate.account().await;
    let (first, second) = (
        id(&gate.post("/orders", &order(), 201).await),
        id(&gate.post("/orders", &order(), 201).await),
    );
    let address = order()["to_address"].clone();
    let parcel =
        json!({"length": "9", "width": "8", "height": "3", "distance_unit": "in", "weight": "1", "mass_unit": "lb"});
    let shipment = json!({"address_from": address, "address_to": address, "parcels": [parcel]});
    let quoted = gate.post("/shipments", &shipment, 201).await;
    let rate = id(&quoted["rates"][0]);
    let activate = async |active: bool| {
        let body = json!({"account_id": "shop", "carrier": "dhl_ecommerce", "active": active});
        let reply = gate.send("PUT", &format!("/carrier_accounts/{account}"), &body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    };
    let buy = async |order: &Value, status: &str| {
        let body = json!({"rate": rate, "async": false, "order": order});
        let bought = gate.post("/transactions", &body, 201).await;
        assert_eq!(bought["status"], status, "{bought}");
        id(&bought)
    };
    let shown = async |order: &str| {
        let read = gate.json(&format!("/orders/{order}")).await;
        let labels: Vec<String> = read["transactions"].as_array().unwrap().iter().map(id).collect();
        labels
    };
    activate(false).await;
    buy(&Value::Null, "ERROR").await;
    let refused = buy(&json!(first), "ERROR").await;
    assert_eq!(shown(&first).await, [refused.as_str()]);
    buy(&json!(first), "ERROR").await;
    assert_eq!(shown(&first).await.len(), 1, "once, however often");
    activate(true).await;
    let bought = buy(&json!(second), "SUCCESS").await;
    assert_eq!(shown(&second).await, [bought.as_str()]);
    assert_eq!(shown(&first).await, Vec::<String>::new(), "it is the second order's");
}
