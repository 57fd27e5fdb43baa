//! Apps and their keys: each key opens some scopes of one environment. The store knows hashes of keys only.

use crate::exceptions::HOLD_ORGANISATION;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::app::{App, Quota, Scopes};
use colli_core::ids::Tenant;
use uuid::Uuid;

/// What is changed of an app; what is `None` stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AppEdit {
    /// What its owner calls it.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What its key opens.
    pub scopes: Option<Scopes>,
    /// How often its key may call.
    pub quota: Option<Quota>,
    /// Whether its key opens anything.
    pub is_enabled: Option<bool>,
}

/// What became of an app to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AppInserted {
    /// It was made.
    Inserted,
    /// The tenant has as many as it may have.
    Full,
}

const PUT: Sql = Sql::new(
    "insert into apps (key_hash, org, env, app_id, name, description, scopes, calls_per_day, calls_per_second, enabled,
       key_start, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (key_hash) do nothing",
);
const BY_KEY: Sql = Sql::new(
    "select org, env, app_id, name, description, scopes, calls_per_day, calls_per_second, enabled, key_start, created_at
     from apps where key_hash = $1",
);
const LIST: Sql = Sql::new(
    "select org, env, app_id, name, description, scopes, calls_per_day, calls_per_second, enabled, key_start, created_at
     from apps where org = $1 and env = $2 order by created_at, app_id limit $3",
);
const COUNT: Sql = Sql::new("select count(*) from apps where org = $1 and env = $2");

const BY_ID: Sql = Sql::new(
    "select org, env, app_id, name, description, scopes, calls_per_day, calls_per_second, enabled, key_start, created_at
     from apps where org = $1 and env = $2 and app_id = $3",
);
const UPDATE: Sql = Sql::new(
    "update apps set name = coalesce($1, name), description = coalesce($2, description), scopes = coalesce($3, scopes),
       enabled = coalesce($4, enabled)
     where org = $5 and env = $6 and app_id = $7",
);
const UPDATE_QUOTA: Sql =
    Sql::new("update apps set calls_per_day = $1, calls_per_second = $2 where org = $3 and env = $4 and app_id = $5");
const UPDATE_KEY: Sql =
    Sql::new("update apps set key_hash = $1, key_start = $2 where org = $3 and env = $4 and app_id = $5");
const DELETE: Sql = Sql::new("delete from apps where org = $1 and env = $2 and app_id = $3");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    PUT,
    BY_KEY,
    LIST,
    COUNT,
    BY_ID,
    UPDATE,
    UPDATE_QUOTA,
    UPDATE_KEY,
    DELETE,
];

impl FromRow for App {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let calls = |column| -> Result<Option<u32>, StoreError> {
            let calls = row.opt_i64(column)?.map(u32::try_from).transpose();
            calls.map_err(|_| StoreError::Unreadable("quota"))
        };
        Ok(Self {
            tenant: row.tenant(0)?,
            id: row.uuid(2)?,
            name: row.text(3)?.to_owned(),
            description: row.text(4)?.to_owned(),
            scopes: Scopes::of_words(row.text(5)?),
            quota: Quota {
                calls_per_day: calls(6)?,
                calls_per_second: calls(7)?,
            },
            is_enabled: row.i64(8)? != 0,
            key_start: row.text(9)?.to_owned(),
            created_at: row.time(10)?,
        })
    }
}

async fn insert<T: Tx>(tx: &mut T, app: &App, key_hash: &[u8], apps_max: usize) -> Result<AppInserted, StoreError> {
    let [org, env] = tenant_args(&app.tenant);
    tx.opt::<String>(HOLD_ORGANISATION, &[org]).await?;
    let count = tx.opt::<i64>(COUNT, &[org, env]).await?.unwrap_or_default();
    if usize::try_from(count).is_ok_and(|count| count >= apps_max) {
        return Ok(AppInserted::Full);
    }
    put(tx, app, key_hash).await?;
    Ok(AppInserted::Inserted)
}

async fn put<T: Tx>(tx: &mut T, app: &App, key_hash: &[u8]) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(&app.tenant);
    let scopes = app.scopes.words();
    let args = [
        Arg::Bytes(key_hash),
        org,
        env,
        Arg::from(&app.id),
        Arg::Text(&app.name),
        Arg::Text(&app.description),
        Arg::Text(&scopes),
        Arg::OptI64(app.quota.calls_per_day.map(i64::from)),
        Arg::OptI64(app.quota.calls_per_second.map(i64::from)),
        Arg::I64(app.is_enabled.into()),
        Arg::Text(&app.key_start),
        app.created_at.into(),
    ];
    tx.run(PUT, &args).await
}

async fn update<T: Tx>(tx: &mut T, tenant: &Tenant, id: Uuid, edit: &AppEdit) -> Result<Option<App>, StoreError> {
    let [org, env] = tenant_args(tenant);
    let scopes = edit.scopes.map(Scopes::words);
    let args = [
        Arg::OptText(edit.name.as_deref()),
        Arg::OptText(edit.description.as_deref()),
        Arg::OptText(scopes.as_deref()),
        Arg::OptI64(edit.is_enabled.map(i64::from)),
        org,
        env,
        Arg::from(&id),
    ];
    tx.run(UPDATE, &args).await?;
    if let Some(quota) = edit.quota {
        let calls = [quota.calls_per_day, quota.calls_per_second].map(|calls| Arg::OptI64(calls.map(i64::from)));
        let [per_day, per_second] = calls;
        tx.run(UPDATE_QUOTA, &[per_day, per_second, org, env, Arg::from(&id)])
            .await?;
    }
    tx.opt(BY_ID, &[org, env, Arg::from(&id)]).await
}

async fn replace_key<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    id: Uuid,
    key_hash: &[u8],
    key_start: &str,
) -> Result<Option<App>, StoreError> {
    let [org, env] = tenant_args(tenant);
    let args = [Arg::Bytes(key_hash), Arg::Text(key_start), org, env, Arg::from(&id)];
    tx.run(UPDATE_KEY, &args).await?;
    tx.opt(BY_ID, &[org, env, Arg::from(&id)]).await
}

async fn delete<T: Tx>(tx: &mut T, tenant: &Tenant, id: Uuid) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    tx.run(DELETE, &[org, env, Arg::from(&id)]).await
}

impl Store {
    /// Stores an app with the hash of its key, unless the tenant has `apps_max` already.
    pub async fn insert_app(&self, app: App, key_hash: Vec<u8>, apps_max: usize) -> Result<AppInserted, StoreError> {
        on_engine!(self, write | tx | insert(tx, &app, &key_hash, apps_max))
    }

    /// Stores an app with a key that is known beforehand. Doing it again changes nothing.
    pub async fn put_app(&self, app: App, key_hash: Vec<u8>) -> Result<(), StoreError> {
        on_engine!(self, write | tx | put(tx, &app, &key_hash)).map(drop)
    }

    /// The app of a key.
    pub async fn app_by_key(&self, key_hash: Vec<u8>) -> Result<Option<App>, StoreError> {
        on_engine!(self, read | tx | tx.opt(BY_KEY, &[Arg::Bytes(&key_hash)]))
    }

    /// The app of this id.
    pub async fn app(&self, tenant: Tenant, id: Uuid) -> Result<Option<App>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(BY_ID, &[org, env, Arg::from(&id)]))
    }

    /// The tenant's apps, in the order they were made, at most `limit`.
    pub async fn apps(&self, tenant: Tenant, limit: usize) -> Result<Vec<App>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.all(LIST, &[org, env, count_arg(limit)]))
    }

    /// Changes an app; `None` when there is none of this id.
    pub async fn update_app(&self, tenant: Tenant, id: Uuid, edit: AppEdit) -> Result<Option<App>, StoreError> {
        on_engine!(self, write | tx | update(tx, &tenant, id, &edit))
    }

    /// Gives an app another key; the one before opens nothing any more. `None` when there is no app of this id.
    pub async fn replace_app_key(
        &self,
        tenant: Tenant,
        id: Uuid,
        key_hash: Vec<u8>,
        key_start: String,
    ) -> Result<Option<App>, StoreError> {
        on_engine!(self, write | tx | replace_key(tx, &tenant, id, &key_hash, &key_start))
    }

    /// Deletes an app with its key; whether there was one.
    pub async fn delete_app(&self, tenant: Tenant, id: Uuid) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | delete(tx, &tenant, id)).map(|deleted| deleted > 0)
    }
}
