//! The same work on databases of several sizes: what a request costs must not grow with what is stored.
//!
//! All sizes of an engine are filled first and served at the same time; the load takes turns between them, so that
//! whatever else the machine does hits all alike. Every question is about another shipment out of all there are, and is
//! put so that the server has no answer ready.

pub(crate) mod engine;
pub(crate) mod questions;
pub(crate) mod stage;

use crate::Failure;
use crate::load::{self, Sample};
use crate::report::{Goal, Row, number};
use crate::settings::{CONNECTIONS, Settings};
use clap::Args;
use engine::{EngineName, Home};
use questions::Work;
use stage::Stage;
use std::io::Write as _;

/// Goal: how many times as much a request may cost as in the smallest database.
const COST: f64 = 1.3;

/// Goal: bytes on disk for each shipment with its events and indexes, in an embedded database.
const BYTES: f64 = 3_000.0;

/// Databases up to this size are made anew for each measurement of bookings, as these make them grow.
const SMALL: u64 = 100_000;

/// Arguments of a run.
#[derive(Args)]
pub(crate) struct GrowthArgs {
    /// Shipments of each database, smallest first: the first is what the others are compared with
    #[arg(long, value_name = "SIZES", value_delimiter = ',', value_parser = size, default_value = "10k,1M")]
    sizes: Vec<u64>,
    /// Engines, one after the other
    #[arg(
        long,
        value_name = "ENGINES",
        value_delimiter = ',',
        default_value = "sqlite,postgres"
    )]
    engines: Vec<EngineName>,
}

/// Reads `10k` and `1M`.
fn size(text: &str) -> Result<u64, String> {
    let (digits, unit) = match text.as_bytes().last() {
        Some(b'k') => (&text[..text.len() - 1], 1_000),
        Some(b'M') => (&text[..text.len() - 1], 1_000_000),
        _ => (text, 1),
    };
    let number: u64 = digits.parse().map_err(|_| "a number such as 10k or 1M".to_owned())?;
    number
        .checked_mul(unit)
        .filter(|size| *size >= questions::SHIPMENTS_MIN)
        .ok_or_else(|| format!("at least {}", questions::SHIPMENTS_MIN))
}

/// What a run of everything includes: sizes that are filled in seconds.
pub(crate) async fn measure_briefly(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let args = GrowthArgs {
        sizes: settings.size(vec![10_000, 100_000], vec![200, 1_000]),
        engines: vec![EngineName::Sqlite, EngineName::Postgres],
    };
    measure(settings, &args).await
}

/// Measures the rows.
pub(crate) async fn measure(settings: &Settings, args: &GrowthArgs) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for engine in &args.engines {
        let Some(home) = Home::make(settings, *engine)? else {
            say(&format!("{engine}: not installed, left out"))?;
            continue;
        };
        rows.extend(of_engine(settings, &home, &args.sizes).await?);
    }
    Ok(rows)
}

async fn of_engine(settings: &Settings, home: &Home, sizes: &[u64]) -> Result<Vec<Row>, Failure> {
    let mut stages = Vec::with_capacity(sizes.len());
    for (number, size) in sizes.iter().enumerate() {
        say(&format!("{}: filling {size} shipments …", home.engine))?;
        let stage = Stage::make(settings, home, *size, &format!("growth-{number}"))?;
        say(&format!("{}: {}", home.engine, stage.filled))?;
        stages.push(stage);
    }
    let mut rows: Vec<Row> = stages.iter().map(|stage| bytes(home, stage, &stages)).collect();
    for work in Work::ALL {
        say(&format!("{}: {} …", home.engine, work.what()))?;
        let samples = in_turns(settings, home, &mut stages, work).await?;
        rows.extend(compared(home, &stages, work, &samples));
    }
    Ok(rows)
}

/// The samples of each size.
async fn in_turns(
    settings: &Settings,
    home: &Home,
    stages: &mut [Stage],
    work: Work,
) -> Result<Vec<Vec<Sample>>, Failure> {
    let mut samples = vec![Vec::new(); stages.len()];
    // The first turn does not count: it brings what is asked for often, such as the tops of indexes, into memory.
    for turn in 0..=settings.rounds {
        for (stage, samples) in stages.iter_mut().zip(&mut samples) {
            if work.grows() && stage.size <= SMALL {
                *stage = Stage::make(settings, home, stage.size, &format!("{}-{turn}", stage.name))?;
            }
            let requests = stage.requests(work).await?;
            let sample = load::run(settings, stage.target(home), &requests, work.status()).await?;
            if turn > 0 {
                samples.push(sample);
            }
        }
    }
    Ok(samples)
}

/// Every size beside the first.
fn compared(home: &Home, stages: &[Stage], work: Work, samples: &[Vec<Sample>]) -> Vec<Row> {
    let first = samples
        .first()
        .map(|samples| Sample::median(samples))
        .unwrap_or_default();
    let smallest = number(stages.first().map_or(0.0, |stage| stage.size as f64));
    let row = |(stage, samples): (&Stage, &Vec<Sample>)| {
        Row::load(
            format!(
                "{}, {} shipments: {}",
                home.engine,
                number(stage.size as f64),
                work.what()
            ),
            format!("with {smallest} shipments, {CONNECTIONS} connections"),
            (Sample::median(samples), first),
            Goal::RatioAtLeast(1.0 / COST),
        )
    };
    let others = stages.iter().zip(samples).skip(usize::from(stages.len() > 1));
    others.map(row).collect()
}

fn bytes(home: &Home, stage: &Stage, stages: &[Stage]) -> Row {
    let smallest = stages.first().unwrap_or(stage);
    Row {
        what: format!(
            "{}, {} shipments: disk for each",
            home.engine,
            number(stage.size as f64)
        ),
        unit: "bytes",
        value: stage.filled.bytes_per_shipment,
        yardstick: format!("with {} shipments", number(smallest.size as f64)),
        yardstick_value: smallest.filled.bytes_per_shipment,
        goal: match home.engine {
            EngineName::Sqlite => Goal::AtMost(BYTES),
            EngineName::Postgres => Goal::Open,
        },
        samples: None,
    }
}

fn say(line: &str) -> Result<(), Failure> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_units() {
        assert_eq!(
            (size("10k"), size("1M"), size("250")),
            (Ok(10_000), Ok(1_000_000), Ok(250))
        );
        for wrong in ["", "k", "1G", "10kk", "-1", "20", "99999999999999999M"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
