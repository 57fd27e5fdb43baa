//! Tracks of parcels (reference 7.6).

use super::auth::Caller;
use super::body::FormBody;
use super::carrier_accounts::METADATA_CHARS_MAX;
use super::error::Answer;
use super::id::hex;
use super::written::utc;
use super::{App, Routes, route, told};
use crate::reader::Reader;
use axum::Json;
use axum::extract::{Path, State};
use axum::routing::{get as get_, post};
use colli_core::gateway::track::{Location, TrackEvent};
use colli_core::ids::Tenant;
use colli_service::Service;
use colli_service::gateway::GatewayTrack;
use colli_service::told::Writing;
use colli_wire::shippo::tracks::{
    Track, TrackAddress, TrackRequest, TrackServiceLevel, TrackingStatus, TrackingSubstatus,
};

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/tracks", post(register)),
        route("GET", "/tracks/{carrier}/{number}", get_(get)),
    ]
}

/// Registers a parcel, so that webhooks are told of it, and answers what is known of it.
#[utoipa::path(post, path = "/tracks", tag = "tracking status", operation_id = "createTrack", request_body = TrackRequest,
    responses((status = 200, body = Track), (status = 400), (status = 401)))]
pub(super) async fn register(
    State(app): State<App>,
    Caller(caller): Caller,
    FormBody(request): FormBody<TrackRequest>,
) -> Answer<Json<Track>> {
    let mut reader = Reader::default();
    let carrier = reader.required(request.carrier, "carrier");
    let number = reader.required(request.tracking_number, "tracking_number");
    let metadata = reader.text(request.metadata, "metadata");
    reader.longest(metadata.as_deref().unwrap_or_default(), "metadata", METADATA_CHARS_MAX);
    reader.finish()?;
    let service = &app.service;
    let track = service
        .register_gateway_track(&caller, &carrier, &number, metadata)
        .await?;
    Ok(Json(written(track)))
}

/// What is known of a parcel.
#[utoipa::path(get, path = "/tracks/{carrier}/{number}", tag = "tracking status", operation_id = "getTrack",
    params(("carrier" = String, Path), ("number" = String, Path)),
    responses((status = 200, body = Track), (status = 400), (status = 401)))]
pub(super) async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    Path((carrier, number)): Path<(String, String)>,
) -> Answer<Json<Track>> {
    let track = app.service.gateway_track(caller.tenant, &carrier, &number).await?;
    Ok(Json(written(track)))
}

/// A parcel as webhooks are sent it: bought or registered through this API, else nothing.
pub(super) fn told_track<'s>(service: &'s Service, tenant: Tenant, code: &'s str) -> Writing<'s> {
    Box::pin(async move {
        let Some(track) = service.gateway_track_of(tenant, code).await? else {
            return Ok(None);
        };
        let track = told::value(&written(track))?;
        Ok(Some(told::without_nulls(track).to_string()))
    })
}

/// A track as answers and webhooks write it.
fn written(track: GatewayTrack) -> Track {
    let history: Vec<_> = track.track.history.iter().map(event).collect();
    Track {
        carrier: track.carrier,
        tracking_number: track.number,
        address_from: track.from.as_ref().map(address),
        address_to: track.to.as_ref().map(address),
        transaction: track.transaction.map(hex),
        original_eta: track.track.original_eta.map(|moment| utc(moment.at)),
        eta: track.track.eta.map(|moment| utc(moment.at)),
        servicelevel: track.service.map(|service| TrackServiceLevel {
            token: service.token,
            name: service.name,
            terms: String::new(),
        }),
        metadata: track.metadata,
        tracking_status: history.last().cloned(),
        tracking_history: history,
        messages: Vec::new(),
        test: track.is_test,
    }
}

fn event(event: &TrackEvent) -> TrackingStatus {
    let date = utc(event.date);
    TrackingStatus {
        object_id: hex(event.id),
        object_created: date.clone(),
        object_updated: date.clone(),
        status: event.status.word().to_owned(),
        status_details: event.details.clone(),
        status_date: date,
        substatus: event.substatus.as_ref().map(|substatus| TrackingSubstatus {
            code: substatus.code.clone(),
            text: substatus.text.clone(),
            action_required: substatus.action_required,
        }),
        location: event.location.as_ref().map(address),
    }
}

fn address(location: &Location) -> TrackAddress {
    TrackAddress {
        city: location.city.clone(),
        state: location.state.clone(),
        zip: location.zip.clone(),
        country: location.country.clone(),
    }
}
