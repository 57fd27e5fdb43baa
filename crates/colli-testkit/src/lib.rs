//! Throw-away PostgreSQL for tests and benchmarks, from the installed binaries.
//!
//! - [`shared::database`]: an empty database of its own for an ordinary test, in some 30 ms. One server serves all test
//!   processes of a run and ends by itself afterwards.
//! - [`shared::database_from_template`]: the same, but filled once (migrated, say) and copied for each test.
//! - [`Cluster`]: a server of its own, for tests that kill, restart, or configure it.
//!
//! `COLLI_TEST_POSTGRES`, the URL of a server whose databases may be made and dropped, replaces the shared server.
//! Nothing here belongs into a product: the crate is a dependency of tests and benchmarks only.

mod cluster;
mod error;
mod place;
mod processes;
mod programs;
mod server;
pub mod shared;
mod sql;
mod tls;
mod url;

pub use cluster::{Cluster, Settings};
pub use error::Error;
pub use server::Order;

/// The role that tests connect as: it may make databases and is no superuser.
pub const USER: &str = "colli";
/// What [`USER`] must say over TCP; the Unix socket asks for nothing, as its directory is closed to others.
pub const PASSWORD: &str = "colli-password";
/// The superuser of each server that is started here. It has no password, so it gets in by the Unix socket only.
pub const SUPERUSER: &str = "postgres";

/// Runs a script of `psql` and returns what it printed: one line for each row, fields separated by `|`. The first error
/// ends it.
pub fn psql(url: &str, script: &str) -> Result<String, Error> {
    sql::run(&programs::Programs::find()?, url, script)
}

/// Another program of the same PostgreSQL, `pg_dump` for one, with an empty environment.
pub fn program(name: &str) -> Result<std::process::Command, Error> {
    Ok(programs::Programs::find()?.client(name))
}
