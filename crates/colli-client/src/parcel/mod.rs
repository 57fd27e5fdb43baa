//! The parcel API of DHL eCommerce Benelux.
//!
//! Every call is a function that makes a [`Call`](crate::Call); [`Client::send`] sends any of them, with a token where one
//! is needed.

pub mod auth;
pub mod catalogue;
mod client;
pub mod customs;
pub mod interventions;
pub mod labels;
pub mod pickups;
pub mod planning;
pub mod pusher;
pub mod service_points;
pub mod shipments;
mod tokens;
pub mod track;

pub use client::{Client, Credentials};

/// DHL's own address.
pub const PRODUCTION: &str = "https://api-gw.dhlparcel.nl";
