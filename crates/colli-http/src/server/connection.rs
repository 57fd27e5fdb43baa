//! One connection: hyper's state machine, one timer, and the drain signal, polled as one future.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;
use tokio::time::{Instant, Sleep};
use tower::Service as _;

use super::io::{RequestBody, ResponseBody, TrackedIo};
use super::limits::ServerLimits;
use super::stage::{ConnectionStage, Overdue, Stage};

/// The signal that ends connections. Each connection registers for it once and afterwards only reads an atomic.
#[derive(Debug, Default)]
pub(super) struct Drain {
    phase: AtomicU8,
    changed: Arc<Notify>,
}

const SERVING: u8 = 0;
const DRAINING: u8 = 1;
const ABORTING: u8 = 2;

impl Drain {
    /// Idle connections close, requests in flight finish.
    pub(super) fn begin(&self) {
        self.enter(DRAINING);
    }

    /// Everything closes now.
    pub(super) fn abort(&self) {
        self.enter(ABORTING);
    }

    fn enter(&self, phase: u8) {
        self.phase.store(phase, Ordering::SeqCst);
        self.changed.notify_waiters();
    }
}

type Connection<S> = http1::Connection<TokioIo<TrackedIo<S>>, RouterService>;

/// Serves one accepted stream until it closes, runs out of time, or the drain ends it.
pub(super) fn serve<S>(
    stream: S,
    router: axum::Router,
    limits: Arc<ServerLimits>,
    drain: Arc<Drain>,
) -> impl Future<Output = ()>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let stage = ConnectionStage::new();
    let service = RouterService {
        router,
        stage: stage.clone(),
    };
    let io = TokioIo::new(TrackedIo::new(stream, stage.clone()));
    let connection = http1::Builder::new()
        .half_close(true)
        .header_read_timeout(None)
        .max_buf_size(limits.max_header_bytes.max(8_192))
        .max_headers(limits.max_header_fields)
        .serve_connection(io, service);
    Guarded {
        connection,
        timer: Box::pin(tokio::time::sleep(limits.tick())),
        notified: Box::pin(Arc::clone(&drain.changed).notified_owned()),
        registered: false,
        phase: SERVING,
        stage,
        limits,
        drain,
    }
}

struct Guarded<S: AsyncRead + AsyncWrite + Unpin + 'static> {
    connection: Connection<S>,
    timer: Pin<Box<Sleep>>,
    notified: Pin<Box<OwnedNotified>>,
    registered: bool,
    phase: u8,
    stage: ConnectionStage,
    limits: Arc<ServerLimits>,
    drain: Arc<Drain>,
}

impl<S: AsyncRead + AsyncWrite + Unpin + 'static> Guarded<S> {
    /// Follows the drain signal; returns false when the connection must close now.
    fn follow_drain(&mut self, cx: &mut Context<'_>) -> bool {
        if !self.registered {
            self.registered = true;
            // Ready at once is as good as pending: the phase is read below either way.
            let _ = self.notified.as_mut().poll(cx);
        }
        let phase = self.drain.phase.load(Ordering::SeqCst);
        if phase == self.phase {
            return true;
        }
        self.phase = phase;
        if phase == ABORTING {
            return false;
        }
        self.notified = Box::pin(Arc::clone(&self.drain.changed).notified_owned());
        let _ = self.notified.as_mut().poll(cx);
        Pin::new(&mut self.connection).graceful_shutdown();
        self.drain.phase.load(Ordering::SeqCst) != ABORTING
    }

    /// Compares the stage with its limit after the timer fired; returns false when the connection must close now.
    fn within_limit(&mut self) -> bool {
        let now = Instant::now();
        let deadline = self.stage.deadline(&self.limits);
        if now < deadline {
            self.timer.as_mut().reset(deadline.min(now + self.limits.tick()));
            return true;
        }
        let overdue = match self.stage.stage() {
            Stage::Header | Stage::Idle | Stage::Response => return false,
            Stage::Body => Overdue::Body,
            Stage::Answer => Overdue::Answer,
        };
        if self.stage.overdue().is_some() {
            return false;
        }
        // The request's future sees this when hyper polls it next, which happens in this very turn.
        self.stage.set_overdue(Some(overdue));
        self.timer.as_mut().reset(now + self.limits.tick());
        true
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + 'static> Future for Guarded<S> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        if !this.follow_drain(cx) {
            return Poll::Ready(());
        }
        loop {
            if let Poll::Ready(result) = Pin::new(&mut this.connection).poll(cx) {
                if let Err(error) = result {
                    tracing::debug!(%error, "connection ended");
                }
                return Poll::Ready(());
            }
            if this.timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            if !this.within_limit() {
                return Poll::Ready(());
            }
        }
    }
}

/// Hands requests to the router and keeps the stage.
struct RouterService {
    router: axum::Router,
    stage: ConnectionStage,
}

impl hyper::service::Service<Request<Incoming>> for RouterService {
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        let (mut parts, body) = request.into_parts();
        let body = if body.is_end_stream() {
            self.stage.enter(Stage::Answer);
            Body::empty()
        } else {
            self.stage.enter(Stage::Body);
            Body::new(RequestBody::new(body, self.stage.clone()))
        };
        parts.extensions.insert(self.stage.clone());
        let answer = self.router.clone().call(Request::from_parts(parts, body));
        Answering {
            answer,
            stage: self.stage.clone(),
        }
    }
}

/// One request in flight.
struct Answering {
    answer: axum::routing::future::RouteFuture<Infallible>,
    stage: ConnectionStage,
}

impl Future for Answering {
    type Output = Result<Response<ResponseBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = Pin::new(&mut self.answer).poll(cx);
        let overdue = self.stage.overdue();
        let mut response = match (answer, overdue) {
            (Poll::Ready(Ok(response)), _) => response,
            (Poll::Pending, Some(overdue)) => overdue_answer(overdue),
            (Poll::Pending, None) => return Poll::Pending,
        };
        if overdue.is_some() {
            self.stage.set_overdue(None);
            response
                .headers_mut()
                .insert(header::CONNECTION, header::HeaderValue::from_static("close"));
        }
        self.stage.enter(Stage::Response);
        let stage = self.stage.clone();
        Poll::Ready(Ok(response.map(|body| ResponseBody::new(body, stage))))
    }
}

/// The plain answer to an overdue request, when no middleware gave a better one.
fn overdue_answer(overdue: Overdue) -> Response<Body> {
    match overdue {
        Overdue::Body => StatusCode::REQUEST_TIMEOUT.into_response(),
        Overdue::Answer => (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]).into_response(),
    }
}
