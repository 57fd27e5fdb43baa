//! What the executor needs of the world around it: time, waiting and randomness.

use jiff::Timestamp;
use std::future::Future;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::time::Duration;
use tokio::time::Instant;

/// A wait.
pub type Sleep<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Time, waiting and randomness. Tests and programs with a clock of their own bring another than [`SystemRuntime`].
pub trait Runtime: Send + Sync + 'static {
    /// What the clock on the wall shows: compared with when tokens end and with the dates servers name.
    fn now(&self) -> Timestamp;

    /// Time since a moment that never changes: measures how long things take. It never goes back.
    fn elapsed(&self) -> Duration;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Sleep<'_>;

    /// Any number, each as likely: spreads retries. Nothing secret is made of it.
    fn random(&self) -> u64;
}

/// The machine's clock, tokio's timer and the standard library's random state.
#[derive(Clone, Debug)]
pub struct SystemRuntime {
    started: Instant,
}

impl SystemRuntime {
    /// Begins to measure.
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
        }
    }
}

impl Default for SystemRuntime {
    fn default() -> Self {
        Self::new()
    }
}

impl Runtime for SystemRuntime {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where a stand-alone user gets the machine's clock; everything else takes a Runtime"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Sleep<'_> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn random(&self) -> u64 {
        RandomState::new().hash_one(())
    }
}
