//! The parcel dialect over real HTTP.

mod auth;
mod capabilities;
mod catalogue;
mod coverage;
mod service_points;
