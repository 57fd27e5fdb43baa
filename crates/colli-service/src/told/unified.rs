//! Unified push: subscriptions to parcels, which show that their address is their own before they are told of anything.
//!
//! A subscription belongs to an environment and is told of that environment's parcels only, as trackers show them to who
//! does not know the receiver's postal code. It begins without a wish in the store's filter, so that nothing is told; the
//! first step of its hand-shake is written in the transaction that makes it, the last one in that which activates it.

use super::pushers::read_key;
use super::secrets::Secrets;
use super::subscriber_rows::{CHANGES_MAX, New, Settings, settings_of, too_many, write};
use super::subscribers::{Health, Kind, all_of, health};
use super::unified_payload::UnifiedWriters;
use super::wanted;
use crate::Service;
use crate::error::{Error, Result};
use crate::tracking::{TrackKey, TrackedPiece};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use colli_core::app::App;
use colli_core::barcode;
use colli_core::error::Violation;
use colli_core::ids::{AccountNumber, Tenant};
use colli_core::limits::{CODE_CHARS_MAX, PUSHED_NUMBERS_MAX};
use colli_core::unified::StatusCode;
use colli_store::{SubscriberChange, SubscriberInserted, SubscriberRow, TELLING};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use uuid::Uuid;

/// The filter of a subscription that is not active: no status and no category is called so.
const NOTHING: &str = "-";

/// Fields that refusals name.
const URL: &str = "hook.uri";
const KEY: [&str; 2] = ["hook.authentication.header", "hook.authentication.token"];
const NUMBERS: &str = "shipmentIDs";
const ACCOUNT: &str = "accountID";
/// What a subscription is activated with.
const SECRET: &str = "DHL-API-Hook-Secret";

/// The parcels a subscription is of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PushedParcels {
    /// Those of these numbers, of pieces or of shipments.
    Numbers(Vec<String>),
    /// All that are booked on this account.
    Account(String),
}

/// A subscription to make.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPushSubscription {
    /// Where it is told.
    pub url: String,
    /// The header and the key sent in it, when the receiver wants one.
    pub api_key: Option<(String, String)>,
    /// Of what.
    pub parcels: PushedParcels,
    /// Only of parcels of this division, by the word of its service.
    pub service: Option<String>,
    /// Only of events with one of these status codes; nothing for every one.
    pub status_codes: Vec<StatusCode>,
    /// The address of the surface it was made through: that of the subscription begins with it.
    pub base_url: String,
}

/// A subscription, without its secrets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PushSubscription {
    /// Whose it is.
    pub tenant: Tenant,
    /// Its id.
    pub id: Uuid,
    /// Where it is told.
    pub url: String,
    /// The header of the receiver's key.
    pub header: Option<String>,
    /// What it is told of.
    pub settings: PushSettings,
    /// How it does.
    pub health: Health,
    /// When it was made, on the environment's clock.
    pub created_at: Timestamp,
}

/// What a subscription is told of, as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PushSettings {
    /// The app it was made with: it is told of parcels as long as that app's key may follow them.
    pub app: Uuid,
    /// The parcels.
    pub parcels: PushedParcels,
    /// Only those of this division.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Only events with one of these words of status codes; nothing for every one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status_codes: Vec<String>,
    /// What its address begins with.
    pub base_url: String,
    /// When it was activated, in milliseconds of the environment's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at_ms: Option<i64>,
}

impl PushSettings {
    /// Whether it is told of parcels.
    pub fn is_active(&self) -> bool {
        self.activated_at_ms.is_some()
    }
}

/// Reads a row.
pub(super) fn push_subscription(row: &SubscriberRow) -> Result<PushSubscription> {
    let settings = settings_of(row)?;
    let unreadable = || Error::Internal(format!("subscription {} cannot be read", row.id));
    Ok(PushSubscription {
        tenant: row.tenant,
        id: row.id,
        url: settings.url,
        header: settings.header,
        settings: settings.push.ok_or_else(unreadable)?,
        health: health(row),
        created_at: row.created_at,
    })
}

impl Service {
    /// Makes a subscription of an app's environment and has its address asked to activate it.
    pub async fn create_push_subscription(&self, app: &App, new: NewPushSubscription) -> Result<PushSubscription> {
        let tenant = app.tenant;
        let key = read_key(new.api_key, KEY);
        let url = self.check_target(&new.url).await;
        let url = url.map_err(|error| naming(error, URL));
        let (key, url, service) = all_of(key, url, self.read_division(new.service.as_deref()))?;
        let (parcels, codes) = self.pushed_parcels(tenant, new.parcels, service.as_deref()).await?;
        let (header, header_key) = key.unzip();
        let new = New {
            id: None,
            kind: Kind::Unified,
            filter: NOTHING.to_owned(),
            is_per_parcel: matches!(parcels, PushedParcels::Numbers(_)),
            is_enabled: true,
            settings: Settings {
                url,
                header,
                push: Some(PushSettings {
                    app: app.id,
                    parcels,
                    service,
                    status_codes: words(&new.status_codes),
                    base_url: new.base_url,
                    activated_at_ms: None,
                }),
                ..Settings::default()
            },
            secrets: Secrets {
                header_key,
                subscription_key: Some(self.new_plain_secret()?),
                ..Secrets::default()
            },
        };
        let row = self.new_row(tenant, new)?;
        match self.store.insert_subscriber_to_validate(row.clone(), codes).await? {
            SubscriberInserted::Inserted => self.wake_queue(TELLING),
            SubscriberInserted::Exists => return Err(Error::Busy),
            SubscriberInserted::Full => return Err(too_many()),
        }
        push_subscription(&row)
    }

    /// Activates a subscription with the secret its address was sent: from now on it is told. Once more changes nothing.
    pub async fn activate_push_subscription(&self, tenant: Tenant, id: &str, secret: &str) -> Result<()> {
        for _ in 0..CHANGES_MAX {
            let row = self.subscriber_row(tenant, Kind::Unified, id).await?;
            let expected = self.open_secrets(row.id, &row.sealed)?.subscription_key;
            let expected = expected.unwrap_or_default();
            if expected.is_empty() || verify_slices_are_equal(expected.as_bytes(), secret.trim().as_bytes()).is_err() {
                let violation = Violation::new(SECRET, "value", "this is not the secret of the subscription");
                return Err(Error::violation(
                    violation.accepting(["the secret that was sent to the hook"]),
                ));
            }
            let mut settings = settings_of(&row)?;
            let now = self.now(tenant);
            match &mut settings.push {
                Some(push) if !push.is_active() => push.activated_at_ms = Some(now.as_millisecond()),
                _ => return Ok(()),
            }
            let change = SubscriberChange {
                is_enabled: None,
                filter: Some(wanted::ALL.to_owned()),
                body_before: row.body,
                body: write(&settings)?,
            };
            let activated = self
                .store
                .activate_subscriber(tenant, row.id, change, now, self.real_now());
            if activated.await? {
                self.wake_queue(TELLING);
                return Ok(());
            }
        }
        Err(Error::Busy)
    }

    /// A subscription.
    pub async fn push_subscription(&self, tenant: Tenant, id: &str) -> Result<PushSubscription> {
        push_subscription(&self.subscriber_row(tenant, Kind::Unified, id).await?)
    }

    /// An environment's subscriptions, the first made first.
    pub async fn push_subscriptions(&self, tenant: Tenant) -> Result<Vec<PushSubscription>> {
        let rows = self.subscriber_rows(tenant, Kind::Unified).await?;
        let mut found = rows.iter().map(push_subscription).collect::<Result<Vec<_>>>()?;
        found.sort_by_key(|subscription| (subscription.created_at, subscription.id));
        Ok(found)
    }

    /// The word of a service there is.
    fn read_division(&self, word: Option<&str>) -> Result<Option<String>> {
        let Some(word) = word.map(str::trim).filter(|word| !word.is_empty()) else {
            return Ok(None);
        };
        let services = &self.network.unified;
        match services.get(word) {
            Some(division) => Ok(Some(division.service.clone())),
            None => Err(Error::violation(
                Violation::new("service", "unknown", "there is no such service")
                    .accepting(services.all().iter().map(|division| division.service.clone())),
            )),
        }
    }

    /// The parcels that are meant as they are kept, and the codes of their pieces when they are named. What is not a parcel
    /// of the environment, one that anybody may follow, or one of the service, is refused alike.
    async fn pushed_parcels(
        &self,
        tenant: Tenant,
        parcels: PushedParcels,
        service: Option<&str>,
    ) -> Result<(PushedParcels, Vec<String>)> {
        let numbers = match parcels {
            PushedParcels::Account(number) => {
                let account = self.pushed_account(tenant, &number).await?;
                return Ok((PushedParcels::Account(account.to_string()), Vec::new()));
            }
            PushedParcels::Numbers(numbers) => numbers,
        };
        if numbers.is_empty() || numbers.len() > PUSHED_NUMBERS_MAX {
            let violation = Violation::new(NUMBERS, "range", format!("these are {} numbers", numbers.len()));
            return Err(Error::violation(
                violation.accepting([format!("1 to {PUSHED_NUMBERS_MAX} numbers")]),
            ));
        }
        let keys: Vec<TrackKey> = numbers.iter().map(|number| key(number)).collect();
        let found = self.track(&keys, None).await;
        let mut found = found.map_err(|error| naming(error, NUMBERS))?;
        found.retain(|piece| {
            let division = self.network.unified.of(&piece.shipment);
            let is_of = |service| division.is_some_and(|division| division.service == service);
            piece.shipment.tenant == tenant && service.is_none_or(is_of)
        });
        let is_unknown = |key: &TrackKey| !found.iter().any(|piece| is_of(piece, &key.code));
        let unknown = keys.iter().enumerate().filter(|(_, key)| is_unknown(key));
        let refused: Vec<Violation> = unknown.map(|(at, _)| no_parcel(at)).collect();
        if !refused.is_empty() {
            return Err(Error::Invalid(refused));
        }
        let mut seen = HashSet::new();
        let numbers = numbers
            .iter()
            .zip(keys)
            .filter(|(_, key)| seen.insert(key.code.clone()));
        let numbers = numbers.map(|(number, key)| as_asked(number, key.code)).collect();
        let codes = found.into_iter().map(|piece| piece.tracker_code);
        Ok((PushedParcels::Numbers(numbers), codes.collect()))
    }

    /// An account of the environment; of another's nothing is said.
    async fn pushed_account(&self, tenant: Tenant, number: &str) -> Result<AccountNumber> {
        let account = match AccountNumber::parse(number) {
            Some(number) => self.account(number).await?,
            None => None,
        };
        let own = account.filter(|account| account.tenant == tenant);
        own.map(|account| account.number).ok_or_else(|| {
            let violation = Violation::new(ACCOUNT, "unknown", "the key's organisation has no such account");
            Error::violation(violation.accepting(["the number of an account of the organisation"]))
        })
    }
}

fn words(codes: &[StatusCode]) -> Vec<String> {
    codes.iter().map(|code| code.word().to_owned()).collect()
}

fn key(number: &str) -> TrackKey {
    TrackKey {
        code: barcode::normalise(number),
        postal_code: None,
    }
}

/// The number as it was asked for, since clients look for the number they sent: an American one may have a postal code in
/// front that its code lacks.
fn as_asked(number: &str, code: String) -> String {
    let shown: String = number.split_whitespace().collect();
    if shown.chars().count() > CODE_CHARS_MAX {
        code
    } else {
        shown.to_ascii_uppercase()
    }
}

fn is_of(piece: &TrackedPiece, code: &str) -> bool {
    piece.tracker_code == code || piece.shipment.tracker_code.as_deref() == Some(code)
}

fn no_parcel(at: usize) -> Violation {
    Violation::new(
        format!("{NUMBERS}[{at}]"),
        "unknown",
        "the key's organisation has no such parcel, or none of this service",
    )
    .accepting(["the number of a parcel the organisation has registered"])
}

/// The same refusal, of a field by another name.
fn naming(error: Error, field: &str) -> Error {
    let Error::Invalid(mut violations) = error else {
        return error;
    };
    for violation in &mut violations {
        field.clone_into(&mut violation.field);
    }
    Error::Invalid(violations)
}

impl Service {
    /// Says how Unified push is written. Without it nothing is pushed.
    pub fn set_unified_writers(&self, writers: UnifiedWriters) {
        self.told.set_unified_writers(writers);
    }

    /// How Unified push is written.
    pub(super) fn unified_writers(&self) -> Result<UnifiedWriters> {
        let writers = self.told.unified_writers();
        writers.ok_or_else(|| Error::Internal("nobody said how pushes are written".to_owned()))
    }
}
