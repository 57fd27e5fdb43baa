//! Colli's own API.

mod apps;
mod coverage;
mod notifications;
mod scans;
mod webhooks;
