//! Under which key an action runs: the caller's own, or that of an authorization profile it names.

use super::App;
use super::auth::{Assistant, count};
use super::entities::Entities;
use super::error::{Answer, Failure};
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_service::authorization_profiles::ApiKey;

/// The input that names a profile, by its id or its name.
const PROFILE: &str = "authorizationProfile";

/// Lets an action run, and answers the profile's key when one is named. The caller's own scope counts in either case, so that
/// nobody gets past it with somebody else's profile; then, on the own network, the scope and the quota of the profile's key.
pub(super) async fn key(app: &App, assistant: &Assistant, entities: &Entities, scope: Scope) -> Answer<Option<ApiKey>> {
    let service = &app.service;
    assistant.may(service, scope)?;
    let named = entities.text(&[PROFILE]).map_err(|_| {
        let violation = Violation::new(PROFILE, "type", "this names no authorization profile");
        Failure::invalid(vec![violation.accepting(["the id or the name of a profile"])])
    })?;
    let Some(named) = named else {
        return Ok(None);
    };
    let key = service
        .authorization_profile_key(assistant.client.tenant, &named)
        .await?;
    if !service.has_upstream() {
        let client = service.client_of_profile(&key, scope).await?;
        if client.app != assistant.client.app {
            count(service, &client)?;
        }
    }
    Ok(Some(key))
}
