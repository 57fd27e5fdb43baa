//! The dialect's OpenAPI 3.1 document, from the structs the server itself reads and writes.

use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Parcel API (DHL eCommerce Benelux dialect)",
        description = "Colli speaks the public parcel API of DHL eCommerce Benelux, so that existing clients work against it by changing their base URL. Colli is not affiliated with the carrier.",
    ),
    servers((url = "/dhl-parcel")),
    paths(
        super::auth::api_key,
        super::auth::refresh_token,
        super::auth::account_numbers,
        super::capabilities::capabilities,
        super::capabilities::parcel_types_anywhere,
        super::capabilities::parcel_types,
        super::capabilities::shipment_options,
        super::capabilities::products,
        super::capabilities::product,
        super::capabilities::destination_countries,
        super::capabilities::destination_properties,
        super::service_points::search,
        super::service_points::get,
        super::shipments::create,
        super::shipments::list,
        super::shipments::get,
        super::labels::create,
        super::labels::list,
        super::labels_multi::create,
        super::labels::get,
        super::track::track,
    ),
    modifiers(&Bearer),
    tags(
        (name = "authentication", description = "Buy tokens with an API key."),
        (name = "capabilities", description = "What can be sent where, how and with which options."),
        (name = "ServicePoints", description = "Shops and lockers."),
        (name = "shipments", description = "Book shipments."),
        (name = "labels", description = "Print labels."),
        (name = "track and trace", description = "Follow parcels."),
    )
)]
struct Api;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        let components = document.components.get_or_insert_with(Default::default);
        components
            .security_schemes
            .insert("bearer".to_owned(), SecurityScheme::Http(scheme).into());
    }
}

/// The document as JSON.
pub fn document() -> String {
    // The document holds strings and maps only, which always serialise.
    serde_json::to_string_pretty(&Api::openapi()).unwrap_or_default()
}
