//! Authentication (reference 2).

use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

request! {
    /// `POST /authenticate/api-key` and `…/account-numbers`.
    pub struct ApiKeyRequest {
        /// The key's user, a UUID.
        #[schema(required = true)]
        user_id: String,
        /// The key.
        #[schema(required = true)]
        key: String,
        /// Restricts the token to these accounts; all accounts of the user when left out.
        account_numbers: Vec<Field<String>>,
    }

    /// `POST /authenticate/refresh-token`.
    pub struct RefreshTokenRequest {
        /// The refresh token of the last answer. It works once.
        #[schema(required = true)]
        refresh_token: String,
    }
}

/// A pair of tokens (reference 2.1). Printed, it does not show them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenResponse {
    /// Sent as `Authorization: Bearer …` for the next 15 minutes.
    pub access_token: String,
    /// When the access token ends, in unix seconds.
    pub access_token_expiration: i64,
    /// Buys the next pair, once, within 7 days.
    pub refresh_token: String,
    /// When the refresh token ends, in unix seconds.
    pub refresh_token_expiration: i64,
    /// Accounts the tokens permit.
    pub account_numbers: Vec<String>,
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse")
            .field("access_token_expiration", &self.access_token_expiration)
            .field("refresh_token_expiration", &self.refresh_token_expiration)
            .field("account_numbers", &self.account_numbers)
            .finish_non_exhaustive()
    }
}
