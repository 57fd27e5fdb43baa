//! The DHL eCommerce Benelux parcel API, mounted at `/dhl-parcel` (reference dhl-parcel-api).
//!
//! Covered: authentication (2), capabilities and catalogue (3, 4), ServicePoints (5), shipments (6), labels (7),
//! printless returns (8), track and trace (10), pusher (12), time windows and transit times (13), pickups (14), customs
//! attachments (15), interventions (17).
//! What clients depend on beyond the text is listed in [`quirks`].

mod answers;
mod attachments;
mod auth;
mod body;
mod capabilities;
mod catalogue;
mod customs;
mod error;
mod interventions;
mod labels;
mod labels_multi;
mod number;
mod openapi;
mod options;
mod parameters;
mod party;
mod path;
mod pickup_availability;
mod pickups;
mod pieces;
mod pusher;
pub mod quirks;
mod service_points;
mod shipments;
mod time;
mod time_windows;
mod track;
mod transit_times;
mod translations;

pub use openapi::document as openapi;
pub(crate) use pusher::writers;

use axum::Router;
use axum::body::Bytes;
use axum::extract::FromRef;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, delete, get, post};
use colli_service::Service;
pub(crate) use colli_wire::dhl_parcel::error::ErrorResponse;
use error::Failure;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;

/// Where the dialect is mounted (design section 2).
pub const MOUNT: &str = "/dhl-parcel";
/// Its word in `/docs/{dialect}`.
pub const NAME: &str = "dhl-parcel";

/// Bytes of catalogue answers kept ready to send.
const CAPABILITY_CACHE_BYTES: u64 = 16 << 20;
/// Catalogue answers the cache is laid out for.
const CAPABILITY_CACHE_ENTRIES: usize = 2_000;

/// Who may call a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Anybody; a token may be sent and never hurts.
    Public,
    /// Holders of an access token.
    Bearer,
}

/// One route of the dialect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path below the mount, with `{parameters}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
}

/// State of the dialect's handlers.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) service: Arc<Service>,
    pub(crate) capability_cache: Arc<CapabilityCache>,
    answers: Arc<answers::Answers>,
}

impl FromRef<App> for Arc<Service> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.service)
    }
}

/// Catalogue answers by sender and raw query string.
type CapabilityCache = Cache<Box<str>, Bytes, ByteWeight>;

/// Weighs an answer by its bytes.
#[derive(Clone, Debug)]
pub(crate) struct ByteWeight;

impl Weighter<Box<str>, Bytes> for ByteWeight {
    fn weight(&self, key: &Box<str>, answer: &Bytes) -> u64 {
        (key.len() + answer.len()) as u64
    }
}

/// Every route with its handler: the one list the router, the tests and the documentation are checked against.
#[expect(clippy::too_many_lines, reason = "one list, a route each line or two")]
fn table() -> Vec<(Route, MethodRouter<App>)> {
    use Access::{Bearer, Public};
    let route = |method, path, access| Route { method, path, access };
    vec![
        (route("POST", "/authenticate/api-key", Public), post(auth::api_key)),
        (
            route("POST", "/authenticate/refresh-token", Public),
            post(auth::refresh_token),
        ),
        (
            route("POST", "/authenticate/api-key/account-numbers", Public),
            post(auth::account_numbers),
        ),
        (
            route("GET", "/capabilities/{senderType}", Public),
            get(capabilities::capabilities),
        ),
        (
            route("GET", "/parcel-types/{senderType}", Public),
            get(capabilities::parcel_types_anywhere),
        ),
        (
            route("GET", "/parcel-types/{senderType}/{fromCountry}", Public),
            get(capabilities::parcel_types),
        ),
        (
            route("GET", "/shipment-options/{senderType}", Public),
            get(capabilities::shipment_options),
        ),
        (route("GET", "/products", Public), get(capabilities::products)),
        (
            route("GET", "/products/{productKey}", Public),
            get(capabilities::product),
        ),
        (
            route("GET", "/destination-countries/{senderType}/{fromCountry}", Public),
            get(capabilities::destination_countries),
        ),
        (
            route(
                "GET",
                "/destination-countries/{senderType}/{fromCountry}/properties",
                Public,
            ),
            get(capabilities::destination_properties),
        ),
        (
            route("GET", "/parcel-shop-locations/{countryCode}", Public),
            get(service_points::search),
        ),
        (
            route("GET", "/parcel-shop-locations/{countryCode}/{id}", Public),
            get(service_points::get),
        ),
        (route("POST", "/shipments", Bearer), post(shipments::create)),
        (route("GET", "/shipments", Bearer), get(shipments::list)),
        (route("GET", "/shipments/{id}", Bearer), get(shipments::get)),
        (route("POST", "/labels", Bearer), post(labels::create)),
        (route("GET", "/labels", Bearer), get(labels::list)),
        (route("POST", "/labels/multi", Bearer), post(labels_multi::create)),
        (route("GET", "/labels/{id}", Bearer), get(labels::get)),
        (route("GET", "/track-trace", Public), get(track::track)),
        (route("GET", "/pieces", Bearer), get(pieces::list)),
        (route("GET", "/pieces/{id}/sources", Bearer), get(pieces::sources)),
        (route("GET", "/pieces/{id}/pod", Public), get(pieces::proofs)),
        (route("GET", "/translations/{file}", Public), get(translations::get)),
        (route("GET", "/time-windows", Public), get(time_windows::list)),
        (route("GET", "/transit-times", Public), get(transit_times::of_anybody)),
        (
            route("GET", "/transit-times/{senderType}", Public),
            get(transit_times::of_sender),
        ),
        (
            route("GET", "/pickup-availability", Public),
            get(pickup_availability::list),
        ),
        (route("POST", "/pickup-requests", Bearer), post(pickups::create)),
        (route("GET", "/pickup-requests", Bearer), get(pickups::list)),
        (route("GET", "/pickup-requests/{id}", Bearer), get(pickups::get)),
        (
            route("GET", "/intervention-options", Public),
            get(interventions::options),
        ),
        (
            route("GET", "/intervention-options/servicepoints", Public),
            get(interventions::service_points),
        ),
        (
            route("GET", "/intervention-options/timeframes", Public),
            get(interventions::timeframes),
        ),
        (
            route("POST", "/interventions/{type}", Public),
            post(interventions::carry_out),
        ),
        (
            route("POST", "/track-trace-pusher/configurations", Bearer),
            post(pusher::create),
        ),
        (
            route("GET", "/track-trace-pusher/configurations", Bearer),
            get(pusher::list),
        ),
        (
            route("GET", "/track-trace-pusher/configurations/{configurationId}", Bearer),
            get(pusher::get),
        ),
        (
            route("DELETE", "/track-trace-pusher/configurations/{configurationId}", Bearer),
            delete(pusher::delete),
        ),
        (
            route("POST", "/track-trace-pusher/subscriptions", Bearer),
            post(pusher::subscribe),
        ),
        (
            route(
                "GET",
                "/track-trace-pusher/configurations/{configurationId}/subscriptions",
                Bearer,
            ),
            get(pusher::subscriptions),
        ),
        (
            route(
                "DELETE",
                "/track-trace-pusher/configurations/{configurationId}/subscriptions/{barcode}",
                Bearer,
            ),
            delete(pusher::unsubscribe),
        ),
        (
            route("POST", "/customs/attachments/{id}", Bearer),
            post(attachments::upload),
        ),
        (route("GET", "/customs/attachments/{id}", Bearer), get(attachments::get)),
    ]
}

/// Every route of the dialect.
pub fn routes() -> Vec<Route> {
    table().into_iter().map(|(route, _)| route).collect()
}

/// The dialect's router, to be nested at [`MOUNT`].
pub fn router(service: Arc<Service>) -> Router {
    let capability_cache = Arc::new(Cache::with_weighter(
        CAPABILITY_CACHE_ENTRIES,
        CAPABILITY_CACHE_BYTES,
        ByteWeight,
    ));
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
    router.with_state(App {
        service,
        capability_cache,
        answers: Arc::new(answers::new()),
    })
}
