//! Transit times (reference 13.2).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long a product takes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransitTime {
    /// Product key.
    pub product: String,
    /// Days from the shipment date to the delivery date.
    pub transit_time: u32,
    /// Planned day of delivery, `yyyy-MM-dd`.
    pub delivery_date: String,
}
