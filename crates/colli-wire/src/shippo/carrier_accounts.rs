//! Carrier accounts (reference 5.1).

use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /carrier_accounts`, `PUT /carrier_accounts/{id}`.
    pub struct CarrierAccountRequest {
        /// Token of the carrier: `dhl_ecommerce`, `dhl_benelux`.
        #[schema(required = true)]
        carrier: String,
        /// What the client calls the account.
        #[schema(required = true)]
        account_id: String,
        /// Its parameters, by name.
        #[schema(required = true)]
        parameters: Value,
        /// Whether quotes are asked of it; true when left out.
        active: bool,
        /// The client's own note.
        metadata: String,
        /// An account of the carrier's own test mode.
        test: bool,
    }
}

/// A carrier account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct CarrierAccount {
    /// What the client calls it.
    pub account_id: String,
    /// Whether quotes are asked of it.
    pub active: bool,
    /// Token of the carrier.
    pub carrier: String,
    /// Name of the carrier.
    pub carrier_name: String,
    /// Parameters; secrets are masked, but for the answer that made the account.
    pub parameters: BTreeMap<String, String>,
    /// An account of the vendor's; never here.
    pub is_shippo_account: bool,
    /// The client's own note.
    pub metadata: String,
    /// Its id.
    pub object_id: String,
    /// Whose it is.
    pub object_owner: String,
    /// An account of the carrier's own test mode.
    pub test: bool,
    /// Service levels, when they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_levels: Option<Vec<AccountServiceLevel>>,
    /// Whether it can be used, in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_info: Option<AccountInfo>,
}

/// A service level of an account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountServiceLevel {
    /// Its name.
    pub name: String,
    /// Its token.
    pub token: String,
    /// Whether return labels can be bought.
    pub supports_return_labels: bool,
}

/// What is known of an account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountInfo {
    /// Whether it can be used.
    pub authentication: Authentication,
}

/// Whether an account can be used.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Authentication {
    /// How it says who it is: `default`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `connected`.
    pub status: String,
}
