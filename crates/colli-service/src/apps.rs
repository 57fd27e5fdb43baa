//! Apps: who holds an app's key may use its scopes in one environment.

mod calls;
mod client;

pub use client::Client;

use crate::Service;
use crate::error::{Error, Result};
use crate::keys::hash_api_key;
use crate::shipments::to_millisecond;
use calls::Counters;
use colli_core::app::{self, App, AppChange, NewApp, Quota, Scope, read_description, read_name, read_scopes};
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_core::limits::APPS_MAX;
use colli_store::{AppEdit, AppInserted, Store, StoreError};
use quick_cache::sync::Cache;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// The salt of keys: a key names nobody, so its hash must be findable.
const SALT: &str = "app";
/// What keys begin with, so that one is recognised where it should not be.
const PREFIX: &str = "colli-";
/// Characters of a key at most.
const KEY_CHARS_MAX: usize = 200;
/// Characters of a key that are shown.
const KEY_START_CHARS: usize = 12;
/// Apps remembered by their keys.
const CACHE_ENTRIES: usize = 10_000;

/// What the service knows of apps.
pub(crate) struct Apps {
    /// Apps by the hash of their key, with the epoch in which they were read.
    known: Cache<Vec<u8>, (u64, Arc<App>)>,
    epoch: Arc<AtomicU64>,
    calls: Counters,
}

impl Apps {
    pub(crate) fn new() -> Self {
        Self {
            known: Cache::new(CACHE_ENTRIES),
            epoch: Arc::default(),
            calls: Counters::default(),
        }
    }
}

/// Has apps that are remembered read again when it is dropped, however what it guards ends.
struct Forgetting(Arc<AtomicU64>);

impl Drop for Forgetting {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// An app that was made, or that was given another key.
#[derive(Clone, PartialEq, Eq)]
pub struct AppMade {
    /// It.
    pub app: App,
    /// Its key: the answer is the only time it is seen.
    pub key: String,
}

impl Service {
    /// The app of a key, when it is enabled. What is remembered holds until an app changes; where other nodes write too,
    /// nothing is remembered, so that a key that is taken back opens nothing from then on.
    pub async fn authenticate_app(&self, key: &str) -> Result<Arc<App>> {
        const REFUSED: Error = Error::Unauthenticated("This key is unknown");
        if key.is_empty() || key.len() > KEY_CHARS_MAX {
            return Err(REFUSED);
        }
        let hash = hash_api_key(SALT, key);
        let found = self.app_of_hash(hash).await?;
        found
            .filter(|app| app.is_enabled && self.is_welcome(app.tenant.organisation))
            .ok_or(REFUSED)
    }

    async fn app_of_hash(&self, hash: Vec<u8>) -> Result<Option<Arc<App>>> {
        if self.store.is_shared() {
            return Ok(self.store.app_by_key(hash).await?.map(Arc::new));
        }
        let epoch = self.apps.epoch.load(Ordering::SeqCst);
        if let Some((_, app)) = self.apps.known.get(&hash).filter(|(known, _)| *known == epoch) {
            return Ok(Some(app));
        }
        let found = self.store.app_by_key(hash.clone()).await?.map(Arc::new);
        if let Some(app) = &found {
            self.apps.known.insert(hash, (epoch, Arc::clone(app)));
        }
        Ok(found)
    }

    /// Counts a call of an app; how long to wait when it is one too many. The day begins at 00:00 UTC of real time, whatever
    /// clock the environment has; each node counts for itself.
    pub fn count_call(&self, app: &App) -> Option<Duration> {
        self.apps.calls.count(app, self.real_now().as_millisecond())
    }

    /// Whether the key of an app opens a scope at present: not when the app is gone or disabled.
    pub(crate) async fn app_has(&self, tenant: Tenant, id: Uuid, scope: Scope) -> Result<bool> {
        let app = self.store.app(tenant, id).await?;
        let is_open = |app: App| app.is_enabled && app.scopes.has(scope) && self.is_welcome(tenant.organisation);
        Ok(app.is_some_and(is_open))
    }

    /// Changes what the store holds of apps. What is remembered of them is forgotten once that is over, also when the
    /// caller goes away meanwhile: the change may be made all the same.
    async fn write_apps<T, W>(&self, write: impl FnOnce(Store) -> W) -> Result<T>
    where
        T: Send + 'static,
        W: Future<Output = std::result::Result<T, StoreError>> + Send + 'static,
    {
        let (forgetting, writing) = (Forgetting(Arc::clone(&self.apps.epoch)), write(self.store.clone()));
        let written = tokio::spawn(async move {
            let _forgetting = forgetting;
            writing.await
        });
        Ok(written.await.map_err(|error| Error::Internal(error.to_string()))??)
    }

    /// Makes an app.
    pub async fn create_app(&self, tenant: Tenant, new: NewApp) -> Result<AppMade> {
        let edit = read(AppChange {
            name: Some(new.name),
            description: Some(new.description),
            scopes: Some(new.scopes),
            quota: Some(new.quota),
            is_enabled: None,
        })?;
        let (key, key_start) = self.new_app_key()?;
        let app = App {
            id: self.entropy.uuid()?,
            tenant,
            name: edit.name.unwrap_or_default(),
            description: edit.description.unwrap_or_default(),
            scopes: edit.scopes.unwrap_or_default(),
            quota: edit.quota.unwrap_or_default(),
            is_enabled: true,
            key_start,
            created_at: to_millisecond(self.clock.now()),
        };
        let hash = hash_api_key(SALT, &key);
        match self.store.insert_app(app.clone(), hash, APPS_MAX).await? {
            AppInserted::Inserted => Ok(AppMade { app, key }),
            AppInserted::Full => Err(Error::violation(
                Violation::new("name", "range", "there are as many apps as there may be")
                    .accepting([format!("up to {APPS_MAX} apps; delete one that is not used")]),
            )),
        }
    }

    /// An environment's apps, in the order they were made.
    pub async fn apps(&self, tenant: Tenant) -> Result<Vec<App>> {
        Ok(self.store.apps(tenant, APPS_MAX).await?)
    }

    /// An app.
    pub async fn app(&self, tenant: Tenant, id: &str) -> Result<App> {
        let found = match Uuid::parse_str(id) {
            Ok(id) => self.store.app(tenant, id).await?,
            Err(_) => None,
        };
        found.ok_or_else(|| Error::not_found("app", id))
    }

    /// Changes an app. Its key opens from now on what is said.
    pub async fn change_app(&self, tenant: Tenant, id: &str, change: AppChange) -> Result<App> {
        let edit = read(change)?;
        let app = self.app(tenant, id).await?;
        let change = |store: Store| async move { store.update_app(tenant, app.id, edit).await };
        self.write_apps(change)
            .await?
            .ok_or_else(|| Error::not_found("app", id))
    }

    /// Gives an app another key; the one before opens nothing any more.
    pub async fn rotate_app_key(&self, tenant: Tenant, id: &str) -> Result<AppMade> {
        let app = self.app(tenant, id).await?;
        let (key, key_start) = self.new_app_key()?;
        let hash = hash_api_key(SALT, &key);
        let change = |store: Store| async move { store.replace_app_key(tenant, app.id, hash, key_start).await };
        let app = self
            .write_apps(change)
            .await?
            .ok_or_else(|| Error::not_found("app", id))?;
        Ok(AppMade { app, key })
    }

    /// Deletes an app with its key.
    pub async fn delete_app(&self, tenant: Tenant, id: &str) -> Result<()> {
        let app = self.app(tenant, id).await?;
        let delete = |store: Store| async move { store.delete_app(tenant, app.id).await };
        let is_deleted = self.write_apps(delete).await?;
        self.apps.calls.stop_counting(app.id);
        if is_deleted {
            Ok(())
        } else {
            Err(Error::not_found("app", id))
        }
    }

    /// An app whose key is known beforehand: the demo's.
    pub(crate) async fn put_app(&self, tenant: Tenant, name: &str, scopes: &[Scope], key: &str) -> Result<()> {
        let app = App {
            id: Uuid::new_v5(&tenant.organisation.0, key.as_bytes()),
            tenant,
            name: name.to_owned(),
            description: String::new(),
            scopes: scopes.iter().copied().collect(),
            quota: Quota::default(),
            is_enabled: true,
            key_start: start_of(key),
            created_at: to_millisecond(self.clock.now()),
        };
        Ok(self.store.put_app(app, hash_api_key(SALT, key)).await?)
    }

    /// A key and its beginning.
    fn new_app_key(&self) -> Result<(String, String)> {
        let halves = [self.entropy.uuid()?, self.entropy.uuid()?];
        let key = format!("{PREFIX}{}{}", halves[0].simple(), halves[1].simple());
        let start = start_of(&key);
        Ok((key, start))
    }
}

fn start_of(key: &str) -> String {
    key.chars().take(KEY_START_CHARS).collect()
}

/// Judges what is said of an app; every broken rule is named.
fn read(change: AppChange) -> Result<AppEdit> {
    let mut violations = Vec::new();
    let mut note = |found: Vec<Violation>| violations.extend(found);
    let name = change.name.map(|name| read_name(&name)).transpose();
    let description = change.description.map(|text| read_description(&text)).transpose();
    let scopes = change.scopes.map(|words| read_scopes(&words)).transpose();
    let quota = change.quota.map(app::read_quota).transpose();
    let edit = AppEdit {
        name: name.unwrap_or_else(|violation| {
            note(vec![violation]);
            None
        }),
        description: description.unwrap_or_else(|violation| {
            note(vec![violation]);
            None
        }),
        scopes: scopes.unwrap_or_else(|found| {
            note(found);
            None
        }),
        quota: quota.unwrap_or_else(|found| {
            note(found);
            None
        }),
        is_enabled: change.is_enabled,
    };
    if violations.is_empty() {
        Ok(edit)
    } else {
        Err(Error::Invalid(violations))
    }
}
