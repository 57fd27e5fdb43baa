//! Parcels of the Benelux network, offered here too (`dhl_benelux`).

use super::merchant::{Merchant, id, parcel_in_the_netherlands, said, tokens, toronto};
use crate::support::TEST;
use crate::support::papers::{pdf_codes, pdf_pages, pdf_text};
use colli_core::account::Account;
use colli_core::ids::AccountNumber;
use serde_json::{Value, json};

async fn cheapest(shop: &Merchant) -> Value {
    shop.connect_benelux("08500001").await;
    let made = shop.create("/shipments", &parcel_in_the_netherlands()).await;
    let rates = made["rates"].as_array().unwrap();
    assert!(!rates.is_empty(), "{}", said(&made));
    for rate in rates {
        assert_eq!(
            (&rate["currency"], &rate["provider"]),
            (&json!("EUR"), &json!("DHL eCommerce Benelux"))
        );
        assert!(
            rate["servicelevel"]["token"]
                .as_str()
                .unwrap()
                .starts_with("dhl_benelux_"),
            "{rate}"
        );
        assert!(rate["estimated_days"].as_u64().unwrap() >= 1, "{rate}");
    }
    let mut marked = rates
        .iter()
        .filter(|rate| rate["attributes"].as_array().unwrap().contains(&json!("CHEAPEST")));
    marked.next().unwrap().clone()
}

#[tokio::test]
async fn a_label_is_bought_printed_and_followed() {
    let shop = Merchant::open().await;
    let rate = cheapest(&shop).await;
    let body = json!({"rate": id(&rate), "async": false, "label_file_type": "PDF_A6"});
    let bought = shop.create("/transactions", &body).await;
    assert_eq!(bought["status"], "SUCCESS", "{bought}");
    let number = bought["tracking_number"].as_str().unwrap();
    assert!(number.starts_with("JVGL"), "{number}");
    let label = shop.open_link(bought["label_url"].as_str().unwrap()).await;
    assert_eq!(
        (label.status, label.header("content-type")),
        (200, Some("application/pdf"))
    );
    assert_eq!(pdf_pages(&label.body), [(105, 148)]);
    assert!(
        pdf_codes(&label.body).iter().any(|code| code == number),
        "{:?}",
        pdf_codes(&label.body)
    );
    assert!(pdf_text(&label.body).contains("Damrak 1"), "{}", pdf_text(&label.body));

    let track = shop.get(&format!("/tracks/dhl_benelux/{number}")).await;
    assert_eq!(
        (&track["transaction"], &track["tracking_status"]["status"]),
        (&bought["object_id"], &json!("PRE_TRANSIT"))
    );
    let page = shop.open_link(bought["tracking_url_provider"].as_str().unwrap()).await;
    assert_eq!(page.status, 200, "where people follow it");

    let piece = shop.server.operator("GET", &format!("/pieces/{number}")).send().await;
    assert_eq!((piece.status, &piece.json()["trackerCode"]), (200, &json!(number)));
    let token = shop.server.token(&TEST).await;
    let labels = shop.server.get(&format!("/labels?trackerCodeFilter={number}"));
    let labels = labels.token(&token).send().await.json();
    assert_eq!(
        labels[0]["trackerCode"],
        json!(number),
        "it is a label of the parcel API: {labels}"
    );
    // It waits for no manifest.
    shop.advance("P4D").await;
    let track = shop.get(&format!("/tracks/dhl_benelux/{number}")).await;
    assert_eq!(track["tracking_status"]["status"], "DELIVERED");
    let read = shop.get(&format!("/transactions/{}", id(&bought))).await;
    assert_eq!(read["tracking_status"], "DELIVERED");
}

#[tokio::test]
async fn one_shop_ships_from_utrecht_and_from_san_francisco() {
    let shop = Merchant::open().await;
    shop.connect().await;
    shop.connect_benelux("08500001").await;
    let dutch = shop.create("/shipments", &parcel_in_the_netherlands()).await;
    assert!(
        tokens(&dutch).iter().all(|token| token.starts_with("dhl_benelux_")),
        "{:?}",
        tokens(&dutch)
    );
    assert!(!tokens(&dutch).is_empty());
    let american = shop
        .create("/shipments", &super::merchant::parcel_to_walnut_creek())
        .await;
    assert!(
        tokens(&american)
            .iter()
            .all(|token| token.starts_with("dhl_ecommerce_"))
    );
    assert!(!tokens(&american).is_empty());
    assert!(
        !said(&dutch).is_empty() && !said(&american).is_empty(),
        "the other carrier says why not"
    );
}

#[tokio::test]
async fn several_pieces_are_one_purchase_and_references_are_kept() {
    let shop = Merchant::open().await;
    shop.connect_benelux("08500001").await;
    let mut body = parcel_in_the_netherlands();
    body["address_to"]["company"] = json!("Hippo BV");
    body["parcels"] = json!([body["parcels"][0], body["parcels"][0]]);
    body["extra"] = json!({"reference_1": "ORDER-7"});
    let made = shop.create("/shipments", &body).await;
    assert!(!tokens(&made).is_empty(), "{}", said(&made));
    let bought = shop
        .create("/transactions", &json!({"rate": id(&made["rates"][0]), "async": false}))
        .await;
    assert_eq!(bought["status"], "SUCCESS", "{bought}");
    let label = shop.open_link(bought["label_url"].as_str().unwrap()).await;
    assert_eq!(pdf_pages(&label.body).len(), 2, "a page a piece");
    let token = shop.server.token(&TEST).await;
    let labels = shop
        .server
        .get("/labels?orderReferenceFilter=ORDER-7")
        .token(&token)
        .send()
        .await;
    assert_eq!(labels.json().as_array().unwrap().len(), 2, "{}", labels.text());
}

#[tokio::test]
async fn what_the_network_does_not_carry_is_refused_with_a_message() {
    let shop = Merchant::open().await;
    let account = shop.connect_benelux("08500001").await;
    let with = |pointer: &str, value: Value| {
        let mut body = parcel_in_the_netherlands();
        match body.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => body[&pointer[1..]] = value,
        }
        body
    };
    for (body, word) in [
        (with("/parcels/0/weight", json!("5000")), "product"),
        (with("/address_to", toronto()), "product"),
        (with("/extra", json!({"dangerous_goods_code": "01"})), "Dangerous"),
        (
            with("/extra", json!({"COD": {"amount": "5", "currency": "EUR"}})),
            "COD",
        ),
        (
            with("/extra", json!({"insurance": {"amount": "5", "currency": "EUR"}})),
            "Insurance",
        ),
    ] {
        let made = shop.create("/shipments", &body).await;
        super::merchant::assert_refused(&made, word, word);
    }
    let mut incomplete = parcel_in_the_netherlands();
    incomplete["address_to"]["street1"] = json!("");
    let made = shop.create("/shipments", &incomplete).await;
    let service = tokens(&made)[0].clone();
    let bought = shop.instant(&incomplete, &account, &service).await;
    assert_eq!(bought["status"], "ERROR", "{bought}");
    assert!(said(&bought).contains("street1"), "{}", said(&bought));
    let refund = shop
        .create("/transactions", &json!({"rate": id(&made["rates"][0]), "async": false}))
        .await;
    assert_eq!(refund["status"], "ERROR");
}

#[tokio::test]
async fn a_label_of_this_network_cannot_be_refunded_here() {
    let shop = Merchant::open().await;
    let rate = cheapest(&shop).await;
    let bought = shop
        .create("/transactions", &json!({"rate": id(&rate), "async": false}))
        .await;
    let refund = shop.create("/refunds", &json!({"transaction": id(&bought)})).await;
    assert_eq!(refund["status"], "ERROR");
    let read = shop.get(&format!("/transactions/{}", id(&bought))).await;
    assert_eq!(read["status"], "REFUNDREJECTED");
}

#[tokio::test]
async fn an_account_that_is_gone_is_a_message_and_fails_no_other() {
    let shop = Merchant::open().await;
    let gone = shop.connect_benelux("08500002").await;
    let good = shop.connect_benelux("08500001").await;
    let quoted = shop.create("/shipments", &parcel_in_the_netherlands()).await;
    let rates = quoted["rates"].as_array().unwrap();
    let rate = rates
        .iter()
        .find(|rate| rate["carrier_account"] == json!(gone))
        .unwrap();

    // The network gives the number to another organisation.
    let store = &shop.server.store;
    let account = |number| store.account(AccountNumber::parse(number).unwrap());
    let other = account("08600001").await.unwrap().unwrap();
    let taken = account("08500002").await.unwrap().unwrap();
    let tenant = other.tenant;
    store.put_account(Account { tenant, ..taken }).await.unwrap();
    // Any change has the service read accounts anew.
    let service = &shop.server.service;
    service.put_account(other.number, tenant, other.settings).await.unwrap();

    let quoted = shop.create("/shipments", &parcel_in_the_netherlands()).await;
    let rates = quoted["rates"].as_array().unwrap();
    assert!(!rates.is_empty() && rates.iter().all(|rate| rate["carrier_account"] == json!(good)));
    assert!(said(&quoted).contains("unknown in this environment"), "{quoted}");
    let bought = shop
        .create("/transactions", &json!({"rate": id(rate), "async": false}))
        .await;
    assert_eq!(bought["status"], "ERROR", "{bought}");
    let list = shop.get("/carrier_accounts?service_levels=true").await;
    let levels = |at: usize| list["results"][at]["service_levels"].as_array().unwrap().len();
    assert!(levels(0) > 0 && levels(1) == 0, "{list}");
}
