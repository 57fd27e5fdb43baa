//! Authorization profiles: keys of users, saved under a name, enabled, disabled, deleted; never shown.

use super::auth::Operator;
use super::body::Members;
use super::error::{Answer, Failure};
use super::{Access, App, Routes, route};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use colli_core::error::{Violation, Violations};
use colli_service::authorization_profiles::{AuthorizationProfile, HEADER, NewAuthorizationProfile};
use serde::Serialize;
use serde_json::{Map, Value};

/// The routes of this file.
pub(super) fn routes() -> Routes {
    let of = |method, path, handler| route(method, path, Access::Operator, handler);
    vec![
        of("POST", "/authorization-profiles", post(create)),
        of("GET", "/authorization-profiles", get(list)),
        of("GET", "/authorization-profiles/{id}", get(one)),
        of("PATCH", "/authorization-profiles/{id}", patch(enable)),
        of("DELETE", "/authorization-profiles/{id}", delete(remove)),
    ]
}

/// A profile as it is shown.
#[derive(Serialize)]
struct Shown {
    id: String,
    name: String,
    header: String,
    enabled: bool,
    #[serde(rename = "createdAt")]
    created_at: String,
}

#[derive(Serialize)]
struct ShownList {
    #[serde(rename = "authorizationProfiles")]
    profiles: Vec<Shown>,
}

impl From<AuthorizationProfile> for Shown {
    fn from(profile: AuthorizationProfile) -> Self {
        Self {
            id: profile.id.to_string(),
            name: profile.name,
            header: profile.header,
            enabled: profile.is_enabled,
            created_at: profile.created_at.to_string(),
        }
    }
}

async fn create(Operator(tenant): Operator, State(app): State<App>, Members(given): Members) -> Answer<Response> {
    let new = read_new(&given)?;
    let made = app.service.create_authorization_profile(tenant, new).await?;
    let location = format!("{}/authorization-profiles/{}", super::MOUNT, made.id);
    let headers = [(header::LOCATION, location)];
    Ok((StatusCode::CREATED, headers, Json(Shown::from(made))).into_response())
}

async fn list(Operator(tenant): Operator, State(app): State<App>) -> Answer<Response> {
    let profiles = app.service.authorization_profiles(tenant).await?;
    let profiles = profiles.into_iter().map(Shown::from).collect();
    Ok(Json(ShownList { profiles }).into_response())
}

async fn one(Operator(tenant): Operator, State(app): State<App>, Path(id): Path<String>) -> Answer<Response> {
    let profile = app.service.authorization_profile(tenant, &id).await?;
    Ok(Json(Shown::from(profile)).into_response())
}

async fn enable(
    Operator(tenant): Operator,
    State(app): State<App>,
    Path(id): Path<String>,
    Members(given): Members,
) -> Answer<Response> {
    let is_enabled = read_enabled(&given)?;
    let changed = app
        .service
        .enable_authorization_profile(tenant, &id, is_enabled)
        .await?;
    Ok(Json(Shown::from(changed)).into_response())
}

async fn remove(Operator(tenant): Operator, State(app): State<App>, Path(id): Path<String>) -> Answer<StatusCode> {
    app.service.delete_authorization_profile(tenant, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn read_new(given: &Map<String, Value>) -> Answer<NewAuthorizationProfile> {
    let mut found = Violations::new();
    only(given, &["name", "header", "key"], &mut found);
    let mut text = |name: &str| match given.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => {
            found.push(Violation::new(name, "type", "this is not a text").accepting(["a text"]));
            String::new()
        }
    };
    let (name, key) = (text("name"), text("key"));
    let mut header = text("header");
    if !given.contains_key("header") {
        // There is but one to choose.
        HEADER.clone_into(&mut header);
    }
    let new = NewAuthorizationProfile { name, header, key };
    found.into_result(new).map_err(Failure::invalid)
}

fn read_enabled(given: &Map<String, Value>) -> Answer<bool> {
    let mut found = Violations::new();
    only(given, &["enabled"], &mut found);
    let enabled = given.get("enabled");
    if enabled.is_none() {
        found.push(Violation::required("enabled").accepting(["true", "false"]));
    } else if enabled.and_then(Value::as_bool).is_none() {
        let violation = Violation::new("enabled", "type", "this is not a boolean");
        found.push(violation.accepting(["true", "false"]));
    }
    let is_enabled = enabled.and_then(Value::as_bool).unwrap_or_default();
    found.into_result(is_enabled).map_err(Failure::invalid)
}

/// Members nobody reads are mistakes.
fn only(given: &Map<String, Value>, known: &[&str], found: &mut Violations) {
    for name in given.keys().filter(|name| !known.contains(&name.as_str())) {
        let name = colli_core::address::excerpt(name);
        let violation = Violation::new(name, "unknown", "there is no such member");
        found.push(violation.accepting(known.iter().copied()));
    }
}
