//! Pickups called off by who booked them.

use super::{PickupView, WHAT};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::account::Caller;
use colli_core::error::Violation;
use uuid::Uuid;

/// The status of a pickup that was called off: of those of the network the one that says so without a visit.
pub const CALLED_OFF: &str = "NothingPickedUpOrderCancelled";

impl Service {
    /// Calls a pickup off, as long as nothing has ended it. Calling it off again changes nothing.
    pub async fn cancel_pickup(&self, caller: &Caller, id: Uuid) -> Result<PickupView> {
        let view = self.pickup(caller, id).await?;
        let Some(last) = view.statuses.last() else {
            return self.report_pickup(caller.tenant, id, CALLED_OFF, None).await;
        };
        if last.status == CALLED_OFF {
            return Ok(view);
        }
        let mut statuses = self.network.pickup_statuses.iter();
        if statuses.any(|status| status.code == last.status && status.is_final) {
            let message = format!("this {WHAT} has ended: {} at {}", last.status, last.at);
            return Err(Error::violation(Violation::new("pickup_id", "state", message)));
        }
        self.report_pickup(caller.tenant, id, CALLED_OFF, None).await
    }
}
