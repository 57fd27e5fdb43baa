//! Subscribers as operators make and change them.

use super::address::Target;
use super::client::judge_now;
use super::secrets::Secrets;
use super::subscriber_rows::{CHANGES_MAX, Edit, New, Settings};
use super::wanted;
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_core::limits::{TARGET_URL_CHARS_MAX, TEXT_CHARS_MAX};
use colli_store::SubscriberRow;
use jiff::Timestamp;
use uuid::Uuid;

/// How a subscriber is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Signed requests of Colli's own shape.
    Webhook,
    /// The parcel dialect's track and trace pusher.
    Pusher,
    /// Mail.
    Mail,
    /// The aggregator dialect's webhooks, which are told of its resources too.
    Shippo,
    /// Unified push, which shows that it is itself before it is told of anything.
    Unified,
}

impl Kind {
    /// Its word in the store.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Pusher => "pusher",
            Self::Mail => "mail",
            Self::Shippo => "shippo",
            Self::Unified => "unified",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Webhook, Self::Pusher, Self::Mail, Self::Shippo, Self::Unified]
            .into_iter()
            .find(|kind| kind.word() == word)
    }

    /// What refusals call it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Webhook | Self::Shippo => "webhook",
            Self::Pusher => "configuration",
            Self::Mail => "mail subscriber",
            Self::Unified => "subscription",
        }
    }
}

/// How a subscriber does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Health {
    /// It takes what it is sent.
    Good,
    /// It does not.
    Failing {
        /// Tries in a row that failed.
        failures: u32,
        /// When it is tried next, on the environment's clock.
        retry_at: Option<Timestamp>,
    },
}

/// A subscriber, without its secrets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscriber {
    /// Whose it is.
    pub tenant: Tenant,
    /// Its id.
    pub id: Uuid,
    /// How it is told.
    pub kind: Kind,
    /// Where it is told; empty for mail.
    pub url: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// What it wants: `*`, categories, statuses.
    pub events: Vec<String>,
    /// Told at all.
    pub is_enabled: bool,
    /// Told only of the parcels it is subscribed to.
    pub is_per_parcel: bool,
    /// Requests a second at most, when there is a bound.
    pub requests_per_second_max: Option<u32>,
    /// The header of a pusher's key.
    pub header: Option<String>,
    /// How it does.
    pub health: Health,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A webhook to make.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewWebhook {
    /// Where it is told.
    pub url: String,
    /// What it wants; nothing for everything.
    pub events: Vec<String>,
    /// A name for people.
    pub name: Option<String>,
}

/// A mail subscriber to make.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewMail {
    /// What it wants; nothing for everything.
    pub events: Vec<String>,
    /// What its sender needs to know, as JSON.
    pub settings: String,
}

/// A webhook that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebhookMade {
    /// It.
    pub subscriber: Subscriber,
    /// Its secret: the answer is the only time it is seen.
    pub secret: String,
}

/// What is changed; what is `None` stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Change {
    /// Where it is told.
    pub url: Option<String>,
    /// What it wants.
    pub events: Option<Vec<String>>,
    /// Its name.
    pub name: Option<String>,
    /// Told at all.
    pub is_enabled: Option<bool>,
}

/// Reads a row.
pub(super) fn subscriber(row: &SubscriberRow) -> Result<Subscriber> {
    let unreadable = || Error::Internal(format!("subscriber {} cannot be read", row.id));
    let settings: Settings = serde_json::from_str(&row.body).map_err(|_| unreadable())?;
    Ok(Subscriber {
        tenant: row.tenant,
        id: row.id,
        kind: Kind::of(&row.kind).ok_or_else(unreadable)?,
        url: settings.url,
        name: settings.name,
        events: wanted::words(&row.filter),
        is_enabled: row.is_enabled,
        is_per_parcel: row.is_per_parcel,
        requests_per_second_max: settings.requests_per_second_max,
        header: settings.header,
        health: health(row),
        created_at: row.created_at,
    })
}

/// How the subscriber of a row does.
pub(super) fn health(row: &SubscriberRow) -> Health {
    match row.failures {
        0 => Health::Good,
        failures => Health::Failing {
            failures,
            retry_at: row.retry_at,
        },
    }
}

/// A name for people, within its bound.
pub(super) fn read_name(name: Option<String>) -> Result<Option<String>> {
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    if name.as_ref().is_some_and(|name| name.chars().count() > TEXT_CHARS_MAX) {
        let violation = Violation::new("name", "length", "this name is too long");
        return Err(Error::violation(
            violation.accepting([format!("up to {TEXT_CHARS_MAX} characters")]),
        ));
    }
    Ok(name)
}

impl Service {
    /// Makes a webhook.
    pub async fn create_webhook(&self, tenant: Tenant, new: NewWebhook) -> Result<WebhookMade> {
        let filter = wanted::filter(&new.events, &self.network.statuses);
        let url = self.check_target(&new.url).await;
        let name = read_name(new.name);
        let (filter, url, name) = all_of(filter.map_err(Error::Invalid), url, name)?;
        let secret = self.new_secret()?;
        let new = New {
            id: None,
            kind: Kind::Webhook,
            filter,
            is_per_parcel: false,
            is_enabled: true,
            settings: Settings {
                url,
                name,
                ..Settings::default()
            },
            secrets: Secrets::signing(secret.clone()),
        };
        let subscriber = subscriber(&self.insert_subscriber(tenant, new).await?)?;
        Ok(WebhookMade { subscriber, secret })
    }

    /// Makes a subscriber that is mailed.
    pub async fn create_mail_subscriber(&self, tenant: Tenant, new: NewMail) -> Result<Subscriber> {
        let filter = wanted::filter(&new.events, &self.network.statuses).map_err(Error::Invalid)?;
        let new = New {
            id: None,
            kind: Kind::Mail,
            filter,
            is_per_parcel: false,
            is_enabled: true,
            settings: Settings {
                mail: Some(new.settings),
                ..Settings::default()
            },
            secrets: Secrets::default(),
        };
        subscriber(&self.insert_subscriber(tenant, new).await?)
    }

    /// The tenant's subscribers of a kind, by id.
    pub async fn subscribers(&self, tenant: Tenant, kind: Kind) -> Result<Vec<Subscriber>> {
        self.subscriber_rows(tenant, kind)
            .await?
            .iter()
            .map(subscriber)
            .collect()
    }

    /// A subscriber.
    pub async fn subscriber(&self, tenant: Tenant, kind: Kind, id: &str) -> Result<Subscriber> {
        subscriber(&self.subscriber_row(tenant, kind, id).await?)
    }

    /// Changes a subscriber. It is tried again at once, also when nothing was changed.
    pub async fn change_subscriber(&self, tenant: Tenant, kind: Kind, id: &str, change: Change) -> Result<Subscriber> {
        self.subscriber_row(tenant, kind, id).await?;
        let url = match &change.url {
            Some(url) => Some(self.check_target(url).await?),
            None => None,
        };
        let filter = change.events.as_deref();
        let filter = filter.map(|events| wanted::filter(events, &self.network.statuses));
        let filter = filter.transpose().map_err(Error::Invalid)?;
        let is_named = change.name.is_some();
        let name = read_name(change.name)?;
        let edit = Edit {
            is_enabled: change.is_enabled,
            filter,
        };
        let edited = self.edit_subscriber(tenant, kind, id, &edit, |settings| {
            settings.url = url.clone().unwrap_or_else(|| std::mem::take(&mut settings.url));
            if is_named {
                settings.name.clone_from(&name);
            }
        });
        subscriber(&edited.await?)
    }

    /// Deletes a subscriber with what it was still to be told.
    pub async fn delete_subscriber(&self, tenant: Tenant, kind: Kind, id: &str) -> Result<()> {
        let row = self.subscriber_row(tenant, kind, id).await?;
        if self.store.delete_subscriber(tenant, row.id).await? {
            Ok(())
        } else {
            Err(Error::not_found(kind.noun(), id))
        }
    }

    /// Gives a webhook a new secret. The one before signs too until the time answered, so that receivers can change over.
    pub async fn rotate_webhook_secret(&self, tenant: Tenant, id: &str) -> Result<(String, Timestamp)> {
        for _ in 0..CHANGES_MAX {
            let row = self.subscriber_row(tenant, Kind::Webhook, id).await?;
            let mut secrets = self.open_secrets(row.id, &row.sealed)?;
            let secret = self.new_secret()?;
            let until = secrets.rotate(secret.clone(), self.now(tenant));
            let sealed = self.seal_secrets(row.id, &secrets)?;
            if self.store.reseal_subscriber(tenant, row.id, row.sealed, sealed).await? {
                return Ok((secret, until));
            }
        }
        Err(Error::Busy)
    }

    /// A URL that subscribers may be told at.
    pub(crate) async fn check_target(&self, url: &str) -> Result<String> {
        let refused = |message: String, rule| {
            let accepted = "https:// and a host of the public internet";
            Error::violation(Violation::new("url", rule, message).accepting([accepted]))
        };
        let url = url.trim();
        if url.is_empty() {
            return Err(Error::violation(Violation::required("url")));
        }
        if url.chars().count() > TARGET_URL_CHARS_MAX {
            return Err(refused(
                format!("this URL is longer than {TARGET_URL_CHARS_MAX} characters"),
                "length",
            ));
        }
        let target = Target::parse(url).map_err(|error| refused(error.to_string(), "format"))?;
        let judged = judge_now(&target, &self.told.policy()).await;
        judged.map_err(|error| refused(error.to_string(), "address"))?;
        Ok(url.to_owned())
    }
}

/// All three, or every broken rule of them.
pub(crate) fn all_of<A, B, C>(a: Result<A>, b: Result<B>, c: Result<C>) -> Result<(A, B, C)> {
    let mut found = Vec::new();
    let mut take = |error: Error| match error {
        Error::Invalid(violations) => {
            found.extend(violations);
            None
        }
        other => Some(other),
    };
    match (a, b, c) {
        (Ok(a), Ok(b), Ok(c)) => Ok((a, b, c)),
        (a, b, c) => {
            let others = [a.err(), b.err(), c.err()].into_iter().flatten().filter_map(&mut take);
            let other = others.last();
            Err(other.unwrap_or(Error::Invalid(found)))
        }
    }
}
