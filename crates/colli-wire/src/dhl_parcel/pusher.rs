//! The track and trace pusher (reference 12; paths and members as design section 11 settles them). What is pushed is a
//! [`TrackTracePiece`](super::track::TrackTracePiece).

use crate::field::{Field, Number};
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! {
    /// `POST /track-trace-pusher/configurations`.
    pub struct PusherConfigurationRequest {
        /// A name for people.
        name: String,
        /// Where pieces are pushed to: https, a host of the public internet.
        #[schema(required = true)]
        url: String,
        /// Requests a second at most; 100 when left out.
        max_requests_per_second: Number,
        /// Every parcel of the organisation; `false` pushes the parcels subscribed to.
        organisation_level: bool,
        /// How the requests say who they are; nothing when left out.
        authorisation: PusherAuthorisation,
    }

    /// How pushes say who they are.
    pub struct PusherAuthorisation {
        /// `API_KEY`.
        #[serde(rename = "type")]
        #[schema(required = true)]
        kind: String,
        /// Name of the header.
        header: String,
        /// What is sent in it.
        key: String,
    }

    /// `POST /track-trace-pusher/subscriptions`.
    pub struct PusherSubscriptionRequest {
        /// The configuration.
        #[schema(required = true)]
        configuration_id: String,
        /// Its key.
        #[schema(required = true)]
        subscription_key: String,
        /// Code of the parcel.
        #[schema(required = true)]
        barcode: String,
        /// Postal code of its receiver.
        #[schema(required = true)]
        postal_code: String,
    }
}

/// A configuration that was made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PusherConfigurationCreated {
    /// Names it from now on.
    pub configuration_id: String,
    /// Subscriptions need it. It is shown here only.
    pub subscription_key: String,
}

/// A configuration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PusherConfiguration {
    /// Its id.
    pub configuration_id: String,
    /// A name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where pieces are pushed to.
    pub url: String,
    /// Requests a second at most.
    pub max_requests_per_second: u32,
    /// Every parcel of the organisation.
    pub organisation_level: bool,
    /// How the requests say who they are, without the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorisation: Option<PusherHeader>,
    /// `OK`, or `FAILING` while the receiver takes nothing.
    pub status: String,
}

/// The header a pusher sends its key in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PusherHeader {
    /// `API_KEY`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name of the header.
    pub header: String,
}

/// A parcel a configuration is subscribed to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PusherSubscription {
    /// The configuration.
    pub configuration_id: String,
    /// Code of the parcel.
    pub barcode: String,
}
