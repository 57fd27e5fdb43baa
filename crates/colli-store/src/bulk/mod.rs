//! Whole databases: copies between engines, backups, checks. Everything here goes by in batches: the memory it takes
//! does not grow with the database.
//!
//! A row has one packed form whichever engine it comes from (`rows.rs`), so that counts and checksums of two databases
//! can be compared (`sums.rs`).

mod attachments;
mod backup;
mod building;
pub(crate) mod check;
mod copy;
mod error;
mod filling;
mod load;
mod manifest;
mod postgres;
mod restore;
mod rows;
mod source;
mod sqlite;
mod sums;
pub(crate) mod tables;
#[cfg(test)]
mod tables_tests;
mod target;

pub use attachments::AttachmentRows;
pub use backup::Backup;
pub use check::{Findings, check};
pub use copy::{Copied, Copy};
pub use error::BulkError;
pub use load::{Loaded, Loader, ShipmentBatch};
pub use manifest::{AttachmentFiles, DatabaseFile, Manifest, sha256};
pub use restore::Restore;
pub use sums::TableSum;
