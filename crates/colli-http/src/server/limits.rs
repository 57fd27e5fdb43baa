//! The limits of a listener.

use std::time::Duration;

/// Time and size limits of one listener; the defaults are those of design section 11, "Operations".
#[derive(Debug, Clone)]
pub struct ServerLimits {
    /// Connections served at once; one more is answered 503 with `Retry-After` and closed.
    pub max_connections: usize,
    /// From the first byte of a request (or from accepting the connection) to the end of its header.
    pub request_header: Duration,
    /// Longest pause inside a request body; the request is then answered 408.
    pub request_body_stall: Duration,
    /// From the end of the request to the first byte of the answer; the request is then answered 503.
    pub answer: Duration,
    /// Longest time a client may leave an answer unread before the connection is closed.
    pub response_stall: Duration,
    /// How long a kept-alive connection may wait for its next request.
    pub keep_alive_idle: Duration,
    /// How long a drain waits for requests in flight.
    pub drain: Duration,
    /// Largest request header in bytes; beyond it the answer is 431. At least 8,192.
    pub max_header_bytes: usize,
    /// Most header fields in a request; beyond it the answer is 431.
    pub max_header_fields: usize,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            max_connections: 12_000,
            request_header: Duration::from_secs(10),
            request_body_stall: Duration::from_secs(30),
            answer: Duration::from_secs(30),
            response_stall: Duration::from_secs(30),
            keep_alive_idle: Duration::from_secs(75),
            drain: Duration::from_secs(15),
            max_header_bytes: 32 * 1024,
            max_header_fields: 100,
        }
    }
}

impl ServerLimits {
    /// The shortest of the time limits: a timer that fires this often notices every expiry on time, whichever
    /// stage the connection moves to in between.
    pub(super) fn tick(&self) -> Duration {
        self.request_header
            .min(self.request_body_stall)
            .min(self.answer)
            .min(self.response_stall)
            .min(self.keep_alive_idle)
    }
}
