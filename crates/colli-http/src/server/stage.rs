//! Where a connection is in its request/answer cycle, and since when.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::time::Instant;

use super::limits::ServerLimits;

/// The stages a connection cycles through; each has its own time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Stage {
    /// Part of a request header may have arrived.
    Header,
    /// The header is complete, the body is still arriving.
    Body,
    /// The request is complete, the handler works.
    Answer,
    /// The answer is being written.
    Response,
    /// Waiting for the first byte of the next request.
    Idle,
}

impl Stage {
    fn from_u8(value: u8) -> Self {
        match value {
            0 => Self::Header,
            1 => Self::Body,
            2 => Self::Answer,
            3 => Self::Response,
            _ => Self::Idle,
        }
    }

    fn limit(self, limits: &ServerLimits) -> Duration {
        match self {
            Self::Header => limits.request_header,
            Self::Body => limits.request_body_stall,
            Self::Answer => limits.answer,
            Self::Response => limits.response_stall,
            Self::Idle => limits.keep_alive_idle,
        }
    }
}

/// Why a request is answered by the server instead of its handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overdue {
    /// The client stopped sending the request body.
    Body,
    /// The handler took longer than the answer limit.
    Answer,
}

/// The stage of one connection. A request carries it as an extension, so that middleware can answer an overdue
/// request with its own body, log line and request id; without such middleware the server answers plainly.
///
/// The atomics are written by one task only (a body moved to another task notes its progress at worst a little late),
/// so relaxed ordering is enough.
#[derive(Debug, Clone)]
pub struct ConnectionStage(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    opened: Instant,
    stage: AtomicU8,
    since_micros: AtomicU64,
    overdue: AtomicU8,
}

impl ConnectionStage {
    /// A connection just accepted: its first request is awaited under the header limit.
    pub(super) fn new() -> Self {
        Self(Arc::new(Shared {
            opened: Instant::now(),
            stage: AtomicU8::new(Stage::Header as u8),
            since_micros: AtomicU64::new(0),
            overdue: AtomicU8::new(0),
        }))
    }

    pub(super) fn stage(&self) -> Stage {
        Stage::from_u8(self.0.stage.load(Relaxed))
    }

    /// Moves to `stage`, or notes progress in it: its limit counts from now.
    pub(super) fn enter(&self, stage: Stage) {
        let now = u64::try_from(self.0.opened.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.0.since_micros.store(now, Relaxed);
        self.0.stage.store(stage as u8, Relaxed);
    }

    /// When the present stage runs out.
    pub(super) fn deadline(&self, limits: &ServerLimits) -> Instant {
        self.0.opened + Duration::from_micros(self.0.since_micros.load(Relaxed)) + self.stage().limit(limits)
    }

    pub(super) fn set_overdue(&self, overdue: Option<Overdue>) {
        let value = match overdue {
            None => 0,
            Some(Overdue::Body) => 1,
            Some(Overdue::Answer) => 2,
        };
        self.0.overdue.store(value, Relaxed);
    }

    /// Set once the request in flight has run past a limit; its handler's future should be dropped and answered for.
    pub fn overdue(&self) -> Option<Overdue> {
        match self.0.overdue.load(Relaxed) {
            0 => None,
            1 => Some(Overdue::Body),
            _ => Some(Overdue::Answer),
        }
    }
}
