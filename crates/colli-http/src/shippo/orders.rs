//! Orders (reference 5.13).

mod read;

use read::SHOP_APPS;
pub(super) use read::line_items as read_line_items;

use super::addresses;
use super::auth::Caller;
use super::body::JsonBody;
use super::error::{Answer, Failure};
use super::id::{Id, hex};
use super::page::{List, ListQuery, RESULTS_MANY};
use super::written::{amount, utc};
use super::{App, Routes, route, time, transactions};
use crate::files::Links;
use crate::query::Query;
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get as get_, post};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::gateway::order::{LineItem, ORDER_STATUSES, Order};
use colli_service::gateway::{GatewayCaller, Object, ObjectPage, OrderFilter};
use colli_wire::shippo::orders::{self as wire, OrderRequest, PackingSlipLink};
use colli_wire::shippo::transactions::Transaction;
use uuid::Uuid;

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/orders", post(create)),
        route("GET", "/orders", get_(list)),
        route("GET", "/orders/{id}", get_(get)),
        route("GET", "/orders/{id}/packingslip", get_(packing_slip)),
    ]
}

/// Makes an order.
#[utoipa::path(post, path = "/orders", tag = "orders", operation_id = "createOrder",
    request_body = OrderRequest, responses((status = 201, body = wire::Order), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<OrderRequest>,
) -> Answer<(StatusCode, Json<wire::Order>)> {
    let new = read::order(request, app.service.network())?;
    let made = app.service.create_order(&caller, new).await?;
    Ok((StatusCode::CREATED, Json(written(&caller, &made, Vec::new()))))
}

/// Lists orders, newest first.
#[utoipa::path(get, path = "/orders", tag = "orders", operation_id = "listOrders",
    params(("order_status[]" = Option<Vec<String>>, Query), ("shop_app" = Option<String>, Query),
        ("start_date" = Option<String>, Query), ("end_date" = Option<String>, Query),
        ("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Order>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    query: ListQuery,
) -> Answer<Json<List<wire::Order>>> {
    let asked = query.asked(RESULTS_MANY)?;
    let page = app.service.orders(&caller, asked, &filter(&query.query)?).await?;
    let links = Links::of_request(&app.service, &headers);
    let page = ObjectPage {
        entries: all_written(&app, &caller, &links, &page.entries).await?,
        has_next: page.has_next,
    };
    Ok(Json(query.list(asked, page, |order| order)))
}

/// An order.
#[utoipa::path(get, path = "/orders/{id}", tag = "orders", operation_id = "getOrder",
    params(("id" = String, Path)), responses((status = 200, body = wire::Order), (status = 401), (status = 404)))]
pub(super) async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    Id(id): Id,
) -> Answer<Json<wire::Order>> {
    let order = app.service.object::<Order>(caller.tenant, id).await?;
    let links = Links::of_request(&app.service, &headers);
    let written = all_written(&app, &caller, &links, std::slice::from_ref(&order)).await?;
    written.into_iter().next().map(Json).ok_or_else(Failure::not_found)
}

/// A link to an order's packing slip, which opens it for a day.
#[utoipa::path(get, path = "/orders/{id}/packingslip", tag = "orders", operation_id = "getPackingSlip",
    params(("id" = String, Path)), responses((status = 200, body = PackingSlipLink), (status = 401), (status = 404)))]
pub(super) async fn packing_slip(
    State(app): State<App>,
    Caller(caller): Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Answer<Json<PackingSlipLink>> {
    let link = app.service.packing_slip_link(&caller, id).await?;
    Ok(Json(PackingSlipLink {
        expires: utc(link.ends_at),
        slip_url: Links::of_request(&app.service, &headers).document(&link.name, &link.query),
    }))
}

fn filter(query: &Query) -> Answer<OrderFilter> {
    let statuses = query.list("order_status");
    if let Some(unknown) = statuses
        .iter()
        .find(|status| !ORDER_STATUSES.contains(&status.as_str()))
    {
        return Err(none_of("order_status", unknown, &ORDER_STATUSES));
    }
    let shop_app = query.text("shop_app");
    if let Some(unknown) = shop_app.as_ref().filter(|app| !SHOP_APPS.contains(&app.as_str())) {
        return Err(none_of("shop_app", unknown, &SHOP_APPS));
    }
    let mut reader = Reader::default();
    let mut time = |name: &str| time::read(&mut reader, query.text(name).into(), name);
    let (from, before) = (time("start_date"), time("end_date"));
    reader.finish()?;
    Ok(OrderFilter {
        statuses,
        shop_app,
        from,
        before,
    })
}

fn none_of(field: &str, text: &str, words: &[&'static str]) -> Failure {
    let message = format!("'{}' is none of these words", excerpt(text));
    Failure::violation(Violation::new(field, "value", message).accepting(words.iter().copied()))
}

/// Writes orders with the labels bought for them.
async fn all_written(
    app: &App,
    caller: &GatewayCaller,
    links: &Links,
    orders: &[Object<Order>],
) -> Answer<Vec<wire::Order>> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.id).collect();
    let mut bought = app.service.transactions_of_orders(caller, &ids).await?;
    let mut answers = Vec::with_capacity(orders.len());
    for order in orders {
        let mut labels = Vec::new();
        for label in bought.remove(&order.id).unwrap_or_default() {
            let view = app.service.transaction_view(caller, label, false).await?;
            labels.push(transactions::written(caller, links, view));
        }
        answers.push(written(caller, order, labels));
    }
    Ok(answers)
}

fn written(caller: &GatewayCaller, object: &Object<Order>, transactions: Vec<Transaction>) -> wire::Order {
    let (order, facts) = (&object.value, object.value.facts.clone());
    wire::Order {
        object_id: hex(object.id),
        object_created: utc(object.created_at),
        object_updated: utc(object.updated_at),
        object_owner: caller.owner.clone(),
        to_address: addresses::of_held(caller, &order.to_address),
        from_address: order
            .from_address
            .as_ref()
            .map(|address| addresses::of_held(caller, address)),
        placed_at: utc(order.placed_at),
        line_items: order
            .line_items
            .iter()
            .map(|(id, line)| line_written(*id, line))
            .collect(),
        order_number: facts.order_number,
        order_status: order.order_status.clone(),
        shop_app: order.shop_app.clone(),
        currency: facts.currency,
        total_price: facts.total_price.map(amount),
        subtotal_price: facts.subtotal_price.map(amount),
        total_tax: facts.total_tax.map(amount),
        shipping_cost: facts.shipping_cost.map(amount),
        shipping_cost_currency: facts.shipping_cost_currency,
        shipping_method: facts.shipping_method,
        weight: facts.weight.map(super::written::size),
        weight_unit: facts.weight_unit,
        notes: facts.notes,
        transactions,
        test: caller.is_test(),
    }
}

fn line_written(id: Uuid, line: &LineItem) -> wire::LineItem {
    let told = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    wire::LineItem {
        object_id: hex(id),
        title: line.title.clone(),
        variant_title: line.variant_title.clone(),
        sku: line.sku.clone(),
        quantity: line.quantity,
        total_price: line.total_price.map(amount),
        currency: told(&line.currency),
        weight: line.weight.map(super::written::size),
        weight_unit: told(&line.weight_unit),
        manufacture_country: told(&line.manufacture_country),
        max_ship_time: line.max_ship_time.map(utc),
        max_delivery_time: line.max_delivery_time.map(utc),
    }
}
