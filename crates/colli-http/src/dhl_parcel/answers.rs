//! Answers kept ready to send, because what they say cannot change: labels are functions of stored facts, and a piece's
//! record changes only with its events, whose version is kept beside it. Where shipments are deleted after a time, an
//! answer about labels is not given out past that time.
//!
//! An entry carries the tenant it belongs to in its key; whoever may not see the label never reaches the entry.

use axum::body::Bytes;
use colli_core::ids::{LabelId, Tenant};
use colli_service::Service;
use colli_service::postal_guesses::Guarded;
use jiff::Timestamp;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::body::Wanted;

/// Bytes of answers kept.
const CACHE_BYTES: u64 = 32 << 20;
/// Answers the cache is laid out for.
const CACHE_ENTRIES: usize = 8_192;
/// Bytes one entry costs beside its answer.
const ENTRY_BYTES: u64 = 128;

/// What an answer is to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Question {
    /// `GET /labels/{id}` of a tenant, in one format.
    Label(Tenant, LabelId, Wanted),
    /// `GET /labels?trackerCodeFilter=` of a tenant.
    LabelOfCode(Tenant, Box<str>),
    /// `GET /track-trace?key=` without a token: normalised code, `+`, postal code as sent.
    Track(Box<str>),
}

/// An answer and what it depends on.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The body.
    pub(super) bytes: Bytes,
    /// Version of the events shown; `None` for what never changes.
    pub(super) events: Option<u64>,
    /// When the shipment's time is over, so that it may be deleted, by this node or another.
    pub(super) until: Option<Timestamp>,
    /// The shipment whose postal code opened it; it is not given out while that opens nothing.
    pub(super) opened: Option<Guarded>,
    /// Whose it is about.
    pub(super) tenant: Tenant,
    /// How often its environment had been emptied.
    pub(super) epoch: i64,
}

impl Kept {
    /// An answer about labels of a shipment: it never changes, and ends with the shipment.
    pub(super) fn of_labels(service: &Service, tenant: Tenant, registered_at: Timestamp, bytes: Bytes) -> Self {
        Self {
            bytes,
            events: None,
            opened: None,
            until: service.forget_shipment_at(registered_at),
            tenant,
            epoch: service.epoch(tenant),
        }
    }

    /// The answer, unless its shipment's time is over or its environment was emptied.
    pub(super) fn still(self, service: &Service, tenant: Tenant) -> Option<Bytes> {
        let is_over = self.until.is_some_and(|until| until <= service.now(tenant));
        (!is_over && self.epoch == service.epoch(tenant)).then_some(self.bytes)
    }
}

/// The answers of one dialect.
pub(super) type Answers = Cache<Question, Kept, ByteWeight>;

/// Weighs an answer by its bytes.
#[derive(Clone, Debug)]
pub(super) struct ByteWeight;

impl Weighter<Question, Kept> for ByteWeight {
    fn weight(&self, _: &Question, kept: &Kept) -> u64 {
        ENTRY_BYTES + kept.bytes.len() as u64
    }
}

/// No answers yet.
pub(super) fn new() -> Answers {
    Cache::with_weighter(CACHE_ENTRIES, CACHE_BYTES, ByteWeight)
}
