//! Objects: made, read back, listed and changed, whatever they are.

use super::GatewayCaller;
use crate::Service;
use crate::error::{Error, Result};
use colli_core::gateway::{Held, Kind};
use colli_core::ids::Tenant;
use colli_store::{NewObject, ObjectChange, ObjectRow, ObjectWriting, ObjectsWritten};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// Entries of a page at most.
pub(super) const PAGE_ENTRIES_MAX: usize = 200;
/// Pages a list goes to.
const PAGES_MAX: usize = 1_000_000;
/// Objects a filtered list looks at.
const LOOKED_AT_MAX: usize = 10_000;
/// Objects a filtered list reads at once.
const LOOKED_AT_ONCE: usize = 500;
/// How often a change is tried again when another one came in between.
const CHANGES_MAX: usize = 8;

/// An object with what the store knows of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Object<T> {
    /// Its id.
    pub id: Uuid,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// How often it was changed.
    pub version: i64,
    /// It.
    pub value: T,
}

impl<T: Kind + DeserializeOwned> Object<T> {
    pub(crate) fn read(row: &ObjectRow) -> Result<Self> {
        let value = serde_json::from_str(&row.body)
            .map_err(|error| Error::Internal(format!("{} {} cannot be read: {error}", T::KIND, row.id)))?;
        Ok(Self {
            id: row.id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
            value,
        })
    }
}

impl<T: Clone> Object<T> {
    /// As another object holds it.
    pub fn held(&self) -> Held<T> {
        Held {
            id: self.id,
            created_at: self.created_at,
            value: self.value.clone(),
        }
    }
}

/// Which part of a list is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageAsked {
    /// Its number, from 1.
    pub page: usize,
    /// Entries of a page.
    pub results: usize,
}

impl PageAsked {
    /// Within bounds.
    pub fn new(page: usize, results: usize) -> Self {
        Self {
            page: page.clamp(1, PAGES_MAX),
            results: results.clamp(1, PAGE_ENTRIES_MAX),
        }
    }

    pub(super) fn skip(self) -> usize {
        (self.page - 1) * self.results
    }
}

/// A part of a list, newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectPage<T> {
    /// The entries.
    pub entries: Vec<T>,
    /// Whether there are more.
    pub has_next: bool,
}

impl<T> ObjectPage<T> {
    /// From one entry more than the page has, if there is one.
    pub(super) fn of(mut entries: Vec<T>, asked: PageAsked) -> Self {
        let has_next = entries.len() > asked.results;
        entries.truncate(asked.results);
        Self { entries, has_next }
    }
}

/// The order in which objects came in.
#[derive(Debug, Default)]
pub(crate) struct Positions(AtomicI64);

impl Positions {
    /// The next place: real time in microseconds, and later than all before.
    fn next(&self, now: Timestamp) -> i64 {
        let wanted = now.as_microsecond();
        let before = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(wanted.max(last + 1)));
        before.map_or(wanted, |last| wanted.max(last + 1))
    }
}

impl Service {
    /// An id for an object of a request: random, or made from the client's name for the request.
    pub(super) fn object_id(&self, caller: &GatewayCaller, what: &str) -> Result<Uuid> {
        match caller.seed {
            Some(seed) => Ok(Uuid::new_v5(&seed, what.as_bytes())),
            None => Ok(self.entropy.uuid()?),
        }
    }

    /// An object ready to be stored.
    pub(super) fn new_object<T: Kind + Serialize>(
        &self,
        id: Uuid,
        created_at: Timestamp,
        value: &T,
    ) -> Result<NewObject> {
        Ok(NewObject {
            kind: T::KIND,
            id,
            position: self.positions.next(self.clock.now()),
            parent: value.parent(),
            state: value.state().map(str::to_owned),
            created_at,
            body: to_json(value)?,
        })
    }

    /// Writes objects and what goes with them, and wakes who works on it.
    pub(super) async fn write_objects(&self, tenant: Tenant, writing: ObjectWriting) -> Result<ObjectsWritten> {
        let (has_notices, has_jobs) = (!writing.notices.is_empty(), !writing.jobs.is_empty());
        let written = self
            .store
            .write_objects(tenant, writing, self.object_time(tenant))
            .await?;
        if has_notices {
            self.events_stored();
        }
        if has_jobs {
            self.wake_queue(super::jobs::QUEUE);
        }
        Ok(written)
    }

    /// Makes an object. The same request named by its client again answers the first one.
    pub async fn create_object<T>(&self, caller: &GatewayCaller, value: T) -> Result<Object<T>>
    where
        T: Kind + Serialize + DeserializeOwned,
    {
        let id = self.object_id(caller, T::KIND)?;
        self.make_object(caller.tenant, id, value, ObjectWriting::default())
            .await
    }

    /// Makes an object along with what else is written, all in one step. When there is one of its id, that one.
    pub(super) async fn make_object<T>(
        &self,
        tenant: Tenant,
        id: Uuid,
        value: T,
        mut writing: ObjectWriting,
    ) -> Result<Object<T>>
    where
        T: Kind + Serialize + DeserializeOwned,
    {
        let created_at = self.object_time(tenant);
        // The first one tells whether the request was carried out before.
        writing.objects.insert(0, self.new_object(id, created_at, &value)?);
        if self.write_objects(tenant, writing).await? != ObjectsWritten::Done {
            return self.object(tenant, id).await;
        }
        Ok(Object {
            id,
            created_at,
            updated_at: created_at,
            version: 0,
            value,
        })
    }

    /// Now, on the environment's clock, as it is stored and shown: in milliseconds.
    pub(super) fn object_time(&self, tenant: Tenant) -> Timestamp {
        let now = self.now(tenant);
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// An object of a tenant; another organisation's is not found.
    pub async fn object<T: Kind + DeserializeOwned>(&self, tenant: Tenant, id: Uuid) -> Result<Object<T>> {
        self.find_object(tenant, id)
            .await?
            .ok_or_else(|| Error::not_found(T::KIND, id.simple().to_string()))
    }

    /// The same, when there may be none.
    pub async fn find_object<T: Kind + DeserializeOwned>(&self, tenant: Tenant, id: Uuid) -> Result<Option<Object<T>>> {
        let row = self.store.object(tenant, T::KIND, id).await?;
        row.as_ref().map(Object::read).transpose()
    }

    /// A page of a list.
    pub async fn list_objects<T: Kind + DeserializeOwned>(
        &self,
        tenant: Tenant,
        asked: PageAsked,
    ) -> Result<ObjectPage<Object<T>>> {
        let rows = self
            .store
            .objects(tenant, T::KIND, asked.results + 1, asked.skip())
            .await?;
        let entries: Result<Vec<_>> = rows.iter().map(Object::read).collect();
        Ok(ObjectPage::of(entries?, asked))
    }

    /// A page of the entries that pass a filter, among the newest ten thousand.
    pub async fn filter_objects<T: Kind + DeserializeOwned>(
        &self,
        tenant: Tenant,
        asked: PageAsked,
        passes: impl Fn(&Object<T>) -> bool + Send,
    ) -> Result<ObjectPage<Object<T>>> {
        let (mut found, mut looked_at) = (Vec::new(), 0);
        let wanted = asked.skip() + asked.results + 1;
        while found.len() < wanted && looked_at < LOOKED_AT_MAX {
            let rows = self.store.objects(tenant, T::KIND, LOOKED_AT_ONCE, looked_at).await?;
            for row in &rows {
                let object = Object::read(row)?;
                if passes(&object) {
                    found.push(object);
                }
            }
            looked_at += rows.len();
            if rows.len() < LOOKED_AT_ONCE {
                break;
            }
        }
        let entries = found.into_iter().skip(asked.skip()).collect();
        Ok(ObjectPage::of(entries, asked))
    }

    /// Changes an object. `None` from `change` leaves it as it is.
    pub async fn change_object<T>(
        &self,
        tenant: Tenant,
        id: Uuid,
        mut change: impl FnMut(&Object<T>) -> Result<Option<T>> + Send,
    ) -> Result<Object<T>>
    where
        T: Kind + Serialize + DeserializeOwned,
    {
        for _ in 0..CHANGES_MAX {
            let object = self.object(tenant, id).await?;
            let Some(value) = change(&object)? else {
                return Ok(object);
            };
            if let Some(changed) = self
                .try_change(tenant, &object, value, ObjectWriting::default())
                .await?
            {
                return Ok(changed);
            }
        }
        Err(Error::Busy)
    }

    /// Changes an object that is what it was when it was read, along with what else is written; `None` when it is not.
    pub(super) async fn try_change<T>(
        &self,
        tenant: Tenant,
        object: &Object<T>,
        value: T,
        mut along: ObjectWriting,
    ) -> Result<Option<Object<T>>>
    where
        T: Kind + Serialize,
    {
        let now = self.object_time(tenant);
        along.changes.push(object_change(object, &value, now)?);
        let written = self.write_objects(tenant, along).await?;
        Ok((written == ObjectsWritten::Done).then(|| Object {
            id: object.id,
            created_at: object.created_at,
            updated_at: now,
            version: object.version + 1,
            value,
        }))
    }

    /// Deletes an object; one that is not there is not found.
    pub async fn delete_object<T: Kind>(&self, tenant: Tenant, id: Uuid) -> Result<()> {
        if self.store.delete_object(tenant, T::KIND, id).await? {
            return Ok(());
        }
        Err(Error::not_found(T::KIND, id.simple().to_string()))
    }
}

/// The change of an object to another value.
pub(super) fn object_change<T: Kind + Serialize>(
    object: &Object<T>,
    value: &T,
    updated_at: Timestamp,
) -> Result<ObjectChange> {
    Ok(ObjectChange {
        id: object.id,
        version: object.version,
        state: value.state().map(str::to_owned),
        updated_at,
        body: to_json(value)?,
    })
}

fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(format!("an object cannot be written: {error}")))
}
