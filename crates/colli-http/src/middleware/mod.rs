//! What every request passes, whatever the dialect: request id, access log, metrics, panic and overdue answers, headers
//! on HTML, JSON for unknown paths and methods, and path normalisation around it all.

mod answer;
mod html;
mod metrics;
mod normalise;
mod observe;
pub mod request_id;

#[cfg(test)]
mod tests;

use axum::Router;

pub use answer::{ErrorBody, error_answer};
pub use request_id::{RequestId, RequestIds};

/// Wraps a complete router. Call it once, last: routes added afterwards would miss everything here.
///
/// Fallbacks that a nested dialect sets itself are kept; the ones set here answer what no dialect claims.
pub fn wrap(router: Router, ids: RequestIds) -> Router {
    let observed = router
        .fallback(answer::not_found)
        .method_not_allowed_fallback(answer::method_not_allowed)
        .layer(observe::ObserveLayer::new(ids));
    // A layer runs after a route was chosen; the path must be mended before, hence a service around the router.
    Router::new().fallback_service(normalise::NormalisePath::new(observed))
}
