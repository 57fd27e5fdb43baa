//! Labels, one at a time (reference 7.1 to 7.3).

use crate::support::TestServer;
use crate::support::papers::{contains, pdf_codes, pdf_pages, pdf_text};
use crate::support::samples::{shipment, uuid, with};
use crate::support::shop::{Shop, assert_holds, assert_no_null, code, each, label_id};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// The guide's own request, on the demo account.
fn sample(n: u32) -> Value {
    let mut body: Value = serde_json::from_str(include_str!("../samples/label.request.json")).unwrap();
    body["labelId"] = json!(uuid(n));
    body["accountId"] = json!("08500001");
    body
}

async fn make(shop: &Shop, body: &Value) -> Value {
    let reply = shop.post("/labels", body).await;
    assert_eq!(reply.status, 201, "{}\nfor {body}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_no_null(&reply.json(), "label");
    reply.json()
}

fn pdf_of(label: &Value) -> Vec<u8> {
    STANDARD.decode(label["pdf"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn the_guides_own_label_is_made() {
    let shop = Shop::open().await;
    let label = make(&shop, &sample(1)).await;
    let printed: Value = serde_json::from_str(include_str!("../samples/label.response.json")).unwrap();
    for (name, value) in printed.as_object().unwrap() {
        let found = &label[name];
        match name.as_str() {
            "labelType" | "orderReference" | "routingCode" => assert_eq!(found, value, "{name}"),
            "labelId" => assert_eq!(*found, json!(uuid(1))),
            "trackerCode" => {
                assert!(found.as_str().unwrap().starts_with("JVGL08500001") && found.as_str().unwrap().len() == 24);
            }
            "userId" => assert_eq!(found, crate::support::TEST.user),
            "pdf" => assert!(pdf_of(&label).starts_with(b"%PDF-1.")),
            other => panic!("nobody checks {other}"),
        }
    }
    assert_eq!(label["organizationId"], label["organisationId"]);
    assert!(uuid::Uuid::parse_str(label["organizationId"].as_str().unwrap()).is_ok());
    assert!(
        label.get("zpl").is_none() && label.get("shipmentTrackerCode").is_none(),
        "{label}"
    );
    assert!(
        contains(&pdf_of(&label), "/OpenAction"),
        "automaticPrintDialog opens the print dialog"
    );
}

#[tokio::test]
async fn the_json_embeds_what_was_asked_for() {
    let shop = Shop::open().await;
    for (n, format, pdf, zpl) in [
        (1, json!("pdf"), true, false),
        (2, json!("zpl"), false, true),
        (3, json!("both"), true, true),
        (4, json!("neither"), false, false),
        (5, Value::Null, true, false),
        (6, json!("PDF"), true, false),
        (7, json!(""), true, false),
    ] {
        let label = make(&shop, &with(sample(n), "labelFormat", format.clone())).await;
        assert_eq!(
            (label.get("pdf").is_some(), label.get("zpl").is_some()),
            (pdf, zpl),
            "{format}"
        );
        if zpl {
            let text = label["zpl"].as_str().unwrap();
            assert!(text.starts_with("^XA") && text.trim_end().ends_with("^XZ"), "{text}");
        }
    }
    let wrong = shop
        .post("/labels", &with(sample(9), "labelFormat", json!("docx")))
        .await;
    assert_eq!(
        (wrong.status, wrong.fields()),
        (400, vec!["labelFormat".to_owned()]),
        "{}",
        wrong.text()
    );
}

#[tokio::test]
async fn by_accept_the_answer_is_the_document_itself() {
    let shop = Shop::open().await;
    for (n, accept) in [(1, "application/pdf"), (2, "application/zpl")] {
        let reply = shop
            .request("POST", "/labels")
            .accept(accept)
            .json(&sample(n))
            .send()
            .await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (201, Some(accept)),
            "{}",
            reply.text()
        );
        assert_eq!(
            reply.body,
            shop.document(&format!("/labels/{}", uuid(n)), accept).await,
            "{accept}"
        );
        let json = shop.json(&format!("/labels/{}", uuid(n))).await;
        assert!(
            json["trackerCode"].as_str().unwrap().starts_with("JVGL08500001"),
            "such clients read the code afterwards"
        );
    }
    for accept in ["*/*", "application/json, */*;q=0.5", "text/html"] {
        let reply = shop
            .request("POST", "/labels")
            .accept(accept)
            .json(&sample(3))
            .send()
            .await;
        assert_eq!(reply.header("content-type"), Some("application/json"), "{accept}");
    }
}

#[tokio::test]
async fn a_print_dialog_opens_only_when_asked_for() {
    let shop = Shop::open().await;
    for (n, dialog, opens) in [
        (1, json!(true), true),
        (2, json!("true"), true),
        (3, json!(false), false),
        (4, Value::Null, false),
    ] {
        let pdf = pdf_of(&make(&shop, &with(sample(n), "automaticPrintDialog", dialog.clone())).await);
        assert_eq!(contains(&pdf, "/OpenAction"), opens, "{dialog}");
        assert_eq!(
            contains(&pdf, "/Print"),
            opens || contains(&pdf, "/PrintScaling"),
            "{dialog}"
        );
    }
}

#[tokio::test]
async fn pieces_of_a_consignment_are_labelled_one_by_one() {
    let shop = Shop::open().await;
    for number in 1..=2 {
        let body = with(with(sample(number), "pieceNumber", json!(number)), "quantity", json!(2));
        let label = make(&shop, &body).await;
        assert_eq!(label["pieceNumber"], json!(number));
        let text = pdf_text(&pdf_of(&label));
        assert!(text.contains(&format!("{number}/2")), "{text}");
    }
    for (number, quantity) in [(0, 1), (3, 2), (1, 0), (1, 100_000)] {
        let body = with(
            with(sample(9), "pieceNumber", json!(number)),
            "quantity",
            json!(quantity),
        );
        assert_eq!(shop.post("/labels", &body).await.status, 400, "{number} of {quantity}");
    }
    let mut consumer = with(with(sample(9), "pieceNumber", json!(1)), "quantity", json!(2));
    consumer["receiver"]["address"]["isBusiness"] = json!(false);
    let refused = shop.post("/labels", &consumer).await;
    assert_eq!(
        (refused.status, refused.key().as_str()),
        (400, "capabilities_retrieve_empty"),
        "mono collo: {}",
        refused.text()
    );
}

#[tokio::test]
async fn every_field_of_a_label_request_counts() {
    let shop = Shop::open().await;
    for (n, path, value) in [
        (1, "weight", json!(0)),
        (2, "weight", json!("12.5")),
        (3, "product", json!("EPL")),
        (4, "application", json!("Magento2")),
        (5, "options", json!([])),
        (6, "options", Value::Null),
        (7, "returnLabel", json!("false")),
        (8, "pieceNumber", json!("1")),
        (9, "receiver.address.number", json!(25)),
        (
            10,
            "onBehalfOf",
            json!({"name": {"companyName": "Somebody"}, "address": {"countryCode": "NL", "postalCode": "1012JS",
            "city": "Amsterdam", "street": "Rokin", "number": "1"}}),
        ),
    ] {
        make(&shop, &with(sample(n), path, value)).await;
    }
    for (path, value) in [
        ("labelId", Value::Null),
        ("labelId", json!("12")),
        ("parcelTypeKey", Value::Null),
        ("receiver", Value::Null),
        ("shipper", Value::Null),
        ("accountId", Value::Null),
        ("weight", json!(1001)),
        ("weight", json!(-1)),
        ("weight", json!("heavy")),
        ("returnLabel", json!("perhaps")),
        ("automaticPrintDialog", json!(7)),
        ("receiver.address.street", json!("")),
        ("receiver.address.postalCode", json!("99")),
        ("accountId", json!("08600001")),
    ] {
        let reply = shop.post("/labels", &with(sample(20), path, value.clone())).await;
        assert_eq!(
            (reply.status, reply.fields()),
            (400, vec![path.to_owned()]),
            "{path} {value}: {}",
            reply.text()
        );
    }
    let refused = shop
        .post("/labels", &with(sample(20), "parcelTypeKey", json!("NOPE")))
        .await;
    assert_eq!(
        (refused.key().as_str(), refused.fields()),
        ("capabilities_retrieve_empty", vec!["parcelTypeKey".to_owned()])
    );
    assert_eq!(shop.server.post("/labels").json(&sample(20)).send().await.status, 401);
}

#[tokio::test]
async fn labels_are_found_by_code_reference_and_shipment() {
    let shop = Shop::open().await;
    let mut body = with(
        shipment(&uuid(1)),
        "pieces",
        json!([{"parcelType": "SMALL", "quantity": 2, "weight": 1.5,
        "dimensions": {"length": 10, "width": 20, "height": 30}}]),
    );
    body["application"] = json!("Magento2");
    body["orderReference"] = json!("order & sons #1");
    let booked = shop.book(&body).await;
    shop.book(&shipment(&uuid(2))).await;
    let found = shop.json(&format!("/labels?shipmentId={}", uuid(1))).await;
    assert_no_null(&found, "labels");
    assert_eq!(each(&found, "/labelId"), each(&booked["pieces"], "/labelId"));
    for (index, label) in found.as_array().unwrap().iter().enumerate() {
        assert!(
            label.get("pdf").is_none() && label.get("zpl").is_none(),
            "no document in lists"
        );
        assert_holds(
            label,
            &json!({"orderReference": "order & sons #1", "parcelType": "SMALL", "labelType": "B2X_Generic_A4_Third", "pieceNumber": index + 1,
                "weight": 1.5, "trackerCode": code(&booked, index), "routingCode": "2LNL3542AD+04000000",
                "userId": crate::support::TEST.user, "application": "Magento2", "shipmentId": uuid(1), "accountNumber": "08500001",
                "timeCreated": "2026-03-02T08:00:00.000Z"}),
            "label",
        );
        assert_eq!(label["organizationId"], label["organisationId"]);
        let sides = ["length", "width", "height"].map(|side| label["dimensions"][side].as_f64());
        assert_eq!(sides, [Some(10.0), Some(20.0), Some(30.0)], "{label}");
    }
    let by_code = shop
        .json(&format!("/labels?trackerCodeFilter={}", code(&booked, 1)))
        .await;
    assert_eq!(by_code, json!([found[1]]));
    let lower = shop
        .json(&format!(
            "/labels?trackerCodeFilter={}",
            code(&booked, 1).to_lowercase()
        ))
        .await;
    assert_eq!(lower, by_code);
    let by_reference = shop.json("/labels?orderReferenceFilter=order+%26+sons+%231").await;
    assert_eq!(by_reference, found);
    let both = shop
        .json(&format!(
            "/labels?orderReferenceFilter=myReference&trackerCodeFilter={}",
            code(&booked, 0)
        ))
        .await;
    assert_eq!(both, json!([]), "all filters hold");
    for nothing in [
        "trackerCodeFilter=JVGL00000000000000000000",
        "orderReferenceFilter=none",
        "shipmentId=00000000-0000-4000-8000-000000000000",
    ] {
        assert_eq!(shop.json(&format!("/labels?{nothing}")).await, json!([]), "{nothing}");
    }
    for none in ["/labels", "/labels?trackerCodeFilter=", "/labels?limit=3"] {
        let reply = shop.get(none).await;
        assert_eq!(reply.status, 400, "{none}");
        assert!(reply.text().contains("orderReferenceFilter"), "{}", reply.text());
    }
    assert_eq!(shop.get("/labels?shipmentId=12").await.status, 400);
    assert_eq!(
        shop.server
            .get("/labels?orderReferenceFilter=myReference")
            .send()
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn one_label_in_every_form() {
    let shop = Shop::open().await;
    let booked = shop
        .book(&with(shipment(&uuid(1)), "pieces[0].quantity", json!(2)))
        .await;
    let path = format!("/labels/{}", label_id(&booked, 1));
    let json = shop.json(&path).await;
    let sample: Value = serde_json::from_str(include_str!("../samples/label.by-id.response.json")).unwrap();
    for name in sample.as_object().unwrap().keys() {
        assert!(json[name].is_string(), "{name} in {json}");
    }
    assert_eq!(json["trackerCode"], booked["pieces"][1]["trackerCode"]);
    assert_eq!(json["shipmentTrackerCode"], booked["shipmentTrackerCode"]);
    let pdf = shop.document(&path, "application/pdf").await;
    assert_eq!(pdf, pdf_of(&json));
    assert_eq!(
        pdf_pages(&pdf),
        [(210, 99)],
        "B2X_Generic_A4_Third is a third of an A4 page"
    );
    let zpl = shop.document(&path, "application/zpl").await;
    assert!(zpl.starts_with(b"^XA"));
    assert!(contains(&zpl, &code(&booked, 1)) || contains(&zpl, &code(&booked, 1)[4..]));
    let first = shop.document(&format!("/labels/{}", uuid(1)), "application/pdf").await;
    assert_eq!(
        first,
        shop.document(&format!("/labels/{}", label_id(&booked, 0)), "application/pdf")
            .await,
        "a shipment id is its first piece"
    );
    let get = shop
        .request("GET", &path)
        .header("content-type", "application/json")
        .body("[]")
        .send()
        .await;
    assert_eq!((get.status, get.json()), (200, json), "a body on a GET is ignored");
}

#[tokio::test]
async fn documents_are_sent_chunked() {
    let shop = Shop::open().await;
    let booked = shop.book(&shipment(&uuid(1))).await;
    let path = format!("/labels/{}", label_id(&booked, 0));
    for accept in ["application/pdf", "application/zpl"] {
        let reply = shop.request("GET", &path).accept(accept).send().await;
        assert_eq!(
            (reply.header("transfer-encoding"), reply.header("content-length")),
            (Some("chunked"), None),
            "{accept}"
        );
    }
    let made = shop
        .request("POST", "/labels")
        .accept("application/pdf")
        .json(&sample(2))
        .send()
        .await;
    assert_eq!(made.header("transfer-encoding"), Some("chunked"));
}

#[tokio::test]
async fn unknown_and_malformed_ids() {
    let shop = Shop::open().await;
    for accept in ["application/json", "application/pdf", "application/zpl"] {
        let unknown = shop
            .request("GET", &format!("/labels/{}", uuid(9)))
            .accept(accept)
            .send()
            .await;
        assert_eq!(
            (unknown.status, unknown.key().as_str()),
            (404, "label_not_found"),
            "{accept}"
        );
        assert_eq!(
            unknown.header("content-type"),
            Some("application/json"),
            "errors are JSON"
        );
        let wrong = shop.request("GET", "/labels/999999").accept(accept).send().await;
        assert_eq!(
            (wrong.status, wrong.json()["message"].as_str()),
            (400, Some("Could not parse id from '999999'")),
            "{accept}"
        );
    }
    let booked = shop.book(&shipment(&uuid(1))).await;
    let path = format!("/labels/{}", label_id(&booked, 0));
    assert_eq!(shop.server.get(&path).send().await.status, 401);
    let gone = shop.request("DELETE", &path).send().await;
    assert!(
        [404, 405].contains(&gone.status),
        "there is no cancelling: {}",
        gone.status
    );
    assert_eq!(shop.get(&path).await.status, 200);
}

#[tokio::test]
async fn a_label_is_the_same_bytes_for_ever() {
    let shop = Shop::open().await;
    let booked = shop.book(&shipment(&uuid(1))).await;
    make(&shop, &sample(2)).await;
    let paths = [
        format!("/labels/{}", label_id(&booked, 0)),
        format!("/labels/{}", uuid(2)),
    ];
    let mut before = Vec::new();
    for path in &paths {
        for kind in ["application/pdf", "application/zpl"] {
            before.push(shop.document(path, kind).await);
            assert_eq!(&shop.document(path, kind).await, before.last().unwrap());
        }
    }
    shop.server.clock.advance_seconds(600);
    let directory = shop.server.stop().await;
    let server = TestServer::start_on(directory, colli_http::server::ServerLimits::default()).await;
    server.clock.advance_seconds(86_400);
    let shop = Shop::on(server).await;
    let mut before = before.into_iter();
    for path in &paths {
        for kind in ["application/pdf", "application/zpl"] {
            assert!(
                shop.document(path, kind).await == before.next().unwrap(),
                "{kind} of {path} changed"
            );
        }
    }
}

#[tokio::test]
async fn both_codes_scan() {
    let shop = Shop::open().await;
    let label = make(&shop, &sample(1)).await;
    let mut wanted = [
        label["trackerCode"].as_str().unwrap(),
        label["routingCode"].as_str().unwrap(),
    ];
    wanted.sort_unstable();
    assert_eq!(pdf_codes(&pdf_of(&label)), wanted);
}
