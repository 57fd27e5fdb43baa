//! Shipments: what is to be sent, and the rates carriers take it for (reference 5.6).

use super::auth::{Caller, IsSdk};
use super::body::JsonBody;
use super::carrier_accounts::METADATA_CHARS_MAX;
use super::error::{Answer, Failure};
use super::given::{self, member};
use super::id::{Id, hex, parse};
use super::page::{List, ListQuery, RESULTS_MANY};
use super::written::utc;
use super::{App, Routes, addresses, customs, extra, parcels, rates, route, time};
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get as get_, post};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::gateway::Extra;
use colli_core::gateway::address::Address;
use colli_core::gateway::parcel::Parcel;
use colli_core::gateway::quote::{Quote, QuoteStatus};
use colli_core::network::Network;
use colli_service::gateway::{GatewayCaller, Given, NewQuote, Object, PARCELS_MAX, rate_views};
use colli_wire::field::Field;
use colli_wire::shippo::addresses::AddressRequest;
use colli_wire::shippo::id_or::IdOr;
use colli_wire::shippo::parcels::ParcelRequest;
use colli_wire::shippo::shipments::{self as wire, ShipmentRequest};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use uuid::Uuid;

/// Accounts a shipment names at most.
const ACCOUNTS_MAX: usize = 100;
/// How long shipments are listed, and the longest time a list may ask for (reference 2.7).
const LISTED_FOR: SignedDuration = SignedDuration::from_hours(390 * 24);
const RANGE_MAX: SignedDuration = SignedDuration::from_hours(90 * 24);

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/shipments", post(create)),
        route("GET", "/shipments", get_(list)),
        route("GET", "/shipments/{id}", get_(get)),
    ]
}

/// Makes a shipment and asks carriers for rates. What no carrier takes has no rates and messages that say why.
#[utoipa::path(post, path = "/shipments", tag = "shipments", operation_id = "createShipment",
    request_body = ShipmentRequest, responses((status = 201, body = wire::Shipment), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    is_sdk: IsSdk,
    JsonBody(request): JsonBody<ShipmentRequest>,
) -> Answer<(StatusCode, Json<wire::Shipment>)> {
    let mut reader = Reader::default();
    let new = read_shipment(&mut reader, request, app.service.network(), "");
    reader.finish()?;
    let new = new.ok_or_else(Failure::not_found)?;
    let quote = app.service.create_quote(&caller, new).await?;
    Ok((StatusCode::CREATED, Json(written(&caller, is_sdk, &quote))))
}

/// Lists shipments of the last 390 days, newest first.
#[utoipa::path(get, path = "/shipments", tag = "shipments", operation_id = "listShipments",
    params(("page" = Option<usize>, Query), ("results" = Option<usize>, Query), ("object_created_gt" = Option<String>, Query),
        ("object_created_gte" = Option<String>, Query), ("object_created_lt" = Option<String>, Query),
        ("object_created_lte" = Option<String>, Query)),
    responses((status = 200, body = List<wire::Shipment>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    is_sdk: IsSdk,
    query: ListQuery,
) -> Answer<Json<List<wire::Shipment>>> {
    let asked = query.asked(RESULTS_MANY)?;
    let now = app.service.now(caller.tenant);
    let oldest = now.checked_sub(LISTED_FOR).unwrap_or(Timestamp::MIN);
    let page = match made_within(&query, oldest)? {
        None => app.service.quotes_since(&caller, asked, oldest).await?,
        Some(made) => app.service.quotes(&caller, asked, made).await?,
    };
    Ok(Json(query.list(asked, page, |quote| written(&caller, is_sdk, &quote))))
}

/// A shipment.
#[utoipa::path(get, path = "/shipments/{id}", tag = "shipments", operation_id = "getShipment", params(("id" = String, Path)),
    responses((status = 200, body = wire::Shipment), (status = 401), (status = 404)))]
pub(super) async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    is_sdk: IsSdk,
    Id(id): Id,
) -> Answer<Json<wire::Shipment>> {
    let quote = app.service.quote(&caller, id).await?;
    Ok(Json(written(&caller, is_sdk, &quote)))
}

/// The times a list asks for, as a filter; `None` when it asks for none.
fn made_within(
    query: &ListQuery,
    oldest: Timestamp,
) -> Answer<Option<impl Fn(Timestamp) -> bool + Send + Sync + use<>>> {
    let bound = |name: &str| -> Answer<Option<Timestamp>> {
        let Some(text) = query.query.text(name) else {
            return Ok(None);
        };
        time::parse(&text).map(Some).ok_or_else(|| {
            Failure::violation(
                Violation::new(name, "format", format!("'{}' is no time", excerpt(&text)))
                    .accepting(["2017-01-01", "2017-01-01T03:30:30Z"]),
            )
        })
    };
    let (gt, gte) = (bound("object_created_gt")?, bound("object_created_gte")?);
    let (lt, lte) = (bound("object_created_lt")?, bound("object_created_lte")?);
    let (first, last) = (gt.or(gte), lt.or(lte));
    if let (Some(first), Some(last)) = (first, last)
        && last.duration_since(first) > RANGE_MAX
    {
        return Err(Failure::violation(
            Violation::new("object_created_lt", "range", "a list covers at most 90 days")
                .accepting(["90 days or less"]),
        ));
    }
    let is_bounded = first.or(last).is_some();
    Ok(is_bounded.then_some(move |at: Timestamp| {
        at >= oldest
            && gt.is_none_or(|bound| at > bound)
            && gte.is_none_or(|bound| at >= bound)
            && lt.is_none_or(|bound| at < bound)
            && lte.is_none_or(|bound| at <= bound)
    }))
}

/// Reads a shipment whose members lie under `path`, which is empty for the resource itself. What is broken is noted; `None`
/// when nothing whole can be made of it.
pub(super) fn read_shipment(
    reader: &mut Reader,
    request: ShipmentRequest,
    network: &Network,
    path: &str,
) -> Option<NewQuote> {
    let at = |name: &str| member(path, name);
    let from = needed_address(reader, request.address_from, network, &at("address_from"));
    let to = needed_address(reader, request.address_to, network, &at("address_to"));
    let back = reader.value(request.address_return, &at("address_return"));
    let address_return = back.and_then(|back| addresses::given(reader, back, network, &at("address_return")));
    let customs = reader.value(request.customs_declaration, &at("customs_declaration"));
    let customs_declaration = customs.and_then(|customs| {
        let path = at("customs_declaration");
        given::read(reader, customs, &path, |reader, request| {
            customs::read_declaration(reader, request, network, &path)
        })
    });
    let parcels = parcels_of(reader, request.parcels, network, &at("parcels"));
    let metadata = reader.text(request.metadata, &at("metadata")).unwrap_or_default();
    reader.longest(&metadata, &at("metadata"), METADATA_CHARS_MAX);
    let mut extra = object(reader, request.extra, &at("extra"));
    for (name, field) in [
        ("reference_1", request.reference_1),
        ("reference_2", request.reference_2),
    ] {
        if let Some(reference) = reader.text(field, &at(name)) {
            extra.entry(name).or_insert(Value::String(reference));
        }
    }
    Some(NewQuote {
        shipment_date: time::read(reader, request.shipment_date, &at("shipment_date")),
        carrier_accounts: accounts(reader, request.carrier_accounts, &at("carrier_accounts")),
        extra,
        order: id(reader, request.order, &at("order")),
        is_async: reader.flag(request.r#async, &at("async"), false),
        address_from: from?,
        address_to: to?,
        address_return,
        parcels,
        customs_declaration,
        metadata,
    })
}

fn needed_address(
    reader: &mut Reader,
    field: Field<IdOr<AddressRequest>>,
    network: &Network,
    path: &str,
) -> Option<Given<Address>> {
    let sent = reader.object(field, path)?;
    addresses::given(reader, sent, network, path)
}

fn parcels_of(
    reader: &mut Reader,
    field: Field<Vec<Field<IdOr<ParcelRequest>>>>,
    network: &Network,
    path: &str,
) -> Vec<Given<Parcel>> {
    let is_given = Reader::given(&field);
    let sent = reader.list(field, path);
    if sent.is_empty() {
        if is_given {
            reader.push_once(Violation::new(path, "required", "a shipment has at least one parcel"));
        } else {
            reader.push(Violation::required(path));
        }
    }
    if sent.len() > PARCELS_MAX {
        let violation = Violation::new(path, "range", "these are more parcels than a shipment takes");
        reader.push(violation.accepting([format!("up to {PARCELS_MAX} parcels")]));
        return Vec::new();
    }
    let mut read = Vec::with_capacity(sent.len());
    for (index, parcel) in sent {
        let path = format!("{path}[{index}]");
        read.extend(given::read(reader, parcel, &path, |reader, request| {
            parcels::read(reader, request, &network.carrier_templates, &path)
        }));
    }
    read
}

fn accounts(reader: &mut Reader, field: Field<Vec<Field<String>>>, path: &str) -> Vec<Uuid> {
    let sent = reader.list(field, path);
    if sent.len() > ACCOUNTS_MAX {
        let violation = Violation::new(path, "range", "these are more accounts than a shipment takes");
        reader.push(violation.accepting([format!("up to {ACCOUNTS_MAX} accounts")]));
        return Vec::new();
    }
    let mut ids = Vec::with_capacity(sent.len());
    for (index, text) in sent {
        match parse(&text) {
            Some(id) if !ids.contains(&id) => ids.push(id),
            Some(_) => {}
            None => {
                let message = format!("Account with object_id {} was not found", excerpt(&text));
                reader.push(Violation::new(format!("{path}[{index}]"), "unknown", message));
            }
        }
    }
    ids
}

/// Reads an object of free members.
fn object(reader: &mut Reader, field: Field<Value>, path: &str) -> Extra {
    match reader.value(field, path) {
        None => Extra::new(),
        Some(Value::Object(members)) => members,
        Some(_) => {
            reader.push(Violation::new(path, "type", "this is no object").accepting(["an object"]));
            Extra::new()
        }
    }
}

/// Reads the id of another object.
pub(super) fn id(reader: &mut Reader, field: Field<String>, path: &str) -> Option<Uuid> {
    let text = reader.text(field, path)?;
    let id = parse(&text);
    if id.is_none() {
        let message = format!("'{}' is no id of an object", excerpt(&text));
        reader.push(Violation::new(path, "format", message).accepting(["32 hexadecimal digits"]));
    }
    id
}

/// A shipment as answers write it.
pub(super) fn written(caller: &GatewayCaller, IsSdk(is_sdk): IsSdk, quote: &Object<Quote>) -> wire::Shipment {
    let value = &quote.value;
    wire::Shipment {
        carrier_accounts: value.carrier_accounts.iter().copied().map(hex).collect(),
        object_created: utc(quote.created_at),
        object_updated: utc(quote.updated_at),
        object_id: hex(quote.id),
        object_owner: caller.owner.clone(),
        status: match value.status {
            QuoteStatus::Queued => "QUEUED",
            QuoteStatus::Success => "SUCCESS",
        }
        .to_owned(),
        address_from: addresses::of_held(caller, &value.address_from),
        address_to: addresses::of_held(caller, &value.address_to),
        parcels: value
            .parcels
            .iter()
            .map(|parcel| parcels::of_held(caller, parcel))
            .collect(),
        shipment_date: utc(value.shipment_date),
        address_return: addresses::of_held(caller, &value.address_return),
        alternate_address_to: None,
        customs_declaration: value
            .customs_declaration
            .as_ref()
            .map(|held| customs::of_held(caller, held)),
        extra: extra::shown(&value.extra, is_sdk),
        rates: rate_views(quote)
            .into_iter()
            .map(|view| rates::written(caller, view))
            .collect(),
        messages: value.messages.iter().map(rates::message).collect(),
        metadata: value.metadata.clone(),
        test: caller.is_test(),
        order: value.order.map(hex),
    }
}
