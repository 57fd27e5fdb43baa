//! Being told: in order, once, signed, whatever the receivers do.

mod gateway;
mod order;
mod others;
mod receiver;
mod receivers;
mod retries;
mod secrets;
mod targets;
mod unified;

use crate::nodes::{Embedded, book, caller, node, start, still_clock};
use colli_core::account::Caller;
use colli_core::clock::ClockMode;
use colli_core::ids::Tenant;
use colli_core::tracking::{Event, Moment};
use colli_service::Service;
use colli_service::clock::FixedClock;
use colli_service::environments::ClockChange;
use colli_service::jobs::{Retention, Workers};
use colli_service::operators::Operator;
use colli_service::told::{Delivery, DeliveryState, Kind, NewWebhook, Subscriber, Writers};
use colli_store::{Appended, NewEvent};
use jiff::SignedDuration;
use receiver::Receiver;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long a test waits, in real time, for what must happen.
const PATIENCE: Duration = Duration::from_secs(30);

const RETENTION: Retention = Retention {
    shipments_days: 0,
    attachments_days: 0,
    dead_jobs_days: 1,
};

/// A node that tells, on a store of its own, and a parcel of its demo organisation.
struct World {
    database: Embedded,
    clock: Arc<FixedClock>,
    service: Arc<Service>,
    caller: Arc<Caller>,
    workers: Workers,
}

impl World {
    async fn new() -> Self {
        let (database, clock) = (Embedded::new().await, still_clock());
        let service = node(&database.store, &clock, 1).await;
        service.set_writers(Writers {
            event: |event| Ok(json!({"status": event.status, "category": event.category}).to_string()),
            piece: |_, piece| {
                let statuses: Vec<_> = piece.events.iter().map(|event| &event.status).collect();
                Ok(json!({"barcode": piece.tracker_code, "events": statuses}).to_string())
            },
        });
        let caller = caller(&service).await;
        let workers = service.start_jobs(RETENTION).unwrap();
        let world = Self {
            database,
            clock,
            service,
            caller,
            workers,
        };
        world.pass(0).await;
        world
    }

    fn tenant(&self) -> Tenant {
        self.caller.tenant
    }

    async fn webhook(&self, receiver: &Receiver) -> Subscriber {
        self.webhook_at(&receiver.url()).await
    }

    async fn webhook_at(&self, url: &str) -> Subscriber {
        let new = NewWebhook {
            url: url.to_owned(),
            ..NewWebhook::default()
        };
        self.service
            .create_webhook(self.tenant(), new)
            .await
            .unwrap()
            .subscriber
    }

    /// Books a parcel; its code.
    async fn parcel(&self, id: u128) -> String {
        let shipment = Box::pin(book(&self.service, &self.caller, id)).await;
        shipment.pieces[0].tracker_code.clone().unwrap()
    }

    /// Adds an event to a parcel.
    async fn happens(&self, code: &str, status: &str) {
        let moment = Moment {
            at: start(),
            offset_seconds: 3_600,
        };
        let new = NewEvent {
            tenant: self.tenant(),
            event_id: format!("{code}:{status}"),
            tracker_code: code.to_owned(),
            event: Event::new("UNDERWAY", status, moment),
        };
        let now = Some(self.service.now(self.tenant()));
        let answer = self.database.store.append_events_at(vec![new], now).await.unwrap();
        self.service.events_stored();
        assert_eq!(answer, [Appended::Stored]);
    }

    /// Moves the environment's clock on, which stands still otherwise. Real time does not move.
    async fn pass(&self, seconds: i64) {
        let now = self.service.now(self.tenant());
        let change = ClockChange {
            now: now.checked_add(SignedDuration::from_secs(seconds)).ok(),
            mode: Some(ClockMode::Frozen),
            speed_milli: None,
        };
        let operator = Operator { tenant: self.tenant() };
        self.service.set_clock(&operator, change).await.unwrap();
    }

    /// Lets the environment's clock run with real time, which the test moves.
    async fn run(&self) {
        let change = ClockChange {
            mode: Some(ClockMode::Running),
            ..ClockChange::default()
        };
        let operator = Operator { tenant: self.tenant() };
        self.service.set_clock(&operator, change).await.unwrap();
    }

    async fn log(&self, webhook: &Subscriber) -> Vec<Delivery> {
        let id = webhook.id.to_string();
        let page = self
            .service
            .deliveries(self.tenant(), Kind::Webhook, &id, None, 100)
            .await;
        page.unwrap().deliveries
    }

    /// Waits until so many deliveries of a webhook are in a state.
    async fn until_in(&self, webhook: &Subscriber, state: DeliveryState, count: usize) {
        until(async || {
            self.log(webhook)
                .await
                .iter()
                .filter(|it| it.row.state == state)
                .count()
                == count
        })
        .await;
    }

    /// Waits until a delivery of a webhook was tried so often.
    async fn until_tried(&self, webhook: &Subscriber, attempts: u32) {
        until(async || self.log(webhook).await.iter().any(|it| it.row.attempts == attempts)).await;
    }
}

/// Waits until something holds, at most half a minute.
async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < PATIENCE, "it never came to that");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
