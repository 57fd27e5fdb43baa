//! Service groups, and what they cost at the checkout (reference 5.15).

use super::addresses::AddressRequest;
use super::id_or::IdOr;
use super::orders::LineItemRequest;
use super::parcels::ParcelRequest;
use crate::field::{Field, Number};
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /service-groups`, `PUT /service-groups`.
    pub struct ServiceGroupRequest {
        /// Id of the group; needed by `PUT`.
        object_id: String,
        /// Whether it is offered; needed by `PUT`.
        is_active: bool,
        /// What buyers see.
        #[schema(required = true)]
        name: String,
        /// What it is, in more words.
        #[schema(required = true)]
        description: String,
        /// `LIVE_RATE`, `FLAT_RATE` or `FREE_SHIPPING`.
        #[serde(rename = "type")]
        #[schema(required = true)]
        kind: String,
        /// Service levels of accounts.
        #[schema(required = true)]
        service_levels: Vec<Field<ServiceLevelRequest>>,
        /// Price of a flat rate; of a live rate, the price when no carrier answers.
        flat_rate: Number,
        /// Its currency.
        flat_rate_currency: String,
        /// From which price of the goods on shipping is free.
        free_shipping_threshold_min: Number,
        /// Its currency.
        free_shipping_threshold_currency: String,
        /// Percent added to carriers' rates, from -100 to 1000.
        rate_adjustment: Number,
    }

    /// A service level of an account.
    pub struct ServiceLevelRequest {
        /// Id of the account.
        #[schema(required = true)]
        account_object_id: String,
        /// Token of the service level.
        #[schema(required = true)]
        service_level_token: String,
    }

    /// `POST /live-rates`.
    pub struct LiveRateRequest {
        /// Who receives: an address with name, street, city, state, postal code and country, or the id of one.
        #[schema(required = true)]
        address_to: IdOr<AddressRequest>,
        /// Who sends; needed when a group asks carriers.
        address_from: IdOr<AddressRequest>,
        /// What is in the cart.
        #[schema(required = true)]
        line_items: Vec<Field<LineItemRequest>>,
        /// A parcel, or the id of one or of a client's template; the default template when left out.
        parcel: IdOr<ParcelRequest>,
    }
}

/// A service group.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ServiceGroup {
    /// Its id.
    pub object_id: String,
    /// What buyers see.
    pub name: String,
    /// What it is, in more words.
    pub description: String,
    /// What its price is.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it is offered.
    pub is_active: bool,
    /// Its service levels.
    pub service_levels: Vec<ServiceLevel>,
    /// Price of a flat rate.
    pub flat_rate: Option<String>,
    /// Its currency.
    pub flat_rate_currency: Option<String>,
    /// From which price of the goods on shipping is free.
    pub free_shipping_threshold_min: Option<String>,
    /// Its currency.
    pub free_shipping_threshold_currency: Option<String>,
    /// Percent added to carriers' rates.
    pub rate_adjustment: Option<i32>,
}

/// A service level of an account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ServiceLevel {
    /// Id of the account.
    pub account_object_id: String,
    /// Token of the service level.
    pub service_level_token: String,
}

/// What a service group costs for a cart.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LiveRate {
    /// Name of the group.
    pub title: String,
    /// Price.
    pub amount: String,
    /// Its currency.
    pub currency: String,
    /// Price in the buyer's currency.
    pub amount_local: String,
    /// The buyer's currency.
    pub currency_local: String,
    /// Days until delivery, where a carrier says it.
    pub estimated_days: Option<u32>,
}
