//! The network in the binary, against the reference, its samples and a naive filter; and faults in data files.

#![expect(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

mod americas;
mod booking;
mod faults;
mod filter;
mod gateway;
mod interventions;
mod lanes;
mod life;
mod planning;
mod plans;
mod points;
mod points_nearby;
mod prices;
mod samples;
mod support;
mod tables;
mod unified;
