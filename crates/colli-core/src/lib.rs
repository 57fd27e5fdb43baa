//! The domain of a parcel network.
//!
//! An **organisation** is a tenant; each has a `test` and a `live` **environment** that never share data. It holds
//! **accounts** and books **shipments** on them; a shipment consists of **pieces**, each with a **tracker code** and a
//! **label**. What may be booked is decided by the **network**: products, parcel types, options and lanes, loaded from
//! data files and compiled into a [`capability::Catalogue`]. What happens to a piece is a list of immutable **events**;
//! everything a tracker shows is folded from them.
//!
//! This crate is pure: no async, no I/O, no clock, no randomness, no vendor name in a type. Every module holds one noun;
//! the same noun has the same file name in the store, the service and the dialects.

pub mod account;
pub mod address;
pub mod americas;
pub mod app;
pub mod barcode;
pub mod calendar;
pub mod capability;
pub mod clock;
pub mod country;
pub mod customs;
pub mod error;
pub mod exchange;
pub mod facility;
pub mod gateway;
pub mod ids;
pub mod intervention;
pub mod label;
pub mod language;
pub mod limits;
pub mod money;
pub mod network;
pub mod order;
pub mod parcel;
pub mod party;
pub mod pickup;
pub mod plan;
pub mod planning;
pub mod price_list;
pub mod product;
pub mod scan;
pub mod service_point;
pub mod shipment;
pub mod status;
pub mod tracking;
pub mod transit;
pub mod unified;
pub mod units;
