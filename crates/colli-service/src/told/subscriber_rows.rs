//! Rows of subscribers, whatever their kind: made, found and changed.

use super::secrets::Secrets;
use super::subscribers::Kind;
use super::unified::PushSettings;
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_core::limits::SUBSCRIBERS_MAX;
use colli_store::{SubscriberChange, SubscriberInserted, SubscriberRow, TELLING};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Times a change is tried again when another one came in between.
pub(super) const CHANGES_MAX: usize = 8;

/// What is kept of a subscriber besides what the store looks at.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Where it is told; empty for mail.
    #[serde(default)]
    pub(crate) url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) requests_per_second_max: Option<u32>,
    /// The header a receiver wants a key in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<String>,
    /// Mail: JSON of its maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mail: Option<String>,
    /// An aggregator's webhook: what its maker said of its mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) is_test: Option<bool>,
    /// An aggregator's webhook: when it was changed last, on the environment's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) updated_at_ms: Option<i64>,
    /// Unified push: what it is told of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) push: Option<PushSettings>,
}

pub(crate) fn settings_of(row: &SubscriberRow) -> Result<Settings> {
    serde_json::from_str(&row.body).map_err(|_| Error::Internal(format!("subscriber {} cannot be read", row.id)))
}

pub(super) fn write(settings: &Settings) -> Result<String> {
    serde_json::to_string(settings).map_err(|error| Error::Internal(error.to_string()))
}

/// What is changed of a subscriber's row besides its settings; what is `None` stays.
pub(crate) struct Edit {
    pub(crate) is_enabled: Option<bool>,
    pub(crate) filter: Option<String>,
}

/// What a new subscriber's row is made of.
pub(crate) struct New {
    /// Its id; nothing for one of chance.
    pub(crate) id: Option<Uuid>,
    pub(crate) kind: Kind,
    pub(crate) filter: String,
    pub(crate) is_per_parcel: bool,
    pub(crate) is_enabled: bool,
    pub(crate) settings: Settings,
    pub(crate) secrets: Secrets,
}

impl Service {
    /// The rows of a tenant's subscribers of a kind, by id.
    pub(crate) async fn subscriber_rows(&self, tenant: Tenant, kind: Kind) -> Result<Vec<SubscriberRow>> {
        let mut rows = self.store.subscribers(tenant, None, SUBSCRIBERS_MAX).await?;
        rows.retain(|row| row.kind == kind.word());
        Ok(rows)
    }

    /// Changes a subscriber's row and has it tried again at once.
    pub(crate) async fn edit_subscriber(
        &self,
        tenant: Tenant,
        kind: Kind,
        id: &str,
        edit: &Edit,
        change: impl Fn(&mut Settings),
    ) -> Result<SubscriberRow> {
        for _ in 0..CHANGES_MAX {
            let mut row = self.subscriber_row(tenant, kind, id).await?;
            let mut settings = settings_of(&row)?;
            change(&mut settings);
            let body = write(&settings)?;
            let stored = SubscriberChange {
                is_enabled: edit.is_enabled,
                filter: edit.filter.clone(),
                body_before: std::mem::replace(&mut row.body, body.clone()),
                body,
            };
            row.is_enabled = edit.is_enabled.unwrap_or(row.is_enabled);
            row.filter = edit.filter.clone().unwrap_or(row.filter);
            (row.failures, row.retry_at) = (0, None);
            let store = &self.store;
            if store.update_subscriber(tenant, row.id, stored, self.real_now()).await? {
                self.wake_queue(TELLING);
                return Ok(row);
            }
        }
        Err(Error::Busy)
    }

    /// Stores a new subscriber.
    pub(crate) async fn insert_subscriber(&self, tenant: Tenant, new: New) -> Result<SubscriberRow> {
        let (asked_for, kind) = (new.id, new.kind);
        let row = self.new_row(tenant, new)?;
        match self.store.insert_subscriber(row.clone()).await? {
            SubscriberInserted::Inserted => Ok(row),
            // Of one asked for by its id, who made it first.
            SubscriberInserted::Exists if asked_for.is_some() => {
                self.subscriber_row(tenant, kind, &row.id.to_string()).await
            }
            SubscriberInserted::Exists => Err(Error::Busy),
            SubscriberInserted::Full => Err(too_many()),
        }
    }

    /// The row of a new subscriber.
    pub(super) fn new_row(&self, tenant: Tenant, new: New) -> Result<SubscriberRow> {
        let id = new.id.map_or_else(|| self.entropy.uuid(), Ok)?;
        Ok(SubscriberRow {
            tenant,
            id,
            kind: new.kind.word().to_owned(),
            is_per_parcel: new.is_per_parcel,
            is_enabled: new.is_enabled,
            filter: new.filter,
            failures: 0,
            retry_at: None,
            created_at: self.now(tenant),
            sealed: self.seal_secrets(id, &new.secrets)?,
            body: write(&new.settings)?,
        })
    }

    /// The row of a tenant's subscriber of a kind; of another's nothing is said.
    pub(crate) async fn subscriber_row(&self, tenant: Tenant, kind: Kind, id: &str) -> Result<SubscriberRow> {
        let not_found = || Error::not_found(kind.noun(), id);
        let parsed = Uuid::parse_str(id.trim()).map_err(|_| not_found())?;
        let row = self.store.subscriber(tenant, parsed).await?;
        row.filter(|row| row.kind == kind.word()).ok_or_else(not_found)
    }
}

/// The environment has as many subscribers as it may have.
pub(super) fn too_many() -> Error {
    let violation = Violation::new("", "range", "the environment has as many subscribers as it may have");
    Error::violation(violation.accepting([format!("up to {SUBSCRIBERS_MAX}: delete one that is not used")]))
}
