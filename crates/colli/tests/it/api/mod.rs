//! Colli's own API.

mod coverage;
