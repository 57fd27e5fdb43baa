//! Pickups, with what the operator reported of them.

use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args, to_json};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::{AccountNumber, Tenant, UserId};
use colli_core::pickup::{Pickup, StatusAt};
use jiff::Timestamp;
use uuid::Uuid;

/// Words of a query that are looked at; further ones are left out.
pub const PICKUP_WORDS_MAX: usize = 8;

/// What became of a booking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PickupInserted {
    /// It is stored.
    Created(Box<Pickup>),
    /// The tenant has a pickup of this id already: that one, as stored. Nothing was written.
    Existing(Box<Pickup>),
}

/// Which pickups are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PickupFilter {
    /// On these accounts.
    pub accounts: Vec<AccountNumber>,
    /// That hold all of these words or parts of words, folded: letters and digits only.
    pub words: Vec<String>,
}

/// A part of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PickupPage {
    /// How many there are in all.
    pub total: u64,
    /// The pickups of this part, newest first.
    pub pickups: Vec<Pickup>,
}

/// What became of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatusesChanged {
    /// It is stored.
    Changed,
    /// Somebody reported something since the pickup was read.
    Raced,
}

const INSERT: Sql = Sql::new(
    "insert into pickups (org, env, pickup_id, serial, account, user_id, created_at, words, statuses, body)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (org, env, pickup_id) do nothing",
);
const BY_ID: Sql = Sql::new(
    "select org, env, pickup_id, serial, user_id, created_at, statuses, body from pickups
     where org = $1 and env = $2 and pickup_id = $3",
);
// $3 is a list of account numbers; those hold no character that has a meaning in a pattern, nor do folded words.
const LIST: Sql = Sql::new(
    "select org, env, pickup_id, serial, user_id, created_at, statuses, body from pickups
     where org = $1 and env = $2 and $3 like '%' || account || '%'
       and words like $4 and words like $5 and words like $6 and words like $7
       and words like $8 and words like $9 and words like $10 and words like $11
     order by created_at desc, serial desc limit $12 offset $13",
);
const COUNT: Sql = Sql::new(
    "select count(*) from pickups
     where org = $1 and env = $2 and $3 like '%' || account || '%'
       and words like $4 and words like $5 and words like $6 and words like $7
       and words like $8 and words like $9 and words like $10 and words like $11",
);
// $1 are the new statuses, $5 those that were read.
const SET_STATUSES: Sql =
    Sql::new("update pickups set statuses = $1 where org = $2 and env = $3 and pickup_id = $4 and statuses = $5");
const OLD: Sql = Sql::new(
    "select pickup_id from pickups where org = $1 and env = $2 and created_at < $3 order by created_at limit $4",
);
const DELETE: Sql = Sql::new("delete from pickups where org = $1 and env = $2 and pickup_id = $3");
const DELETE_ALL: Sql = Sql::new("delete from pickups where org = $1 and env = $2");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[INSERT, BY_ID, LIST, COUNT, SET_STATUSES, OLD, DELETE, DELETE_ALL];

/// Pickups deleted in one step.
const DELETED_MAX: usize = 500;

impl FromRow for Pickup {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.tenant(0)?,
            id: row.uuid(2)?,
            serial: u64::try_from(row.i64(3)?).map_err(|_| StoreError::Unreadable("pickup serial"))?,
            user: UserId(row.uuid(4)?),
            created_at: row.time(5)?,
            reported: row.json(6, "pickup statuses")?,
            order: row.json(7, "pickup")?,
        })
    }
}

struct PickupId(Uuid);

impl FromRow for PickupId {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.uuid(0).map(Self)
    }
}

/// A pickup as its row has it.
struct NewRow {
    pickup: Box<Pickup>,
    serial: i64,
    words: String,
    statuses: String,
    body: String,
}

async fn insert<T: Tx>(tx: &mut T, new: &NewRow) -> Result<Option<Pickup>, StoreError> {
    let pickup = &new.pickup;
    let [org, env] = tenant_args(&pickup.tenant);
    let id = Arg::from(&pickup.id);
    let args = [
        org,
        env,
        id,
        Arg::I64(new.serial),
        Arg::Text(pickup.order.account.as_str()),
        Arg::from(&pickup.user.0),
        pickup.created_at.into(),
        Arg::Text(&new.words),
        Arg::Text(&new.statuses),
        Arg::Text(&new.body),
    ];
    if tx.run(INSERT, &args).await? > 0 {
        return Ok(None);
    }
    let existing = tx.opt(BY_ID, &[org, env, id]).await?;
    existing
        .map(Some)
        .ok_or_else(|| StoreError::Race("the pickup of this id was deleted at this moment".into()))
}

/// A filter as the statements take it.
struct Patterns {
    accounts: String,
    words: [String; PICKUP_WORDS_MAX],
}

impl Patterns {
    fn of(filter: &PickupFilter) -> Self {
        let accounts: Vec<&str> = filter.accounts.iter().map(AccountNumber::as_str).collect();
        let mut words: [String; PICKUP_WORDS_MAX] = std::array::from_fn(|_| "%".to_owned());
        for (pattern, word) in words.iter_mut().zip(&filter.words) {
            let plain: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
            *pattern = format!("%{plain}%");
        }
        Self {
            accounts: accounts.join(","),
            words,
        }
    }

    fn args<'a>(&'a self, tenant: &'a Tenant) -> Vec<Arg<'a>> {
        let mut args = tenant_args(tenant).to_vec();
        args.push(Arg::Text(&self.accounts));
        args.extend(self.words.iter().map(|word| Arg::Text(word)));
        args
    }
}

async fn list<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    patterns: &Patterns,
    limit: usize,
    skip: usize,
) -> Result<PickupPage, StoreError> {
    let mut args = patterns.args(tenant);
    let total: Option<i64> = tx.opt(COUNT, &args).await?;
    args.extend([count_arg(limit), count_arg(skip)]);
    Ok(PickupPage {
        total: total.and_then(|total| u64::try_from(total).ok()).unwrap_or_default(),
        pickups: tx.all(LIST, &args).await?,
    })
}

async fn set_statuses<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    id: Uuid,
    before: &str,
    after: &str,
) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    let args = [Arg::Text(after), org, env, Arg::from(&id), Arg::Text(before)];
    tx.run(SET_STATUSES, &args).await
}

async fn delete_old<T: Tx>(tx: &mut T, tenant: &Tenant, before: Timestamp) -> Result<usize, StoreError> {
    let [org, env] = tenant_args(tenant);
    let args = [org, env, before.into(), count_arg(DELETED_MAX)];
    let old: Vec<PickupId> = tx.all(OLD, &args).await?;
    let rows: Vec<_> = old.iter().map(|id| [org, env, Arg::from(&id.0)]).collect();
    tx.run_all(DELETE, &rows).await?;
    Ok(old.len())
}

/// Deletes every pickup of a tenant, for a reset of its environment.
pub(crate) async fn delete_all<T: Tx>(tx: &mut T, tenant: &Tenant) -> Result<u64, StoreError> {
    tx.run(DELETE_ALL, &tenant_args(tenant)).await
}

fn statuses_json(statuses: &Vec<StatusAt>) -> Result<String, StoreError> {
    to_json(statuses, "pickup statuses")
}

impl Store {
    /// Books a pickup, once per id and tenant; `words` is what it is found by, folded. Concurrent duplicates make one.
    pub async fn insert_pickup(&self, pickup: Pickup, words: String) -> Result<PickupInserted, StoreError> {
        let row = NewRow {
            serial: i64::try_from(pickup.serial).map_err(|_| StoreError::OutOfRange("a pickup's serial"))?,
            words,
            statuses: statuses_json(&pickup.reported)?,
            body: to_json(&pickup.order, "pickup")?,
            pickup: Box::new(pickup),
        };
        let pickup = row.pickup.clone();
        match on_engine!(self, write | tx | insert(tx, &row))? {
            None => Ok(PickupInserted::Created(pickup)),
            Some(existing) => Ok(PickupInserted::Existing(Box::new(existing))),
        }
    }

    /// The pickup of this id.
    pub async fn pickup(&self, tenant: Tenant, id: Uuid) -> Result<Option<Pickup>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(BY_ID, &[org, env, Arg::from(&id)]))
    }

    /// Pickups that pass a filter, newest first; of equal times the last booked first. The cost grows with the tenant's
    /// pickups.
    pub async fn pickups(
        &self,
        tenant: Tenant,
        filter: &PickupFilter,
        limit: usize,
        skip: usize,
    ) -> Result<PickupPage, StoreError> {
        let patterns = Patterns::of(filter);
        on_engine!(self, read | tx | list(tx, &tenant, &patterns, limit, skip))
    }

    /// Replaces what was reported of a pickup, unless that changed since it was read.
    pub async fn set_pickup_statuses(
        &self,
        pickup: &Pickup,
        statuses: &Vec<StatusAt>,
    ) -> Result<StatusesChanged, StoreError> {
        let (tenant, id) = (pickup.tenant, pickup.id);
        let (before, after) = (statuses_json(&pickup.reported)?, statuses_json(statuses)?);
        let changed = on_engine!(self, write | tx | set_statuses(tx, &tenant, id, &before, &after))?;
        Ok(if changed > 0 {
            StatusesChanged::Changed
        } else {
            StatusesChanged::Raced
        })
    }

    /// Deletes pickups of a tenant that were booked before a time, the oldest first; at most 500 in one durable step.
    /// Returns how many went: call it until that is 0.
    pub async fn delete_old_pickups(&self, tenant: Tenant, before: Timestamp) -> Result<usize, StoreError> {
        on_engine!(self, write | tx | delete_old(tx, &tenant, before))
    }

    /// Deletes every pickup of a tenant.
    pub async fn delete_pickups(&self, tenant: Tenant) -> Result<u64, StoreError> {
        on_engine!(self, write | tx | delete_all(tx, &tenant))
    }
}
