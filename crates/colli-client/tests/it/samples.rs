//! Answers of the original, as its guides print them.

use colli_client::{Call, Error, Response};

macro_rules! samples {
    ($($name:ident = $file:literal;)*) => {
        $(pub const $name: &str = include_str!(concat!("fixtures/", $file));)*
        /// All of them.
        pub const ALL: &[&str] = &[$($name),*];
    };
}

samples! {
    CAPABILITIES = "capabilities.nl-nl.epl-small.response.json";
    INTERVENTION_OPTIONS = "intervention-options.response.json";
    INTERVENTION_OPTIONS_DETAILS = "intervention-options.details.response.json";
    INTERVENTION_REFUSED = "intervention.error-208.json";
    INTERVENTION_NO_SOURCE = "intervention.error-215.json";
    LABEL = "label.response.json";
    LABEL_BY_ID = "label.by-id.response.json";
    LABEL_REQUEST = "label.request.json";
    LABELS = "labels.response.json";
    LOCATION = "parcel-shop-location.5017-ES-0000104.response.json";
    LOCATIONS = "parcel-shop-locations.es-madrid.response.json";
    OPTION = "shipment-option.PS.response.json";
    PARCEL_TYPES = "parcel-types.response.json";
    PICKUP = "pickup.response.json";
    PICKUP_BY_ID = "pickup.by-id.response.json";
    PICKUP_ITEM = "pickups.item.response.json";
    PICKUP_REQUEST = "pickup.request.json";
    PRINTLESS = "printless.response.json";
    SHIPMENT = "shipment.response.json";
    SHIPMENT_REQUEST = "shipment.request.json";
    TOKEN = "token.response.json";
    TRACK = "track-trace.response.json";
    UNIFIED_LOCATION = "unified-location.json";
    UNIFIED_TRACKING = "unified-tracking.json";
}

/// An answer of JSON.
pub fn response(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Response {
    let mut response = Response {
        status,
        body: body.into().into(),
        ..Response::default()
    };
    response.headers.insert("content-type", content_type.parse().unwrap());
    response
}

/// Reads a body as the answer to a call.
pub fn read<A>(call: &Call<A>, body: &str) -> Result<A, Error> {
    call.parse(&response(200, "application/json", body))
}
