//! Colli's own API, mounted at `/api/v1` (design sections 2, 7 and 11): what operators of an organisation do.

mod auth;
mod body;
mod error;
mod openapi;
mod pickups;
mod scans;

pub use openapi::document as openapi;

use axum::Router;
use axum::extract::FromRef;
use axum::http::StatusCode;
use axum::routing::MethodRouter;
use colli_service::Service;
use error::Failure;
use std::sync::Arc;

/// Where the API is mounted.
pub const MOUNT: &str = "/api/v1";
/// Its word in `/docs/{dialect}`.
pub const NAME: &str = "api";

/// One route; all of them need an operator's token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path below the mount, with `{parameters}`.
    pub path: &'static str,
}

/// State of the handlers.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) service: Arc<Service>,
}

impl FromRef<App> for Arc<Service> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.service)
    }
}

/// Every route with its handler: the one list the router, the tests and the documentation are checked against.
fn table() -> Vec<(Route, MethodRouter<App>)> {
    vec![
        (
            Route {
                method: "POST",
                path: "/scans",
            },
            axum::routing::post(scans::report),
        ),
        (
            Route {
                method: "POST",
                path: "/pickups/{id}/statuses",
            },
            axum::routing::post(pickups::report),
        ),
    ]
}

/// Every route of the API.
pub fn routes() -> Vec<Route> {
    table().into_iter().map(|(route, _)| route).collect()
}

/// The API's router, to be nested at [`MOUNT`].
pub fn router(service: Arc<Service>) -> Router {
    let router = table()
        .into_iter()
        .fold(Router::new(), |router, (route, handler)| {
            router.route(route.path, handler)
        })
        .fallback(|| async { Failure::new(StatusCode::NOT_FOUND, "not_found", "There is no such endpoint") })
        .method_not_allowed_fallback(|| async {
            Failure::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This endpoint does not take this method",
            )
        });
    router.with_state(App { service })
}
