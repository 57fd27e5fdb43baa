//! Get Tracking Info: where is my parcel.

mod sentence;

use super::auth::Assistant;
use super::body::Members;
use super::dialog::{Asking, Entity, Turn, language};
use super::entities::Entities;
use super::error::{Answer, Failure};
use super::words::{Words, filled};
use super::{Access, App, Routes, route, runs};
use crate::unified::tracking::{Asked, TrackingRequest, find};
use axum::extract::State;
use axum::routing::post;
use colli_core::address::excerpt;
use colli_core::app::Scope;
use colli_service::Error;
use colli_service::authorization_profiles::ApiKey;
use colli_service::upstream::{TrackingQuestion, UpstreamError};
use colli_wire::dhl_unified::tracking::TrackingAnswer;
use sentence::Known;

/// The routes of this file.
pub(super) fn routes() -> Routes {
    vec![route(
        "POST",
        "/get-tracking-info",
        Access::Client,
        post(get_tracking_info),
    )]
}

async fn get_tracking_info(assistant: Assistant, State(app): State<App>, Members(members): Members) -> Answer<Turn> {
    turn(&app, &assistant, &Entities::new(members)).await
}

/// One turn of the dialog.
pub(super) async fn turn(app: &App, assistant: &Assistant, entities: &Entities) -> Answer<Turn> {
    let words = Words::of(language(entities, assistant.language)?);
    let key = runs::key(app, assistant, entities, Scope::Tracking).await?;
    let request = match request(app, entities, words) {
        Ok(request) => request,
        Err(turn) => return Ok(*turn),
    };
    let found = if app.service.has_upstream() {
        upstream(app, key.as_ref(), &request).await?
    } else {
        own(app, assistant, &request).await?
    };
    let answer = match found {
        Found::Answer(answer) => answer,
        again => return Ok(asked_again(&again, &request, words)),
    };
    let postal_code_is_wrong = request.recipient_postal_code.is_some() && !app.service.has_upstream() && {
        let mut shipments = answer.shipments.iter();
        !shipments.any(|shipment| {
            shipment
                .details
                .as_ref()
                .is_some_and(|details| details.receiver.is_some())
        })
    };
    let known = Known {
        shipments: &answer.shipments,
        postal_code_is_wrong,
    };
    let data = serde_json::to_value(&answer).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Turn::complete(words.language, sentence::of(words, &known), data))
}

/// Reads and judges what was said; the turn that asks, when it does not suffice.
fn request(app: &App, entities: &Entities, words: &'static Words) -> Result<TrackingRequest, Box<Turn>> {
    let mut asking = Asking::new(words);
    let mut read = |entity: Entity| asking.read(entities, entity);
    let number = read(Entity::TrackingNumber);
    let (postal_code, service) = (read(Entity::RecipientPostalCode), read(Entity::Service));
    let asked = Asked {
        tracking_number: number,
        service,
        recipient_postal_code: postal_code,
        language: Some(words.language.code().to_owned()),
        ..Asked::default()
    };
    match TrackingRequest::judged(app.service.network(), asked.clone()) {
        Ok(request) => asking.turn().map_or(Ok(request), |turn| Err(Box::new(turn))),
        Err(violations) => {
            asking.judge(violations, |entity| match entity {
                Entity::TrackingNumber => asked.tracking_number.clone(),
                Entity::RecipientPostalCode => asked.recipient_postal_code.clone(),
                Entity::Service => asked.service.clone(),
                _ => None,
            });
            Err(Box::new(asking.turn_or_question(Entity::TrackingNumber)))
        }
    }
}

/// What became of a question.
enum Found {
    Answer(TrackingAnswer),
    /// Nothing is known of the number.
    Nothing,
    /// The question is not understood.
    Refused,
}

async fn own(app: &App, assistant: &Assistant, request: &TrackingRequest) -> Answer<Found> {
    match find(&app.service, &assistant.links, request).await {
        Ok(page) => Ok(Found::Answer(page.answer)),
        Err(Error::NotFound { .. }) => Ok(Found::Nothing),
        Err(Error::Invalid(_)) => Ok(Found::Refused),
        Err(error) => Err(error.into()),
    }
}

async fn upstream(app: &App, key: Option<&ApiKey>, request: &TrackingRequest) -> Answer<Found> {
    let question = TrackingQuestion {
        tracking_number: request.tracking_number.clone(),
        service: request.service.clone().unwrap_or_default(),
        recipient_postal_code: request.recipient_postal_code.clone().unwrap_or_default(),
        language: request.language.code().to_owned(),
    };
    match app.service.track_upstream(key, question).await {
        Ok(answer) if answer.shipments.is_empty() => Ok(Found::Nothing),
        Ok(answer) => Ok(Found::Answer(TrackingAnswer::clone(&answer))),
        Err(UpstreamError::NotFound) => Ok(Found::Nothing),
        Err(UpstreamError::Invalid) => Ok(Found::Refused),
        Err(error) => Err(Failure::from(error)),
    }
}

fn asked_again(found: &Found, request: &TrackingRequest, words: &'static Words) -> Turn {
    let mut asking = Asking::new(words);
    let number = excerpt(&request.tracking_number);
    match (found, &request.service) {
        // Who answers does not say what is wrong: a service is named seldom and mistaken easily.
        (Found::Refused, Some(service)) => asking.wrong(Entity::Service, service),
        (Found::Refused, None) => asking.wrong(Entity::TrackingNumber, &number),
        _ => {
            let why = filled(words.parcel.nothing, &[("number", &number)]);
            asking.because(Entity::TrackingNumber, why);
        }
    }
    asking.turn_or_question(Entity::TrackingNumber)
}
