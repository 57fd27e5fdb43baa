//! The parcel dialect over real HTTP.

mod auth;
mod bad_input;
mod capabilities;
mod catalogue;
mod coverage;
mod errors;
mod idempotency;
mod options;
mod service_points;
mod shipment_rules;
mod shipments;
