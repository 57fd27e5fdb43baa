//! When a call must be done, with everything it needs before: tokens, waits, retries.

use super::{Executor, attempt};
use crate::endpoint::Endpoint;
use crate::error::Error;
use std::future::Future;
use std::time::Duration;

/// A moment by [`Runtime::elapsed`](crate::Runtime::elapsed).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Duration);

impl Executor {
    /// The end of a call that begins now.
    pub(crate) fn deadline(&self) -> Deadline {
        let now = self.0.runtime.elapsed();
        Deadline(now.saturating_add(self.0.settings.total_timeout))
    }

    /// How much time is left.
    pub(crate) fn left(&self, deadline: Deadline) -> Duration {
        deadline.0.saturating_sub(self.0.runtime.elapsed())
    }

    /// Waits for something within the program, for as long as the call may take.
    pub(crate) async fn wait_for<T>(
        &self,
        what: impl Future<Output = T>,
        endpoint: &Endpoint,
        deadline: Deadline,
    ) -> Result<T, Error> {
        tokio::time::timeout(self.left(deadline), what)
            .await
            .map_err(|_| attempt::timeout(endpoint.base()))
    }
}
