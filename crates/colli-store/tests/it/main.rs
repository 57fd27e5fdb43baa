//! The store through its public interface, on every engine.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code outside of #[test] functions"
)]

mod accounts;
mod apps;
mod attachments;
mod authorization_profiles;
mod bulk;
mod durability;
mod engine;
mod fixture;
mod gateway_tokens;
mod handshake;
mod hold;
mod idempotency;
mod interventions;
mod jobs;
mod load;
mod notices;
mod objects;
mod opening;
mod pickups;
mod plans;
mod retention;
mod serials;
mod shipments;
mod tokens;
mod told;
mod tracking;
mod writing;
