//! Being told: webhooks, pushers and mail learn of every event they want, each parcel's in order (design section 11).
//!
//! The store writes a delivery for each subscriber in the transaction that stores an event, and a job for the subscriber
//! ([`colli_store::TELLING`]). Here the job is run: what is due is sent, and what came of it is noted. Anything but a 2xx is a
//! failure and is tried again, on the environment's clock, with pauses from seconds to hours for three days; later events
//! of the same parcel wait for it. A receiver may get an event twice, when a node dies between sending and noting; both
//! times under one id.
//!
//! Subscribers of the aggregator dialect are told of its resources as well ([`colli_store::NewNotice`]), by the same means.
//! Those of Unified push are told the steps of a hand-shake first ([`colli_store::HandshakeStep`]).
//!
//! A subscriber that takes nothing moves to a queue of its own kind ([`colli_store::TELLING_FAILING`]) and gets a few
//! deliveries now and then until it takes one. So however many of them there are, they delay each other only.

mod address;
mod client;
mod gateway;
mod log;
mod mail;
mod payload;
mod pushers;
mod request;
mod retry;
mod run;
mod secrets;
mod sign;
mod subscriber_rows;
mod subscribers;
mod unified;
mod unified_payload;
mod wanted;

pub use address::{Allowed, Policy, Refused, Target};
pub(crate) use gateway::TRACK_UPDATED;
pub use gateway::{GatewayWriters, Writing};
pub use log::{Delivery, DeliveryPage};
pub use mail::{Delivering, DeliveryFailure, Mailer, Notice};
pub use payload::Writers;
pub use pushers::{NewPusher, PusherMade};
pub(crate) use secrets::Secrets;
pub(crate) use subscriber_rows::{Edit, New, Settings, settings_of};
pub(crate) use subscribers::all_of;
pub use subscribers::{Change, Health, Kind, NewMail, NewWebhook, Subscriber, WebhookMade};
pub use unified::{NewPushSubscription, PushSettings, PushSubscription, PushedParcels};
pub use unified_payload::{Pushed, UnifiedWriters};

use crate::Service;
use crate::error::Result;
use crate::jobs::Handler;
use client::Client;
use colli_core::ids::Tenant;
use colli_core::limits::SUBSCRIBERS_MAX;
pub use colli_store::{DeliveryState, NewNotice, Topic};
use colli_store::{TELLING, TELLING_FAILING};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

/// How long a receiver has for one request, answer included.
const REQUEST_MAX: Duration = Duration::from_secs(10);

/// Subscribers a node tells at once. One that just died holds its place for the time of one request, so there are many;
/// each holds one connection until it has taken something.
const TELLING_AT_ONCE: usize = 1_000;

/// Failing subscribers a node tries at once.
const FAILING_AT_ONCE: usize = 64;

/// The lease of a run: longer than the longest run and its last request by far.
const LEASE: Duration = Duration::from_mins(1);

/// What the service knows of telling.
pub(crate) struct Telling {
    policy: Arc<RwLock<Policy>>,
    request_max: RwLock<Duration>,
    client: OnceLock<Client>,
    writers: RwLock<Option<Writers>>,
    gateway_writers: RwLock<Option<GatewayWriters>>,
    unified_writers: RwLock<Option<UnifiedWriters>>,
    mailer: RwLock<Option<Arc<dyn Mailer>>>,
}

impl Telling {
    /// With the strict rules.
    pub(crate) fn new() -> Self {
        Self {
            policy: Arc::default(),
            request_max: RwLock::new(REQUEST_MAX),
            client: OnceLock::new(),
            writers: RwLock::new(None),
            gateway_writers: RwLock::new(None),
            unified_writers: RwLock::new(None),
            mailer: RwLock::new(None),
        }
    }

    /// Lets webhooks to this machine through, without encryption too.
    pub(crate) fn allow_loopback(&self) {
        self.policy.write().unwrap_or_else(PoisonError::into_inner).is_demo = true;
    }

    fn policy(&self) -> Policy {
        self.policy.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn request_max(&self) -> Duration {
        *self.request_max.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn writers(&self) -> Option<Writers> {
        *self.writers.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn gateway_writers(&self) -> Option<GatewayWriters> {
        *self.gateway_writers.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_gateway_writers(&self, writers: GatewayWriters) {
        *self.gateway_writers.write().unwrap_or_else(PoisonError::into_inner) = Some(writers);
    }

    fn unified_writers(&self) -> Option<UnifiedWriters> {
        *self.unified_writers.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_unified_writers(&self, writers: UnifiedWriters) {
        *self.unified_writers.write().unwrap_or_else(PoisonError::into_inner) = Some(writers);
    }

    fn mailer(&self) -> Option<Arc<dyn Mailer>> {
        self.mailer.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn client(&self) -> &Client {
        self.client.get_or_init(|| Client::new(Arc::clone(&self.policy)))
    }
}

/// The handlers of both queues.
pub(crate) fn handlers() -> Vec<Handler> {
    let handler = |queue, concurrency| Handler {
        concurrency,
        lease: LEASE,
        // What a receiver does is no failure of the job.
        attempts_max: u32::MAX,
        ..Handler::new(queue, move |service, job| run::run(service, job, queue))
    };
    vec![
        handler(TELLING, TELLING_AT_ONCE),
        handler(TELLING_FAILING, FAILING_AT_ONCE),
    ]
}

impl Service {
    /// Says which targets outside the public internet subscribers may name.
    pub fn allow_targets(&self, allowed: Vec<Allowed>) {
        self.told.policy.write().unwrap_or_else(PoisonError::into_inner).allowed = allowed;
    }

    /// Sets how long a receiver has for one request; ten seconds without this.
    pub fn set_receiver_patience(&self, patience: Duration) {
        *self.told.request_max.write().unwrap_or_else(PoisonError::into_inner) = patience;
    }

    /// Says how events and pieces are written: that is a matter of the dialect, which this crate does not see. Without it
    /// nothing is sent.
    pub fn set_writers(&self, writers: Writers) {
        *self.told.writers.write().unwrap_or_else(PoisonError::into_inner) = Some(writers);
    }

    /// Says who writes and sends mail.
    pub fn set_mailer(&self, mailer: Arc<dyn Mailer>) {
        *self.told.mailer.write().unwrap_or_else(PoisonError::into_inner) = Some(mailer);
    }

    /// Tells this node's workers that events were stored.
    pub fn events_stored(&self) {
        self.wake_queue(TELLING);
    }

    /// What falls due by the environment's clock may be due now: the clock was moved, set running, or is faster. Has the
    /// tenant's subscribers with something to send looked at.
    pub async fn clock_moved(&self, tenant: Tenant) -> Result<()> {
        let real_now = self.real_now();
        let mut after = None;
        loop {
            let page = self.store.subscribers(tenant, after, SUBSCRIBERS_MAX).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for subscriber in page.iter().filter(|subscriber| subscriber.is_enabled) {
                if self.store.next_delivery_due(tenant, subscriber.id).await?.is_some() {
                    self.store
                        .poke_subscriber(tenant, subscriber.id, subscriber.failures > 0, real_now)
                        .await?;
                }
            }
        }
        self.wake_queue(TELLING);
        self.wake_queue(TELLING_FAILING);
        Ok(())
    }
}
