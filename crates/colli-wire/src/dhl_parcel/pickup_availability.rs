//! Days on which parcels can be picked up (reference 14.4).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A day on which parcels can be picked up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PickupDay {
    /// The day, `yyyy-MM-dd`.
    pub date: String,
    /// When on the day.
    pub time_slots: Vec<TimeSlot>,
}

/// Part of a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TimeSlot {
    /// Begins, `HH:mm`.
    pub from: String,
    /// Ends, `HH:mm`.
    pub to: String,
}
