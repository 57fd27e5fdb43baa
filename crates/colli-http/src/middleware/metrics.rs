//! Counters and durations per route. Labels are built once per (route, method, status); a request then finds its
//! handles by comparing two small numbers.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics::{Counter, Histogram};

/// Requests answered, by `method`, `route` (the pattern, never the path) and `status`.
pub(crate) const REQUESTS_TOTAL: &str = "http_requests_total";

/// Seconds from request to answer, by `method` and `route`.
pub(crate) const DURATION_SECONDS: &str = "http_request_duration_seconds";

/// The metrics of all routes.
#[derive(Debug, Default)]
pub(super) struct HttpMetrics {
    routes: RwLock<HashMap<Box<str>, Arc<RouteMetrics>>>,
}

/// The metrics of one route pattern.
#[derive(Debug)]
pub(super) struct RouteMetrics {
    pattern: Box<str>,
    outcomes: RwLock<Vec<Outcome>>,
}

#[derive(Debug, Clone)]
struct Outcome {
    method: &'static str,
    status: u16,
    count: Counter,
    duration: Histogram,
}

impl HttpMetrics {
    /// The metrics of a route; patterns are few and fixed, so the map is bounded.
    pub(super) fn route(&self, pattern: &str) -> Arc<RouteMetrics> {
        if let Some(found) = self.routes.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
            return Arc::clone(found);
        }
        let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        let route = routes.entry(pattern.into()).or_insert_with(|| {
            Arc::new(RouteMetrics {
                pattern: pattern.into(),
                outcomes: RwLock::default(),
            })
        });
        Arc::clone(route)
    }
}

impl RouteMetrics {
    /// The pattern, for logs.
    pub(super) fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Counts one answered request.
    pub(super) fn record(&self, method: &'static str, status: StatusCode, took: Duration) {
        let status = status.as_u16();
        let known = |outcome: &&Outcome| outcome.status == status && std::ptr::eq(outcome.method, method);
        {
            let outcomes = self.outcomes.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(outcome) = outcomes.iter().find(known) {
                outcome.add(took);
                return;
            }
        }
        let outcome = Outcome::register(&self.pattern, method, status);
        outcome.add(took);
        let mut outcomes = self.outcomes.write().unwrap_or_else(PoisonError::into_inner);
        if !outcomes.iter().any(|other| known(&other)) {
            outcomes.push(outcome);
        }
    }
}

impl Outcome {
    fn register(pattern: &str, method: &'static str, status: u16) -> Self {
        let route = pattern.to_owned();
        Self {
            method,
            status,
            count: metrics::counter!(
                REQUESTS_TOTAL, "method" => method, "route" => route.clone(), "status" => status.to_string()
            ),
            duration: metrics::histogram!(DURATION_SECONDS, "method" => method, "route" => route),
        }
    }

    fn add(&self, took: Duration) {
        self.count.increment(1);
        self.duration.record(took.as_secs_f64());
    }
}

/// The method as a label; anything unusual is one label, so that clients cannot grow the set.
pub(super) fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
