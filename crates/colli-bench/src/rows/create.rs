//! Booking shipments over HTTP, durably, beside the bare insert of the same rows.

use crate::Failure;
use crate::histogram::Histogram;
use crate::load::{self, Requests, Sample, micros};
use crate::machine;
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::{CONNECTIONS, Settings};
use crate::world::{self, client_id};
use colli_core::shipment::Shipment;
use colli_store::{Inserted, NewShipment, Store, StoreOptions};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Goal: share of the bare insert rate.
const RATIO: f64 = 0.5;
/// Goal: latency of the slowest hundredth, in milliseconds.
const P99_MS: f64 = 25.0;

/// Measures the rows, subject and yardstick in turns.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let data = settings.directory.path().join("create");
    let original = world::first_shipment(settings, &data).await?;
    let bare_data = settings.directory.path().join("create-bare");
    let store = Store::open(StoreOptions::new(&bare_data)).await?;
    let server = Server::colli(settings, &data)?;
    let request = world::booking_request(&server.token().await?, client_id(0));
    let next = Arc::new(AtomicU64::new(1));
    let requests = Requests::fresh(request, &client_id(0).to_string(), Arc::clone(&next))?;
    let bare_next = Arc::new(AtomicU64::new(1));

    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..settings.rounds {
        bare.push(insert(settings, &store, &original, &bare_next).await?);
        ours.push(load::run(settings, &server, &requests, 201).await?);
    }
    store.close().await;
    let both = (Sample::median(&ours), Sample::median(&bare));
    let slowest = Row {
        what: "create shipment: slowest hundredth".to_owned(),
        unit: "ms",
        value: both.0.p99_ms,
        yardstick: "the same of the bare insert".to_owned(),
        yardstick_value: both.1.p99_ms,
        goal: Goal::AtMost(P99_MS),
        samples: None,
    };
    let rate = Row::load(
        format!("create shipment, durable, {CONNECTIONS} connections"),
        "bare group-commit insert of the same rows",
        both,
        Goal::RatioAtLeast(RATIO),
    );
    Ok(vec![rate, slowest])
}

/// Inserts rows made beforehand, from as many tasks as there are connections.
pub(crate) async fn insert(
    settings: &Settings,
    store: &Store,
    original: &Shipment,
    next: &AtomicU64,
) -> Result<Sample, Failure> {
    let each = settings.size(800, 20);
    let write = |store: Store, row: NewShipment| async move {
        let Inserted::Created(_) = store.insert_shipment(row).await? else {
            return Err(Failure::from("an id came twice"));
        };
        Ok(())
    };
    // A first share warms up and does not count, as under load over HTTP.
    written(store, rows(original, next, each / 8)?, write).await?;
    written(store, rows(original, next, each)?, write).await
}

/// Ready-made rows, so many for each task.
fn rows(original: &Shipment, next: &AtomicU64, each: u64) -> Result<Vec<Vec<NewShipment>>, Failure> {
    let of_task = |_| {
        (0..each)
            .map(|_| world::copy(original, next.fetch_add(1, Ordering::Relaxed)))
            .collect()
    };
    (0..CONNECTIONS).map(of_task).collect()
}

/// Writes ready-made rows, from as many tasks as there are lists of them, and measures.
pub(super) async fn written<R, W>(
    store: &Store,
    rows: Vec<Vec<R>>,
    write: impl Fn(Store, R) -> W + Copy + Send + 'static,
) -> Result<Sample, Failure>
where
    R: Send + 'static,
    W: Future<Output = Result<(), Failure>> + Send,
{
    let cpu_before = machine::own_cpu_time()?;
    let started = Instant::now();
    let tasks: Vec<_> = rows
        .into_iter()
        .map(|rows| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut latencies = Histogram::default();
                for row in rows {
                    let started = Instant::now();
                    write(store.clone(), row).await?;
                    latencies.record(started.elapsed());
                }
                Ok::<_, Failure>(latencies)
            })
        })
        .collect();
    let mut latencies = Histogram::default();
    for task in tasks {
        latencies.add(&task.await??);
    }
    let took = started.elapsed();
    let count = latencies.count() as f64;
    let cpu_micros = micros(machine::own_cpu_time()?.saturating_sub(cpu_before)) / count;
    Ok(Sample {
        per_second: count / took.as_secs_f64(),
        p50_ms: latencies.millis(500),
        p99_ms: latencies.millis(990),
        cpu_micros,
        both_cpu_micros: cpu_micros,
    })
}
