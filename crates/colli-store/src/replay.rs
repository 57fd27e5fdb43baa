//! The log of what subscribers were told, and telling it again.

use crate::delivery::{DeliveryRow, PROMOTE, SET_FAILURES, Scope, hold};
use crate::job::poke_job;
use crate::subscriber::telling_job;
use crate::tx::{Arg, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use jiff::Timestamp;
use uuid::Uuid;

/// Codes of one step of a replay.
const REPLAY_CODES_MAX: usize = 200;

/// A place in a subscriber's log, to continue from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeliveryCursor {
    /// Time of the last one seen.
    pub told_at_ms: i64,
    /// Its parcel.
    pub tracker_code: String,
    /// Its position.
    pub position: i64,
}

const LOG: Sql = Sql::new(
    "select code, position, occurred_at, sequence, told_at, due_at, state, attempts, last_status, last_error, settled_at
     from deliveries where org = $1 and env = $2 and subscriber_id = $3 and (told_at, code, position) < ($4, $5, $6)
     order by told_at desc, code desc, position desc limit $7",
);
const NEXT_CODE: Sql = Sql::new(
    "select code from deliveries where org = $1 and env = $2 and subscriber_id = $3 and code > $4 order by code limit 1",
);
const FIRST_SINCE: Sql = Sql::new(
    "select position from deliveries
     where org = $1 and env = $2 and subscriber_id = $3 and code = $4 and +told_at >= $5 order by position limit 1",
);
const AGAIN: Sql = Sql::new(
    "update deliveries set state = 1, told_at = $1, due_at = $1, attempts = 0, settled_at = null
     where org = $2 and env = $3 and subscriber_id = $4 and code = $5 and position >= $6",
);
const FIRST_PENDING: Sql = Sql::new(
    "select position from deliveries
     where org = $1 and env = $2 and subscriber_id = $3 and code = $4 and state < 2 order by position limit 1",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[LOG, NEXT_CODE, FIRST_SINCE, AGAIN, FIRST_PENDING];

/// A step of a replay.
struct Replay<'r> {
    tenant: &'r Tenant,
    id: &'r Uuid,
    since: Timestamp,
    now: Timestamp,
    real_now: Timestamp,
    after: &'r str,
}

/// Puts the deliveries of some codes back; the last code looked at, `None` after the last of all, and how many it were.
async fn replay<T: Tx>(tx: &mut T, step: &Replay<'_>) -> Result<(Option<String>, u64), StoreError> {
    let scope = Scope::new(step.tenant, step.id);
    let Scope { org, env, id } = scope;
    let (mut after, mut again) = (step.after.to_owned(), 0);
    for _ in 0..REPLAY_CODES_MAX {
        let next: Option<String> = tx.opt(NEXT_CODE, &[org, env, id, Arg::Text(&after)]).await?;
        let Some(next) = next else {
            // Who asks for this has mended the receiver: it is tried at once.
            tx.run(SET_FAILURES, &[Arg::I64(0), Arg::OptI64(None), org, env, id])
                .await?;
            poke_job(tx, &telling_job(*step.tenant, *step.id, false, step.real_now)).await?;
            return Ok((None, again));
        };
        hold(tx, &scope, &next).await?;
        let code = Arg::Text(&next);
        let first: Option<i64> = tx.opt(FIRST_SINCE, &[org, env, id, code, step.since.into()]).await?;
        if let Some(first) = first {
            let args = [step.now.into(), org, env, id, code, Arg::I64(first)];
            again += tx.run(AGAIN, &args).await?;
            // One before that may still be under way; then it stays the first.
            let pending: Option<i64> = tx.opt(FIRST_PENDING, &[org, env, id, code]).await?;
            if let Some(pending) = pending {
                tx.run(PROMOTE, &[org, env, id, code, Arg::I64(pending)]).await?;
            }
        }
        after = next;
    }
    Ok((Some(after), again))
}

impl Store {
    /// Sends what a subscriber was told since a time once more, in order and under the ids of then; how many it are.
    /// Deliveries of a parcel after the first of them go along. `real_now` is when to begin.
    pub async fn replay_deliveries(
        &self,
        tenant: Tenant,
        subscriber: Uuid,
        since: Timestamp,
        now: Timestamp,
        real_now: Timestamp,
    ) -> Result<u64, StoreError> {
        let (mut after, mut again) = (Some(String::new()), 0);
        while let Some(last) = after {
            let (next, count) = on_engine!(
                self,
                write
                    | tx
                    | async {
                        let step = Replay {
                            tenant: &tenant,
                            id: &subscriber,
                            since,
                            now,
                            real_now,
                            after: &last,
                        };
                        replay(tx, &step).await
                    }
            )?;
            again += count;
            after = next;
        }
        Ok(again)
    }

    /// A subscriber's deliveries, the last told first, from a place on.
    pub async fn delivery_log(
        &self,
        tenant: Tenant,
        subscriber: Uuid,
        after: Option<DeliveryCursor>,
        limit: usize,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let after = after.unwrap_or(DeliveryCursor {
            told_at_ms: i64::MAX,
            tracker_code: String::new(),
            position: 0,
        });
        let args = [
            org,
            env,
            Arg::from(&subscriber),
            Arg::I64(after.told_at_ms),
            Arg::Text(&after.tracker_code),
            Arg::I64(after.position),
            count_arg(limit),
        ];
        on_engine!(self, read | tx | tx.all(LOG, &args))
    }
}
