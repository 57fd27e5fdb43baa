//! Rates (reference 5.7).

use super::auth::Caller;
use super::error::{Answer, Failure};
use super::id::{Id, hex, parse};
use super::page::{List, ListQuery, RESULTS_MANY};
use super::written::{money, utc};
use super::{App, Routes, route};
use axum::Json;
use axum::extract::{Path, State};
use axum::routing::get as get_;
use colli_core::gateway::message::Message;
use colli_core::gateway::quote::Attribute;
use colli_service::gateway::{GatewayCaller, ObjectPage, PageAsked, RateView, carrier_of_token, rate_views};
use colli_wire::shippo::rates::{self as wire, CoreRate, ServiceLevel};

pub(super) fn routes() -> Routes {
    vec![
        route("GET", "/shipments/{id}/rates", get_(of_shipment)),
        route("GET", "/shipments/{id}/rates/{currency}", get_(in_currency)),
        route("GET", "/rates/{id}", get_(get)),
    ]
}

/// The rates of a shipment.
#[utoipa::path(get, path = "/shipments/{id}/rates", tag = "rates", operation_id = "listShipmentRates",
    params(("id" = String, Path), ("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Rate>), (status = 401), (status = 404)))]
pub(super) async fn of_shipment(
    State(app): State<App>,
    Caller(caller): Caller,
    Id(id): Id,
    query: ListQuery,
) -> Answer<Json<List<wire::Rate>>> {
    let asked = query.asked(RESULTS_MANY)?;
    let quote = app.service.quote(&caller, id).await?;
    Ok(Json(paged(&caller, &query, asked, rate_views(&quote))))
}

/// The rates of a shipment, with their local amounts in a currency.
#[utoipa::path(get, path = "/shipments/{id}/rates/{currency}", tag = "rates", operation_id = "listShipmentRatesByCurrencyCode",
    params(("id" = String, Path), ("currency" = String, Path), ("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Rate>), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn in_currency(
    State(app): State<App>,
    Caller(caller): Caller,
    Path((id, currency)): Path<(String, String)>,
    query: ListQuery,
) -> Answer<Json<List<wire::Rate>>> {
    let asked = query.asked(RESULTS_MANY)?;
    let id = parse(&id).ok_or_else(Failure::not_found)?;
    let views = app
        .service
        .rates_in(&caller, id, &currency.to_ascii_uppercase())
        .await?;
    Ok(Json(paged(&caller, &query, asked, views)))
}

/// A rate.
#[utoipa::path(get, path = "/rates/{id}", tag = "rates", operation_id = "getRate", params(("id" = String, Path)),
    responses((status = 200, body = wire::Rate), (status = 401), (status = 404)))]
pub(super) async fn get(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<Json<wire::Rate>> {
    let view = app.service.rate(&caller, id).await?;
    Ok(Json(written(&caller, view)))
}

fn paged(caller: &GatewayCaller, query: &ListQuery, asked: PageAsked, views: Vec<RateView>) -> List<wire::Rate> {
    let skip = (asked.page - 1).saturating_mul(asked.results);
    let has_next = views.len() > skip.saturating_add(asked.results);
    let entries = views.into_iter().skip(skip).take(asked.results).collect();
    query.list(asked, ObjectPage { entries, has_next }, |view| written(caller, view))
}

/// A rate as answers write it.
pub(super) fn written(caller: &GatewayCaller, view: RateView) -> wire::Rate {
    let rate = view.rate;
    wire::Rate {
        object_created: utc(rate.created_at),
        object_id: hex(view.id),
        object_owner: caller.owner.clone(),
        shipment: hex(view.quote),
        attributes: rate
            .attributes
            .iter()
            .map(|attribute| word(*attribute).to_owned())
            .collect(),
        amount: money(rate.amount_minor),
        amount_local: money(rate.amount_local_minor),
        provider: provider(&rate.carrier).to_owned(),
        provider_image_75: String::new(),
        provider_image_200: String::new(),
        servicelevel: ServiceLevel {
            name: rate.service_name,
            token: rate.service,
            terms: String::new(),
        },
        estimated_days: rate.estimated_days,
        arrives_by: None,
        duration_terms: duration_terms(rate.estimated_days),
        messages: Vec::new(),
        carrier_account: hex(rate.carrier_account),
        test: caller.is_test(),
        zone: rate.zone,
        included_insurance_price: rate.insurance_minor.map(money),
        currency: rate.currency,
        currency_local: rate.currency_local,
    }
}

/// A rate as the answer to an instant purchase holds it.
pub(super) fn core(view: &RateView) -> CoreRate {
    let rate = &view.rate;
    CoreRate {
        object_id: hex(view.id),
        amount: money(rate.amount_minor),
        currency: rate.currency.clone(),
        amount_local: money(rate.amount_local_minor),
        currency_local: rate.currency_local.clone(),
        provider: provider(&rate.carrier).to_owned(),
        servicelevel_name: rate.service_name.clone(),
        servicelevel_token: rate.service.clone(),
        carrier_account: hex(rate.carrier_account),
    }
}

/// What is said, as answers write it.
pub(super) fn message(message: &Message) -> wire::Message {
    wire::Message {
        source: message.source.clone(),
        code: message.code.clone(),
        text: message.text.clone(),
    }
}

fn provider(carrier: &str) -> &'static str {
    carrier_of_token(carrier).map_or("", |carrier| carrier.name)
}

fn duration_terms(days: Option<u32>) -> String {
    match days {
        None => String::new(),
        Some(1) => "Delivery in 1 business day.".to_owned(),
        Some(days) => format!("Delivery in {days} business days."),
    }
}

fn word(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::BestValue => "BESTVALUE",
        Attribute::Cheapest => "CHEAPEST",
        Attribute::Fastest => "FASTEST",
    }
}
