//! Tokens. [`Client`](super::Client) makes these calls itself.

use super::Credentials;
use crate::call::Call;
use crate::read::Vendor;
use colli_wire::dhl_parcel::auth::{ApiKeyRequest, RefreshTokenRequest, TokenResponse};
use colli_wire::field::Field;

/// Buys tokens with a key: `POST /authenticate/api-key`. Tokens bought twice do no harm.
pub fn api_key(credentials: &Credentials) -> Call<TokenResponse> {
    Call::post(
        "/authenticate/api-key".to_owned(),
        Vendor::Parcel,
        &written(credentials),
    )
    .repeatable(true)
}

/// Buys the next tokens: `POST /authenticate/refresh-token`. A refresh token works once.
pub fn refresh_token(refresh_token: &str) -> Call<TokenResponse> {
    let body = RefreshTokenRequest {
        refresh_token: refresh_token.into(),
    };
    Call::post("/authenticate/refresh-token".to_owned(), Vendor::Parcel, &body)
}

/// Accounts of a key: `POST /authenticate/api-key/account-numbers`.
pub fn account_numbers(credentials: &Credentials) -> Call<Vec<String>> {
    let path = "/authenticate/api-key/account-numbers".to_owned();
    Call::post(path, Vendor::Parcel, &written(credentials)).repeatable(true)
}

fn written(credentials: &Credentials) -> ApiKeyRequest {
    let accounts = &credentials.account_numbers;
    ApiKeyRequest {
        user_id: credentials.user_id.as_str().into(),
        key: credentials.key.reveal().into(),
        account_numbers: if accounts.is_empty() {
            Field::Absent
        } else {
            Field::list(accounts.iter().cloned())
        },
    }
}
