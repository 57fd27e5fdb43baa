//! Get DHL Location: where is the nearest place to hand in or collect a parcel.

mod hours;
mod place;
mod sentence;

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
use hours::Now;
use place::{Place, Wanted};

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
    let words = Words::of(language(entities, assistant.language));
    let key = runs::key(app, assistant, entities, Scope::Locations).await?;
    let service = &app.service;
    let now = Now::of(
        service
            .now(assistant.client.tenant)
            .to_zoned(service.home_zone().clone())
            .datetime(),
    );
    let (wanted, query) = match place::read(service, now.date(), entities, words) {
        Ok(read) => read,
        Err(turn) => return Ok(*turn),
    };
    let found = if service.has_upstream() {
        upstream(app, key.as_ref(), &wanted).await?
    } else {
        own(app, &wanted, &query)
    };
    let Some(mut locations) = found else {
        return Ok(place_unknown(&wanted, words));
    };
    if wanted.open_now {
        locations.retain(|location| now.is_open(location));
    }
    locations.truncate(wanted.limit);
    let message = sentence::of(words, &wanted, &locations, &now);
    let data = serde_json::to_value(LocationList { locations });
    let data = data.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Turn::complete(words.language, message, data))
}

/// Locations of the own network; `None` when nobody knows the place.
fn own(app: &App, wanted: &Wanted, query: &LocationQuery) -> Option<Vec<UnifiedLocation>> {
    if let Place::Address(address) = &wanted.place {
        app.service.locate_address(address.country, address.whereabouts())?;
    }
    let found = find(&app.service, query);
    let told = found.iter().map(|found| told(&found.point, found.distance_m));
    Some(told.collect())
}

async fn upstream(app: &App, key: Option<&ApiKey>, wanted: &Wanted) -> Answer<Option<Vec<UnifiedLocation>>> {
    // Those that are closed now are left out afterwards, so that more are asked for.
    let limit = if wanted.open_now {
        SERVICE_POINTS_MAX
    } else {
        wanted.limit
    };
    match app.service.locations_upstream(key, wanted.question(limit)).await {
        Ok(list) => Ok(Some(list.locations.clone())),
        Err(UpstreamError::NotFound | UpstreamError::Invalid) => Ok(None),
        Err(error) => Err(Failure::from(error)),
    }
}

fn place_unknown(wanted: &Wanted, words: &'static Words) -> Turn {
    let mut asking = Asking::new(words);
    let entity = wanted.place.entity();
    asking.because(entity, sentence::unknown_place(words, &wanted.place));
    asking.turn_or_question(Entity::PostalCode)
}
