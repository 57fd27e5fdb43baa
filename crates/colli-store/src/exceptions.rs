//! The statements that differ between the engines, all of them, with the reason. Everything else is written once.

use crate::tx::Sql;

/// Where a code leads (organisation, environment, shipment), held until the transaction ends: `$1` the code.
///
/// Events of equal times on one code are numbered by arrival. On PostgreSQL two transactions would find the same number,
/// so the second waits for the first; the embedded engine has one writer and does not know the words.
pub(crate) const HOLD_CODE: Sql = Sql::per_engine(
    "select org, env, shipment_id from tracker_codes where code = $1",
    "select org, env, shipment_id from tracker_codes where code = $1 for update",
);

/// Claims due jobs of a queue: `$1` who claims, `$2` end of the lease, `$3` queue, `$4` now, `$5` how many.
///
/// PostgreSQL must pass over rows another node is claiming at this moment instead of waiting for it (`for update skip
/// locked`); the embedded engine has one writer and does not know the words.
pub(crate) const CLAIM_JOBS: Sql = Sql::per_engine(
    "update jobs set leased_by = $1, due_at = $2, attempts = attempts + 1
     where job_id in (select job_id from jobs where queue = $3 and dead_at is null and due_at <= $4
                      order by due_at limit $5)
     returning job_id, queue, org, env, payload, created_at, due_at, attempts, last_error",
    "update jobs set leased_by = $1, due_at = $2, attempts = attempts + 1
     where job_id in (select job_id from jobs where queue = $3 and dead_at is null and due_at <= $4
                      order by due_at limit $5 for update skip locked)
     returning job_id, queue, org, env, payload, created_at, due_at, attempts, last_error",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[HOLD_CODE, CLAIM_JOBS];
