//! Capabilities and the catalogue (reference 3). Every parameter is a filter: what cannot be gives an empty list.

use super::App;
use super::auth::MaybeBearer;
use super::body::{json_bytes, to_json};
use super::catalogue::{option_key, write_capability, write_option, write_parcel_type, write_product};
use super::error::{Answer, Failure};
use super::path::Path;
use crate::query::Query;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use colli_core::account::{AccountSettings, Caller};
use colli_core::capability::{CapabilityQuery, SenderKind};
use colli_core::country::CountryCode;
use colli_core::error::Violation;
use colli_wire::dhl_parcel::capabilities as wire;

/// Largest answer worth keeping, in bytes.
const CACHED_BYTES_MAX: usize = 256 * 1024;

/// What is possible between two places.
#[utoipa::path(get, path = "/capabilities/{senderType}", tag = "capabilities", operation_id = "listCapabilities",
    params(("senderType" = String, Path, description = "`business`, `consumer` or `parcelShop`"),
        ("fromCountry" = Option<String>, Query, description = "Origin, ISO 3166-1 alpha-2"),
        ("toCountry" = Option<String>, Query, description = "Destination, ISO 3166-1 alpha-2"),
        ("toBusiness" = Option<bool>, Query, description = "Is the receiver a business"),
        ("returnProduct" = Option<bool>, Query, description = "Return shipments; left out means outbound"),
        ("parcelType" = Option<String>, Query, description = "Parcel type key"),
        ("option" = Option<Vec<String>>, Query, description = "Option keys; repeated, comma separated, `option[]` or `option[0]`"),
        ("fromPostalCode" = Option<String>, Query, description = "Origin postal code"),
        ("toPostalCode" = Option<String>, Query, description = "Destination postal code"),
        ("toCity" = Option<String>, Query, description = "Express carriers only"),
        ("accountNumber" = Option<Vec<String>>, Query, description = "Filter by contract; repeatable"),
        ("organisationId" = Option<String>, Query, description = "Ignored: the token names the organisation"),
        ("businessUnit" = Option<String>, Query, description = "Such as `dhl-nl`"),
        ("carrier" = Option<String>, Query, description = "`DHL-PARCEL` (default), `DHL-EXPRESS`, `SPEEDPACK`"),
        ("referenceTimeStamp" = Option<String>, Query, description = "Express carriers only"),
        ("quantity" = Option<u32>, Query, description = "Pieces")),
    responses((status = 200, body = Vec<wire::Capability>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn capabilities(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    Path(sender): Path<String>,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let contracts = app
        .service
        .contracts(caller.as_deref(), &Query::parse(raw.as_deref()).list("accountNumber"))
        .await?;
    // Questions no contract narrows have one answer for everybody: bytes ready to send.
    let everybody = contracts.is_none();
    let key = everybody.then(|| [sender.as_str(), "?", raw.as_deref().unwrap_or_default()].concat());
    if let Some(bytes) = key.as_ref().and_then(|key| app.capability_cache.get(key.as_str())) {
        return Ok(json_bytes(bytes));
    }
    let question = Question::new(Some(&sender), raw.as_deref(), contracts)?;
    let found: Vec<wire::Capability> = match question.query() {
        Some(query) => app
            .service
            .network()
            .catalogue
            .capabilities(&query)
            .iter()
            .map(write_capability)
            .collect(),
        None => Vec::new(),
    };
    let bytes = Bytes::from(to_json(&found)?);
    if let Some(key) = key.filter(|_| bytes.len() <= CACHED_BYTES_MAX) {
        app.capability_cache.insert(key.into(), bytes.clone());
    }
    Ok(json_bytes(bytes))
}

/// Parcel types with their limits.
#[utoipa::path(get, path = "/parcel-types/{senderType}/{fromCountry}", tag = "capabilities", operation_id = "listParcelTypes",
    params(("senderType" = String, Path, description = "`business`, `consumer` or `parcelShop`"),
        ("fromCountry" = String, Path, description = "Origin, ISO 3166-1 alpha-2"),
        ("toCountry" = Option<String>, Query, description = "Destination"), ("toBusiness" = Option<bool>, Query, description = "Is the receiver a business"),
        ("returnProduct" = Option<bool>, Query, description = "Return shipments"), ("businessUnit" = Option<String>, Query, description = "Such as `dhl-nl`"),
        ("fromPostalCode" = Option<String>, Query, description = "Origin postal code"), ("toPostalCode" = Option<String>, Query, description = "Destination postal code"),
        ("carrier" = Option<String>, Query, description = "Carrier"), ("accountNumber" = Option<Vec<String>>, Query, description = "Filter by contract; repeatable")),
    responses((status = 200, body = Vec<wire::ParcelType>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn parcel_types(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    Path((sender, from)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::ParcelType>>> {
    let mut question = Question::read(&app, caller.as_deref(), Some(&sender), raw.as_deref()).await?;
    question.query.from_country = Some(from);
    Ok(Json(question.parcel_types(&app)))
}

/// Parcel types of a sender from anywhere: the older form.
#[utoipa::path(get, path = "/parcel-types/{senderType}", tag = "capabilities", operation_id = "listParcelTypesOfSender",
    params(("senderType" = String, Path, description = "`business`, `consumer` or `parcelShop`"),
        ("fromCountry" = Option<String>, Query, description = "Origin"), ("toCountry" = Option<String>, Query, description = "Destination"),
        ("toBusiness" = Option<bool>, Query, description = "Is the receiver a business"), ("accountNumber" = Option<Vec<String>>, Query, description = "Filter by contract; repeatable")),
    responses((status = 200, body = Vec<wire::ParcelType>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn parcel_types_anywhere(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    Path(sender): Path<String>,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::ParcelType>>> {
    let question = Question::read(&app, caller.as_deref(), Some(&sender), raw.as_deref()).await?;
    Ok(Json(question.parcel_types(&app)))
}

/// Options with their exclusions.
#[utoipa::path(get, path = "/shipment-options/{senderType}", tag = "capabilities", operation_id = "listShipmentOptions",
    params(("senderType" = String, Path, description = "`business`, `consumer` or `parcelShop`"),
        ("fromCountry" = Option<String>, Query, description = "Origin"), ("toCountry" = Option<String>, Query, description = "Destination"),
        ("toBusiness" = Option<bool>, Query, description = "Is the receiver a business"), ("businessUnit" = Option<String>, Query, description = "Such as `dhl-nl`"),
        ("whitelistRequired" = Option<bool>, Query, description = "Only options that must be enabled for the customer"),
        ("carrier" = Option<String>, Query, description = "Carrier"), ("accountNumber" = Option<Vec<String>>, Query, description = "Filter by contract; repeatable")),
    responses((status = 200, body = Vec<wire::ShipmentOption>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn shipment_options(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    Path(sender): Path<String>,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::ShipmentOption>>> {
    let question = Question::read(&app, caller.as_deref(), Some(&sender), raw.as_deref()).await?;
    let catalogue = &app.service.network().catalogue;
    let Some(query) = question.query() else {
        return Ok(Json(Vec::new()));
    };
    let options = catalogue.shipment_options(&query);
    Ok(Json(
        options
            .into_iter()
            .map(|option| write_option(option, catalogue.exclusions(option)))
            .collect(),
    ))
}

/// Products; an empty list says that a route is not in the contract.
#[utoipa::path(get, path = "/products", tag = "capabilities", operation_id = "listProducts",
    params(("fromCountry" = Option<String>, Query, description = "Origin"), ("toCountry" = Option<String>, Query, description = "Destination"),
        ("businessProduct" = Option<bool>, Query, description = "true: only business products, false: only others"),
        ("businessUnit" = Option<String>, Query, description = "Such as `dhl-nl`"), ("carrier" = Option<String>, Query, description = "Carrier"),
        ("accountNumber" = Option<Vec<String>>, Query, description = "Filter by contract; repeatable")),
    responses((status = 200, body = Vec<wire::Product>)))]
pub(super) async fn products(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::Product>>> {
    let question = Question::read(&app, caller.as_deref(), None, raw.as_deref()).await?;
    let Ok(business) = Query::parse(raw.as_deref()).flag("businessProduct") else {
        return Ok(Json(Vec::new()));
    };
    let Some(query) = question.query() else {
        return Ok(Json(Vec::new()));
    };
    let products = app.service.network().catalogue.products(&query, business);
    Ok(Json(products.into_iter().map(write_product).collect()))
}

/// One product.
#[utoipa::path(get, path = "/products/{productKey}", tag = "capabilities", operation_id = "getProduct",
    params(("productKey" = String, Path, description = "Product key")),
    responses((status = 200, body = wire::Product), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn product(State(app): State<App>, Path(key): Path<String>) -> Answer<Json<wire::Product>> {
    let product = app.service.network().catalogue.product(&key);
    product.map(|product| Json(write_product(product))).ok_or_else(|| {
        Failure::from(colli_service::Error::not_found(
            "product",
            colli_core::address::excerpt(&key),
        ))
    })
}

/// Countries a sender reaches.
#[utoipa::path(get, path = "/destination-countries/{senderType}/{fromCountry}", tag = "capabilities", operation_id = "listDestinationCountries",
    params(("senderType" = String, Path, description = "`business`, `consumer` or `parcelShop`"), ("fromCountry" = String, Path, description = "Origin, ISO 3166-1 alpha-2"),
        ("businessUnit" = Option<String>, Query, description = "Such as `dhl-nl`"), ("carrier" = Option<String>, Query, description = "Carrier")),
    responses((status = 200, body = Vec<String>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn destination_countries(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    Path((sender, from)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<String>>> {
    let found = destinations(&app, caller.as_deref(), &sender, from, raw.as_deref()).await?;
    Ok(Json(found.iter().map(ToString::to_string).collect()))
}

/// Countries a sender reaches, with what their addresses and customs need.
#[utoipa::path(get, path = "/destination-countries/{senderType}/{fromCountry}/properties", tag = "capabilities", operation_id = "listDestinationCountryProperties",
    params(("senderType" = String, Path, description = "`business`, `consumer` or `parcelShop`"), ("fromCountry" = String, Path, description = "Origin, ISO 3166-1 alpha-2")),
    responses((status = 200, body = Vec<wire::DestinationCountry>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn destination_properties(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    Path((sender, from)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::DestinationCountry>>> {
    let origin = CountryCode::parse(&from);
    let found = destinations(&app, caller.as_deref(), &sender, from, raw.as_deref()).await?;
    let network = app.service.network();
    let describe = |code: CountryCode| wire::DestinationCountry {
        country_code: code.to_string(),
        name: network
            .country(code)
            .map(|country| country.name_en.clone())
            .unwrap_or_default(),
        customs_required: origin.is_some_and(|from| network.needs_customs((from, ""), (code, ""))),
        postal_code_required: network
            .postal
            .get(code)
            .is_some_and(colli_core::address::PostalFormat::required),
    };
    Ok(Json(found.into_iter().map(describe).collect()))
}

async fn destinations(
    app: &App,
    caller: Option<&Caller>,
    sender: &str,
    from: String,
    raw: Option<&str>,
) -> Answer<Vec<CountryCode>> {
    let mut question = Question::read(app, caller, Some(sender), raw).await?;
    question.query.from_country = Some(from);
    Ok(question
        .query()
        .map(|query| app.service.network().catalogue.destination_countries(&query))
        .unwrap_or_default())
}

/// A catalogue question with the contracts it is filtered by.
struct Question {
    query: CapabilityQuery<'static>,
    contracts: Option<Vec<AccountSettings>>,
    /// A parameter nobody can match, such as a boolean that is none: the answer is empty.
    impossible: bool,
}

impl Question {
    async fn read(app: &App, caller: Option<&Caller>, sender: Option<&str>, raw: Option<&str>) -> Answer<Self> {
        let contracts = app
            .service
            .contracts(caller, &Query::parse(raw).list("accountNumber"))
            .await?;
        Self::new(sender, raw, contracts)
    }

    fn new(sender: Option<&str>, raw: Option<&str>, contracts: Option<Vec<AccountSettings>>) -> Answer<Self> {
        let sender = sender.map(read_sender).transpose()?;
        let args = Query::parse(raw);
        let (to_business, returns) = (args.flag("toBusiness"), args.flag("returnProduct"));
        let (whitelist, quantity) = (args.flag("whitelistRequired"), args.parsed::<u32>("quantity"));
        let impossible = to_business.is_err() || returns.is_err() || whitelist.is_err() || quantity.is_err();
        let query = CapabilityQuery {
            sender,
            from_country: args.text("fromCountry"),
            to_country: args.text("toCountry"),
            to_business: to_business.unwrap_or_default(),
            return_product: returns.unwrap_or_default(),
            parcel_type: args.text("parcelType"),
            options: args
                .list("option")
                .iter()
                .map(|key| option_key(key).to_owned())
                .collect(),
            from_postal_code: args.text("fromPostalCode"),
            to_postal_code: args.text("toPostalCode"),
            to_city: args.text("toCity"),
            business_unit: args.text("businessUnit"),
            carrier: args.text("carrier"),
            quantity: quantity.unwrap_or_default(),
            whitelist_required: whitelist.ok().flatten().unwrap_or_default(),
            ..CapabilityQuery::default()
        };
        Ok(Self {
            query,
            contracts,
            impossible,
        })
    }

    fn query(&self) -> Option<CapabilityQuery<'_>> {
        (!self.impossible).then(|| CapabilityQuery {
            accounts: self.contracts.as_ref().map(|contracts| contracts.iter().collect()),
            ..self.query.clone()
        })
    }

    fn parcel_types(&self, app: &App) -> Vec<wire::ParcelType> {
        let catalogue = &app.service.network().catalogue;
        let found = self
            .query()
            .map(|query| catalogue.parcel_types(&query))
            .unwrap_or_default();
        found
            .into_iter()
            .map(|(kind, limits)| write_parcel_type(kind, limits))
            .collect()
    }
}

pub(super) fn read_sender(text: &str) -> Answer<SenderKind> {
    SenderKind::parse(text).ok_or_else(|| {
        Failure::invalid_parameter(
            Violation::new(
                "senderType",
                "unknown",
                format!("there is no sender type '{}'", colli_core::address::excerpt(text)),
            )
            .accepting(SenderKind::NAMES.map(|(name, _)| name)),
        )
    })
}
