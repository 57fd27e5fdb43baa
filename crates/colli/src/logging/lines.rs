//! Events become lines and go to the writer.

use std::cell::Cell;

use colli_service::clock::Clock;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::format;
use super::stamp::Stamp;
use super::writer::LogWriter;
use crate::config::LogFormat;

/// Longest line whose memory is kept for the next one, in bytes.
const KEPT_BYTES_MAX: usize = 16 << 10;

thread_local! {
    static SCRATCH: Cell<Scratch> = const { Cell::new(Scratch::NEW) };
}

/// What a thread keeps from line to line.
struct Scratch {
    line: Vec<u8>,
    stamp: Stamp,
}

impl Scratch {
    const NEW: Self = Self {
        line: Vec::new(),
        stamp: Stamp::NEW,
    };
}

/// The layer that logs.
pub(super) struct Lines<C> {
    format: LogFormat,
    clock: C,
    writer: LogWriter,
}

impl<C: Clock> Lines<C> {
    pub(super) fn new(format: LogFormat, clock: C, writer: LogWriter) -> Self {
        Self { format, clock, writer }
    }
}

impl<S: Subscriber, C: Clock> Layer<S> for Lines<C> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        // Taken and not borrowed: formatting a value may log in turn.
        let mut scratch = SCRATCH.replace(Scratch::NEW);
        let id = colli_http::middleware::request_id::current();
        let id = id.as_ref().map(colli_http::middleware::RequestId::as_str);
        format::event(
            &mut scratch.line,
            &mut scratch.stamp,
            self.format,
            self.clock.now(),
            event,
            id,
        );
        self.writer
            .hand_over(&scratch.line, *event.metadata().level() <= Level::WARN);
        scratch.line.clear();
        scratch.line.shrink_to(KEPT_BYTES_MAX);
        SCRATCH.set(scratch);
    }
}
