//! Customs declarations inside shipments (reference 6.3, 21.3; design section 11, Paper).

use crate::support::samples::{shipment, uuid, with};
use crate::support::shop::{Shop, fields, label_id};
use serde_json::{Value, json};

const INVALID: &str = "validation_failed";

/// The guide's own declaration.
fn declaration() -> Value {
    let sample: Value = serde_json::from_str(include_str!("../samples/shipment.customs-declaration.json")).unwrap();
    sample["customsDeclaration"].clone()
}

fn to(n: u32, country: &str, postal_code: &str, business: bool) -> Value {
    let address = json!({"countryCode": country, "postalCode": postal_code, "city": "Town", "street": "High Street", "number": "1",
        "isBusiness": business});
    with(shipment(&uuid(n)), "receiver.address", address)
}

fn britain(n: u32, declaration: Value) -> Value {
    with(to(n, "GB", "E11 1AB", true), "customsDeclaration", declaration)
}

#[tokio::test]
async fn a_customs_destination_needs_a_declaration() {
    let shop = Shop::open().await;
    let places = [
        ("GB", "E11 1AB"),
        ("CH", "3030"),
        ("NO", "0025"),
        ("LI", "9490"),
        ("ES", "35001"),
        ("ES", "51001"),
    ];
    for (n, (country, postal_code)) in (1..).zip(places) {
        let refused = shop.refuse(&to(n, country, postal_code, true), INVALID).await;
        assert_eq!(fields(&refused), ["customsDeclaration"], "{country} {postal_code}");
        assert_eq!(refused["details"][0]["rule"], "required");
        let booked = shop
            .book(&with(
                to(n, country, postal_code, true),
                "customsDeclaration",
                declaration(),
            ))
            .await;
        assert!(
            uuid::Uuid::parse_str(booked["customsDeclarationId"].as_str().unwrap()).is_ok(),
            "{booked}"
        );
    }
    for (n, (country, postal_code)) in (20..).zip([
        ("DE", "10115"),
        ("ES", "28012"),
        ("ES", "07001"),
        ("MC", "98000"),
        ("BE", "1000"),
    ]) {
        let booked = shop.book(&to(n, country, postal_code, true)).await;
        assert!(
            booked.get("customsDeclarationId").is_none(),
            "{country} {postal_code}: {booked}"
        );
    }
}

#[tokio::test]
async fn the_guides_declaration_reads_back_under_its_documented_names() {
    let shop = Shop::open().await;
    let booked = shop.book(&britain(1, declaration())).await;
    assert_eq!(booked["product"], "EPL-INT");
    let read = shop.json(&format!("/shipments/{}", uuid(1))).await;
    let kept = &read["customsDeclaration"];
    assert_eq!(kept["currency"], "GBP");
    assert_eq!(kept["invoiceNumber"], "123.A01");
    assert_eq!(kept["invoiceType"].as_str().unwrap().to_lowercase(), "commercial");
    assert_eq!(
        (&kept["exportReason"], &kept["incoTerms"]),
        (&json!("SaleOfGoods"), &json!("CFR"))
    );
    let goods = kept["customsGoods"].as_array().unwrap();
    assert_eq!(goods.len(), 3);
    assert_eq!(
        (&goods[0]["code"], &goods[0]["origin"]),
        (&json!("85365019"), &json!("NL"))
    );
    assert_eq!(kept["importerOfRecord"]["eoriNumber"], "GB123456789");
    assert_eq!(
        kept["importerOfRecord"]["address"]["postalCode"]
            .as_str()
            .unwrap()
            .replace(' ', ""),
        "E111AB"
    );
    assert_eq!(
        shop.book(&britain(1, declaration())).await,
        booked,
        "again: the same declaration id"
    );
}

#[tokio::test]
async fn aliases_mean_the_same() {
    let shop = Shop::open().await;
    let body = britain(1, declaration());
    let booked = shop.book(&body).await;
    let rename = |from: &str, to: &str| {
        let mut body = body.clone();
        let members = body["customsDeclaration"].as_object_mut().unwrap();
        let value = members.remove(from).unwrap();
        members.insert(to.to_owned(), value);
        body
    };
    let mut eori = body.clone();
    let importer = eori["customsDeclaration"]["importerOfRecord"].as_object_mut().unwrap();
    let value = importer.remove("eori").unwrap();
    importer.insert("eoriNumber".to_owned(), value);
    let mut taxes = body.clone();
    let importer = taxes["customsDeclaration"]["importerOfRecord"].as_object_mut().unwrap();
    importer.remove("eori");
    importer.remove("vatNumber");
    importer.insert(
        "taxReferences".to_owned(),
        json!([{"type": "VAT", "value": "GB123456789"}, {"type": "EORI", "value": "GB123456789"}]),
    );
    let mut texts = body.clone();
    for goods in texts["customsDeclaration"]["products"].as_array_mut().unwrap() {
        for name in ["quantity", "value", "weight"] {
            goods[name] = json!(goods[name].to_string());
        }
    }
    for (what, same) in [
        ("products", rename("products", "customsGoods")),
        ("products", rename("products", "goods")),
        ("type", rename("type", "invoiceType")),
        ("eori", eori),
        ("taxReferences", taxes),
        ("numbers as text", texts),
        (
            "any case",
            with(body.clone(), "customsDeclaration.type", json!("commercial")),
        ),
        (
            "any case",
            with(body.clone(), "customsDeclaration.incoTerms", json!("cfr")),
        ),
        (
            "dotted code",
            with(body.clone(), "customsDeclaration.products[0].code", json!("8536.50.19")),
        ),
    ] {
        let reply = shop.post("/shipments", &same).await;
        assert_eq!((reply.status, reply.json()), (201, booked.clone()), "{what}");
    }
}

#[tokio::test]
async fn every_field_is_checked() {
    let shop = Shop::open().await;
    for (path, value, field) in [
        ("incoTerms", json!("EXW"), "incoTerms"),
        ("incoTerms", json!("XYZ"), "incoTerms"),
        ("currency", json!("JPY"), "currency"),
        ("exportReason", json!("Fun"), "exportReason"),
        ("exportType", json!("Forever"), "exportType"),
        ("type", json!("napkin"), "invoiceType"),
        ("products", json!([]), "customsGoods"),
        ("products", Value::Null, "customsGoods"),
        ("products[0].code", json!("853650"), "customsGoods[0].code"),
        ("products[0].code", json!("853650190"), "customsGoods[0].code"),
        ("products[0].code", json!("ABCDEFGH"), "customsGoods[0].code"),
        ("products[1].description", json!(""), "customsGoods[1].description"),
        ("products[1].origin", json!("Holland"), "customsGoods[1].origin"),
        ("products[1].quantity", json!(0), "customsGoods[1].quantity"),
        ("products[2].value", json!("much"), "customsGoods[2].value"),
        ("products[2].weight", json!(-1), "customsGoods[2].weight"),
        ("shippingFee", json!({"currency": "EUR"}), "shippingFee.value"),
        ("attachmentIds", json!(["x"]), "attachmentIds[0]"),
        (
            "importerOfRecord.address.postalCode",
            json!("1012JS"),
            "importerOfRecord.address.postalCode",
        ),
    ] {
        let body = with(
            britain(1, declaration()),
            &format!("customsDeclaration.{path}"),
            value.clone(),
        );
        let refused = shop.refuse(&body, INVALID).await;
        assert_eq!(
            fields(&refused),
            [format!("customsDeclaration.{field}")],
            "{path} {value}"
        );
    }
    for (n, path, value) in [
        (10, "products[0].code", json!("8536501900")),
        (11, "shippingFee", json!({"currency": "EUR", "value": "9.95"})),
        (12, "shippingFee", json!({"currency": "EUR", "value": 9.95})),
        (13, "exportType", json!("Permanent")),
        (14, "incoTerms", json!("DDX")),
        (15, "incoTermsCity", json!("London")),
        (16, "remarks", json!("Handle with care")),
        (17, "vatReverseCharge", json!("true")),
        (18, "attachmentIds", json!([])),
        (19, "senderHasInboundEoriNumber", json!(true)),
        (20, "certificateNumber", json!("C-1")),
        (21, "licenceNumber", json!("L-1")),
        (22, "defermentAccountVat", json!("123")),
        (23, "importerOfRecord", Value::Null),
    ] {
        shop.book(&with(
            britain(n, declaration()),
            &format!("customsDeclaration.{path}"),
            value,
        ))
        .await;
    }
    for (n, term) in (30..).zip([
        "CFR", "CIF", "CIP", "CPT", "DAP", "DAT", "DDP", "DDU", "DDX", "FCA", "FOB",
    ]) {
        shop.book(&with(
            britain(n, declaration()),
            "customsDeclaration.incoTerms",
            json!(term),
        ))
        .await;
    }
    let exw = with(
        to(50, "CH", "3030", true),
        "customsDeclaration",
        with(declaration(), "incoTerms", json!("EXW")),
    );
    shop.book(&exw).await;
}

#[tokio::test]
async fn parcel_connect_to_britain_is_ddu_with_an_inbound_vat_number() {
    let shop = Shop::open().await;
    let consumer = |n: u32, declaration: Value| with(to(n, "GB", "E11 1AB", false), "customsDeclaration", declaration);
    let refused = shop.refuse(&consumer(1, declaration()), INVALID).await;
    assert_eq!(
        fields(&refused),
        [
            "customsDeclaration.incoTerms",
            "customsDeclaration.senderInboundVatNumber"
        ]
    );
    assert_eq!(refused["details"][0]["accepted"], json!(["DDU"]));
    let unnumbered = with(declaration(), "incoTerms", json!("DDU"));
    assert_eq!(
        fields(&shop.refuse(&consumer(1, unnumbered.clone()), INVALID).await),
        ["customsDeclaration.senderInboundVatNumber"]
    );
    let booked = shop
        .book(&consumer(
            1,
            with(unnumbered, "senderInboundVatNumber", json!("GB123456789")),
        ))
        .await;
    assert_eq!(booked["product"], "CON2C");
    let switzerland = with(to(2, "CH", "3030", false), "customsDeclaration", declaration());
    assert_eq!(
        shop.book(&switzerland).await["product"],
        "CON2C",
        "the rule is for GB alone"
    );
}

#[tokio::test]
async fn the_canary_islands_have_a_routing_country_of_their_own() {
    let shop = Shop::open().await;
    let booked = shop
        .book(&with(to(1, "ES", "35001", true), "customsDeclaration", declaration()))
        .await;
    let label = shop.json(&format!("/labels/{}", label_id(&booked, 0))).await;
    assert!(
        label["routingCode"].as_str().unwrap().starts_with("2LIC35001+"),
        "{label}"
    );
    let mainland = shop.book(&to(2, "ES", "28012", true)).await;
    let label = shop.json(&format!("/labels/{}", label_id(&mainland, 0))).await;
    assert!(
        label["routingCode"].as_str().unwrap().starts_with("2LES28012+"),
        "{label}"
    );
}

#[tokio::test]
async fn an_entry_summary_is_separate() {
    let shop = Shop::open().await;
    let summary = json!({"currency": "EUR", "customsGoods": [{"code": "85365019", "description": "Switch", "quantity": 1,
        "netWeightKg": 0.8, "value": 745}]});
    let booked = shop
        .book(&with(shipment(&uuid(1)), "entrySummaryDeclaration", summary))
        .await;
    assert!(booked.get("customsDeclarationId").is_none(), "{booked}");
    shop.book(&with(shipment(&uuid(2)), "entrySummaryDeclaration", Value::Null))
        .await;
    shop.refuse(
        &with(shipment(&uuid(3)), "entrySummaryDeclaration", json!("none")),
        INVALID,
    )
    .await;
}
