//! The Unified APIs (reference dhl-unified-api).

mod coverage;
mod documented;
mod location_finder;
mod push;
mod track;
