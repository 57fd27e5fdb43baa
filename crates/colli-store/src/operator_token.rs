//! Tokens of the own API: each opens both environments of one organisation.

use crate::tx::{Arg, FromRow, Row, Sql, Tx};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::OrganisationId;
use jiff::Timestamp;

/// A token that was made. The store knows its hash only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OperatorTokenRow {
    /// Hash of the token.
    pub token_hash: Vec<u8>,
    /// The organisation it opens.
    pub organisation: OrganisationId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

const PUT: Sql = Sql::new(
    "insert into operator_tokens (token_hash, org, name, created_at) values ($1, $2, $3, $4)
     on conflict (token_hash) do update set org = excluded.org, name = excluded.name",
);
const BY_HASH: Sql = Sql::new("select org from operator_tokens where token_hash = $1");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[PUT, BY_HASH];

async fn put<T: Tx>(tx: &mut T, row: &OperatorTokenRow) -> Result<u64, StoreError> {
    let args = [
        Arg::Bytes(&row.token_hash),
        Arg::from(&row.organisation.0),
        Arg::Text(&row.name),
        row.created_at.into(),
    ];
    tx.run(PUT, &args).await
}

struct Opens(OrganisationId);

impl FromRow for Opens {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self(OrganisationId(row.uuid(0)?)))
    }
}

impl Store {
    /// Stores a token, or its new name.
    pub async fn put_operator_token(&self, row: OperatorTokenRow) -> Result<(), StoreError> {
        on_engine!(self, write | tx | put(tx, &row)).map(drop)
    }

    /// The organisation a token opens.
    pub async fn operator_token(&self, token_hash: Vec<u8>) -> Result<Option<OrganisationId>, StoreError> {
        let found: Option<Opens> = on_engine!(self, read | tx | tx.opt(BY_HASH, &[Arg::Bytes(&token_hash)]))?;
        Ok(found.map(|Opens(organisation)| organisation))
    }
}
