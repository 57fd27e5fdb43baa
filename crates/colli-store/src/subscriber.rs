//! Subscribers: who is told of a tenant's events, and for which parcels.

use crate::exceptions::HOLD_ORGANISATION;
use crate::job::{NewJob, poke_job};
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use colli_core::limits::SUBSCRIBERS_MAX;
use jiff::Timestamp;
use uuid::Uuid;

/// Namespace of the ids of subscribers' jobs.
const JOB_NAMESPACE: Uuid = Uuid::from_u128(0xc011_1000_0000_4000_8000_0000_0000_0004);

/// Rows deleted in one step.
const ROWS_MAX: usize = 500;

/// The queue of subscribers that take what they are sent.
pub const TELLING: &str = "webhooks";
/// The queue of those that do not: however many and slow they are, they delay only each other.
pub const TELLING_FAILING: &str = "webhooks-failing";

/// Who is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubscriberRow {
    /// Whose it is.
    pub tenant: Tenant,
    /// Its id, unique inside the tenant.
    pub id: Uuid,
    /// How it is told: `webhook`, `pusher`, `mail`, `shippo`, `unified`.
    pub kind: String,
    /// Told only of the parcels it was subscribed to.
    pub is_per_parcel: bool,
    /// Told at all.
    pub is_enabled: bool,
    /// Categories and statuses it wants, separated by commas; `*` for all.
    pub filter: String,
    /// Tries in a row that failed.
    pub failures: u32,
    /// When a failing one is tried next, on the environment's clock.
    pub retry_at: Option<Timestamp>,
    /// When it was made, on the environment's clock.
    pub created_at: Timestamp,
    /// Its secrets, sealed.
    pub sealed: Vec<u8>,
    /// The rest, as JSON.
    pub body: String,
}

/// What an operator changes of a subscriber; what is `None` stays. Telling starts afresh: it no longer counts as failing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubscriberChange {
    /// Told at all.
    pub is_enabled: Option<bool>,
    /// What it wants.
    pub filter: Option<String>,
    /// The rest, as it was read.
    pub body_before: String,
    /// The rest.
    pub body: String,
}

/// What became of a subscriber to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubscriberInserted {
    /// It was made.
    Inserted,
    /// The tenant has one of this id.
    Exists,
    /// The tenant has as many as it may have.
    Full,
}

const INSERT: Sql = Sql::new(
    "insert into subscribers (org, env, subscriber_id, kind, per_parcel, enabled, filter, failures, created_at, sealed, body)
     values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10) on conflict (org, env, subscriber_id) do nothing",
);
const BY_ID: Sql = Sql::new(
    "select org, env, subscriber_id, kind, per_parcel, enabled, filter, failures, retry_at, created_at, sealed, body
     from subscribers where org = $1 and env = $2 and subscriber_id = $3",
);
const LIST: Sql = Sql::new(
    "select org, env, subscriber_id, kind, per_parcel, enabled, filter, failures, retry_at, created_at, sealed, body
     from subscribers where org = $1 and env = $2 and subscriber_id > $3 order by subscriber_id limit $4",
);
const UPDATE: Sql = Sql::new(
    "update subscribers set enabled = coalesce($1, enabled), filter = coalesce($2, filter), body = $3, failures = 0,
       retry_at = null
     where org = $4 and env = $5 and subscriber_id = $6 and body = $7",
);
const COUNT: Sql = Sql::new("select count(*) from subscribers where org = $1 and env = $2");
pub(crate) const IDS: Sql = Sql::new("select subscriber_id from subscribers where org = $1 and env = $2");
const UPDATE_SEALED: Sql =
    Sql::new("update subscribers set sealed = $1 where org = $2 and env = $3 and subscriber_id = $4 and sealed = $5");
const REST: Sql = Sql::new("update subscribers set enabled = 0 where org = $1 and env = $2 and subscriber_id = $3");
const DELETE: Sql = Sql::new("delete from subscribers where org = $1 and env = $2 and subscriber_id = $3");
const DELETE_DELIVERIES: Sql = Sql::new(
    "delete from deliveries where org = $1 and env = $2 and subscriber_id = $3 and (code, position) in
       (select code, position from deliveries where org = $1 and env = $2 and subscriber_id = $3 limit $4)",
);
const DELETE_SUBSCRIPTIONS: Sql = Sql::new(
    "delete from subscriptions where (code, subscriber_id) in
       (select code, subscriber_id from subscriptions where org = $1 and env = $2 and subscriber_id = $3 limit $4)",
);
const SUBSCRIBE: Sql = Sql::new(
    "insert into subscriptions (code, subscriber_id, org, env, created_at) values ($1, $2, $3, $4, $5)
     on conflict (code, subscriber_id) do nothing",
);
const UNSUBSCRIBE: Sql =
    Sql::new("delete from subscriptions where code = $1 and subscriber_id = $2 and org = $3 and env = $4");
const SUBSCRIBED: Sql = Sql::new(
    "select code from subscriptions where org = $1 and env = $2 and subscriber_id = $3 and code > $4
     order by code limit $5",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    INSERT,
    BY_ID,
    LIST,
    UPDATE,
    COUNT,
    IDS,
    UPDATE_SEALED,
    REST,
    DELETE,
    DELETE_DELIVERIES,
    DELETE_SUBSCRIPTIONS,
    SUBSCRIBE,
    UNSUBSCRIBE,
    SUBSCRIBED,
];

impl FromRow for SubscriberRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.tenant(0)?,
            id: row.uuid(2)?,
            kind: row.text(3)?.to_owned(),
            is_per_parcel: row.i64(4)? != 0,
            is_enabled: row.i64(5)? != 0,
            filter: row.text(6)?.to_owned(),
            failures: u32::try_from(row.i64(7)?).map_err(|_| StoreError::Unreadable("failures"))?,
            retry_at: row.opt_time(8)?,
            created_at: row.time(9)?,
            sealed: row.bytes(10)?.to_vec(),
            body: row.text(11)?.to_owned(),
        })
    }
}

/// The job that tells a subscriber.
pub(crate) fn telling_job(tenant: Tenant, id: Uuid, is_failing: bool, due_at: Timestamp) -> NewJob {
    NewJob {
        id: Uuid::new_v5(&JOB_NAMESPACE, id.as_bytes()),
        queue: if is_failing { TELLING_FAILING } else { TELLING }.to_owned(),
        tenant: Some(tenant),
        payload: id.to_string(),
        created_at: due_at,
        due_at,
    }
}

pub(crate) async fn insert<T: Tx>(tx: &mut T, row: &SubscriberRow) -> Result<SubscriberInserted, StoreError> {
    let [org, env] = tenant_args(&row.tenant);
    tx.opt::<String>(HOLD_ORGANISATION, &[org]).await?;
    let count = tx.opt::<i64>(COUNT, &[org, env]).await?.unwrap_or_default();
    if usize::try_from(count).is_ok_and(|count| count >= SUBSCRIBERS_MAX) {
        return Ok(SubscriberInserted::Full);
    }
    let args = [
        org,
        env,
        Arg::from(&row.id),
        Arg::Text(&row.kind),
        Arg::I64(row.is_per_parcel.into()),
        Arg::I64(row.is_enabled.into()),
        Arg::Text(&row.filter),
        row.created_at.into(),
        Arg::Bytes(&row.sealed),
        Arg::Text(&row.body),
    ];
    Ok(match tx.run(INSERT, &args).await? {
        0 => SubscriberInserted::Exists,
        _ => SubscriberInserted::Inserted,
    })
}

pub(crate) async fn update<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    id: Uuid,
    change: &SubscriberChange,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let [org, env] = tenant_args(tenant);
    let args = [
        Arg::OptI64(change.is_enabled.map(i64::from)),
        Arg::OptText(change.filter.as_deref()),
        Arg::Text(&change.body),
        org,
        env,
        Arg::from(&id),
        Arg::Text(&change.body_before),
    ];
    let is_there = tx.run(UPDATE, &args).await? > 0;
    if is_there {
        poke_job(tx, &telling_job(*tenant, id, false, now)).await?;
    }
    Ok(is_there)
}

async fn reseal<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    id: Uuid,
    before: &[u8],
    sealed: &[u8],
) -> Result<bool, StoreError> {
    let [org, env] = tenant_args(tenant);
    let args = [Arg::Bytes(sealed), org, env, Arg::from(&id), Arg::Bytes(before)];
    Ok(tx.run(UPDATE_SEALED, &args).await? > 0)
}

/// Puts a subscriber that goes to rest, so that nothing more is added to what is deleted.
async fn rest<T: Tx>(tx: &mut T, tenant: &Tenant, id: Uuid) -> Result<bool, StoreError> {
    let [org, env] = tenant_args(tenant);
    Ok(tx.run(REST, &[org, env, Arg::from(&id)]).await? > 0)
}

/// Deletes some of what belongs to a subscriber that goes, and it itself when nothing is left. Whether it is gone.
async fn delete_step<T: Tx>(tx: &mut T, tenant: &Tenant, id: Uuid) -> Result<bool, StoreError> {
    let [org, env] = tenant_args(tenant);
    let id = Arg::from(&id);
    for sql in [DELETE_DELIVERIES, DELETE_SUBSCRIPTIONS] {
        if tx.run(sql, &[org, env, id, count_arg(ROWS_MAX)]).await? > 0 {
            return Ok(false);
        }
    }
    tx.run(DELETE, &[org, env, id]).await?;
    Ok(true)
}

pub(crate) async fn subscribe<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    id: Uuid,
    code: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let [org, env] = tenant_args(tenant);
    let args = [Arg::Text(code), Arg::from(&id), org, env, now.into()];
    Ok(tx.run(SUBSCRIBE, &args).await? > 0)
}

async fn unsubscribe<T: Tx>(tx: &mut T, tenant: &Tenant, id: Uuid, code: &str) -> Result<bool, StoreError> {
    let [org, env] = tenant_args(tenant);
    Ok(tx
        .run(UNSUBSCRIBE, &[Arg::Text(code), Arg::from(&id), org, env])
        .await?
        > 0)
}

impl Store {
    /// Makes a subscriber, if the tenant has fewer than it may have.
    pub async fn insert_subscriber(&self, row: SubscriberRow) -> Result<SubscriberInserted, StoreError> {
        on_engine!(self, write | tx | insert(tx, &row))
    }

    /// The subscriber of this id.
    pub async fn subscriber(&self, tenant: Tenant, id: Uuid) -> Result<Option<SubscriberRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(BY_ID, &[org, env, Arg::from(&id)]))
    }

    /// The tenant's subscribers by id, after one of them, at most `limit`.
    pub async fn subscribers(
        &self,
        tenant: Tenant,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<SubscriberRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let after = after.unwrap_or_default();
        let args = [org, env, Arg::from(&after), count_arg(limit)];
        on_engine!(self, read | tx | tx.all(LIST, &args))
    }

    /// Changes a subscriber and starts telling it afresh, at this real time. `false`, and nothing, when there is none or its
    /// body was changed since it was read.
    pub async fn update_subscriber(
        &self,
        tenant: Tenant,
        id: Uuid,
        change: SubscriberChange,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | update(tx, &tenant, id, &change, now))
    }

    /// Changes a subscriber's secrets, if they are still what they were before.
    pub async fn reseal_subscriber(
        &self,
        tenant: Tenant,
        id: Uuid,
        before: Vec<u8>,
        sealed: Vec<u8>,
    ) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | reseal(tx, &tenant, id, &before, &sealed))
    }

    /// Deletes a subscriber with what it was to be told, in steps. `false` when there is none.
    pub async fn delete_subscriber(&self, tenant: Tenant, id: Uuid) -> Result<bool, StoreError> {
        if !on_engine!(self, write | tx | rest(tx, &tenant, id))? {
            return Ok(false);
        }
        while !on_engine!(self, write | tx | delete_step(tx, &tenant, id))? {}
        Ok(true)
    }

    /// Subscribes a subscriber to a parcel; whether that is new. Events from now on are told.
    pub async fn subscribe(
        &self,
        tenant: Tenant,
        id: Uuid,
        tracker_code: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let code = tracker_code.to_owned();
        on_engine!(self, write | tx | subscribe(tx, &tenant, id, &code, now))
    }

    /// Ends a subscription; whether there was one. What is under way is still told.
    pub async fn unsubscribe(&self, tenant: Tenant, id: Uuid, tracker_code: &str) -> Result<bool, StoreError> {
        let code = tracker_code.to_owned();
        on_engine!(self, write | tx | unsubscribe(tx, &tenant, id, &code))
    }

    /// Codes of the parcels a subscriber is subscribed to, in order, after one of them.
    pub async fn subscriptions(
        &self,
        tenant: Tenant,
        id: Uuid,
        after: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let args = [org, env, Arg::from(&id), Arg::Text(after), count_arg(limit)];
        on_engine!(self, read | tx | tx.all(SUBSCRIBED, &args))
    }

    /// Has a subscriber's deliveries looked at, at this real time: the environment's clock was moved, or it is to be tried
    /// again.
    pub async fn poke_subscriber(
        &self,
        tenant: Tenant,
        id: Uuid,
        is_failing: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.poke_job(telling_job(tenant, id, is_failing, now)).await
    }
}
