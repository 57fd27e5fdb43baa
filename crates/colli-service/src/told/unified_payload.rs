//! What the receivers of Unified push are sent.

use super::payload::Payload;
use super::request::Receiver;
use super::unified::{PushSubscription, PushedParcels, push_subscription};
use crate::Service;
use crate::error::Result;
use crate::tracking::{Disclosure, TrackedPiece};
use colli_core::app::Scope;
use colli_core::product::OptionRole;
use colli_core::status::Statuses;
use colli_core::tracking::{Event, fold};
use colli_store::{DeliveryRow, HandshakeStep};

/// What is pushed.
#[derive(Clone, Copy, Debug)]
pub enum Pushed<'p> {
    /// The secret that activates the subscription.
    Validate(&'p str),
    /// The subscription is active.
    Ready,
    /// Something happened to this parcel, which is shown as of then and as far as anybody may see it.
    Parcel(&'p TrackedPiece),
}

/// How the dialect of the Unified APIs writes what is pushed.
#[derive(Clone, Copy)]
pub struct UnifiedWriters {
    /// A message, as JSON.
    pub message: fn(&Service, &PushSubscription, Pushed<'_>) -> Result<String>,
}

impl Service {
    /// The body of a request to a receiver of Unified push.
    pub(super) async fn push_payload(
        &self,
        receiver: &Receiver,
        row: &DeliveryRow,
        event: Option<Event>,
    ) -> Result<Payload> {
        let writers = self.unified_writers()?;
        let subscription = push_subscription(&receiver.row)?;
        let message = |pushed| (writers.message)(self, &subscription, pushed).map(Payload::Body);
        match row.handshake() {
            // It was taken, and its answer lost.
            Some(HandshakeStep::Validate) if subscription.settings.is_active() => return Ok(Payload::NotMeant),
            Some(HandshakeStep::Validate) => {
                let secret = receiver.secrets.subscription_key.as_deref();
                return message(Pushed::Validate(secret.unwrap_or_default()));
            }
            Some(HandshakeStep::Ready) => return message(Pushed::Ready),
            None => {}
        }
        let Some(event) = event else {
            return Ok(Payload::Gone);
        };
        let Some(piece) = self.track_own(receiver.row.tenant, &row.tracker_code).await? else {
            return Ok(Payload::Gone);
        };
        if !self.is_pushed(&subscription, &piece, &event) {
            return Ok(Payload::NotMeant);
        }
        let app = subscription.settings.app;
        if !self.app_has(receiver.row.tenant, app, Scope::Tracking).await? {
            return Ok(Payload::NotMeant);
        }
        let piece = as_of(piece, row, event, &self.network.statuses);
        message(Pushed::Parcel(&piece))
    }

    /// Whether a subscription wants an event of a parcel, and may see the parcel.
    fn is_pushed(&self, subscription: &PushSubscription, piece: &TrackedPiece, event: &Event) -> bool {
        let (settings, services) = (&subscription.settings, &self.network.unified);
        let order = &piece.shipment.order;
        let is_of_account = match &settings.parcels {
            PushedParcels::Numbers(_) => true,
            PushedParcels::Account(number) => order.account.as_str() == number,
        };
        let Some(service) = services.of(&piece.shipment).map(|division| &division.service) else {
            return false;
        };
        let is_of_service = settings.service.as_ref().is_none_or(|wanted| wanted == service);
        let code = services.status_code(service, &event.status, &event.category).word();
        let is_wanted = settings.status_codes.is_empty() || settings.status_codes.iter().any(|wanted| wanted == code);
        let is_hidden = self.has_option(&piece.shipment, OptionRole::NoTracking);
        is_of_account && is_of_service && is_wanted && !is_hidden
    }
}

/// A piece as it was when the event of a delivery had just happened, shown as to who gave no postal code. A delivery that was
/// late, or is tried again, so says the same as one in time.
fn as_of(mut piece: TrackedPiece, row: &DeliveryRow, event: Event, statuses: &Statuses) -> TrackedPiece {
    let before = piece
        .events
        .partition_point(|other| other.occurred_at < row.occurred_at);
    let sequence = usize::try_from(row.sequence).unwrap_or(usize::MAX);
    let at = before.saturating_add(sequence);
    if piece.events.get(at) == Some(&event) {
        piece.events.truncate(at + 1);
    } else {
        // Of very many events the first are not read, it among them.
        piece.events = vec![event];
    }
    TrackedPiece {
        record: fold(&piece.events, statuses),
        disclosure: Disclosure::Reduced,
        ..piece
    }
}
