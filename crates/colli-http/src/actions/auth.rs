//! Who calls: with the key of an app (`DHL-API-Key`), or with a bearer token: the own API's, or a key again. Profiles are
//! managed with the own API's token alone.

use super::App;
use super::error::Failure;
use crate::credentials::{self, environment};
use crate::files::Links;
use crate::refusal::bearer_token;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_core::language::Language;
use colli_service::apps::Client;
use colli_service::{Error, Service};
use serde_json::Value;

/// Who calls an action, and how to answer.
pub(super) struct Assistant {
    /// Who calls.
    pub(super) client: Client,
    /// The language the client likes best.
    pub(super) language: Language,
    /// Makes links into this installation.
    pub(super) links: Links,
}

impl Assistant {
    /// Takes the language a platform says it speaks, where it says one.
    pub(super) fn prefer(&mut self, spoken: Option<&Value>) {
        let spoken = spoken.and_then(Value::as_str).map(str::trim);
        if let Some(spoken) = spoken.filter(|spoken| !spoken.is_empty()) {
            self.language = Language::parse(spoken).unwrap_or_default();
        }
    }

    /// Lets a call with this scope through, and counts it.
    pub(super) fn may(&self, service: &Service, scope: Scope) -> Result<(), Failure> {
        self.client.require(scope)?;
        count(service, &self.client)
    }
}

/// Counts a call against the quota of its key.
pub(super) fn count(service: &Service, client: &Client) -> Result<(), Failure> {
    let wait = client.app.as_ref().and_then(|app| service.count_call(app));
    wait.map_or(Ok(()), |wait| Err(Failure::too_many(wait)))
}

impl FromRequestParts<App> for Assistant {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let environment = environment(&parts.headers).map_err(misnamed)?;
        let key = credentials::key(&parts.headers);
        let client = app
            .service
            .authenticate_client(key, bearer_token(parts), environment)
            .await?;
        let liked = parts.headers.get(header::ACCEPT_LANGUAGE);
        let liked = liked.and_then(|liked| liked.to_str().ok()).unwrap_or_default();
        Ok(Self {
            client,
            language: Language::preferred(liked),
            links: Links::of_request(&app.service, &parts.headers),
        })
    }
}

/// An operator with a token of the own API, and the environment it is about.
pub(super) struct Operator(pub(super) Tenant);

impl FromRequestParts<App> for Operator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = bearer_token(parts).ok_or(Error::Unauthenticated(
            "A token of the organisation is needed: Authorization: Bearer <token>",
        ))?;
        let organisation = app.service.authenticate_operator(token).await?;
        let environment = environment(&parts.headers).map_err(misnamed)?;
        Ok(Self(Tenant {
            organisation,
            environment,
        }))
    }
}

fn misnamed(violation: Violation) -> Failure {
    Failure::invalid(vec![violation])
}
