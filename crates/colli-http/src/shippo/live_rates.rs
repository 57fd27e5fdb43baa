//! Rates at the checkout (reference 5.15).

use super::auth::Caller;
use super::body::JsonBody;
use super::error::{Answer, Failure};
use super::page::List;
use super::written::money;
use super::{App, Routes, addresses, given, orders, parcels, route};
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::routing::post;
use colli_core::error::Violation;
use colli_core::gateway::address::Address;
use colli_core::network::Network;
use colli_service::gateway::{Cart, Given, LiveRate};
use colli_wire::field::Field;
use colli_wire::shippo::addresses::AddressRequest;
use colli_wire::shippo::id_or::IdOr;
use colli_wire::shippo::service_groups as wire;

pub(super) fn routes() -> Routes {
    vec![route("POST", "/live-rates", post(ask))]
}

/// Asks what the service groups cost for a cart.
#[utoipa::path(post, path = "/live-rates", tag = "rates at checkout", operation_id = "createLiveRate",
    request_body = wire::LiveRateRequest, responses((status = 200, body = List<wire::LiveRate>), (status = 400), (status = 401)))]
pub(super) async fn ask(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<wire::LiveRateRequest>,
) -> Answer<Json<List<wire::LiveRate>>> {
    let cart = read(request, app.service.network())?;
    let rates = app.service.live_rates(&caller, cart).await?;
    Ok(Json(List {
        next: None,
        previous: None,
        count: Some(rates.len() as u64),
        results: rates.into_iter().map(written).collect(),
    }))
}

fn read(request: wire::LiveRateRequest, network: &Network) -> Answer<Cart> {
    let mut reader = Reader::default();
    if request.address_to.is_absent() {
        reader.push(Violation::required("address_to").accepting(["an address", "the object_id of one"]));
    }
    let address_to = address(&mut reader, request.address_to, network, "address_to");
    let address_from = address(&mut reader, request.address_from, network, "address_from");
    let is_listed = !request.line_items.is_absent();
    let line_items = orders::read_line_items(&mut reader, request.line_items, network);
    if !is_listed || (line_items.is_empty() && reader.is_clean()) {
        reader.push(Violation::required("line_items").accepting(["what is in the cart, one line at least"]));
    }
    let parcel = reader.value(request.parcel, "parcel").and_then(|parcel| {
        given::read(&mut reader, parcel, "parcel", |reader, request| {
            parcels::read(reader, request, &network.carrier_templates, "parcel")
        })
    });
    let Some(address_to) = address_to else {
        return Err(reader.failure::<Failure>());
    };
    reader.finish()?;
    Ok(Cart {
        address_to,
        address_from,
        line_items,
        parcel,
    })
}

fn address(
    reader: &mut Reader,
    field: Field<IdOr<AddressRequest>>,
    network: &Network,
    path: &str,
) -> Option<Given<Address>> {
    let sent = reader.value(field, path)?;
    addresses::given(reader, sent, network, path)
}

fn written(rate: LiveRate) -> wire::LiveRate {
    wire::LiveRate {
        title: rate.title,
        amount: money(rate.amount.minor),
        currency: rate.amount.currency,
        amount_local: money(rate.amount_local.minor),
        currency_local: rate.amount_local.currency,
        estimated_days: rate.estimated_days,
    }
}
