//! The DHL eCommerce Benelux parcel API (reference dhl-parcel-api).
//!
//! Members of responses that are always written here, and that the original is known to leave out, are empty when they are
//! not there: `serde(default)`, with `schema(required)` for what is promised here.

pub mod auth;
pub mod capabilities;
pub mod error;
pub mod interventions;
pub mod labels;
pub mod pickup_availability;
pub mod pickups;
pub mod pusher;
pub mod service_points;
pub mod shipments;
pub mod time_windows;
pub mod track;
pub mod transit_times;
pub mod translations;
