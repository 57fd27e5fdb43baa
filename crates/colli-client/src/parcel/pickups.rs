//! Pickups.

use crate::call::Call;
use crate::read::Vendor;
use crate::url::{Query, path};
use colli_wire::dhl_parcel::pickups::{PickupListResponse, PickupRequest, PickupResponse};

/// Orders a pickup: `POST /pickup-requests`. A server that knows idempotency keys takes the same key once; the call is never
/// repeated by itself, as others know none.
pub fn create(pickup: &PickupRequest, idempotency_key: &str) -> Call<PickupResponse> {
    Call::post("/pickup-requests".to_owned(), Vendor::Parcel, pickup)
        .header("idempotency-key", idempotency_key)
        .with_token()
}

/// A pickup: `GET /pickup-requests/{id}`.
pub fn get(id: &str) -> Call<PickupResponse> {
    Call::get(path(&["pickup-requests", id]), Vendor::Parcel).with_token()
}

/// Which pickups to list. What is empty or none filters nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct PickupFilter {
    /// 1 to 100; 10 when left out.
    pub limit: Option<u32>,
    /// Entries to leave out before.
    pub skip: Option<u32>,
    /// Words that all occur.
    pub words: String,
    /// On these accounts.
    pub account_ids: Vec<String>,
}

/// Pickups, newest first: `GET /pickup-requests`.
pub fn list(filter: &PickupFilter) -> Call<PickupListResponse> {
    let query = Query::new()
        .with("limit", filter.limit)
        .with("skip", filter.skip)
        .text("query", &filter.words)
        .each("accountIds", &filter.account_ids);
    Call::get("/pickup-requests".to_owned(), Vendor::Parcel)
        .query(query)
        .with_token()
}
