//! Jobs: work that is due at a time and must be done by one node, once, also when nodes die.
//!
//! A claim is a lease: it moves the time a job is due to the end of the lease. A node that dies says nothing; when its
//! lease is over the job is due again. What a run says of a job afterwards counts only while its lease is the last one
//! ([`Lease`]), so a node that was too slow cannot end another's run. Every time is the caller's.

use crate::exceptions::CLAIMABLE_JOBS;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::{Environment, OrganisationId, Tenant};
use jiff::Timestamp;
use uuid::Uuid;

/// Characters kept of what a failed run says.
const ERROR_CHARS_MAX: usize = 500;

/// Dead jobs deleted in one step.
const DELETE_MAX: usize = 1_000;

/// Where counting for metrics ends.
const COUNT_MAX: usize = 10_000;

/// Whose the jobs of the installation are.
const INSTALLATION: Tenant = Tenant {
    organisation: OrganisationId(Uuid::nil()),
    environment: Environment::Test,
};

/// A job to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewJob {
    /// Its id: a job is enqueued once per id.
    pub id: Uuid,
    /// What kind of work it is.
    pub queue: String,
    /// Whose it is; `None` for the installation's.
    pub tenant: Option<Tenant>,
    /// What its handler needs to know, usually JSON.
    pub payload: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it may run first.
    pub due_at: Timestamp,
}

/// The right to say what became of a job: of which one, who has it, and which of its runs this is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lease {
    /// The job.
    pub job: Uuid,
    /// Who claimed it.
    pub node: Uuid,
    /// How often it has been claimed, this claim included.
    pub claim: i64,
}

/// A claimed job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    /// What ends it.
    pub lease: Lease,
    /// Whose it is; `None` for the installation's.
    pub tenant: Option<Tenant>,
    /// What its handler needs to know.
    pub payload: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Since when it was due.
    pub due_at: Timestamp,
    /// The number of this attempt, from 1, since the job last went well.
    pub attempt: u32,
    /// What the attempt before this one failed of.
    pub last_error: Option<String>,
}

/// What follows a failed run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AfterFailure {
    /// Another attempt at this time.
    RetryAt(Timestamp),
    /// None; since this time the job is dead.
    DeadSince(Timestamp),
}

/// A job that was tried too often.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeadJob {
    /// Its id.
    pub id: Uuid,
    /// Whose it is; `None` for the installation's.
    pub tenant: Option<Tenant>,
    /// Since when it is dead.
    pub dead_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// What it failed of last.
    pub last_error: Option<String>,
}

/// Jobs of a queue, for metrics. Counting ends at ten thousand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct JobCounts {
    /// Due and not claimed, or claimed by a node that died since.
    pub due: u64,
    /// Tried too often.
    pub dead: u64,
}

const INSERT: Sql = Sql::new(
    "insert into jobs (job_id, queue, org, env, payload, created_at, due_at, attempts, claims)
     values ($1, $2, $3, $4, $5, $6, $7, 0, 0) on conflict (job_id) do nothing",
);
// A claimed job is wanted once more; one that waits is wanted sooner; a dead one lives again.
const POKE: Sql = Sql::new(
    "insert into jobs (job_id, queue, org, env, payload, created_at, due_at, attempts, claims)
     values ($1, $2, $3, $4, $5, $6, $7, 0, 0) on conflict (job_id) do update set
       due_at = case when jobs.leased_by is null and excluded.due_at < jobs.due_at
                     then excluded.due_at else jobs.due_at end,
       again_at = case when jobs.leased_by is null then null
                       when jobs.again_at < excluded.due_at then jobs.again_at else excluded.due_at end,
       dead_at = null",
);
const NEXT_DUE: Sql = Sql::new("select due_at from jobs where queue = $1 and dead_at is null order by due_at limit 1");
const CLAIM: Sql = Sql::new(
    "update jobs set leased_by = $1, due_at = $2, attempts = attempts + 1, claims = claims + 1, again_at = null
     where job_id = $3",
);
const FINISH: Sql =
    Sql::new("delete from jobs where job_id = $1 and leased_by = $2 and claims = $3 and again_at is null");
const ONCE_MORE: Sql = Sql::new(
    "update jobs set leased_by = null, due_at = again_at, again_at = null, attempts = 0, last_error = null
     where job_id = $1 and leased_by = $2 and claims = $3 and again_at is not null",
);
const EXTEND: Sql = Sql::new("update jobs set due_at = $1 where job_id = $2 and leased_by = $3 and claims = $4");
const RESCHEDULE: Sql = Sql::new(
    "update jobs set leased_by = null, due_at = case when again_at < $1 then again_at else $1 end, again_at = null,
       attempts = 0, last_error = null
     where job_id = $2 and leased_by = $3 and claims = $4",
);
const MOVE: Sql = Sql::new(
    "update jobs set leased_by = null, queue = $1,
       due_at = case when again_at is not null and cast($2 as bigint) < cast($3 as bigint) then $2 else $3 end,
       again_at = null, attempts = 0, last_error = null
     where job_id = $4 and leased_by = $5 and claims = $6",
);
const RETRY: Sql = Sql::new(
    "update jobs set leased_by = null, due_at = case when again_at < $1 then again_at else $1 end, again_at = null,
       last_error = $2
     where job_id = $3 and leased_by = $4 and claims = $5",
);
const GIVE_BACK: Sql = Sql::new(
    "update jobs set leased_by = null, due_at = case when again_at < $1 then again_at else $1 end, again_at = null,
       attempts = attempts - 1
     where job_id = $2 and leased_by = $3 and claims = $4",
);
const RELEASE: Sql = Sql::new(
    "update jobs set leased_by = null, due_at = case when again_at < $1 then again_at else $1 end, again_at = null
     where queue = $2 and dead_at is null and due_at > $1 and leased_by is not null",
);
const BURY: Sql = Sql::new(
    "update jobs set leased_by = null, dead_at = $1, last_error = $2
     where job_id = $3 and leased_by = $4 and claims = $5",
);
const DEAD: Sql = Sql::new(
    "select job_id, org, env, dead_at, attempts, last_error from jobs
     where queue = $1 and dead_at is not null order by dead_at desc limit $2",
);
const REVIVE: Sql =
    Sql::new("update jobs set dead_at = null, attempts = 0, due_at = $1 where job_id = $2 and dead_at is not null");
// Over all queues: it reads the index of the dead, and those are few.
const DELETE_DEAD: Sql = Sql::scanning(
    "delete from jobs where job_id in
       (select job_id from jobs where dead_at is not null and dead_at <= $1 limit $2)",
);
const COUNT_DUE: Sql = Sql::new(
    "select count(*) from
       (select 1 from jobs where queue = $1 and dead_at is null and due_at <= $2 limit $3) as found",
);
const COUNT_DEAD: Sql =
    Sql::new("select count(*) from (select 1 from jobs where queue = $1 and dead_at is not null limit $2) as found");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    INSERT,
    POKE,
    NEXT_DUE,
    CLAIM,
    FINISH,
    ONCE_MORE,
    EXTEND,
    RESCHEDULE,
    MOVE,
    RETRY,
    GIVE_BACK,
    RELEASE,
    BURY,
    DEAD,
    REVIVE,
    DELETE_DEAD,
    COUNT_DUE,
    COUNT_DEAD,
];

/// A row that may be claimed, before it is.
struct Claimable {
    id: Uuid,
    tenant: Option<Tenant>,
    payload: String,
    created_at: Timestamp,
    due_at: Timestamp,
    attempts: u32,
    claims: i64,
    last_error: Option<String>,
}

impl FromRow for Claimable {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.uuid(0)?,
            tenant: owner(row, 1)?,
            payload: row.text(3)?.to_owned(),
            created_at: row.time(4)?,
            due_at: row.time(5)?,
            attempts: attempts(row, 6)?,
            claims: row.i64(7)?,
            last_error: row.opt_text(8)?.map(str::to_owned),
        })
    }
}

impl Claimable {
    fn claimed_by(self, node: Uuid) -> Job {
        Job {
            lease: Lease {
                job: self.id,
                node,
                claim: self.claims + 1,
            },
            tenant: self.tenant,
            payload: self.payload,
            created_at: self.created_at,
            due_at: self.due_at,
            attempt: self.attempts.saturating_add(1),
            last_error: self.last_error,
        }
    }
}

impl FromRow for DeadJob {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.uuid(0)?,
            tenant: owner(row, 1)?,
            dead_at: row.time(3)?,
            attempts: attempts(row, 4)?,
            last_error: row.opt_text(5)?.map(str::to_owned),
        })
    }
}

impl FromRow for Timestamp {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.time(0)
    }
}

fn owner<R: Row>(row: &R, column: usize) -> Result<Option<Tenant>, StoreError> {
    let tenant = row.tenant(column)?;
    Ok((tenant != INSTALLATION).then_some(tenant))
}

fn attempts<R: Row>(row: &R, column: usize) -> Result<u32, StoreError> {
    u32::try_from(row.i64(column)?).map_err(|_| StoreError::Unreadable("attempts"))
}

/// Writes a job, once per id; returns whether it is new. For operations that owe the world something once they are
/// durable: the job is written in the same transaction.
pub(crate) async fn insert_job<T: Tx>(tx: &mut T, job: &NewJob) -> Result<bool, StoreError> {
    Ok(write_job(tx, INSERT, job).await? > 0)
}

/// Writes a job, or brings the one of this id forward. One that is claimed at this moment is due again when its run has
/// ended, as that may have looked before this transaction wrote what it is for.
pub(crate) async fn poke_job<T: Tx>(tx: &mut T, job: &NewJob) -> Result<(), StoreError> {
    write_job(tx, POKE, job).await.map(|_| ())
}

async fn write_job<T: Tx>(tx: &mut T, sql: Sql, job: &NewJob) -> Result<u64, StoreError> {
    let tenant = job.tenant.unwrap_or(INSTALLATION);
    let [org, env] = tenant_args(&tenant);
    let args = [
        Arg::from(&job.id),
        Arg::Text(&job.queue),
        org,
        env,
        Arg::Text(&job.payload),
        job.created_at.into(),
        job.due_at.into(),
    ];
    tx.run(sql, &args).await
}

/// What a claim asks for.
struct Claim {
    queue: String,
    node: Uuid,
    now: Timestamp,
    lease_until: Timestamp,
    max: usize,
}

async fn claim<T: Tx>(tx: &mut T, claim: &Claim) -> Result<Vec<Job>, StoreError> {
    let args = [Arg::Text(&claim.queue), claim.now.into(), count_arg(claim.max)];
    let found: Vec<Claimable> = tx.all(CLAIMABLE_JOBS, &args).await?;
    let rows: Vec<_> = found
        .iter()
        .map(|job| [Arg::from(&claim.node), claim.lease_until.into(), Arg::from(&job.id)])
        .collect();
    tx.run_all(CLAIM, &rows).await?;
    Ok(found.into_iter().map(|job| job.claimed_by(claim.node)).collect())
}

/// The columns that tell whether a lease is the last one.
fn fence(lease: &Lease) -> [Arg<'_>; 3] {
    [Arg::from(&lease.job), Arg::from(&lease.node), Arg::I64(lease.claim)]
}

async fn finish<T: Tx>(tx: &mut T, lease: &Lease) -> Result<bool, StoreError> {
    let fence = fence(lease);
    Ok(tx.run(FINISH, &fence).await? > 0 || tx.run(ONCE_MORE, &fence).await? > 0)
}

async fn change_queue<T: Tx>(
    tx: &mut T,
    lease: &Lease,
    queue: &str,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<bool, StoreError> {
    let [job, node, claim] = fence(lease);
    let args = [Arg::Text(queue), now.into(), due_at.into(), job, node, claim];
    Ok(tx.run(MOVE, &args).await? > 0)
}

async fn move_to<T: Tx>(tx: &mut T, sql: Sql, lease: &Lease, due_at: Timestamp) -> Result<bool, StoreError> {
    let [job, node, claim] = fence(lease);
    Ok(tx.run(sql, &[due_at.into(), job, node, claim]).await? > 0)
}

async fn fail<T: Tx>(tx: &mut T, lease: &Lease, error: &str, after: AfterFailure) -> Result<bool, StoreError> {
    let [job, node, claim] = fence(lease);
    let (sql, time) = match after {
        AfterFailure::RetryAt(time) => (RETRY, time),
        AfterFailure::DeadSince(time) => (BURY, time),
    };
    let args = [time.into(), Arg::Text(error), job, node, claim];
    Ok(tx.run(sql, &args).await? > 0)
}

async fn revive<T: Tx>(tx: &mut T, id: Uuid, due_at: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.run(REVIVE, &[due_at.into(), Arg::from(&id)]).await? > 0)
}

async fn counts<T: Tx>(tx: &mut T, queue: &str, now: Timestamp) -> Result<JobCounts, StoreError> {
    let (queue, max) = (Arg::Text(queue), count_arg(COUNT_MAX));
    let due: Option<i64> = tx.opt(COUNT_DUE, &[queue, now.into(), max]).await?;
    let dead: Option<i64> = tx.opt(COUNT_DEAD, &[queue, max]).await?;
    let count = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0);
    Ok(JobCounts {
        due: count(due),
        dead: count(dead),
    })
}

impl Store {
    /// Enqueues a job, once per id; returns whether it is new.
    pub async fn enqueue_job(&self, job: NewJob) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | insert_job(tx, &job))
    }

    /// Enqueues a job, or brings the one of this id forward to this time. One that runs at this moment is due again when
    /// its run has ended, whatever that says.
    pub async fn poke_job(&self, job: NewJob) -> Result<(), StoreError> {
        on_engine!(self, write | tx | poke_job(tx, &job))
    }

    /// When the first job of a queue falls due, leases that end included. Cheaper than a claim that finds nothing.
    pub async fn next_job_due(&self, queue: &str) -> Result<Option<Timestamp>, StoreError> {
        on_engine!(self, read | tx | tx.opt(NEXT_DUE, &[Arg::Text(queue)]))
    }

    /// Claims at most `max` jobs of a queue that are due, the longest due first. They are the node's until the lease is
    /// over. No job is claimed twice at the same time.
    pub async fn claim_jobs(
        &self,
        queue: &str,
        node: Uuid,
        now: Timestamp,
        lease_until: Timestamp,
        max: usize,
    ) -> Result<Vec<Job>, StoreError> {
        let asked = Claim {
            queue: queue.to_owned(),
            node,
            now,
            lease_until,
            max,
        };
        on_engine!(self, write | tx | claim(tx, &asked))
    }

    /// Deletes a job that is done; one that was poked meanwhile stays, due. `false`, and nothing, when its lease is no longer the last one; so in all that follow.
    pub async fn finish_job(&self, lease: Lease) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | finish(tx, &lease))
    }

    /// Puts off a recurring job that went well to its next time.
    pub async fn reschedule_job(&self, lease: Lease, due_at: Timestamp) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | move_to(tx, RESCHEDULE, &lease, due_at))
    }

    /// Puts a job that went well off to another time in this or another queue; one that was poked meanwhile is due now.
    pub async fn move_job(
        &self,
        lease: Lease,
        queue: &str,
        now: Timestamp,
        due_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let queue = queue.to_owned();
        on_engine!(self, write | tx | change_queue(tx, &lease, &queue, now, due_at))
    }

    /// Gives back a job that was not run to its end through no fault of its own: it is due at this time, and the claim
    /// does not count as an attempt.
    pub async fn give_back_job(&self, lease: Lease, due_at: Timestamp) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | move_to(tx, GIVE_BACK, &lease, due_at))
    }

    /// Takes back every job of a queue that is claimed; answers how many. They are due now, and their claims count as
    /// attempts: a job may be what its node died of. Only for when no node lives that could have claimed one.
    pub async fn release_leases(&self, queue: &str, now: Timestamp) -> Result<u64, StoreError> {
        let queue = queue.to_owned();
        on_engine!(self, write | tx | tx.run(RELEASE, &[now.into(), Arg::Text(&queue)]))
    }

    /// Keeps a job for longer.
    pub async fn extend_job(&self, lease: Lease, lease_until: Timestamp) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | move_to(tx, EXTEND, &lease, lease_until))
    }

    /// Notes a failed run. Of the text the first 500 characters are kept; it must not hold personal data.
    pub async fn fail_job(&self, lease: Lease, error: &str, after: AfterFailure) -> Result<bool, StoreError> {
        // The zero character is no text to one of the engines.
        let error: String = error.chars().filter(|c| *c != '\0').take(ERROR_CHARS_MAX).collect();
        on_engine!(self, write | tx | fail(tx, &lease, &error, after))
    }

    /// Jobs of a queue that were tried too often, the last to die first.
    pub async fn dead_jobs(&self, queue: &str, limit: usize) -> Result<Vec<DeadJob>, StoreError> {
        on_engine!(self, read | tx | tx.all(DEAD, &[Arg::Text(queue), count_arg(limit)]))
    }

    /// Gives a dead job another chance, with all its attempts. `false` when there is no such dead job.
    pub async fn revive_job(&self, id: Uuid, due_at: Timestamp) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | revive(tx, id, due_at))
    }

    /// Deletes jobs that died by `before`, at most a thousand at a time; returns how many went.
    pub async fn delete_dead_jobs(&self, before: Timestamp) -> Result<u64, StoreError> {
        on_engine!(
            self,
            write | tx | tx.run(DELETE_DEAD, &[before.into(), count_arg(DELETE_MAX)])
        )
    }

    /// How many jobs of a queue wait, and how many are dead.
    pub async fn job_counts(&self, queue: &str, now: Timestamp) -> Result<JobCounts, StoreError> {
        on_engine!(self, read | tx | counts(tx, queue, now))
    }
}
