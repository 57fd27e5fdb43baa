//! Choosing a scenario: with the order, or by a call for a parcel that is on its way.

use crate::Service;
use crate::environments::LIVE;
use crate::error::{Error, Result};
use crate::operators::Operator;
use colli_core::address::excerpt;
use colli_core::barcode;
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_core::limits::EVENTS_PER_PIECE_MAX;
use colli_core::plan::scenario::Scenario;
use colli_core::plan::{asked, redraw, registration, scenario_of};
use colli_core::shipment::{Shipment, ShipmentOrder};
use colli_core::status::Phase;
use colli_core::tracking::{Event, LABEL_VOIDED, Moment, Record, fold};
use colli_store::{PieceEvent, PlanChange, Tracked};
use jiff::Timestamp;

/// How often a change is tried again when the parcel moved meanwhile.
const TRIES_MAX: usize = 4;

/// A piece whose plan was drawn anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redrawn {
    /// Its code.
    pub tracker_code: String,
    /// When something happens to it next.
    pub next_at: Option<Timestamp>,
}

/// What became of a choice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// The pieces it holds for.
    Done(Vec<Redrawn>),
    /// No parcel was named.
    Missing,
    /// Nothing more can happen to the piece: it has this status.
    Over(String),
}

impl Service {
    /// The scenarios of the network, by name.
    pub fn scenarios(&self) -> impl Iterator<Item = &Scenario> {
        self.network.scenarios.all()
    }

    /// Refuses an order that asks for a scenario nobody knows. In live environments a reference is only a reference.
    pub(crate) fn check_asked_scenario(&self, tenant: Tenant, order: &ShipmentOrder) -> Result<()> {
        if !super::is_simulated(tenant) {
            return Ok(());
        }
        match asked(order, &self.network) {
            Some(asked) if self.network.scenarios.get(asked.name).is_none() => {
                Err(Error::violation(self.unknown_scenario(asked.field, asked.name)))
            }
            _ => Ok(()),
        }
    }

    fn unknown_scenario(&self, field: String, name: &str) -> Violation {
        Violation::new(field, "unknown", format!("there is no scenario '{}'", excerpt(name)))
            .accepting(self.network.scenarios.names().map(str::to_owned))
    }

    /// The events of a registration: in test environments as the shipment's scenario wants them.
    pub(crate) fn registration_events(&self, shipment: &Shipment) -> Vec<PieceEvent> {
        let moment = self.registered_at(shipment);
        let scenario = scenario_of(&shipment.order, &self.network).filter(|_| super::is_simulated(shipment.tenant));
        let known = self.known(shipment, None);
        let coded = shipment
            .pieces
            .iter()
            .filter_map(|piece| Some((piece, piece.tracker_code.as_ref()?)));
        coded
            .flat_map(|(piece, code)| {
                let scenario = scenario.filter(|_| !piece.return_label);
                let events = registration(&known.facts(self, piece.number), scenario, moment);
                events.into_iter().map(|event| PieceEvent {
                    tracker_code: code.clone(),
                    event,
                })
            })
            .collect()
    }

    /// The moment of a registration: in the network's home or, in the American network, at the sender's.
    fn registered_at(&self, shipment: &Shipment) -> Moment {
        let from = &shipment.order.shipper.address;
        let zone = match shipment.americas {
            Some(_) => self.network.calendar.zone(from.country, &from.postal_code),
            None => &self.zone,
        };
        Moment::in_zone(shipment.created_at, zone)
    }

    /// Has a scenario happen to a parcel from now on: to a piece, or by the code of a shipment to all its pieces.
    pub async fn choose_scenario(&self, operator: &Operator, name: &str, tracker_code: &str) -> Result<Chosen> {
        let tenant = operator.tenant;
        if !super::is_simulated(tenant) {
            return Err(LIVE);
        }
        let Some(scenario) = self.network.scenarios.get(name) else {
            return Err(Error::violation(self.unknown_scenario("name".to_owned(), name)));
        };
        let code = barcode::normalise(tracker_code);
        if code.is_empty() {
            return Ok(Chosen::Missing);
        }
        let _held = self.simulation.hold(tenant).await;
        for _ in 0..TRIES_MAX {
            let now = self.now(tenant);
            self.run_until(tenant, now, None).await?;
            let tracked = self.moving_pieces(tenant, &code).await?;
            if let Some(status) = self.over(&tracked) {
                return Ok(Chosen::Over(status));
            }
            if let Some(held) = self.note_scenario(&tracked, scenario).await? {
                return Ok(Chosen::Done(held));
            }
            let mut changes = Vec::with_capacity(tracked.len());
            for piece in &tracked {
                changes.extend(self.with_scenario(piece, scenario, now).await?);
            }
            let redrawn = changes.iter().map(redrawn).collect();
            let (done, events) = self.store.change_plans(tenant, changes).await?;
            if events > 0 {
                self.events_stored();
            }
            if done.into_iter().all(|is_done| is_done) {
                return Ok(Chosen::Done(redrawn));
            }
        }
        Err(Error::Busy)
    }

    /// Notes a scenario for pieces that wait for their manifest; `None` when they do not.
    async fn note_scenario(&self, tracked: &[Tracked], scenario: &Scenario) -> Result<Option<Vec<Redrawn>>> {
        let mut held = Vec::new();
        let note = super::steps::note(&scenario.name)?;
        for piece in tracked.iter().filter(|piece| piece.shipment.americas.is_some()) {
            let tenant = piece.shipment.tenant;
            if self.store.note_held_plan(tenant, &piece.tracker_code, &note).await? {
                held.push(Redrawn {
                    tracker_code: piece.tracker_code.clone(),
                    next_at: None,
                });
            }
        }
        Ok(Some(held).filter(|held| !held.is_empty()))
    }

    /// The pieces of a code that move by themselves; another organisation's are not found.
    async fn moving_pieces(&self, tenant: Tenant, code: &str) -> Result<Vec<Tracked>> {
        let mut tracked = self.store.track(code, EVENTS_PER_PIECE_MAX).await?;
        tracked.retain(|piece| piece.shipment.tenant == tenant);
        if tracked.is_empty() {
            return Err(Error::not_found("parcel", code));
        }
        tracked.retain(|piece| super::piece::moving_piece(&piece.shipment, &piece.tracker_code).is_some());
        if tracked.is_empty() {
            let violation = Violation::new("trackerCode", "state", "an extra return label waits for the receiver");
            return Err(Error::violation(
                violation.accepting(["the code of a piece that travels to its receiver"]),
            ));
        }
        Ok(tracked)
    }

    /// The status of the first piece to which nothing more can happen.
    fn over(&self, tracked: &[Tracked]) -> Option<String> {
        let mut records = tracked.iter().map(|piece| fold(&piece.events, &self.network.statuses));
        let is_over = |record: &Record| {
            matches!(record.phase, Phase::Delivered | Phase::Returned) || record.status.as_deref() == Some(LABEL_VOIDED)
        };
        let over = records.find(is_over);
        over.and_then(|record| record.status)
    }

    async fn with_scenario(
        &self,
        tracked: &Tracked,
        scenario: &Scenario,
        now: Timestamp,
    ) -> Result<Option<PlanChange>> {
        let Some(planned) = self.planned(tracked).await? else {
            return Ok(None);
        };
        let known = self
            .known(&*tracked.shipment, Some(scenario))
            .ready_at(planned.ready_at());
        let facts = known.facts(self, planned.piece);
        let steps = redraw(&facts, scenario, &tracked.events, now);
        let moment = Moment::in_zone(now, &self.zone);
        let announced = registration(&facts, Some(scenario), moment);
        planned
            .replaced(tracked, steps, still_to_announce(announced, &tracked.events))
            .map(Some)
    }
}

/// What a scenario announces beyond what is announced already, for a parcel nobody has yet.
fn still_to_announce(announced: Vec<Event>, past: &[Event]) -> Vec<Event> {
    let is_registration = |event: &Event| ["LEG", "DATA_RECEIVED"].contains(&event.category.as_str());
    if !past.iter().all(is_registration) {
        return Vec::new();
    }
    let network = |event: &Event| event.leg.as_ref().map(|leg| leg.network.clone());
    let is_known = |event: &Event| {
        past.iter()
            .any(|known| known.status == event.status && network(known) == network(event))
    };
    announced.into_iter().filter(|event| !is_known(event)).collect()
}

fn redrawn(change: &PlanChange) -> Redrawn {
    Redrawn {
        tracker_code: change.tracker_code.clone(),
        next_at: match change.after {
            colli_store::PlanAfter::Next(at) | colli_store::PlanAfter::Drawn(at, _) => Some(at),
            colli_store::PlanAfter::Ended => None,
        },
    }
}
