//! Tokens of the gateway's API: each opens one environment of one organisation.

use crate::tx::{Arg, FromRow, Row, Sql, Tx, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use jiff::Timestamp;

/// A token that was made. The store knows its hash only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GatewayTokenRow {
    /// Hash of the token.
    pub token_hash: Vec<u8>,
    /// The environment it opens.
    pub tenant: Tenant,
    /// The e-mail address objects are shown to belong to.
    pub owner: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

const PUT: Sql = Sql::new(
    "insert into gateway_tokens (token_hash, org, env, owner, name, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (token_hash) do update set org = excluded.org, env = excluded.env, owner = excluded.owner,
       name = excluded.name",
);
const BY_HASH: Sql =
    Sql::new("select token_hash, org, env, owner, name, created_at from gateway_tokens where token_hash = $1");

// Tokens are few: an organisation has a handful.
const OF_TENANT: Sql = Sql::scanning(
    "select token_hash, org, env, owner, name, created_at from gateway_tokens where org = $1 and env = $2
     order by created_at, token_hash limit 1",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[PUT, BY_HASH, OF_TENANT];

impl FromRow for GatewayTokenRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            token_hash: row.bytes(0)?.to_vec(),
            tenant: row.tenant(1)?,
            owner: row.text(3)?.to_owned(),
            name: row.text(4)?.to_owned(),
            created_at: row.time(5)?,
        })
    }
}

async fn put<T: Tx>(tx: &mut T, row: &GatewayTokenRow) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(&row.tenant);
    let args = [
        Arg::Bytes(&row.token_hash),
        org,
        env,
        Arg::Text(&row.owner),
        Arg::Text(&row.name),
        row.created_at.into(),
    ];
    tx.run(PUT, &args).await
}

impl Store {
    /// Stores a token, or what it opens from now on.
    pub async fn put_gateway_token(&self, row: GatewayTokenRow) -> Result<(), StoreError> {
        on_engine!(self, write | tx | put(tx, &row)).map(drop)
    }

    /// The token of a hash.
    pub async fn gateway_token(&self, token_hash: Vec<u8>) -> Result<Option<GatewayTokenRow>, StoreError> {
        on_engine!(self, read | tx | tx.opt(BY_HASH, &[Arg::Bytes(&token_hash)]))
    }

    /// The first token of a tenant.
    pub async fn gateway_token_of(&self, tenant: Tenant) -> Result<Option<GatewayTokenRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(OF_TENANT, &[org, env]))
    }
}
