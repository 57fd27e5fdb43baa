//! Batches: many labels bought at once (reference 5.12).

use super::auth::Caller;
use super::body::{BatchBody, JsonBody};
use super::carrier_accounts::METADATA_CHARS_MAX;
use super::error::{Answer, Failure};
use super::given;
use super::id::{Id, hex, parse};
use super::page::{ListQuery, RESULTS};
use super::shipments::read_shipment;
use super::transactions::file_type;
use super::written::utc;
use super::{App, MOUNT, Routes, rates, route};
use crate::files::Links;
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get as get_, post};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::gateway::batch::{BATCH_SHIPMENTS_MAX, Batch, BatchShipment, BatchShipmentStatus};
use colli_core::network::Network;
use colli_service::gateway::{
    BatchResult, BatchView, GatewayCaller, Given, NewBatch, NewBatchShipment, Object, ObjectPage, PageAsked,
};
use colli_wire::field::Field;
use colli_wire::shippo::batches::{self as wire, BatchRequest, BatchShipmentRequest};
use colli_wire::shippo::id_or::IdOr;
use uuid::Uuid;

/// Words of the filter by what became of shipments.
const RESULT_WORDS: [(&str, BatchResult); 4] = [
    ("creation_failed", BatchResult::CreationFailed),
    ("creation_succeeded", BatchResult::CreationSucceeded),
    ("purchase_failed", BatchResult::PurchaseFailed),
    ("purchase_succeeded", BatchResult::PurchaseSucceeded),
];
/// Broken shipments that are named one by one in a refusal.
const BROKEN_MAX: usize = 100;

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/batches", post(create)),
        route("GET", "/batches/{id}", get_(get)),
        route("POST", "/batches/{id}/add_shipments", post(add)),
        route("POST", "/batches/{id}/remove_shipments", post(remove)),
        route("POST", "/batches/{id}/purchase", post(purchase)),
    ]
}

/// Makes a batch. It is `VALIDATING` until carriers were asked for all of its shipments.
#[utoipa::path(post, path = "/batches", tag = "batches", operation_id = "createBatch", request_body = BatchRequest,
    responses((status = 201, body = wire::Batch), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    BatchBody(request): BatchBody<BatchRequest>,
) -> Answer<(StatusCode, Json<wire::Batch>)> {
    let new = read(request, app.service.network())?;
    let batch = Box::pin(app.service.create_batch(&caller, new)).await?;
    let answer = first_page(&app, &caller, &headers, batch).await?;
    Ok((StatusCode::CREATED, Json(answer)))
}

/// A batch with a page of its shipments: all, or those something became of.
#[utoipa::path(get, path = "/batches/{id}", tag = "batches", operation_id = "getBatch",
    params(("id" = String, Path), ("page" = Option<usize>, Query), ("results" = Option<usize>, Query),
        ("object_results" = Option<String>, Query)),
    responses((status = 200, body = wire::Batch), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    Id(id): Id,
    query: ListQuery,
) -> Answer<Json<wire::Batch>> {
    let asked = query.asked(RESULTS)?;
    let wanted = wanted(query.query.text("object_results").as_deref())?;
    let batch = app.service.object::<Batch>(caller.tenant, id).await?;
    let mut view = app.service.batch_view(&caller, batch, asked, wanted).await?;
    let none = ObjectPage {
        entries: Vec::new(),
        has_next: false,
    };
    let page = std::mem::replace(&mut view.shipments, none);
    let page = query.list(asked, page, |child| child_written(&child));
    let links = Links::of_request(&app.service, &headers);
    let mut answer = written(&caller, &links, view);
    answer.batch_shipments = wire::BatchShipments {
        next: page.next,
        previous: page.previous,
        results: page.results,
    };
    Ok(Json(answer))
}

/// Adds shipments to a batch, which is validated again.
#[utoipa::path(post, path = "/batches/{id}/add_shipments", tag = "batches", operation_id = "addShipmentsToBatch",
    params(("id" = String, Path)), request_body = Vec<BatchShipmentRequest>,
    responses((status = 200, body = wire::Batch), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn add(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    Id(id): Id,
    BatchBody(request): BatchBody<Vec<Field<BatchShipmentRequest>>>,
) -> Answer<Json<wire::Batch>> {
    let mut reader = Reader::default();
    let shipments = shipments(&mut reader, Field::Value(request), app.service.network())?;
    reader.finish()?;
    let batch = Box::pin(app.service.add_batch_shipments(&caller, id, shipments)).await?;
    Ok(Json(first_page(&app, &caller, &headers, batch).await?))
}

/// Takes shipments out of a batch, by their ids in it.
#[utoipa::path(post, path = "/batches/{id}/remove_shipments", tag = "batches", operation_id = "removeShipmentsFromBatch",
    params(("id" = String, Path)), request_body = Vec<String>,
    responses((status = 200, body = wire::Batch), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn remove(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    Id(id): Id,
    JsonBody(request): JsonBody<Vec<Field<String>>>,
) -> Answer<Json<wire::Batch>> {
    let ids = ids(request)?;
    let batch = app.service.remove_batch_shipments(&caller, id, &ids).await?;
    Ok(Json(first_page(&app, &caller, &headers, batch).await?))
}

/// Has the labels of a valid batch bought, once.
#[utoipa::path(post, path = "/batches/{id}/purchase", tag = "batches", operation_id = "purchaseBatch",
    params(("id" = String, Path)),
    responses((status = 202, body = wire::Batch), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn purchase(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    Id(id): Id,
) -> Answer<(StatusCode, Json<wire::Batch>)> {
    let batch = app.service.purchase_batch(&caller, id).await?;
    let answer = first_page(&app, &caller, &headers, batch).await?;
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

fn read(request: BatchRequest, network: &Network) -> Answer<NewBatch> {
    let mut reader = Reader::default();
    let account = reader.required(request.default_carrier_account, "default_carrier_account");
    let default_carrier_account = known_account(&mut reader, &account, "default_carrier_account");
    let default_service = reader.required(request.default_servicelevel_token, "default_servicelevel_token");
    let label_file_type = file_type(&mut reader, request.label_filetype, "label_filetype");
    let metadata = reader.text(request.metadata, "metadata").unwrap_or_default();
    reader.longest(&metadata, "metadata", METADATA_CHARS_MAX);
    if !Reader::given(&request.batch_shipments) {
        reader.push(Violation::required("batch_shipments"));
    }
    let shipments = shipments(&mut reader, request.batch_shipments, network)?;
    reader.finish()?;
    Ok(NewBatch {
        default_carrier_account: default_carrier_account.ok_or_else(Failure::not_found)?,
        default_service,
        label_file_type,
        metadata,
        shipments,
    })
}

fn known_account(reader: &mut Reader, text: &str, path: &str) -> Option<Uuid> {
    let id = parse(text);
    if id.is_none() && !text.is_empty() {
        let message = format!("Account with object_id {} was not found", excerpt(text));
        reader.push(Violation::new(path, "unknown", message));
    }
    id
}

fn shipments(
    reader: &mut Reader,
    field: Field<Vec<Field<BatchShipmentRequest>>>,
    network: &Network,
) -> Answer<Vec<NewBatchShipment>> {
    let sent = reader.list(field, "batch_shipments");
    if sent.len() > BATCH_SHIPMENTS_MAX {
        let violation = Violation::new(
            "batch_shipments",
            "range",
            "these are more shipments than a batch takes",
        );
        return Err(Failure::violation(
            violation.accepting([format!("up to {BATCH_SHIPMENTS_MAX} shipments")]),
        ));
    }
    let mut read = Vec::with_capacity(sent.len());
    let mut broken = 0;
    for (index, request) in sent {
        let mut own = Reader::default();
        let shipment = shipment(&mut own, request, network, &format!("batch_shipments[{index}]"));
        if let Err(violations) = own.finish() {
            for violation in violations {
                reader.push(violation);
            }
            broken += 1;
        }
        if broken == BROKEN_MAX {
            break;
        }
        read.extend(shipment);
    }
    Ok(read)
}

fn shipment(
    reader: &mut Reader,
    request: BatchShipmentRequest,
    network: &Network,
    path: &str,
) -> Option<NewBatchShipment> {
    let at = |name: &str| given::member(path, name);
    let account = reader.text(request.carrier_account, &at("carrier_account"));
    let carrier_account = account.and_then(|account| known_account(reader, &account, &at("carrier_account")));
    let service = reader.text(request.servicelevel_token, &at("servicelevel_token"));
    let metadata = reader.text(request.metadata, &at("metadata")).unwrap_or_default();
    reader.longest(&metadata, &at("metadata"), METADATA_CHARS_MAX);
    let path = at("shipment");
    let quote = match reader.object(request.shipment, &path)? {
        IdOr::Object(shipment) => Given::New(read_shipment(reader, *shipment, network, &path)?),
        IdOr::Id(text) => {
            let id = parse(&text);
            if id.is_none() {
                let message = format!("'{}' is no id of an object", excerpt(&text));
                let violation = Violation::new(path, "format", message);
                reader.push(violation.accepting(["an object", "the object_id of one: 32 hexadecimal digits"]));
            }
            Given::Id(id?)
        }
    };
    Some(NewBatchShipment {
        quote,
        carrier_account,
        service,
        metadata,
    })
}

fn ids(request: Vec<Field<String>>) -> Answer<Vec<Uuid>> {
    let mut reader = Reader::default();
    let sent = reader.list(Field::Value(request), "batch_shipments");
    if sent.len() > BATCH_SHIPMENTS_MAX {
        let violation = Violation::new("batch_shipments", "range", "these are more shipments than a batch has");
        reader.push(violation.accepting([format!("up to {BATCH_SHIPMENTS_MAX} ids")]));
        return Err(reader.failure());
    }
    let mut ids = Vec::with_capacity(sent.len());
    for (index, text) in sent {
        let id = parse(&text);
        if id.is_none() {
            let message = format!("the batch has no shipment with the id {}", excerpt(&text));
            reader.push(Violation::new(format!("batch_shipments[{index}]"), "unknown", message));
        }
        ids.extend(id);
    }
    reader.finish()?;
    Ok(ids)
}

fn wanted(word: Option<&str>) -> Answer<Option<BatchResult>> {
    let Some(word) = word else { return Ok(None) };
    let known = RESULT_WORDS.into_iter().find(|(known, _)| *known == word);
    known.map(|(_, result)| Some(result)).ok_or_else(|| {
        let message = format!("'{}' is no result", excerpt(word));
        let violation = Violation::new("object_results", "value", message);
        Failure::violation(violation.accepting(RESULT_WORDS.map(|(word, _)| word)))
    })
}

/// A batch with the first page of its shipments, for calls that are no lists.
async fn first_page(
    app: &App,
    caller: &GatewayCaller,
    headers: &HeaderMap,
    batch: Object<Batch>,
) -> Answer<wire::Batch> {
    let view = app
        .service
        .batch_view(caller, batch, PageAsked::new(1, RESULTS), None)
        .await?;
    Ok(written(caller, &Links::of_request(&app.service, headers), view))
}

/// A batch as answers and webhooks write it, with the first page of its shipments.
pub(super) fn written(caller: &GatewayCaller, links: &Links, view: BatchView) -> wire::Batch {
    let (batch, results) = (view.batch, view.results);
    let next = || {
        let id = batch.id.simple();
        format!("{}{MOUNT}/batches/{id}?page=2", links.base())
    };
    wire::Batch {
        batch_shipments: wire::BatchShipments {
            next: view.shipments.has_next.then(next),
            previous: None,
            results: view.shipments.entries.iter().map(child_written).collect(),
        },
        label_url: view
            .labels
            .iter()
            .map(|link| links.document(&link.name, &link.query))
            .collect(),
        object_created: utc(batch.created_at),
        object_id: hex(batch.id),
        object_owner: caller.owner.clone(),
        object_results: wire::ObjectResults {
            creation_failed: results.creation_failed,
            creation_succeeded: results.creation_succeeded,
            purchase_failed: results.purchase_failed,
            purchase_succeeded: results.purchase_succeeded,
        },
        object_updated: utc(batch.updated_at),
        status: batch.value.status.word().to_owned(),
        test: caller.is_test(),
        default_carrier_account: hex(batch.value.default_carrier_account),
        default_servicelevel_token: batch.value.default_service,
        label_filetype: batch.value.label_file_type,
        metadata: batch.value.metadata,
    }
}

/// A shipment of a batch. One that was bought stays valid.
fn child_written(child: &Object<BatchShipment>) -> wire::BatchShipment {
    let value = &child.value;
    let status = match value.status {
        BatchShipmentStatus::Purchased => BatchShipmentStatus::Valid,
        status => status,
    };
    wire::BatchShipment {
        object_id: hex(child.id),
        shipment: hex(value.quote),
        status: status.word().to_owned(),
        carrier_account: value.carrier_account.map(hex),
        servicelevel_token: value.service.clone(),
        metadata: value.metadata.clone(),
        messages: value.messages.iter().map(rates::message).collect(),
        transaction: value.transaction.map(hex),
    }
}
