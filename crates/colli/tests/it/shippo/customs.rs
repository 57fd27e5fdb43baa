//! Customs items and declarations (reference 5.11).

use super::gate::{Gate, OTHER, TEST, assert_keys, assert_resource, id};
use serde_json::{Value, json};

fn item() -> Value {
    json!({
        "description": "T-Shirt", "quantity": 20, "net_weight": "1", "mass_unit": "lb", "value_amount": "200",
        "value_currency": "USD", "origin_country": "us", "tariff_number": "610910", "sku_code": "HM-123",
    })
}

fn declaration(items: &Value) -> Value {
    json!({
        "certify": true, "certify_signer": "Mr Hippo", "contents_type": "MERCHANDISE", "non_delivery_option": "RETURN",
        "items": items, "incoterm": "DDP", "eel_pfc": "NOEEI_30_37_a",
    })
}

fn with(mut body: Value, member: &str, value: Value) -> Value {
    body[member] = value;
    body
}

#[tokio::test]
async fn an_item_reads_back_as_it_was_made() {
    let gate = Gate::open(TEST).await;
    let made = gate.post("/customs/items", &item(), 201).await;
    assert_keys(
        &made,
        &[
            "object_id",
            "object_created",
            "object_updated",
            "object_owner",
            "object_state",
            "description",
            "quantity",
            "net_weight",
            "mass_unit",
            "value_amount",
            "value_currency",
            "origin_country",
            "tariff_number",
            "hs_code",
            "sku_code",
            "eccn_ear99",
            "metadata",
            "test",
        ],
    );
    assert_eq!((&made["quantity"], &made["net_weight"]), (&json!(20), &json!("1.0000")));
    assert_eq!(
        (&made["value_amount"], &made["origin_country"]),
        (&json!("200.00"), &json!("US"))
    );
    let paged = gate.json(&format!("/customs/items/{}?page=1", id(&made))).await;
    assert_eq!(paged, made);
    assert_resource(&Gate::open(TEST).await, "/customs/items", &item()).await;
}

#[tokio::test]
async fn broken_items_are_named() {
    let gate = Gate::open(TEST).await;
    let refused = [
        ("description", json!(""), "mandatory"),
        ("quantity", json!(0), "from 1"),
        ("quantity", json!("1.5"), "whole number"),
        ("quantity", json!(null), "from 1"),
        ("net_weight", json!("0"), "above 0"),
        ("mass_unit", json!("t"), "g, kg, lb, oz"),
        ("value_amount", json!("-1"), "from 0"),
        ("value_amount", json!("1.234"), "2 after it"),
        ("value_currency", json!("DOLLAR"), "ISO 4217"),
        ("origin_country", json!("XX"), "ISO 3166-1"),
        ("tariff_number", json!("1234567890123"), "up to 12"),
        ("hs_code", json!("1".repeat(51)), "up to 50"),
        ("metadata", json!("m".repeat(101)), "up to 100"),
    ];
    for (member, value, says) in refused {
        gate.refuse(
            "/customs/items",
            &with(item(), member, value),
            &format!("/{member}"),
            says,
        )
        .await;
    }
}

#[tokio::test]
async fn a_declaration_names_its_items_by_their_ids() {
    let gate = Gate::open(TEST).await;
    let known = id(&gate.post("/customs/items", &item(), 201).await);
    let importer =
        json!({"name": "I", "street1": "1 A", "city": "Toronto", "state": "ON", "zip": "M5V2T6", "country": "CA"});
    let body = with(declaration(&json!([item(), known])), "address_importer", importer);
    let made = gate.post("/customs/declarations", &body, 201).await;
    let items = made["items"].as_array().unwrap();
    assert_eq!((items.len(), items[1].as_str()), (2, Some(known.as_str())));
    let new = gate
        .json(&format!("/customs/items/{}", items[0].as_str().unwrap()))
        .await;
    assert_eq!(new["description"], "T-Shirt");
    let address = gate
        .json(&format!("/addresses/{}", made["address_importer"].as_str().unwrap()))
        .await;
    assert_eq!(address["city"], "Toronto");
    assert_eq!(
        (&made["certify"], &made["object_state"], &made["test"]),
        (&json!(true), &json!("VALID"), &json!(true))
    );
    assert_eq!(
        (&made["eel_pfc"], &made["incoterm"], &made["invoiced_charges"]),
        (&json!("NOEEI_30_37_a"), &json!("DDP"), &Value::Null)
    );
    assert_resource(
        &Gate::open(TEST).await,
        "/customs/declarations",
        &declaration(&json!([item()])),
    )
    .await;
}

#[tokio::test]
async fn broken_declarations_are_named() {
    let gate = Gate::open(TEST).await;
    let strangers = gate
        .request_as(OTHER, "POST", "/customs/items")
        .json(&item())
        .send()
        .await;
    let strangers = id(&strangers.json());
    let refused = [
        ("certify", json!(null), "/certify", "mandatory"),
        ("certify_signer", json!(null), "/certify_signer", "mandatory"),
        ("contents_type", json!("TOYS"), "/contents_type", "DOCUMENTS, GIFT"),
        (
            "contents_type",
            json!("OTHER"),
            "/contents_explanation",
            "mandatory with contents_type OTHER",
        ),
        (
            "non_delivery_option",
            json!("BURN"),
            "/non_delivery_option",
            "ABANDON, RETURN",
        ),
        ("items", json!([]), "/items", "1 to 999 items"),
        ("items", json!(null), "/items", "1 to 999 items"),
        ("items", json!(["x"]), "/items/0", "object_id"),
        ("items", json!([{"description": "a"}]), "/items/0/quantity", "mandatory"),
        (
            "items",
            json!([strangers]),
            "/items/0",
            "there is no object with the id",
        ),
        (
            "eel_pfc",
            json!("AES_ITN"),
            "/aes_itn",
            "mandatory with eel_pfc AES_ITN",
        ),
        ("eel_pfc", json!("NOEEI"), "/eel_pfc", "AES_ITN"),
        ("incoterm", json!("CIF"), "/incoterm", "DDP, DDU, FCA, DAP, eDAP"),
        (
            "b13a_filing_option",
            json!("FILED_ELECTRONICALLY"),
            "/b13a_number",
            "mandatory with b13a_filing_option",
        ),
        (
            "b13a_number",
            json!("1"),
            "/b13a_filing_option",
            "mandatory with b13a_number",
        ),
        (
            "duties_payor",
            json!({"type": "NOBODY"}),
            "/duties_payor/type",
            "SENDER, RECIPIENT, THIRD_PARTY",
        ),
        (
            "exporter_identification",
            json!({"tax_id": {"type": "SSN"}}),
            "/exporter_identification/tax_id/type",
            "EIN, VAT, IOSS, ARN",
        ),
        ("address_importer", json!({}), "/address_importer/country", "mandatory"),
        ("metadata", json!("m".repeat(101)), "/metadata", "up to 100"),
    ];
    for (member, value, pointer, says) in refused {
        let body = with(declaration(&json!([item()])), member, value);
        gate.refuse("/customs/declarations", &body, pointer, says).await;
    }
}
