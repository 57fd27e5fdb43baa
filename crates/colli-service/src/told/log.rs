//! What was sent to a subscriber, and sending it again.

use super::payload::message_id;
use super::subscribers::Kind;
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_store::{DeliveryCursor, DeliveryRow, TELLING};
use jiff::Timestamp;

/// A delivery in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The `webhook-id` it is sent under.
    pub message_id: String,
    /// What is known of it.
    pub row: DeliveryRow,
}

/// A page of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeliveryPage {
    /// The last told first.
    pub deliveries: Vec<Delivery>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
}

impl Service {
    /// A subscriber's deliveries, the last told first, from a cursor of the page before on.
    pub async fn deliveries(
        &self,
        tenant: Tenant,
        kind: Kind,
        id: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<DeliveryPage> {
        let row = self.subscriber_row(tenant, kind, id).await?;
        let after = cursor.map(read_cursor).transpose()?;
        let mut rows = self
            .store
            .delivery_log(tenant, row.id, after, limit.saturating_add(1))
            .await?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(write_cursor);
        let deliveries = rows.into_iter().map(|delivery| Delivery {
            message_id: message_id(row.id, &delivery),
            row: delivery,
        });
        Ok(DeliveryPage {
            deliveries: deliveries.collect(),
            next,
        })
    }

    /// Sends a subscriber what it was told since a time of the environment once more, in order and under the ids of then;
    /// how many deliveries that are.
    pub async fn replay(&self, tenant: Tenant, kind: Kind, id: &str, since: Timestamp) -> Result<u64> {
        let row = self.subscriber_row(tenant, kind, id).await?;
        let (now, real_now) = (self.now(tenant), self.real_now());
        let again = self
            .store
            .replay_deliveries(tenant, row.id, since, now, real_now)
            .await?;
        self.wake_queue(TELLING);
        Ok(again)
    }
}

fn write_cursor(row: &DeliveryRow) -> String {
    format!("{}-{}-{}", row.told_at.as_millisecond(), row.position, row.tracker_code)
}

fn read_cursor(text: &str) -> Result<DeliveryCursor> {
    let read = || {
        let (told_at_ms, rest) = text.split_once('-')?;
        let (position, code) = rest.split_once('-')?;
        Some(DeliveryCursor {
            told_at_ms: told_at_ms.parse().ok()?,
            position: position.parse().ok()?,
            tracker_code: code.to_owned(),
        })
    };
    read().ok_or_else(|| {
        let violation = Violation::new("cursor", "format", "this is not a cursor of a page before");
        Error::violation(violation.accepting(["the value of next, as it was answered"]))
    })
}
