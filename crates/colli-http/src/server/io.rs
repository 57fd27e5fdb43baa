//! The byte stream and the two bodies, wrapped so that each notes its progress in the connection's stage.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::stage::{ConnectionStage, Stage};

/// The transport of one connection.
pub(super) struct TrackedIo<S> {
    inner: S,
    stage: ConnectionStage,
}

impl<S> TrackedIo<S> {
    pub(super) fn new(inner: S, stage: ConnectionStage) -> Self {
        Self { inner, stage }
    }

    fn wrote(&self, result: &io::Result<usize>) {
        if matches!(result, Ok(1..)) && self.stage.stage() == Stage::Response {
            self.stage.enter(Stage::Response);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for TrackedIo<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            match self.stage.stage() {
                Stage::Idle => self.stage.enter(Stage::Header),
                Stage::Body => self.stage.enter(Stage::Body),
                Stage::Header | Stage::Answer | Stage::Response => {}
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TrackedIo<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = ready!(Pin::new(&mut self.inner).poll_write(cx, buf));
        self.wrote(&result);
        Poll::Ready(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = ready!(Pin::new(&mut self.inner).poll_write_vectored(cx, bufs));
        self.wrote(&result);
        Poll::Ready(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// A request body; its end starts the answer limit.
pub(super) struct RequestBody {
    inner: Incoming,
    stage: ConnectionStage,
}

impl RequestBody {
    pub(super) fn new(inner: Incoming, stage: ConnectionStage) -> Self {
        Self { inner, stage }
    }

    fn complete(&self) {
        if self.stage.stage() == Stage::Body {
            self.stage.enter(Stage::Answer);
        }
    }
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(cx));
        if frame.is_none() || self.inner.is_end_stream() {
            self.complete();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// A response body; hyper drops it when the last of it has been handed to the transport.
pub(super) struct ResponseBody {
    inner: Body,
    stage: ConnectionStage,
}

impl ResponseBody {
    pub(super) fn new(inner: Body, stage: ConnectionStage) -> Self {
        Self { inner, stage }
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        self.stage.enter(Stage::Idle);
    }
}
