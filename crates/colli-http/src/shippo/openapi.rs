//! The dialect's OpenAPI 3.1 document, from the structs the server itself reads and writes.

use crate::docs::complete::{self, OpaqueToken};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Shippo API (dialect)",
        description = "Colli speaks Shippo's API, so that existing clients and the official SDKs work against it by changing their base URL. Colli is not affiliated with Shippo or the carriers.",
    ),
    servers((url = "/shippo")),
    paths(
        super::addresses::create,
        super::addresses::list,
        super::addresses::get,
        super::addresses::validate,
        super::addresses_v2::validate,
        super::parcels::create,
        super::parcels::list,
        super::parcels::get,
        super::customs::create_item,
        super::customs::list_items,
        super::customs::get_item,
        super::customs::create,
        super::customs::list,
        super::customs::get,
        super::orders::create,
        super::orders::list,
        super::orders::get,
        super::orders::packing_slip,
        super::templates::list_carriers,
        super::templates::get_carriers,
        super::templates::create,
        super::templates::list,
        super::templates::get,
        super::templates::change,
        super::templates::delete,
        super::templates::default,
        super::templates::set_default,
        super::templates::unset_default,
        super::service_groups::create,
        super::service_groups::list,
        super::service_groups::change,
        super::service_groups::delete,
        super::live_rates::ask,
        super::shipments::create,
        super::shipments::list,
        super::shipments::get,
        super::rates::of_shipment,
        super::rates::in_currency,
        super::rates::get,
        super::transactions::create,
        super::transactions::list,
        super::transactions::get,
        super::refunds::create,
        super::refunds::list,
        super::refunds::get,
        super::manifests::create,
        super::manifests::list,
        super::manifests::get,
        super::carrier_accounts::create,
        super::carrier_accounts::list,
        super::carrier_accounts::get,
        super::carrier_accounts::change,
        super::tracks::register,
        super::tracks::get,
        super::webhooks::create,
        super::webhooks::list,
        super::webhooks::get,
        super::webhooks::change,
        super::webhooks::delete,
    ),
    modifiers(&OpaqueToken),
    security(("bearer" = [])),
)]
struct Api;

/// The document as JSON.
pub fn document() -> String {
    complete::document(&Api::openapi())
}
