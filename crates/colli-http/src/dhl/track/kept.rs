//! Answers kept ready to send: one about a single piece changes only with that piece's events, whose version is kept beside
//! it.

use super::super::App;
use crate::files::Links;
use crate::unified::tracking::{Lasting, TrackingRequest};
use axum::body::Bytes;
use colli_core::barcode::normalise;
use colli_service::Service;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// Bytes of answers kept.
const CACHE_BYTES: u64 = 32 << 20;
/// Answers the cache is laid out for.
const CACHE_ENTRIES: usize = 8_192;
/// Bytes one entry costs beside its answer and its question.
const ENTRY_BYTES: u64 = 128;
/// Longest question whose answer is kept, in bytes.
const QUESTION_BYTES_MAX: usize = 384;

/// An answer and what it depends on.
#[derive(Clone, Debug)]
pub(in super::super) struct Kept {
    bytes: Bytes,
    /// Version of the events shown.
    version: u64,
    about: Lasting,
    /// How often the environment had been emptied.
    epoch: i64,
}

/// Answers by everything they are made from.
pub(in super::super) type Answers = Cache<Box<str>, Kept, ByteWeight>;

/// Weighs an answer by its bytes.
#[derive(Clone, Debug)]
pub(in super::super) struct ByteWeight;

impl Weighter<Box<str>, Kept> for ByteWeight {
    fn weight(&self, question: &Box<str>, kept: &Kept) -> u64 {
        ENTRY_BYTES + question.len() as u64 + kept.bytes.len() as u64
    }
}

/// No answers yet.
pub(in super::super) fn new() -> Answers {
    Cache::with_weighter(CACHE_ENTRIES, CACHE_BYTES, ByteWeight)
}

/// A question whose answer may be kept.
pub(super) struct Single {
    question: Box<str>,
    version: u64,
}

impl Single {
    /// `None` where the store cannot tell when an answer ends, for a page but the first, and for what is long.
    pub(super) fn new(service: &Service, links: &Links, request: &TrackingRequest) -> Option<Self> {
        if request.offset > 0 {
            return None;
        }
        let version = service.events_version(&normalise(&request.tracking_number))?;
        // A line break is in none of them: headers cannot hold one, and parameters with one are not kept.
        let parts = [
            links.base(),
            &request.tracking_number,
            request.recipient_postal_code.as_deref().unwrap_or_default(),
            request.service.as_deref().unwrap_or_default(),
            request.language.code(),
        ];
        let question = parts.join("\n");
        let is_plain = question.bytes().filter(|byte| *byte == b'\n').count() == parts.len() - 1;
        (is_plain && question.len() <= QUESTION_BYTES_MAX).then(|| Self {
            question: question.into(),
            version,
        })
    }

    /// The answer, unless something happened since.
    pub(super) fn kept(&self, app: &App) -> Option<Bytes> {
        let kept = app.tracked.get(&self.question)?;
        let is_same = kept.version == self.version && kept.epoch == app.service.epoch(kept.about.tenant);
        let is_closed = || kept.about.opened.is_some_and(|guarded| app.service.is_closed(guarded));
        (is_same && !is_closed()).then_some(kept.bytes)
    }

    /// Keeps an answer about a piece.
    pub(super) fn keep(self, app: &App, about: Lasting, bytes: &Bytes) {
        let kept = Kept {
            bytes: bytes.clone(),
            version: self.version,
            about,
            epoch: app.service.epoch(about.tenant),
        };
        app.tracked.insert(self.question, kept);
    }
}
