//! Several labels in one document (reference 7.4; label-standards 5.1; design section 11).

use crate::support::OTHER;
use crate::support::papers::{contains, page_codes, pdf_codes, pdf_pages};
use crate::support::samples::{shipment, uuid, with};
use crate::support::shop::{Shop, code, label_id};
use colli_core::account::AccountSettings;
use colli_core::ids::{AccountNumber, Environment, OrganisationId, Tenant};
use serde_json::{Value, json};

const STRIP: (u32, u32) = (210, 99);
const A4: (u32, u32) = (210, 297);
const A4_LYING: (u32, u32) = (297, 210);
const A6: (u32, u32) = (105, 148);

async fn print(shop: &Shop, body: &Value) -> Vec<u8> {
    let reply = shop
        .request("POST", "/labels/multi")
        .accept("application/pdf")
        .json(body)
        .send()
        .await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/pdf")),
        "{}\nfor {body}",
        reply.text()
    );
    assert_eq!(reply.header("transfer-encoding"), Some("chunked"));
    reply.body.to_vec()
}

/// Tracker codes in page order; within a page they are sorted.
fn tracker_codes(pdf: &[u8]) -> Vec<String> {
    pdf_codes(pdf)
        .into_iter()
        .filter(|code| code.starts_with("JVGL"))
        .collect()
}

async fn book(shop: &Shop, n: u32, quantity: u32) -> Value {
    shop.book(&with(shipment(&uuid(n)), "pieces[0].quantity", json!(quantity)))
        .await
}

/// New shipments of the account print on this layout.
async fn lay_out(shop: &Shop, layout: Option<&str>) {
    let any = shop.json("/labels?orderReferenceFilter=myReference").await;
    let organisation = uuid::Uuid::parse_str(any[0]["organizationId"].as_str().unwrap()).unwrap();
    let tenant = Tenant {
        organisation: OrganisationId(organisation),
        environment: Environment::Test,
    };
    let settings = AccountSettings {
        label_layout: layout.map(str::to_owned),
        ..AccountSettings::default()
    };
    let account = AccountNumber::parse("08500001").unwrap();
    shop.server
        .service
        .put_account(account, tenant, settings)
        .await
        .unwrap();
}

#[tokio::test]
async fn labels_come_in_the_order_of_the_request_fields() {
    let shop = Shop::open().await;
    let (one, two, three, four) = (
        book(&shop, 1, 1).await,
        book(&shop, 2, 2).await,
        book(&shop, 3, 1).await,
        book(&shop, 4, 2).await,
    );
    let body = json!({
        "shipmentTrackerCodes": [four["shipmentTrackerCode"]],
        "trackerCodes": [code(&three, 0)],
        "shipmentIds": [uuid(2)],
        "labelIds": [label_id(&one, 0)],
    });
    let pdf = print(&shop, &body).await;
    assert_eq!(pdf_pages(&pdf), [STRIP; 6], "each label in its own size");
    let wanted = [
        code(&one, 0),
        code(&two, 0),
        code(&two, 1),
        code(&three, 0),
        code(&four, 0),
        code(&four, 1),
    ];
    assert_eq!(tracker_codes(&pdf), wanted);
    assert_eq!(print(&shop, &body).await, pdf, "the same bytes again");
    for (field, value) in [
        ("labelIds", json!([label_id(&two, 0), label_id(&two, 1)])),
        ("labelIds", json!([label_id(&two, 0).to_uppercase(), label_id(&two, 1)])),
        ("shipmentIds", json!([uuid(2)])),
        ("trackerCodes", json!([code(&two, 0), code(&two, 1).to_lowercase()])),
        ("shipmentTrackerCodes", json!([two["shipmentTrackerCode"]])),
    ] {
        let pdf = print(&shop, &json!({ field: value })).await;
        assert_eq!(tracker_codes(&pdf), [code(&two, 0), code(&two, 1)], "{field}");
    }
}

#[tokio::test]
async fn zpl_is_one_format_after_the_other() {
    let shop = Shop::open().await;
    let booked = book(&shop, 1, 3).await;
    let reply = shop
        .request("POST", "/labels/multi")
        .accept("application/zpl")
        .json(&json!({"shipmentIds": [uuid(1)]}))
        .send()
        .await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/zpl")),
        "{}",
        reply.text()
    );
    let text = reply.text();
    assert_eq!((text.matches("^XA").count(), text.matches("^XZ").count()), (3, 3));
    let places: Vec<usize> = (0..3)
        .map(|index| text.find(&code(&booked, index)[12..]).unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let shop = Shop::open().await;
    let booked = book(&shop, 1, 1).await;
    let (gone, other) = (uuid(8), uuid(9));
    let body = json!({"labelIds": [label_id(&booked, 0), gone], "shipmentIds": [other], "trackerCodes": ["JVGL00000000000000000000"],
        "shipmentTrackerCodes": ["0000000000"]});
    let missing = [gone.as_str(), &other, "JVGL00000000000000000000", "0000000000"];
    for policy in [
        json!({}),
        json!({"missingLabelPolicy": null}),
        json!({"missingLabelPolicy": "fail"}),
    ] {
        let mut body = body.clone();
        body.as_object_mut()
            .unwrap()
            .extend(policy.as_object().unwrap().clone());
        let reply = shop.post("/labels/multi", &body).await;
        assert_eq!(
            (reply.status, reply.key().as_str()),
            (404, "label_not_found"),
            "{}",
            reply.text()
        );
        let details = reply.json()["details"].clone();
        let named: Vec<&str> = details
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|d| d["message"].as_str())
            .collect();
        assert_eq!(named.len(), missing.len());
        assert!(
            named.iter().zip(&missing).all(|(named, id)| named.ends_with(*id)),
            "{named:?}"
        );
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
    let skipped = print(&shop, &with(body.clone(), "missingLabelPolicy", json!("skip"))).await;
    assert_eq!(tracker_codes(&skipped), [code(&booked, 0)]);
    let none = json!({"labelIds": [gone], "missingLabelPolicy": "skip"});
    let reply = shop.post("/labels/multi", &none).await;
    assert_eq!(
        (reply.status, reply.key().as_str()),
        (404, "label_not_found"),
        "all are missing: {}",
        reply.text()
    );
}

#[tokio::test]
async fn the_request_must_name_labels_and_known_words() {
    let shop = Shop::open().await;
    book(&shop, 1, 1).await;
    for nothing in [
        json!({}),
        json!({"labelIds": []}),
        json!({"labelIds": null, "shipmentIds": []}),
        json!({"trackerCodes": [""]}),
    ] {
        let reply = shop.post("/labels/multi", &nothing).await;
        assert_eq!(reply.status, 400, "{nothing}: {}", reply.text());
        assert!(
            reply.text().contains("shipmentTrackerCodes"),
            "what could be named: {}",
            reply.text()
        );
    }
    for (path, value) in [
        ("labelIds", json!(["12"])),
        ("labelIds", json!("12")),
        ("ordering", json!("sideways")),
        ("missingLabelPolicy", json!("panic")),
        ("pdfOptions", json!("a4")),
        ("pdfOptions", json!({"pageSize": "a3"})),
        ("pdfOptions", json!({"autoPrintDialog": "perhaps"})),
        ("pdfOptions", json!({"pageOptions": {"pageLayout": "diagonal"}})),
        ("pdfOptions", json!({"pageOptions": {"mixedLayoutPolicy": "x"}})),
        ("pdfOptions", json!({"pageOptions": {"firstPageOffset": "4"}})),
        ("pdfOptions", json!({"pageOptions": {"firstPageOffset": "-1"}})),
        ("pdfOptions", json!({"pageOptions": {"firstPageOffset": "x"}})),
    ] {
        let reply = shop
            .post(
                "/labels/multi",
                &with(json!({"shipmentIds": [uuid(1)]}), path, value.clone()),
            )
            .await;
        assert_eq!(reply.status, 400, "{path} {value}: {}", reply.text());
        assert!(reply.fields()[0].starts_with(path), "{path} {value}: {}", reply.text());
    }
    let body = json!({"shipmentIds": [uuid(1)]});
    assert_eq!(shop.server.post("/labels/multi").json(&body).send().await.status, 401);
    let theirs = shop.post_as(&OTHER, "/labels/multi", &body).await;
    assert_eq!((theirs.status, theirs.key().as_str()), (404, "label_not_found"));
}

#[tokio::test]
async fn three_strips_fill_a_sheet() {
    let shop = Shop::open().await;
    let booked = book(&shop, 1, 5).await;
    let codes: Vec<String> = (0..5).map(|index| code(&booked, index)).collect();
    let sheet = |page: Value| json!({"shipmentIds": [uuid(1)], "pdfOptions": {"pageSize": "a4", "pageOptions": page}});
    let on_page = |pdf: &[u8], page: u32| -> Vec<String> {
        page_codes(pdf, page)
            .into_iter()
            .filter(|code| code.starts_with("JVGL"))
            .collect()
    };
    for (page, size, first) in [
        (json!({}), A4, 3_usize),
        (json!({"pageLayout": "portrait", "firstPageOffset": "0"}), A4, 3),
        (json!({"firstPageOffset": "1"}), A4, 2),
        (json!({"firstPageOffset": 2}), A4, 1),
        (json!({"pageLayout": "landscape"}), A4_LYING, 3),
    ] {
        let pdf = print(&shop, &sheet(page.clone())).await;
        assert_eq!(pdf_pages(&pdf), vec![size; (8_usize - first).div_ceil(3)], "{page}");
        assert_eq!(on_page(&pdf, 1), codes[..first], "{page}");
        assert_eq!(on_page(&pdf, 2), codes[first..(first + 3).min(5)], "{page}");
    }
    let too_far = shop
        .post("/labels/multi", &sheet(json!({"firstPageOffset": "3"})))
        .await;
    assert_eq!(too_far.status, 400, "a sheet has three places: {}", too_far.text());
    assert_eq!(too_far.fields(), ["pdfOptions.pageOptions.firstPageOffset"]);
    let single = print(
        &shop,
        &json!({"shipmentIds": [uuid(1)], "pdfOptions": {"pageSize": "original"}}),
    )
    .await;
    assert_eq!(pdf_pages(&single), [STRIP; 5]);
}

#[tokio::test]
async fn layouts_are_grouped_unless_the_order_is_kept() {
    let shop = Shop::open().await;
    let mut codes = Vec::new();
    for (n, layout) in (1..).zip([None, Some("A6"), None, Some("A6"), Some("A4")]) {
        if n > 1 {
            lay_out(&shop, layout).await;
        }
        codes.push(code(&book(&shop, n, 1).await, 0));
    }
    let types = shop.json("/labels?orderReferenceFilter=myReference").await;
    let mut types = crate::support::shop::each(&types, "/labelType");
    types.sort_unstable();
    assert_eq!(
        types,
        [
            "B2X_Generic_A4",
            "B2X_Generic_A4_Third",
            "B2X_Generic_A4_Third",
            "B2X_Generic_A6",
            "B2X_Generic_A6"
        ]
    );
    let ids: Vec<String> = (1..=5).map(uuid).collect();
    let body = json!({ "shipmentIds": ids });
    let grouped = print(&shop, &body).await;
    let pick = |order: [usize; 5]| order.map(|index| codes[index].clone());
    assert_eq!(pdf_pages(&grouped), [STRIP, STRIP, A6, A6, A4]);
    assert_eq!(
        tracker_codes(&grouped),
        pick([0, 2, 1, 3, 4]),
        "order kept inside each group"
    );
    let original = print(&shop, &with(body.clone(), "ordering", json!("original"))).await;
    assert_eq!(pdf_pages(&original), [STRIP, A6, STRIP, A6, A4]);
    assert_eq!(tracker_codes(&original), pick([0, 1, 2, 3, 4]));
    let sheets = print(&shop, &with(body.clone(), "pdfOptions", json!({"pageSize": "a4"}))).await;
    assert_eq!(pdf_pages(&sheets), [A4; 3], "a sheet for each layout");
    let lying = json!({"pageSize": "a4", "pageOptions": {"pageLayout": "landscape"}});
    let lying = print(&shop, &with(body.clone(), "pdfOptions", lying)).await;
    assert_eq!(
        pdf_pages(&lying),
        [A4_LYING, A4, A4],
        "A4 and A6 labels ignore the page layout"
    );
    let uniform = json!({"pageSize": "a4", "pageOptions": {"mixedLayoutPolicy": "match"}});
    let uniform = print(&shop, &with(body, "pdfOptions", uniform)).await;
    assert_eq!(pdf_pages(&uniform), [A4; 2], "all as strips, three to a sheet");
}

#[tokio::test]
async fn a6_labels_are_four_to_a_sheet() {
    let shop = Shop::open().await;
    book(&shop, 9, 1).await;
    lay_out(&shop, Some("A6")).await;
    let booked = book(&shop, 1, 5).await;
    let offset =
        json!({"shipmentIds": [uuid(1)], "pdfOptions": {"pageSize": "a4", "pageOptions": {"firstPageOffset": "3"}}});
    let pdf = print(&shop, &offset).await;
    assert_eq!(pdf_pages(&pdf), [A4; 2], "label-standards 5.1: five labels, offset 3");
    let first: Vec<String> = page_codes(&pdf, 1)
        .into_iter()
        .filter(|code| code.starts_with("JVGL"))
        .collect();
    assert_eq!(first, [code(&booked, 0)]);
    assert_eq!(tracker_codes(&pdf).len(), 5);
}

#[tokio::test]
async fn the_print_dialog_is_optional() {
    let shop = Shop::open().await;
    book(&shop, 1, 1).await;
    for (options, opens) in [
        (json!({"autoPrintDialog": true}), true),
        (json!({"autoPrintDialog": "true"}), true),
        (json!({"autoPrintDialog": false}), false),
        (json!({}), false),
        (Value::Null, false),
    ] {
        let pdf = print(&shop, &json!({"shipmentIds": [uuid(1)], "pdfOptions": options})).await;
        assert_eq!(contains(&pdf, "/OpenAction"), opens, "{options}");
    }
}

#[tokio::test]
async fn a_document_has_a_bound() {
    let shop = Shop::open().await;
    book(&shop, 1, 250).await;
    let twice = print(&shop, &json!({"shipmentIds": [uuid(1), uuid(1)]})).await;
    assert_eq!(pdf_pages(&twice).len(), 500);
    let reply = shop
        .post(
            "/labels/multi",
            &json!({"shipmentIds": [uuid(1), uuid(1)], "labelIds": [uuid(1)]}),
        )
        .await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    let ids: Vec<String> = (0..501).map(uuid).collect();
    assert_eq!(
        shop.post("/labels/multi", &json!({ "labelIds": ids })).await.status,
        400
    );
}
