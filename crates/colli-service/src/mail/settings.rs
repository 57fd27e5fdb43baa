//! Whether an environment's receivers get mail: a subscriber of its own kind, made when it is first wanted.

use super::Notice;
use crate::Service;
use crate::error::{Error, Result};
use crate::told::{Change, Kind, NewMail, Subscriber};
use colli_core::error::Violation;
use colli_core::ids::Tenant;

/// Notifications of an environment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notifications {
    /// Receivers get mail.
    pub is_enabled: bool,
    /// How this server sends it: `none`, `folder`, `smtp`.
    pub transport: &'static str,
}

impl Service {
    /// Whether an environment's receivers get mail.
    pub async fn notifications(&self, tenant: Tenant) -> Result<Notifications> {
        let subscribers = self.subscribers(tenant, Kind::Mail).await?;
        Ok(self.notifications_when(subscribers.iter().any(|subscriber| subscriber.is_enabled)))
    }

    fn notifications_when(&self, is_enabled: bool) -> Notifications {
        Notifications {
            is_enabled,
            transport: self.post.get().map_or("none", super::PostOffice::transport),
        }
    }

    /// Switches an environment's mail on or off.
    pub async fn set_notifications(&self, tenant: Tenant, is_enabled: bool) -> Result<Notifications> {
        if is_enabled && !self.has_mail() {
            let message = "this server sends no mail: its configuration says mail.transport = \"none\"";
            return Err(Error::violation(
                Violation::new("enabled", "unsupported", message)
                    .accepting(["false", "true, on a server whose mail.transport is folder or smtp"]),
            ));
        }
        let known = self.subscribers(tenant, Kind::Mail).await?;
        if known.is_empty() && is_enabled {
            self.create_mail_subscriber(tenant, everything()).await?;
            self.keep_one(tenant).await?;
        }
        for subscriber in known.iter().filter(|subscriber| subscriber.is_enabled != is_enabled) {
            let change = Change {
                is_enabled: Some(is_enabled),
                ..Change::default()
            };
            let id = subscriber.id.to_string();
            self.change_subscriber(tenant, Kind::Mail, &id, change).await?;
        }
        Ok(self.notifications_when(is_enabled))
    }

    /// Two that were made at once would mail everything twice: all keep the same one.
    async fn keep_one(&self, tenant: Tenant) -> Result<()> {
        let mut all: Vec<Subscriber> = self.subscribers(tenant, Kind::Mail).await?;
        all.sort_by_key(|subscriber| subscriber.id);
        for further in all.iter().skip(1) {
            match self
                .delete_subscriber(tenant, Kind::Mail, &further.id.to_string())
                .await
            {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Switches mail on where nobody decided yet.
    pub(crate) async fn seed_notifications(&self, tenant: Tenant) -> Result<()> {
        if self.has_mail() && self.subscribers(tenant, Kind::Mail).await?.is_empty() {
            self.set_notifications(tenant, true).await?;
        }
        Ok(())
    }
}

fn everything() -> NewMail {
    NewMail {
        events: Notice::filter().split(',').map(str::to_owned).collect(),
        settings: "{}".to_owned(),
    }
}
