//! The dialect's OpenAPI 3.1 document, from the structs the server itself reads and writes.

use crate::docs::complete::{self, AccessToken};
use utoipa::OpenApi;

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
        super::pieces::list,
        super::pieces::sources,
        super::pieces::proofs,
        super::translations::get,
        super::time_windows::list,
        super::transit_times::of_sender,
        super::transit_times::of_anybody,
        super::pickup_availability::list,
        super::pickups::create,
        super::pickups::list,
        super::pickups::get,
        super::interventions::options,
        super::interventions::service_points,
        super::interventions::timeframes,
        super::interventions::carry_out,
        super::pusher::create,
        super::pusher::list,
        super::pusher::get,
        super::pusher::delete,
        super::pusher::subscribe,
        super::pusher::subscriptions,
        super::pusher::unsubscribe,
        super::attachments::upload,
        super::attachments::get,
    ),
    modifiers(&AccessToken),
    tags(
        (name = "authentication", description = "Buy tokens with an API key."),
        (name = "capabilities", description = "What can be sent where, how and with which options."),
        (name = "ServicePoints", description = "Shops and lockers."),
        (name = "shipments", description = "Book shipments."),
        (name = "labels", description = "Print labels."),
        (name = "track and trace", description = "Follow parcels."),
        (name = "planning", description = "When parcels are picked up and delivered."),
        (name = "pickups", description = "Have parcels collected."),
        (name = "interventions", description = "Change what is planned for a parcel."),
        (name = "pusher", description = "Be told of parcels' updates."),
        (name = "customs", description = "Papers for customs."),
    )
)]
struct Api;

/// The document as JSON.
pub fn document() -> String {
    complete::document(&Api::openapi())
}
