//! Colli's own API, mounted at `/api/v1` (design sections 2, 7 and 11): what operators of an organisation do.

mod apps;
mod auth;
mod body;
mod clock;
mod error;
mod misread;
mod notifications;
mod openapi;
mod path;
mod pickups;
mod pieces;
mod reset;
mod scans;
mod scenarios;
mod shipments;
mod webhooks;

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
    let route = |method, path| Route { method, path };
    vec![
        (route("GET", "/clock"), axum::routing::get(clock::get)),
        (route("PUT", "/clock"), axum::routing::put(clock::put)),
        (route("POST", "/clock/advance"), axum::routing::post(clock::advance)),
        (route("POST", "/reset"), axum::routing::post(reset::post)),
        (route("GET", "/scenarios"), axum::routing::get(scenarios::list)),
        (
            route("POST", "/scenarios/{name}"),
            axum::routing::post(scenarios::choose),
        ),
        (route("GET", "/notifications"), axum::routing::get(notifications::get)),
        (route("PUT", "/notifications"), axum::routing::put(notifications::put)),
        (route("POST", "/scans"), axum::routing::post(scans::report)),
        (route("GET", "/pieces/{code}"), axum::routing::get(pieces::get)),
        (
            route("GET", "/pieces/{code}/events"),
            axum::routing::get(pieces::events),
        ),
        (route("GET", "/shipments"), axum::routing::get(shipments::list)),
        (
            route("POST", "/pickups/{id}/statuses"),
            axum::routing::post(pickups::report),
        ),
        (route("POST", "/apps"), axum::routing::post(apps::create)),
        (route("GET", "/apps"), axum::routing::get(apps::list)),
        (route("GET", "/apps/{id}"), axum::routing::get(apps::get)),
        (route("PATCH", "/apps/{id}"), axum::routing::patch(apps::change)),
        (route("DELETE", "/apps/{id}"), axum::routing::delete(apps::delete)),
        (
            route("POST", "/apps/{id}/rotate-key"),
            axum::routing::post(apps::rotate),
        ),
        (route("POST", "/webhooks"), axum::routing::post(webhooks::create)),
        (route("GET", "/webhooks"), axum::routing::get(webhooks::list)),
        (route("GET", "/webhooks/{id}"), axum::routing::get(webhooks::get)),
        (route("PATCH", "/webhooks/{id}"), axum::routing::patch(webhooks::change)),
        (
            route("DELETE", "/webhooks/{id}"),
            axum::routing::delete(webhooks::delete),
        ),
        (
            route("POST", "/webhooks/{id}/rotate-secret"),
            axum::routing::post(webhooks::rotate),
        ),
        (
            route("POST", "/webhooks/{id}/replay"),
            axum::routing::post(webhooks::replay),
        ),
        (
            route("GET", "/webhooks/{id}/deliveries"),
            axum::routing::get(webhooks::deliveries),
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
