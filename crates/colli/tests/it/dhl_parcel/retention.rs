//! What is deleted because its time is over is gone everywhere, also where answers are kept ready to send.

use crate::support::samples::{shipment, uuid};
use crate::support::shop::{Shop, code, label_id};
use colli_core::ids::Tenant;
use colli_service::jobs::Retention;
use std::time::Duration;

const WEEK_SECONDS: i64 = 7 * 86_400;

#[tokio::test]
async fn a_deleted_shipment_is_given_out_by_no_cache() {
    let shop = Shop::open().await;
    let server = &shop.server;
    let retention = Retention {
        shipments_days: 7,
        attachments_days: 0,
        dead_jobs_days: 30,
    };
    let workers = server.service.start_jobs(retention).unwrap();
    workers.stop(Duration::ZERO).await;
    let booked = shop.book(&shipment(&uuid(1))).await;
    let (label, code) = (label_id(&booked, 0), code(&booked, 0));
    let paths = [
        format!("/labels/{label}"),
        format!("/labels?trackerCodeFilter={code}"),
        format!("/track-trace?key={code}"),
    ];
    for path in paths.iter().cycle().take(6) {
        assert_eq!(shop.get(path).await.status, 200, "{path}");
    }
    server.clock.advance_seconds(WEEK_SECONDS - 1);
    let shop = Shop {
        token: server.token(&crate::support::TEST).await,
        ..shop
    };
    for path in &paths {
        assert_eq!(shop.get(path).await.status, 200, "{path}");
    }
    shop.server.clock.advance_seconds(2);
    // Another node deletes it: this one's caches are told nothing.
    let caller = shop.server.service.authenticate(&shop.token).await.unwrap();
    let tenant: Tenant = caller.tenant;
    let before = shop
        .server
        .service
        .now(tenant)
        .checked_sub(Duration::from_secs(WEEK_SECONDS.unsigned_abs()));
    let deleted = shop
        .server
        .store
        .delete_old_shipments(tenant, before.unwrap())
        .await
        .unwrap();
    assert_eq!(deleted, 1);
    let statuses = [404, 200, 404];
    for (path, status) in paths.iter().zip(statuses) {
        let reply = shop.get(path).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.text());
        assert!(!reply.text().contains(&code), "{path}");
    }
}
