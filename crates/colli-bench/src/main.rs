//! Benchmarks, each beside its yardstick, measured in the same run (design section 8).
//!
//! ```text
//! main      arguments, the order of the rows, the report
//! rows/     one file per subject: what is asked of it, and of its yardstick
//! server    the subject (the real binary) and the bare server, as processes of their own
//! load      the load generator: keep-alive connections, one request in flight on each
//! http      the little of HTTP/1.1 a load generator needs
//! world     shipments and labels to work on
//! report    table and JSON
//! ```

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "figures of a report: counts and times far below the limits of f64"
)]

mod histogram;
mod http;
mod load;
mod machine;
mod report;
mod rows;
mod server;
mod settings;
mod world;
mod yardstick;

use clap::{Parser, Subcommand};
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
    /// Serves one fixed answer: the bare server others are compared with. Started by the benchmark itself.
    Yardstick {
        /// File whose bytes are the answer.
        #[arg(long)]
        bytes_file: PathBuf,
        /// Content type of the answer.
        #[arg(long, default_value = "application/json")]
        content_type: String,
    },
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match cli.command {
        Some(Command::Yardstick {
            bytes_file,
            content_type,
        }) => runtime.block_on(yardstick::serve(&bytes_file, &content_type)),
        None => runtime.block_on(run(&cli.run)),
    }
}

async fn run(args: &RunArgs) -> Result<(), Failure> {
    let settings = Settings::new(args)?;
    let machine = machine::Machine::look(settings.directory.path())?;
    let mut out = std::io::stdout();
    writeln!(out, "{machine}")?;
    let mut rows = Vec::new();
    for (name, measure) in rows::all() {
        if !settings.wants(name) {
            continue;
        }
        writeln!(out, "measuring {name} …")?;
        rows.extend(measure(&settings).await.map_err(|error| format!("{name}: {error}"))?);
    }
    if rows.is_empty() {
        let names: Vec<&str> = rows::all().iter().map(|(name, _)| *name).collect();
        return Err(format!("no row of that name; there are {}", names.join(", ")).into());
    }
    write!(out, "\n{}", report::table(&rows))?;
    report::write_json(&settings.json, &machine, &settings, &rows)?;
    writeln!(out, "\nwritten to {}", settings.json.display())?;
    Ok(())
}
