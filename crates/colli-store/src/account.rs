//! Organisations, their API keys and their accounts.

use crate::tx::{Arg, FromRow, Row, Sql, Tx, tenant_args, to_json};
use crate::{Store, StoreError, on_engine};
use colli_core::account::Account;
use colli_core::ids::{AccountNumber, OrganisationId, Tenant, UserId};
use jiff::Timestamp;

/// An organisation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrganisationRow {
    /// Its id.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// The API key of a user. A user has one key; a new one replaces the old.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiKeyRow {
    /// The user the key acts for.
    pub user: UserId,
    /// Whose data it opens.
    pub tenant: Tenant,
    /// Hash of the key; the key itself is not stored.
    pub key_hash: Vec<u8>,
    /// What the owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

const PUT_ORGANISATION: Sql = Sql::new(
    "insert into organisations (org, name, created_at) values ($1, $2, $3)
     on conflict (org) do update set name = excluded.name",
);
const PUT_API_KEY: Sql = Sql::new(
    "insert into api_keys (user_id, org, env, key_hash, name, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (user_id) do update set org = excluded.org, env = excluded.env, key_hash = excluded.key_hash,
       name = excluded.name, created_at = excluded.created_at",
);
const API_KEY: Sql = Sql::new("select user_id, org, env, key_hash, name, created_at from api_keys where user_id = $1");
const PUT_ACCOUNT: Sql = Sql::new(
    "insert into accounts (number, org, env, settings) values ($1, $2, $3, $4)
     on conflict (number) do update set org = excluded.org, env = excluded.env, settings = excluded.settings",
);
const ACCOUNT: Sql = Sql::new("select number, org, env, settings from accounts where number = $1");
const ACCOUNTS: Sql =
    Sql::new("select number, org, env, settings from accounts where org = $1 and env = $2 order by number");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[PUT_ORGANISATION, PUT_API_KEY, API_KEY, PUT_ACCOUNT, ACCOUNT, ACCOUNTS];

impl FromRow for ApiKeyRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            user: UserId(row.uuid(0)?),
            tenant: row.tenant(1)?,
            key_hash: row.bytes(3)?.to_owned(),
            name: row.text(4)?.to_owned(),
            created_at: row.time(5)?,
        })
    }
}

impl FromRow for Account {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            number: AccountNumber::parse(row.text(0)?).ok_or(StoreError::Unreadable("account number"))?,
            tenant: row.tenant(1)?,
            settings: row.json(3, "account settings")?,
        })
    }
}

async fn put_organisation<T: Tx>(tx: &mut T, row: &OrganisationRow) -> Result<(), StoreError> {
    let args = [
        Arg::from(&row.organisation.0),
        Arg::Text(&row.name),
        row.created_at.into(),
    ];
    tx.run(PUT_ORGANISATION, &args).await.map(drop)
}

async fn put_api_key<T: Tx>(tx: &mut T, row: &ApiKeyRow) -> Result<(), StoreError> {
    let [org, env] = tenant_args(&row.tenant);
    let user = Arg::from(&row.user.0);
    let args = [
        user,
        org,
        env,
        Arg::Bytes(&row.key_hash),
        Arg::Text(&row.name),
        row.created_at.into(),
    ];
    tx.run(PUT_API_KEY, &args).await.map(drop)
}

async fn put_account<T: Tx>(tx: &mut T, account: &Account, settings: &str) -> Result<(), StoreError> {
    let [org, env] = tenant_args(&account.tenant);
    let args = [Arg::Text(account.number.as_str()), org, env, Arg::Text(settings)];
    tx.run(PUT_ACCOUNT, &args).await.map(drop)
}

impl Store {
    /// Registers an organisation, or renames it.
    pub async fn put_organisation(&self, row: OrganisationRow) -> Result<(), StoreError> {
        on_engine!(self, write | tx | put_organisation(tx, &row))
    }

    /// Stores the key of a user in place of the one it had.
    pub async fn put_api_key(&self, row: ApiKeyRow) -> Result<(), StoreError> {
        on_engine!(self, write | tx | put_api_key(tx, &row))
    }

    /// The key of a user.
    pub async fn api_key(&self, user: UserId) -> Result<Option<ApiKeyRow>, StoreError> {
        on_engine!(self, read | tx | tx.opt(API_KEY, &[Arg::from(&user.0)]))
    }

    /// Stores an account, or its changed settings.
    pub async fn put_account(&self, account: Account) -> Result<(), StoreError> {
        let settings = to_json(&account.settings, "account settings")?;
        on_engine!(self, write | tx | put_account(tx, &account, &settings))
    }

    /// The account of this number, whosever it is.
    pub async fn account(&self, number: AccountNumber) -> Result<Option<Account>, StoreError> {
        on_engine!(self, read | tx | tx.opt(ACCOUNT, &[Arg::Text(number.as_str())]))
    }

    /// The accounts of a tenant, by number.
    pub async fn accounts(&self, tenant: Tenant) -> Result<Vec<Account>, StoreError> {
        on_engine!(self, read | tx | tx.all(ACCOUNTS, &tenant_args(&tenant)))
    }
}
