//! Deleting deliveries: those of parcels that go, those of environments that are emptied, those of old.

use crate::delivery::Scope;
use crate::subscriber;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use jiff::Timestamp;
use uuid::Uuid;

/// Old deliveries deleted in one step.
const DELETE_MAX: usize = 1_000;

/// Rows of an environment that is emptied, deleted in one step.
const STEP_MAX: usize = 500;

const DELETE_OLD: Sql = Sql::new(
    "delete from deliveries where org = $1 and env = $2 and subscriber_id = $3 and (code, position) in
       (select code, position from deliveries
        where org = $4 and env = $5 and subscriber_id = $6 and told_at < $7 and state >= 2
        order by told_at limit $8)",
);
const DELETE_OF_CODE: Sql =
    Sql::new("delete from deliveries where org = $1 and env = $2 and subscriber_id = $3 and code = $4");
const DELETE_SUBSCRIPTIONS_OF_CODE: Sql = Sql::new("delete from subscriptions where code = $1");
const DELETE_OF_TENANT: Sql = Sql::new(
    "delete from deliveries where org = $1 and env = $2 and (subscriber_id, code, position) in
       (select subscriber_id, code, position from deliveries where org = $1 and env = $2 limit $3)",
);
const DELETE_SUBSCRIPTIONS_OF_TENANT: Sql = Sql::new(
    "delete from subscriptions where (code, subscriber_id) in
       (select code, subscriber_id from subscriptions where org = $1 and env = $2 limit $3)",
);
const CALM: Sql = Sql::new("update subscribers set failures = 0, retry_at = null where org = $1 and env = $2");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    DELETE_OLD,
    DELETE_OF_CODE,
    DELETE_SUBSCRIPTIONS_OF_CODE,
    DELETE_OF_TENANT,
    DELETE_SUBSCRIPTIONS_OF_TENANT,
    CALM,
];

/// A subscriber's id.
struct Id(Uuid);

impl FromRow for Id {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.uuid(0).map(Self)
    }
}

async fn delete_old<T: Tx>(tx: &mut T, tenant: &Tenant, told_before: Timestamp) -> Result<u64, StoreError> {
    let mut deleted = 0;
    for subscriber in of_tenant(tx, tenant).await? {
        let Scope { org, env, id } = Scope::new(tenant, &subscriber);
        let args = [org, env, id, org, env, id, told_before.into(), count_arg(DELETE_MAX)];
        deleted += tx.run(DELETE_OLD, &args).await?;
        if deleted > 0 {
            break;
        }
    }
    Ok(deleted)
}

async fn of_tenant<T: Tx>(tx: &mut T, tenant: &Tenant) -> Result<Vec<Uuid>, StoreError> {
    let [org, env] = tenant_args(tenant);
    let ids: Vec<Id> = tx.all(subscriber::IDS, &[org, env]).await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Deletes the deliveries and subscriptions of codes that go.
pub(crate) async fn delete_of_codes<T: Tx>(tx: &mut T, tenant: &Tenant, codes: &[&String]) -> Result<(), StoreError> {
    let rows: Vec<_> = codes.iter().map(|code| [Arg::Text(code)]).collect();
    tx.run_all(DELETE_SUBSCRIPTIONS_OF_CODE, &rows).await?;
    for subscriber in of_tenant(tx, tenant).await? {
        let Scope { org, env, id } = Scope::new(tenant, &subscriber);
        let rows: Vec<_> = codes.iter().map(|code| [org, env, id, Arg::Text(code)]).collect();
        tx.run_all(DELETE_OF_CODE, &rows).await?;
    }
    Ok(())
}

/// Deletes some deliveries or subscriptions of a tenant whose environment is emptied; how many. When none is left, its
/// subscribers, which stay, count as good.
async fn delete_of_tenant<T: Tx>(tx: &mut T, tenant: &Tenant) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    for sql in [DELETE_OF_TENANT, DELETE_SUBSCRIPTIONS_OF_TENANT] {
        let deleted = tx.run(sql, &[org, env, count_arg(STEP_MAX)]).await?;
        if deleted > 0 {
            return Ok(deleted);
        }
    }
    tx.run(CALM, &[org, env]).await?;
    Ok(0)
}

impl Store {
    /// Deletes deliveries of a tenant that are done and were told before a time, some at a time; call it until it answers
    /// 0.
    pub async fn delete_old_deliveries(&self, tenant: Tenant, told_before: Timestamp) -> Result<u64, StoreError> {
        on_engine!(self, write | tx | delete_old(tx, &tenant, told_before))
    }

    /// Deletes all deliveries and subscriptions of a tenant, in steps; its subscribers stay and are tried afresh.
    pub async fn delete_deliveries(&self, tenant: Tenant) -> Result<(), StoreError> {
        while on_engine!(self, write | tx | delete_of_tenant(tx, &tenant))? > 0 {}
        Ok(())
    }
}
