//! Request bodies, read within bounds: what all dialects share.

use axum::body::{Body, Bytes};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;

/// A body that was not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unread {
    /// It is larger than the bound.
    TooLarge,
    /// It ended before the length it announced.
    Cut,
}

/// The bytes of a body, at most so many.
pub(crate) async fn read(body: Body, bytes_max: usize) -> Result<Bytes, Unread> {
    // A length announced beyond the bound is refused before it is sent.
    if body.size_hint().lower() > bytes_max as u64 {
        return Err(Unread::TooLarge);
    }
    match Limited::new(body, bytes_max).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => Err(Unread::TooLarge),
        Err(_) => Err(Unread::Cut),
    }
}

/// The text of a JSON body, without the byte order mark some clients write.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
