//! The parcel dialect over real HTTP.

mod attachments;
mod auth;
mod bad_input;
mod capabilities;
mod catalogue;
mod client_compat;
mod coverage;
mod customs;
mod docs_and_operations;
mod documents;
mod errors;
mod idempotency;
mod isolation;
mod labels;
mod labels_multi;
mod limits;
mod options;
mod pickups;
mod replay;
mod retention;
mod returns;
mod service_points;
mod shipment_refusals;
mod shipment_rules;
mod shipments;
mod track;
