//! How long, how often, how much.

use crate::Failure;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// Arguments of a run.
#[derive(Args)]
pub(crate) struct RunArgs {
    /// Where the figures go as JSON [default: bench.json in the build directory]
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// A run of seconds that shows that everything works; its figures mean little
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// Also the sizes that take minutes to make
    #[arg(long)]
    full: bool,
    /// Only rows whose name starts so, such as create or reads/track
    #[arg(long, value_name = "ROW")]
    only: Option<String>,
    /// Seconds of each measurement [default: 2]
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Turns of subject and yardstick; the median counts [default: 5]
    #[arg(long, value_name = "COUNT")]
    rounds: Option<usize>,
}

/// Settings of a run.
pub(crate) struct Settings {
    /// Scratch space, on the disk of the build directory; goes away with this value.
    pub(crate) directory: TempDir,
    /// Where this program and `colli` lie.
    binaries: PathBuf,
    /// Where the figures go.
    pub(crate) json: PathBuf,
    /// Only shows that everything works.
    pub(crate) quick: bool,
    /// Also what takes minutes.
    pub(crate) full: bool,
    /// Only rows whose name starts so.
    only: Option<String>,
    /// Turns of subject and yardstick.
    pub(crate) rounds: usize,
    /// Load before a measurement counts.
    pub(crate) warm_up: Duration,
    /// Load that counts.
    pub(crate) measure: Duration,
}

/// Connections of every load over HTTP (design section 8).
pub(crate) const CONNECTIONS: usize = 64;

impl Settings {
    /// The settings of some arguments. Finds `colli` beside this program.
    pub(crate) fn new(args: &RunArgs) -> Result<Self, Failure> {
        let own = std::env::current_exe()?;
        let binaries = own.parent().map(Path::to_path_buf).ok_or("this program lies nowhere")?;
        let target = binaries.parent().unwrap_or(&binaries).to_path_buf();
        let directory = tempfile::Builder::new().prefix("bench-").tempdir_in(&target)?;
        let (rounds, warm_up, measure) = if args.quick { (1, 50, 200) } else { (5, 500, 2_000) };
        Ok(Self {
            directory,
            json: args.json.clone().unwrap_or_else(|| target.join("bench.json")),
            binaries,
            quick: args.quick,
            only: args.only.clone(),
            full: args.full,
            rounds: args.rounds.unwrap_or(rounds).max(1),
            warm_up: Duration::from_millis(warm_up),
            measure: args.seconds.map_or(Duration::from_millis(measure), Duration::from_secs),
        })
    }

    /// The server's program, to be run with some arguments.
    pub(crate) fn colli(&self) -> Result<Command, Failure> {
        let program = self.binaries.join("colli");
        if program.is_file() {
            Ok(Command::new(program))
        } else {
            Err(format!("{} is missing: build it first", program.display()).into())
        }
    }

    /// Whether a row, or a row within a group of this name, is asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only
            .as_deref()
            .is_none_or(|only| name.starts_with(only) || only.starts_with(&format!("{name}/")))
    }

    /// The first size, or the second in a quick run.
    pub(crate) fn size<T>(&self, usual: T, quick: T) -> T {
        if self.quick { quick } else { usual }
    }
}
