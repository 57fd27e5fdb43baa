//! Transit times (reference 13.2), in the present and in the older form.

use super::App;
use super::auth::MaybeBearer;
use super::capabilities::read_sender;
use super::error::Answer;
use super::parameters::Parameters;
use super::path::Path;
use axum::Json;
use axum::extract::{RawQuery, State};
use colli_core::account::Caller;
use colli_core::capability::SenderKind;
use colli_core::network::Network;
use colli_core::product::Product;
use colli_service::planning::TransitQuery;
use colli_wire::dhl_parcel::transit_times as wire;

/// Names of the parameters that the older form calls otherwise.
struct Names {
    from_country: [&'static str; 2],
    to_country: [&'static str; 2],
    to_postal_code: [&'static str; 2],
    product: [&'static str; 2],
}

/// The first of two names is the form's own; violations carry it.
const PRESENT: Names = Names {
    from_country: ["fromCountry", "origin.countryCode"],
    to_country: ["toCountry", "destination.countryCode"],
    to_postal_code: ["toPostalCode", "destination.postalCode"],
    product: ["product", "product.code"],
};
const OLDER: Names = Names {
    from_country: ["origin.countryCode", "fromCountry"],
    to_country: ["destination.countryCode", "toCountry"],
    to_postal_code: ["destination.postalCode", "toPostalCode"],
    product: ["product.code", "product"],
};

/// How long each product takes between two places.
#[utoipa::path(get, path = "/transit-times/{senderType}", tag = "planning", operation_id = "listTransitTimes",
    params(("senderType" = String, Path, description = "`business`, `consumer` or `parcelShop`"),
        ("fromCountry" = String, Query, description = "Origin, ISO 3166-1 alpha-2"), ("toCountry" = String, Query, description = "Destination, ISO 3166-1 alpha-2"),
        ("toBusiness" = Option<bool>, Query, description = "Is the receiver a business"), ("product" = Option<String>, Query, description = "Product key"),
        ("parcelType" = Option<String>, Query, description = "Parcel type key"), ("toPostalCode" = Option<String>, Query, description = "Destination postal code; islands take longer"),
        ("toCity" = Option<String>, Query, description = "Ignored: the postal code says where"), ("returnProduct" = Option<bool>, Query, description = "Return products"),
        ("businessUnit" = Option<String>, Query, description = "Such as `dhl-nl`"), ("carrier" = Option<String>, Query, description = "`DHL-PARCEL` (default)"),
        ("shipmentDate" = Option<String>, Query, description = "`yyyy-MM-dd`; today when left out")),
    responses((status = 200, body = Vec<wire::TransitTime>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn of_sender(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    Path(sender): Path<String>,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::TransitTime>>> {
    let sender = read_sender(&sender)?;
    answer(&app, caller.as_deref(), Some(sender), &PRESENT, raw.as_deref())
}

/// How long each product takes between two places: the older form.
#[utoipa::path(get, path = "/transit-times", tag = "planning", operation_id = "listTransitTimesOfAnySender",
    params(("origin.countryCode" = String, Query, description = "Origin, ISO 3166-1 alpha-2"), ("destination.countryCode" = String, Query, description = "Destination, ISO 3166-1 alpha-2"),
        ("destination.postalCode" = Option<String>, Query, description = "Destination postal code"),
        ("product.code" = Option<String>, Query, description = "Product key, or its code of two digits"),
        ("shipmentDate" = Option<String>, Query, description = "`yyyy-MM-dd`; today when left out")),
    responses((status = 200, body = Vec<wire::TransitTime>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn of_anybody(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::TransitTime>>> {
    answer(&app, caller.as_deref(), None, &OLDER, raw.as_deref())
}

fn answer(
    app: &App,
    caller: Option<&Caller>,
    sender: Option<SenderKind>,
    names: &Names,
    raw: Option<&str>,
) -> Answer<Json<Vec<wire::TransitTime>>> {
    let mut parameters = Parameters::read(app, raw);
    let query = read_query(&mut parameters, sender, names);
    parameters.finish()?;
    let Some(query) = query else {
        return Ok(Json(Vec::new()));
    };
    let times = app.service.transit_times(caller, &query)?;
    let written = times.into_iter().map(|time| wire::TransitTime {
        product: time.product,
        transit_time: time.days,
        delivery_date: time.delivery_date.to_string(),
    });
    Ok(Json(written.collect()))
}

/// Reads everything; `None` when a violation was noted.
fn read_query(parameters: &mut Parameters<'_>, sender: Option<SenderKind>, names: &Names) -> Option<TransitQuery> {
    let from = parameters.required_country(&names.from_country);
    let to = parameters.required_country(&names.to_country);
    let to_postal_code = parameters.postal_code(&names.to_postal_code, to);
    let product = parameters.named(&names.product, "product", find_product, |network| {
        keys(network.catalogue.all_products(), |product| &product.key)
    });
    let parcel_type = parameters.named(
        &["parcelType"],
        "parcel type",
        |network, key| network.catalogue.parcel_type(key).map(|kind| kind.key.clone()),
        |network| keys(network.catalogue.all_parcel_types(), |kind| &kind.key),
    );
    let to_business = parameters.flag("toBusiness");
    let return_product = parameters.flag("returnProduct");
    let shipment_date = parameters.date(&["shipmentDate"]);
    Some(TransitQuery {
        sender,
        from: from?,
        to: to?,
        to_postal_code,
        to_business,
        product,
        parcel_type,
        return_product,
        business_unit: parameters.text(&["businessUnit"]),
        carrier: parameters.text(&["carrier"]),
        shipment_date,
    })
}

/// The key of a product by its key or its code of two digits.
fn find_product(network: &Network, text: &str) -> Option<String> {
    let catalogue = &network.catalogue;
    let by_code = || catalogue.all_products().iter().find(|product| product.code == text);
    let found: Option<&Product> = catalogue.product(text).or_else(by_code);
    found.map(|product| product.key.clone())
}

fn keys<T>(rows: &[T], key: impl Fn(&T) -> &String) -> Vec<&str> {
    rows.iter().map(|row| key(row).as_str()).collect()
}
