//! Objects of the gateway: what its clients make and read back, each of a kind, kept as JSON of its domain type.
//!
//! A request may write several objects at once, with the jobs that work on them and the notices to subscribers: all are
//! stored together or not at all.

use crate::job::{NewJob, insert_job};
use crate::notice::NewNotice;
use crate::outbox::tell_objects;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, hold, on_engine};
use colli_core::ids::Tenant;
use jiff::Timestamp;
use uuid::Uuid;

/// Objects deleted in one step.
const DELETED_MAX: usize = 500;

/// An object to store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewObject {
    /// What it is.
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
    /// Its place in lists: later ones have higher numbers.
    pub position: i64,
    /// What it belongs to.
    pub parent: Option<Uuid>,
    /// Its status, where lists and counts go by it.
    pub state: Option<String>,
    /// When it was made, on the environment's clock.
    pub created_at: Timestamp,
    /// JSON of its domain type.
    pub body: String,
}

/// A stored object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectRow {
    /// Its id.
    pub id: Uuid,
    /// What it belongs to.
    pub parent: Option<Uuid>,
    /// Its status.
    pub state: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// How often it was changed.
    pub version: i64,
    /// JSON of its domain type.
    pub body: String,
}

/// A change of an object, carried out only while it is what it was when it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectChange {
    /// Which.
    pub id: Uuid,
    /// Its version when it was read.
    pub version: i64,
    /// Its status from now on.
    pub state: Option<String>,
    /// When it is changed, on the environment's clock.
    pub updated_at: Timestamp,
    /// Its body from now on.
    pub body: String,
}

/// What is written in one step, all or nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ObjectWriting {
    /// New objects. The first one's id tells whether the request was carried out before.
    pub objects: Vec<NewObject>,
    /// Changes of others.
    pub changes: Vec<ObjectChange>,
    /// Kinds and ids of those that go; one that is not there is gone.
    pub deleted: Vec<(&'static str, Uuid)>,
    /// Jobs that work on them.
    pub jobs: Vec<NewJob>,
    /// What subscribers are told.
    pub notices: Vec<NewNotice>,
    /// Codes of pieces whose plans are on hold no longer.
    pub released: Vec<String>,
}

/// What became of a writing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObjectsWritten {
    /// All of it is stored.
    Done,
    /// Nothing: there is an object of the first one's kind and id already.
    Existing,
    /// Nothing: an object that was to be changed is no longer what it was when it was read.
    Changed,
}

/// Which objects of a parent are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfParent<'f> {
    /// The parent.
    pub parent: Uuid,
    /// What they are.
    pub kind: &'static str,
    /// In this state; `None` for all.
    pub state: Option<&'f str>,
}

const INSERT: Sql = Sql::new(
    "insert into objects (org, env, object_id, kind, position, parent, state, created_at, updated_at, version, body)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, 0, $9) on conflict (org, env, object_id) do nothing",
);
const BY_ID: Sql = Sql::new(
    "select object_id, parent, state, created_at, updated_at, version, body from objects
     where org = $1 and env = $2 and object_id = $3 and kind = $4",
);
const LIST: Sql = Sql::new(
    "select object_id, parent, state, created_at, updated_at, version, body from objects
     where org = $1 and env = $2 and kind = $3 order by position desc limit $4 offset $5",
);
const OF_PARENT: Sql = Sql::new(
    "select object_id, parent, state, created_at, updated_at, version, body from objects
     where org = $1 and env = $2 and parent = $3 and kind = $4 order by position limit $5 offset $6",
);
const OF_PARENT_IN: Sql = Sql::new(
    "select object_id, parent, state, created_at, updated_at, version, body from objects
     where org = $1 and env = $2 and parent = $3 and kind = $4 and state = $5 order by position limit $6 offset $7",
);
const STATES_OF_PARENT: Sql = Sql::new(
    "select state, count(*) from objects where org = $1 and env = $2 and parent = $3 and kind = $4 and state is not null
     group by state order by state",
);
const CHANGE: Sql = Sql::new(
    "update objects set state = $1, updated_at = $2, version = version + 1, body = $3
     where org = $4 and env = $5 and object_id = $6 and version = $7",
);
const VERSION: Sql = Sql::new("select version from objects where org = $1 and env = $2 and object_id = $3");
const DELETE: Sql = Sql::new("delete from objects where org = $1 and env = $2 and object_id = $3 and kind = $4");
const DELETE_OLD: Sql = Sql::new(
    "delete from objects where org = $1 and env = $2 and object_id in
       (select object_id from
         (select object_id, created_at from objects where org = $1 and env = $2 and kind = $3 order by position limit $4) oldest
        where created_at < $5)",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    INSERT,
    BY_ID,
    LIST,
    OF_PARENT,
    OF_PARENT_IN,
    STATES_OF_PARENT,
    CHANGE,
    VERSION,
    DELETE,
    DELETE_OLD,
];

impl FromRow for ObjectRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.uuid(0)?,
            parent: match row.opt_bytes(1)? {
                Some(_) => Some(row.uuid(1)?),
                None => None,
            },
            state: row.opt_text(2)?.map(str::to_owned),
            created_at: row.time(3)?,
            updated_at: row.time(4)?,
            version: row.i64(5)?,
            body: row.text(6)?.to_owned(),
        })
    }
}

struct StateCount(String, u64);

impl FromRow for StateCount {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let count = u64::try_from(row.i64(1)?).map_err(|_| StoreError::Unreadable("count"))?;
        Ok(Self(row.text(0)?.to_owned(), count))
    }
}

async fn write<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    writing: &ObjectWriting,
    now: Timestamp,
) -> Result<ObjectsWritten, StoreError> {
    let [org, env] = tenant_args(tenant);
    if let Some(first) = writing.objects.first() {
        let args = [org, env, Arg::from(&first.id), Arg::Text(first.kind)];
        if tx.opt::<ObjectRow>(BY_ID, &args).await?.is_some() {
            return Ok(ObjectsWritten::Existing);
        }
    }
    if !is_unchanged(tx, tenant, &writing.changes).await? {
        return Ok(ObjectsWritten::Changed);
    }
    insert(tx, tenant, &writing.objects).await?;
    change(tx, tenant, &writing.changes).await?;
    let deleted: Vec<_> = writing
        .deleted
        .iter()
        .map(|(kind, id)| [org, env, Arg::from(id), Arg::Text(kind)])
        .collect();
    tx.run_all(DELETE, &deleted).await?;
    if !writing.released.is_empty() {
        hold::release(tx, tenant, &writing.released, now).await?;
    }
    for job in &writing.jobs {
        insert_job(tx, job).await?;
    }
    tell_objects(tx, tenant, now.as_millisecond(), &writing.notices).await?;
    Ok(ObjectsWritten::Done)
}

async fn insert<T: Tx>(tx: &mut T, tenant: &Tenant, objects: &[NewObject]) -> Result<(), StoreError> {
    let [org, env] = tenant_args(tenant);
    let rows: Vec<_> = objects
        .iter()
        .map(|object| {
            [
                org,
                env,
                Arg::from(&object.id),
                Arg::Text(object.kind),
                Arg::I64(object.position),
                Arg::OptBytes(object.parent.as_ref().map(|parent| parent.as_bytes().as_slice())),
                Arg::OptText(object.state.as_deref()),
                object.created_at.into(),
                Arg::Text(&object.body),
            ]
        })
        .collect();
    if tx.run_each(INSERT, &rows).await?.contains(&0) {
        return Err(StoreError::Race(
            "an object of this id was stored at this moment".into(),
        ));
    }
    Ok(())
}

/// Whether objects are what they were when they were read.
async fn is_unchanged<T: Tx>(tx: &mut T, tenant: &Tenant, changes: &[ObjectChange]) -> Result<bool, StoreError> {
    let [org, env] = tenant_args(tenant);
    let asked: Vec<_> = changes.iter().map(|change| [org, env, Arg::from(&change.id)]).collect();
    let versions: Vec<Option<i64>> = tx.opt_each(VERSION, &asked).await?;
    let mut both = versions.into_iter().zip(changes);
    Ok(both.all(|(version, change)| version == Some(change.version)))
}

/// Changes objects. One that changed since it was looked at undoes the whole writing, which is tried again.
async fn change<T: Tx>(tx: &mut T, tenant: &Tenant, changes: &[ObjectChange]) -> Result<(), StoreError> {
    let [org, env] = tenant_args(tenant);
    let rows: Vec<_> = changes
        .iter()
        .map(|change| {
            [
                Arg::OptText(change.state.as_deref()),
                change.updated_at.into(),
                Arg::Text(&change.body),
                org,
                env,
                Arg::from(&change.id),
                Arg::I64(change.version),
            ]
        })
        .collect();
    if tx.run_each(CHANGE, &rows).await?.contains(&0) {
        return Err(StoreError::Race("an object was changed at this moment".into()));
    }
    Ok(())
}

impl Store {
    /// Writes objects and what goes with them.
    pub async fn write_objects(
        &self,
        tenant: Tenant,
        writing: ObjectWriting,
        now: Timestamp,
    ) -> Result<ObjectsWritten, StoreError> {
        on_engine!(self, write | tx | write(tx, &tenant, &writing, now))
    }

    /// An object of a kind.
    pub async fn object(&self, tenant: Tenant, kind: &'static str, id: Uuid) -> Result<Option<ObjectRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(
            self,
            read | tx | tx.opt(BY_ID, &[org, env, Arg::from(&id), Arg::Text(kind)])
        )
    }

    /// Several objects of a kind, in the order asked for; `None` for those there are not.
    pub async fn objects_by_id(
        &self,
        tenant: Tenant,
        kind: &'static str,
        ids: &[Uuid],
    ) -> Result<Vec<Option<ObjectRow>>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let asked: Vec<_> = ids
            .iter()
            .map(|id| [org, env, Arg::from(id), Arg::Text(kind)])
            .collect();
        on_engine!(self, read | tx | tx.opt_each(BY_ID, &asked))
    }

    /// Objects of a kind, newest first.
    pub async fn objects(
        &self,
        tenant: Tenant,
        kind: &'static str,
        limit: usize,
        skip: usize,
    ) -> Result<Vec<ObjectRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let args = [org, env, Arg::Text(kind), count_arg(limit), count_arg(skip)];
        on_engine!(self, read | tx | tx.all(LIST, &args))
    }

    /// Objects of a parent, oldest first.
    pub async fn objects_of_parent(
        &self,
        tenant: Tenant,
        of: OfParent<'_>,
        limit: usize,
        skip: usize,
    ) -> Result<Vec<ObjectRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let (parent, kind) = (Arg::from(&of.parent), Arg::Text(of.kind));
        let (limit, skip) = (count_arg(limit), count_arg(skip));
        match of.state {
            None => on_engine!(
                self,
                read | tx | tx.all(OF_PARENT, &[org, env, parent, kind, limit, skip])
            ),
            Some(state) => {
                let args = [org, env, parent, kind, Arg::Text(state), limit, skip];
                on_engine!(self, read | tx | tx.all(OF_PARENT_IN, &args))
            }
        }
    }

    /// How many objects of a parent are in each state.
    pub async fn states_of_parent(
        &self,
        tenant: Tenant,
        parent: Uuid,
        kind: &'static str,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let args = [org, env, Arg::from(&parent), Arg::Text(kind)];
        let counts: Vec<StateCount> = on_engine!(self, read | tx | tx.all(STATES_OF_PARENT, &args))?;
        Ok(counts
            .into_iter()
            .map(|StateCount(state, count)| (state, count))
            .collect())
    }

    /// Deletes an object of a kind; whether there was one.
    pub async fn delete_object(&self, tenant: Tenant, kind: &'static str, id: Uuid) -> Result<bool, StoreError> {
        let deleted = on_engine!(self, write | tx | delete(tx, &tenant, kind, id))?;
        Ok(deleted > 0)
    }

    /// Deletes objects made before a time, of the first of some kinds that has such, the oldest first; at most 500 in one
    /// durable step. Returns how many went: call it until that is 0.
    pub async fn delete_old_objects(
        &self,
        tenant: Tenant,
        kinds: &'static [&'static str],
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        on_engine!(self, write | tx | delete_old(tx, &tenant, kinds, before))
    }
}

async fn delete_old<T: Tx>(tx: &mut T, tenant: &Tenant, kinds: &[&str], before: Timestamp) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    for kind in kinds {
        let args = [org, env, Arg::Text(kind), count_arg(DELETED_MAX), before.into()];
        let deleted = tx.run(DELETE_OLD, &args).await?;
        if deleted > 0 {
            return Ok(deleted);
        }
    }
    Ok(0)
}

async fn delete<T: Tx>(tx: &mut T, tenant: &Tenant, kind: &str, id: Uuid) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    tx.run(DELETE, &[org, env, Arg::from(&id), Arg::Text(kind)]).await
}
