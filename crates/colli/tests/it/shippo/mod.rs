//! The dialect of Shippo (reference shippo-api).

mod files;
mod sdk;
mod tracks;
mod webhooks;
