//! Environments: whose clock shows what. A live environment has real time; a test environment may own its clock.
//!
//! What is known of the environments is remembered by every node. Where many nodes share a database, each reads them
//! again a few times a second, so a clock moved through one shows on the others within half a second.

use crate::Service;
use crate::error::{Error, Result};
use colli_core::account::Caller;
use colli_core::clock::{ClockMode, EnvironmentClock, LAST_MOMENT, SPEED_MILLI_RANGE};
use colli_core::error::Violation;
use colli_core::ids::{Environment, Tenant};
use colli_store::{EnvironmentRow, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// Why a live environment refuses what would move its time or empty it.
pub(crate) const LIVE: Error = Error::Forbidden(
    "This is possible in test environments only: leave out the header Colli-Environment, or send test",
);

/// How often a node reads what other nodes may have changed.
pub(crate) const RELOAD_EVERY: Duration = Duration::from_millis(400);

/// How often a change is tried again when another one came in between.
const CHANGES_MAX: usize = 8;

/// What is remembered of environments.
#[derive(Default)]
pub(crate) struct Environments(RwLock<HashMap<Tenant, EnvironmentRow>>);

impl Environments {
    fn get<T>(&self, tenant: Tenant, read: impl FnOnce(Option<&EnvironmentRow>) -> T) -> T {
        read(self.0.read().unwrap_or_else(PoisonError::into_inner).get(&tenant))
    }

    /// Remembers a row, unless a later one is known.
    fn note(&self, row: EnvironmentRow) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let entry = known.entry(row.tenant).or_insert_with(|| row.clone());
        if entry.version < row.version {
            *entry = row;
        }
    }
}

/// A change of a clock; what is `None` stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ClockChange {
    /// What it shows from now on.
    pub now: Option<Timestamp>,
    /// Whether it runs.
    pub mode: Option<ClockMode>,
    /// How fast, in thousandths of real time.
    pub speed_milli: Option<i64>,
}

impl Service {
    /// Real time, which outside parties live in.
    pub fn real_now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Now, on the environment's clock.
    pub fn now(&self, tenant: Tenant) -> Timestamp {
        let real = self.clock.now();
        if tenant.environment == Environment::Live {
            return real;
        }
        self.environments
            .get(tenant, |row| row.and_then(|row| row.clock))
            .map_or(real, |clock| clock.now(real))
    }

    /// Now, for who calls a public endpoint: on the clock of the token's environment, else real time.
    pub fn now_for(&self, caller: Option<&Caller>) -> Timestamp {
        caller.map_or_else(|| self.clock.now(), |caller| self.now(caller.tenant))
    }

    /// Today at the network's home, for who calls a public endpoint.
    pub fn today(&self, caller: Option<&Caller>) -> Date {
        self.now_for(caller).to_zoned(self.zone.clone()).date()
    }

    /// The clock of an environment.
    pub fn environment_clock(&self, tenant: Tenant) -> EnvironmentClock {
        let real = EnvironmentClock::real(self.clock.now());
        if tenant.environment == Environment::Live {
            return real;
        }
        self.environments
            .get(tenant, |row| row.and_then(|row| row.clock))
            .unwrap_or(real)
    }

    /// The seed its simulation is drawn from.
    pub fn seed(&self, tenant: Tenant) -> i64 {
        self.environments.get(tenant, |row| row.map_or(0, |row| row.seed))
    }

    /// How often the environment was emptied. What is remembered of it holds within one epoch only.
    pub fn epoch(&self, tenant: Tenant) -> i64 {
        self.environments.get(tenant, |row| row.map_or(0, |row| row.epoch))
    }

    /// The real time at which an environment's clock will show a moment; `None` when it stands still before that.
    pub fn real_time_of(&self, tenant: Tenant, moment: Timestamp) -> Option<Timestamp> {
        self.environment_clock(tenant).real_time_of(moment)
    }

    /// Reads the environments again.
    pub(crate) async fn reload_environments(&self) -> std::result::Result<(), StoreError> {
        for row in self.store.environments().await? {
            self.environments.note(row);
        }
        Ok(())
    }

    /// Changes a clock. It goes forward only, so that what happened stays in the past; nothing is run here.
    pub(crate) async fn change_clock(&self, tenant: Tenant, change: ClockChange) -> Result<EnvironmentClock> {
        check_change(&change)?;
        let changed = self.change_environment(tenant, |row, real| {
            let before = row.clock.unwrap_or_else(|| EnvironmentClock::real(real));
            let shown = before.now(real);
            let to = change.now.unwrap_or(shown);
            if to < shown {
                return Err(backwards(shown));
            }
            let mut clock = before.set(real, to);
            clock.mode = change.mode.unwrap_or(clock.mode);
            clock.speed_milli = change.speed_milli.unwrap_or(clock.speed_milli);
            row.clock = Some(clock);
            Ok(())
        });
        let row = changed.await?;
        Ok(row.clock.unwrap_or_else(|| EnvironmentClock::real(self.clock.now())))
    }

    /// Begins another epoch, with a seed and a clock. Without a seed it keeps the one it has. With a time the clock goes on
    /// as it did, frozen if it was; without, it is real again; a mode and a speed that are named hold either way.
    pub(crate) async fn begin_epoch(&self, tenant: Tenant, seed: Option<i64>, to: ClockChange) -> Result<()> {
        check_change(&to)?;
        let changed = self.change_environment(tenant, |row, real| {
            row.epoch += 1;
            row.seed = seed.unwrap_or(row.seed);
            let real_clock = EnvironmentClock::real(real);
            let before = row.clock.filter(|_| to.now.is_some()).unwrap_or(real_clock);
            row.clock = (to != ClockChange::default()).then(|| {
                let mut clock = before.set(real, to.now.unwrap_or(real));
                clock.mode = to.mode.unwrap_or(clock.mode);
                clock.speed_milli = to.speed_milli.unwrap_or(clock.speed_milli);
                clock
            });
            Ok(())
        });
        changed.await.map(drop)
    }

    async fn change_environment(
        &self,
        tenant: Tenant,
        change: impl Fn(&mut EnvironmentRow, Timestamp) -> Result<()>,
    ) -> Result<EnvironmentRow> {
        if tenant.environment == Environment::Live {
            return Err(LIVE);
        }
        for _ in 0..CHANGES_MAX {
            let mut row = self.store.environment(tenant).await?;
            change(&mut row, self.clock.now())?;
            if self.store.put_environment(row.clone()).await? {
                row.version += 1;
                self.environments.note(row.clone());
                return Ok(row);
            }
        }
        Err(Error::Busy)
    }
}

fn check_change(change: &ClockChange) -> Result<()> {
    let (slowest, fastest) = SPEED_MILLI_RANGE;
    let mut found = Vec::new();
    if change
        .speed_milli
        .is_some_and(|speed| !(slowest..=fastest).contains(&speed))
    {
        found.push(
            Violation::new("speed", "range", "a clock cannot run this fast or slow").accepting(["0.001 to 100000"]),
        );
    }
    if change
        .now
        .is_some_and(|now| !(Timestamp::UNIX_EPOCH..=LAST_MOMENT).contains(&now))
    {
        found.push(
            Violation::new("now", "range", "a clock cannot show this time")
                .accepting(["1970-01-01T00:00:00Z to 2200-01-01T00:00:00Z"]),
        );
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(found))
    }
}

fn backwards(shown: Timestamp) -> Error {
    Error::violation(
        Violation::new(
            "now",
            "order",
            "a clock goes forward only: what has happened cannot be undone",
        )
        .accepting([
            format!("a time from {shown} on"),
            "POST /api/v1/reset, which empties the environment and starts at any time".to_owned(),
        ]),
    )
}
