//! Shippo's API (reference shippo-api): members are written in snake case, money and sizes as strings, times in UTC.

pub mod addresses;
pub mod batches;
pub mod carrier_accounts;
pub mod customs;
pub mod id_or;
pub mod orders;
pub mod parcels;
pub mod service_groups;
pub mod templates;
pub mod tracks;
pub mod webhooks;
pub mod manifests;
pub mod rates;
pub mod refunds;
pub mod shipments;
pub mod transactions;
