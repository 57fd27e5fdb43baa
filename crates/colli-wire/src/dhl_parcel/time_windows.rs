//! Time windows (reference 13.1).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// When a parcel could be delivered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeWindow {
    /// Postal code asked for, upper case, without space.
    pub postal_code: String,
    /// The day, `dd-MM-yyyy`.
    pub delivery_date: String,
    /// `Day` or `Evening`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Begins, `HHmm`.
    pub start_time: String,
    /// Ends, `HHmm`; `0000` is midnight.
    pub end_time: String,
    /// `Available`.
    pub status: String,
}
