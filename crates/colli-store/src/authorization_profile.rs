//! Authorization profiles: keys that users of assistants brought, each under a name. What is stored of a key is sealed.

use crate::exceptions::HOLD_ORGANISATION;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use jiff::Timestamp;
use uuid::Uuid;

/// An authorization profile.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationProfileRow {
    /// Its id.
    pub id: Uuid,
    /// The environment it is used in.
    pub tenant: Tenant,
    /// Its name, unique in the environment.
    pub name: String,
    /// The header its key is sent in.
    pub header: String,
    /// Whether it may be used.
    pub is_enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its key, sealed.
    pub sealed: Vec<u8>,
}

/// What became of a profile to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuthorizationProfileInserted {
    /// It was made.
    Inserted,
    /// Another one has its name.
    NameTaken,
    /// The tenant has as many as it may have.
    Full,
}

const INSERT: Sql = Sql::new(
    "insert into authorization_profiles (org, env, profile_id, name, header, enabled, created_at, sealed)
     values ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const LIST: Sql = Sql::new(
    "select org, env, profile_id, name, header, enabled, created_at, sealed
     from authorization_profiles where org = $1 and env = $2 order by name limit $3",
);
const COUNT: Sql = Sql::new("select count(*) from authorization_profiles where org = $1 and env = $2");
const BY_ID: Sql = Sql::new(
    "select org, env, profile_id, name, header, enabled, created_at, sealed
     from authorization_profiles where org = $1 and env = $2 and profile_id = $3",
);
const BY_NAME: Sql = Sql::new(
    "select org, env, profile_id, name, header, enabled, created_at, sealed
     from authorization_profiles where org = $1 and env = $2 and name = $3",
);
const ENABLE: Sql =
    Sql::new("update authorization_profiles set enabled = $1 where org = $2 and env = $3 and profile_id = $4");
const DELETE: Sql = Sql::new("delete from authorization_profiles where org = $1 and env = $2 and profile_id = $3");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[INSERT, LIST, COUNT, BY_ID, BY_NAME, ENABLE, DELETE];

impl FromRow for AuthorizationProfileRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.tenant(0)?,
            id: row.uuid(2)?,
            name: row.text(3)?.to_owned(),
            header: row.text(4)?.to_owned(),
            is_enabled: row.i64(5)? != 0,
            created_at: row.time(6)?,
            sealed: row.bytes(7)?.to_vec(),
        })
    }
}

async fn insert<T: Tx>(
    tx: &mut T,
    profile: &AuthorizationProfileRow,
    profiles_max: usize,
) -> Result<AuthorizationProfileInserted, StoreError> {
    let [org, env] = tenant_args(&profile.tenant);
    // Two that are made at once are counted, and told apart by their names, one after the other.
    tx.opt::<String>(HOLD_ORGANISATION, &[org]).await?;
    let name = Arg::Text(&profile.name);
    let taken: Option<AuthorizationProfileRow> = tx.opt(BY_NAME, &[org, env, name]).await?;
    if taken.is_some() {
        return Ok(AuthorizationProfileInserted::NameTaken);
    }
    let count = tx.opt::<i64>(COUNT, &[org, env]).await?.unwrap_or_default();
    if usize::try_from(count).is_ok_and(|count| count >= profiles_max) {
        return Ok(AuthorizationProfileInserted::Full);
    }
    let args = [
        org,
        env,
        Arg::from(&profile.id),
        name,
        Arg::Text(&profile.header),
        Arg::I64(profile.is_enabled.into()),
        profile.created_at.into(),
        Arg::Bytes(&profile.sealed),
    ];
    tx.run(INSERT, &args).await?;
    Ok(AuthorizationProfileInserted::Inserted)
}

async fn enable<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    id: Uuid,
    is_enabled: bool,
) -> Result<Option<AuthorizationProfileRow>, StoreError> {
    let [org, env] = tenant_args(tenant);
    let id = Arg::from(&id);
    tx.run(ENABLE, &[Arg::I64(is_enabled.into()), org, env, id]).await?;
    tx.opt(BY_ID, &[org, env, id]).await
}

async fn delete<T: Tx>(tx: &mut T, tenant: &Tenant, id: Uuid) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    tx.run(DELETE, &[org, env, Arg::from(&id)]).await
}

impl Store {
    /// Stores a profile, unless its name is taken or the tenant has `profiles_max` already.
    pub async fn insert_authorization_profile(
        &self,
        profile: AuthorizationProfileRow,
        profiles_max: usize,
    ) -> Result<AuthorizationProfileInserted, StoreError> {
        on_engine!(self, write | tx | insert(tx, &profile, profiles_max))
    }

    /// The tenant's profiles by name, at most `limit`.
    pub async fn authorization_profiles(
        &self,
        tenant: Tenant,
        limit: usize,
    ) -> Result<Vec<AuthorizationProfileRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.all(LIST, &[org, env, count_arg(limit)]))
    }

    /// The profile of this id.
    pub async fn authorization_profile(
        &self,
        tenant: Tenant,
        id: Uuid,
    ) -> Result<Option<AuthorizationProfileRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(BY_ID, &[org, env, Arg::from(&id)]))
    }

    /// The profile of this name.
    pub async fn authorization_profile_by_name(
        &self,
        tenant: Tenant,
        name: String,
    ) -> Result<Option<AuthorizationProfileRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(BY_NAME, &[org, env, Arg::Text(&name)]))
    }

    /// Lets a profile be used, or not; `None` when there is none of this id.
    pub async fn enable_authorization_profile(
        &self,
        tenant: Tenant,
        id: Uuid,
        is_enabled: bool,
    ) -> Result<Option<AuthorizationProfileRow>, StoreError> {
        on_engine!(self, write | tx | enable(tx, &tenant, id, is_enabled))
    }

    /// Deletes a profile with its key; whether there was one.
    pub async fn delete_authorization_profile(&self, tenant: Tenant, id: Uuid) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | delete(tx, &tenant, id)).map(|deleted| deleted > 0)
    }
}
