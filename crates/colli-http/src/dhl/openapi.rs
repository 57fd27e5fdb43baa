//! The dialect's OpenAPI 3.1 document, from the structs the server itself writes.

use crate::docs::complete::{self, ApiKey};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "DHL Unified APIs",
        description = "Colli speaks DHL's Unified APIs (shipment tracking, push, location finder), so that existing clients work against it by changing their base URL. Colli is not affiliated with DHL.",
    ),
    servers((url = "/dhl")),
    paths(
        super::track::shipments,
        super::push::create,
        super::push::list,
        super::push::get,
        super::push::activate,
        super::push::delete,
        super::location_finder::find_by_address,
        super::location_finder::find_by_geo,
        super::location_finder::find_by_keyword_id,
        super::location_finder::location,
    ),
    components(schemas(colli_wire::dhl_unified::problem::Problem)),
    modifiers(&ApiKey),
    security(("key" = [])),
)]
struct Api;

/// The document as JSON.
pub fn document() -> String {
    complete::document(&Api::openapi())
}
