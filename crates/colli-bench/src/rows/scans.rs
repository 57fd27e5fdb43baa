//! Scans in over HTTP, durably, beside the bare append of the same events.

use crate::Failure;
use crate::histogram::Histogram;
use crate::http;
use crate::load::{self, Requests, Sample, micros};
use crate::machine;
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::{CONNECTIONS, Settings};
use crate::world;
use colli_core::shipment::Shipment;
use colli_core::tracking::{Event, Leg, Moment};
use colli_store::{Appended, NewEvent, Store, StoreOptions};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Goal: events in a second.
const PER_SECOND: f64 = 30_000.0;
/// Scans of one request.
const SIZES: [u64; 2] = [100, 1_000];
/// A step through the pieces that meets them all and jumps about, as a sorter does.
const STRIDE: u64 = 7_919;
/// Scans happened this long before the first booking, in milliseconds, a millisecond apart.
const AGO_MS: i64 = 90 * 86_400_000;
/// Events of one task of the yardstick.
const YARDSTICK_EVENTS: u64 = 4_000;

/// Measures the rows, subject and yardstick in turns.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let pieces = settings.size(20_000, 500);
    let mut rows = Vec::new();
    for size in SIZES {
        let name = format!("scans/{size}");
        if settings.wants(&name) {
            rows.push(of_size(settings, size, pieces).await?);
        }
    }
    Ok(rows)
}

async fn of_size(settings: &Settings, size: u64, pieces: u64) -> Result<Row, Failure> {
    let data = settings.directory.path().join(format!("scans-{size}"));
    let original = Arc::new(world::filled(settings, &data, pieces).await?);
    let bare_data = settings.directory.path().join(format!("scans-bare-{size}"));
    let bare_original = world::filled(settings, &bare_data, pieces).await?;
    let store = Store::open(StoreOptions::new(&bare_data)).await?;
    let server = Server::colli(settings, &data)?;
    let scans = Scans { size, pieces };
    let requests = Requests::Made {
        make: {
            let original = Arc::clone(&original);
            Arc::new(move |number| scans.request(&original, number))
        },
        next: Arc::new(AtomicU64::new(0)),
    };
    let bare_next = AtomicU64::new(0);
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..settings.rounds {
        bare.push(scans.append(settings, &store, &bare_original, &bare_next).await?);
        ours.push(scans.each(load::run(settings, &server, &requests, 200).await?));
    }
    store.close().await;
    // An answer may be 200 and yet refuse every scan.
    let refused = http::once(server.address, &scans.request(&original, 0), 200).await?;
    let refused = String::from_utf8_lossy(&refused).into_owned();
    if !refused.contains("duplicate") || refused.contains("rejected") {
        return Err(format!("scans were refused: {refused:.300}").into());
    }
    Ok(Row::load(
        format!("scans in, durable, batches of {size}, {CONNECTIONS} connections"),
        "bare append of the same events",
        (Sample::median(&ours), Sample::median(&bare)),
        Goal::AtLeast(PER_SECOND),
    ))
}

/// Batches of scans by number, spread over pieces.
#[derive(Clone, Copy)]
struct Scans {
    size: u64,
    pieces: u64,
}

impl Scans {
    /// The scans of a batch by their numbers.
    fn numbers(self, batch: u64) -> std::ops::Range<u64> {
        batch * self.size..(batch + 1) * self.size
    }

    fn code(self, original: &Shipment, number: u64) -> String {
        world::code_and_label(original, number.wrapping_mul(STRIDE) % self.pieces + 1).0
    }

    fn time(original: &Shipment, number: u64) -> jiff::Timestamp {
        let millis = i64::try_from(number).unwrap_or(0) - AGO_MS;
        let millis = original.created_at.as_millisecond() + millis;
        jiff::Timestamp::from_millisecond(millis).unwrap_or(original.created_at)
    }

    fn request(self, original: &Shipment, batch: u64) -> Vec<u8> {
        let mut body = String::from("{\"scans\":[");
        for number in self.numbers(batch) {
            let comma = if body.ends_with('[') { "" } else { "," };
            let (code, at) = (self.code(original, number), Self::time(original, number));
            // Writing to a String cannot fail.
            let _ = write!(
                body,
                "{comma}{{\"scanId\":\"sorter-7/{number}\",\"trackerCode\":\"{code}\",\"status\":\"PARCEL_SORTED_AT_HUB\",\
                 \"occurredAt\":\"{at}\",\"facility\":\"EC\",\"weightKg\":1.25}}"
            );
        }
        body.push_str("]}");
        let headers = [
            ("authorization", "Bearer colli_demo_admin"),
            ("accept", "application/json"),
        ];
        http::request("POST", "/api/v1/scans", &headers, Some(&body))
    }

    /// The events the server makes of a batch.
    fn events(self, original: &Shipment, batch: u64) -> Vec<NewEvent> {
        let event = |number| {
            let moment = Moment {
                at: Self::time(original, number),
                offset_seconds: 3_600,
            };
            NewEvent {
                tenant: original.tenant,
                event_id: format!("scan:sorter-7/{number}"),
                tracker_code: self.code(original, number),
                event: Event {
                    facility: Some("EC".to_owned()),
                    weight_g: Some(1_250),
                    leg: Some(Leg::of_network("ECOMMERCE")),
                    ..Event::new("UNDERWAY", "PARCEL_SORTED_AT_HUB", moment)
                },
            }
        };
        self.numbers(batch).map(event).collect()
    }

    /// A sample of batches as one of events.
    fn each(self, sample: Sample) -> Sample {
        let size = self.size as f64;
        Sample {
            per_second: sample.per_second * size,
            cpu_micros: sample.cpu_micros / size,
            both_cpu_micros: sample.both_cpu_micros / size,
            ..sample
        }
    }

    /// Appends events made beforehand, from as many tasks as there are connections.
    async fn append(
        self,
        settings: &Settings,
        store: &Store,
        original: &Shipment,
        next: &AtomicU64,
    ) -> Result<Sample, Failure> {
        let each = (settings.size(YARDSTICK_EVENTS, 200) / self.size).max(1);
        let of_task = |_| -> Vec<_> {
            let batch = |_| self.events(original, next.fetch_add(1, Ordering::Relaxed));
            (0..each).map(batch).collect()
        };
        let tasks: Vec<Vec<_>> = (0..CONNECTIONS).map(of_task).collect();
        let cpu_before = machine::own_cpu_time()?;
        let started = Instant::now();
        let tasks: Vec<_> = tasks
            .into_iter()
            .map(|batches| tokio::spawn(append_all(store.clone(), batches)))
            .collect();
        let mut latencies = Histogram::default();
        for task in tasks {
            latencies.add(&task.await??);
        }
        let took = started.elapsed();
        let count = latencies.count() as f64;
        let cpu_micros = micros(machine::own_cpu_time()?.saturating_sub(cpu_before)) / count;
        Ok(self.each(Sample {
            per_second: count / took.as_secs_f64(),
            p50_ms: latencies.millis(500),
            p99_ms: latencies.millis(990),
            cpu_micros,
            both_cpu_micros: cpu_micros,
        }))
    }
}

async fn append_all(store: Store, batches: Vec<Vec<NewEvent>>) -> Result<Histogram, Failure> {
    let mut latencies = Histogram::default();
    for batch in batches {
        let started = Instant::now();
        let appended = store.append_events(batch).await?;
        latencies.record(started.elapsed());
        if appended.iter().any(|appended| *appended != Appended::Stored) {
            return Err(Failure::from("an event was not stored"));
        }
    }
    Ok(latencies)
}
