//! The situation of a piece, as far as it decides which interventions are possible.

use super::history::{TO_SERVICE_POINT, computed, failed_attempts, is_abroad, last_failure, size};
use super::rules::{Size, Subject};
use super::{Intervention, SizeLimits};
use crate::network::Network;
use crate::planning::{Journey, Place};
use crate::shipment::{Piece, Shipment};
use crate::status::Phase;
use crate::tracking::{Event, Record, TimeFrame, fold};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Later times of delivery that are offered.
pub const NEXT_FRAMES: usize = 5;

/// Attempts after which a piece is not brought to the door again.
const ATTEMPTS_BEFORE_LAST: u32 = 2;

/// What follows from several facts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It goes back to a company: a return, an extra return label.
    ReturnOrder,
    /// Its delivery is planned for no day, or for one that is over.
    NoDeliveryDate,
    /// Its address lacks street, town or house number.
    AddressIncomplete,
    /// It is in another country still.
    Abroad,
    /// No ServicePoint takes one of its size.
    TooLarge,
    /// The next attempt is the last.
    LastAttempt,
    /// Nobody was home, so it goes to a ServicePoint.
    NotHomeToServicePoint,
    /// Fraud is suspected.
    FraudIndication,
    /// Another intervention stands until the next attempt.
    InterventionStands,
}

impl State {
    /// Every state with its word in data files.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("return-order", Self::ReturnOrder),
        ("no-delivery-date", Self::NoDeliveryDate),
        ("address-incomplete", Self::AddressIncomplete),
        ("abroad", Self::Abroad),
        ("too-large", Self::TooLarge),
        ("last-attempt", Self::LastAttempt),
        ("not-home-to-servicepoint", Self::NotHomeToServicePoint),
        ("fraud-indication", Self::FraudIndication),
        ("intervention-stands", Self::InterventionStands),
    ];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, state)| (name == text).then_some(state))
    }
}

/// How statuses end that tell of suspected fraud.
const SUSPECTED_FRAUD: &str = "SUSPECTED_FRAUD";

/// The situation of a piece at a moment.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    network: &'a Network,
    shipment: &'a Shipment,
    now: Timestamp,
    /// What its events fold to.
    pub record: Record,
    /// Latest status that says something of the piece.
    status: &'a str,
    /// States its order, its events and earlier interventions brought about.
    brought_about: Vec<State>,
    /// Attempts at delivery that failed.
    pub attempt: u32,
    /// Its weight and size.
    pub size: Size,
    /// Its planned delivery: as announced, else as the network plans a parcel that was taken over then.
    pub planned: Option<TimeFrame>,
}

impl<'a> Situation<'a> {
    /// The situation of a piece with its events, oldest first, and the interventions carried out before.
    pub fn new(
        network: &'a Network,
        shipment: &'a Shipment,
        piece: &'a Piece,
        events: &'a [Event],
        earlier: &[Intervention],
        now: Timestamp,
    ) -> Self {
        let record = fold(events, &network.statuses);
        let attempt = failed_attempts(events);
        let phase = |event: &Event| network.statuses.phase_of(&event.status, &event.category);
        let latest = events.iter().rev().find(|event| phase(event) != Phase::Registered);
        let planned = record.planned.or_else(|| computed(network, shipment, events, &record));
        let is_return = shipment.order.is_return || piece.return_label || piece.printless_code.is_some();
        let to_service_point = last_failure(events).is_some_and(|event| event.status == TO_SERVICE_POINT);
        let fraud = earlier.iter().any(|intervention| intervention.fraud)
            || events.iter().any(|event| event.status.ends_with(SUSPECTED_FRAUD));
        let stands = earlier.iter().any(|intervention| intervention.attempt == attempt);
        let states = [
            (State::ReturnOrder, is_return),
            (State::Abroad, is_abroad(network, shipment, events)),
            (State::NotHomeToServicePoint, to_service_point),
            (State::FraudIndication, fraud),
            (State::InterventionStands, stands),
        ];
        Self {
            network,
            shipment,
            now,
            status: latest.map_or("", |event| event.status.as_str()),
            brought_about: states
                .into_iter()
                .filter_map(|(state, holds)| holds.then_some(state))
                .collect(),
            attempt,
            size: size(network, piece, events),
            planned,
            record,
        }
    }

    /// The same, with the time frame its plan leads to; what was announced counts more.
    #[must_use]
    pub fn expecting(mut self, frame: Option<TimeFrame>) -> Self {
        if self.record.planned.is_none() && self.planned.is_some() {
            self.planned = frame.or(self.planned);
        }
        self
    }

    /// Whether a rule's subject is met.
    pub fn meets(&self, subject: &Subject) -> bool {
        let order = &self.shipment.order;
        let to = &order.receiver.address;
        match subject {
            Subject::Option(key) => order.option(key).is_some(),
            Subject::Phase(phase) => self.record.phase == *phase,
            Subject::Status(status) => self.status == status,
            Subject::State(state) => self.is(*state),
            Subject::Area(country, postal) => to.country == *country && postal.is_match(&to.postal_code),
            Subject::CountryNot(countries) => !countries.contains(&to.country),
        }
    }

    fn is(&self, state: State) -> bool {
        let address = &self.shipment.order.receiver.address;
        let blank = |text: &str| text.trim().is_empty();
        match state {
            // What is not on its way has no date; other rules say so.
            State::NoDeliveryDate => self.is_under_way() && self.planned.is_none_or(|frame| frame.to.at < self.now),
            State::AddressIncomplete => {
                address.number.as_deref().is_none_or(blank) || blank(&address.street) || blank(&address.city)
            }
            State::TooLarge => !self.limits().any_takes(&self.size),
            State::LastAttempt => self.is_under_way() && self.attempt >= ATTEMPTS_BEFORE_LAST,
            State::Abroad | State::NotHomeToServicePoint => self.is_under_way() && self.brought_about.contains(&state),
            State::ReturnOrder | State::FraudIndication | State::InterventionStands => {
                self.brought_about.contains(&state)
            }
        }
    }

    fn limits(&self) -> SizeLimits {
        self.network.interventions.limits
    }

    /// Whether it is on its way to the receiver's door.
    pub fn is_under_way(&self) -> bool {
        [Phase::InTransit, Phase::OutForDelivery, Phase::Problem, Phase::Unknown].contains(&self.record.phase)
    }

    /// Whether the courier has it: then it cannot be brought elsewhere today.
    pub fn begun(&self) -> bool {
        self.record.phase == Phase::OutForDelivery
    }

    /// The day on which it would come to a ServicePoint.
    pub fn service_point_date(&self) -> Option<Date> {
        let today = self.local_now().date();
        let planned = self
            .planned
            .map(|frame| self.date_of(&frame))
            .filter(|date| *date >= today);
        match planned {
            Some(date) if !self.begun() => Some(date),
            _ => self.next_frames().first().map(|(date, _)| *date),
        }
    }

    /// When it would come to a ServicePoint on a day.
    pub fn service_point_frame(&self, date: Date) -> Option<TimeFrame> {
        let journey = Journey::of_shipment(self.shipment, self.network, Place::ServicePoint(&|_| true));
        journey.frame_on(&self.network.calendar, date)
    }

    /// The day of a time frame, where the receiver is.
    fn date_of(&self, frame: &TimeFrame) -> Date {
        frame.from.at.to_zoned(self.zone().clone()).date()
    }

    /// The receiver's time zone.
    pub fn zone(&self) -> &'a TimeZone {
        let address = &self.shipment.order.receiver.address;
        self.network.calendar.zone(address.country, &address.postal_code)
    }

    /// Now, as the receiver's clocks show it.
    pub fn local_now(&self) -> Zoned {
        self.now.to_zoned(self.zone().clone())
    }

    /// The days on which it could be delivered after the planned one, with their time frames.
    pub fn next_frames(&self) -> Vec<(Date, TimeFrame)> {
        if !self.is_under_way() {
            return Vec::new();
        }
        let calendar = &self.network.calendar;
        let journey = Journey::of_shipment(self.shipment, self.network, Place::Door);
        let today = self.local_now().date();
        let planned = self.planned.map(|frame| self.date_of(&frame));
        let mut day = planned.map_or(today, |planned| planned.max(today));
        let mut frames = Vec::with_capacity(NEXT_FRAMES);
        while frames.len() < NEXT_FRAMES {
            let found = day
                .tomorrow()
                .ok()
                .and_then(|next| journey.first_delivery_date(calendar, next));
            let Some((date, frame)) = found.and_then(|date| Some((date, journey.frame_on(calendar, date)?))) else {
                break;
            };
            frames.push((date, frame));
            day = date;
        }
        frames
    }
}
