//! `/healthz`, `/readyz` and `/metrics`: what an operator's tools ask.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::middleware::error_answer;

/// Answers whether requests can be served now.
pub type Readiness = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

/// How often recorded durations are folded into their buckets; between two folds they wait in memory.
pub const METRICS_UPKEEP: Duration = Duration::from_secs(5);

/// Upper bounds of the duration buckets, in seconds.
const DURATION_BUCKETS_SECONDS: [f64; 13] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0,
];

/// The three routes. `readiness` is asked at each `/readyz`.
pub fn router(readiness: Readiness) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(readiness)
}

/// Installs the process's metrics recorder on first use; call it before anything records.
pub fn install_metrics() {
    recorder();
}

/// Folds recorded durations into their buckets; call it every [`METRICS_UPKEEP`].
pub fn metrics_upkeep() {
    if let Some(handle) = recorder() {
        handle.run_upkeep();
    }
}

fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER.get_or_init(install).as_ref()
}

/// A process that brought its own recorder keeps it, and `/metrics` says so.
fn install() -> Option<PrometheusHandle> {
    let duration = Matcher::Suffix("_seconds".to_owned());
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(duration, &DURATION_BUCKETS_SECONDS)
        .ok()?;
    let handle = builder
        .install_recorder()
        .inspect_err(|error| tracing::warn!(%error, "no metrics recorder"))
        .ok()?;
    metrics::describe_counter!(
        "http_requests_total",
        "Requests answered, by method, route pattern and status"
    );
    metrics::describe_histogram!(
        "http_request_duration_seconds",
        metrics::Unit::Seconds,
        "Seconds from request to answer, by method and route pattern"
    );
    Some(handle)
}

/// The process lives; nothing else is checked, so that a slow store does not get the process killed.
async fn healthz() -> &'static str {
    "ok\n"
}

async fn readyz(State(readiness): State<Readiness>) -> Response {
    if readiness().await {
        return "ready\n".into_response();
    }
    let message = "The store does not answer. Requests are refused until it does.";
    let mut answer = error_answer(StatusCode::SERVICE_UNAVAILABLE, "not_ready", message, None);
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
    answer
}

async fn metrics() -> Response {
    match recorder() {
        Some(handle) => (
            [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
            handle.render(),
        )
            .into_response(),
        None => error_answer(
            StatusCode::SERVICE_UNAVAILABLE,
            "metrics_unavailable",
            "Metrics go to another recorder of this process.",
            None,
        ),
    }
}
