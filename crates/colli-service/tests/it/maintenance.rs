//! The hourly job: one in the installation, and what it clears away.

use crate::nodes::{Embedded, book, caller, connect, log_in, node, start, still_clock};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use colli_core::clock::EnvironmentClock;
use colli_core::gateway::address::Address;
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::ids::{Environment, OrganisationId, Tenant, UserId};
use colli_service::gateway::{Claim, GatewayCaller, NamedRequest};
use colli_service::jobs::{QueueStats, Retention, Workers};
use colli_service::{Error, Service};
use colli_store::{AfterFailure, EnvironmentRow, NewJob, RefreshTokenRow, Store};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const DAY: i64 = 86_400;

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(30);

const KEEP_A_WEEK: Retention = Retention {
    shipments_days: 7,
    attachments_days: 7,
    dead_jobs_days: 30,
};

fn stats(service: &Service) -> QueueStats {
    service.job_stats()[0]
}

/// Waits until the job went well so often on these nodes together.
async fn runs(nodes: &[&Arc<Service>], times: u64) {
    let started = std::time::Instant::now();
    while nodes.iter().map(|node| stats(node).again).sum::<u64>() < times {
        assert!(started.elapsed() < PATIENCE, "the job never ran");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn dead_job(store: &Store, queue: &str, died: i64) {
    let at = |seconds| start().checked_add(SignedDuration::from_secs(seconds)).unwrap();
    let job = NewJob {
        id: Uuid::from_u128(died.unsigned_abs().into()),
        queue: queue.to_owned(),
        tenant: None,
        payload: String::new(),
        created_at: start(),
        due_at: start(),
    };
    store.enqueue_job(job).await.unwrap();
    let job = store
        .claim_jobs(queue, Uuid::nil(), at(0), at(60), 1)
        .await
        .unwrap()
        .remove(0);
    store
        .fail_job(job.lease, "x", AfterFailure::DeadSince(at(died)))
        .await
        .unwrap();
}

/// The id of a token.
fn jti(token: &str) -> Uuid {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    claims["jti"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn two_nodes_have_one_job_that_runs_each_hour() {
    let database = colli_testkit::shared::database().unwrap();
    let clock = still_clock();
    let (here, there) = (connect(database.url()).await, connect(database.url()).await);
    let (one, two) = (node(&here, &clock, 1).await, node(&there, &clock, 2).await);
    let workers: Vec<Workers> = [&one, &two].map(|node| node.start_jobs(KEEP_A_WEEK).unwrap()).into();
    for times in 1..=3 {
        runs(&[&one, &two], times).await;
        let next = here.next_job_due("maintenance").await.unwrap().unwrap();
        let hours = SignedDuration::from_hours(i64::try_from(times).unwrap());
        assert_eq!(next, start().checked_add(hours).unwrap());
        clock.set(next);
    }
    for workers in workers {
        workers.stop(Duration::from_secs(5)).await;
    }
    assert_eq!((stats(&one).retried, stats(&two).retried), (0, 0));
}

#[tokio::test]
async fn it_deletes_what_is_over_and_nothing_else() {
    let database = Embedded::new().await;
    let (store, clock) = (&database.store, still_clock());
    let service = database.node(&clock).await;
    let us = caller(&service).await;
    let papers = |n| Bytes::from(format!("%PDF-1.4 paper {n}"));
    service
        .upload_attachment(&us, Uuid::from_u128(1), papers(1))
        .await
        .unwrap();
    let expired = log_in(&service).await.refresh;
    let old = book(&service, &us, 1).await;
    dead_job(store, "mail", 0).await;
    dead_job(store, "mail", 25 * DAY).await;

    clock.advance_seconds(25 * DAY);
    let held = log_in(&service).await.refresh;
    service
        .upload_attachment(&us, Uuid::from_u128(2), papers(2))
        .await
        .unwrap();
    let young = book(&service, &us, 2).await;
    clock.advance_seconds(7 * DAY);
    let edge = book(&service, &us, 3).await;
    let workers = service.start_jobs(KEEP_A_WEEK).unwrap();
    runs(&[&service], 1).await;
    workers.stop(Duration::from_secs(5)).await;

    for (shipment, kept) in [(old, false), (young, true), (edge, true)] {
        let code = shipment.pieces[0].tracker_code.as_deref().unwrap();
        assert_eq!(store.track(code, 9).await.unwrap().len(), usize::from(kept), "{code}");
        let id = shipment.order.shipment_id;
        assert_eq!(store.shipment(us.tenant, id).await.unwrap().is_some(), kept);
    }
    assert!(service.attachment_content(&us, Uuid::from_u128(1)).await.is_err());
    assert_eq!(
        service.attachment_content(&us, Uuid::from_u128(2)).await.unwrap(),
        papers(2)
    );
    assert_eq!(database.attachment_files().len(), 1);
    assert_eq!(store.dead_jobs("mail", 9).await.unwrap().len(), 1);
    for (token, kept) in [(expired, false), (held, true)] {
        assert_eq!(store.refresh_token(jti(&token)).await.unwrap().is_some(), kept);
    }
}

#[tokio::test]
async fn objects_go_with_parcels_but_what_is_set_up_stays() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let service = database.node(&clock).await;
    let gate = GatewayCaller {
        tenant: caller(&service).await.tenant,
        owner: "zoe@shop.example".to_owned(),
        seed: None,
    };
    let account = CarrierAccount {
        carrier: "dhl_ecommerce".to_owned(),
        account_id: "shop".to_owned(),
        is_active: true,
        is_test: false,
        metadata: String::new(),
        sealed: String::new(),
    };
    let account = service.create_object(&gate, account).await.unwrap();
    let named = |body| NamedRequest {
        key: "monday",
        path: "/addresses",
        body,
    };
    let claim = async |body| service.claim_request(&gate, &named(body)).await.unwrap();
    assert!(matches!(claim(b"{}").await, Claim::Claimed { .. }));
    let old = service.create_object(&gate, Address::default()).await.unwrap();
    clock.advance_seconds(DAY);
    let young = service.create_object(&gate, Address::default()).await.unwrap();
    clock.advance_seconds(6 * DAY);
    assert_eq!(claim(b"[]").await, Claim::OtherRequest);
    clock.advance_seconds(1);
    let workers = service.start_jobs(KEEP_A_WEEK).unwrap();
    runs(&[&service], 1).await;
    workers.stop(Duration::from_secs(5)).await;
    for (address, kept) in [(old, false), (young, true)] {
        let found = service.find_object::<Address>(gate.tenant, address.id).await.unwrap();
        assert_eq!(found.is_some(), kept);
    }
    let found = service.find_object(gate.tenant, account.id).await.unwrap();
    assert_eq!(found, Some(account));
    assert!(
        matches!(claim(b"[]").await, Claim::Claimed { .. }),
        "the name is free again"
    );
}

#[tokio::test]
async fn without_a_limit_things_are_kept_for_ever() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let service = database.node(&clock).await;
    let us = caller(&service).await;
    let shipment = book(&service, &us, 1).await;
    let paper = Bytes::from_static(b"%PDF-1.4");
    service
        .upload_attachment(&us, Uuid::nil(), paper.clone())
        .await
        .unwrap();
    clock.advance_seconds(3_650 * DAY);
    let forever = Retention {
        shipments_days: 0,
        attachments_days: 0,
        ..KEEP_A_WEEK
    };
    let workers = service.start_jobs(forever).unwrap();
    runs(&[&service], 1).await;
    workers.stop(Duration::from_secs(5)).await;
    let kept = database.store.shipment(us.tenant, shipment.order.shipment_id).await;
    assert!(kept.unwrap().is_some());
    assert_eq!(service.attachment_content(&us, Uuid::nil()).await.unwrap(), paper);
    assert_eq!(service.forget_shipment_at(shipment.created_at), None);
}

/// A run that ends between the two steps leaves what the next one finds.
#[tokio::test]
async fn papers_go_before_what_is_known_of_them_and_are_not_found_meanwhile() {
    let database = Embedded::new().await;
    let (store, clock) = (&database.store, still_clock());
    let service = database.node(&clock).await;
    let us = caller(&service).await;
    let id = Uuid::from_u128(1);
    let paper = Bytes::from_static(b"%PDF-1.4");
    service.upload_attachment(&us, id, paper).await.unwrap();
    let workers = service.start_jobs(KEEP_A_WEEK).unwrap();
    runs(&[&service], 1).await;
    workers.stop(Duration::from_secs(5)).await;

    // In the place of the file is what cannot be deleted: a directory.
    let file = database.attachment_files().remove(0);
    std::fs::remove_file(&file).unwrap();
    let lost = service.attachment_content(&us, id).await;
    assert!(matches!(lost, Err(Error::Internal(_))), "{lost:?}");
    std::fs::create_dir(&file).unwrap();
    clock.advance_seconds(8 * DAY);
    let workers = service.start_jobs(KEEP_A_WEEK).unwrap();
    let started = std::time::Instant::now();
    while stats(&service).retried == 0 {
        assert!(started.elapsed() < PATIENCE, "the job never failed");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    workers.stop(Duration::from_secs(5)).await;
    assert!(store.attachment(us.tenant, id).await.unwrap().is_some());

    std::fs::remove_dir(&file).unwrap();
    let over = service.attachment_content(&us, id).await;
    assert!(matches!(over, Err(Error::NotFound { .. })), "{over:?}");
    clock.advance_seconds(DAY);
    let workers = service.start_jobs(KEEP_A_WEEK).unwrap();
    runs(&[&service], 1).await;
    workers.stop(Duration::from_secs(5)).await;
    assert_eq!(store.attachment(us.tenant, id).await.unwrap(), None);
}

#[tokio::test]
async fn a_clock_that_is_behind_keeps_its_own_tokens_only() {
    let database = Embedded::new().await;
    let (store, clock) = (&database.store, still_clock());
    let [behind, other] = [5, 6].map(|id| Tenant {
        organisation: OrganisationId(Uuid::from_u128(id)),
        environment: Environment::Test,
    });
    let mut row = EnvironmentRow::untouched(behind);
    row.clock = Some(EnvironmentClock::real(start()).set(start(), jiff::Timestamp::UNIX_EPOCH));
    assert!(store.put_environment(row).await.unwrap());
    for n in 0..450 {
        let tenant = if n % 3 == 0 { other } else { behind };
        let token = RefreshTokenRow {
            jti: Uuid::from_u128(n),
            tenant,
            user: UserId(Uuid::nil()),
            family: Uuid::from_u128(n),
            expires_at: start(),
            used_at: None,
        };
        store.insert_refresh_token(token).await.unwrap();
    }
    let service = database.node(&clock).await;
    clock.advance_seconds(DAY);
    let workers = service.start_jobs(KEEP_A_WEEK).unwrap();
    runs(&[&service], 1).await;
    workers.stop(Duration::from_secs(5)).await;
    for n in 0..450 {
        let kept = store.refresh_token(Uuid::from_u128(n)).await.unwrap().is_some();
        assert_eq!(kept, n % 3 != 0, "{n}");
    }
}
