//! Tracks: what is known of a parcel, as a gateway shows it whatever carrier has it. A pure fold over its events.

use crate::address::Address;
use crate::facility::Facilities;
use crate::shipment::Shipment;
use crate::status::{Phase, Statuses};
use crate::tracking::{Event, Moment, TimeFrame, fold};
use jiff::Timestamp;
use std::collections::HashMap;
use uuid::Uuid;

/// Namespace of events' ids, which are made from their parcel, their time and their place in the list.
const EVENT_NAMESPACE: Uuid = Uuid::from_u128(0xc011_17ac_1000_4000_8000_0000_0000_0001);

/// How far a parcel is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TrackStatus {
    /// Nobody knows.
    Unknown,
    /// Announced; the carrier does not have it.
    PreTransit,
    /// On its way.
    Transit,
    /// With its receiver.
    Delivered,
    /// On its way back, or back.
    Returned,
    /// It does not arrive.
    Failure,
}

impl TrackStatus {
    /// Every status with its word.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("UNKNOWN", Self::Unknown),
        ("PRE_TRANSIT", Self::PreTransit),
        ("TRANSIT", Self::Transit),
        ("DELIVERED", Self::Delivered),
        ("RETURNED", Self::Returned),
        ("FAILURE", Self::Failure),
    ];

    /// Reads its word.
    pub fn parse(text: &str) -> Option<Self> {
        let mut names = Self::NAMES.into_iter();
        names.find_map(|(name, status)| (name == text).then_some(status))
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        let mut names = Self::NAMES.into_iter();
        names
            .find_map(|(name, status)| (status == self).then_some(name))
            .unwrap_or("UNKNOWN")
    }
}

/// What a status says more closely.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Substatus {
    /// Its code: `out_for_delivery`.
    pub code: String,
    /// What it says.
    pub text: String,
    /// Somebody has to do something.
    pub action_required: bool,
}

/// What a status of the network means here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meaning {
    /// How far the parcel is.
    pub status: TrackStatus,
    /// More closely.
    pub substatus: Substatus,
    /// An English sentence.
    pub details: String,
}

/// What the network's statuses mean here: by code, and by phase for codes that are not listed.
#[derive(Clone, Debug, Default)]
pub struct GatewayStatuses {
    by_code: HashMap<String, Meaning>,
    by_phase: HashMap<Phase, Meaning>,
}

impl GatewayStatuses {
    /// Meanings by code and by phase.
    pub fn new(by_code: HashMap<String, Meaning>, by_phase: HashMap<Phase, Meaning>) -> Self {
        Self { by_code, by_phase }
    }

    /// What a status code means, or, of one that is not listed, its phase.
    pub fn meaning(&self, code: &str, phase: Phase) -> Option<&Meaning> {
        self.by_code.get(code).or_else(|| self.by_phase.get(&phase))
    }

    /// The meaning of a code that is listed.
    pub fn of_code(&self, code: &str) -> Option<&Meaning> {
        self.by_code.get(code)
    }

    /// All meanings, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Meaning> {
        self.by_code.values().chain(self.by_phase.values())
    }
}

/// A place of which no more is said than a town's name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Location {
    /// Town.
    pub city: String,
    /// State or province, short form; empty where addresses have none.
    pub state: String,
    /// Postal code; empty when it is not told.
    pub zip: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl From<&Address> for Location {
    fn from(address: &Address) -> Self {
        Self {
            city: address.city.clone(),
            state: address.region.clone().unwrap_or_default(),
            zip: address.postal_code.clone(),
            country: address.country.as_str().to_owned(),
        }
    }
}

/// Something that happened to a parcel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrackEvent {
    /// Its id, the same for ever.
    pub id: Uuid,
    /// When it happened; also when it was made and last changed, as events never change.
    pub date: Timestamp,
    /// How far the parcel was.
    pub status: TrackStatus,
    /// More closely.
    pub substatus: Option<Substatus>,
    /// A sentence for people.
    pub details: String,
    /// Where it happened, when that is known and may be told.
    pub location: Option<Location>,
}

impl TrackEvent {
    /// An event with a meaning.
    pub fn new(number: &str, at: Timestamp, index: usize, meaning: Option<&Meaning>) -> Self {
        Self {
            id: event_id(number, at, index),
            date: at,
            status: meaning.map_or(TrackStatus::Unknown, |meaning| meaning.status),
            substatus: meaning.map(|meaning| meaning.substatus.clone()),
            details: meaning.map(|meaning| meaning.details.clone()).unwrap_or_default(),
            location: None,
        }
    }
}

/// The id of an event: of its parcel's code, its time and its place among the events.
fn event_id(number: &str, at: Timestamp, index: usize) -> Uuid {
    let name = format!("{number}:{}:{index}", at.as_millisecond());
    Uuid::new_v5(&EVENT_NAMESPACE, name.as_bytes())
}

/// What is known of a parcel.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Track {
    /// What happened, oldest first.
    pub history: Vec<TrackEvent>,
    /// The planned delivery as it stands: the end of its time frame.
    pub eta: Option<Moment>,
    /// The planned delivery as it was told first.
    pub original_eta: Option<Moment>,
}

impl Track {
    /// The last thing that happened.
    pub fn current(&self) -> Option<&TrackEvent> {
        self.history.last()
    }
}

/// What the fold reads of the network.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// What each status is.
    pub statuses: &'a Statuses,
    /// What each status means here.
    pub meanings: &'a GatewayStatuses,
    /// Where facilities stand.
    pub facilities: &'a Facilities,
}

/// The track of a piece from its events, oldest first. Events that are no news of the piece itself (legs, references) are
/// left out as long as there is other news. `shipment` names the towns of events outside facilities; without it they
/// have no place.
pub fn track(number: &str, events: &[Event], shipment: Option<&Shipment>, reading: Reading<'_>) -> Track {
    let is_told = |event: &&Event| event.category != "LEG";
    let indexed = events.iter().filter(is_told).enumerate();
    let history = indexed.map(|(index, event)| {
        let phase = reading.statuses.phase_of(&event.status, &event.category);
        let meaning = reading.meanings.meaning(&event.status, phase);
        TrackEvent {
            location: location(event, phase, shipment, reading.facilities),
            ..TrackEvent::new(number, event.occurred_at, index, meaning)
        }
    });
    let end = |frame: TimeFrame| frame.to;
    let told = events.iter().find_map(|event| event.planned);
    Track {
        history: history.collect(),
        eta: fold(events, reading.statuses).planned.map(end),
        original_eta: told.map(end),
    }
}

/// Where an event happened: at its facility; else at the sender's before it left and after it came back, and at the
/// receiver's once it is there.
fn location(event: &Event, phase: Phase, shipment: Option<&Shipment>, facilities: &Facilities) -> Option<Location> {
    let facility = event.facility.as_deref().and_then(|code| facilities.get(code));
    if let Some(facility) = facility {
        return Some(Location {
            city: facility.city.clone(),
            state: facility.region.clone().unwrap_or_default(),
            zip: String::new(),
            country: facility.country.as_str().to_owned(),
        });
    }
    let order = &shipment?.order;
    match phase {
        Phase::Registered | Phase::Returned => Some((&order.shipper.address).into()),
        Phase::OutForDelivery | Phase::AtPickupPoint | Phase::Delivered => Some((&order.receiver.address).into()),
        _ if AT_RECEIVERS.contains(&event.status.as_str()) => Some((&order.receiver.address).into()),
        _ => None,
    }
}

/// Statuses of a parcel that is in its receiver's town.
const AT_RECEIVERS: [&str; 6] = [
    "PARCEL_ARRIVED_AT_LOCAL_DEPOT",
    "DEPOT_SCAN",
    "NOT_HOME",
    "NOT_HOME_NEW_DELIVERY",
    "ADDRESS_UNKNOWN",
    "REFUSED_BY_RECEIVER",
];
