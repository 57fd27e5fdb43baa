//! The id of a request: taken from the client when sane, otherwise made here; on every answer and every log line.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries the id, both ways.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id accepted from a client, in characters.
const CLIENT_ID_CHARS_MAX: usize = 64;

/// The id of one request: up to 64 letters, digits, `-`, `_` and `.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Both constructors admit visible ASCII only.
        self.0.to_str().unwrap_or_default()
    }

    /// The id as a header value.
    pub(super) fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    /// The client's id, when it is one that may be logged and echoed.
    fn from_client(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(HEADER)?;
        let sane = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let bytes = value.as_bytes();
        (!bytes.is_empty() && bytes.len() <= CLIENT_ID_CHARS_MAX && bytes.iter().all(sane)).then(|| Self(value.clone()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Makes ids: a prefix drawn once per start, so that ids of two starts or two nodes differ, and a counter.
#[derive(Clone, Debug)]
pub struct RequestIds {
    prefix: u32,
    next: Arc<AtomicU64>,
}

impl RequestIds {
    /// `prefix` comes from the injected entropy.
    pub fn new(prefix: u32) -> Self {
        Self {
            prefix,
            next: Arc::new(AtomicU64::new(1)),
        }
    }

    /// The id for a request with these headers.
    pub(super) fn assign(&self, headers: &HeaderMap) -> RequestId {
        RequestId::from_client(headers).unwrap_or_else(|| self.make())
    }

    /// `pppppppp-nnnnnnnn` in hexadecimal; the counter wraps after four thousand million requests.
    fn make(&self) -> RequestId {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        let mut text = *b"00000000-00000000";
        let mut write = |at: usize, value: u64| {
            for place in 0..8_usize {
                let digit = (value >> (28 - 4 * place)) & 0xf;
                text[at + place] = DIGITS[usize::try_from(digit).unwrap_or(0)];
            }
        };
        write(0, u64::from(self.prefix));
        write(9, count);
        RequestId(HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("unknown")))
    }
}

thread_local! {
    static CURRENT: RefCell<Option<RequestId>> = const { RefCell::new(None) };
}

/// The request being handled by the code that calls this; `None` outside a request.
///
/// Set while the request's own future is polled: a handler, an extractor and a log line inside them see it, a task
/// spawned from them does not.
pub fn current() -> Option<RequestId> {
    CURRENT.with_borrow(Clone::clone)
}

/// Makes `id` the current one until the guard is dropped.
pub(super) fn enter(id: &RequestId) -> Entered {
    Entered {
        previous: CURRENT.replace(Some(id.clone())),
    }
}

/// Restores the previous id.
pub(super) struct Entered {
    previous: Option<RequestId>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.previous.take());
    }
}
