//! The client against servers of the test's own: one binary, so that it links once.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "nothing outside this binary sees these items"
)]
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod deadlines;
mod failures;
mod masking;
mod nulls;
mod parsers;
mod purchases;
mod requests;
mod retries;
mod samples;
mod support;
mod tokens;
