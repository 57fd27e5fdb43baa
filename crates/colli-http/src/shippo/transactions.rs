//! Transactions: labels, bought at a rate or at once (reference 5.8).

use super::auth::Caller;
use super::body::JsonBody;
use super::carrier_accounts::METADATA_CHARS_MAX;
use super::error::{Answer, Failure};
use super::id::{Id, hex, parse};
use super::page::{List, ListQuery, RESULTS_MANY};
use super::shipments::{id, read_shipment};
use super::written::utc;
use super::{App, Routes, rates, route};
use crate::files::Links;
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get as get_, post};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_service::documents::americas::LabelFile;
use colli_service::gateway::{
    DocumentLink, GatewayCaller, InstantPurchase, NewPurchase, Object, ObjectPage, TransactionFilter, TransactionView,
};
use colli_wire::field::Field;
use colli_wire::shippo::transactions::{self as wire, Billing, RateOrId, TransactionRequest};

/// Format of a label when none is asked for.
pub(super) const DEFAULT_FILE_TYPE: &str = "PDF_4x6";
/// Where people follow American parcels; the number follows.
const AMERICAN_TRACKING: &str = "https://webtrack.dhlglobalmail.com/?trackingnumber=";

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/transactions", post(create)),
        route("GET", "/transactions", get_(list)),
        route("GET", "/transactions/{id}", get_(get)),
    ]
}

/// Buys a label. A rate is bought once: again, the answer is the same label. What the carrier refuses has status `ERROR`
/// and messages that say why.
#[utoipa::path(post, path = "/transactions", tag = "transactions", operation_id = "createTransaction",
    request_body = TransactionRequest, responses((status = 201, body = wire::Transaction), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    JsonBody(request): JsonBody<TransactionRequest>,
) -> Answer<(StatusCode, Json<wire::Transaction>)> {
    // In a box: what is sent comes with whole addresses.
    let bought = Box::pin(buy(&app, &caller, request)).await?;
    let view = app.service.transaction_view(&caller, bought, true).await?;
    let links = Links::of_request(&app.service, &headers);
    let core = view
        .rate
        .as_ref()
        .filter(|_| view.transaction.value.is_instant)
        .map(rates::core);
    let mut answer = written(&caller, &links, view);
    if let Some(core) = core {
        answer.rate = Some(RateOrId::Rate(Box::new(core)));
    }
    Ok((StatusCode::CREATED, Json(answer)))
}

async fn buy(app: &App, caller: &GatewayCaller, request: TransactionRequest) -> Answer<Object<Transaction>> {
    let mut reader = Reader::default();
    let is_by_rate = Reader::given(&request.rate);
    let label_file_type = file_type(&mut reader, request.label_file_type, "label_file_type");
    let metadata = reader.text(request.metadata, "metadata").unwrap_or_default();
    reader.longest(&metadata, "metadata", METADATA_CHARS_MAX);
    let purchase = NewPurchase {
        label_file_type,
        metadata,
        order: id(&mut reader, request.order, "order"),
        is_async: reader.flag(request.r#async, "async", is_by_rate),
    };
    if is_by_rate {
        let rate = rate_id(&mut reader, request.rate);
        reader.finish()?;
        let rate = rate.ok_or_else(Failure::not_found)?;
        return Ok(app.service.buy_rate(caller, rate, purchase).await?);
    }
    if !Reader::given(&request.shipment) {
        reader.push(Violation::required("rate").accepting([
            "the object_id of a rate",
            "shipment, carrier_account and servicelevel_token in its place",
        ]));
        return Err(reader.failure());
    }
    let shipment = reader.value(request.shipment, "shipment");
    let quote = shipment.and_then(|shipment| read_shipment(&mut reader, shipment, app.service.network(), "shipment"));
    let service = reader.required(request.servicelevel_token, "servicelevel_token");
    let account = account_id(&mut reader, request.carrier_account);
    reader.finish()?;
    let (Some(quote), Some(carrier_account)) = (quote, account) else {
        return Err(Failure::not_found());
    };
    let instant = InstantPurchase {
        quote,
        carrier_account,
        service,
        purchase,
    };
    Ok(Box::pin(app.service.buy_instant(caller, instant)).await?)
}

/// Lists labels, newest first.
#[utoipa::path(get, path = "/transactions", tag = "transactions", operation_id = "listTransactions",
    params(("rate" = Option<String>, Query), ("object_status" = Option<String>, Query), ("tracking_status" = Option<String>, Query),
        ("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Transaction>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    query: ListQuery,
) -> Answer<Json<List<wire::Transaction>>> {
    let asked = query.asked(RESULTS_MANY)?;
    let rate = query.query.text("rate");
    let status = |name: &str| query.query.text(name).map(|status| status.to_ascii_uppercase());
    let filter = TransactionFilter {
        rate: rate.as_deref().map(parse),
        status: status("object_status"),
        tracking_status: status("tracking_status"),
    };
    let page = app.service.transactions(&caller, asked, &filter).await?;
    let links = Links::of_request(&app.service, &headers);
    let views = app.service.transaction_views(&caller, page.entries).await?;
    let entries = views.into_iter().map(|view| written(&caller, &links, view));
    let page = ObjectPage {
        entries: entries.collect(),
        has_next: page.has_next,
    };
    Ok(Json(query.list(asked, page, |bought| bought)))
}

/// A label.
#[utoipa::path(get, path = "/transactions/{id}", tag = "transactions", operation_id = "getTransaction",
    params(("id" = String, Path)), responses((status = 200, body = wire::Transaction), (status = 401), (status = 404)))]
pub(super) async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    Id(id): Id,
) -> Answer<Json<wire::Transaction>> {
    let bought = app.service.transaction(&caller, id).await?;
    let view = app.service.transaction_view(&caller, bought, false).await?;
    let links = Links::of_request(&app.service, &headers);
    Ok(Json(written(&caller, &links, view)))
}

/// Reads a format of labels; one nobody knows is noted.
pub(super) fn file_type(reader: &mut Reader, field: Field<String>, path: &str) -> String {
    let Some(name) = reader.text(field, path) else {
        return DEFAULT_FILE_TYPE.to_owned();
    };
    if LabelFile::parse(&name).is_none() {
        let message = format!("there is no label format '{}'", excerpt(&name));
        let violation = Violation::new(path, "value", message);
        reader.push(violation.accepting(LabelFile::NAMES.map(|(name, _)| name)));
    }
    name
}

fn rate_id(reader: &mut Reader, field: Field<String>) -> Option<uuid::Uuid> {
    let text = reader.required(field, "rate");
    let id = parse(&text);
    if id.is_none() && !text.is_empty() {
        let message = format!("Rate with object_id {} was not found", excerpt(&text));
        reader.push(Violation::new("rate", "unknown", message));
    }
    id
}

fn account_id(reader: &mut Reader, field: Field<String>) -> Option<uuid::Uuid> {
    let text = reader.required(field, "carrier_account");
    let id = parse(&text);
    if id.is_none() && !text.is_empty() {
        let message = format!("Account with object_id {} was not found", excerpt(&text));
        reader.push(Violation::new("carrier_account", "unknown", message));
    }
    id
}

/// A purchase as answers and webhooks write it.
pub(super) fn written(caller: &GatewayCaller, links: &Links, view: TransactionView) -> wire::Transaction {
    let bought = view.transaction;
    let value = bought.value;
    let link = |link: &DocumentLink| links.document(&link.name, &link.query);
    let number = value.tracking_number.clone().unwrap_or_default();
    wire::Transaction {
        object_state: if value.status == TransactionStatus::Error {
            "INVALID"
        } else {
            "VALID"
        }
        .to_owned(),
        status: value.status.word().to_owned(),
        object_created: utc(bought.created_at),
        object_updated: utc(bought.updated_at),
        object_id: hex(bought.id),
        object_owner: caller.owner.clone(),
        test: caller.is_test(),
        rate: value.rate_id.map(|rate| RateOrId::Id(hex(rate))),
        tracking_url_provider: tracking_url(links, &value),
        tracking_number: number,
        tracking_status: view.tracking_status.to_owned(),
        eta: view.eta.map(utc),
        label_url: view.label.as_ref().map(link).unwrap_or_default(),
        commercial_invoice_url: view.invoice.as_ref().map(link),
        messages: value.messages.iter().map(rates::message).collect(),
        order: value.order.map(hex),
        metadata: value.metadata,
        parcel: hex(value.parcel),
        billing: Billing::default(),
        qr_code_url: None,
        label_file_type: value.label_file_type,
        created_by: None,
    }
}

/// Where people follow a parcel.
fn tracking_url(links: &Links, bought: &Transaction) -> String {
    let Some(number) = &bought.tracking_number else {
        return String::new();
    };
    if bought.carrier == "dhl_ecommerce" {
        [AMERICAN_TRACKING, number].concat()
    } else {
        [links.base(), "/t/", number].concat()
    }
}
