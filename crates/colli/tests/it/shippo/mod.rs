//! The dialect of Shippo (reference shippo-api).

mod addresses;
mod customs;
mod files;
mod gate;
mod live_rates;
mod orders;
mod parcels;
mod sdk;
mod service_groups;
mod templates;
mod tracks;
mod webhooks;
