//! Requests that clients named with a key of their own: what was answered once is answered again.

use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use jiff::Timestamp;

/// Keys deleted in one step.
const DELETED_MAX: usize = 1_000;

/// A key that is claimed for a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewIdempotencyKey {
    /// Hash of the key and of what it was sent to.
    pub key_hash: Vec<u8>,
    /// Hash of the request.
    pub request_hash: Vec<u8>,
    /// Now, in real time.
    pub claimed_at: Timestamp,
    /// A claim older than this, without an answer, is of a node that died.
    pub abandoned_before: Timestamp,
    /// Until when it is kept, on the environment's clock.
    pub kept_until: Timestamp,
}

/// What is known of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum IdempotencyClaim {
    /// The request is to be carried out. Until when its key is kept, which stays as it was at the first claim when another
    /// one takes over: what is made of it is the same for both.
    Claimed(Timestamp),
    /// The same request is being carried out at this moment.
    InProgress,
    /// The same request was answered so: status and body.
    Answered(u16, String),
    /// Another request used it.
    OtherRequest,
}

const CLAIM: Sql = Sql::new(
    "insert into idempotency_keys (org, env, key_hash, request_hash, claimed_at, kept_until)
     values ($1, $2, $3, $4, $5, $6) on conflict (org, env, key_hash) do nothing",
);
const BY_HASH: Sql = Sql::new(
    "select request_hash, status, answer, claimed_at, kept_until from idempotency_keys where org = $1 and env = $2 and key_hash = $3",
);
// Of two that take over at once, one finds the claim as it was.
const TAKE_OVER: Sql = Sql::new(
    "update idempotency_keys set claimed_at = $1, request_hash = $2 where org = $3 and env = $4 and key_hash = $5
       and status is null and claimed_at = $6",
);
const ANSWER: Sql =
    Sql::new("update idempotency_keys set status = $1, answer = $2 where org = $3 and env = $4 and key_hash = $5");
const RELEASE: Sql = Sql::new(
    "update idempotency_keys set claimed_at = $1 where org = $2 and env = $3 and key_hash = $4 and status is null",
);
const DELETE_OLD: Sql = Sql::new(
    "delete from idempotency_keys where org = $1 and env = $2 and key_hash in
       (select key_hash from idempotency_keys where org = $1 and env = $2 and kept_until < $3 limit $4)",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[CLAIM, BY_HASH, TAKE_OVER, ANSWER, RELEASE, DELETE_OLD];

/// What stands in place of a claim's time once its request came to nothing. The row stays, as part of the request may have
/// been carried out: trying again must find that.
const GIVEN_BACK_MS: i64 = 0;

struct Known {
    request_hash: Vec<u8>,
    answer: Option<(u16, String)>,
    claimed_at_ms: i64,
    kept_until_ms: i64,
}

impl FromRow for Known {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let status = row.opt_i64(1)?.map(u16::try_from).transpose();
        let status = status.map_err(|_| StoreError::Unreadable("status"))?;
        Ok(Self {
            request_hash: row.bytes(0)?.to_vec(),
            answer: status.zip(row.opt_text(2)?.map(str::to_owned)),
            claimed_at_ms: row.i64(3)?,
            kept_until_ms: row.i64(4)?,
        })
    }
}

async fn claim<T: Tx>(tx: &mut T, tenant: &Tenant, new: &NewIdempotencyKey) -> Result<IdempotencyClaim, StoreError> {
    let [org, env] = tenant_args(tenant);
    let (key, request) = (Arg::Bytes(&new.key_hash), Arg::Bytes(&new.request_hash));
    let args = [org, env, key, request, new.claimed_at.into(), new.kept_until.into()];
    if tx.run(CLAIM, &args).await? > 0 {
        return claimed(new.kept_until.as_millisecond());
    }
    let Some(known) = tx.opt::<Known>(BY_HASH, &[org, env, key]).await? else {
        return Err(StoreError::Race("the key was deleted at this moment".into()));
    };
    let is_given_back = known.answer.is_none() && known.claimed_at_ms == GIVEN_BACK_MS;
    if known.request_hash != new.request_hash && !is_given_back {
        return Ok(IdempotencyClaim::OtherRequest);
    }
    if let Some((status, answer)) = known.answer {
        return Ok(IdempotencyClaim::Answered(status, answer));
    }
    if known.claimed_at_ms >= new.abandoned_before.as_millisecond() {
        return Ok(IdempotencyClaim::InProgress);
    }
    let args = [
        new.claimed_at.into(),
        request,
        org,
        env,
        key,
        Arg::I64(known.claimed_at_ms),
    ];
    match tx.run(TAKE_OVER, &args).await? {
        0 => Ok(IdempotencyClaim::InProgress),
        _ => claimed(known.kept_until_ms),
    }
}

fn claimed(kept_until_ms: i64) -> Result<IdempotencyClaim, StoreError> {
    let kept_until = Timestamp::from_millisecond(kept_until_ms);
    let kept_until = kept_until.map_err(|_| StoreError::Unreadable("kept_until"))?;
    Ok(IdempotencyClaim::Claimed(kept_until))
}

async fn answer<T: Tx>(tx: &mut T, tenant: &Tenant, key: &[u8], status: u16, text: &str) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    let args = [Arg::I64(status.into()), Arg::Text(text), org, env, Arg::Bytes(key)];
    tx.run(ANSWER, &args).await
}

async fn release<T: Tx>(tx: &mut T, tenant: &Tenant, key: &[u8]) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    let args = [Arg::I64(GIVEN_BACK_MS), org, env, Arg::Bytes(key)];
    tx.run(RELEASE, &args).await
}

/// Deletes keys kept until before a time, some of them; how many.
pub(crate) async fn delete_old<T: Tx>(tx: &mut T, tenant: &Tenant, before: Timestamp) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    tx.run(DELETE_OLD, &[org, env, before.into(), count_arg(DELETED_MAX)])
        .await
}

impl Store {
    /// Claims a key for a request, unless it was used.
    pub async fn claim_idempotency_key(
        &self,
        tenant: Tenant,
        new: NewIdempotencyKey,
    ) -> Result<IdempotencyClaim, StoreError> {
        on_engine!(self, write | tx | claim(tx, &tenant, &new))
    }

    /// Keeps what the request of a key was answered.
    pub async fn answer_idempotency_key(
        &self,
        tenant: Tenant,
        key_hash: Vec<u8>,
        status: u16,
        text: String,
    ) -> Result<(), StoreError> {
        on_engine!(self, write | tx | answer(tx, &tenant, &key_hash, status, &text)).map(drop)
    }

    /// Gives a key back whose request came to nothing, so that it can be tried again.
    pub async fn release_idempotency_key(&self, tenant: Tenant, key_hash: Vec<u8>) -> Result<(), StoreError> {
        on_engine!(self, write | tx | release(tx, &tenant, &key_hash)).map(drop)
    }

    /// Deletes keys kept until before a time, at most 1,000 in one durable step; how many.
    pub async fn delete_old_idempotency_keys(&self, tenant: Tenant, before: Timestamp) -> Result<u64, StoreError> {
        on_engine!(self, write | tx | delete_old(tx, &tenant, before))
    }
}
