//! Measures how many shipments the embedded store makes durable in a second, by number of concurrent callers.
//!
//!     cargo run --release -p colli-store --example insert_rate -- [DIR] [SECONDS] [CALLERS]

#[expect(clippy::expect_used, reason = "the fixture's texts are fixed")]
#[path = "../tests/it/fixture.rs"]
mod fixture;

use colli_core::ids::{LabelId, ShipmentId};
use colli_store::{Inserted, Store, StoreOptions, StoreStats};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Reads of each kind by each reader.
const READS: u32 = 20_000;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let parent = arguments.next().unwrap_or_else(|| ".".to_owned());
    let seconds: u64 = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let callers: Vec<usize> = arguments
        .next()
        .map_or(Ok(vec![1, 8, 64, 256]), |text| text.parse().map(|one| vec![one]))?;
    let directory = tempfile::tempdir_in(parent)?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "fdatasync of 4 KiB: {} µs (median)",
        sync_micros(directory.path())?
    )?;
    writeln!(
        out,
        "callers   inserts/s   average batch   p50 ms   p99 ms   max ms   checkpoints"
    )?;
    let store = Store::open(StoreOptions::new(directory.path().join("data"))).await?;
    let next = Arc::new(AtomicU64::new(1));
    for callers in callers {
        let before = store.stats();
        let mut latencies = run(&store, &next, callers, Duration::from_secs(seconds)).await?;
        latencies.sort_unstable();
        let line = report(callers, seconds, &latencies, &before, &store.stats());
        writeln!(out, "{line}")?;
    }
    writeln!(out, "readers   by id/s   by label/s   by code/s   tracked/s")?;
    for readers in [1, 2, 8] {
        let rates = read_rates(&store, next.load(Ordering::Relaxed), readers).await?;
        writeln!(out, "{readers:>7}   {rates}")?;
    }
    store.close().await;
    Ok(())
}

async fn run(store: &Store, next: &Arc<AtomicU64>, callers: usize, time: Duration) -> Result<Vec<Duration>, Failure> {
    let until = Instant::now() + time;
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let (store, next) = (store.clone(), Arc::clone(next));
            tokio::spawn(async move {
                let mut latencies = Vec::new();
                while Instant::now() < until {
                    let serial = next.fetch_add(1, Ordering::Relaxed);
                    let second = i64::try_from(serial / 10_000)?;
                    let new = fixture::shipment(
                        fixture::tenant(1),
                        fixture::random_id(serial),
                        serial,
                        1,
                        fixture::at(second),
                    );
                    let started = Instant::now();
                    let Inserted::Created(_) = store.insert_shipment(new).await? else {
                        return Err(Failure::from("an id came twice"));
                    };
                    latencies.push(started.elapsed());
                }
                Ok::<_, Failure>(latencies)
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await??);
    }
    Ok(all)
}

/// Reads in a second by each of `readers` tasks together: shipments by id, by label and by code, and pieces tracked.
async fn read_rates(store: &Store, count: u64, readers: u32) -> Result<String, Failure> {
    let mut rates = Vec::new();
    for read in [Read::Id, Read::Label, Read::Code, Read::Track] {
        let started = Instant::now();
        let tasks: Vec<_> = (0..readers)
            .map(|reader| tokio::spawn(read_many(store.clone(), read, reader, count)))
            .collect();
        for task in tasks {
            task.await??;
        }
        rates.push(f64::from(READS * readers) / started.elapsed().as_secs_f64());
    }
    let [id, label, code, track] = rates[..] else {
        return Err(Failure::from("four kinds of reads"));
    };
    Ok(format!("{id:>7.0}   {label:>8.0}   {code:>7.0}   {track:>7.0}"))
}

/// What is read.
#[derive(Clone, Copy)]
enum Read {
    Id,
    Label,
    Code,
    Track,
}

async fn read_many(store: Store, read: Read, reader: u32, count: u64) -> Result<(), Failure> {
    let tenant = fixture::tenant(1);
    for n in 1..=u64::from(READS) {
        let serial = (n + u64::from(reader) * 1_000) * 7_919 % (count - 1) + 1;
        let id = fixture::random_id(serial);
        let found = match read {
            Read::Id => store.shipment(tenant, ShipmentId(id)).await?.is_some(),
            Read::Label => store.shipment_of_label(tenant, LabelId(id)).await?.is_some(),
            Read::Code => store
                .shipment_by_tracker_code(tenant, &fixture::code(serial))
                .await?
                .is_some(),
            Read::Track => !store.track(&fixture::code(serial), 10).await?.is_empty(),
        };
        if !found {
            return Err(Failure::from("a shipment is missing"));
        }
    }
    Ok(())
}

fn report(callers: usize, seconds: u64, sorted: &[Duration], before: &StoreStats, after: &StoreStats) -> String {
    let count = sorted.len() as u64;
    let milliseconds = |per_mille: usize| {
        let index = (sorted.len() * per_mille / 1_000).min(sorted.len().saturating_sub(1));
        sorted.get(index).map_or(0.0, |latency| latency.as_secs_f64() * 1_000.0)
    };
    let batch = (after.operations - before.operations) / (after.commits - before.commits).max(1);
    format!(
        "{callers:>7}   {:>9}   {batch:>13}   {:>6.2}   {:>6.2}   {:>6.1}   {:>11}",
        count / seconds.max(1),
        milliseconds(500),
        milliseconds(990),
        milliseconds(1_000),
        after.checkpoints - before.checkpoints,
    )
}

/// The median time the disk takes to keep 4 KiB of an existing file.
fn sync_micros(directory: &Path) -> Result<u128, Failure> {
    let mut file = std::fs::File::create(directory.join("sync"))?;
    let mut times = Vec::new();
    for _ in 0..200 {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[7; 4_096])?;
        let started = Instant::now();
        file.sync_data()?;
        times.push(started.elapsed().as_micros());
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}
