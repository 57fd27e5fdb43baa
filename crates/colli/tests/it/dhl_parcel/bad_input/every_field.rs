//! Wrong types and impossible values in every field of every body.

use super::Bench;
use crate::support::TEST;
use crate::support::client::Reply;
use crate::support::samples::{company, shipment, with};
use serde_json::{Value, json};

/// Every path to a leaf or a container below the root, with its JSON pointer.
fn places(value: &Value, pointer: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => return,
    };
    for (name, child) in children {
        let pointer = format!("{pointer}/{name}");
        found.push(pointer.clone());
        places(child, &pointer, found);
    }
}

/// `/pieces/0/weight` as errors write it: `pieces[0].weight`.
fn field(pointer: &str) -> String {
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            path.extend(["[", part, "]"]);
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(part);
        }
    }
    path
}

/// A shipment with every member of reference 6.1 and 6.3, that is accepted.
fn full_shipment() -> Value {
    let mut party = company();
    party["vatNumber"] = json!("NL001234567B01");
    party["eoriNumber"] = json!("NL123456789");
    let mut receiver = party.clone();
    receiver["address"] = json!({"countryCode": "CH", "postalCode": "8001", "city": "Zürich", "street": "Bahnhofstrasse",
        "number": "1", "addition": "a", "additionalAddressLine": "Hof", "isBusiness": true});
    receiver["reference"] = json!("order 7");
    let mut shipper = party.clone();
    shipper["rexNumber"] = json!("NLREX123");
    json!({
        "shipmentId": "", "orderReference": "myReference", "receiver": receiver, "shipper": shipper,
        "onBehalfOf": party, "accountId": "08500001",
        "options": [{"key": "DOOR"}, {"key": "REFERENCE", "input": "abc"}], "returnLabel": false,
        "pieces": [{"parcelType": "SMALL", "quantity": 1, "weight": 1.5,
            "dimensions": {"length": 20, "width": 15, "height": 10}}],
        "application": "tests",
        "customsDeclaration": {
            "currency": "EUR", "invoiceNumber": "I-1", "remarks": "none", "invoiceType": "commercial",
            "exportType": "Permanent", "exportReason": "SaleOfGoods", "incoTerms": "DAP", "incoTermsCity": "Zürich",
            "defermentAccountVat": "1", "defermentAccountDuties": "2", "vatReverseCharge": false,
            "shippingFee": {"currency": "EUR", "value": 5}, "importerOfRecord": party,
            "customsGoods": [{"code": "61091000", "description": "T-shirts", "origin": "NL", "quantity": 2,
                "value": 20.5, "weight": 0.4}]
        }
    })
}

fn full_label() -> Value {
    json!({
        "labelId": "", "labelFormat": "pdf", "orderReference": "myReference", "parcelTypeKey": "SMALL",
        "receiver": company(), "shipper": company(), "accountId": "08500001",
        "options": [{"key": "DOOR"}, {"key": "REFERENCE", "input": "abc"}], "returnLabel": false, "pieceNumber": 1,
        "quantity": 1, "weight": 1.5, "automaticPrintDialog": false, "application": "tests"
    })
}

/// What stands where another type belongs.
fn wrong_values() -> Vec<Value> {
    let huge = "x".repeat(1_000_000);
    vec![
        Value::Null,
        json!(""),
        json!({}),
        json!([]),
        json!(true),
        json!(-1),
        json!(1e308),
        json!("\u{0}"),
        json!({"a": [1]}),
        json!(["x", 1]),
        json!(huge),
    ]
}

/// Replaces each member in turn by each wrong value: good or 4xx with the field, never 5xx, refused means not stored.
async fn fuzz(bench: &mut Bench, path: &str, id_field: Option<&str>, base: Value, good: u16) {
    let mut all = Vec::new();
    places(&base, "", &mut all);
    for pointer in &all {
        for wrong in wrong_values() {
            let mut body = base.clone();
            let id = bench.id();
            if let Some(id_field) = id_field {
                body[id_field] = json!(id);
            }
            let about = format!("{path} {pointer} = {:.40}", wrong.to_string());
            *body.pointer_mut(pointer).unwrap() = wrong;
            let reply = bench.post(path, body.to_string()).await;
            if reply.status == good {
                continue;
            }
            assert!(
                matches!(reply.status, 400 | 401 | 404),
                "{about}: {} {:.300}",
                reply.status,
                reply.text()
            );
            reply.assert_error(reply.status, &about);
            assert!(
                reply.body.len() < 20_000,
                "{about}: an error of {} bytes",
                reply.body.len()
            );
            if reply.status == 400 && reply.key() == "validation_failed" {
                assert_names(&reply, pointer, &about);
            }
            if id_field.is_some_and(|id_field| *pointer != format!("/{id_field}")) {
                assert!(!bench.stored(&id).await, "{about} was stored");
            }
        }
    }
    bench.lives().await;
}

/// The details name the broken field, something inside it, or what holds it.
fn assert_names(reply: &Reply, pointer: &str, about: &str) {
    let wanted = field(pointer);
    let named = reply.fields();
    let related =
        |name: &String| name.starts_with(wanted.as_str()) || wanted.starts_with(name.as_str()) && !name.is_empty();
    assert!(named.iter().any(related), "{about}: {named:?} {:.300}", reply.text());
}

#[tokio::test]
async fn the_full_bodies_are_accepted_as_they_are() {
    let mut bench = Bench::new().await;
    for (path, id, body) in [
        ("/shipments", "shipmentId", full_shipment()),
        ("/labels", "labelId", full_label()),
    ] {
        let fresh = bench.id();
        let reply = bench.post(path, with(body, id, json!(fresh)).to_string()).await;
        assert_eq!(reply.status, 201, "{path}: {}", reply.text());
    }
}

#[tokio::test]
async fn wrong_types_in_every_field_of_a_shipment() {
    let mut bench = Bench::new().await;
    fuzz(&mut bench, "/shipments", Some("shipmentId"), full_shipment(), 201).await;
}

#[tokio::test]
async fn wrong_types_in_every_field_of_a_label() {
    let mut bench = Bench::new().await;
    fuzz(&mut bench, "/labels", Some("labelId"), full_label(), 201).await;
}

#[tokio::test]
async fn wrong_types_in_every_field_of_a_label_document() {
    let mut bench = Bench::new().await;
    let id = bench.id();
    let made = bench.book(&shipment(&id)).await.json();
    let body = json!({
        "labelIds": [id], "shipmentIds": [id], "trackerCodes": [made["pieces"][0]["trackerCode"]],
        "shipmentTrackerCodes": [], "ordering": "original", "missingLabelPolicy": "skip",
        "pdfOptions": {"autoPrintDialog": false, "pageSize": "a4",
            "pageOptions": {"pageLayout": "portrait", "mixedLayoutPolicy": "separate", "firstPageOffset": "0"}}
    });
    assert_eq!(bench.post("/labels/multi", body.to_string()).await.status, 200);
    fuzz(&mut bench, "/labels/multi", None, body, 200).await;
}

#[tokio::test]
async fn wrong_types_in_every_field_of_authentication() {
    let mut bench = Bench::new().await;
    let pair = json!({"userId": TEST.user, "key": TEST.key, "accountNumbers": ["08500001"]});
    fuzz(&mut bench, "/authenticate/api-key", None, pair.clone(), 200).await;
    fuzz(&mut bench, "/authenticate/api-key/account-numbers", None, pair, 200).await;
    fuzz(
        &mut bench,
        "/authenticate/refresh-token",
        None,
        json!({"refreshToken": "x"}),
        200,
    )
    .await;
}
