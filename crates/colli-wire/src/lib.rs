//! Vendor request and response structs, written once for server and client.
//!
//! Requests are read leniently: every member is a [`field::Field`], which keeps what was sent when it has the wrong type
//! instead of failing, so that one answer can name every broken member. Responses are emitted exactly: absent members
//! are omitted, never `null`.
//!
//! Feature-free and without I/O; conversions to the domain live in the dialects (server) and connectors (client).

pub mod dhl_parcel;
pub mod dhl_unified;
pub mod field;
pub mod shippo;
