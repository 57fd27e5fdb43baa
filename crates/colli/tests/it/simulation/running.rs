//! Clocks that run: what falls due happens by itself.

use super::{advance, book, open_at, operate, statuses};
use crate::support::START;
use crate::support::TestServer;
use crate::support::shop::Shop;
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

/// Longer than any look takes.
const HANG: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_running_clock_moves_parcels_by_itself() {
    let server = TestServer::start().await.with_jobs();
    let shop = Shop::on(server).await;
    let code = book(&shop, 1, "order").await;
    shop.server.clock.advance_seconds(4 * 86_400);
    let started = Instant::now();
    loop {
        if statuses(&shop, &code)
            .await
            .last()
            .is_some_and(|status| status == "DELIVERED")
        {
            break;
        }
        assert!(started.elapsed() < HANG, "{:?}", statuses(&shop, &code).await);
        tokio::task::yield_now().await;
    }
    assert!(
        shop.server
            .store
            .plan(tenant(&shop).await, &code)
            .await
            .unwrap()
            .is_none()
    );
}

async fn tenant(shop: &Shop) -> colli_core::ids::Tenant {
    let organisations = shop.server.store.organisations(None).await.unwrap();
    let mut found = None;
    for organisation in organisations {
        let tenant = colli_core::ids::Tenant {
            organisation,
            environment: colli_core::ids::Environment::Test,
        };
        if !shop.server.store.list_shipments(tenant, 1, 0).await.unwrap().is_empty() {
            found = Some(tenant);
        }
    }
    found.unwrap()
}

#[tokio::test]
async fn many_parcels_take_one_step() {
    let shop = open_at(START, 42).await;
    let mut codes = Vec::new();
    for n in 1..=60 {
        codes.push(book(&shop, n, "order").await);
    }
    let answer = operate(&shop, "POST", "/clock/advance", json!({"by": "P10D"})).await;
    let mut events = 0;
    for code in &codes {
        let shown = statuses(&shop, code).await;
        assert_eq!(shown.last().unwrap(), "DELIVERED");
        events += shown.len() - 2;
    }
    assert_eq!(answer["events"], events);
}

#[tokio::test]
async fn a_scan_that_ends_a_journey_ends_the_plan() {
    let mut shop = open_at(START, 42).await;
    for (n, status, ends) in [
        (1, "DELIVERED", true),
        (2, "LOST", true),
        (3, "DESTROYED", true),
        (4, "DELIVERED_AT_SHIPPER", true),
        (5, "DEPOT_SCAN", false),
    ] {
        let code = book(&shop, n, "order").await;
        let now = operate(&shop, "GET", "/clock", json!({})).await["now"].clone();
        let scan = json!({"scanId": format!("s{n}"), "trackerCode": code, "status": status, "occurredAt": now, "signedBy": "ANNA"});
        let body = json!({"scans": [scan]});
        let answer = operate(&shop, "POST", "/scans", body).await;
        assert_eq!(answer["results"][0]["status"], "accepted", "{answer}");
        assert_eq!(advance(&shop, "P14D").await == 0, ends, "{status}");
        let last = statuses(&shop, &code).await.pop().unwrap();
        assert_eq!(last == status, ends, "{status}: {last}");
        shop = shop.again().await;
    }
}
