//! Parcels (reference 5.5).

use super::gate::{Gate, TEST, assert_keys, assert_resource};
use serde_json::{Value, json};

fn parcel() -> Value {
    json!({"length": "9", "width": 3, "height": "8.0", "distance_unit": "in", "weight": "8", "mass_unit": "lb"})
}

fn with(member: &str, value: Value) -> Value {
    let mut parcel = parcel();
    parcel[member] = value;
    parcel
}

#[tokio::test]
async fn sides_come_back_sorted_with_four_decimals() {
    let gate = Gate::open(TEST).await;
    let made = gate.post("/parcels", &parcel(), 201).await;
    assert_keys(
        &made,
        &[
            "object_state",
            "object_id",
            "object_created",
            "object_updated",
            "object_owner",
            "template",
            "extra",
            "length",
            "width",
            "height",
            "distance_unit",
            "weight",
            "mass_unit",
            "value_amount",
            "value_currency",
            "line_items",
            "metadata",
            "test",
        ],
    );
    let sides = ["length", "width", "height"].map(|side| made[side].as_str().unwrap().to_owned());
    assert_eq!(sides, ["9.0000", "8.0000", "3.0000"]);
    assert_eq!(
        (&made["weight"], &made["extra"], &made["metadata"]),
        (&json!("8.0000"), &json!({}), &json!(""))
    );
    assert_eq!(
        (&made["object_state"], &made["template"], &made["line_items"]),
        (&json!("VALID"), &Value::Null, &json!([]))
    );
    assert_resource(&Gate::open(TEST).await, "/parcels", &parcel()).await;
}

#[tokio::test]
async fn broken_sizes_are_named() {
    let gate = Gate::open(TEST).await;
    let refused = [
        ("weight", json!("-1"), "above 0"),
        ("weight", json!(0), "above 0"),
        ("weight", json!(null), "mandatory"),
        ("weight", json!(""), "mandatory"),
        ("weight", json!("heavy"), "a number"),
        ("length", json!("1000000"), "6 digits"),
        ("length", json!("1.23456"), "4 after it"),
        ("width", json!(null), "mandatory"),
        ("mass_unit", json!("stone"), "g, kg, lb, oz"),
        ("mass_unit", json!(null), "g, kg, lb, oz"),
        ("distance_unit", json!("IN"), "cm, in, ft, m, mm, yd"),
        ("distance_unit", json!(null), "cm, in, ft, m, mm, yd"),
        ("template", json!("USPS_FlatRateBox"), "DHLeC_Irregular, DHLeC_SM_Flats"),
        ("extra", json!([]), "an object"),
        ("metadata", json!("m".repeat(101)), "up to 100"),
    ];
    for (member, value, says) in refused {
        gate.refuse("/parcels", &with(member, value), &format!("/{member}"), says)
            .await;
    }
    let fits = gate.post("/parcels", &with("length", json!("999999.9999")), 201).await;
    assert_eq!(fits["length"], "999999.9999");
}

#[tokio::test]
async fn options_of_a_parcel_are_kept_unless_the_sdks_would_fail_on_them() {
    let gate = Gate::open(TEST).await;
    let extra =
        json!({"COD": {"amount": "5.5", "currency": "USD", "payment_method": "CASH"}, "reference_1": "r", "own": [1]});
    let made = gate.post("/parcels", &with("extra", extra.clone()), 201).await;
    assert_eq!(made["extra"], extra);
    let refused = [
        (
            json!({"COD": {"payment_method": "GOLD"}}),
            "/extra/COD/payment_method",
            "SECURED_FUNDS, CASH, ANY",
        ),
        (
            json!({"insurance": {"provider": "LLOYDS"}}),
            "/extra/insurance/provider",
            "FEDEX, UPS, ONTRAC",
        ),
        (json!({"insurance": 5}), "/extra/insurance", "an object"),
        (json!({"reference_1": "r".repeat(51)}), "/extra/reference_1", "up to 50"),
        (json!({"reference_2": 5}), "/extra/reference_2", "a string"),
    ];
    for (extra, pointer, says) in refused {
        gate.refuse("/parcels", &with("extra", extra), pointer, says).await;
    }
}

#[tokio::test]
async fn a_template_stands_for_sides() {
    let gate = Gate::open(TEST).await;
    let short = json!({"template": "DHLeC_SM_Flats", "weight": "6", "mass_unit": "oz"});
    let made = gate.post("/parcels", &short, 201).await;
    assert_eq!(
        (&made["template"], &made["length"], &made["distance_unit"]),
        (&json!("DHLeC_SM_Flats"), &json!("15.0000"), &json!("in"))
    );
    let measured = gate
        .post("/parcels", &with("template", json!("DHLeC_Irregular")), 201)
        .await;
    assert_eq!(measured["length"], "9.0000", "its sides are variable");
}
