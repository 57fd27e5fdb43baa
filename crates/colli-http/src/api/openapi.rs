//! The API's OpenAPI 3.1 document, from the structs the server itself reads and writes.

use crate::docs::complete::{self, OpaqueToken};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Colli's own API",
        description = "What operators of an organisation do: steer the clock of the test environment, choose scenarios, report scans, subscribe to events, make keys for apps. Every call needs a token of the organisation; the header Colli-Environment (test or live) names the environment, test by default.",
    ),
    servers((url = "/api/v1")),
    paths(super::clock::get, super::clock::put, super::clock::advance, super::reset::post, super::scenarios::list, super::scenarios::choose, super::scans::report, super::pieces::get, super::pieces::events, super::shipments::list, super::notifications::get, super::notifications::put, super::pickups::report, super::apps::create, super::apps::list, super::apps::get, super::apps::change, super::apps::delete, super::apps::rotate, super::webhooks::create, super::webhooks::list, super::webhooks::get, super::webhooks::change, super::webhooks::delete, super::webhooks::rotate, super::webhooks::replay, super::webhooks::deliveries),
    components(schemas(super::error::ErrorResponse)),
    modifiers(&OpaqueToken),
    security(("bearer" = [])),
)]
struct Api;

/// The document as JSON.
pub fn document() -> String {
    complete::document(&Api::openapi())
}
