//! A run of a subscriber's job: what is due is sent, what came of it is noted, until nothing is due or others should have
//! their turn.

use super::client::NotTaken;
use super::mail::{self, Notice};
use super::payload::{Payload, message_id};
use super::request::Receiver;
use super::subscriber_rows::settings_of;
use super::subscribers::{Kind, subscriber};
use super::{address, retry};
use crate::Service;
use crate::error::Result;
use crate::jobs::Outcome;
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::tracking::Event;
use colli_store::{DeliveryRow, DeliveryState, Job, Settled, TELLING, TELLING_FAILING};
use futures_util::future::join_all;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

/// After this long a run gives others their turn.
const TURN: Duration = Duration::from_secs(15);

/// Requests to one subscriber at once, when it takes them; a run begins with one.
const AT_ONCE_MAX: usize = 16;

/// Deliveries, each of another parcel, a failing subscriber is tried with: one that only refuses a certain parcel is found
/// to take the others.
const PROBES: usize = 4;

/// Runs a subscriber's job of a queue.
pub(super) async fn run(service: Arc<Service>, job: Job, queue: &'static str) -> Outcome {
    let (Some(tenant), Ok(id)) = (job.tenant, Uuid::parse_str(&job.payload)) else {
        return Outcome::Failed("the job names no subscriber".to_owned());
    };
    let mut run = Run {
        service,
        tenant,
        id,
        queue,
        width: 1,
    };
    run.work()
        .await
        .unwrap_or_else(|error| Outcome::Failed(error.to_string()))
}

struct Run {
    service: Arc<Service>,
    tenant: Tenant,
    id: Uuid,
    queue: &'static str,
    /// Requests at once.
    width: usize,
}

/// What became of one delivery.
enum Sent {
    Taken(Option<u16>),
    NotTaken(NotTaken),
    /// It is refused for good.
    Refused(NotTaken),
    /// The subscriber is not meant: nothing was sent, and nothing will be.
    NotMeant,
    /// There is nothing to send any more.
    Gone,
}

impl Run {
    async fn work(&mut self) -> Result<Outcome> {
        let started = Instant::now();
        if self.service.store.is_shared() {
            // A clock moved through another node shows here a little later than the job it woke.
            self.service.reload_environments().await?;
        }
        loop {
            let Some(receiver) = self.receiver().await? else {
                return Ok(Outcome::Done);
            };
            let is_failing = receiver.row.failures > 0;
            let proper = if is_failing { TELLING_FAILING } else { TELLING };
            let real_now = self.service.real_now();
            if self.queue != proper || started.elapsed() >= TURN {
                return Ok(Outcome::Move {
                    queue: proper,
                    due_at: real_now,
                });
            }
            let now = self.service.now(self.tenant);
            if let Some(retry_at) = receiver.row.retry_at.filter(|retry_at| is_failing && *retry_at > now) {
                return Ok(self.wait_until(retry_at));
            }
            let max = if is_failing { PROBES } else { self.at_once(&receiver) };
            let ready = self.ready(&receiver, now, max).await?;
            if ready.is_empty() {
                let store = &self.service.store;
                let next = store.next_delivery_due(self.tenant, self.id).await?;
                return Ok(next.map_or(Outcome::Done, |due_at| self.wait_until(due_at)));
            }
            self.page(&receiver, &ready, now).await?;
        }
    }

    /// What is to be sent now: a step of a hand-shake, which goes before everything else, or what is due.
    async fn ready(&self, receiver: &Receiver, now: Timestamp, max: usize) -> Result<Vec<DeliveryRow>> {
        let store = &self.service.store;
        if receiver.kind == Kind::Unified
            && let Some(step) = store.pending_step(self.tenant, self.id).await?
        {
            return Ok(vec![step]);
        }
        Ok(store.ready_deliveries(self.tenant, self.id, now, max).await?)
    }

    /// The subscriber, when it is to be told.
    async fn receiver(&self) -> Result<Option<Receiver>> {
        let row = self.service.store.subscriber(self.tenant, self.id).await?;
        let Some(row) = row.filter(|row| row.is_enabled) else {
            return Ok(None);
        };
        Ok(Some(Receiver {
            kind: subscriber(&row)?.kind,
            settings: settings_of(&row)?,
            secrets: self.service.open_secrets(row.id, &row.sealed)?,
            row,
        }))
    }

    /// Puts the job off to a time of the environment; while its clock stands still before that, moving the clock brings it
    /// back.
    fn wait_until(&self, due_at: Timestamp) -> Outcome {
        match self.service.real_time_of(self.tenant, due_at) {
            Some(due_at) => Outcome::Move {
                queue: self.queue,
                due_at,
            },
            None => Outcome::Done,
        }
    }

    fn at_once(&self, receiver: &Receiver) -> usize {
        let rate = receiver.settings.requests_per_second_max;
        let rate = rate.map_or(usize::MAX, |rate| usize::try_from(rate).unwrap_or(usize::MAX));
        self.width.min(rate)
    }

    /// Sends a page of deliveries, each of another parcel, and notes what came of them.
    async fn page(&mut self, receiver: &Receiver, ready: &[DeliveryRow], now: Timestamp) -> Result<()> {
        let started = Instant::now();
        let events = self.service.store.delivered_events(ready).await?;
        let sending = ready
            .iter()
            .zip(events)
            .map(|(row, of)| self.send(receiver, row, of, now));
        let mut sent = Vec::with_capacity(ready.len());
        for answer in join_all(sending).await {
            sent.push(answer?);
        }
        self.note(receiver, ready, sent, now).await?;
        if let Some(rate) = receiver.settings.requests_per_second_max {
            // The next page waits until this one's share of a second is over.
            let share = Duration::from_secs(1) / rate.max(1) * u32::try_from(ready.len()).unwrap_or(1);
            sleep_until(started + share).await;
        }
        Ok(())
    }

    async fn note(
        &mut self,
        receiver: &Receiver,
        ready: &[DeliveryRow],
        sent: Vec<Sent>,
        now: Timestamp,
    ) -> Result<()> {
        let taken = sent
            .iter()
            .filter(|sent| matches!(sent, Sent::Taken(_) | Sent::Refused(_)))
            .count();
        let refused = sent.iter().filter(|sent| matches!(sent, Sent::NotTaken(_))).count();
        self.width = if refused == 0 {
            (self.width * 2).min(AT_ONCE_MAX)
        } else {
            1
        };
        let settled: Vec<_> = ready
            .iter()
            .zip(sent)
            .map(|(row, sent)| self.settled(row, sent, now))
            .collect();
        let store = &self.service.store;
        if taken == 0 && refused == 0 {
            // Nothing was sent, which says nothing of the receiver.
            store
                .settle_deliveries(self.tenant, self.id, now, settled, None)
                .await?;
            return Ok(());
        }
        let before = receiver.row.failures;
        let failures = if taken == 0 { before.saturating_add(1) } else { 0 };
        let first_due = ready.iter().map(|row| row.due_at).min().unwrap_or(now);
        let due_at = receiver.row.retry_at.filter(|_| before > 0).unwrap_or(first_due);
        let moved_to = self.moved_to();
        let retry_at = (failures > 0).then(|| retry::next_try(due_at, now, moved_to, failures));
        let health = (failures != before || failures > 0).then_some((failures, retry_at));
        store
            .settle_deliveries(self.tenant, self.id, now, settled, health)
            .await?;
        if let Some(told_before) = retry_at.and_then(|next| retry::given_up_before(failures, moved_to, next)) {
            while store.give_up_deliveries(self.tenant, self.id, told_before, now).await? > 0 {}
        }
        Ok(())
    }

    /// What the environment's clock was moved to last, if it was.
    fn moved_to(&self) -> Option<Timestamp> {
        let clock = self.service.environment_clock(self.tenant);
        (clock.set_to != clock.set_at).then_some(clock.set_to)
    }

    fn settled(&self, row: &DeliveryRow, sent: Sent, now: Timestamp) -> Settled {
        let failures = row.attempts.saturating_add(1);
        let moved_to = self.moved_to();
        let next = retry::next_try(row.due_at, now, moved_to, failures);
        let (state, status, error) = match sent {
            Sent::Taken(status) => (DeliveryState::Delivered, status, None),
            Sent::NotMeant => (DeliveryState::Delivered, None, None),
            Sent::Gone => {
                let what = row.notice().map_or("parcel", |_| "resource");
                (
                    DeliveryState::GivenUp,
                    None,
                    Some(format!("the {what} is no longer kept")),
                )
            }
            Sent::Refused(why) => (DeliveryState::GivenUp, why.status, Some(why.reason)),
            Sent::NotTaken(why) if retry::is_over(row.told_at, moved_to, failures, next) => {
                (DeliveryState::GivenUp, why.status, Some(why.reason))
            }
            Sent::NotTaken(why) => (DeliveryState::Ready, why.status, Some(why.reason)),
        };
        Settled {
            tracker_code: row.tracker_code.clone(),
            position: row.position,
            state,
            due_at: next,
            status,
            error,
        }
    }

    async fn send(
        &self,
        receiver: &Receiver,
        row: &DeliveryRow,
        of: Option<(ShipmentId, Event)>,
        now: Timestamp,
    ) -> Result<Sent> {
        let id = message_id(self.id, row);
        if receiver.kind == Kind::Mail {
            return Ok(match of {
                Some(of) => self.mail(receiver, row, of, id).await,
                None => Sent::Gone,
            });
        }
        let body = match self.service.payload(receiver, row, of).await? {
            Payload::Body(body) => body,
            Payload::NotMeant => return Ok(Sent::NotMeant),
            Payload::Gone => return Ok(Sent::Gone),
        };
        let target = match address::Target::parse(&receiver.settings.url) {
            Ok(target) => target,
            Err(refused) => {
                let reason = refused.to_string();
                return Ok(Sent::NotTaken(NotTaken { status: None, reason }));
            }
        };
        // Real time: receivers refuse what is signed for another time than theirs.
        let post = receiver.post(target, &id, body, now, self.service.real_now())?;
        let told = &self.service.told;
        let patience = receiver.kind.patience(told.request_max());
        Ok(match told.client().post(post, patience).await {
            Ok(status) => Sent::Taken(Some(status)),
            Err(why) if receiver.kind.is_final(why.status) => Sent::Refused(why),
            Err(why) => Sent::NotTaken(why),
        })
    }

    async fn mail(&self, receiver: &Receiver, row: &DeliveryRow, of: (ShipmentId, Event), id: String) -> Sent {
        let (shipment, event) = of;
        let notice = Notice {
            tenant: self.tenant,
            subscriber: self.id,
            settings: receiver.settings.mail.clone().unwrap_or_default(),
            id,
            tracker_code: row.tracker_code.clone(),
            shipment,
            event,
        };
        match mail::deliver(&self.service, notice).await {
            Ok(()) => Sent::Taken(None),
            Err(mail::DeliveryFailure {
                reason,
                status,
                is_permanent,
            }) => {
                let why = NotTaken { status, reason };
                if is_permanent {
                    Sent::Refused(why)
                } else {
                    Sent::NotTaken(why)
                }
            }
        }
    }
}
