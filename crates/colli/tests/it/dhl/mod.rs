//! The Unified APIs (reference dhl-unified-api).

mod location_finder;
mod push;
mod track;
