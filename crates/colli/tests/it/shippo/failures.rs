//! Work in the background that cannot be done: what waits for it ends and says so.

use super::merchant::{GROUND, Merchant, id, parcel_to_walnut_creek, said, sample};
use colli_core::gateway::Kind as _;
use colli_core::gateway::quote::Quote;
use colli_core::ids::{ShipmentId, Tenant};
use colli_service::jobs::{Retention, Workers};
use colli_store::AfterFailure;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Longer than any work here takes.
const HANG: Duration = Duration::from_secs(20);
const QUEUE: &str = "gateway";
/// Attempts at a piece of work.
const ATTEMPTS: u32 = 10;

/// Lets all work that waits fail as often as it is tried; whose it is.
async fn fail_all(shop: &Merchant) -> Tenant {
    let (store, now) = (&shop.server.store, shop.server.service.real_now());
    let mut tenant = None;
    for attempt in 1..=ATTEMPTS {
        let jobs = store
            .claim_jobs(QUEUE, Uuid::from_u128(0xdead), now, now, 100)
            .await
            .unwrap();
        assert!(!jobs.is_empty(), "nothing waits");
        for job in jobs {
            assert_eq!(job.attempt, attempt);
            tenant = job.tenant;
            let after = AfterFailure::RetryAt(now);
            assert!(store.fail_job(job.lease, "the test says so", after).await.unwrap());
        }
    }
    tenant.unwrap()
}

fn work(shop: &Merchant) -> Workers {
    let retention = Retention {
        shipments_days: 0,
        attachments_days: 0,
        dead_jobs_days: 30,
    };
    shop.server.service.start_jobs(retention).unwrap()
}

/// Reads an object until its status is another one.
async fn after(shop: &Merchant, path: &str, statuses: &[&str]) -> Value {
    let started = Instant::now();
    loop {
        let object = shop.get(path).await;
        if !statuses.contains(&object["status"].as_str().unwrap()) {
            return object;
        }
        assert!(started.elapsed() < HANG, "{path} stays {object}");
    }
}

async fn asynchronous_label(shop: &Merchant, account: &str) -> Value {
    let body = json!({"shipment": parcel_to_walnut_creek(), "carrier_account": account, "servicelevel_token": GROUND,
        "async": true});
    let asked = shop.create("/transactions", &body).await;
    assert_eq!(asked["status"], "QUEUED");
    asked
}

#[tokio::test]
async fn labels_and_rates_that_fail_too_often_say_so() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let asked = asynchronous_label(&shop, &account).await;
    let mut shipment = parcel_to_walnut_creek();
    shipment["async"] = json!(true);
    let quote = shop.create("/shipments", &shipment).await;
    fail_all(&shop).await;
    let workers = work(&shop);
    let failed = after(&shop, &format!("/transactions/{}", id(&asked)), &["QUEUED"]).await;
    assert_eq!((&failed["status"], &failed["label_url"]), (&json!("ERROR"), &json!("")));
    assert_eq!(failed["messages"][0]["source"], "Shippo");
    assert!(said(&failed).contains("10 times"), "{failed}");
    let failed = after(&shop, &format!("/shipments/{}", id(&quote)), &["QUEUED", "WAITING"]).await;
    assert_eq!((&failed["status"], &failed["rates"]), (&json!("SUCCESS"), &json!([])));
    assert!(said(&failed).contains("10 times"), "{failed}");
    workers.stop(HANG).await;
    let counts = shop
        .server
        .store
        .job_counts(QUEUE, shop.server.service.real_now())
        .await
        .unwrap();
    assert_eq!((counts.due, counts.dead), (0, 0));
}

#[tokio::test]
async fn a_label_whose_shipment_is_gone_is_not_tried_again() {
    let shop = Merchant::open().await;
    let asked = asynchronous_label(&shop, &shop.connect().await).await;
    let store = &shop.server.store;
    let now = shop.server.service.real_now();
    let job = store
        .claim_jobs(QUEUE, Uuid::nil(), now, now, 1)
        .await
        .unwrap()
        .remove(0);
    let shipments = shop.get("/shipments").await;
    let quote: Uuid = id(&shipments["results"][0]).parse().unwrap();
    assert!(
        store
            .delete_object(job.tenant.unwrap(), Quote::KIND, quote)
            .await
            .unwrap()
    );
    let workers = work(&shop);
    let failed = after(&shop, &format!("/transactions/{}", id(&asked)), &["QUEUED"]).await;
    assert_eq!(failed["status"], "ERROR");
    assert!(said(&failed).contains("not found"), "{failed}");
    workers.stop(HANG).await;
}

#[tokio::test]
async fn refunds_and_manifests_that_fail_too_often_say_what_became_of_the_label() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let (valid, void, open) = (
        shop.label(&account).await,
        shop.label(&account).await,
        shop.label(&account).await,
    );
    let mut refunds = Vec::new();
    for label in [&valid, &void] {
        let body = json!({"transaction": id(label), "async": true});
        refunds.push(shop.create("/refunds", &body).await);
    }
    let mut manifest = sample("create-manifest-request");
    manifest["carrier_account"] = json!(account);
    manifest["shipment_date"] = json!("2026-03-02T10:00:00Z");
    manifest["transactions"] = json!([id(&open)]);
    manifest["async"] = json!(true);
    let manifested = shop.create("/manifests", &manifest).await;
    let tenant = fail_all(&shop).await;
    // The run before the last one made it void and did not come to say so.
    let shipment = |label: &Value| ShipmentId(id(label).parse().unwrap());
    let service = &shop.server.service;
    assert!(service.void_americas_shipment(tenant, shipment(&void)).await.unwrap());
    let workers = work(&shop);
    for (label, refund, ended) in [
        (&valid, &refunds[0], ("ERROR", "REFUNDREJECTED")),
        (&void, &refunds[1], ("SUCCESS", "REFUNDED")),
    ] {
        let refund = after(&shop, &format!("/refunds/{}", id(refund)), &["QUEUED", "PENDING"]).await;
        let label = shop.get(&format!("/transactions/{}", id(label))).await;
        assert_eq!(
            (&refund["status"], &label["status"]),
            (&json!(ended.0), &json!(ended.1))
        );
    }
    let failed = after(&shop, &format!("/manifests/{}", id(&manifested)), &["QUEUED"]).await;
    assert_eq!(failed["status"], "ERROR");
    assert!(failed["errors"][0].as_str().unwrap().contains("10 times"), "{failed}");
    workers.stop(HANG).await;

    // The label can go on another manifest; one that is void all the same cannot.
    manifest["async"] = json!(false);
    manifest["transactions"] = json!([id(&open), id(&valid)]);
    assert!(service.void_americas_shipment(tenant, shipment(&valid)).await.unwrap());
    let made = shop.create("/manifests", &manifest).await;
    assert_eq!(
        (&made["status"], &made["transactions"]),
        (&json!("SUCCESS"), &json!([id(&open)]))
    );
    let error = made["errors"][0].as_str().unwrap();
    assert!(error.contains(&id(&valid)) && error.contains("void"), "{made}");
}

#[tokio::test]
async fn batches_that_fail_too_often_end_with_what_they_have() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let member = json!({"shipment": parcel_to_walnut_creek()});
    let body = json!({
        "default_carrier_account": account, "default_servicelevel_token": GROUND, "label_filetype": "PDF_4x6",
        "batch_shipments": [member, member],
    });
    let invalid = shop.create("/batches", &body).await;
    fail_all(&shop).await;
    let workers = work(&shop);
    let ended = after(&shop, &format!("/batches/{}", id(&invalid)), &["VALIDATING"]).await;
    assert_eq!(
        (&ended["status"], &ended["object_results"]["creation_failed"]),
        (&json!("INVALID"), &json!(2))
    );
    let member = &ended["batch_shipments"]["results"][0];
    assert!(
        member["status"] == "INVALID" && said(member).contains("10 times"),
        "{member}"
    );

    let batch = shop.create("/batches", &body).await;
    let path = format!("/batches/{}", id(&batch));
    assert_eq!(after(&shop, &path, &["VALIDATING"]).await["status"], "VALID");
    workers.stop(HANG).await;
    let reply = shop.post(&format!("{path}/purchase"), &json!({})).await;
    assert_eq!(reply.status, 202, "{}", reply.text());
    fail_all(&shop).await;
    let workers = work(&shop);
    let ended = after(&shop, &path, &["PURCHASING"]).await;
    assert_eq!(
        (&ended["status"], &ended["object_results"]["purchase_failed"]),
        (&json!("PURCHASED"), &json!(2))
    );
    let member = &ended["batch_shipments"]["results"][0];
    assert!(
        member["status"] == "TRANSACTION_FAILED" && said(member).contains("10 times"),
        "{member}"
    );
    workers.stop(HANG).await;
}
