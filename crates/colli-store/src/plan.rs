//! Plans: what will happen to the pieces of test environments. A row says when the next step is due; what the steps are is
//! the service's to know. A step and its events are written in one transaction, and only while the plan is what it was
//! when it was read, so that nodes that run the same plan do it once.

use crate::ingestion::{Appended, NewEvent, Ready, append_all, raise};
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::{ShipmentId, Tenant};
use jiff::Timestamp;

/// Plans of one page.
pub const PLANS_MAX: usize = 500;

/// A plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanRow {
    /// The piece.
    pub tracker_code: String,
    /// Its shipment.
    pub shipment: ShipmentId,
    /// When its next step is due.
    pub next_at: Timestamp,
    /// Its steps as they were drawn; empty when they were not yet.
    pub body: String,
}

impl FromRow for PlanRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tracker_code: row.text(0)?.to_owned(),
            shipment: ShipmentId(row.uuid(1)?),
            next_at: row.time(2)?,
            body: row.text(3)?.to_owned(),
        })
    }
}

/// What becomes of a plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlanAfter {
    /// The next step is due then.
    Next(Timestamp),
    /// It was drawn: when its next step is due, and its steps.
    Drawn(Timestamp, String),
    /// Nothing more will happen.
    Ended,
}

/// A change of a plan, with the events of the steps that were due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanChange {
    /// The piece.
    pub tracker_code: String,
    /// Its shipment.
    pub shipment: ShipmentId,
    /// The plan as it was read: when its next step was due, and its body. `None` when there was none.
    pub before: Option<(Timestamp, String)>,
    /// What becomes of it.
    pub after: PlanAfter,
    /// What happens.
    pub events: Vec<NewEvent>,
}

/// A tenant's first plan that is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FirstPlan {
    /// Whose it is.
    pub tenant: Tenant,
    /// When its next step is due.
    pub next_at: Timestamp,
}

impl FromRow for FirstPlan {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.tenant(0)?,
            next_at: row.time(2)?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "insert into plans (org, env, code, shipment_id, next_at, body) values ($1, $2, $3, $4, $5, $6)
     on conflict (org, env, code) do nothing",
);
const BY_CODE: Sql = Sql::new(
    "select code, shipment_id, next_at, body from plans
     where org = $1 and env = $2 and code = $3 and next_at is not null",
);
const DUE: Sql = Sql::new(
    "select code, shipment_id, next_at, body from plans
     where org = $1 and env = $2 and next_at <= $3 order by next_at limit $4",
);
// From tenant to tenant through the index, whatever number of plans each has.
const FIRST_AFTER: Sql = Sql::new(
    "select org, env, next_at from plans where next_at is not null and (org, env) > ($1, $2)
     order by org, env, next_at limit 1",
);
// A body is told apart by its length: between two that were drawn for the same moment that is enough, and cheap.
const MOVE: Sql = Sql::new(
    "update plans set next_at = $1 where org = $2 and env = $3 and code = $4 and next_at = $5 and cast(length(body) as bigint) = $6",
);
const DRAW: Sql = Sql::new(
    "update plans set next_at = $1, body = $2
     where org = $3 and env = $4 and code = $5 and next_at = $6 and cast(length(body) as bigint) = $7",
);
const END: Sql = Sql::new(
    "delete from plans where org = $1 and env = $2 and code = $3 and next_at = $4 and cast(length(body) as bigint) = $5",
);
const DELETE: Sql = Sql::new("delete from plans where org = $1 and env = $2 and code = $3");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[INSERT, BY_CODE, DUE, FIRST_AFTER, MOVE, DRAW, END, DELETE];

/// Writes plans that are not drawn yet, with the registration of their pieces: when each is due first, in milliseconds;
/// `None` for one on hold.
pub(crate) async fn insert_plans<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    shipment: ShipmentId,
    plans: &[(String, Option<i64>)],
) -> Result<(), StoreError> {
    let [org, env] = tenant_args(tenant);
    let shipment = Arg::from(&shipment.0);
    let rows: Vec<_> = plans
        .iter()
        .map(|(code, next_at)| {
            [
                org,
                env,
                Arg::Text(code),
                shipment,
                Arg::OptI64(*next_at),
                Arg::Text(""),
            ]
        })
        .collect();
    tx.run_all(INSERT, &rows).await
}

/// Deletes the plans of pieces.
pub(crate) async fn delete_of_codes<T: Tx>(tx: &mut T, tenant: &Tenant, codes: &[&String]) -> Result<(), StoreError> {
    let [org, env] = tenant_args(tenant);
    let rows: Vec<_> = codes.iter().map(|code| [org, env, Arg::Text(code)]).collect();
    tx.run_all(DELETE, &rows).await
}

/// Length of a body in characters, as the engines count it.
fn length(body: &str) -> Arg<'static> {
    count_arg(body.chars().count())
}

/// Changes a plan, its events left out; `false` when it is no longer what it was.
pub(crate) async fn change<T: Tx>(tx: &mut T, tenant: &Tenant, change: &PlanChange) -> Result<bool, StoreError> {
    let [org, env] = tenant_args(tenant);
    let code = Arg::Text(&change.tracker_code);
    let changed = match (&change.before, &change.after) {
        (Some((at, body)), PlanAfter::Next(next)) => {
            let args = [(*next).into(), org, env, code, (*at).into(), length(body)];
            tx.run(MOVE, &args).await?
        }
        (Some((at, body)), PlanAfter::Drawn(next, drawn)) => {
            let args = [
                (*next).into(),
                Arg::Text(drawn),
                org,
                env,
                code,
                (*at).into(),
                length(body),
            ];
            tx.run(DRAW, &args).await?
        }
        (Some((at, body)), PlanAfter::Ended) => {
            let args = [org, env, code, (*at).into(), length(body)];
            tx.run(END, &args).await?
        }
        (None, PlanAfter::Drawn(next, drawn)) => {
            let shipment = Arg::from(&change.shipment.0);
            let args = [org, env, code, shipment, (*next).into(), Arg::Text(drawn)];
            tx.run(INSERT, &args).await?
        }
        // There was nothing, and nothing is to be.
        (None, PlanAfter::Next(_) | PlanAfter::Ended) => 1,
    };
    Ok(changed > 0)
}

/// A change with its events made ready.
struct Prepared {
    change: PlanChange,
    events: Vec<Ready>,
}

/// Changes plans and adds their events; what another node changed meanwhile is left out. Which were changed, and the
/// codes and fates of their events.
async fn change_all<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    prepared: &[Prepared],
) -> Result<(Vec<bool>, Vec<String>, Vec<Appended>), StoreError> {
    let mut done = Vec::with_capacity(prepared.len());
    let mut events: Vec<Ready> = Vec::new();
    for Prepared {
        change: plan,
        events: own,
    } in prepared
    {
        let is_changed = change(tx, tenant, plan).await?;
        if is_changed {
            events.extend(own.iter().cloned());
        }
        done.push(is_changed);
    }
    let appended = append_all(tx, &events, None).await?;
    let codes = events.into_iter().map(|event| event.row.tracker_code).collect();
    Ok((done, codes, appended))
}

impl Store {
    /// A piece's plan, if anything is still to happen to it.
    pub async fn plan(&self, tenant: Tenant, tracker_code: &str) -> Result<Option<PlanRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(BY_CODE, &[org, env, Arg::Text(tracker_code)]))
    }

    /// Plans of a tenant with a step due by a time, the first due first, at most [`PLANS_MAX`].
    pub async fn due_plans(&self, tenant: Tenant, until: Timestamp) -> Result<Vec<PlanRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(
            self,
            read | tx | tx.all(DUE, &[org, env, until.into(), count_arg(PLANS_MAX)])
        )
    }

    /// The first plan of the tenant after this one that has any.
    pub async fn first_plan_after(&self, tenant: Option<Tenant>) -> Result<Option<FirstPlan>, StoreError> {
        let nobody = uuid::Uuid::nil();
        let (org, env) = match &tenant {
            Some(tenant) => (Arg::from(&tenant.organisation.0), tenant.environment.to_i64()),
            None => (Arg::from(&nobody), -1),
        };
        on_engine!(self, read | tx | tx.opt(FIRST_AFTER, &[org, Arg::I64(env)]))
    }

    /// Changes plans, and adds the events of the steps that were due, all in one durable step. A plan that is no longer
    /// what it was when it was read stays as it is, and its events are not added. Answers which were changed, and how
    /// many events were stored. Those who are told of events are told as if they came in when they happened.
    pub async fn change_plans(
        &self,
        tenant: Tenant,
        changes: Vec<PlanChange>,
    ) -> Result<(Vec<bool>, usize), StoreError> {
        if changes.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let prepared = changes
            .into_iter()
            .map(|mut change| {
                let events = Ready::all(std::mem::take(&mut change.events))?;
                Ok(Prepared { change, events })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        // Two nodes that change the same plans do not wait for each other in a circle.
        let mut order: Vec<usize> = (0..prepared.len()).collect();
        order.sort_by(|a, b| prepared[*a].change.tracker_code.cmp(&prepared[*b].change.tracker_code));
        let mut prepared: Vec<Option<Prepared>> = prepared.into_iter().map(Some).collect();
        let sorted: Vec<Prepared> = order.iter().filter_map(|at| prepared[*at].take()).collect();
        let (done, _, appended) = on_engine!(
            self,
            write | tx | change_all(tx, &tenant, &sorted),
            then move |versions, (_, codes, appended): &(Vec<bool>, Vec<String>, Vec<Appended>)| {
                raise(versions, codes, appended);
            }
        )?;
        let mut answers = vec![false; order.len()];
        order
            .into_iter()
            .zip(done)
            .for_each(|(at, is_done)| answers[at] = is_done);
        let stored = appended.iter().filter(|appended| **appended == Appended::Stored);
        Ok((answers, stored.count()))
    }
}
