//! The Unified APIs (reference dhl-unified-api).

mod documented;
mod location_finder;
mod push;
mod track;
