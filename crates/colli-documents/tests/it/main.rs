//! Labels drawn, looked at by a reader of bar codes, and read back as text.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking, as tests do"
)]

mod americas;
mod canvas;
mod pdf;
mod printless;
mod proof_of_delivery;
mod samples;
mod tools;
mod worst;
mod zpl;
