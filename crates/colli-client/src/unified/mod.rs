//! DHL's Unified APIs: tracking and locations.

mod client;
pub mod locations;
pub mod tracking;

pub use client::{Addresses, Client};

/// The header of the key. Clients of these APIs send nothing else of who they are.
const KEY_HEADER: &str = "dhl-api-key";
