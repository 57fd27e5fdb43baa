//! Benchmarks, each beside its yardstick, measured in the same run (design section 8).
//!
//! ```text
//! main      arguments, the order of the rows, the report
//! rows/     one file per subject: what is asked of it, and of its yardstick
//! server    the subject (the real binary) and the bare server, as processes of their own
//! load      the load generator: keep-alive connections, one request in flight on each
//! http      the little of HTTP/1.1 a load generator needs
//! growth    the same work on small and large databases
//! nodes     several servers on one database
//! world     shipments and labels to work on
//! report    table and JSON
//! ```

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "figures of a report: counts and times far below the limits of f64"
)]

mod growth;
mod histogram;
mod http;
mod load;
mod machine;
mod nodes;
mod report;
mod rows;
mod server;
mod settings;
mod world;
mod yardstick;

use clap::{Parser, Subcommand};
use growth::GrowthArgs;
use machine::Machine;
use report::Row;
use settings::{RunArgs, Settings};
use std::io::Write as _;
use std::path::PathBuf;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Whatever ends a run early.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures colli, each figure beside a yardstick of the same run.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Subcommand)]
enum Command {
    /// The same work on databases of several sizes, on each engine.
    Growth {
        #[command(flatten)]
        growth: GrowthArgs,
        #[command(flatten)]
        run: RunArgs,
    },
    /// One, two and four servers on one PostgreSQL database.
    Nodes {
        #[command(flatten)]
        run: RunArgs,
    },
    /// Serves one fixed answer: the bare server others are compared with. Started by the benchmark itself.
    Yardstick {
        /// File whose bytes are the answer.
        #[arg(long)]
        bytes_file: PathBuf,
        /// Content type of the answer.
        #[arg(long, default_value = "application/json")]
        content_type: String,
        /// Read the body of each request to its end before answering.
        #[arg(long)]
        read_body: bool,
    },
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match cli.command {
        Some(Command::Yardstick {
            bytes_file,
            content_type,
            read_body,
        }) => runtime.block_on(yardstick::serve(&bytes_file, &content_type, read_body)),
        Some(Command::Growth { growth, run }) => runtime.block_on(async {
            let report = Report::start(&run)?;
            let rows = growth::measure(&report.settings, &growth).await?;
            report.finish(&rows)
        }),
        Some(Command::Nodes { run }) => runtime.block_on(async {
            let report = Report::start(&run)?;
            let rows = nodes::measure(&report.settings).await?;
            report.finish(&rows)
        }),
        None => runtime.block_on(everything(&cli.run)),
    }
}

/// A run from its first line to its last.
struct Report {
    settings: Settings,
    machine: Machine,
}

impl Report {
    fn start(args: &RunArgs) -> Result<Self, Failure> {
        let settings = Settings::new(args)?;
        let machine = Machine::look(settings.directory.path())?;
        writeln!(std::io::stdout(), "{machine}")?;
        Ok(Self { settings, machine })
    }

    fn finish(&self, rows: &[Row]) -> Result<(), Failure> {
        let mut out = std::io::stdout();
        write!(out, "\n{}", report::table(rows))?;
        report::write_json(&self.settings.json, &self.machine, &self.settings, rows)?;
        writeln!(out, "\nwritten to {}", self.settings.json.display())?;
        Ok(())
    }
}

async fn everything(args: &RunArgs) -> Result<(), Failure> {
    let report = Report::start(args)?;
    let settings = &report.settings;
    let mut rows = Vec::new();
    for (name, measure) in rows::all() {
        if !settings.wants(name) {
            continue;
        }
        writeln!(std::io::stdout(), "measuring {name} …")?;
        rows.extend(measure(settings).await.map_err(|error| format!("{name}: {error}"))?);
    }
    if rows.is_empty() {
        let names: Vec<&str> = rows::all().iter().map(|(name, _)| *name).collect();
        return Err(format!("no row of that name; there are {}", names.join(", ")).into());
    }
    report.finish(&rows)
}
