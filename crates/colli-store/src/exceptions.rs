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

/// Due jobs of a queue, to be claimed: `$1` queue, `$2` now, `$3` how many.
///
/// PostgreSQL must pass over rows another node is claiming at this moment instead of waiting for it (`for update skip
/// locked`); the embedded engine has one writer and does not know the words.
pub(crate) const CLAIMABLE_JOBS: Sql = Sql::per_engine(
    "select job_id, org, env, payload, created_at, due_at, attempts, claims, last_error from jobs
     where queue = $1 and dead_at is null and due_at <= $2 order by due_at limit $3",
    "select job_id, org, env, payload, created_at, due_at, attempts, claims, last_error from jobs
     where queue = $1 and dead_at is null and due_at <= $2 order by due_at limit $3 for update skip locked",
);

/// An organisation, held until the transaction ends: `$1` which one.
///
/// What is counted before something is added must not be added to meanwhile. On PostgreSQL two transactions would count
/// the same, so the second waits for the first; the embedded engine has one writer and does not know the words.
pub(crate) const HOLD_ORGANISATION: Sql = Sql::per_engine(
    "select name from organisations where org = $1",
    "select name from organisations where org = $1 for update",
);

/// Whether a subscriber is told at all, held until the transaction ends: `$1` organisation, `$2` environment, `$3` which one.
///
/// Notices of a resource are put behind those before them, and each waits for the one before it. What a resource is told
/// with has no row of its own that both who tells and who notes could hold, so on PostgreSQL they hold the subscriber; the
/// embedded engine has one writer and does not know the words.
pub(crate) const HOLD_SUBSCRIBER: Sql = Sql::per_engine(
    "select enabled from subscribers where org = $1 and env = $2 and subscriber_id = $3",
    "select enabled from subscribers where org = $1 and env = $2 and subscriber_id = $3 for update",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[HOLD_CODE, CLAIMABLE_JOBS, HOLD_ORGANISATION, HOLD_SUBSCRIBER];
