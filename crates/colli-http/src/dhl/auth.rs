//! Who calls: `DHL-API-Key: <key of an app>` (reference 0). A key whose app lacks the API is refused like an unknown one.

use super::App;
use super::error::Failure;
use crate::credentials;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use colli_core::app::{self, Scope};
use std::sync::Arc;

/// An app whose key was brought, that has the scope to follow parcels, and that has a call left.
pub(super) struct Tracking(pub(super) Arc<app::App>);

/// An app whose key was brought, that has the scope to find ServicePoints, and that has a call left.
pub(super) struct Locations(pub(super) Arc<app::App>);

impl FromRequestParts<App> for Tracking {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        caller(parts, app, Scope::Tracking).await.map(Self)
    }
}

impl FromRequestParts<App> for Locations {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        caller(parts, app, Scope::Locations).await.map(Self)
    }
}

async fn caller(parts: &Parts, app: &App, scope: Scope) -> Result<Arc<app::App>, Failure> {
    let key =
        credentials::key(&parts.headers).ok_or_else(|| Failure::unauthorized("the header DHL-API-Key is missing"))?;
    let found = app.service.authenticate_app(key).await?;
    if !found.scopes.has(scope) {
        return Err(Failure::unauthorized(&format!(
            "the app of this key lacks the scope {}",
            scope.word()
        )));
    }
    match app.service.count_call(&found) {
        None => Ok(found),
        Some(wait) => Err(Failure::too_many(wait)),
    }
}
