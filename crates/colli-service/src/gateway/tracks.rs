//! Tracks: what is known of a parcel by its carrier and number, and who asked to be told of it.

use super::GatewayCaller;
use crate::Service;
use crate::error::{Error, Result};
use crate::tracking::addressee;
use colli_core::address::excerpt;
use colli_core::barcode;
use colli_core::error::Violation;
use colli_core::gateway::Kind;
use colli_core::gateway::track::{Location, Reading, Track, TrackStatus, track};
use colli_core::gateway::track_mock::mock_track;
use colli_core::gateway::transaction::Transaction;
use colli_core::ids::Tenant;
use colli_core::limits::{TRACKED_EVENTS_MAX, TRACKED_PIECES_MAX};
use colli_core::product::OptionRole;
use colli_core::shipment::Shipment;
use colli_core::tracking::Event;
use colli_store::{ObjectWriting, ObjectsWritten, Tracked};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Token of the American parcel network.
const AMERICAN: &str = "dhl_ecommerce";
/// Token of the Benelux parcel network.
const BENELUX: &str = "dhl_benelux";
/// Token of the carrier whose numbers always answer the same.
const MOCK: &str = "shippo";
/// What its numbers begin with; the word of a status follows.
const MOCK_PREFIX: &str = "SHIPPO_";
/// Carriers whose parcels are followed here.
const FOLLOWED: [&str; 3] = [AMERICAN, BENELUX, MOCK];
/// Carriers clients of the gateway know and whose parcels nobody follows here (reference 8).
const OTHERS: &str = "airterra apc_postal apg aramex asendia_us australia_post axlehire better_trucks borderguru boxberry bring \
     canada_post cdl chronopost collect_plus correios_br correos_espana couriersplease colissimo deutsche_post dhl_express \
     dhl_germany_c2c dhl_germany dpd_de dpd_uk estafeta fastway_australia fedex globegistics gls_us gophr gso \
     hermes_germany_b2c hermes_uk hongkong_post lasership lso mondial_relay new_zealand_post nippon_express ontrac orangeds \
     parcelforce passport pcf poste_italiane posti purolator royal_mail rr_donnelley russian_post sendle skypostal stuart \
     swyft uds ups usps veho";
/// Characters of a number at most.
const NUMBER_CHARS_MAX: usize = 100;
/// Namespace of registrations' ids, which are made from carrier and number: registering twice is one.
const NAMESPACE: Uuid = Uuid::from_u128(0xc011_17ac_2000_4000_8000_0000_0000_0001);
/// Note of the numbers that always answer the same.
const MOCK_METADATA: &str = "Shippo test tracking";

/// Somebody wants to follow a parcel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TrackRegistration {
    /// Token of the carrier.
    pub carrier: String,
    /// The number, as it was sent.
    pub number: String,
    /// The client's own note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
}

impl Kind for TrackRegistration {
    const KIND: &'static str = "track_registration";
}

/// The service a parcel travels with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrackedService {
    /// Its token.
    pub token: String,
    /// Its name.
    pub name: String,
}

/// What is known of a parcel, as far as the caller may see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GatewayTrack {
    /// Token of the carrier, as asked.
    pub carrier: String,
    /// The number, as asked.
    pub number: String,
    /// What happened; empty for a number nobody knows.
    pub track: Track,
    /// Where it comes from; of the caller's own parcels only.
    pub from: Option<Location>,
    /// Where it goes; of the caller's own parcels only.
    pub to: Option<Location>,
    /// The service; of the caller's own parcels only.
    pub service: Option<TrackedService>,
    /// The purchase; of the caller's own parcels only.
    pub transaction: Option<Uuid>,
    /// The client's own note.
    pub metadata: String,
    /// The environment is a test environment.
    pub is_test: bool,
}

/// How far a parcel is, and nothing else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Standing {
    /// Of the last thing that happened; `None` when nothing did.
    pub(super) status: Option<TrackStatus>,
    /// When it is expected to arrive.
    pub(super) eta: Option<Timestamp>,
}

impl Standing {
    /// The word of its status.
    pub(super) fn word(self) -> &'static str {
        self.status.unwrap_or(TrackStatus::Unknown).word()
    }
}

impl GatewayTrack {
    fn unknown(tenant: Tenant, carrier: &str, number: &str) -> Self {
        Self {
            carrier: carrier.to_owned(),
            number: number.to_owned(),
            track: Track::default(),
            from: None,
            to: None,
            service: None,
            transaction: None,
            metadata: String::new(),
            is_test: crate::simulation::is_simulated(tenant),
        }
    }
}

impl Service {
    /// What is known of a parcel. Of other organisations' parcels the events are told and nothing of the parties; a number
    /// nobody knows has no events.
    pub async fn gateway_track(&self, tenant: Tenant, carrier: &str, number: &str) -> Result<GatewayTrack> {
        let (carrier, number) = checked(carrier, number).map_err(Error::Invalid)?;
        let noted = self.registration_of(tenant, carrier, number).await?;
        let mut found = self.found_track(tenant, carrier, number).await?;
        if let Some(noted) = noted.filter(|noted| !noted.is_empty()) {
            found.metadata = noted;
        }
        Ok(found)
    }

    /// Has the caller's webhooks told of a parcel's events, and answers what is known of it. Registering a number again
    /// replaces its note and nothing else.
    pub async fn register_gateway_track(
        &self,
        caller: &GatewayCaller,
        carrier: &str,
        number: &str,
        metadata: Option<String>,
    ) -> Result<GatewayTrack> {
        let (carrier, number) = checked(carrier, number).map_err(Error::Invalid)?;
        let registration = TrackRegistration {
            carrier: carrier.to_owned(),
            number: number.to_owned(),
            metadata: metadata.unwrap_or_default(),
        };
        let id = registration_id(carrier, number);
        let writing = ObjectWriting {
            objects: vec![self.new_object(id, self.object_time(caller.tenant), &registration)?],
            ..ObjectWriting::default()
        };
        if self.write_objects(caller.tenant, writing).await? != ObjectsWritten::Done {
            self.change_object(caller.tenant, id, |known| {
                Ok((known.value != registration).then(|| registration.clone()))
            })
            .await?;
        }
        self.gateway_track(caller.tenant, carrier, number).await
    }

    /// The own parcel with this code as it is told to subscribers; `None` when it was neither bought nor registered here.
    pub async fn gateway_track_of(&self, tenant: Tenant, code: &str) -> Result<Option<GatewayTrack>> {
        let Some(found) = self.find_followed(tenant, code).await? else {
            return Ok(None);
        };
        if found.shipment.tenant != tenant {
            return Ok(None);
        }
        let carrier = carrier_of(&found.shipment);
        let number = shown_number(&found);
        let noted = self.registration_of(tenant, carrier, &number).await?;
        let mut track = self.told(tenant, carrier, &number, &found).await?;
        if noted.is_none() && track.transaction.is_none() {
            return Ok(None);
        }
        if let Some(noted) = noted.filter(|noted| !noted.is_empty()) {
            track.metadata = noted;
        }
        Ok(Some(track))
    }

    /// How far the own parcels with these codes are, in their order: their events are read, and nothing of their shipments.
    pub(super) async fn standings(&self, codes: Vec<String>) -> Result<Vec<Standing>> {
        let read = self.store.events_of(codes).await?;
        let standing = |events: &Vec<Event>| {
            let track = track("", events, None, self.reading());
            Standing {
                status: track.current().map(|event| event.status),
                eta: track.eta.map(|moment| moment.at),
            }
        };
        Ok(read.iter().map(standing).collect())
    }

    fn reading(&self) -> Reading<'_> {
        Reading {
            statuses: &self.network.statuses,
            meanings: &self.network.gateway_statuses,
            facilities: &self.network.facilities,
        }
    }

    async fn registration_of(&self, tenant: Tenant, carrier: &str, number: &str) -> Result<Option<String>> {
        let id = registration_id(carrier, number);
        let found = self.find_object::<TrackRegistration>(tenant, id).await?;
        Ok(found.map(|found| found.value.metadata))
    }

    async fn found_track(&self, tenant: Tenant, carrier: &str, number: &str) -> Result<GatewayTrack> {
        let unknown = GatewayTrack::unknown(tenant, carrier, number);
        if carrier == MOCK {
            let status = number.to_ascii_uppercase();
            let status = status.strip_prefix(MOCK_PREFIX).and_then(TrackStatus::parse);
            let mock =
                status.and_then(|status| mock_track(status, number, self.now(tenant), &self.network.gateway_statuses));
            return Ok(mock.map_or(unknown.clone(), |mock| GatewayTrack {
                track: mock.track,
                from: Some(mock.from),
                to: Some(mock.to),
                metadata: MOCK_METADATA.to_owned(),
                ..unknown
            }));
        }
        let found = self.find_followed(tenant, number).await?;
        let Some(found) = found.filter(|found| carrier_of(&found.shipment) == carrier) else {
            return Ok(unknown);
        };
        self.told(tenant, carrier, number, &found).await
    }

    /// The piece with a number in any of its forms, in the caller's environment; an own one before another's.
    async fn find_followed(&self, tenant: Tenant, number: &str) -> Result<Option<Tracked>> {
        let code = barcode::normalise(number);
        if code.is_empty() {
            return Ok(None);
        }
        let read = self
            .store
            .track_within(&code, TRACKED_PIECES_MAX, TRACKED_EVENTS_MAX)
            .await?;
        let mut found = read.unwrap_or_default();
        found.retain(|found| {
            let of = found.shipment.tenant;
            let is_hidden = of != tenant && self.has_option(&found.shipment, OptionRole::NoTracking);
            of.environment == tenant.environment && !is_hidden
        });
        // By the code of a shipment: its first piece.
        found.sort_by_key(|found| (found.shipment.tenant != tenant, found.number));
        Ok(found.into_iter().next())
    }

    /// What the caller may be told of a piece.
    async fn told(&self, tenant: Tenant, carrier: &str, number: &str, found: &Tracked) -> Result<GatewayTrack> {
        let shipment = &found.shipment;
        let own = Some(shipment.as_ref()).filter(|shipment| shipment.tenant == tenant);
        let seen = GatewayTrack {
            track: track(&found.tracker_code, &found.events, own, self.reading()),
            ..GatewayTrack::unknown(tenant, carrier, number)
        };
        let Some(shipment) = own else { return Ok(seen) };
        // A purchase and the shipment it made have one id, whatever the carrier.
        let bought = self
            .find_object::<Transaction>(tenant, shipment.order.shipment_id.0)
            .await?;
        let service = match bought.as_ref().and_then(|bought| bought.value.rate.as_ref()) {
            Some(rate) => TrackedService {
                token: rate.service.clone(),
                name: rate.service_name.clone(),
            },
            None => service_of(shipment, carrier),
        };
        Ok(GatewayTrack {
            from: Some((&shipment.order.shipper.address).into()),
            to: Some((&addressee(shipment, &found.tracker_code).address).into()),
            service: Some(service),
            transaction: bought.as_ref().map(|bought| bought.id),
            metadata: bought.map(|bought| bought.value.metadata).unwrap_or_default(),
            ..seen
        })
    }
}

fn carrier_of(shipment: &Shipment) -> &'static str {
    if shipment.americas.is_some() { AMERICAN } else { BENELUX }
}

fn service_of(shipment: &Shipment, carrier: &str) -> TrackedService {
    let key = shipment
        .americas
        .as_ref()
        .map_or(&shipment.product, |facts| &facts.service);
    TrackedService {
        token: format!("{carrier}_{}", key.to_lowercase().replace('-', "_")),
        name: shipment.product_label.clone(),
    }
}

/// The number people see of a piece: in the American network its routing code goes before.
fn shown_number(found: &Tracked) -> String {
    let is_this = |piece: &&colli_core::shipment::Piece| piece.tracker_code.as_deref() == Some(&found.tracker_code);
    let piece = found.shipment.pieces.iter().find(is_this);
    let routing = piece.filter(|_| found.shipment.americas.is_some());
    let routing = routing.map_or("", |piece| piece.routing_code.as_str());
    format!("{routing}{}", found.tracker_code)
}

/// The id of a registration: forms of one number are one.
fn registration_id(carrier: &str, number: &str) -> Uuid {
    let name = format!("{carrier}:{}", barcode::normalise(number));
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

/// Carrier and number without surrounding spaces, when the carrier is one that is followed here.
fn checked<'a>(carrier: &'a str, number: &'a str) -> std::result::Result<(&'static str, &'a str), Vec<Violation>> {
    let mut found = Vec::new();
    let (carrier, number) = (carrier.trim(), number.trim());
    let followed = FOLLOWED.into_iter().find(|followed| *followed == carrier);
    if followed.is_none() {
        let is_known = OTHERS.split_whitespace().any(|other| other == carrier);
        let message = if is_known {
            format!("parcels of the carrier '{carrier}' cannot be followed: this installation does not front it")
        } else {
            format!("there is no carrier '{}'", excerpt(carrier))
        };
        found.push(Violation::new("carrier", "unknown", message).accepting(FOLLOWED.map(str::to_owned)));
    }
    if number.is_empty() {
        found.push(Violation::new(
            "tracking_number",
            "required",
            "the tracking number is missing",
        ));
    } else if number.chars().count() > NUMBER_CHARS_MAX {
        let message = format!("a tracking number has up to {NUMBER_CHARS_MAX} characters");
        found.push(Violation::new("tracking_number", "length", message));
    }
    match followed {
        Some(carrier) if found.is_empty() => Ok((carrier, number)),
        _ => Err(found),
    }
}
