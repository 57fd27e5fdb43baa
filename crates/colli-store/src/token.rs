//! Signing keys and refresh tokens.

use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::{Tenant, UserId};
use jiff::Timestamp;
use uuid::Uuid;

/// A key that signs tokens, sealed under the master key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SigningKeyRow {
    /// Its name in token headers.
    pub kid: String,
    /// The key, encrypted; the store cannot read it.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it signs no more; it may still verify.
    pub retired_at: Option<Timestamp>,
}

/// A refresh token that was handed out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefreshTokenRow {
    /// Its id.
    pub jti: Uuid,
    /// Whose data it opens.
    pub tenant: Tenant,
    /// The user it was given to.
    pub user: UserId,
    /// The log-in all tokens rotated from each other share.
    pub family: Uuid,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was exchanged or revoked.
    pub used_at: Option<Timestamp>,
}

/// What became of an exchange of refresh tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rotation {
    /// The old token is used up, the new one holds.
    Rotated,
    /// The old token was used before: every token of its family is revoked, the new one is not stored.
    Reused,
    /// There is no such token, or it has expired.
    Unknown,
}

/// Purpose of the keys that sign access and refresh tokens.
const TOKENS: Arg<'static> = Arg::Text("tokens");

const SIGNING_KEYS: Sql = Sql::scanning(
    "select kid, sealed, created_at, retired_at from signing_keys where purpose = $1 order by created_at desc, kid",
);
const SIGNING_KEY_IN_USE: Sql =
    Sql::new("select kid, sealed, created_at, retired_at from signing_keys where purpose = $1 and retired_at is null");
const INSERT_SIGNING_KEY: Sql = Sql::new(
    "insert into signing_keys (kid, purpose, sealed, created_at, retired_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing",
);
const RETIRE_SIGNING_KEY: Sql =
    Sql::new("update signing_keys set retired_at = $1 where kid = $2 and purpose = $3 and retired_at is null");
const DELETE_RETIRED_KEYS: Sql = Sql::scanning("delete from signing_keys where purpose = $1 and retired_at <= $2");
const INSERT_TOKEN: Sql = Sql::new(
    "insert into refresh_tokens (jti, org, env, user_id, family, expires_at, used_at)
     values ($1, $2, $3, $4, $5, $6, $7)",
);
const TOKEN: Sql =
    Sql::new("select jti, org, env, user_id, family, expires_at, used_at from refresh_tokens where jti = $1");
const USE_TOKEN: Sql =
    Sql::new("update refresh_tokens set used_at = $1 where jti = $2 and used_at is null and expires_at > $1");
const REVOKE_FAMILY: Sql = Sql::new("update refresh_tokens set used_at = $1 where family = $2 and used_at is null");
// The number is part of the text, so that PostgreSQL plans for few rows.
const EXPIRED: Sql = Sql::new(
    "select jti, org, env, user_id, family, expires_at, used_at from refresh_tokens
     where expires_at <= $1 order by expires_at limit 200 offset $2",
);
const DELETE_TOKEN: Sql = Sql::new("delete from refresh_tokens where jti = $1");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    SIGNING_KEYS,
    SIGNING_KEY_IN_USE,
    INSERT_SIGNING_KEY,
    RETIRE_SIGNING_KEY,
    DELETE_RETIRED_KEYS,
    INSERT_TOKEN,
    TOKEN,
    USE_TOKEN,
    REVOKE_FAMILY,
    EXPIRED,
    DELETE_TOKEN,
];

impl FromRow for SigningKeyRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            kid: row.text(0)?.to_owned(),
            sealed: row.bytes(1)?.to_owned(),
            created_at: row.time(2)?,
            retired_at: row.opt_time(3)?,
        })
    }
}

impl FromRow for RefreshTokenRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            jti: row.uuid(0)?,
            tenant: row.tenant(1)?,
            user: UserId(row.uuid(3)?),
            family: row.uuid(4)?,
            expires_at: row.time(5)?,
            used_at: row.opt_time(6)?,
        })
    }
}

async fn insert_signing_key<T: Tx>(tx: &mut T, row: &SigningKeyRow) -> Result<SigningKeyRow, StoreError> {
    let retired_at = Arg::OptI64(row.retired_at.map(Timestamp::as_millisecond));
    let args = [
        Arg::Text(&row.kid),
        TOKENS,
        Arg::Bytes(&row.sealed),
        row.created_at.into(),
        retired_at,
    ];
    tx.run(INSERT_SIGNING_KEY, &args).await?;
    let in_use = tx.opt(SIGNING_KEY_IN_USE, &[TOKENS]).await?;
    in_use.ok_or(StoreError::OutOfRange("a retired signing key while none is in use"))
}

async fn rotate_key<T: Tx>(
    tx: &mut T,
    old_kid: &str,
    new: &SigningKeyRow,
    now: Timestamp,
) -> Result<SigningKeyRow, StoreError> {
    if tx
        .run(RETIRE_SIGNING_KEY, &[now.into(), Arg::Text(old_kid), TOKENS])
        .await?
        > 0
    {
        return insert_signing_key(tx, new).await;
    }
    let in_use = tx.opt(SIGNING_KEY_IN_USE, &[TOKENS]).await?;
    in_use.ok_or(StoreError::Unreadable("signing key in use"))
}

async fn insert_token<T: Tx>(tx: &mut T, row: &RefreshTokenRow, family: Uuid) -> Result<(), StoreError> {
    let [org, env] = tenant_args(&row.tenant);
    let args = [
        Arg::from(&row.jti),
        org,
        env,
        Arg::from(&row.user.0),
        Arg::from(&family),
        row.expires_at.into(),
        Arg::OptI64(row.used_at.map(Timestamp::as_millisecond)),
    ];
    tx.run(INSERT_TOKEN, &args).await.map(drop)
}

async fn rotate<T: Tx>(
    tx: &mut T,
    old_jti: Uuid,
    new: &RefreshTokenRow,
    now: Timestamp,
) -> Result<Rotation, StoreError> {
    let used = tx.run(USE_TOKEN, &[now.into(), Arg::from(&old_jti)]).await?;
    let Some(old) = tx.opt::<RefreshTokenRow>(TOKEN, &[Arg::from(&old_jti)]).await? else {
        return Ok(Rotation::Unknown);
    };
    if used > 0 {
        insert_token(tx, new, old.family).await?;
        return Ok(Rotation::Rotated);
    }
    if old.used_at.is_none() {
        return Ok(Rotation::Unknown);
    }
    tx.run(REVOKE_FAMILY, &[now.into(), Arg::from(&old.family)]).await?;
    Ok(Rotation::Reused)
}

async fn delete_tokens<T: Tx>(tx: &mut T, jtis: &[Uuid]) -> Result<(), StoreError> {
    let rows: Vec<_> = jtis.iter().map(|jti| [Arg::from(jti)]).collect();
    tx.run_all(DELETE_TOKEN, &rows).await
}

impl Store {
    /// The signing keys, newest first.
    pub async fn signing_keys(&self) -> Result<Vec<SigningKeyRow>, StoreError> {
        on_engine!(self, read | tx | tx.all(SIGNING_KEYS, &[TOKENS]))
    }

    /// Stores the key unless one is in use already, and returns the one in use: nodes that start together agree.
    pub async fn insert_signing_key(&self, row: SigningKeyRow) -> Result<SigningKeyRow, StoreError> {
        on_engine!(self, write | tx | insert_signing_key(tx, &row))
    }

    /// Retires the key `old_kid` and puts `new` in its place, if it is still the one in use. Returns the key in use
    /// afterwards: of nodes that rotate at the same time one wins, and all agree.
    pub async fn rotate_signing_key(
        &self,
        old_kid: &str,
        new: SigningKeyRow,
        now: Timestamp,
    ) -> Result<SigningKeyRow, StoreError> {
        let old_kid = old_kid.to_owned();
        on_engine!(self, write | tx | rotate_key(tx, &old_kid, &new, now))
    }

    /// Deletes keys that were retired by `before`; returns how many went.
    pub async fn delete_retired_signing_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        on_engine!(self, write | tx | tx.run(DELETE_RETIRED_KEYS, &[TOKENS, before.into()]))
    }

    /// Stores a refresh token of a new log-in.
    pub async fn insert_refresh_token(&self, row: RefreshTokenRow) -> Result<(), StoreError> {
        on_engine!(self, write | tx | insert_token(tx, &row, row.family))
    }

    /// The refresh token of this id, used and expired ones included.
    pub async fn refresh_token(&self, jti: Uuid) -> Result<Option<RefreshTokenRow>, StoreError> {
        on_engine!(self, read | tx | tx.opt(TOKEN, &[Arg::from(&jti)]))
    }

    /// Exchanges the token `old_jti` for `new`, once. The new token joins the old one's family, whatever it says itself.
    pub async fn rotate_refresh_token(
        &self,
        old_jti: Uuid,
        new: RefreshTokenRow,
        now: Timestamp,
    ) -> Result<Rotation, StoreError> {
        on_engine!(self, write | tx | rotate(tx, old_jti, &new, now))
    }

    /// Tokens that end by a time, the first to end first, at most 200, from the one after the first `skip` on.
    pub async fn refresh_tokens_ending_by(
        &self,
        time: Timestamp,
        skip: usize,
    ) -> Result<Vec<RefreshTokenRow>, StoreError> {
        on_engine!(self, read | tx | tx.all(EXPIRED, &[time.into(), count_arg(skip)]))
    }

    /// Deletes tokens.
    pub async fn delete_refresh_tokens(&self, jtis: Vec<Uuid>) -> Result<(), StoreError> {
        on_engine!(self, write | tx | delete_tokens(tx, &jtis))
    }
}
