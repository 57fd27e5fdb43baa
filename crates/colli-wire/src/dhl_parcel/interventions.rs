//! Interventions (reference 17). The reference has no text of how one is carried out: request and answer are those it
//! suggests.

use super::error::ErrorDetail;
use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

request! {
    /// `POST /interventions/{type}`.
    pub struct InterventionRequest {
        /// Code of the piece.
        #[schema(required = true)]
        parcel_id: String,
        /// The receiver's postal code.
        #[schema(required = true)]
        postal_code: String,
        /// Who asks.
        #[schema(required = true)]
        email_address: String,
        /// Must be `true`.
        #[schema(required = true)]
        agree_with_terms: bool,
        /// `neighbours`: their house number.
        house_number: String,
        /// `agreed-place`: where it is to be left.
        place_description: String,
        /// `servicepoint`: its id, such as `NL-727281`.
        service_point_id: String,
        /// `date-time`: one of the time frames that are offered.
        next_timeframe: LocalTimeframe,
        /// `cancel`: whether fraud is suspected. Taken with the others as well.
        fraud_indication: bool,
    }

    /// A time frame, local to the receiver, without a zone.
    pub struct LocalTimeframe {
        /// `2022-04-15T09:00`.
        #[schema(required = true)]
        from: String,
        /// `2022-04-15T13:00`.
        #[schema(required = true)]
        to: String,
    }
}

/// A time frame, local to the receiver, without a zone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Timeframe {
    /// `2022-04-15T09:00`.
    pub from: String,
    /// `2022-04-15T13:00`.
    pub to: String,
}

/// `GET /intervention-options`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InterventionOptionsResponse {
    /// Options by code of the piece; `aggregated` is all of them together, when a not-home code was asked for.
    #[serde(default)]
    #[schema(required = true)]
    pub intervention_options: BTreeMap<String, ParcelInterventions>,
    /// Ids of ServicePoints, nearest first; with `details=true`.
    #[serde(rename = "servicepointIds", default, skip_serializing_if = "Option::is_none")]
    pub service_point_ids: Option<Vec<String>>,
    /// Later times of delivery; with `details=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_frames: Option<Vec<Timeframe>>,
}

/// What is possible for a piece.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParcelInterventions {
    /// Leave it near the house.
    #[serde(default)]
    #[schema(required = true)]
    pub agreed_place_intervention: InterventionOption,
    /// Deliver it later.
    #[serde(default)]
    #[schema(required = true)]
    pub date_time_intervention: InterventionOption,
    /// Give it to the neighbours.
    #[serde(default)]
    #[schema(required = true)]
    pub neighbours_intervention: InterventionOption,
    /// Bring it to a ServicePoint.
    #[serde(default)]
    #[schema(required = true)]
    pub service_point_intervention: InterventionOption,
}

/// Whether one intervention is possible.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InterventionOption {
    /// Whether it is.
    pub available: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<InterventionReason>>,
    /// The planned delivery it would change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_timeframe: Option<Timeframe>,
    /// The first later delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_timeframe: Option<Timeframe>,
    /// The day it would be at a ServicePoint: `2022-04-16`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_date: Option<String>,
}

/// A reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct InterventionReason {
    /// Its code.
    pub code: u16,
    /// Its text.
    pub reason: String,
}

/// `GET /intervention-options/servicepoints`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct InterventionServicePoints {
    /// Ids of ServicePoints, nearest first.
    #[serde(rename = "servicepointIds")]
    pub service_point_ids: Vec<String>,
}

/// `GET /intervention-options/timeframes`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InterventionTimeframes {
    /// Later times of delivery, in order.
    pub time_frames: Vec<Timeframe>,
}

/// An intervention that was carried out. It repeats nothing personal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InterventionResponse {
    /// Code of the piece.
    pub parcel_id: String,
    /// `agreed-place`, `servicepoint`, `neighbours`, `date-time`, `cancel`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status it was written down as.
    pub status: String,
    /// When, ISO 8601 with the offset of the receiver.
    pub timestamp: String,
    /// When delivery is planned now; none for one that was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_timeframe: Option<Timeframe>,
    /// ServicePoint it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_point_id: Option<String>,
}

/// What a refused question or request answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InterventionErrorResponse {
    /// Reasons by what was named; the empty name stands for a request that names nothing.
    pub parcels: BTreeMap<String, Vec<InterventionReason>>,
    /// `intervention_refused`.
    #[serde(default)]
    #[schema(required = true)]
    pub key: String,
    /// One sentence.
    #[serde(default)]
    #[schema(required = true)]
    pub message: String,
    /// What to change.
    #[serde(default)]
    #[schema(required = true)]
    pub details: Vec<ErrorDetail>,
}
