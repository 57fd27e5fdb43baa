//! Subscriptions and what is pushed to them, as the vendor writes them (reference 2).

use super::MOUNT;
use super::push::BASE;
use crate::files::Links;
use crate::unified::tracking::shipment::shipment;
use colli_core::barcode::normalise;
use colli_core::language::Language;
use colli_core::unified::StatusCode as Progress;
use colli_service::told::{PushSubscription, Pushed, PushedParcels, UnifiedWriters};
use colli_service::{Error, Result, Service};
use colli_wire::dhl_unified::push as wire;

/// The one format.
pub(super) const FORMAT: &str = "Default";
/// The one kind of authentication.
pub(super) const API_KEY: &str = "ApiKeyAuthentication";
/// Types of subscriptions.
pub(super) const OF_SHIPMENT: &str = "Shipment";
pub(super) const OF_ACCOUNT: &str = "Account";
/// Words of events, each with what it means.
pub(super) const ALL_EVENTS: [(&str, Progress); 5] = [
    ("Pre-Transit", Progress::PreTransit),
    ("Transit", Progress::Transit),
    ("Delivered", Progress::Delivered),
    ("Failure", Progress::Failure),
    ("Unknown", Progress::Unknown),
];

/// How pushes are written.
pub(crate) fn writers() -> UnifiedWriters {
    UnifiedWriters { message }
}

/// The address of a subscription.
pub(super) fn this(subscription: &PushSubscription) -> String {
    format!("{}/subscription/{}", subscription.settings.base_url, subscription.id)
}

/// A subscription. It never shows a secret.
pub(super) fn subscription(subscription: PushSubscription) -> wire::Subscription {
    let this = this(&subscription);
    let settings = subscription.settings;
    let is_active = settings.is_active();
    let (kind, shipment_ids, account_id) = match settings.parcels {
        PushedParcels::Numbers(numbers) => (OF_SHIPMENT, numbers, None),
        PushedParcels::Account(number) => (OF_ACCOUNT, Vec::new(), Some(number)),
    };
    let is_meant = |progress: Progress| {
        let codes = &settings.status_codes;
        codes.is_empty() || codes.iter().any(|code| code == progress.word())
    };
    let events = ALL_EVENTS.into_iter().filter(|(_, progress)| is_meant(*progress));
    wire::Subscription {
        this,
        subscription_id: subscription.id.to_string(),
        status: if is_active { "active" } else { "pending" }.to_owned(),
        hook: wire::Hook {
            uri: subscription.url,
            authentication: subscription.header.map(|header| wire::HookAuthentication {
                kind: API_KEY.to_owned(),
                header,
            }),
        },
        format: FORMAT.to_owned(),
        kind: kind.to_owned(),
        service: settings.service,
        events: events.map(|(word, _)| word.to_owned()).collect(),
        shipment_ids,
        account_id,
        created: subscription.created_at.to_string(),
    }
}

fn message(service: &Service, subscription: &PushSubscription, pushed: Pushed<'_>) -> Result<String> {
    let settings = &subscription.settings;
    let mut message = wire::PushMessage {
        this: this(subscription),
        hook: Some(wire::Hook {
            uri: subscription.url.clone(),
            authentication: None,
        }),
        service: settings.service.clone(),
        account_id: match &settings.parcels {
            PushedParcels::Account(number) => Some(number.clone()),
            PushedParcels::Numbers(_) => None,
        },
        ..wire::PushMessage::default()
    };
    let scope = match pushed {
        Pushed::Validate(secret) => {
            message.secret = Some(secret.to_owned());
            "subscription.validate"
        }
        Pushed::Ready => "subscription.ready",
        Pushed::Parcel(piece) => {
            let mut written = shipment(service, &links(service, subscription), Language::English, piece)?;
            if let Some(number) = as_asked(&settings.parcels, &piece.tracker_code) {
                number.clone_into(&mut written.id);
            }
            message.shipments = vec![written];
            "subscription.push"
        }
    };
    scope.clone_into(&mut message.scope);
    serde_json::to_string(&message).map_err(|error| Error::Internal(error.to_string()))
}

/// Links to where the subscription was made: nobody asks when something is pushed.
fn links(service: &Service, subscription: &PushSubscription) -> Links {
    let base_url = subscription.settings.base_url.strip_suffix(BASE);
    let base = base_url.and_then(|url| url.strip_suffix(MOUNT));
    base.map_or_else(|| Links::configured(service), Links::at)
}

/// The number of a parcel as the subscription names it: clients look for the number they sent.
fn as_asked<'p>(parcels: &'p PushedParcels, code: &str) -> Option<&'p str> {
    let PushedParcels::Numbers(numbers) = parcels else {
        return None;
    };
    let mut numbers = numbers.iter().map(String::as_str);
    numbers.find(|number| normalise(number) == code)
}
