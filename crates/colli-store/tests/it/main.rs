//! The store through its public interface, on every engine.

mod accounts;
mod durability;
mod engine;
mod fixture;
mod opening;
mod serials;
mod shipments;
mod tokens;
mod tracking;
mod writing;
