//! Returns: booked as such, printed along, and printless (reference 6.1, 8; design section 11, Paper).

use crate::support::papers::{pdf_codes, pdf_text, png_codes};
use crate::support::samples::{company, consumer, consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, assert_no_null, code, fields, label_id};
use serde_json::{Value, json};

/// From the consumer back to the company, as plugins book it.
fn returned(n: u32) -> Value {
    let mut body = with(shipment(&uuid(n)), "returnLabel", json!(true));
    body["shipper"] = consumer();
    body["receiver"] = company();
    body["options"] =
        json!([{"key": "DOOR"}, {"key": "REFERENCE", "input": "RMA 7"}, {"key": "REFERENCE2", "input": "Second line"}]);
    body
}

#[tokio::test]
async fn a_return_is_a_return_product_and_marked() {
    let shop = Shop::open().await;
    let booked = shop.book(&returned(1)).await;
    let product = booked["product"].as_str().unwrap();
    assert!(["DFY-RETURN", "EPL-RETURN"].contains(&product), "{product}");
    let known = shop.json(&format!("/products/{product}")).await;
    assert_eq!(known["returnProduct"], json!(true));
    let text = pdf_text(
        &shop
            .document(&format!("/labels/{}", label_id(&booked, 0)), "application/pdf")
            .await,
    );
    assert!(
        text.contains("RETURN") && text.contains("RMA 7") && text.contains("Second line"),
        "{text}"
    );
    let zpl = shop
        .document(&format!("/labels/{}", label_id(&booked, 0)), "application/zpl")
        .await;
    assert!(String::from_utf8_lossy(&zpl).contains("RETURN"));
    let outbound = shop.book(&shipment(&uuid(2))).await;
    let text = pdf_text(
        &shop
            .document(&format!("/labels/{}", label_id(&outbound, 0)), "application/pdf")
            .await,
    );
    assert!(!text.contains("RETURN"), "{text}");
    let track = shop.json(&format!("/track-trace?key={}", code(&booked, 0))).await;
    assert_eq!(track[0]["isReturn"], json!(true));
}

#[tokio::test]
async fn an_account_without_a_return_product_books_none() {
    let shop = Shop::open().await;
    let refused = shop
        .refuse(
            &with(returned(1), "accountId", json!("08500002")),
            "capabilities_retrieve_empty",
        )
        .await;
    assert_eq!(
        (refused["details"][0]["rule"].as_str(), fields(&refused)),
        (Some("account-entitlement"), vec!["accountId"])
    );
    let extra = with(
        shipment(&uuid(2)),
        "options",
        json!([{"key": "DOOR"}, {"key": "ADD_RETURN_LABEL"}]),
    );
    shop.refuse(
        &with(extra, "accountId", json!("08500002")),
        "capabilities_retrieve_empty",
    )
    .await;
    let printless = with(
        printless(3, &json!({"key": "PRINTLESS"})),
        "accountId",
        json!("08500002"),
    );
    shop.refuse(&printless, "capabilities_retrieve_empty").await;
    shop.book(&with(shipment(&uuid(4)), "accountId", json!("08500002")))
        .await;
}

#[tokio::test]
async fn a_return_label_is_printed_along_with_the_parties_swapped() {
    let shop = Shop::open().await;
    let mut body = consumer_shipment(&uuid(1));
    body["options"] = json!([{"key": "DOOR"}, {"key": "HANDT"}, {"key": "ADD_RETURN_LABEL"}]);
    let booked = shop.book(&body).await;
    let pieces = booked["pieces"].as_array().unwrap();
    assert_eq!(pieces.len(), 2, "{booked}");
    assert!(
        pieces[0].get("returnLabel").is_none_or(|flag| *flag == json!(false)),
        "{booked}"
    );
    assert_eq!(pieces[1]["returnLabel"], json!(true));
    assert_ne!(code(&booked, 0), code(&booked, 1));
    assert_ne!(label_id(&booked, 0), label_id(&booked, 1));
    let there = shop
        .document(&format!("/labels/{}", label_id(&booked, 0)), "application/pdf")
        .await;
    let back = shop
        .document(&format!("/labels/{}", label_id(&booked, 1)), "application/pdf")
        .await;
    let label = shop.json(&format!("/labels/{}", label_id(&booked, 1))).await;
    assert!(
        label["routingCode"].as_str().unwrap().starts_with("2LNL3542AD+"),
        "back to the sender: {label}"
    );
    let mut wanted = vec![code(&booked, 1), label["routingCode"].as_str().unwrap().to_owned()];
    wanted.sort();
    assert_eq!(pdf_codes(&back), wanted);
    let (there, back) = (pdf_text(&there), pdf_text(&back));
    assert!(!there.contains("RETURN") && back.contains("RETURN"), "{there}\n{back}");
    assert!(
        !back.contains("SIGN"),
        "options of the way there do not hold on the way back: {back}"
    );
    let order = |text: &str| (text.find("3542 AD").unwrap(), text.find("1012 JS").unwrap());
    assert!(
        order(&there).0 < order(&there).1,
        "from the company to the consumer: {there}"
    );
    assert!(
        order(&back).1 < order(&back).0,
        "from the consumer to the company: {back}"
    );
}

#[tokio::test]
async fn every_piece_gets_its_return_label() {
    let shop = Shop::open().await;
    let body = with(
        shipment(&uuid(1)),
        "options",
        json!([{"key": "DOOR"}, {"key": "ADD_RETURN_LABEL"}]),
    );
    let booked = shop.book(&with(body, "pieces[0].quantity", json!(2))).await;
    let returns: Vec<bool> = booked["pieces"]
        .as_array()
        .unwrap()
        .iter()
        .map(|piece| piece["returnLabel"] == json!(true))
        .collect();
    assert_eq!(returns, [false, false, true, true]);
    let listed = shop.json(&format!("/labels?shipmentId={}", uuid(1))).await;
    assert_eq!(listed.as_array().unwrap().len(), 4);
    let mut label: Value = serde_json::from_str(include_str!("../samples/label.request.json")).unwrap();
    label["accountId"] = json!("08500001");
    label["options"] = json!([{"key": "DOOR"}, {"key": "ADD_RETURN_LABEL"}]);
    let refused = shop.post("/labels", &label).await;
    assert_eq!(
        (refused.status, refused.fields()),
        (400, vec!["options".to_owned()]),
        "only on shipments: {}",
        refused.text()
    );
}

fn printless(n: u32, option: &Value) -> Value {
    let mut body = returned(n);
    body["options"] = json!([option]);
    body["pieces"] = json!([{"parcelType": "MEDIUM"}]);
    body
}

#[tokio::test]
async fn a_printless_return_is_a_code_instead_of_a_label() {
    let shop = Shop::open().await;
    let body = printless(1, &json!({"key": "PRINTLESS"}));
    let booked = shop.book(&body).await;
    assert_no_null(&booked, "shipment");
    let sample: Value = serde_json::from_str(include_str!("../samples/printless.response.json")).unwrap();
    let members = |piece: &Value| {
        piece
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(
        members(&booked["pieces"][0]),
        members(&sample["pieces"][0]),
        "no labelId, no trackerCode"
    );
    for name in ["parcelType", "pieceNumber", "labelType"] {
        assert_eq!(booked["pieces"][0][name], sample["pieces"][0][name], "{name}");
    }
    assert_eq!(booked["product"], sample["product"]);
    let qr = booked["pieces"][0]["printlessCode"].as_str().unwrap();
    assert!(qr.len() == 11 && qr.starts_with("MDP"), "{qr}");
    assert!(
        qr[3..]
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()),
        "{qr}"
    );
    let path = format!("/labels/{}", uuid(1));
    assert_eq!(png_codes(&shop.document(&path, "image/png").await), [qr]);
    let pdf = shop.document(&path, "application/pdf").await;
    assert_eq!(pdf_codes(&pdf), [qr]);
    let text = pdf_text(&pdf).replace(' ', "");
    assert!(text.contains(qr), "to be typed by hand: {text}");
    let zpl = shop.request("GET", &path).accept("application/zpl").send().await;
    assert_eq!(zpl.status, 400, "{}", zpl.text());
    let listed = shop.json(&format!("/labels?shipmentId={}", uuid(1))).await;
    assert_eq!(
        (listed[0]["labelType"].as_str(), listed[0].get("trackerCode")),
        (Some("PRINTLESS_QR"), None)
    );
    assert_eq!(shop.book(&body).await, booked, "again: the same code");
    assert_ne!(
        shop.book(&printless(2, &json!({"key": "PRINTLESS"}))).await["pieces"],
        booked["pieces"]
    );
}

#[tokio::test]
async fn the_printless_notification_can_be_switched_off() {
    let shop = Shop::open().await;
    for (n, input) in [
        (1, json!({"notification": false})),
        (2, json!({"notification": "true"})),
        (3, json!({})),
        (4, Value::Null),
    ] {
        shop.book(&printless(n, &json!({"key": "PRINTLESS", "input": input})))
            .await;
    }
    let read = shop.json(&format!("/shipments/{}", uuid(1))).await;
    assert_eq!(
        read["options"],
        json!([{"key": "PRINTLESS", "input": {"notification": false}}])
    );
    for input in [
        json!("off"),
        json!({"notification": "perhaps"}),
        json!([false]),
        json!(7),
    ] {
        let refused = shop
            .refuse(
                &printless(9, &json!({"key": "PRINTLESS", "input": input})),
                "validation_failed",
            )
            .await;
        assert!(fields(&refused)[0].starts_with("options[0].input"), "{refused}");
    }
    let outbound = with(consumer_shipment(&uuid(9)), "options", json!([{"key": "PRINTLESS"}]));
    shop.refuse(&outbound, "capabilities_retrieve_empty").await;
}
