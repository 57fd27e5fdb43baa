//! Customs items and declarations (reference 5.11).

mod read;

pub(super) use read::{
    amount as read_amount, currency as read_currency, declaration as read_declaration, item as read_item,
};

use super::auth::Caller;
use super::body::JsonBody;
use super::error::Answer;
use super::id::{Id, hex};
use super::page::{List, ListQuery, RESULTS, RESULTS_MANY};
use super::written::{amount, size, utc};
use super::{App, Routes, route};
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get as get_, post};
use colli_core::gateway::Held;
use colli_core::gateway::customs::{Declaration, Item};
use colli_service::gateway::{GatewayCaller, IMPORTER, Object};
use colli_wire::shippo::customs::{self as wire, DeclarationRequest, ItemRequest};
use jiff::Timestamp;
use uuid::Uuid;

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/customs/items", post(create_item)),
        route("GET", "/customs/items", get_(list_items)),
        route("GET", "/customs/items/{id}", get_(get_item)),
        route("POST", "/customs/declarations", post(create)),
        route("GET", "/customs/declarations", get_(list)),
        route("GET", "/customs/declarations/{id}", get_(get)),
    ]
}

/// Makes a customs item.
#[utoipa::path(post, path = "/customs/items", tag = "customs", operation_id = "createCustomsItem",
    request_body = ItemRequest, responses((status = 201, body = wire::Item), (status = 400), (status = 401)))]
pub(super) async fn create_item(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<ItemRequest>,
) -> Answer<(StatusCode, Json<wire::Item>)> {
    let mut reader = Reader::default();
    let item = read_item(&mut reader, request, app.service.network(), "");
    reader.finish()?;
    let made = app.service.create_object(&caller, item).await?;
    Ok((StatusCode::CREATED, Json(item_written(&caller, &made))))
}

/// Lists customs items, newest first.
#[utoipa::path(get, path = "/customs/items", tag = "customs", operation_id = "listCustomsItems",
    params(("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Item>), (status = 400), (status = 401)))]
pub(super) async fn list_items(
    State(app): State<App>,
    Caller(caller): Caller,
    query: ListQuery,
) -> Answer<Json<List<wire::Item>>> {
    let asked = query.asked(RESULTS_MANY)?;
    let page = app.service.list_objects::<Item>(caller.tenant, asked).await?;
    Ok(Json(query.list(asked, page, |item| item_written(&caller, &item))))
}

/// A customs item.
#[utoipa::path(get, path = "/customs/items/{id}", tag = "customs", operation_id = "getCustomsItem",
    params(("id" = String, Path)), responses((status = 200, body = wire::Item), (status = 401), (status = 404)))]
pub(super) async fn get_item(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<Json<wire::Item>> {
    let item = app.service.object::<Item>(caller.tenant, id).await?;
    Ok(Json(item_written(&caller, &item)))
}

/// Makes a customs declaration.
#[utoipa::path(post, path = "/customs/declarations", tag = "customs", operation_id = "createCustomsDeclaration",
    request_body = DeclarationRequest, responses((status = 201, body = wire::Declaration), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<DeclarationRequest>,
) -> Answer<(StatusCode, Json<wire::Declaration>)> {
    let mut reader = Reader::default();
    let declaration = read_declaration(&mut reader, request, app.service.network(), "");
    reader.finish()?;
    let made = app.service.create_declaration(&caller, declaration).await?;
    Ok((StatusCode::CREATED, Json(of_held(&caller, &made))))
}

/// Lists customs declarations, newest first.
#[utoipa::path(get, path = "/customs/declarations", tag = "customs", operation_id = "listCustomsDeclarations",
    params(("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Declaration>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    query: ListQuery,
) -> Answer<Json<List<wire::Declaration>>> {
    let asked = query.asked(RESULTS)?;
    let page = app.service.list_objects::<Declaration>(caller.tenant, asked).await?;
    Ok(Json(
        query.list(asked, page, |declaration| of_object(&caller, &declaration)),
    ))
}

/// A customs declaration.
#[utoipa::path(get, path = "/customs/declarations/{id}", tag = "customs", operation_id = "getCustomsDeclaration",
    params(("id" = String, Path)), responses((status = 200, body = wire::Declaration), (status = 401), (status = 404)))]
pub(super) async fn get(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<Json<wire::Declaration>> {
    let declaration = app.service.object::<Declaration>(caller.tenant, id).await?;
    Ok(Json(of_object(&caller, &declaration)))
}

fn item_written(caller: &GatewayCaller, object: &Object<Item>) -> wire::Item {
    let item = object.value.clone();
    wire::Item {
        object_id: hex(object.id),
        object_created: utc(object.created_at),
        object_updated: utc(object.updated_at),
        object_owner: caller.owner.clone(),
        object_state: "VALID".to_owned(),
        description: item.description,
        quantity: item.quantity,
        net_weight: size(item.net_weight),
        mass_unit: item.mass_unit,
        value_amount: amount(item.value_amount),
        value_currency: item.value_currency,
        origin_country: item.origin_country,
        tariff_number: item.tariff_number,
        hs_code: item.hs_code,
        sku_code: item.sku_code,
        eccn_ear99: item.eccn_ear99,
        metadata: item.metadata,
        test: caller.is_test(),
    }
}

/// Writes a declaration that stands for itself.
pub(super) fn of_object(caller: &GatewayCaller, object: &Object<Declaration>) -> wire::Declaration {
    written(caller, object.id, object.created_at, &object.value)
}

/// Writes a declaration inside another object.
pub(super) fn of_held(caller: &GatewayCaller, held: &Held<Declaration>) -> wire::Declaration {
    written(caller, held.id, held.created_at, &held.value)
}

fn written(caller: &GatewayCaller, id: Uuid, created_at: Timestamp, declaration: &Declaration) -> wire::Declaration {
    let mut more = declaration.more.clone();
    let importer = more
        .remove(IMPORTER)
        .and_then(|importer| importer.as_str().map(str::to_owned));
    let metadata = more
        .remove(read::METADATA)
        .and_then(|metadata| metadata.as_str().map(str::to_owned));
    for name in read::MEMBERS_AS_SENT {
        more.entry(name).or_insert(serde_json::Value::Null);
    }
    wire::Declaration {
        object_id: hex(id),
        object_created: utc(created_at),
        object_updated: utc(created_at),
        object_owner: caller.owner.clone(),
        object_state: "VALID".to_owned(),
        certify: declaration.certify,
        certify_signer: declaration.certify_signer.clone(),
        contents_type: declaration.contents_type.clone(),
        non_delivery_option: declaration.non_delivery_option.clone(),
        items: declaration.items.iter().map(|item| hex(item.id)).collect(),
        incoterm: Some(declaration.incoterm.clone()).filter(|term| !term.is_empty()),
        address_importer: importer,
        invoiced_charges: None,
        metadata: metadata.unwrap_or_default(),
        test: caller.is_test(),
        more,
    }
}
