//! Labels bought at once, in one call (reference 5.8).

use super::merchant::{
    GROUND, Merchant, NOBODY, address, assert_shaped, declaration, id, parcel_to_walnut_creek, said, sample, to,
    toronto,
};
use crate::support::papers::pdf_text;
use serde_json::{Value, json};

#[tokio::test]
async fn one_call_makes_the_shipment_and_the_label() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    for path in ["/transactions", "/transactions/"] {
        let body =
            json!({"shipment": parcel_to_walnut_creek(), "carrier_account": account, "servicelevel_token": GROUND});
        let bought = shop.create(path, &body).await;
        let mut guide = sample("purchase-label-response");
        guide.as_object_mut().unwrap().remove("rate");
        assert_shaped(&bought, &guide, "transaction");
        assert_eq!(bought["status"], "SUCCESS", "final at once");
        assert!(bought.as_object().unwrap().contains_key("created_by"));
        // The answer holds the rate, a later reading its id.
        let rate = &bought["rate"];
        for (member, value) in [
            ("servicelevel_token", json!(GROUND)),
            ("servicelevel_name", json!("Parcels Ground")),
            ("provider", json!("DHL eCommerce")),
            ("currency", json!("USD")),
            ("carrier_account", json!(account)),
        ] {
            assert_eq!(rate[member], value, "{member}");
        }
        for member in ["amount", "amount_local", "currency_local"] {
            assert!(rate[member].is_string(), "{member}");
        }
        let read = shop.get(&format!("/transactions/{}", id(&bought))).await;
        assert_eq!(read["rate"], rate["object_id"]);
        let read = shop.get(&format!("/rates/{}", id(rate))).await;
        assert_eq!(read["amount"], rate["amount"]);
        let shipment = shop
            .get(&format!("/shipments/{}", read["shipment"].as_str().unwrap()))
            .await;
        assert_eq!(shipment["address_to"]["city"], "Walnut Creek");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_by_its_field() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let good = json!({"shipment": parcel_to_walnut_creek(), "carrier_account": account, "servicelevel_token": GROUND});
    let mut unknown = good.clone();
    unknown["carrier_account"] = json!(NOBODY);
    // The body the reference has seen (reference 2.6).
    assert_eq!(
        shop.refuse("/transactions", &unknown).await,
        json!({"carrier_account": [format!("Account with object_id {NOBODY} was not found.")]})
    );
    for (member, value) in [
        ("carrier_account", Value::Null),
        ("carrier_account", json!("x")),
        ("servicelevel_token", Value::Null),
        ("servicelevel_token", json!("usps_priority")),
        ("shipment", json!({})),
        ("shipment", json!([])),
        ("shipment", json!("x")),
        ("label_file_type", json!("TIFF")),
    ] {
        let mut body = good.clone();
        body[member] = value;
        let answer = shop.refuse("/transactions", &body).await;
        assert!(!answer[member].is_null(), "{member}: {answer}");
    }
    let mut nested = good;
    nested["shipment"]["parcels"][0]["weight"] = json!("-1");
    let answer = shop.refuse("/transactions", &nested).await;
    assert!(answer["shipment"]["parcels"][0]["weight"][0].is_string(), "{answer}");
    assert_eq!(shop.get("/transactions").await["results"], json!([]));
}

#[tokio::test]
async fn what_the_carrier_refuses_is_a_label_in_error_that_says_why() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let mut dangerous = parcel_to_walnut_creek();
    dangerous["extra"] = json!({"dangerous_goods_code": "03"});
    let mut incomplete = parcel_to_walnut_creek();
    incomplete["address_to"] = json!({"zip": "94598", "country": "US", "state": "CA"});
    for (shipment, service, word) in [
        (dangerous, GROUND, "5 lb"),
        (to(address("APO", "AE", "09021", "US")), GROUND, "APO"),
        (incomplete, GROUND, "street1"),
        (to(toronto()), "dhl_ecommerce_parcel_international_direct", "test mode"),
    ] {
        let bought = shop.instant(&shipment, &account, service).await;
        assert_eq!(
            (&bought["status"], &bought["object_state"]),
            (&json!("ERROR"), &json!("INVALID"))
        );
        assert!(said(&bought).contains(word), "{word}: {}", said(&bought));
        assert!(bought.as_object().unwrap().contains_key("created_by"));
        for empty in ["label_url", "tracking_number"] {
            assert!(bought[empty].is_null() || bought[empty] == "", "{empty} in {bought}");
        }
        let read = shop.get(&format!("/transactions/{}", id(&bought))).await;
        assert_eq!(
            (&read["status"], &read["messages"]),
            (&json!("ERROR"), &bought["messages"])
        );
    }
    let parcels = shop.server.operator("GET", "/shipments").send().await.json();
    assert_eq!(parcels["shipments"], json!([]), "nothing is sent");
}

#[tokio::test]
async fn a_parcel_abroad_has_an_invoice() {
    let shop = Merchant::live().await;
    let account = shop.connect().await;
    let service = "dhl_ecommerce_parcel_international_direct";
    let mut shipment = to(toronto());
    let bought = shop.instant(&shipment, &account, service).await;
    assert_eq!(bought["status"], "ERROR", "without a declaration");
    assert!(said(&bought).contains("customs_declaration"), "{}", said(&bought));

    shipment["customs_declaration"] = declaration();
    let bought = shop.instant(&shipment, &account, service).await;
    assert_eq!(
        (&bought["status"], &bought["test"]),
        (&json!("SUCCESS"), &json!(false)),
        "{bought}"
    );
    let url = bought["commercial_invoice_url"].as_str().unwrap();
    let invoice = shop.open_link(url).await;
    assert_eq!(
        (invoice.status, invoice.header("content-type")),
        (200, Some("application/pdf"))
    );
    let text = pdf_text(&invoice.body);
    for word in [
        "T-shirt of cotton",
        "45.00",
        "610910",
        "Mr Hippo",
        bought["tracking_number"].as_str().unwrap(),
    ] {
        assert!(text.contains(word), "{word} is not in {text}");
    }
    assert_eq!(shop.open_link(url.split_once('?').unwrap().0).await.status, 403);
    let label = shop.open_link(bought["label_url"].as_str().unwrap()).await;
    assert_eq!(label.status, 200);
    assert!(pdf_text(&label.body).to_uppercase().contains("TORONTO"));

    for member in ["phone", "email"] {
        let mut unreachable = shipment.clone();
        unreachable["address_from"][member] = Value::Null;
        let bought = shop.instant(&unreachable, &account, service).await;
        assert_eq!(bought["status"], "ERROR");
        assert!(said(&bought).contains(member), "{}", said(&bought));
    }
}

#[tokio::test]
async fn a_return_changes_the_ends() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let mut shipment = parcel_to_walnut_creek();
    shipment["extra"] = json!({"is_return": true});
    let bought = shop
        .instant(&shipment, &account, "dhl_ecommerce_easy_return_plus")
        .await;
    assert_eq!(bought["status"], "SUCCESS", "{bought}");
    let number = bought["tracking_number"].as_str().unwrap();
    assert!(number.starts_with("42094103"), "it goes to the merchant: {number}");
}

#[tokio::test]
async fn goods_in_several_currencies_are_declared_in_the_first_ones() {
    let shop = Merchant::live().await;
    let account = shop.connect().await;
    let service = "dhl_ecommerce_parcel_international_direct";
    let mut shipment = to(toronto());
    shipment["customs_declaration"] = declaration();
    let mut boots = declaration()["items"][0].clone();
    boots["description"] = json!("Boots");
    boots["value_amount"] = json!("100");
    boots["value_currency"] = json!("EUR");
    shipment["customs_declaration"]["items"]
        .as_array_mut()
        .unwrap()
        .push(boots);
    let bought = shop.instant(&shipment, &account, service).await;
    assert_eq!(bought["status"], "SUCCESS", "{bought}");
    let invoice = shop.open_link(bought["commercial_invoice_url"].as_str().unwrap()).await;
    let text = pdf_text(&invoice.body);
    // A euro is 1.08 dollars.
    for word in ["Boots", "45.00", "108.00", "153.00", "USD"] {
        assert!(text.contains(word), "{word} is not in {text}");
    }
    assert!(!text.contains("145.00"), "euros are not added to dollars: {text}");

    shipment["customs_declaration"]["items"][1]["value_currency"] = json!("ZZZ");
    let bought = shop.instant(&shipment, &account, service).await;
    assert_eq!(bought["status"], "ERROR", "{bought}");
    let said = said(&bought);
    assert!(said.contains("Line 2") && said.contains("ZZZ"), "{said}");
}

#[tokio::test]
async fn an_order_there_is_not_is_refused_by_its_field() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let mut shipment = parcel_to_walnut_creek();
    shipment["order"] = json!(NOBODY);
    let answer = shop.refuse("/shipments", &shipment).await;
    assert!(answer["order"][0].as_str().unwrap().contains(NOBODY), "{answer}");
    let instant = json!({"shipment": shipment, "carrier_account": account, "servicelevel_token": GROUND});
    let answer = shop.refuse("/transactions", &instant).await;
    assert!(answer["order"][0].is_string(), "{answer}");
    let batch = json!({"default_carrier_account": account, "default_servicelevel_token": GROUND,
        "label_filetype": "PDF_4x6", "batch_shipments": [{"shipment": shipment}]});
    let answer = shop.refuse("/batches", &batch).await;
    assert!(answer.to_string().contains(NOBODY), "{answer}");
    assert_eq!(shop.get("/shipments").await["results"], json!([]));
}
