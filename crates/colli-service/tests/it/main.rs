//! Use cases below any dialect: what nodes do beside the requests, and what they agree on.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test code outside of #[test] functions"
)]

mod american;
mod apps;
mod clock;
mod jobs;
mod maintenance;
mod nodes;
mod signed_documents;
mod signing_keys;
mod told;
