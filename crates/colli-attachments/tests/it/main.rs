//! Attachments through the public interface, in a directory and in an object store.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod directory;
mod everywhere;
mod fixture;
#[cfg(feature = "s3")]
mod s3;
mod settings;
