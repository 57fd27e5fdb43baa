//! One layer per request for all that is cross-cutting after routing; one future, no boxes, no spans.

use std::convert::Infallible;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use tokio::time::Instant;
use tower::{Layer, Service};

use super::answer::error_answer;
use super::html;
use super::metrics::{HttpMetrics, RouteMetrics, method_label};
use super::request_id::{self, RequestId, RequestIds};
use crate::server::{ConnectionStage, Overdue};

/// Route label of requests that no route claimed.
const UNMATCHED: &str = "unmatched";

/// Adds [`Observe`] to each route.
#[derive(Clone)]
pub(super) struct ObserveLayer {
    shared: Arc<Shared>,
}

struct Shared {
    ids: RequestIds,
    metrics: HttpMetrics,
}

impl ObserveLayer {
    pub(super) fn new(ids: RequestIds) -> Self {
        Self {
            shared: Arc::new(Shared {
                ids,
                metrics: HttpMetrics::default(),
            }),
        }
    }
}

impl<S> Layer<S> for ObserveLayer {
    type Service = Observe<S>;

    fn layer(&self, inner: S) -> Observe<S> {
        Observe {
            inner,
            endpoint: Arc::new(Endpoint {
                shared: Arc::clone(&self.shared),
                metrics: OnceLock::new(),
            }),
        }
    }
}

/// A route with an id, a log line, metrics, and an answer for whatever goes wrong inside.
#[derive(Clone)]
pub(super) struct Observe<S> {
    inner: S,
    endpoint: Arc<Endpoint>,
}

/// What the clones of one [`Observe`] share.
struct Endpoint {
    shared: Arc<Shared>,
    /// Metrics of the first request's route; nearly always those of every other.
    metrics: OnceLock<Arc<RouteMetrics>>,
}

impl Endpoint {
    fn metrics(&self, pattern: &str) -> Arc<RouteMetrics> {
        let known = self.metrics.get_or_init(|| self.shared.metrics.route(pattern));
        if known.pattern() == pattern {
            Arc::clone(known)
        } else {
            self.shared.metrics.route(pattern)
        }
    }
}

impl<S> Service<Request> for Observe<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
    S::Future: Unpin,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Observed<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let started = Instant::now();
        let id = self.endpoint.shared.ids.assign(request.headers());
        let route = request.extensions().get::<MatchedPath>();
        let metrics = self.endpoint.metrics(route.map_or(UNMATCHED, MatchedPath::as_str));
        let method = method_label(request.method());
        let stage = request.extensions().get::<ConnectionStage>().cloned();
        // A handler may do its first work in `call` itself.
        let inner = {
            let _entered = request_id::enter(&id);
            catch_unwind(AssertUnwindSafe(|| self.inner.call(request))).ok()
        };
        Observed {
            inner,
            about: About {
                id,
                started,
                metrics,
                method,
            },
            stage,
        }
    }
}

/// One request on its way.
pub(super) struct Observed<F> {
    /// `None` when building the future already panicked.
    inner: Option<F>,
    about: About,
    stage: Option<ConnectionStage>,
}

struct About {
    id: RequestId,
    started: Instant,
    metrics: Arc<RouteMetrics>,
    method: &'static str,
}

impl<F> Future for Observed<F>
where
    F: Future<Output = Result<Response, Infallible>> + Unpin,
{
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let _entered = request_id::enter(&this.about.id);
        let polled = match &mut this.inner {
            Some(inner) => catch_unwind(AssertUnwindSafe(|| Pin::new(inner).poll(cx))).ok(),
            None => None,
        };
        let response = match polled {
            Some(Poll::Ready(Ok(response))) => response,
            Some(Poll::Pending) => match this.stage.as_ref().and_then(ConnectionStage::overdue) {
                Some(overdue) => overdue_answer(overdue, &this.about.id),
                None => return Poll::Pending,
            },
            None => panic_answer(&this.about.id),
        };
        Poll::Ready(Ok(this.about.finish(response)))
    }
}

impl About {
    /// Headers, metrics and the log line. The path and its query stay out of the log: they can hold personal data.
    fn finish(&self, mut response: Response) -> Response {
        let status = response.status();
        let took = self.started.elapsed();
        let route = self.metrics.pattern();
        self.metrics.record(self.method, status, took);
        response.headers_mut().insert(request_id::HEADER, self.id.header());
        html::protect(response.headers_mut());
        let ms = took.as_secs_f64() * 1_000.0;
        tracing::info!(target: "colli::access", method = self.method, route, status = status.as_u16(), ms, "request");
        response
    }
}

/// The handler panicked; the panic itself is logged by the panic hook, under the same request id.
fn panic_answer(id: &RequestId) -> Response {
    let message = "Something went wrong here. The request id names the log entry.";
    error_answer(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", message, Some(id))
}

fn overdue_answer(overdue: Overdue, id: &RequestId) -> Response {
    match overdue {
        Overdue::Body => {
            let message = "The request body stopped arriving before it was complete.";
            error_answer(StatusCode::REQUEST_TIMEOUT, "request_timeout", message, None)
        }
        Overdue::Answer => {
            let message = "The answer took too long. Repeat the request; creation is safe to repeat.";
            let mut answer = error_answer(StatusCode::SERVICE_UNAVAILABLE, "timeout", message, Some(id));
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            answer
        }
    }
}
