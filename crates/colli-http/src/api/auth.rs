//! Who calls: a token of the organisation, and a header that names the environment.

use super::App;
use super::error::Failure;
use crate::refusal::bearer_token;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use colli_core::error::Violation;
use colli_core::ids::{Environment, Tenant};
use colli_service::Error;
use colli_service::operators;

/// Names the environment a call is about; without it, the test environment.
const ENVIRONMENT: &str = "colli-environment";

/// An operator with a valid token.
pub(super) struct Operator(pub(super) operators::Operator);

impl FromRequestParts<App> for Operator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = bearer_token(parts).ok_or(Error::Unauthenticated(
            "A token of the organisation is needed: Authorization: Bearer <token>",
        ))?;
        let organisation = app.service.authenticate_operator(token).await?;
        let environment = environment(parts)?;
        Ok(Self(operators::Operator {
            tenant: Tenant {
                organisation,
                environment,
            },
        }))
    }
}

fn environment(parts: &Parts) -> Result<Environment, Failure> {
    let Some(value) = parts.headers.get(ENVIRONMENT) else {
        return Ok(Environment::Test);
    };
    match value.to_str().map(str::trim).unwrap_or_default() {
        word if word.eq_ignore_ascii_case("test") => Ok(Environment::Test),
        word if word.eq_ignore_ascii_case("live") => Ok(Environment::Live),
        _ => Err(Failure::invalid(vec![
            Violation::new("Colli-Environment", "value", "this header names no environment")
                .accepting(["test", "live"]),
        ])),
    }
}
