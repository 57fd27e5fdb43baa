//! Bad input: refused by its field, or as the carrier refuses, and never with a fault.

use super::merchant::{GROUND, Merchant, NOBODY, assert_refused, parcel_to_walnut_creek, sample};
use serde_json::{Value, json};

/// The guide's shipment with a member changed; `null` takes it away.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = parcel_to_walnut_creek();
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.insert(last.to_owned(), value)),
        Value::Array(entries) => entries[last.parse::<usize>().unwrap()] = value,
        other => panic!("{pointer} leads into {other}"),
    }
    body
}

#[tokio::test]
async fn shipments_are_refused_by_their_fields() {
    let shop = Merchant::open().await;
    shop.connect().await;
    for (pointer, value) in [
        ("/parcels/0/mass_unit", Value::Null),
        ("/parcels/0/distance_unit", Value::Null),
        ("/parcels/0/mass_unit", json!("stone")),
        ("/parcels/0/mass_unit", json!("LB")),
        ("/parcels/0/distance_unit", json!("cubit")),
        ("/parcels/0/weight", Value::Null),
        ("/parcels/0/weight", json!("-1")),
        ("/parcels/0/weight", json!(-1)),
        ("/parcels/0/weight", json!("0")),
        ("/parcels/0/weight", json!("")),
        ("/parcels/0/weight", json!("heavy")),
        ("/parcels/0/weight", json!("NaN")),
        ("/parcels/0/weight", json!("1e400")),
        ("/parcels/0/weight", json!("1.00001")),
        ("/parcels/0/weight", json!("1000000")),
        ("/parcels/0/weight", json!([8])),
        ("/parcels/0/length", json!("-9")),
        ("/parcels/0/length", Value::Null),
        ("/parcels/0/template", json!("no_such_template")),
        ("/parcels/0/metadata", json!("m".repeat(101))),
        ("/parcels/0/extra", json!([])),
        ("/parcels/0", json!({})),
        ("/parcels/0", json!(7)),
        ("/parcels/0", json!([])),
        ("/parcels/0", json!(NOBODY)),
        ("/parcels", json!([])),
        ("/parcels", json!({})),
        ("/parcels", json!("x")),
        ("/parcels", Value::Null),
        ("/parcels", json!([null])),
        ("/address_from", Value::Null),
        ("/address_to", Value::Null),
        ("/address_to", json!({})),
        ("/address_to", json!([])),
        ("/address_to", json!(7)),
        ("/address_to", json!("x")),
        ("/address_to", json!(NOBODY)),
        ("/address_to/country", json!("Atlantis")),
        ("/address_to/country", json!("ZZ")),
        ("/address_to/country", Value::Null),
        ("/address_to/name", json!(["Mr Hippo"])),
        ("/address_to/is_residential", json!("perhaps")),
        ("/address_return", json!("x")),
        ("/customs_declaration", json!({})),
        ("/customs_declaration", json!(NOBODY)),
        ("/shipment_date", json!("soon")),
        ("/shipment_date", json!(7)),
        ("/carrier_accounts", json!(["x"])),
        ("/carrier_accounts", json!("x")),
        ("/carrier_accounts", json!([7])),
        ("/extra", json!([])),
        ("/extra", json!("x")),
        ("/extra", json!({"insurance": "much"})),
        ("/extra", json!({"insurance": {"amount": "-1", "currency": "USD"}})),
        (
            "/extra",
            json!({"COD": {"amount": "1", "currency": "USD", "payment_method": "BARTER"}}),
        ),
        ("/extra", json!({"reference_1": "r".repeat(51)})),
        ("/extra", json!({"signature_confirmation": "IN BLOOD"})),
        ("/extra", json!({"is_return": "perhaps"})),
        ("/metadata", json!("m".repeat(101))),
        ("/metadata", json!({})),
        ("/async", json!("perhaps")),
        ("/order", json!("x")),
    ] {
        let body = with(pointer, value.clone());
        let reply = shop.post("/shipments", &body).await;
        let about = format!("{pointer}: {value}");
        assert_eq!(reply.status, 400, "{about}: {}", reply.text());
        let answer = reply.json();
        let first = pointer.split('/').nth(1).unwrap();
        assert!(!answer[first].is_null(), "{about}: {answer}");
        for part in pointer.split('/').skip(2) {
            // A field of an entry is named at its place.
            if value.is_string() && part != "0" {
                assert!(answer.to_string().contains(part), "{about}: {answer}");
            }
        }
    }
    assert_eq!(shop.get("/shipments").await["results"], json!([]), "nothing was made");
}

#[tokio::test]
async fn everything_wrong_is_said_at_once_and_where_it_is() {
    let shop = Merchant::open().await;
    let answer = shop.refuse("/shipments", &json!({})).await;
    let mut named: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    named.sort_unstable();
    assert_eq!(named, ["address_from", "address_to", "parcels"]);
    let mut body = parcel_to_walnut_creek();
    let parcel = body["parcels"][0].clone();
    body["parcels"] = json!([parcel, {"length": "1"}]);
    let answer = shop.refuse("/shipments", &body).await;
    assert_eq!(answer["parcels"][0], json!({}));
    for member in ["width", "height", "distance_unit", "weight", "mass_unit"] {
        assert!(answer["parcels"][1][member][0].is_string(), "{member}: {answer}");
    }
}

#[tokio::test]
async fn a_hundred_and_one_parcels_are_too_many() {
    let shop = Merchant::open().await;
    let mut body = parcel_to_walnut_creek();
    body["parcels"] = json!(vec![body["parcels"][0].clone(); 101]);
    let answer = shop.refuse("/shipments", &body).await;
    assert!(answer["parcels"].to_string().contains("100"), "{answer}");
    let mut body = parcel_to_walnut_creek();
    body["carrier_accounts"] = json!(vec![NOBODY; 101]);
    assert!(!shop.refuse("/shipments", &body).await["carrier_accounts"].is_null());
}

#[tokio::test]
async fn very_long_texts_are_refused_wherever_they_stand() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let long = "x".repeat(100_000);
    let texts = |body: &Value| -> Vec<String> {
        let mut found = Vec::new();
        pointers(body, String::new(), &mut found);
        found
    };
    let instant = json!({"shipment": parcel_to_walnut_creek(), "carrier_account": account, "servicelevel_token": GROUND,
        "metadata": "m", "label_file_type": "PDF"});
    let mut manifest = sample("create-manifest-request");
    manifest["carrier_account"] = json!(account);
    for (path, good) in [
        ("/shipments", parcel_to_walnut_creek()),
        ("/transactions", instant),
        ("/transactions", json!({"rate": NOBODY})),
        ("/refunds", json!({"transaction": NOBODY})),
        ("/manifests", manifest),
        (
            "/carrier_accounts",
            sample("connect-your-dhl-ecommerce-account-request"),
        ),
    ] {
        for pointer in texts(&good) {
            let mut body = good.clone();
            *body.pointer_mut(&pointer).unwrap() = json!(long);
            let reply = shop.post(path, &body).await;
            let about = format!("{path} {pointer}");
            assert!(
                matches!(reply.status, 400 | 404),
                "{about}: {} {:.300}",
                reply.status,
                reply.text()
            );
            assert!(reply.json().is_object(), "{about}");
            assert!(
                reply.body.len() < 20_000,
                "{about}: what was sent is not sent back whole"
            );
        }
    }
}

/// Where the texts of a body stand.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at),
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                pointers(entry, format!("{at}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                pointers(member, format!("{at}/{name}"), found);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn what_a_user_types_becomes_no_command() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let mut shipment = parcel_to_walnut_creek();
    shipment["address_to"]["name"] = json!("^XZ~JA^XA (\\) 名前 <script>");
    shipment["address_to"]["street2"] = json!("\u{0}\u{7}\u{202e}Suite\r\n^FS");
    shipment["extra"] = json!({"reference_1": "^XZ~DG"});
    for file_type in ["PDF_4x6", "ZPLII", "PNG"] {
        let body = json!({"shipment": shipment, "carrier_account": account, "servicelevel_token": GROUND,
            "label_file_type": file_type});
        let bought = shop.create("/transactions", &body).await;
        assert_eq!(bought["status"], "SUCCESS", "{bought}");
        let label = shop.open_link(bought["label_url"].as_str().unwrap()).await;
        assert_eq!(label.status, 200, "{file_type}: {}", label.text());
        if file_type == "ZPLII" {
            let zpl = label.text();
            assert_eq!(
                (zpl.matches("^XA").count(), zpl.matches("^XZ").count()),
                (1, 1),
                "{zpl}"
            );
            assert!(!zpl.contains("~JA") && !zpl.contains("~DG"), "{zpl}");
        }
    }
}

#[tokio::test]
async fn a_body_may_repeat_a_member_and_the_last_one_counts() {
    let shop = Merchant::open().await;
    // The guide's own sample has account_id twice (reference 2.3).
    let body = r#"{"account_id": "first", "account_id": "dhl_ecommerce", "carrier": "dhl_ecommerce", "parameters":
        {"username": "u", "password": "p", "pickup_no": "1", "facility_code": "23"}}"#;
    let reply = shop
        .request("POST", "/carrier_accounts/")
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await;
    assert_eq!(
        (reply.status, &reply.json()["account_id"]),
        (201, &json!("dhl_ecommerce")),
        "{}",
        reply.text()
    );
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413() {
    let shop = Merchant::open().await;
    let body = json!({"rate": "x".repeat(1 << 20)});
    let reply = shop.post("/transactions", &body).await;
    assert_eq!(reply.status, 413, "{}", reply.text());
    assert!(reply.json()["detail"].is_string());
    let named = shop
        .request("POST", "/transactions")
        .header("idempotency-key", "k")
        .json(&body);
    assert_eq!(named.send().await.status, 413, "named or not");
}

#[tokio::test]
async fn carriers_refuse_in_messages_what_they_do_not_take() {
    let shop = Merchant::open().await;
    shop.connect().await;
    for (body, word) in [
        (
            with("/extra", json!({"insurance": {"amount": "5", "currency": "EUR"}})),
            "USD",
        ),
        (with("/extra", json!({"dangerous_goods_code": "99"})), "99"),
        (with("/address_to/zip", json!("00000")), "ZIP"),
    ] {
        assert_refused(
            &shop.create("/shipments", &body).await,
            word,
            &body["extra"].to_string(),
        );
    }
}
