//! What an event of a walk says beside its status and time.

use super::Facts;
use super::place::Facilities;
use super::random::Random;
use super::scenario::{Place, Planned, Route, Step};
use super::target::{Target, has};
use super::walk::{End, Walk};
use crate::calendar::WindowKind;
use crate::parcel::Dimensions;
use crate::planning;
use crate::product::OptionRole;
use crate::status::Phase;
use crate::tracking::{Event, EventKind, Leg, Moment, TimeFrame};

/// Weight of what was not described, in grams.
const WEIGHT_G: u32 = 1_000;
/// Size of what was not described.
const SIZE: Dimensions = Dimensions {
    length_mm: 180,
    width_mm: 140,
    height_mm: 140,
};

impl Walk<'_> {
    pub(super) fn fill(&self, event: &mut Event, step: &Step, index: u32) {
        event.kind = if step.of_leg { EventKind::Leg } else { EventKind::Piece };
        event.facility = step.place.as_ref().and_then(|place| self.facilities.code(place));
        event.service_area = event.facility.clone().filter(|_| step.service_area);
        event.leg = Some(leg(&self.facts, &self.facilities, self.random, step, index));
        event.remarks.clone_from(&step.remarks);
        event.route = step.route.as_ref().map(|route| match route {
            Route::Own => self.within("route", 0, 1, 99).to_string(),
            Route::Fixed(text) => text.clone(),
        });
        (event.stop_number, event.scanned_by_hand) = (step.stop, step.by_hand);
        event.power_of_attorney = step.power_of_attorney;
        if step.measured {
            let (weight_g, dimensions) = self.measures();
            (event.weight_g, event.dimensions) = (Some(weight_g), Some(dimensions));
        }
        (event.planned, event.next_planned) = self.frames(step.planned);
        if step.card {
            let number = self.random.number("card", index) % 10_000_000_000;
            event.not_home_code = Some(format!("NH{number:010}"));
        }
        let phase = self.facts.network.statuses.phase_of(&event.status, &event.category);
        if step.signed {
            event.signed_by = self.signer(phase);
        }
        if let (Target::Point(point), Phase::AtPickupPoint | Phase::Delivered) = (self.target, phase) {
            event.service_point = Some(point.id.clone());
        }
    }

    fn measures(&self) -> (u32, Dimensions) {
        let shipment = self.facts.shipment;
        let piece = shipment
            .pieces
            .iter()
            .find(|piece| piece.number == self.facts.piece && !piece.return_label);
        let catalogue = &self.facts.network.catalogue;
        let usual = || {
            let kind = piece.and_then(|piece| catalogue.parcel_type(&piece.parcel_type));
            kind.and_then(|kind| kind.default_weight_g)
        };
        let weight_g = piece
            .and_then(|piece| piece.weight_g)
            .or_else(usual)
            .unwrap_or(WEIGHT_G);
        (weight_g, piece.and_then(|piece| piece.dimensions).unwrap_or(SIZE))
    }

    fn frames(&self, planned: Planned) -> (Option<TimeFrame>, Option<TimeFrame>) {
        match planned {
            Planned::None => (None, None),
            Planned::Frame => (Some(self.frame), None),
            Planned::Both => (Some(self.frame), Some(self.next_frame)),
            Planned::Day => {
                let (calendar, place) = (&self.facts.network.calendar, self.place(End::Receiver));
                let window = planning::window_of(calendar, place, WindowKind::Business);
                (window.on(self.delivery, self.zone(End::Receiver)), None)
            }
        }
    }

    /// Who signs, when the sender asked for a signature.
    fn signer(&self, phase: Phase) -> Option<String> {
        let order = &self.facts.shipment.order;
        let party = match phase {
            Phase::Returned => &order.shipper,
            _ => &order.receiver,
        };
        let person = party.name.person();
        let name = if person.is_empty() {
            party.name.display()
        } else {
            person
        };
        let american = self.facts.shipment.americas.as_ref();
        let is_wanted =
            has(&self.facts, OptionRole::Signature) || american.is_some_and(|facts| facts.signature.is_some());
        is_wanted.then_some(name)
    }
}

/// What a step says of its leg.
fn leg(facts: &Facts<'_>, facilities: &Facilities<'_>, random: Random, step: &Step, index: u32) -> Leg {
    let parts = step.leg;
    let digits = |purpose: &str, from, to| random.within(purpose, index, from, to).to_string();
    let end = |place| facilities.code(place).filter(|_| parts.ends);
    Leg {
        network: step.network.clone(),
        account: parts.account.then(|| facts.shipment.order.account.to_string()),
        number: parts.number.then(|| digits("leg number", 1_000_000_000, 9_999_999_999)),
        reference: parts.reference.then(|| digits("leg reference", 10_000_000, 99_999_999)),
        origin: end(&Place::DayDefiniteHub),
        destination: end(&Place::DayDefiniteDepot),
    }
}

/// Steps that happen at one moment, wherever the parcel is: its registration.
pub(super) fn at_once(facts: &Facts<'_>, steps: &[Step], moment: Moment) -> Vec<Event> {
    let random = Random::new(facts.seed, facts.shipment.order.shipment_id);
    let facilities = Facilities::new(facts.network, facts.shipment, random);
    let statuses = &facts.network.statuses;
    let known = steps
        .iter()
        .filter_map(|step| Some((step, statuses.get(&step.status)?)));
    (1..)
        .zip(known)
        .map(|(index, (step, status))| Event {
            kind: if step.of_leg { EventKind::Leg } else { EventKind::Piece },
            leg: Some(leg(facts, &facilities, random, step, index)),
            ..Event::new(&status.category, &status.code, moment)
        })
        .collect()
}
