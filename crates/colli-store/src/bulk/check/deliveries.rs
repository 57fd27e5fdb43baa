//! Who is told of events, of which parcels, and what they were told.

use super::belonging::{Belonging, CodeOwner, as_served, is_id, is_time};
use super::findings::Findings;
use super::page::{Id, Key, Owner, Paged, each, json_fault};
use crate::handshake::HandshakeStep;
use crate::notice::{self, Topic};
use crate::tx::{FromRow, Row, Sql, Tx};
use crate::{DeliveryRow, DeliveryState, StoreError, SubscriberRow};
use serde::de::IgnoredAny;

const SUBSCRIBERS: Sql = Sql::new(
    "select s.org, s.env, s.subscriber_id, s.kind, s.per_parcel, s.enabled, s.filter, s.failures, s.retry_at,
            s.created_at, s.sealed, s.body, o.created_at
     from subscribers s left join organisations o on o.org = s.org
     where (s.org, s.env, s.subscriber_id) > ($1, $2, $3) order by s.org, s.env, s.subscriber_id limit 500",
);
const SUBSCRIPTIONS: Sql = Sql::new(
    "select n.code, n.subscriber_id, n.org, n.env, n.created_at, s.created_at, c.org, c.env
     from subscriptions n
       left join subscribers s on s.org = n.org and s.env = n.env and s.subscriber_id = n.subscriber_id
       left join tracker_codes c on c.code = n.code
     where (n.code, n.subscriber_id) > ($1, $2) order by n.code, n.subscriber_id limit 500",
);
const DELIVERIES: Sql = Sql::new(
    "select d.code, d.position, d.occurred_at, d.sequence, d.told_at, d.due_at, d.state, d.attempts, d.last_status,
            d.last_error, d.settled_at, d.org, d.env, d.subscriber_id, s.created_at, c.org, c.env, e.sequence
     from deliveries d
       left join subscribers s on s.org = d.org and s.env = d.env and s.subscriber_id = d.subscriber_id
       left join tracker_codes c on c.code = d.code
       left join events e on e.code = d.code and e.occurred_at = d.occurred_at and e.sequence = d.sequence
     where (d.org, d.env, d.subscriber_id, d.code, d.position) > ($1, $2, $3, $4, $5)
     order by d.org, d.env, d.subscriber_id, d.code, d.position limit 500",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SUBSCRIBERS, SUBSCRIPTIONS, DELIVERIES];

const BY_ID: &[Key] = &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_BYTES];
const BY_PARCEL: &[Key] = &[Key::FIRST_TEXT, Key::FIRST_BYTES];
const BY_POSITION: &[Key] = &[
    Key::FIRST_BYTES,
    Key::FIRST_I64,
    Key::FIRST_BYTES,
    Key::FIRST_TEXT,
    Key::FIRST_I64,
];

/// Checks all of them. That the organisations of subscriptions and deliveries exist is known from their subscribers.
pub(super) async fn check<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<(), StoreError> {
    let rows = each(tx, SUBSCRIBERS, BY_ID, |row: Subscriber| row.check(findings)).await?;
    findings.read("subscribers", rows);
    let rows = each(tx, SUBSCRIPTIONS, BY_PARCEL, |row: Subscription| {
        row.check(findings);
    })
    .await?;
    findings.read("subscriptions", rows);
    let mut before: Option<Delivery> = None;
    let rows = each(tx, DELIVERIES, BY_POSITION, |row: Delivery| {
        row.check(findings);
        row.check_order(before.take(), findings);
        before = Some(row);
    })
    .await?;
    findings.read("deliveries", rows);
    Ok(())
}

struct Subscriber {
    belonging: Belonging,
    id: Vec<u8>,
    flags: [i64; 2],
    served: Result<SubscriberRow, &'static str>,
}

impl FromRow for Subscriber {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 0, 12)?,
            id: row.bytes(2)?.to_vec(),
            flags: [row.i64(4)?, row.i64(5)?],
            served: as_served(row)?,
        })
    }
}

impl Paged for Subscriber {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.belonging.owner.keys();
        vec![org, env, Key::Bytes(self.id.clone())]
    }
}

impl Subscriber {
    fn check(&self, findings: &mut Findings) {
        let what = format!("subscriber {} of {}", Id(&self.id), self.belonging.owner);
        self.belonging.check(&what, findings);
        // Statements ask for 1, and not for what is not 0.
        if self.flags.iter().any(|flag| !matches!(flag, 0 | 1)) {
            findings.fault(format!("{what}: per_parcel and enabled are 0 or 1"));
        }
        match &self.served {
            Err(part) => findings.fault(format!("{what}: its {part} cannot be read")),
            Ok(row) => {
                if let Err(error) = serde_json::from_str::<IgnoredAny>(&row.body) {
                    findings.fault(format!("{what}: its body {}", json_fault(&error)));
                }
            }
        }
    }
}

/// Notes a subscriber that is not there.
fn check_subscriber(what: &str, owner: &Owner, id: &[u8], is_known: bool, findings: &mut Findings) {
    if !is_id(id) || owner.tenant().is_none() {
        findings.fault(format!(
            "{what}: subscriber, organisation or environment cannot be read"
        ));
    } else if !is_known {
        findings.fault(format!("{what}: {owner} has no subscriber {}", Id(id)));
    }
}

struct Subscription {
    code: String,
    subscriber: Vec<u8>,
    owner: Owner,
    created_at_ms: i64,
    is_known: bool,
    code_owner: CodeOwner,
}

impl FromRow for Subscription {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            code: row.text(0)?.to_owned(),
            subscriber: row.bytes(1)?.to_vec(),
            owner: Owner::from_row(row, 2)?,
            created_at_ms: row.i64(4)?,
            is_known: row.opt_i64(5)?.is_some(),
            code_owner: CodeOwner::from_row(row, 6)?,
        })
    }
}

impl Paged for Subscription {
    fn key(&self) -> Vec<Key> {
        vec![Key::Text(self.code.clone()), Key::Bytes(self.subscriber.clone())]
    }
}

impl Subscription {
    fn check(&self, findings: &mut Findings) {
        let what = format!("subscription to {}", self.code);
        check_subscriber(&what, &self.owner, &self.subscriber, self.is_known, findings);
        self.code_owner.check(&what, &self.owner, findings);
        if !is_time(self.created_at_ms) {
            findings.fault(format!("{what}: its time cannot be read"));
        }
    }
}

struct Delivery {
    code: String,
    position: i64,
    sequence: i64,
    owner: Owner,
    subscriber: Vec<u8>,
    is_known: bool,
    code_owner: CodeOwner,
    has_event: bool,
    served: Result<DeliveryState, &'static str>,
}

impl FromRow for Delivery {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            code: row.text(0)?.to_owned(),
            position: row.i64(1)?,
            sequence: row.i64(3)?,
            owner: Owner::from_row(row, 11)?,
            subscriber: row.bytes(13)?.to_vec(),
            is_known: row.opt_i64(14)?.is_some(),
            code_owner: CodeOwner::from_row(row, 15)?,
            has_event: row.opt_i64(17)?.is_some(),
            served: as_served::<DeliveryRow, R>(row)?.map(|row| row.state),
        })
    }
}

impl Paged for Delivery {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.owner.keys();
        let (id, code) = (Key::Bytes(self.subscriber.clone()), Key::Text(self.code.clone()));
        vec![org, env, id, code, Key::I64(self.position)]
    }
}

impl Delivery {
    fn name(&self) -> String {
        format!(
            "delivery {} of {} to {}",
            self.position,
            self.code,
            Id(&self.subscriber)
        )
    }

    fn check(&self, findings: &mut Findings) {
        let what = self.name();
        check_subscriber(&what, &self.owner, &self.subscriber, self.is_known, findings);
        if notice::is_object(&self.code) {
            self.check_notice(&what, findings);
        } else {
            self.code_owner.check(&what, &self.owner, findings);
            if !self.has_event {
                findings.fault(format!("{what}: its event does not exist"));
            }
        }
        if let Err(part) = self.served {
            findings.fault(format!("{what}: its {part} cannot be read"));
        }
    }

    /// A notice may outlive its resource; then nothing is sent.
    fn check_notice(&self, what: &str, findings: &mut Findings) {
        if notice::object_of(&self.code).is_none() {
            findings.fault(format!("{what}: its code names no resource"));
        }
        if Topic::of_number(self.sequence).is_none() && HandshakeStep::of_number(self.sequence).is_none() {
            findings.fault(format!("{what}: there is no topic {}", self.sequence));
        }
    }

    /// Judges its place behind the one before it. Of a parcel's deliveries, those from the first that is not done on are
    /// not done: each waits for the one before it, the first is ready. Retention takes done ones, so positions have gaps.
    fn check_order(&self, before: Option<Self>, findings: &mut Findings) {
        let before = before.filter(|before| before.is_of_the_parcel_of(self));
        let waited_for = before.filter(|before| before.served.is_ok_and(|state| !state.is_done()));
        let fault = match (self.served, waited_for) {
            (Ok(DeliveryState::Waiting), None) => "it waits, and nothing is before it",
            (Ok(DeliveryState::Ready), Some(_)) => "it is ready before its turn",
            (Ok(DeliveryState::Delivered | DeliveryState::GivenUp), Some(_)) => "it was done before its turn",
            _ => return,
        };
        findings.fault(format!("{}: {fault}", self.name()));
    }

    fn is_of_the_parcel_of(&self, other: &Self) -> bool {
        (&self.owner, &self.subscriber, &self.code) == (&other.owner, &other.subscriber, &other.code)
    }
}
