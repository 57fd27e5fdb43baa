//! Servers and databases of the test kit, asked through `psql`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking, as tests do"
)]

mod cluster;
mod databases;
mod processes;
mod tool;
