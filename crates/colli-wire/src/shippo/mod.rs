//! Shippo's API (reference shippo-api): members are written in snake case, money and sizes as strings, times in UTC.

pub mod addresses;
pub mod batches;
pub mod carrier_accounts;
pub mod customs;
pub mod id_or;
pub mod manifests;
pub mod orders;
pub mod parcels;
pub mod rates;
pub mod refunds;
pub mod service_groups;
pub mod shipments;
pub mod templates;
pub mod tracks;
pub mod transactions;
pub mod webhooks;
