//! A piece, written as a shipment of its own (reference 1.4).

use super::details::details;
use super::event::{Writing, place, timestamp};
use super::request::TrackingRequest;
use crate::files::Links;
use colli_core::americas::impb::Impb;
use colli_core::barcode::normalise;
use colli_core::language::Language;
use colli_core::status::Phase;
use colli_core::tracking::Moment;
use colli_service::tracking::TrackedPiece;
use colli_service::{Error, Result, Service};
use colli_wire::dhl_unified::tracking::{TimeFrame, UnifiedEvent, UnifiedShipment};

/// The piece as an answer to a request shows it: under the number that was asked.
pub(super) fn written(
    service: &Service,
    links: &Links,
    request: &TrackingRequest,
    piece: &TrackedPiece,
) -> Result<UnifiedShipment> {
    let mut shipment = shipment(service, links, request.language, piece)?;
    if let Some(number) = asked_form(&request.tracking_number, &piece.tracker_code) {
        shipment.id = number;
    }
    Ok(shipment)
}

/// The number in the form it was asked in, when it is an American one with its postal code: clients look for the
/// number they sent.
fn asked_form(asked: &str, tracker_code: &str) -> Option<String> {
    let digits: String = asked.chars().filter(|c| !c.is_whitespace()).collect();
    let has_zip = Impb::parse(&digits).is_some_and(|code| code.zip.is_some());
    (has_zip && normalise(&digits) == tracker_code).then_some(digits)
}

/// A piece, as much of it as may be shown, with texts in a language.
pub(crate) fn shipment(
    service: &Service,
    links: &Links,
    language: Language,
    piece: &TrackedPiece,
) -> Result<UnifiedShipment> {
    let division = service.network().unified.of(&piece.shipment);
    let division = division.ok_or_else(|| Error::not_found("shipment", &piece.tracker_code))?;
    let writing = Writing {
        service,
        links,
        division,
        language,
        piece,
    };
    let events = writing.events();
    let record = &piece.record;
    let goes_back = [Phase::Returning, Phase::Returned].contains(&record.phase);
    let expected = record.expected.or(record.planned.map(|frame| frame.to));
    Ok(UnifiedShipment {
        id: piece.tracker_code.clone(),
        service: division.service.clone(),
        division: Some(division.name.clone()),
        origin: Some(place(writing.sender(), writing.shows_sender())),
        destination: Some(place(&piece.receiver().address, writing.is_full())),
        status: state(&events),
        estimated_time_of_delivery: expected.map(timestamp),
        estimated_delivery_time_frame: record.planned.map(|frame| TimeFrame {
            estimated_from: timestamp(frame.from),
            estimated_through: timestamp(frame.to),
        }),
        pick_up_date: picked_up(piece).map(timestamp),
        service_url: Some([links.base(), "/t/", &piece.tracker_code].concat()),
        return_flag: Some(piece.is_return() || goes_back),
        details: Some(details(&writing)?),
        events,
        ..UnifiedShipment::default()
    })
}

/// The newest event is the state; which pieces it is of goes without saying.
fn state(events: &[UnifiedEvent]) -> UnifiedEvent {
    let newest = events.first().cloned().unwrap_or_default();
    UnifiedEvent {
        piece_ids: Vec::new(),
        ..newest
    }
}

/// When the network first had the piece.
fn picked_up(piece: &TrackedPiece) -> Option<Moment> {
    let mut events = piece.events.iter();
    let first = events.find(|event| event.category == "UNDERWAY")?;
    Some(first.moment())
}
