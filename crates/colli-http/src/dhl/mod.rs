//! DHL's Unified APIs, mounted at `/dhl` (reference dhl-unified-api): tracking, push, and the location finder.
//!
//! What differs from the original is listed in [`quirks`].

mod auth;
mod body;
mod error;
mod location_finder;
mod openapi;
mod push;
mod push_written;
pub mod quirks;
mod track;

pub use openapi::document as openapi;
pub(crate) use push_written::writers;

use crate::unified::locations::Texts;
use axum::Router;
use axum::extract::FromRef;
use axum::routing::MethodRouter;
use colli_core::app::Scope;
use colli_service::Service;
use error::Failure;
use std::sync::Arc;

/// Where the dialect is mounted (design section 2).
pub const MOUNT: &str = "/dhl";
/// Its word in `/docs/{dialect}`.
pub const NAME: &str = "dhl";

/// One route; each needs a key of an app that has the scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path below the mount, with `{parameters}`.
    pub path: &'static str,
    /// What the key must open.
    pub scope: Scope,
}

/// Routes with their handlers.
type Routes = Vec<(Route, MethodRouter<App>)>;

/// A route with its handler.
fn route(
    method: &'static str,
    path: &'static str,
    scope: Scope,
    handler: MethodRouter<App>,
) -> (Route, MethodRouter<App>) {
    (Route { method, path, scope }, handler)
}

/// State of the handlers.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) service: Arc<Service>,
    /// Answers about single pieces, ready to send.
    tracked: Arc<track::kept::Answers>,
    /// Texts of locations, ready to send.
    locations: Arc<Texts>,
}

impl FromRef<App> for Arc<Service> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.service)
    }
}

/// Every route with its handler: the one list the router, the tests and the documentation are checked against.
fn table() -> Routes {
    [track::routes(), push::routes(), location_finder::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// Every route of the dialect.
pub fn routes() -> Vec<Route> {
    table().into_iter().map(|(route, _)| route).collect()
}

/// The dialect's router, to be nested at [`MOUNT`].
pub fn router(service: Arc<Service>) -> Router {
    let router = table()
        .into_iter()
        .fold(Router::new(), |router, (route, handler)| {
            router.route(route.path, handler)
        })
        .fallback(|| async { Failure::no_such_path() })
        .method_not_allowed_fallback(|| async { Failure::method_not_allowed() });
    router.with_state(App {
        service,
        tracked: Arc::new(track::kept::new()),
        locations: Arc::new(Texts::new()),
    })
}
