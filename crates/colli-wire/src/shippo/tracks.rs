//! Tracks of parcels (reference 7.6).

use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /tracks`.
    pub struct TrackRequest {
        /// Token of the carrier: `dhl_ecommerce`, `dhl_benelux`, `shippo`.
        #[schema(required = true)]
        carrier: String,
        /// The number.
        #[schema(required = true)]
        tracking_number: String,
        /// The client's own note.
        metadata: String,
    }
}

/// What is known of a parcel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Track {
    /// Token of the carrier.
    pub carrier: String,
    /// The number, as asked.
    pub tracking_number: String,
    /// Where it comes from; of the caller's own parcels only.
    pub address_from: Option<TrackAddress>,
    /// Where it goes; of the caller's own parcels only.
    pub address_to: Option<TrackAddress>,
    /// The purchase; of the caller's own parcels only.
    pub transaction: Option<String>,
    /// The planned delivery as it was told first.
    pub original_eta: Option<String>,
    /// The planned delivery as it stands.
    pub eta: Option<String>,
    /// The service; of the caller's own parcels only.
    pub servicelevel: Option<TrackServiceLevel>,
    /// The client's own note.
    pub metadata: String,
    /// The last thing that happened; null for a number nobody knows.
    pub tracking_status: Option<TrackingStatus>,
    /// What happened, oldest first.
    pub tracking_history: Vec<TrackingStatus>,
    /// What is to be said of the answer.
    pub messages: Vec<String>,
    /// Of a test environment.
    pub test: bool,
}

/// A place of which no street is told.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackAddress {
    /// Town.
    pub city: String,
    /// State or province.
    pub state: String,
    /// Postal code.
    pub zip: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// A service level.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackServiceLevel {
    /// Its token.
    pub token: String,
    /// Its name.
    pub name: String,
    /// Terms of the carrier; empty.
    pub terms: String,
}

/// Something that happened to a parcel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackingStatus {
    /// Its id.
    pub object_id: String,
    /// When it was made known.
    pub object_created: String,
    /// When it was changed last: never.
    pub object_updated: String,
    /// `UNKNOWN`, `PRE_TRANSIT`, `TRANSIT`, `DELIVERED`, `RETURNED` or `FAILURE`.
    pub status: String,
    /// A sentence for people.
    pub status_details: String,
    /// When it happened.
    pub status_date: String,
    /// More closely.
    pub substatus: Option<TrackingSubstatus>,
    /// Where it happened.
    pub location: Option<TrackAddress>,
}

/// What a status says more closely.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TrackingSubstatus {
    /// Its code.
    pub code: String,
    /// What it says.
    pub text: String,
    /// Somebody has to do something.
    pub action_required: bool,
}
