//! Moving the clock of a test environment: what falls due happens before the answer.

use crate::Service;
use crate::environments::{ClockChange, LIVE};
use crate::error::{Error, Result};
use crate::operators::Operator;
use colli_core::clock::{EnvironmentClock, LAST_MOMENT, read_advance};
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use jiff::Timestamp;

/// An environment's clock, and what moving it brought about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClockState {
    /// What it shows.
    pub now: Timestamp,
    /// How it runs.
    pub clock: EnvironmentClock,
    /// Events that happened.
    pub events: usize,
}

impl Service {
    /// The clock of the operator's environment; a live one shows real time.
    pub fn clock_state(&self, operator: &Operator) -> ClockState {
        self.state_of(operator.tenant, 0)
    }

    fn state_of(&self, tenant: Tenant, events: usize) -> ClockState {
        ClockState {
            now: self.now(tenant),
            clock: self.environment_clock(tenant),
            events,
        }
    }

    /// Sets a clock: its time, whether it runs, how fast.
    pub async fn set_clock(&self, operator: &Operator, change: ClockChange) -> Result<ClockState> {
        let tenant = test(operator)?;
        let _held = self.simulation.hold(tenant).await;
        self.change_clock(tenant, change).await?;
        self.after_moving(tenant).await
    }

    /// Puts a clock forward by an ISO 8601 duration, such as `PT36H`.
    pub async fn advance_clock(&self, operator: &Operator, by: &str) -> Result<ClockState> {
        let tenant = test(operator)?;
        let by = read_advance(by).map_err(Error::violation)?;
        let _held = self.simulation.hold(tenant).await;
        let to = self.now(tenant).checked_add(by).ok().filter(|to| *to <= LAST_MOMENT);
        let Some(to) = to else {
            let violation = Violation::new("by", "range", "a clock cannot show that time");
            return Err(Error::violation(
                violation.accepting([format!("a time up to {LAST_MOMENT}")]),
            ));
        };
        let change = ClockChange {
            now: Some(to),
            ..ClockChange::default()
        };
        self.change_clock(tenant, change).await?;
        self.after_moving(tenant).await
    }

    /// Runs what is due; then those who are told have something to be told. The caller holds the environment.
    async fn after_moving(&self, tenant: Tenant) -> Result<ClockState> {
        let run = self.run_until(tenant, self.now(tenant), None).await?;
        self.clock_moved(tenant).await?;
        Ok(self.state_of(tenant, run.events))
    }
}

fn test(operator: &Operator) -> Result<Tenant> {
    if super::is_simulated(operator.tenant) {
        Ok(operator.tenant)
    } else {
        Err(LIVE)
    }
}
