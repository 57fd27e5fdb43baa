//! `colli db …`: the database as a whole. One file per command.

mod attachments;
mod backup;
mod check;
mod copy;
mod fill;
mod restore;
mod table;

use std::fmt::Display;

use colli_attachments::Attachments;
use colli_store::Database;

use crate::cli::{DatabaseArgs, DbCommand};
use crate::config::{self, Loaded};
use crate::{Failure, USAGE, start};

/// Runs one of the commands.
pub fn run(command: &DbCommand) -> Result<(), Failure> {
    match command {
        DbCommand::Backup(args) => backup::run(args),
        DbCommand::Restore(args) => restore::run(args),
        DbCommand::Copy(args) => copy::run(args),
        DbCommand::Check(args) => check::run(args),
        DbCommand::Fill(args) => fill::run(args),
    }
}

/// What an installation keeps, by its configuration.
struct Installation {
    database: Database,
    attachments: Attachments,
}

impl Installation {
    /// Reads the configuration. Opens nothing.
    fn of(args: &DatabaseArgs) -> Result<Self, Failure> {
        let environment = config::environment();
        let Loaded { config, .. } = config::load(args.config.as_deref(), &environment, &args.settings())?;
        let attachments = Attachments::open(&config.attachments.settings(&config.store.data));
        Ok(Self {
            database: start::database(&config.store)?,
            attachments: attachments.map_err(|error| Failure {
                line: error.to_string(),
                code: USAGE,
            })?,
        })
    }
}

/// Runs a command that waits for databases.
fn wait_for(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

/// What could not be done, in its own words.
fn failed(error: impl Display) -> Failure {
    Failure::failed(error.to_string())
}
