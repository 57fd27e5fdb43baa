//! Webhooks of the gateway: who is told of its resources and of the parcels bought or followed through it
//! ([`crate::told`] does the telling).

use super::{GatewayCaller, ObjectPage, PageAsked};
use crate::Service;
use crate::error::{Error, Result};
use crate::told::{Edit, Kind, New, Secrets, Settings, TRACK_UPDATED, all_of, settings_of};
use colli_core::error::Violation;
use colli_store::{SubscriberRow, Topic};
use jiff::Timestamp;
use std::cmp::Reverse;
use uuid::Uuid;

/// Characters of a webhook's address, at most.
const URL_CHARS_MAX: usize = 199;
/// The word for every topic.
const EVERY: &str = "all";
/// How the store's filter names every event of parcels.
const EVENTS: &str = "*";

/// What a webhook is told of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A resource of this topic.
    Topic(Topic),
    /// Events of parcels.
    TrackUpdated,
    /// All of these.
    All,
}

impl Subject {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Topic(topic) => topic.word(),
            Self::TrackUpdated => TRACK_UPDATED,
            Self::All => EVERY,
        }
    }

    /// All of them.
    fn every() -> impl Iterator<Item = Self> {
        let topics = Topic::ALL.into_iter().map(Self::Topic);
        topics.chain([Self::TrackUpdated, Self::All])
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::every().find(|subject| subject.word() == word)
    }

    /// The store's filter.
    fn filter(self) -> String {
        match self {
            Self::Topic(topic) => topic.word().to_owned(),
            Self::TrackUpdated => EVENTS.to_owned(),
            Self::All => {
                let topics = Topic::ALL.map(Topic::word);
                [EVENTS].into_iter().chain(topics).collect::<Vec<_>>().join(",")
            }
        }
    }

    fn of_filter(filter: &str) -> Option<Self> {
        Self::every().find(|subject| subject.filter() == filter)
    }
}

/// A webhook, without its secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GatewayWebhook {
    /// Its id.
    pub id: Uuid,
    /// What it is told of.
    pub event: Subject,
    /// Where it is told.
    pub url: String,
    /// Whether it is told at all.
    pub is_active: bool,
    /// What its maker said of its mode. The environment it belongs to decides.
    pub is_test: bool,
    /// When it was made, on the environment's clock.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A webhook that was made.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayWebhookMade {
    /// It.
    pub webhook: GatewayWebhook,
    /// Its secret: the answer is the only time it is seen.
    pub secret: String,
}

/// What is said of a webhook when it is made or changed. When it is made, what is left out is required or usual; when it
/// is changed, it stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GatewayWebhookInput {
    /// What it is told of, by its word.
    pub event: Option<String>,
    /// Where it is told.
    pub url: Option<String>,
    /// Whether it is told at all; true when it is made.
    pub is_active: Option<bool>,
    /// Its mode; false when it is made.
    pub is_test: Option<bool>,
}

impl Service {
    /// Makes a webhook. One whose host cannot be reached now is made too: it is tried when there is something to tell.
    pub async fn create_gateway_webhook(
        &self,
        caller: &GatewayCaller,
        input: GatewayWebhookInput,
    ) -> Result<GatewayWebhookMade> {
        let required = |field| Error::violation(Violation::required(field));
        let event = match input.event.as_deref() {
            Some(event) => read_subject(event),
            None => Err(required("event")),
        };
        let url = match input.url.as_deref() {
            Some(url) => self.read_gateway_url(url).await,
            None => Err(required("url")),
        };
        let (event, url, ()) = all_of(event, url, Ok(()))?;
        let new = New {
            id: Some(self.object_id(caller, "webhook")?),
            kind: Kind::Shippo,
            filter: event.filter(),
            is_per_parcel: false,
            is_enabled: input.is_active.unwrap_or(true),
            settings: Settings {
                url,
                is_test: Some(input.is_test.unwrap_or(false)),
                ..Settings::default()
            },
            secrets: Secrets::signing(self.new_plain_secret()?),
        };
        let row = self.insert_subscriber(caller.tenant, new).await?;
        let secrets = self.open_secrets(row.id, &row.sealed)?;
        Ok(GatewayWebhookMade {
            webhook: webhook(&row)?,
            secret: secrets.newest().unwrap_or_default().to_owned(),
        })
    }

    /// A page of the caller's webhooks, newest first, and how many there are.
    pub async fn gateway_webhooks(
        &self,
        caller: &GatewayCaller,
        asked: PageAsked,
    ) -> Result<(ObjectPage<GatewayWebhook>, usize)> {
        let rows = self.subscriber_rows(caller.tenant, Kind::Shippo).await?;
        let mut webhooks = rows.iter().map(webhook).collect::<Result<Vec<_>>>()?;
        webhooks.sort_by_key(|webhook| (Reverse(webhook.created_at), webhook.id));
        let count = webhooks.len();
        let entries = webhooks.into_iter().skip(asked.skip()).take(asked.results + 1);
        Ok((ObjectPage::of(entries.collect(), asked), count))
    }

    /// A webhook.
    pub async fn gateway_webhook(&self, caller: &GatewayCaller, id: Uuid) -> Result<GatewayWebhook> {
        let id = id.to_string();
        webhook(&self.subscriber_row(caller.tenant, Kind::Shippo, &id).await?)
    }

    /// Changes a webhook. It is tried again at once, also when nothing was changed.
    pub async fn change_gateway_webhook(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        input: GatewayWebhookInput,
    ) -> Result<GatewayWebhook> {
        let (tenant, id) = (caller.tenant, id.to_string());
        self.subscriber_row(tenant, Kind::Shippo, &id).await?;
        let event = input.event.as_deref().map(read_subject).transpose();
        let url = match input.url.as_deref() {
            Some(url) => self.read_gateway_url(url).await.map(Some),
            None => Ok(None),
        };
        let (event, url, ()) = all_of(event, url, Ok(()))?;
        let edit = Edit {
            is_enabled: input.is_active,
            filter: event.map(Subject::filter),
        };
        let now_ms = self.now(tenant).as_millisecond();
        let edited = self.edit_subscriber(tenant, Kind::Shippo, &id, &edit, |settings| {
            if let Some(url) = &url {
                settings.url.clone_from(url);
            }
            settings.is_test = input.is_test.or(settings.is_test);
            settings.updated_at_ms = Some(now_ms);
        });
        webhook(&edited.await?)
    }

    /// Deletes a webhook with what it was still to be told.
    pub async fn delete_gateway_webhook(&self, caller: &GatewayCaller, id: Uuid) -> Result<()> {
        let id = id.to_string();
        self.delete_subscriber(caller.tenant, Kind::Shippo, &id).await
    }

    /// An address that webhooks may be told at, as it was given: what its query holds is the receiver's.
    async fn read_gateway_url(&self, url: &str) -> Result<String> {
        if url.trim().chars().count() > URL_CHARS_MAX {
            let violation = Violation::new("url", "length", "this URL is too long");
            return Err(Error::violation(
                violation.accepting([format!("up to {URL_CHARS_MAX} characters")]),
            ));
        }
        self.check_target(url).await
    }
}

fn read_subject(word: &str) -> Result<Subject> {
    Subject::of_word(word.trim()).ok_or_else(|| {
        let violation = Violation::new("event", "unknown", "there is no such event");
        Error::violation(violation.accepting(Subject::every().map(Subject::word)))
    })
}

/// Reads a row.
fn webhook(row: &SubscriberRow) -> Result<GatewayWebhook> {
    let settings = settings_of(row)?;
    let updated_at = settings.updated_at_ms.map(Timestamp::from_millisecond);
    let event = Subject::of_filter(&row.filter)
        .ok_or_else(|| Error::Internal(format!("webhook {} wants what there is not", row.id)))?;
    Ok(GatewayWebhook {
        id: row.id,
        event,
        url: settings.url,
        is_active: row.is_enabled,
        is_test: settings.is_test.unwrap_or(false),
        created_at: row.created_at,
        updated_at: updated_at.and_then(std::result::Result::ok).unwrap_or(row.created_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_read_as_they_are_written() {
        for subject in Subject::every() {
            assert_eq!(Subject::of_word(subject.word()), Some(subject));
            assert_eq!(Subject::of_filter(&subject.filter()), Some(subject));
        }
        let filters = ["all", "track_updated", "batch_created"].map(|word| Subject::of_word(word).map(Subject::filter));
        assert_eq!(
            filters.map(Option::unwrap),
            [
                "*,transaction_created,transaction_updated,batch_created,batch_purchased",
                "*",
                "batch_created"
            ]
        );
        for other in ["", "*", "TRACK_UPDATED", "all,track_updated"] {
            assert_eq!(Subject::of_word(other), None, "{other}");
        }
    }
}
