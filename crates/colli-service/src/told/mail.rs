//! Mail as a way to be told: who writes and sends it is registered with the service.

use crate::Service;
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::tracking::Event;
use std::pin::Pin;
use std::sync::Arc;
use uuid::Uuid;

/// An event a subscriber is to be told of.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// Whose parcel.
    pub tenant: Tenant,
    /// The subscriber.
    pub subscriber: Uuid,
    /// What the subscriber was made with: JSON of its maker.
    pub settings: String,
    /// Names this notice: the same for each try.
    pub id: String,
    /// The parcel.
    pub tracker_code: String,
    /// Its shipment.
    pub shipment: ShipmentId,
    /// What happened.
    pub event: Event,
}

/// It was not delivered.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{reason}")]
pub struct DeliveryFailure {
    /// Why, without personal data.
    pub reason: String,
    /// What the mail server answered.
    pub status: Option<u16>,
    /// Trying again would be refused again.
    pub is_permanent: bool,
}

impl DeliveryFailure {
    /// One that may not happen the next time.
    pub fn temporary(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            status: None,
            is_permanent: false,
        }
    }
}

/// A delivery under way.
pub type Delivering = Pin<Box<dyn Future<Output = std::result::Result<(), DeliveryFailure>> + Send>>;

/// Writes and sends mail.
pub trait Mailer: Send + Sync {
    /// Delivers a notice, or finds that nobody is to be mailed of it: both are `Ok`. May be called more than once for a
    /// notice when a node dies.
    fn deliver(&self, service: Arc<Service>, notice: Notice) -> Delivering;
}

/// Has the notice mailed.
pub(super) async fn deliver(service: &Arc<Service>, notice: Notice) -> std::result::Result<(), DeliveryFailure> {
    match service.told.mailer() {
        Some(mailer) => mailer.deliver(Arc::clone(service), notice).await,
        None => Err(DeliveryFailure::temporary("this node sends no mail")),
    }
}
