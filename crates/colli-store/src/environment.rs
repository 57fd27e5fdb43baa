//! What an environment has of its own: its clock, its seed.

use crate::tx::{Arg, FromRow, Row, Sql, Tx, tenant_args, to_json};
use crate::{Store, StoreError, on_engine};
use colli_core::clock::EnvironmentClock;
use colli_core::ids::Tenant;

/// An environment that has something of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnvironmentRow {
    /// Which one.
    pub tenant: Tenant,
    /// Seed of its simulation.
    pub seed: i64,
    /// Its clock; `None` for real time.
    pub clock: Option<EnvironmentClock>,
    /// How often it was emptied.
    pub epoch: i64,
    /// How often it was changed; 0 for one that is not stored yet.
    pub version: i64,
}

impl EnvironmentRow {
    /// An environment that was never changed.
    pub fn untouched(tenant: Tenant) -> Self {
        Self {
            tenant,
            seed: 0,
            clock: None,
            epoch: 0,
            version: 0,
        }
    }
}

impl FromRow for EnvironmentRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let clock = row.opt_text(3)?.map(serde_json::from_str).transpose();
        Ok(Self {
            tenant: row.tenant(0)?,
            seed: row.i64(2)?,
            clock: clock.map_err(|_| StoreError::Unreadable("clock"))?,
            epoch: row.i64(4)?,
            version: row.i64(5)?,
        })
    }
}

const BY_ID: Sql =
    Sql::new("select org, env, seed, clock, epoch, version from environments where org = $1 and env = $2");
// Every node reads all of them: there are few, of organisations that set a clock or a seed.
const ALL: Sql = Sql::scanning("select org, env, seed, clock, epoch, version from environments");
const INSERT: Sql = Sql::new(
    "insert into environments (org, env, seed, clock, epoch, version) values ($1, $2, $3, $4, $5, 1)
     on conflict (org, env) do nothing",
);
const UPDATE: Sql = Sql::new(
    "update environments set seed = $1, clock = $2, epoch = $3, version = version + 1
     where org = $4 and env = $5 and version = $6",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[BY_ID, ALL, INSERT, UPDATE];

async fn put<T: Tx>(tx: &mut T, row: &EnvironmentRow, clock: Option<&str>) -> Result<bool, StoreError> {
    let [org, env] = tenant_args(&row.tenant);
    let (seed, clock, epoch) = (Arg::I64(row.seed), Arg::OptText(clock), Arg::I64(row.epoch));
    let changed = if row.version == 0 {
        tx.run(INSERT, &[org, env, seed, clock, epoch]).await?
    } else {
        tx.run(UPDATE, &[seed, clock, epoch, org, env, Arg::I64(row.version)])
            .await?
    };
    Ok(changed > 0)
}

impl Store {
    /// An environment; one without a row was never changed.
    pub async fn environment(&self, tenant: Tenant) -> Result<EnvironmentRow, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let row: Option<EnvironmentRow> = on_engine!(self, read | tx | tx.opt(BY_ID, &[org, env]))?;
        Ok(row.unwrap_or_else(|| EnvironmentRow::untouched(tenant)))
    }

    /// Every environment that was ever changed.
    pub async fn environments(&self) -> Result<Vec<EnvironmentRow>, StoreError> {
        on_engine!(self, read | tx | tx.all(ALL, &[]))
    }

    /// Changes an environment that was read at this version. `false`, and nothing, when it was changed since.
    pub async fn put_environment(&self, row: EnvironmentRow) -> Result<bool, StoreError> {
        let clock = row.clock.map(|clock| to_json(&clock, "clock")).transpose()?;
        on_engine!(self, write | tx | put(tx, &row, clock.as_deref()))
    }
}
