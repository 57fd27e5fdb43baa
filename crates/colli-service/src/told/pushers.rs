//! The track and trace pusher of the parcel dialect (reference 12): a configuration, and subscriptions of parcels to it.

use super::secrets::Secrets;
use super::subscriber_rows::{New, Settings};
use super::subscribers::{Kind, Subscriber, all_of, read_name, subscriber};
use super::wanted;
use crate::Service;
use crate::error::{Error, Result};
use crate::tracking::TrackKey;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use colli_core::account::Caller;
use colli_core::barcode;
use colli_core::error::Violation;
use colli_core::limits::{PAGE_MAX, PUSHER_REQUESTS_PER_SECOND_MAX, TEXT_CHARS_MAX};
use hyper::header::{HeaderName, HeaderValue};

/// Requests a second when none are named (reference 12).
const REQUESTS_PER_SECOND: u32 = 100;

/// Headers a key cannot be sent in: they are the request's own.
const OWN_HEADERS: [&str; 7] = [
    "host",
    "content-length",
    "content-type",
    "connection",
    "transfer-encoding",
    "upgrade",
    "te",
];

/// A configuration to make.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct NewPusher {
    /// A name for people.
    pub name: Option<String>,
    /// Where it is pushed to.
    pub url: String,
    /// Requests a second at most; nothing for the usual.
    pub requests_per_second_max: Option<u32>,
    /// Every parcel of the organisation; otherwise those subscribed.
    pub is_organisation_level: bool,
    /// The header and the key sent in it, when the receiver wants one.
    pub api_key: Option<(String, String)>,
}

/// A configuration that was made.
#[derive(Clone, PartialEq, Eq)]
pub struct PusherMade {
    /// It.
    pub subscriber: Subscriber,
    /// What subscriptions name: the answer is the only time it is seen.
    pub subscription_key: String,
}

impl Service {
    /// Makes a configuration.
    pub async fn create_pusher(&self, caller: &Caller, new: NewPusher) -> Result<PusherMade> {
        let rate = read_rate(new.requests_per_second_max);
        let key = read_key(new.api_key, ["authorisation.header", "authorisation.key"]);
        let url = self.check_target(&new.url).await;
        let ((rate, key), url, name) = all_of(both(rate, key), url, read_name(new.name))?;
        let (header, header_key) = key.unzip();
        let subscription_key = self.entropy.uuid()?.to_string();
        let new = New {
            id: None,
            kind: Kind::Pusher,
            filter: wanted::ALL.to_owned(),
            is_per_parcel: !new.is_organisation_level,
            is_enabled: true,
            settings: Settings {
                url,
                name,
                requests_per_second_max: Some(rate),
                header,
                ..Settings::default()
            },
            secrets: Secrets {
                header_key,
                subscription_key: Some(subscription_key.clone()),
                ..Secrets::default()
            },
        };
        let subscriber = subscriber(&self.insert_subscriber(caller.tenant, new).await?)?;
        Ok(PusherMade {
            subscriber,
            subscription_key,
        })
    }

    /// Subscribes a configuration to a parcel, named by its code and the receiver's postal code; whether that is new. It must
    /// be one the caller's organisation sent.
    pub async fn subscribe_pusher(
        &self,
        caller: &Caller,
        configuration: &str,
        subscription_key: &str,
        key: &TrackKey,
    ) -> Result<bool> {
        let row = self.subscriber_row(caller.tenant, Kind::Pusher, configuration).await?;
        let secrets = self.open_secrets(row.id, &row.sealed)?;
        let expected = secrets.subscription_key.unwrap_or_default();
        if verify_slices_are_equal(expected.as_bytes(), subscription_key.trim().as_bytes()).is_err() {
            return Err(Error::violation(
                Violation::new("subscriptionKey", "value", "this is not the key of the configuration")
                    .accepting(["the subscriptionKey its creation answered"]),
            ));
        }
        let code = self.own_piece(caller, key).await?;
        Ok(self
            .store
            .subscribe(caller.tenant, row.id, &code, self.now(caller.tenant))
            .await?)
    }

    /// Ends a subscription.
    pub async fn unsubscribe_pusher(&self, caller: &Caller, configuration: &str, code: &str) -> Result<()> {
        let row = self.subscriber_row(caller.tenant, Kind::Pusher, configuration).await?;
        let code = barcode::normalise(code);
        if self.store.unsubscribe(caller.tenant, row.id, &code).await? {
            Ok(())
        } else {
            Err(Error::not_found("subscription", code))
        }
    }

    /// Codes of the parcels a configuration is subscribed to, a page of them after one.
    pub async fn pusher_subscriptions(&self, caller: &Caller, configuration: &str, after: &str) -> Result<Vec<String>> {
        let row = self.subscriber_row(caller.tenant, Kind::Pusher, configuration).await?;
        Ok(self.store.subscriptions(caller.tenant, row.id, after, PAGE_MAX).await?)
    }

    /// The code of a piece the caller's organisation sent, if the postal code is its receiver's.
    async fn own_piece(&self, caller: &Caller, key: &TrackKey) -> Result<String> {
        let code = barcode::normalise(&key.code);
        let not_found = || Error::not_found("parcel", code.clone());
        let found = self.track(std::slice::from_ref(key), Some(caller)).await?;
        let piece = found
            .iter()
            .find(|piece| piece.tracker_code == code && piece.shipment.tenant == caller.tenant)
            .ok_or_else(not_found)?;
        let address = &piece.receiver().address;
        let is_receivers = key.postal_code.as_deref().is_some_and(|typed| {
            self.network
                .postal
                .is_same(address.country, typed, &address.postal_code)
        });
        if is_receivers { Ok(code) } else { Err(not_found()) }
    }
}

fn both<A, B>(a: Result<A>, b: Result<B>) -> Result<(A, B)> {
    all_of(a, b, Ok(())).map(|(a, b, ())| (a, b))
}

fn read_rate(rate: Option<u32>) -> Result<u32> {
    match rate.unwrap_or(REQUESTS_PER_SECOND) {
        rate @ 1..=PUSHER_REQUESTS_PER_SECOND_MAX => Ok(rate),
        _ => Err(Error::violation(
            Violation::new("maxRequestsPerSecond", "range", "so many requests cannot be promised")
                .accepting([format!("1 to {PUSHER_REQUESTS_PER_SECOND_MAX}")]),
        )),
    }
}

/// A header and the key that is sent in it; the fields are what refusals name.
pub(super) fn read_key(
    key: Option<(String, String)>,
    [header_field, key_field]: [&str; 2],
) -> Result<Option<(String, String)>> {
    let Some((header, key)) = key else {
        return Ok(None);
    };
    let (header, key) = (header.trim().to_ascii_lowercase(), key.trim().to_owned());
    let is_header = header.parse::<HeaderName>().is_ok() && !OWN_HEADERS.contains(&header.as_str());
    let is_key = !key.is_empty() && key.len() <= 10 * TEXT_CHARS_MAX && HeaderValue::from_str(&key).is_ok();
    let mut found = Vec::new();
    if !is_header {
        found.push(
            Violation::new(header_field, "value", "a key cannot be sent in a header of this name")
                .accepting(["a header name such as X-API-Key"]),
        );
    }
    if !is_key {
        found.push(Violation::new(key_field, "value", "this is no value for a header").accepting(["printable ASCII"]));
    }
    if found.is_empty() {
        Ok(Some((header, key)))
    } else {
        Err(Error::Invalid(found))
    }
}
