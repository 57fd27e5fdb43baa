//! End-to-end tests: the real binary and the real HTTP surface. One binary, so that it links once.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "nothing outside this binary sees these items"
)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking, as tests do"
)]
#![allow(dead_code, reason = "helpers serve some tests, not all")]

mod actions;
mod api;
mod cli;
mod client;
mod dhl;
mod dhl_parcel;
mod faults;
mod house;
mod mcp;
mod nodes;
mod releases;
mod shippo;
mod simulation;
mod support;
mod third_party;
mod tracking_page;
