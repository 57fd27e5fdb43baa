//! Bad input: each gets a clear error in the vendor's shape, nothing of it is stored, and the server lives.

use crate::support::client::{Reply, raw};
use crate::support::samples::{company, shipment, uuid, with};
use crate::support::{TEST, TestServer};
use serde_json::{Value, json};

/// The server, a token, and ids that are never used twice.
struct Bench {
    server: TestServer,
    token: String,
    next: u32,
}

impl Bench {
    async fn new() -> Self {
        let server = TestServer::start().await;
        let token = server.token(&TEST).await;
        Self { server, token, next: 0 }
    }

    fn id(&mut self) -> String {
        self.next += 1;
        uuid(self.next)
    }

    async fn post(&self, path: &str, body: impl Into<Vec<u8>>) -> Reply {
        let request = self
            .server
            .post(path)
            .token(&self.token)
            .header("content-type", "application/json");
        request.body(body).send().await
    }

    async fn book(&self, body: &Value) -> Reply {
        self.post("/shipments", body.to_string()).await
    }

    /// Whether a shipment is stored, under its id or as a label.
    async fn stored(&self, id: &str) -> bool {
        let mut found = Vec::new();
        for path in [format!("/shipments/{id}"), format!("/labels/{id}")] {
            found.push(self.server.get(&path).token(&self.token).send().await.status);
        }
        match found.as_slice() {
            [200, 200] => true,
            [404, 404] => false,
            other => panic!("{id}: {other:?}"),
        }
    }

    /// A refused shipment: 400 that names one of the fields, nothing stored.
    async fn refused(&mut self, body: Value, fields: &[&str], about: &str) -> Reply {
        let id = self.id();
        let reply = self.book(&with(body, "shipmentId", json!(id))).await;
        reply.assert_error(400, about);
        let named = reply.fields();
        assert!(
            named
                .iter()
                .any(|name| fields.iter().any(|field| name.starts_with(field))),
            "{about}: {named:?}"
        );
        assert!(!self.stored(&id).await, "{about} was stored");
        reply
    }

    /// The server still books and prints.
    async fn lives(&mut self) {
        let id = self.id();
        let reply = self.book(&shipment(&id)).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        assert!(self.stored(&id).await);
    }
}

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
            path.push_str(&format!("[{part}]"));
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

#[tokio::test]
async fn bodies_that_are_not_json_objects() {
    let mut bench = Bench::new().await;
    let whole = shipment(&uuid(900)).to_string();
    let mut bodies: Vec<Vec<u8>> = (0..whole.len())
        .step_by(7)
        .map(|end| whole.as_bytes()[..end].to_vec())
        .collect();
    for text in [
        "null", "true", "1", "\"x\"", "[]", "[[]]", "{\"a\"}", "{,}", "\u{feff}", "\u{0}", "<xml/>", "a=b",
    ] {
        bodies.push(text.as_bytes().to_vec());
    }
    bodies.push(vec![0xff; 64]);
    bodies.push(whole.replace("Utrecht", "Utr\u{1}echt").into_bytes());
    bodies.push([whole.as_bytes(), b"x"].concat());
    let broken_text: Vec<u8> = whole
        .replace("Utrecht", "@")
        .bytes()
        .map(|b| if b == b'@' { 0xff } else { b })
        .collect();
    bodies.push(broken_text);
    for path in [
        "/shipments",
        "/labels",
        "/labels/multi",
        "/authenticate/api-key",
        "/authenticate/refresh-token",
    ] {
        for body in &bodies {
            let reply = bench.post(path, body.clone()).await;
            reply.assert_error(400, &format!("{path} {}", String::from_utf8_lossy(body)));
        }
    }
    assert!(!bench.stored(&uuid(900)).await);
    bench.lives().await;
}

#[tokio::test]
async fn a_hundred_thousand_levels_of_nesting() {
    let mut bench = Bench::new().await;
    let levels = 100_000;
    let arrays = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
    for deep in [&arrays, &objects] {
        for body in [
            deep.clone(),
            format!(r#"{{"shipmentId":{deep}}}"#),
            format!(r#"{{"unknown":{deep}}}"#),
            format!(r#"{{"options":[{{"key":"DOOR","input":{deep}}}]}}"#),
            format!(r#"{{"receiver":{{"name":{deep}}}}}"#),
            format!(r#"{{"pieces":{deep}}}"#),
        ] {
            for path in ["/shipments", "/labels", "/labels/multi", "/authenticate/api-key"] {
                bench
                    .post(path, body.clone())
                    .await
                    .assert_error(400, &format!("{path} {:.40}", body));
            }
        }
    }
    bench.lives().await;
}

#[tokio::test]
async fn ten_megabytes_are_413() {
    let mut bench = Bench::new().await;
    let id = bench.id();
    let body = with(shipment(&id), "orderReference", json!("x".repeat(10_000_000))).to_string();
    for path in ["/shipments", "/labels", "/labels/multi", "/authenticate/api-key"] {
        bench.post(path, body.clone()).await.assert_error(413, path);
    }
    assert!(!bench.stored(&id).await);
    // A length that is only claimed costs nothing.
    let head = "POST /dhl-parcel/authenticate/api-key HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n{}";
    let answer = raw(bench.server.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer:.200}");
    bench.lives().await;
}

#[tokio::test]
async fn countries_and_postal_codes() {
    let mut bench = Bench::new().await;
    let base = || shipment("");
    for (country, code, field) in [
        ("XX", "1234", "receiver.address"),
        ("ZZZ", "1234", "receiver.address.countryCode"),
        ("", "1234", "receiver.address.countryCode"),
        ("nl ", "75001", "receiver.address.postalCode"),
        ("NL", "75001", "receiver.address.postalCode"),
        ("NL", "0123AB", "receiver.address.postalCode"),
        ("NL", "", "receiver.address.postalCode"),
        ("FR", "1012JS", "receiver.address.postalCode"),
        ("BE", "1012JS", "receiver.address.postalCode"),
        ("DE", "1012", "receiver.address.postalCode"),
        ("PT", "1000", "receiver.address.postalCode"),
        ("GB", "12345", "receiver.address.postalCode"),
        ("BR", "01310-100", "receiver.address"),
    ] {
        let body = with(base(), "receiver.address.countryCode", json!(country));
        let body = with(body, "receiver.address.postalCode", json!(code));
        bench.refused(body, &[field], &format!("{country} {code}")).await;
    }
    bench.lives().await;
}

#[tokio::test]
async fn weights_sizes_and_quantities() {
    let mut bench = Bench::new().await;
    for (path, values) in [
        (
            "weight",
            &[
                json!(0),
                json!(-1),
                json!(1e9),
                json!("1e9"),
                json!(20.001),
                json!(1001),
                json!(-0.5),
                json!("0"),
            ][..],
        ),
        (
            "quantity",
            &[
                json!(0),
                json!(-1),
                json!(10_000),
                json!(1.5),
                json!(4_294_967_296_u64),
                json!(1e300),
            ],
        ),
        (
            "dimensions",
            &[
                json!({"length": 0, "width": 1, "height": 1}),
                json!({"length": -1, "width": 1, "height": 1}),
                json!({"length": 1e9, "width": 1, "height": 1}),
                json!({"length": 10}),
                json!({"length": 300, "width": 1, "height": 1}),
            ],
        ),
        (
            "parcelType",
            &[json!("HUGE"), json!(""), json!("small "), json!("SMALL;MEDIUM")],
        ),
    ] {
        for value in values {
            if path == "parcelType" && value == "small " {
                continue;
            }
            let body = with(shipment(""), &format!("pieces[0].{path}"), value.clone());
            bench.refused(body, &["pieces"], &format!("{path} {value}")).await;
        }
    }
    let pieces = |count: usize| json!(vec![json!({"parcelType": "SMALL", "weight": 1}); count]);
    bench
        .refused(
            with(shipment(""), "pieces", pieces(10_000)),
            &["pieces"],
            "10,000 pieces",
        )
        .await;
    bench
        .refused(with(shipment(""), "pieces", json!([])), &["pieces"], "no pieces")
        .await;
    bench
        .refused(
            with(shipment(""), "pieces", Value::Null),
            &["pieces"],
            "pieces left out",
        )
        .await;
    bench.lives().await;
}

#[tokio::test]
async fn options() {
    let mut bench = Bench::new().await;
    let long = "x".repeat(16);
    let longer = "x".repeat(71);
    for (about, options) in [
        ("twice", json!([{"key": "DOOR"}, {"key": "DOOR"}])),
        (
            "excluding each other",
            json!([{"key": "DOOR"}, {"key": "PS", "input": "8004-NL-000001"}]),
        ),
        ("unknown", json!([{"key": "DOOR"}, {"key": "TELEPORT"}])),
        ("without a key", json!([{"input": "x"}])),
        ("null key", json!([{"key": null}])),
        ("input missing", json!([{"key": "DOOR"}, {"key": "REFERENCE"}])),
        (
            "input too long",
            json!([{"key": "DOOR"}, {"key": "REFERENCE", "input": long}]),
        ),
        (
            "second input too long",
            json!([{"key": "DOOR"}, {"key": "REFERENCE2", "input": longer}]),
        ),
        ("amount missing", json!([{"key": "DOOR"}, {"key": "INS"}])),
        (
            "amount not a number",
            json!([{"key": "DOOR"}, {"key": "COD_CASH", "input": "much"}]),
        ),
        (
            "amount negative",
            json!([{"key": "DOOR"}, {"key": "COD_CASH", "input": -5}]),
        ),
        ("amount zero", json!([{"key": "DOOR"}, {"key": "COD_CASH", "input": 0}])),
        (
            "amount enormous",
            json!([{"key": "DOOR"}, {"key": "INS", "input": "1e30"}]),
        ),
        ("ServicePoint missing", json!([{"key": "PS"}])),
        (
            "ServicePoint unknown",
            json!([{"key": "PS", "input": "8004-NL-999999999"}]),
        ),
        (
            "not even an id",
            json!([{"key": "PS", "input": "'; drop table shipment; --"}]),
        ),
        (
            "input an object",
            json!([{"key": "REFERENCE", "input": {"a": 1, "notification": "x"}}]),
        ),
        ("a thousand", json!(vec![json!({"key": "DOOR"}); 1_000])),
        ("strings", json!(["DOOR"])),
    ] {
        let reply = bench
            .refused(with(shipment(""), "options", options), &["options"], about)
            .await;
        let details = reply.json()["details"].clone();
        assert!(!details.as_array().unwrap().is_empty(), "{about}");
    }
    bench
        .refused(with(shipment(""), "options", Value::Null), &["options"], "left out")
        .await;
    bench.lives().await;
}

#[tokio::test]
async fn a_service_point_in_another_country() {
    let mut bench = Bench::new().await;
    let found = bench
        .server
        .get("/parcel-shop-locations/BE?city=Antwerpen&limit=1")
        .send()
        .await
        .json();
    let id = found[0]["id"].as_str().unwrap().to_owned();
    let body = with(shipment(""), "options", json!([{"key": "PS", "input": id}]));
    let body = with(body, "receiver.address.isBusiness", json!(false));
    let reply = bench
        .refused(body, &["options[0].input"], "a ServicePoint abroad")
        .await;
    assert!(reply.text().contains(&id), "{}", reply.text());
}

#[tokio::test]
async fn over_long_texts() {
    let mut bench = Bench::new().await;
    let long = json!("x".repeat(5_000));
    for path in [
        "orderReference",
        "receiver.name.companyName",
        "receiver.address.street",
        "receiver.address.city",
        "receiver.address.number",
        "receiver.address.addition",
        "receiver.email",
        "receiver.phoneNumber",
        "shipper.name.lastName",
        "application",
        "product",
        "accountId",
    ] {
        bench
            .refused(with(shipment(""), path, long.clone()), &[path], path)
            .await;
    }
    bench.lives().await;
}

/// Names that try to be something else.
const NAMES: &[&str] = &[
    "^XZ",
    "^XA^FO0,0^XZ",
    "~JR~HI",
    "^FX^FH_5E",
    "_5EXZ",
    "a^FS^XZ^XA",
    "\u{1}\u{7}\u{1b}[31m",
    "tab\tand\nnewline\r\n",
    "\u{0}nul",
    "📦 Päckchen 🇳🇱",
    "שלום עולם",
    "\u{202e}drawkcab",
    "مرحبا",
    "(\\) Tj ET",
    "<</Type/Page>>",
    "endstream endobj",
    "=1+1",
    "\u{feff}\u{200b}x",
    "e\u{301}\u{327}",
    "漢字かな한글",
    "Ωμέγα Щука",
    "ﬁ ﷽",
    "' or 1=1 --",
    "{{7*7}} ${x}",
];

#[tokio::test]
async fn names_that_try_to_be_commands_are_printed_not_obeyed() {
    let mut bench = Bench::new().await;
    for name in NAMES {
        let id = bench.id();
        let mut body = with(
            shipment(&id),
            "receiver.name.companyName",
            json!(format!("{name} B.V.")),
        );
        body["receiver"]["address"]["street"] = json!(format!("Straat {name}"));
        body["orderReference"] = json!(format!("r {name}"));
        body["options"] = json!([{"key": "DOOR"}, {"key": "REFERENCE2", "input": format!("i {name}")}]);
        let reply = bench.book(&body).await;
        assert_eq!(reply.status, 201, "{name:?}: {}", reply.text());
        let label = |kind: &'static str| {
            bench
                .server
                .get(&format!("/labels/{id}"))
                .token(&bench.token)
                .accept(kind)
                .send()
        };
        let zpl = label("application/zpl").await;
        assert_eq!(zpl.status, 200, "{name:?}");
        let zpl = zpl.text();
        assert_eq!(
            (zpl.matches("^XA").count(), zpl.matches("^XZ").count()),
            (1, 1),
            "{name:?}"
        );
        assert!(
            !zpl.contains('~') || zpl.matches('~').count() == plain_tildes(&bench).await,
            "{name:?}"
        );
        assert!(!zpl.contains('\u{0}') && !zpl.contains('\u{1b}'), "{name:?}");
        let pdf = label("application/pdf").await;
        assert_eq!(pdf.status, 200, "{name:?}");
        assert!(
            pdf.body.starts_with(b"%PDF-") && pdf.body.trim_ascii_end().ends_with(b"%%EOF"),
            "{name:?}"
        );
        // Control and format characters may become spaces; everything that can be read stays as it was.
        let readable = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let kept = label("application/json").await.json()["orderReference"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            readable(&kept),
            readable(&format!("r {name}")),
            "{name:?} became {kept:?}"
        );
        assert!(!kept.chars().any(char::is_control), "{name:?} became {kept:?}");
    }
    bench.lives().await;
}

/// Tildes of a label nobody tampered with.
async fn plain_tildes(bench: &Bench) -> usize {
    let id = uuid(999_999);
    assert_eq!(bench.book(&shipment(&id)).await.status, 201);
    let label = bench
        .server
        .get(&format!("/labels/{id}"))
        .token(&bench.token)
        .accept("application/zpl")
        .send()
        .await;
    label.text().matches('~').count()
}

#[tokio::test]
async fn odd_queries_are_answered() {
    let bench = Bench::new().await;
    let long = "x".repeat(8_000);
    for path in [
        "/capabilities/business",
        "/products",
        "/parcel-shop-locations/NL",
        "/shipments",
        "/labels",
        "/track-trace",
    ] {
        for query in [
            "%FF=%FF",
            "&&&==&",
            "limit=-1",
            "limit=99999999999999999999",
            "skip=x",
            "option=%00",
            "key=%00,%FF%2B%00",
            "q=%F0%9F%93%A6",
            "fromCountry=%27",
            "quantity=-1",
            "latitude=NaN&longitude=inf",
            "latitude=91&longitude=181",
            "latitude=1e400&longitude=0",
            "radius=-5&latitude=52&longitude=5",
            "trackerCodeFilter=%25_%25",
            "shipmentId=x",
            "orderReferenceFilter=%27%20or%201%3D1",
            "toBusiness=maybe",
            "[]=1&[0]=2",
            &format!("q={long}"),
            &format!("key={long}"),
        ] {
            let about = format!("{path}?{query:.40}");
            let reply = bench
                .server
                .get(&format!("{path}?{query}"))
                .token(&bench.token)
                .send()
                .await;
            match reply.status {
                200 => assert!(reply.json().is_array(), "{about}"),
                404 if path == "/track-trace" => {
                    assert_eq!(reply.text(), "No parcel found for the given key(s)", "{about}")
                }
                status => {
                    assert_eq!(status, 400, "{about}: {}", reply.text());
                    reply.assert_error(400, &about);
                }
            }
        }
    }
}

#[tokio::test]
async fn requests_that_are_not_http() {
    let mut bench = Bench::new().await;
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n\r\nX\r\n\r\n",
        b"POST /dhl-parcel/shipments HTTP/1.1\r\nhost: x\r\ncontent-length: abc\r\n\r\n",
        b"POST /dhl-parcel/shipments HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}",
        b"POST /dhl-parcel/authenticate/api-key HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nZZZ\r\n{}\r\n0\r\n\r\n",
        b"GET /dhl-parcel/products HTTP/1.1\r\nhost: x\r\n bad: folded\r\n\r\n",
    ] {
        let answer = raw(bench.server.address, bytes).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{:?}: {answer:.200}", String::from_utf8_lossy(bytes));
    }
    bench.lives().await;
}
