//! Refunds (reference 5.9).

use super::merchant::{GROUND, MINE, Merchant, NOBODY, assert_time, id, parcel_to_walnut_creek, sample};
use crate::support::TestServer;
use crate::support::papers::pdf_text;
use serde_json::{Value, json};

async fn refund(shop: &Merchant, transaction: &Value) -> Value {
    shop.create("/refunds", &json!({"transaction": id(transaction), "async": false}))
        .await
}

#[tokio::test]
async fn before_its_manifest_a_label_becomes_void() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let bought = shop.label(&account).await;
    let url = bought["label_url"].as_str().unwrap();
    let valid = pdf_text(&shop.open_link(url).await.body);
    assert!(!valid.contains("VOID"), "{valid}");
    let refunded = refund(&shop, &bought).await;
    assert_eq!(
        (&refunded["status"], &refunded["transaction"], &refunded["test"]),
        (&json!("SUCCESS"), &bought["object_id"], &json!(true))
    );
    assert_time(&refunded["object_created"]);
    let read = shop.get(&format!("/transactions/{}", id(&bought))).await;
    assert_eq!(read["status"], "REFUNDED");
    let void = shop.open_link(read["label_url"].as_str().unwrap()).await;
    assert_eq!(void.status, 200);
    assert!(pdf_text(&void.body).contains("VOID"), "{}", pdf_text(&void.body));

    for path in [
        format!("/refunds/{}", id(&refunded)),
        format!("/refunds/{}/", id(&refunded)),
    ] {
        assert_eq!(shop.get(&path).await, refunded);
    }
    for path in ["/refunds/", "/refunds"] {
        let list = shop.get(path).await;
        assert_eq!(list, json!({"next": null, "previous": null, "results": [refunded]}));
    }
    let mut manifest = sample("create-manifest-request");
    manifest["carrier_account"] = json!(account);
    manifest["shipment_date"] = json!("2026-03-02T10:00:00Z");
    manifest["transactions"] = json!([id(&bought)]);
    let reply = shop.post("/manifests", &manifest).await;
    assert_eq!(reply.status, 404, "a void label goes on no manifest: {}", reply.text());
}

#[tokio::test]
async fn a_label_is_refunded_once_and_only_if_there_is_one() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let bought = shop.label(&account).await;
    refund(&shop, &bought).await;
    let mut nowhere = parcel_to_walnut_creek();
    nowhere["address_to"]["zip"] = json!("00000");
    let failed = shop.instant(&nowhere, &account, GROUND).await;
    assert_eq!(failed["status"], "ERROR");
    for transaction in [
        id(&bought),
        id(&failed),
        NOBODY.to_owned(),
        "x".to_owned(),
        String::new(),
    ] {
        let answer = shop.refuse("/refunds", &json!({"transaction": transaction})).await;
        assert!(answer["transaction"][0].is_string(), "{transaction}: {answer}");
    }
    assert_eq!(shop.get("/refunds/").await["results"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn sixteen_refunds_at_once_are_one() {
    let shop = Merchant::open().await;
    let bought = shop.label(&shop.connect().await).await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let body = json!({"transaction": id(&bought), "async": false});
        let request = shop.request("POST", "/refunds").json(&body);
        asking.spawn(async move { request.send().await.status });
    }
    let mut statuses = asking.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201, "{statuses:?}");
    assert!(statuses[1..].iter().all(|status| *status == 400), "{statuses:?}");
}

#[tokio::test]
async fn after_its_manifest_a_label_stays_valid() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let bought = shop.label(&account).await;
    let mut manifest = sample("create-manifest-request");
    manifest["carrier_account"] = json!(account);
    manifest["shipment_date"] = json!("2026-03-02T10:00:00Z");
    manifest["transactions"] = json!([id(&bought)]);
    assert_eq!(shop.create("/manifests", &manifest).await["status"], "SUCCESS");
    assert_eq!(refund(&shop, &bought).await["status"], "ERROR");
    let read = shop.get(&format!("/transactions/{}", id(&bought))).await;
    assert_eq!(read["status"], "REFUNDREJECTED");
    let label = shop.open_link(read["label_url"].as_str().unwrap()).await;
    assert!(!pdf_text(&label.body).contains("DO NOT MAIL"));
    shop.advance("P9D").await;
    let track = shop
        .get(&format!(
            "/tracks/dhl_ecommerce/{}",
            read["tracking_number"].as_str().unwrap()
        ))
        .await;
    assert_eq!(
        track["tracking_status"]["status"], "DELIVERED",
        "the parcel goes its way"
    );
}

#[tokio::test]
async fn a_form_and_a_refund_nobody_waits_for() {
    let shop = Merchant::with(TestServer::start().await.with_jobs(), MINE);
    let account = shop.connect().await;
    let (first, second) = (shop.label(&account).await, shop.label(&account).await);
    let reply = shop
        .request("POST", "/refunds/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("transaction={}&async=False", id(&first)))
        .send()
        .await;
    assert_eq!(
        (reply.status, &reply.json()["status"]),
        (201, &json!("SUCCESS")),
        "{}",
        reply.text()
    );
    let asked = shop
        .create("/refunds", &json!({"transaction": id(&second), "async": true}))
        .await;
    assert!(
        ["QUEUED", "PENDING", "SUCCESS"].contains(&asked["status"].as_str().unwrap()),
        "{asked}"
    );
    assert_eq!(
        shop.settled(&format!("/refunds/{}", id(&asked))).await["status"],
        "SUCCESS"
    );
    assert_eq!(
        shop.get(&format!("/transactions/{}", id(&second))).await["status"],
        "REFUNDED"
    );
}

/// Labels refunded at once.
const MANY: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refunds_that_are_waited_for_and_their_jobs_agree() {
    let shop = Merchant::with(TestServer::start().await.with_jobs(), MINE);
    let account = shop.connect().await;
    let mut labels = Vec::new();
    for _ in 0..MANY {
        labels.push(id(&shop.label(&account).await));
    }
    let mut asking = tokio::task::JoinSet::new();
    for label in &labels {
        let request = shop.request("POST", "/refunds").json(&json!({"transaction": label}));
        asking.spawn(async move { request.send().await });
    }
    for reply in asking.join_all().await {
        assert_eq!(
            (reply.status, &reply.json()["status"]),
            (201, &json!("SUCCESS")),
            "{}",
            reply.text()
        );
    }
    for label in &labels {
        let read = shop.get(&format!("/transactions/{label}")).await;
        assert_eq!(read["status"], "REFUNDED");
    }
}

async fn return_label(shop: &Merchant) -> Value {
    let mut shipment = parcel_to_walnut_creek();
    shipment["extra"] = json!({"is_return": true});
    let service = "dhl_ecommerce_easy_return_plus";
    let bought = shop.instant(&shipment, &shop.connect().await, service).await;
    assert_eq!(bought["status"], "SUCCESS", "{bought}");
    bought
}

async fn track(shop: &Merchant, bought: &Value) -> Value {
    let number = bought["tracking_number"].as_str().unwrap();
    shop.get(&format!("/tracks/dhl_ecommerce/{number}")).await
}

#[tokio::test]
async fn a_return_label_moves_without_a_manifest_and_cannot_be_refunded_then() {
    let shop = Merchant::open().await;
    let bought = return_label(&shop).await;
    assert_eq!(track(&shop, &bought).await["tracking_status"]["status"], "PRE_TRANSIT");
    shop.advance("P4D").await;
    assert_ne!(track(&shop, &bought).await["tracking_status"]["status"], "PRE_TRANSIT");
    assert_eq!(refund(&shop, &bought).await["status"], "ERROR");
    shop.advance("P14D").await;
    assert_eq!(track(&shop, &bought).await["tracking_status"]["status"], "DELIVERED");
}

#[tokio::test]
async fn an_unused_return_label_is_refunded_and_never_moves() {
    let shop = Merchant::open().await;
    // Before its journey is drawn, and after.
    for by in ["PT1M", "PT11M"] {
        let bought = return_label(&shop).await;
        shop.advance(by).await;
        assert_eq!(refund(&shop, &bought).await["status"], "SUCCESS", "{by}");
        let before = track(&shop, &bought).await;
        shop.advance("P20D").await;
        let after = track(&shop, &bought).await;
        assert_eq!(after["tracking_history"], before["tracking_history"]);
        assert_ne!(after["tracking_status"]["status"], "DELIVERED");
    }
}
