//! Who calls: `Authorization: ShippoToken <token>`, or the token alone (reference 2.3).

use super::App;
use super::error::Failure;
use super::idempotency::Seed;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use colli_service::gateway::GatewayCaller;

/// How the official SDKs call themselves.
const SDK_AGENT: &str = "speakeasy-sdk/";
/// Schemes a token may follow.
const SCHEMES: [&str; 3] = ["shippotoken", "bearer", "jwt"];

/// A caller with a valid token.
pub(super) struct Caller(pub(super) GatewayCaller);

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = token(&parts.headers).ok_or_else(Failure::no_credentials)?;
        let mut caller = app.service.authenticate_gateway(token).await?;
        caller.seed = parts.extensions.get::<Seed>().map(|Seed(seed)| *seed);
        Ok(Self(caller))
    }
}

/// The token a request brings.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
    let token = match value.split_once(' ') {
        Some((scheme, token)) if SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) => token.trim(),
        _ => value,
    };
    Some(token).filter(|token| !token.is_empty())
}

/// Whether an official SDK asks: it fails on values outside its lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct IsSdk(pub(super) bool);

impl FromRequestParts<App> for IsSdk {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self(agent.is_some_and(|agent| agent.starts_with(SDK_AGENT))))
    }
}
