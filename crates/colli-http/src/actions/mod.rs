//! Actions of assistants, mounted at `/actions` (reference assistant-actions): the dialogs Get Tracking Info and Get DHL
//! Location, the tools as plain calls, authorization profiles, adapters for dialog platforms, and the one OpenAPI document
//! that agent builders import.

mod adapters;
mod auth;
mod body;
mod dialog;
mod entities;
mod error;
mod locations;
mod openapi;
mod profiles;
pub mod quirks;
mod runs;
mod schemas;
mod tools;
mod tracking;
mod words;

pub use openapi::document as openapi;

use crate::tools::Tools;
use axum::Router;
use axum::extract::FromRef;
use axum::routing::{MethodRouter, get};
use colli_service::Service;
use error::Failure;
use std::sync::Arc;

/// Where the actions are mounted (design section 2).
pub const MOUNT: &str = "/actions";
/// Their word in `/docs/{dialect}`.
pub const NAME: &str = "actions";

/// What a route wants to see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Nothing.
    Public,
    /// The key of an app, or a token of the own API.
    Client,
    /// A token of the own API.
    Operator,
}

/// One route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path below the mount, with `{parameters}`.
    pub path: &'static str,
    /// What it wants to see.
    pub access: Access,
}

/// Routes with their handlers.
type Routes = Vec<(Route, MethodRouter<App>)>;

/// A route with its handler.
fn route(
    method: &'static str,
    path: &'static str,
    access: Access,
    handler: MethodRouter<App>,
) -> (Route, MethodRouter<App>) {
    (Route { method, path, access }, handler)
}

/// State of the handlers.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) service: Arc<Service>,
    tools: Arc<Tools>,
}

impl FromRef<App> for Arc<Service> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.service)
    }
}

/// Every route with its handler: the one list the router, the tests and the documentation are checked against.
fn table() -> Routes {
    let document = route("GET", "/openapi.json", Access::Public, get(openapi::served));
    [
        vec![document],
        tracking::routes(),
        locations::routes(),
        tools::routes(),
        profiles::routes(),
        adapters::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every route of the actions.
pub fn routes() -> Vec<Route> {
    table().into_iter().map(|(route, _)| route).collect()
}

/// The router, to be nested at [`MOUNT`].
pub fn router(service: Arc<Service>) -> Router {
    let tools = Arc::new(Tools::new());
    let router = table()
        .into_iter()
        .fold(Router::new(), |router, (route, handler)| {
            router.route(route.path, handler)
        })
        .fallback(|| async { Failure::no_such_path() })
        .method_not_allowed_fallback(|| async { Failure::method_not_allowed() });
    router.with_state(App { service, tools })
}
