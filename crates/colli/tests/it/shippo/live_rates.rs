//! Rates at the checkout (reference 5.15).

use super::gate::{Gate, TEST, assert_keys, assert_named_once, id};
use super::service_groups::group;
use crate::support::client::Request;
use serde_json::{Value, json};

fn cart() -> Value {
    let address = json!({"name": "A", "street1": "731 Market St", "city": "San Francisco", "state": "CA", "zip": "94103", "country": "US"});
    let mut from = address.clone();
    from["zip"] = json!("94107");
    json!({
        "address_to": address, "address_from": from,
        "line_items": [{"title": "Hat", "quantity": 2, "total_price": "30", "currency": "USD", "weight": "8", "weight_unit": "oz"}],
        "parcel": {"length": "9", "width": "8", "height": "3", "distance_unit": "in", "weight": "1", "mass_unit": "lb"},
    })
}

fn titles(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().unwrap();
    results.iter().map(|rate| rate["title"].as_str().unwrap()).collect()
}

fn flat(name: &str) -> Value {
    json!({"name": name, "description": "d", "type": "FLAT_RATE", "flat_rate": "4.5", "flat_rate_currency": "EUR", "service_levels": []})
}

fn free(threshold: &str) -> Value {
    json!({"name": "Free", "description": "d", "type": "FREE_SHIPPING", "free_shipping_threshold_min": threshold,
        "free_shipping_threshold_currency": "USD", "service_levels": []})
}

#[tokio::test]
async fn each_group_has_its_price() {
    let gate = Gate::open(TEST).await;
    let account = gate.account().await;
    gate.post("/service-groups", &group(&account), 201).await;
    gate.post("/service-groups", &flat("Flat"), 201).await;
    gate.post("/service-groups", &free("30"), 201).await;
    gate.post("/service-groups", &free("30.01"), 201).await;
    let answer = gate.post("/live-rates", &cart(), 200).await;
    assert_keys(&answer, &["count", "next", "previous", "results"]);
    assert_eq!(
        (&answer["count"], titles(&answer)),
        (&json!(3), vec!["Standard", "Flat", "Free"])
    );
    let [live, flat, free] = [0, 1, 2].map(|at| answer["results"][at].clone());
    assert_keys(
        &live,
        &[
            "title",
            "amount",
            "currency",
            "amount_local",
            "currency_local",
            "estimated_days",
        ],
    );
    assert_eq!(
        (&flat["amount"], &flat["currency"], &flat["currency_local"]),
        (&json!("4.50"), &json!("EUR"), &json!("USD"))
    );
    assert_eq!(flat["amount_local"], "4.86", "4.50 EUR at 1.08");
    assert_eq!(free["amount"], "0.00");

    let shipment = json!({"address_from": cart()["address_from"], "address_to": cart()["address_to"], "parcels": [cart()["parcel"]], "async": false});
    let quoted = gate.post("/shipments", &shipment, 201).await;
    let rates = quoted["rates"].as_array().unwrap();
    let ground = rates
        .iter()
        .find(|rate| rate["servicelevel"]["token"] == "dhl_ecommerce_parcels_ground")
        .unwrap();
    let cents = |amount: &Value| amount.as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    assert_eq!(
        cents(&live["amount"]),
        (cents(&ground["amount"]) * 115 + 50) / 100,
        "fifteen percent more"
    );
    assert_eq!(live["estimated_days"], ground["estimated_days"]);
    assert_named_once(&gate, "/live-rates", &cart()).await;
}

#[tokio::test]
async fn the_default_template_stands_for_a_parcel() {
    let gate = Gate::open(TEST).await;
    let account = gate.account().await;
    gate.post("/service-groups", &group(&account), 201).await;
    let mut without = cart();
    without["parcel"] = Value::Null;
    gate.refuse(
        "/live-rates",
        &without,
        "/parcel",
        "PUT /live-rates/settings/parcel-template",
    )
    .await;
    let box_of = json!({"name": "Box", "length": "9", "width": "8", "height": "3", "distance_unit": "in"});
    let template = id(&gate.post("/user-parcel-templates", &box_of, 200).await);
    let set = gate
        .send(
            "PUT",
            "/live-rates/settings/parcel-template",
            &json!({"object_id": template}),
        )
        .await;
    assert_eq!(set.status, 200);
    let whole = gate.post("/live-rates", &cart(), 200).await;
    assert_eq!(
        gate.post("/live-rates", &without, 200).await,
        whole,
        "two of eight ounces are a pound"
    );
    let mut named = cart();
    named["parcel"] = json!(template);
    assert_eq!(gate.post("/live-rates", &named, 200).await, whole);
    without["line_items"] = json!([{"title": "Hat"}]);
    gate.refuse("/live-rates", &without, "/line_items", "weighs").await;
}

#[tokio::test]
async fn broken_carts_are_named() {
    let gate = Gate::open(TEST).await;
    let empty = gate.post("/live-rates", &cart(), 200).await;
    assert_eq!(
        (&empty["count"], &empty["results"]),
        (&json!(0), &json!([])),
        "no groups"
    );
    let account = gate.account().await;
    gate.post("/service-groups", &group(&account), 201).await;
    let refused = [
        ("address_to", json!(null), "/address_to", "mandatory"),
        (
            "address_to",
            json!({"country": "US"}),
            "/address_to/street1",
            "mandatory",
        ),
        ("address_from", json!(null), "/address_from", "mandatory"),
        ("line_items", json!(null), "/line_items", "one line at least"),
        ("line_items", json!([]), "/line_items", "one line at least"),
        ("parcel", json!({"weight": 1}), "/parcel/mass_unit", "mandatory"),
        (
            "parcel",
            json!("00000000000000000000000000000001"),
            "/parcel",
            "there is no parcel and no template",
        ),
    ];
    for (member, value, pointer, says) in refused {
        let mut body = cart();
        body[member] = value;
        gate.refuse("/live-rates", &body, pointer, says).await;
    }
    let nobody = Request::new(gate.server.address, "POST", "/shippo/live-rates")
        .json(&cart())
        .send()
        .await;
    assert_eq!(nobody.status, 401);
}
