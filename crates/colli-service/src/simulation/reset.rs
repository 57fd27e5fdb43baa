//! Emptying a test environment, to start again from a seed and a time.

use super::ClockState;
use crate::Service;
use crate::environments::{ClockChange, LIVE};
use crate::error::Result;
use crate::operators::Operator;
use colli_core::ids::Tenant;
use jiff::Timestamp;

impl Service {
    /// Empties the operator's test environment: shipments with all that belongs to them, pickups, attachments. Accounts,
    /// keys and those who are told stay; what they were still to be told goes. The same seed and time, and the same orders, give the same events again.
    pub async fn reset(&self, operator: &Operator, seed: Option<i64>, clock: ClockChange) -> Result<ClockState> {
        let tenant = operator.tenant;
        if !super::is_simulated(tenant) {
            return Err(LIVE);
        }
        let _held = self.simulation.hold(tenant).await;
        self.begin_epoch(tenant, seed, clock).await?;
        self.empty(tenant).await?;
        self.clock_moved(tenant).await?;
        Ok(self.clock_state(operator))
    }

    async fn empty(&self, tenant: Tenant) -> Result<()> {
        // Nothing runs while the rest goes.
        while self.store.empty_step(tenant).await? > 0 {}
        self.store.delete_deliveries(tenant).await?;
        while self.delete_old_attachments(tenant, Timestamp::MAX).await? > 0 {}
        // With all that belongs to them. What is booked from here on keeps what belongs to it.
        while self.store.delete_old_shipments(tenant, Timestamp::MAX).await? > 0 {}
        while self.store.delete_orphans(tenant).await? > 0 {}
        Ok(())
    }
}
