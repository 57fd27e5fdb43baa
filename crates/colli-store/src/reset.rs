//! Emptying a test environment: what is not found by a shipment's codes, table by table, in steps.

use crate::tx::{Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, intervention, on_engine, plan};
use colli_core::ids::Tenant;

/// Rows deleted in one step.
const ROWS_MAX: usize = 500;

const PLANS: Sql = Sql::new(
    "delete from plans where org = $1 and env = $2
       and code in (select code from plans where org = $1 and env = $2 limit $3)",
);
const PICKUPS: Sql = Sql::new(
    "delete from pickups where org = $1 and env = $2
       and pickup_id in (select pickup_id from pickups where org = $1 and env = $2 limit $3)",
);

// A plan without its shipment: another node wrote it while its piece went.
const ORPHANS: Sql = Sql::new(
    "delete from plans where org = $1 and env = $2 and code in
       (select p.code from plans p where p.org = $1 and p.env = $2 and not exists
         (select 1 from shipments s where s.org = p.org and s.env = p.env and s.shipment_id = p.shipment_id) limit $3)",
);

const OBJECTS: Sql = Sql::new(
    "delete from objects where org = $1 and env = $2 and object_id in
       (select object_id from objects where org = $1 and env = $2 and kind <> 'carrier_account' limit $3)",
);
const IDEMPOTENCY_KEYS: Sql = Sql::new(
    "delete from idempotency_keys where org = $1 and env = $2
       and key_hash in (select key_hash from idempotency_keys where org = $1 and env = $2 limit $3)",
);

/// What `Store::empty_step` deletes. A table whose rows go with the shipment they belong to needs no entry: see
/// `retention.rs`. Accounts, carrier accounts, keys, tokens and subscribers
/// stay.
const EMPTIED: [Sql; 4] = [PLANS, PICKUPS, OBJECTS, IDEMPOTENCY_KEYS];

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[PLANS, PICKUPS, OBJECTS, IDEMPOTENCY_KEYS, ORPHANS];

async fn empty_step<T: Tx>(tx: &mut T, tenant: &Tenant) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    for sql in EMPTIED {
        let deleted = tx.run(sql, &[org, env, count_arg(ROWS_MAX)]).await?;
        if deleted > 0 {
            return Ok(deleted);
        }
    }
    // Gone with their pieces; what a crash left goes here.
    intervention::delete_of_tenant(tx, tenant).await?;
    Ok(0)
}

async fn delete_orphans<T: Tx>(tx: &mut T, tenant: &Tenant) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    tx.run(ORPHANS, &[org, env, count_arg(ROWS_MAX)]).await
}

async fn end_plans<T: Tx>(tx: &mut T, tenant: &Tenant, sorted: &[String]) -> Result<(), StoreError> {
    let codes: Vec<&String> = sorted.iter().collect();
    plan::delete_of_codes(tx, tenant, &codes).await
}

impl Store {
    /// Deletes rows of a tenant that are not found by a shipment, at most 500 in one durable step. Returns how many went:
    /// call it until that is 0. Shipments and what belongs to them are
    /// [`delete_old_shipments`](Self::delete_old_shipments)'s.
    pub async fn empty_step(&self, tenant: Tenant) -> Result<u64, StoreError> {
        on_engine!(self, write | tx | empty_step(tx, &tenant))
    }

    /// Deletes plans of a tenant whose shipment is gone, at most 500 in one durable step; what belongs to a shipment that
    /// exists stays. Returns how many went: call it until that is 0.
    pub async fn delete_orphans(&self, tenant: Tenant) -> Result<u64, StoreError> {
        on_engine!(self, write | tx | delete_orphans(tx, &tenant))
    }

    /// Deletes the plans of pieces to which nothing more is to happen, whatever they hold: a step that was read before is
    /// not carried out any more.
    pub async fn end_plans(&self, tenant: Tenant, tracker_codes: Vec<String>) -> Result<(), StoreError> {
        let mut sorted = tracker_codes;
        sorted.sort_unstable();
        on_engine!(self, write | tx | end_plans(tx, &tenant, &sorted))
    }
}
