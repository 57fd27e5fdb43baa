//! The id of a request: taken from the client when sane, otherwise made here; on every answer and every log line.

use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries the id, both ways.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id accepted from a client, in characters.
const CLIENT_ID_CHARS_MAX: usize = 64;

/// The id of one request: up to 64 letters, digits, `-`, `_` and `.`.
///
/// Kept in place: it is copied to where the request goes on, and nothing is allocated for it but the answer's header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestId {
    bytes: [u8; CLIENT_ID_CHARS_MAX],
    length: u8,
}

impl RequestId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        // The constructor admits ASCII only.
        let bytes = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The id as a header value.
    pub(super) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(self.as_str()).unwrap_or(HeaderValue::from_static("unknown"))
    }

    /// These bytes, when they are an id that may be logged and echoed.
    fn from_bytes(text: &[u8]) -> Option<Self> {
        let sane = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if text.is_empty() || !text.iter().all(sane) {
            return None;
        }
        let mut bytes = [0; CLIENT_ID_CHARS_MAX];
        bytes.get_mut(..text.len())?.copy_from_slice(text);
        let length = u8::try_from(text.len()).ok()?;
        Some(Self { bytes, length })
    }

    /// The client's id, when it is a sane one.
    fn from_client(headers: &HeaderMap) -> Option<Self> {
        Self::from_bytes(headers.get(HEADER)?.as_bytes())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestId").field(&self.as_str()).finish()
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
        let mut bytes = [0; CLIENT_ID_CHARS_MAX];
        let mut write = |at: usize, value: u64| {
            for place in 0..8_usize {
                let digit = (value >> (28 - 4 * place)) & 0xf;
                bytes[at + place] = DIGITS[usize::try_from(digit).unwrap_or(0)];
            }
        };
        write(0, u64::from(self.prefix));
        write(9, count);
        bytes[8] = b'-';
        RequestId { bytes, length: 17 }
    }
}

thread_local! {
    static CURRENT: Cell<Option<RequestId>> = const { Cell::new(None) };
}

/// The request being handled by the code that calls this; `None` outside a request.
///
/// Set while the request's own future is polled: a handler, an extractor and a log line inside them see it, a task
/// spawned from them does not.
pub fn current() -> Option<RequestId> {
    CURRENT.get()
}

/// Makes `id` the current one until the guard is dropped.
pub(super) fn enter(id: &RequestId) -> Entered {
    Entered {
        previous: CURRENT.replace(Some(*id)),
    }
}

/// Runs a future that another task polls under the id of the request it belongs to.
pub(crate) async fn within<F: Future>(id: Option<RequestId>, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| {
        let _entered = id.as_ref().map(enter);
        future.as_mut().poll(context)
    })
    .await
}

/// Restores the previous id.
pub(super) struct Entered {
    previous: Option<RequestId>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.previous);
    }
}
