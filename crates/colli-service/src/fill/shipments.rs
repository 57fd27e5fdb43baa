//! Making the shipments of a fill from booked ones.

use super::life::Parcel;
use super::orders::{Content, Kind};
use super::{SERIALS_EACH, shipment_id};
use colli_core::barcode;
use colli_core::country::CountryCode;
use colli_core::ids::LabelId;
use colli_core::shipment::{OptionInput, Shipment};
use colli_core::tracking::{Moment, registration};
use colli_store::{NewShipment, PieceEvent};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The shipments are spread over the days before now.
const DAYS: i64 = 90;

/// A booked shipment others are made of.
pub(super) struct Model {
    pub(super) kind: Kind,
    pub(super) country: CountryCode,
    pub(super) shipment: Shipment,
}

/// Everything a shipment is a function of, beside its index: a fill ready to be stored.
pub struct Fill {
    pub(super) seed: u64,
    pub(super) shipments: u64,
    pub(super) now: Timestamp,
    pub(super) zone: TimeZone,
    pub(super) models: Vec<Model>,
    pub(super) first_serial: u64,
    pub(super) first_shipment_serial: u64,
}

impl Fill {
    /// Code of a piece of the newest shipment.
    pub(super) fn newest_code(&self) -> String {
        let newest = match self.shipments.checked_sub(1) {
            Some(index) if index >= self.models.len() as u64 => Some(self.shipment(index).shipment),
            _ => self.models.last().map(|model| model.shipment.clone()),
        };
        let code = newest.and_then(|shipment| shipment.pieces.first()?.tracker_code.clone());
        code.unwrap_or_default()
    }

    /// A shipment with its life so far.
    pub(super) fn shipment(&self, index: u64) -> NewShipment {
        let model = &self.models[usize::try_from(index % self.models.len() as u64).unwrap_or_default()];
        let content = model.kind.content(model.country, self.seed, index);
        let depot = content.receiver.depot;
        let mut shipment = model.shipment.clone();
        shipment.created_at = self.time(index);
        self.name(&mut shipment, index);
        fill_in(&mut shipment, content);
        let events = self.events(&shipment, model, index, depot);
        NewShipment { shipment, events }
    }

    /// When a shipment was registered: the higher its index, the later.
    fn time(&self, index: u64) -> Timestamp {
        let span = SignedDuration::from_hours(DAYS * 24);
        let left = i128::from(self.shipments.saturating_sub(index));
        let before_ms = span.as_millis() * left / i128::from(self.shipments.max(1));
        let before = SignedDuration::from_millis(i64::try_from(before_ms).unwrap_or_default());
        let at = self.now.checked_sub(before).unwrap_or(self.now);
        // Stored times have milliseconds.
        Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
    }

    /// Gives ids and codes.
    fn name(&self, shipment: &mut Shipment, index: u64) {
        let id = shipment_id(self.seed, index);
        shipment.order.shipment_id = id;
        let first = self.first_serial + index * u64::from(SERIALS_EACH);
        for (serial, piece) in (first..).zip(&mut shipment.pieces) {
            piece.label_id = if piece.return_label {
                LabelId::of_return_piece(id, piece.number)
            } else {
                LabelId::of_piece(id, piece.number)
            };
            piece.tracker_code = Some(barcode::tracker_code(shipment.order.account, serial));
        }
        if shipment.tracker_code.is_some() {
            shipment.tracker_code = Some(barcode::shipment_tracker_code(self.first_shipment_serial + index));
        }
    }

    /// Registration of every piece, and what happened to those that travel.
    fn events(&self, shipment: &Shipment, model: &Model, index: u64, depot: &str) -> Vec<PieceEvent> {
        let account = shipment.order.account.to_string();
        let moment = Moment::in_zone(shipment.created_at, &self.zone);
        let parcel = Parcel {
            registered_at: shipment.created_at,
            now: self.now,
            depot,
            is_abroad: shipment.order.shipper.address.country != shipment.order.receiver.address.country,
            is_collected: model.kind.is_collected(),
            zone: &self.zone,
        };
        let mut events = Vec::with_capacity(8 * shipment.pieces.len());
        for piece in &shipment.pieces {
            let Some(code) = &piece.tracker_code else { continue };
            let life = if piece.return_label {
                Vec::new()
            } else {
                parcel.events(self.seed, index)
            };
            let registered = registration(moment, Some(&account));
            events.extend(registered.into_iter().chain(life).map(|event| PieceEvent {
                tracker_code: code.clone(),
                event,
            }));
        }
        events
    }
}

/// Gives receiver, reference and weight.
fn fill_in(shipment: &mut Shipment, content: Content) {
    for option in &mut shipment.order.options {
        if let ("REFERENCE", Some(OptionInput::Text(text))) = (option.key.as_str(), &mut option.input) {
            text.clone_from(&content.reference);
        }
    }
    for piece in &mut shipment.order.pieces {
        piece.weight_g = Some(content.weight_g);
    }
    let postal_code: String = content.receiver.party.address.postal_code.replace('-', "");
    for piece in &mut shipment.pieces {
        piece.weight_g = Some(content.weight_g);
        if !piece.return_label {
            piece.routing_code = rerouted(&piece.routing_code, &postal_code);
        }
    }
    shipment.order.order_reference = Some(content.reference);
    shipment.order.receiver = content.receiver.party;
}

/// A routing code of the same service to another postal code (`barcode::routing_code`): what is before the postal code
/// and what is from the plus sign on stays.
fn rerouted(routing_code: &str, postal_code: &str) -> String {
    let (head, tail) = routing_code.split_at(routing_code.find('+').unwrap_or(routing_code.len()));
    format!("{}{postal_code}{tail}", head.get(..4).unwrap_or(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rerouted_code_keeps_its_service() {
        assert_eq!(rerouted("2LNL3542AD+04361456", "1012JS"), "2LNL1012JS+04361456");
        assert_eq!(rerouted("2LDE50667+07000000", "10115"), "2LDE10115+07000000");
    }
}
