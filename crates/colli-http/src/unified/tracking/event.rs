//! Events and places. Without the receiver's postal code a place is a facility, or a country and no more.

use crate::files::Links;
use colli_core::address::Address;
use colli_core::language::Language;
use colli_core::shipment::Shipment;
use colli_core::status::Phase;
use colli_core::tracking::{Event, EventKind, Moment, registration};
use colli_core::unified::{Division, Texts};
use colli_service::Service;
use colli_service::tracking::TrackedPiece;
use colli_wire::dhl_unified::tracking::{Place, PlaceAddress, PlaceServicePoint, UnifiedEvent};
use jiff::tz::Offset;

/// Where a ServicePoint is read of, below the address of the installation.
const LOCATION_PATH: &str = "/dhl/location-finder/v1/locations/";

/// What events are written with.
#[derive(Clone, Copy)]
pub(super) struct Writing<'a> {
    pub(super) service: &'a Service,
    pub(super) links: &'a Links,
    pub(super) division: &'a Division,
    pub(super) language: Language,
    pub(super) piece: &'a TrackedPiece,
}

impl Writing<'_> {
    /// Whether the receiver's postal code was named.
    pub(super) fn is_full(&self) -> bool {
        self.piece.shows_receiver()
    }

    /// Whether the sender may be shown; who sends a return is opened by their own postal code.
    pub(super) fn shows_sender(&self) -> bool {
        self.piece.shows_sender()
    }

    /// What happened, newest first; never nothing. Legs of the transport are told only where nothing else is known.
    pub(super) fn events(&self) -> Vec<UnifiedEvent> {
        let events = &self.piece.events;
        let of_piece = |event: &&Event| event.kind == EventKind::Piece;
        let has_news = events.iter().any(|event| of_piece(&event));
        let told = events.iter().rev().filter(|event| !has_news || of_piece(event));
        let told: Vec<UnifiedEvent> = told.map(|event| self.event(event)).collect();
        if told.is_empty() {
            return vec![self.event(&registered(self.service, &self.piece.shipment))];
        }
        told
    }

    fn event(&self, event: &Event) -> UnifiedEvent {
        let network = self.service.network();
        let meaning = network
            .unified
            .meaning(&self.division.service, &event.status, &event.category);
        let code = network
            .unified
            .status_code(&self.division.service, &event.status, &event.category);
        let text = |language: Language| {
            let text = network.statuses.text(&event.status, &event.category, language.code());
            text.unwrap_or(&event.status).to_owned()
        };
        let (status, description) = match self.division.texts {
            Texts::Code => (event.status.clone(), text(self.language)),
            Texts::Capitals => {
                let own = meaning.and_then(|meaning| meaning.text.clone());
                let status = own.unwrap_or_else(|| text(Language::English));
                (status.to_uppercase(), text(self.language).to_uppercase())
            }
        };
        UnifiedEvent {
            timestamp: timestamp(event.moment()),
            location: self.location(event),
            status_code: Some(code.word().to_owned()),
            status: Some(status),
            description: Some(description),
            remark: event.remarks.clone().filter(|_| self.is_full()),
            piece_ids: vec![self.piece.tracker_code.clone()],
            ..UnifiedEvent::default()
        }
    }

    /// Where an event happened: at its facility, else at a ServicePoint, the sender's or the receiver's, as its meaning
    /// tells.
    fn location(&self, event: &Event) -> Option<Place> {
        let network = self.service.network();
        let phase = network.statuses.phase_of(&event.status, &event.category);
        let receiver = &self.piece.receiver().address;
        // A return is handed in near its sender's home.
        let is_near_sender = !matches!(phase, Phase::OutForDelivery | Phase::AtPickupPoint | Phase::Delivered);
        let shows_point = if is_near_sender {
            self.shows_sender()
        } else {
            self.is_full()
        };
        if let Some(point) = event.service_point.as_deref().filter(|_| shows_point) {
            return Some(self.service_point(receiver, point));
        }
        // A courier's facility is not where the parcel was handed over.
        let is_handed_over = phase == Phase::Delivered && self.is_full();
        let code = event.facility.as_deref().filter(|_| !is_handed_over);
        if let Some(facility) = code.and_then(|code| network.facilities.get(code)) {
            return Some(Place {
                address: Some(PlaceAddress {
                    country_code: Some(facility.country.as_str().to_owned()),
                    address_locality: Some(facility.city.clone()).filter(|city| !city.is_empty()),
                    address_region: facility.region.clone(),
                    ..PlaceAddress::default()
                }),
                service_point: None,
            });
        }
        match phase {
            Phase::Registered | Phase::Returned => Some(place(self.sender(), self.shows_sender())),
            Phase::OutForDelivery | Phase::AtPickupPoint | Phase::Delivered => Some(place(receiver, self.is_full())),
            _ => None,
        }
    }

    fn service_point(&self, receiver: &Address, id: &str) -> Place {
        let found = self.service.service_point(receiver.country, id);
        let (id, label) = found.as_ref().map_or((id, id), |point| (point.id, point.name));
        let address = found.as_ref().map(|point| {
            let number = [point.number, point.addition].join(" ");
            PlaceAddress {
                country_code: Some(point.country.as_str().to_owned()),
                postal_code: Some(point.postal_code.to_owned()),
                address_locality: Some(point.city.to_owned()),
                address_region: None,
                street_address: Some([point.street, number.trim()].join(" ").trim().to_owned()),
            }
        });
        let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
        Place {
            address,
            service_point: Some(PlaceServicePoint {
                url: Some([self.links.base(), LOCATION_PATH, &id].concat()),
                label: Some(label.to_owned()),
            }),
        }
    }

    /// Where the piece comes from: for one under a return label that is its receiver. An undisclosed sender is never
    /// named.
    pub(super) fn sender(&self) -> &Address {
        &self.sending_party().address
    }

    pub(super) fn sending_party(&self) -> &colli_core::party::Party {
        let order = &self.piece.shipment.order;
        let is_return_label = self.piece.piece().is_some_and(|piece| piece.return_label);
        match &order.on_behalf_of {
            _ if is_return_label => &order.receiver,
            Some(party) if self.service.sender_is_undisclosed(&self.piece.shipment) => party,
            _ => &order.shipper,
        }
    }
}

/// The event of a parcel of which nothing is known but that it was announced.
fn registered(service: &Service, shipment: &Shipment) -> Event {
    let moment = Moment::in_zone(shipment.created_at, service.home_zone());
    if shipment.americas.is_some() {
        return colli_core::tracking::data_received(moment);
    }
    let [_, received] = registration(moment, None);
    received
}

/// A moment with the offset of its place, in whole seconds: `2026-03-02T09:00:00+01:00`.
pub(crate) fn timestamp(moment: Moment) -> String {
    let offset = Offset::from_seconds(moment.offset_seconds).unwrap_or(Offset::UTC);
    let local = moment.at.to_zoned(offset.to_time_zone());
    local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A place of an address: its country, and the rest for those who know the receiver's postal code.
pub(super) fn place(address: &Address, is_full: bool) -> Place {
    let country_code = Some(address.country.as_str().to_owned());
    let address = if is_full {
        full_address(address)
    } else {
        PlaceAddress {
            country_code,
            ..PlaceAddress::default()
        }
    };
    Place {
        address: Some(address),
        service_point: None,
    }
}

/// All of an address.
pub(super) fn full_address(address: &Address) -> PlaceAddress {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let street = [address.street.as_str(), &address.number_line()].join(" ");
    PlaceAddress {
        country_code: text(address.country.as_str()),
        postal_code: text(&address.postal_code),
        address_locality: text(&address.city),
        address_region: address.region.clone(),
        street_address: text(street.trim()),
    }
}
