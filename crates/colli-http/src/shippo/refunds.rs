//! Refunds of labels nobody used (reference 5.9).

use super::auth::Caller;
use super::body::FormBody;
use super::error::{Answer, Failure};
use super::id::{Id, hex, parse};
use super::page::{List, ListQuery};
use super::written::utc;
use super::{App, Routes, route};
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get as get_, post};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::gateway::refund::Refund;
use colli_service::gateway::{GatewayCaller, Object, PageAsked};
use colli_wire::shippo::refunds::{self as wire, RefundRequest};

/// Refunds of a list that names no number: the original has no pages here.
const RESULTS: usize = 200;

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/refunds", post(create)),
        route("GET", "/refunds", get_(list)),
        route("GET", "/refunds/{id}", get_(get)),
    ]
}

/// Asks the money of a label back. Before its manifest the label is made void; after it, the refund has status `ERROR`.
#[utoipa::path(post, path = "/refunds", tag = "refunds", operation_id = "createRefund", request_body = RefundRequest,
    responses((status = 201, body = wire::Refund), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    FormBody(request): FormBody<RefundRequest>,
) -> Answer<(StatusCode, Json<wire::Refund>)> {
    let mut reader = Reader::default();
    let text = reader.required(request.transaction, "transaction");
    let is_async = reader.flag(request.r#async, "async", false);
    let transaction = parse(&text);
    if transaction.is_none() && !text.is_empty() {
        let message = format!("Transaction with object_id {} was not found", excerpt(&text));
        reader.push(Violation::new("transaction", "unknown", message));
    }
    reader.finish()?;
    let transaction = transaction.ok_or_else(Failure::not_found)?;
    let refund = app.service.create_refund(&caller, transaction, is_async).await?;
    Ok((StatusCode::CREATED, Json(written(&caller, &refund))))
}

/// Lists refunds, newest first.
#[utoipa::path(get, path = "/refunds", tag = "refunds", operation_id = "listRefunds",
    params(("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Refund>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    query: ListQuery,
) -> Answer<Json<List<wire::Refund>>> {
    let asked: PageAsked = query.asked(RESULTS)?;
    let page = app.service.list_objects::<Refund>(caller.tenant, asked).await?;
    Ok(Json(query.list(asked, page, |refund| written(&caller, &refund))))
}

/// A refund.
#[utoipa::path(get, path = "/refunds/{id}", tag = "refunds", operation_id = "getRefund", params(("id" = String, Path)),
    responses((status = 200, body = wire::Refund), (status = 401), (status = 404)))]
pub(super) async fn get(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<Json<wire::Refund>> {
    let refund = app.service.object::<Refund>(caller.tenant, id).await?;
    Ok(Json(written(&caller, &refund)))
}

fn written(caller: &GatewayCaller, refund: &Object<Refund>) -> wire::Refund {
    wire::Refund {
        object_created: utc(refund.created_at),
        object_updated: utc(refund.updated_at),
        object_id: hex(refund.id),
        object_owner: caller.owner.clone(),
        status: refund.value.status.word().to_owned(),
        transaction: hex(refund.value.transaction),
        test: caller.is_test(),
    }
}
