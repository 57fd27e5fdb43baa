//! Who calls: a token of the organisation, and a header that names the environment.

use super::App;
use super::error::Failure;
use crate::credentials::environment;
use crate::refusal::bearer_token;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use colli_core::ids::Tenant;
use colli_service::Error;
use colli_service::operators;

/// An operator with a valid token.
pub(super) struct Operator(pub(super) operators::Operator);

impl FromRequestParts<App> for Operator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = bearer_token(parts).ok_or(Error::Unauthenticated(
            "A token of the organisation is needed: Authorization: Bearer <token>",
        ))?;
        let organisation = app.service.authenticate_operator(token).await?;
        let environment = environment(&parts.headers).map_err(|violation| Failure::invalid(vec![violation]))?;
        Ok(Self(operators::Operator {
            tenant: Tenant {
                organisation,
                environment,
            },
        }))
    }
}
