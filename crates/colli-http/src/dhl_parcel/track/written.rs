//! What a tracker shows of a piece, as the vendor writes it (reference 10.1, 10.2). The pusher sends the same.

use super::super::number::{centimetres, kilograms};
use super::super::party::{write_address, write_name};
use super::super::time::{frame, moment, utc};
use crate::files::Links;
use colli_core::party::Party;
use colli_core::tracking::{Event, EventKind, Leg, Record, view};
use colli_service::tracking::{Disclosure, TrackedPiece};
use colli_service::{Result, Service};
use colli_wire::dhl_parcel::track as wire;

/// Writes a piece, as much of it as may be shown.
pub(crate) fn piece(service: &Service, links: &Links, piece: &TrackedPiece) -> Result<wire::TrackTracePiece> {
    let (shipment, shown, record) = (&piece.shipment, piece.disclosure, &piece.record);
    let full = shown >= Disclosure::Receiver;
    let order = &shipment.order;
    let detail = piece.piece();
    let is_return_label = detail.is_some_and(|piece| piece.return_label);
    // The receiver sees who it was sent on behalf of; only the owner sees an undisclosed sender.
    let sender = match &order.on_behalf_of {
        _ if is_return_label => &order.receiver,
        Some(party) if shown < Disclosure::Owner && service.sender_is_undisclosed(shipment) => party,
        _ => &order.shipper,
    };
    let catalogue = &service.network().catalogue;
    Ok(wire::TrackTracePiece {
        id: piece.record_id(),
        barcode: piece.tracker_code.clone(),
        barcodes: std::iter::once(piece.tracker_code.clone())
            .chain(shipment.tracker_code.clone())
            .collect(),
        kind: "SHIPMENT".to_owned(),
        date: utc(shipment.created_at),
        created: utc(shipment.created_at),
        is_return: piece.is_return(),
        total_events: piece.events.len(),
        planned_delivery_timeframe: record.planned.map(frame),
        next_planned_delivery_timeframe: record.next_planned.map(frame),
        receiving_time_indication: indication(record),
        delivered_at: record.delivered_at.map(moment),
        pod: service.proof_link(piece)?.map(|token| links.proof(&token)),
        signed_by: record.signed_by.clone().filter(|_| full),
        product: full.then(|| wire::TrackProduct {
            key: shipment.product.clone(),
            label: catalogue
                .product(&shipment.product)
                .map(|product| product.label.clone())
                .unwrap_or_default(),
        }),
        shipment_id: (shown == Disclosure::Owner).then(|| order.shipment_id.to_string()),
        shipment_tracker_code: shipment.tracker_code.clone().filter(|_| full),
        receiver: full.then(|| party(piece.receiver())),
        shipper: piece.shows_sender().then(|| party(sender)),
        // A return is handed in near its sender's home.
        service_point: (full && piece.shows_sender())
            .then(|| service_point(service, piece))
            .flatten(),
        weight: detail.and_then(|piece| piece.weight_g).filter(|_| full).map(kilograms),
        events: piece.events.iter().map(|of_piece| event(of_piece, shown)).collect(),
        view: Some(phases(&piece.events)),
    })
}

fn indication(record: &Record) -> Option<wire::ReceivingTimeIndication> {
    if let Some(expected) = record.expected {
        let moment = moment(expected);
        return Some(wire::ReceivingTimeIndication::MomentIndication { moment });
    }
    record
        .planned
        .map(|planned| wire::ReceivingTimeIndication::IntervalIndication {
            start: moment(planned.from),
            end: moment(planned.to),
        })
}

fn phases(events: &[Event]) -> wire::TrackView {
    let phases = view(events).into_iter().map(|phase| wire::TrackPhase {
        phase: phase.category,
        events: phase
            .events
            .into_iter()
            .map(|(key, at)| wire::TrackPhaseEvent {
                key,
                timestamp: utc(at),
            })
            .collect(),
    });
    wire::TrackView {
        phases: phases.collect(),
    }
}

/// The ServicePoint the piece is at or goes to now; before anything changed that, the one it was booked to.
fn service_point(service: &Service, piece: &TrackedPiece) -> Option<wire::TrackServicePoint> {
    if piece.piece().is_some_and(|piece| piece.return_label) {
        return None;
    }
    let booked = piece.shipment.service_point.as_ref();
    let booked = booked.map(|point| wire::TrackServicePoint {
        id: point.id.clone(),
        name: point.name.clone(),
        address: point.address.clone(),
    });
    let Some(id) = piece.record.service_point.as_deref() else {
        return booked;
    };
    if booked.as_ref().is_some_and(|booked| booked.id == id) {
        return booked;
    }
    let found = service.service_point(piece.receiver().address.country, id);
    let found = found.map(|point| wire::TrackServicePoint {
        id: point.id.to_owned(),
        name: point.name.to_owned(),
        address: point.address_line(),
    });
    // One the network no longer lists is named by its id.
    Some(found.unwrap_or_else(|| wire::TrackServicePoint {
        id: id.to_owned(),
        name: id.to_owned(),
        address: String::new(),
    }))
}

fn party(party: &Party) -> wire::TrackParty {
    wire::TrackParty {
        name: write_name(&party.name),
        address: write_address(&party.address),
    }
}

/// Writes an event. Remarks and the not-home card are for those who know the receiver's postal code.
pub(crate) fn event(event: &Event, shown: Disclosure) -> wire::TrackEvent {
    let full = shown >= Disclosure::Receiver;
    wire::TrackEvent {
        category: event.category.clone(),
        status: event.status.clone(),
        kind: match event.kind {
            EventKind::Piece => "PIECE_EVENT",
            EventKind::Leg => "LEG_EVENT",
        }
        .to_owned(),
        timestamp: utc(event.occurred_at),
        local_timestamp: moment(event.moment()),
        facility: event.facility.clone(),
        leg: event.leg.as_ref().map(|of_event| leg(of_event, shown)),
        service_area: event.service_area.clone(),
        route: event.route.clone(),
        stop_number: event.stop_number,
        scanned_manual: event.scanned_by_hand,
        power_of_attorney: event.power_of_attorney,
        remarks: event.remarks.clone().filter(|_| full),
        weight: event.weight_g.map(kilograms),
        length: event.dimensions.map(|size| centimetres(size.length_mm)),
        width: event.dimensions.map(|size| centimetres(size.width_mm)),
        height: event.dimensions.map(|size| centimetres(size.height_mm)),
        planned_delivery_timeframe: event.planned.map(frame),
        next_planned_delivery_timeframe: event.next_planned.map(frame),
        moment_indication: event.expected.map(moment),
        not_home_code: event.not_home_code.clone().filter(|_| full),
    }
}

/// Account, number and reference of a leg name the sender: only the owner sees them.
fn leg(leg: &Leg, shown: Disclosure) -> wire::TrackLeg {
    let owners = |text: &Option<String>| text.clone().filter(|_| shown == Disclosure::Owner);
    wire::TrackLeg {
        network: leg.network.clone(),
        account_id: owners(&leg.account),
        debtor_number: owners(&leg.account),
        number: owners(&leg.number),
        reference: owners(&leg.reference),
        origin_facility: leg.origin.clone(),
        origin_service_area: leg.origin.clone(),
        destination_facility: leg.destination.clone(),
        destination_service_area: leg.destination.clone(),
    }
}
