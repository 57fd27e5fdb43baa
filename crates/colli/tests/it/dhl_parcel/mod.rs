//! The parcel dialect over real HTTP.

mod auth;
