//! Colli's own API.

mod coverage;
mod notifications;
mod scans;
mod webhooks;
