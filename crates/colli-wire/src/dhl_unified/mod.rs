//! DHL's Unified APIs: tracking, push and locations (reference dhl-unified-api).
//!
//! Responses are read leniently, as clients of the original must: members that are missing or `null` are empty,
//! unknown ones are passed over.

mod lenient;
pub mod locations;
pub mod problem;
pub mod push;
pub mod tracking;
