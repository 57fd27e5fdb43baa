//! `colli db …`: the database as a whole.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::config::FlagSetting;

/// `colli db …`.
#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Back up database and attachments into a new directory, while servers go on serving
    ///
    /// The backup is one moment of the database: everything acknowledged before it began is in it. It holds an embedded
    /// database, wherever the rows came from, and every attachment. The master key is not in it: keep that apart.
    Backup(DbBackupArgs),
    /// Make an installation from a backup: a data directory, or an empty PostgreSQL database
    ///
    /// Verifies the backup first and what was made of it afterwards. A backup of an earlier version is brought up to
    /// date. What is there already is never replaced.
    Restore(DbRestoreArgs),
    /// Copy a database into an empty one, of the same engine or the other
    ///
    /// Stop the servers first. Compares what arrived with what was sent, table by table, and leaves nothing behind
    /// when something differs. The attachments stay where they are.
    Copy(DbCopyArgs),
    /// Check a database: that it can be read and that all of it fits together
    ///
    /// Changes nothing and may run beside a server. Prints a line for each fault, and ends with code 1 if there is one.
    Check(DbCheckArgs),
    /// Fill a database with made-up shipments, to measure with
    ///
    /// Books one parcel of every kind on the account and stores copies of them, with receivers, codes and events of their own, over
    /// the last 90 days. Equal seeds make equal shipments. Stop the server of a data directory first.
    Fill(DbFillArgs),
}

/// Which database.
#[derive(Debug, Default, Args)]
pub struct DatabaseArgs {
    /// Directory of database and attachments [default: ./colli-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<String>,
    /// PostgreSQL database instead of the embedded one, as postgres://user@host/database
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl DatabaseArgs {
    /// The flags as settings, the uppermost layer of the configuration.
    pub fn settings(&self) -> Vec<FlagSetting> {
        let settings = [
            FlagSetting::given("--data", "store", "data", self.data.as_ref()),
            FlagSetting::given("--database", "store", "database", self.database.as_ref()),
        ];
        settings.into_iter().flatten().collect()
    }
}

/// `colli db backup`.
#[derive(Debug, Args)]
pub struct DbBackupArgs {
    /// Directory to make; it must not exist, or be empty
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// What to back up.
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// `colli db restore`.
#[derive(Debug, Args)]
pub struct DbRestoreArgs {
    /// Directory of the backup
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// What to make of it.
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// `colli db copy`.
#[derive(Debug, Args)]
pub struct DbCopyArgs {
    /// Database to copy: a data directory, or postgres://user@host/database
    #[arg(long, value_name = "DATABASE")]
    pub from: String,
    /// Empty database to copy into, made when missing: a data directory, or postgres://user@host/database
    #[arg(long, value_name = "DATABASE")]
    pub to: String,
}

/// `colli db check`.
#[derive(Debug, Args)]
pub struct DbCheckArgs {
    /// What to check.
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// `colli db fill`.
#[derive(Debug, Args)]
pub struct DbFillArgs {
    /// How many shipments
    #[arg(long, value_name = "N")]
    pub shipments: u64,
    /// Equal seeds make equal rows
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Account they are booked on [default: 08500001, the demo's first]
    #[arg(long, value_name = "NUMBER")]
    pub account: Option<String>,
    /// Make the demo organisation with its published credentials
    #[arg(long)]
    pub demo: bool,
    /// What to fill.
    #[command(flatten)]
    pub database: DatabaseArgs,
}

impl DbFillArgs {
    /// The flags as settings, the uppermost layer of the configuration.
    pub fn settings(&self) -> Vec<FlagSetting> {
        let demo = FlagSetting::switched("--demo", "demo", "enabled", self.demo);
        self.database.settings().into_iter().chain(demo).collect()
    }
}
