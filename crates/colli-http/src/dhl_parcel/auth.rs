//! Authentication: who calls, and the three calls that buy tokens (reference 2).

use super::App;
use super::body::JsonBody;
use super::error::{Answer, Failure};
use crate::reader::Reader;
use crate::refusal::bearer_token;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use colli_core::account::Caller;
use colli_service::Error;
use colli_service::auth::TokenPair;
use colli_wire::dhl_parcel::auth::{ApiKeyRequest, RefreshTokenRequest, TokenResponse};
use std::convert::Infallible;
use std::sync::Arc;

/// A caller with a valid access token.
pub(super) struct Bearer(pub(super) Arc<Caller>);

impl FromRequestParts<App> for Bearer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = bearer_token(parts).ok_or(Error::Unauthenticated(
            "An access token is needed: Authorization: Bearer <token>",
        ))?;
        Ok(Self(app.service.authenticate(token).await?))
    }
}

/// A caller of a public endpoint: a valid token counts, anything else is ignored (reference 1).
pub(super) struct MaybeBearer(pub(super) Option<Arc<Caller>>);

impl FromRequestParts<App> for MaybeBearer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self(match bearer_token(parts) {
            Some(token) => app.service.authenticate(token).await.ok(),
            None => None,
        }))
    }
}

/// Buys a token pair with an API key.
#[utoipa::path(post, path = "/authenticate/api-key", tag = "authentication", operation_id = "authenticateWithKey", request_body = ApiKeyRequest,
    responses((status = 200, body = TokenResponse), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse)))]
pub(super) async fn api_key(
    State(app): State<App>,
    JsonBody(request): JsonBody<ApiKeyRequest>,
) -> Answer<Json<TokenResponse>> {
    let (user, key, accounts) = credentials(request)?;
    let pair = app.service.authenticate_key(&user, &key, Some(&accounts)).await?;
    Ok(Json(token_response(pair)))
}

/// Buys the next token pair with a refresh token. A refresh token works once.
#[utoipa::path(post, path = "/authenticate/refresh-token", tag = "authentication", operation_id = "refreshTokens", request_body = RefreshTokenRequest,
    responses((status = 200, body = TokenResponse), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse)))]
pub(super) async fn refresh_token(
    State(app): State<App>,
    JsonBody(request): JsonBody<RefreshTokenRequest>,
) -> Answer<Json<TokenResponse>> {
    let mut reader = Reader::default();
    let token = reader.required(request.refresh_token, "refreshToken");
    reader.finish()?;
    Ok(Json(token_response(app.service.refresh(&token).await?)))
}

/// Lists the accounts of a key's user.
#[utoipa::path(post, path = "/authenticate/api-key/account-numbers", tag = "authentication", operation_id = "listAccountNumbers", request_body = ApiKeyRequest,
    responses((status = 200, body = Vec<String>), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse)))]
pub(super) async fn account_numbers(
    State(app): State<App>,
    JsonBody(request): JsonBody<ApiKeyRequest>,
) -> Answer<Json<Vec<String>>> {
    let (user, key, _) = credentials(request)?;
    let accounts = app.service.account_numbers(&user, &key).await?;
    Ok(Json(accounts.iter().map(ToString::to_string).collect()))
}

fn credentials(request: ApiKeyRequest) -> Answer<(String, String, Vec<String>)> {
    let mut reader = Reader::default();
    let user = reader.required(request.user_id, "userId");
    let key = reader.required(request.key, "key");
    let accounts = reader.texts(request.account_numbers, "accountNumbers");
    reader.finish()?;
    Ok((user, key, accounts))
}

fn token_response(pair: TokenPair) -> TokenResponse {
    TokenResponse {
        access_token: pair.access,
        access_token_expiration: pair.access_expires,
        refresh_token: pair.refresh,
        refresh_token_expiration: pair.refresh_expires,
        account_numbers: pair.accounts.iter().map(ToString::to_string).collect(),
    }
}
