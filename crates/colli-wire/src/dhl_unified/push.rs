//! Push: subscriptions and what is sent to them (reference 2).

use super::lenient::or_empty;
use super::tracking::UnifiedShipment;
use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! {
    /// `POST /subscription`.
    pub struct SubscriptionRequest {
        /// Where pushes go.
        #[schema(required = true)]
        hook: HookRequest,
        /// `Default`, also when left out.
        format: String,
        /// `Shipment` or `Account`.
        #[serde(rename = "type")]
        #[schema(required = true)]
        kind: String,
        /// Only parcels of this service; of every one when left out.
        service: String,
        /// Any of `Pre-Transit`, `Transit`, `Delivered`, `Failure` and `Unknown`; all of them when left out.
        events: Vec<Field<String>>,
        /// Numbers of parcels, of type `Shipment`.
        #[serde(rename = "shipmentIDs")]
        shipment_ids: Vec<Field<String>>,
        /// Number of an account, of type `Account`.
        #[serde(rename = "accountID")]
        account_id: String,
    }

    /// Where pushes go.
    pub struct HookRequest {
        /// An https address.
        #[schema(required = true)]
        uri: String,
        /// A header to be sent along; nothing when left out.
        authentication: HookAuthenticationRequest,
    }

    /// A header to be sent with every push.
    pub struct HookAuthenticationRequest {
        /// `ApiKeyAuthentication`.
        #[serde(rename = "type")]
        #[schema(required = true)]
        kind: String,
        /// Name of the header.
        #[schema(required = true)]
        header: String,
        /// Its value.
        #[schema(required = true)]
        token: String,
    }
}

/// What making a subscription answers.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct SubscriptionCreated {
    /// The subscription's address.
    #[serde(rename = "self", deserialize_with = "or_empty")]
    pub this: String,
    /// Its id, which its address ends in.
    #[serde(deserialize_with = "or_empty")]
    pub subscription_id: String,
}

/// The subscriptions of a key.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct SubscriptionList {
    /// Them, the first made first.
    #[serde(deserialize_with = "or_empty")]
    pub subscriptions: Vec<Subscription>,
}

/// A subscription.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Subscription {
    /// Its address.
    #[serde(rename = "self", deserialize_with = "or_empty")]
    pub this: String,
    /// Its id.
    #[serde(deserialize_with = "or_empty")]
    pub subscription_id: String,
    /// `pending` until it is activated, then `active`.
    #[serde(deserialize_with = "or_empty")]
    pub status: String,
    /// Where pushes go.
    #[serde(deserialize_with = "or_empty")]
    pub hook: Hook,
    /// `Default`.
    #[serde(deserialize_with = "or_empty")]
    pub format: String,
    /// `Shipment` or `Account`.
    #[serde(rename = "type", deserialize_with = "or_empty")]
    pub kind: String,
    /// Only parcels of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What is pushed.
    #[serde(deserialize_with = "or_empty")]
    pub events: Vec<String>,
    /// Numbers of parcels, of type `Shipment`.
    #[serde(
        rename = "shipmentIDs",
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "or_empty"
    )]
    pub shipment_ids: Vec<String>,
    /// Number of the account, of type `Account`.
    #[serde(rename = "accountID", skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// When it was made; RFC 3339.
    #[serde(deserialize_with = "or_empty")]
    pub created: String,
}

/// Where pushes go.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Hook {
    /// An https address.
    #[serde(deserialize_with = "or_empty")]
    pub uri: String,
    /// What is sent along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication: Option<HookAuthentication>,
}

/// A header sent with every push. Its value is never answered.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct HookAuthentication {
    /// `ApiKeyAuthentication`.
    #[serde(rename = "type", deserialize_with = "or_empty")]
    pub kind: String,
    /// Name of the header.
    #[serde(deserialize_with = "or_empty")]
    pub header: String,
}

/// A message to a hook.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PushMessage {
    /// `subscription.validate`, `subscription.ready` or `subscription.push`.
    #[serde(deserialize_with = "or_empty")]
    pub scope: String,
    /// The subscription's address.
    #[serde(rename = "self", deserialize_with = "or_empty")]
    pub this: String,
    /// What activates the subscription; of `subscription.validate` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Where it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hook: Option<Hook>,
    /// The service the subscription is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The account the subscription is of.
    #[serde(rename = "accountID", skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// The shipments; of `subscription.push` only.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_empty")]
    pub shipments: Vec<UnifiedShipment>,
}
