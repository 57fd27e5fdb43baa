//! Log lines gather in memory and a thread writes them, so that a request never waits for a terminal or a pipe.
//!
//! Waking that thread costs more than a line does, so it gathers for a moment before it writes; an urgent line and the
//! end cut the moment short. The memory is bounded; past the bound lines are dropped and counted.

use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Most bytes that may wait.
const WAITING_BYTES_MAX: usize = 8 << 20;

/// How long lines gather before they are written: no line appears later, and a busy server writes a hundred times a
/// second instead of once a line.
pub(super) const GATHER: Duration = Duration::from_millis(10);

/// So many bytes are written without gathering any longer.
const BATCH_BYTES: usize = 256 << 10;

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    dropped: u64,
    urgent: bool,
    closed: bool,
    thread: Thread,
}

/// What the writing thread does; only a sleeping thread needs waking.
#[derive(Default, Clone, Copy, PartialEq)]
enum Thread {
    /// It looks at the state again before it sleeps.
    #[default]
    Busy,
    /// Sleeps until there is a line.
    Idle,
    /// Sleeps until lines have gathered long enough.
    Gathering,
}

impl State {
    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.dropped == 0
    }

    /// Lines should be written now.
    fn is_due(&self) -> bool {
        self.closed || self.urgent || self.waiting.len() >= BATCH_BYTES
    }

    /// Takes a line, or counts it as dropped.
    fn push(&mut self, line: &[u8], urgent: bool) {
        if self.waiting.len() + line.len() > WAITING_BYTES_MAX {
            self.dropped += 1;
            return;
        }
        self.waiting.extend_from_slice(line);
        self.urgent |= urgent;
    }

    /// Whether the thread sleeps and should not; then it counts as woken, so that only one caller wakes it.
    fn must_wake(&mut self) -> bool {
        let wake = match self.thread {
            Thread::Busy => false,
            Thread::Idle => true,
            Thread::Gathering => self.is_due(),
        };
        if wake {
            self.thread = Thread::Busy;
        }
        wake
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps until there are lines that should be written, or none and no more to come.
    fn due(&self, gather: Duration) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        state.thread = Thread::Idle;
        let mut state = self
            .filled
            .wait_while(state, |state| state.is_empty() && !state.closed)
            .unwrap_or_else(PoisonError::into_inner);
        state.thread = Thread::Gathering;
        let (mut state, _) = self
            .filled
            .wait_timeout_while(state, gather, |state| !state.is_due())
            .unwrap_or_else(PoisonError::into_inner);
        state.thread = Thread::Busy;
        state
    }
}

/// Hands lines to the writing thread.
pub(super) struct LogWriter(Arc<Shared>);

impl LogWriter {
    /// Hands over one whole line. An urgent line is written at once, with all before it.
    pub(super) fn hand_over(&self, line: &[u8], urgent: bool) {
        let mut state = self.0.lock();
        state.push(line, urgent);
        let wake = state.must_wake();
        drop(state);
        if wake {
            self.0.filled.notify_one();
        }
    }
}

/// Writes what is left and ends the thread, when dropped.
pub struct Flush {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the thread that writes to `out`, gathering for `gather`. `dropped_line` is the line that says how many lines
/// were dropped.
pub(super) fn start(
    out: impl Write + Send + 'static,
    gather: Duration,
    dropped_line: impl Fn(u64) -> Vec<u8> + Send + 'static,
) -> io::Result<(LogWriter, Flush)> {
    let shared = Arc::new(Shared::default());
    let of_thread = Arc::clone(&shared);
    let thread = std::thread::Builder::new()
        .name("log".to_owned())
        .spawn(move || write_all(&of_thread, out, gather, dropped_line))?;
    Ok((
        LogWriter(Arc::clone(&shared)),
        Flush {
            shared,
            thread: Some(thread),
        },
    ))
}

fn write_all(shared: &Shared, mut out: impl Write, gather: Duration, dropped_line: impl Fn(u64) -> Vec<u8>) {
    let mut batch = Vec::new();
    loop {
        let mut state = shared.due(gather);
        if state.is_empty() {
            return;
        }
        mem::swap(&mut batch, &mut state.waiting);
        let dropped = mem::take(&mut state.dropped);
        state.urgent = false;
        drop(state);
        // Nobody can be told that standard error is gone.
        let _ = out.write_all(&batch);
        if dropped > 0 {
            let _ = out.write_all(&dropped_line(dropped));
        }
        batch.clear();
        // Room for a usual batch stays; a burst gives its memory back.
        batch.shrink_to(2 * BATCH_BYTES);
    }
}

impl Drop for Flush {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.filled.notify_one();
        if let Some(thread) = self.thread.take() {
            // The thread only ends by returning; a panic in it has nothing left to report to.
            drop(thread.join());
        }
    }
}
