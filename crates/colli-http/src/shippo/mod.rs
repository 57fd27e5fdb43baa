//! Shippo's API, mounted at `/shippo` (reference shippo-api).
//!
//! Covered: every resource of ranks 1 to 12 of the reference; what belongs to other carriers or to the vendor's platform is
//! refused in words ([`unsupported`]). What differs from the original is listed in [`quirks`].

mod addresses;
mod addresses_v2;
mod auth;
mod batches;
mod body;
mod carrier_accounts;
mod customs;
mod error;
mod extra;
mod given;
mod id;
mod idempotency;
mod live_rates;
mod manifests;
mod openapi;
mod orders;
mod page;
mod parcels;
pub mod quirks;
mod rate_limits;
mod rates;
mod refunds;
mod service_groups;
mod shipments;
mod templates;
mod time;
mod told;
mod tracks;
mod transactions;
mod unsupported;
mod version;
mod webhooks;
mod written;

pub use openapi::document as openapi;
pub(crate) use told::writers;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware::from_fn_with_state;
use axum::routing::MethodRouter;
use colli_service::Service;
use error::Failure;
use std::sync::Arc;

/// Where the dialect is mounted (design section 2).
pub const MOUNT: &str = "/shippo";
/// Its word in `/docs/{dialect}`.
pub const NAME: &str = "shippo";

/// One route; all of them need a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path below the mount, with `{parameters}`.
    pub path: &'static str,
}

/// Routes with their handlers.
type Routes = Vec<(Route, MethodRouter<App>)>;

/// A route with its handler.
fn route(method: &'static str, path: &'static str, handler: MethodRouter<App>) -> (Route, MethodRouter<App>) {
    (Route { method, path }, handler)
}

/// State of the handlers.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) service: Arc<Service>,
    counters: Arc<rate_limits::Counters>,
}

impl FromRef<App> for Arc<Service> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.service)
    }
}

/// Every route with its handler: the one list the router, the tests and the documentation are checked against.
fn table() -> Routes {
    [
        addresses::routes(),
        addresses_v2::routes(),
        templates::routes(),
        service_groups::routes(),
        live_rates::routes(),
        parcels::routes(),
        customs::routes(),
        orders::routes(),
        carrier_accounts::routes(),
        shipments::routes(),
        rates::routes(),
        transactions::routes(),
        refunds::routes(),
        manifests::routes(),
        batches::routes(),
        tracks::routes(),
        unsupported::routes(),
        webhooks::routes(),
    ]
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
    let app = App {
        service,
        counters: Arc::default(),
    };
    let router = table()
        .into_iter()
        .fold(Router::new(), |router, (route, handler)| {
            router.route(route.path, handler)
        })
        .fallback(|| async { Failure::not_found() })
        .method_not_allowed_fallback(|| async { Failure::method_not_allowed() })
        .layer(from_fn_with_state(app.clone(), idempotency::keep_answers))
        .layer(from_fn_with_state(app.clone(), version::check))
        .layer(axum::middleware::from_fn(body::at_hand))
        .layer(from_fn_with_state(app.clone(), rate_limits::limit));
    router.with_state(app)
}
