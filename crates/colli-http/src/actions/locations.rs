//! Get DHL Location: where is the nearest place to hand in or collect a parcel.

mod hours;
mod place;
mod said;
mod sentence;
mod wanted;

use super::auth::Assistant;
use super::body::Members;
use super::dialog::{Asking, Entity, Turn, language};
use super::entities::Entities;
use super::error::{Answer, Failure};
use super::words::Words;
use super::{Access, App, Routes, route, runs};
use crate::unified::locations::{LocationQuery, find, told};
use axum::extract::State;
use axum::routing::post;
use colli_core::app::Scope;
use colli_core::limits::SERVICE_POINTS_MAX;
use colli_service::Error;
use colli_service::authorization_profiles::ApiKey;
use colli_service::upstream::UpstreamError;
use colli_wire::dhl_unified::locations::{LocationList, UnifiedLocation};
use hours::Clock;
use place::Place;
use wanted::Wanted;

/// The routes of this file.
pub(super) fn routes() -> Routes {
    vec![route(
        "POST",
        "/get-dhl-location",
        Access::Client,
        post(get_dhl_location),
    )]
}

async fn get_dhl_location(assistant: Assistant, State(app): State<App>, Members(members): Members) -> Answer<Turn> {
    turn(&app, &assistant, &Entities::new(members)).await
}

/// One turn of the dialog.
pub(super) async fn turn(app: &App, assistant: &Assistant, entities: &Entities) -> Answer<Turn> {
    let words = Words::of(language(entities, assistant.language)?);
    let key = runs::key(app, assistant, entities, Scope::Locations).await?;
    let service = &app.service;
    let clock = Clock::of(service, assistant.client.tenant);
    let (wanted, query) = match said::read(service, &clock, entities, words) {
        Ok(read) => read,
        Err(turn) => return Ok(*turn),
    };
    let found = if service.has_upstream() {
        upstream(app, key.as_ref(), &wanted).await?
    } else {
        let now = wanted.open_now.then(|| service.now(assistant.client.tenant));
        let query = now.map_or(query.clone(), |now| query.open_at(now));
        own(app, &wanted, &query)
    };
    let mut locations = match found {
        Found::Locations(locations) => locations,
        again => return Ok(asked_again(&again, &wanted, words)),
    };
    if wanted.open_now {
        locations.retain(|location| clock.at(location).is_open(location));
    }
    locations.truncate(wanted.limit);
    let message = sentence::of(words, &wanted, &locations, &clock);
    let data = serde_json::to_value(LocationList { locations });
    let data = data.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Turn::complete(words.language, message, data))
}

/// What became of a question.
enum Found {
    Locations(Vec<UnifiedLocation>),
    /// Nobody knows the place.
    NoPlace,
    /// The question is not understood.
    Refused,
}

fn own(app: &App, wanted: &Wanted, query: &LocationQuery) -> Found {
    if let Place::Address(address) = &wanted.place
        && app
            .service
            .locate_address(address.country, address.whereabouts())
            .is_none()
    {
        return Found::NoPlace;
    }
    let found = find(&app.service, query);
    let told = found.iter().map(|found| told(&found.point, found.distance_m));
    Found::Locations(told.collect())
}

async fn upstream(app: &App, key: Option<&ApiKey>, wanted: &Wanted) -> Answer<Found> {
    // Those that are closed now are left out afterwards, so that more are asked for.
    let limit = if wanted.open_now {
        SERVICE_POINTS_MAX
    } else {
        wanted.limit
    };
    match app.service.locations_upstream(key, wanted.question(limit)).await {
        Ok(list) => Ok(Found::Locations(list.locations.clone())),
        Err(UpstreamError::NotFound) => Ok(Found::NoPlace),
        Err(UpstreamError::Invalid) => Ok(Found::Refused),
        Err(error) => Err(Failure::from(error)),
    }
}

fn asked_again(found: &Found, wanted: &Wanted, words: &'static Words) -> Turn {
    let mut asking = Asking::new(words);
    // Who answers does not say what is wrong: what narrows the question is mistaken more easily than a place.
    let is_refused = matches!(found, Found::Refused);
    if is_refused && !wanted.service_types.is_empty() {
        asking.wrong(Entity::ServiceType, &wanted.service_types.join(", "));
    } else if is_refused && !wanted.location_types.is_empty() {
        asking.wrong(Entity::LocationType, &wanted.location_types.join(", "));
    } else {
        asking.because(wanted.place.entity(), sentence::unknown_place(words, &wanted.place));
    }
    asking.turn_or_question(Entity::PostalCode)
}
