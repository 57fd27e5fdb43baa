//! Organisations' accounts and who is calling.

use crate::ids::{AccountNumber, Tenant, UserId};
use serde::{Deserialize, Serialize};

/// What an account may not book, and how its labels look. Everything not excluded is granted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccountSettings {
    /// Product keys the contract does not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded_products: Vec<String>,
    /// Option keys the contract does not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded_options: Vec<String>,
    /// `A4_THIRD` (default), `A6` or `A4`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_layout: Option<String>,
}

impl AccountSettings {
    /// Whether the contract holds every product and every option.
    pub fn grants_everything(&self) -> bool {
        self.excluded_products.is_empty() && self.excluded_options.is_empty()
    }
}

/// An account shipments are booked on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its number.
    pub number: AccountNumber,
    /// Whose it is.
    pub tenant: Tenant,
    /// Contract and preferences.
    pub settings: AccountSettings,
}

/// Who calls, after authentication.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// Whose data.
    pub tenant: Tenant,
    /// The user of the key.
    pub user: UserId,
    /// Accounts the token permits, sorted.
    pub accounts: Vec<AccountNumber>,
    /// May create and read shipments and labels.
    pub may_label: bool,
    /// May order pickups.
    pub may_pickup: bool,
}
