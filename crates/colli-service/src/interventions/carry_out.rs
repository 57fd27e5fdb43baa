//! Carrying out an intervention: once for each attempt at delivery, written down as an event of the piece.

use super::find::{Found, Pieces};
use super::resolve::Resolved;
use super::{InterventionError, InterventionQuery, Refusal, Refusals, Result};
use crate::Service;
use crate::error::Error;
use crate::simulation::is_simulated;
use colli_core::account::Caller;
use colli_core::intervention::{Instruction, Intervention, InterventionRequest, Reason, Situation, check};
use colli_core::plan::{Change, PickupPoint};
use colli_core::planning::{Journey, Place};
use colli_core::service_point::ServicePointKind;
use colli_core::tracking::{Event, INTERVENTION, Moment, TimeFrame};
use colli_store::{InterventionInserted, NewEvent};
use jiff::civil::Date;

/// How often it is tried again when the parcel moved meanwhile.
const TRIES_MAX: usize = 4;

/// What event ids of interventions begin with.
const EVENT_PREFIX: &str = "intervention:";

/// An intervention that was carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CarriedOut {
    /// Code of the piece.
    pub tracker_code: String,
    /// What was done.
    pub intervention: Intervention,
    /// Harmonised id of the ServicePoint it goes to.
    pub service_point: Option<String>,
}

impl Service {
    /// Carries out an intervention. The same again gives the first answer; another one is refused until the next attempt at
    /// delivery.
    pub async fn carry_out(&self, request: &InterventionRequest, caller: Option<&Caller>) -> Result<CarriedOut> {
        let mut found = self.piece_of(request, caller).await?;
        if is_simulated(found.tenant()) {
            // What has happened by now on the environment's clock has happened to the parcel, too.
            self.run_due(found.tenant()).await.map_err(InterventionError::Failed)?;
            found = self.piece_of(request, caller).await?;
        }
        for _ in 0..TRIES_MAX {
            if let Some(done) = self.try_once(&found, request, caller).await? {
                return Ok(done);
            }
            found = self.piece_of(request, caller).await?;
        }
        Err(InterventionError::Failed(Error::Busy))
    }

    /// The one piece of a request, and what is wrong with the request by itself.
    async fn piece_of(&self, request: &InterventionRequest, caller: Option<&Caller>) -> Result<Found> {
        let query = InterventionQuery {
            parcel_ids: request.parcel_id.iter().cloned().collect(),
            ids: Vec::new(),
            postal_code: request.postal_code.clone(),
        };
        let wrong = check(request);
        let pieces = self.intervention_pieces(&query, caller).await;
        let (id, mut refusals) = match pieces {
            Ok(Pieces { mut found, .. }) => match (found.pop(), found.is_empty()) {
                (Some(found), true) if wrong.is_empty() => return Ok(found),
                (Some(found), true) => (found.code().to_owned(), Refusals::new()),
                // The code of a shipment of several pieces.
                (_, _) => {
                    let id = request.parcel_id.clone().unwrap_or_default();
                    return Err(InterventionError::about(&id, [Reason::IdentifierInvalid]));
                }
            },
            Err(InterventionError::Refused(refusals)) => {
                let id = refusals.keys().next().cloned().unwrap_or_default();
                (id, refusals)
            }
            Err(failed) => return Err(failed),
        };
        let of_piece = refusals.entry(id).or_default();
        of_piece.extend(wrong.into_iter().map(Refusal::from));
        of_piece.sort_by_key(|refusal| refusal.reason);
        Err(InterventionError::Refused(refusals))
    }

    /// `None` when the parcel moved meanwhile.
    async fn try_once(
        &self,
        found: &Found,
        request: &InterventionRequest,
        caller: Option<&Caller>,
    ) -> Result<Option<CarriedOut>> {
        let refuse =
            |reasons: Vec<Refusal>| InterventionError::Refused(Refusals::from([(found.code().to_owned(), reasons)]));
        let situation = found
            .situation(self)
            .ok_or_else(|| refuse(vec![Reason::StatusInvalid.into()]))?;
        let resolved = self
            .resolve(found, &situation, request)
            .map_err(|refusal| refuse(vec![refusal]))?;
        let by_sender = caller.is_some_and(|caller| caller.tenant == found.tenant());
        let wanted = self.intervention(found, &situation, &resolved, request, by_sender)?;
        if let Some(done) = found.earlier.iter().find(|earlier| earlier.is_same(&wanted)) {
            return Ok(Some(self.carried_out(found, done.clone())));
        }
        let reasons = self.network.interventions.reasons(&situation, request.kind);
        if !reasons.is_empty() {
            return Err(refuse(reasons.into_iter().map(Refusal::from).collect()));
        }
        self.check_place(found, &situation, &resolved)
            .map_err(|refusal| refuse(vec![refusal]))?;
        match self.write_down(found, &situation, &resolved, &wanted).await? {
            InterventionInserted::Done => Ok(Some(self.carried_out(found, wanted))),
            InterventionInserted::Existing(done) if done.is_same(&wanted) => Ok(Some(self.carried_out(found, *done))),
            InterventionInserted::Existing(_) => Err(refuse(vec![Reason::StatusInvalid.into()])),
            InterventionInserted::Raced => Ok(None),
        }
    }

    /// The intervention a request comes to.
    fn intervention(
        &self,
        found: &Found,
        situation: &Situation<'_>,
        resolved: &Resolved<'_>,
        request: &InterventionRequest,
        by_sender: bool,
    ) -> Result<Intervention> {
        let fraud = request.fraud.unwrap_or(false);
        let place: Option<ServicePointKind> = resolved.point.as_ref().map(|point| point.kind);
        let status = self.network.interventions.status(request.kind, place, fraud, by_sender);
        let status = status
            .ok_or_else(|| Error::Internal(format!("the network names no status for {}", request.kind.as_str())))?;
        let planned = match (&resolved.instruction, resolved.date) {
            (Instruction::Cancel, _) => None,
            (Instruction::DateTime { frame }, _) => Some(*frame),
            (Instruction::ServicePoint { .. }, date) => date.and_then(|date| situation.service_point_frame(date)),
            _ => situation.planned,
        };
        Ok(Intervention {
            attempt: situation.attempt,
            at: Moment::in_zone(found.now, situation.zone()),
            instruction: resolved.instruction.clone(),
            status: status.to_owned(),
            planned,
            fraud,
            email: request.email.clone().unwrap_or_default(),
            source: request.source.clone(),
        })
    }

    async fn write_down(
        &self,
        found: &Found,
        situation: &Situation<'_>,
        resolved: &Resolved<'_>,
        wanted: &Intervention,
    ) -> Result<InterventionInserted> {
        let mut event = Event::new(INTERVENTION, &wanted.status, wanted.at);
        event.planned = wanted.planned;
        // Only the plan is told: where it is left and who asked is nobody else's business.
        let after = |frame: &TimeFrame| wanted.planned.is_some_and(|planned| frame.from.at > planned.to.at);
        event.next_planned = match &resolved.point {
            Some(point) => self.next_at_point(found, resolved.date, &PickupPoint::from(point)),
            None => situation.next_frames().into_iter().map(|(_, frame)| frame).find(after),
        };
        event.service_point = resolved.point.as_ref().map(|point| point.id.to_owned());
        let event = NewEvent {
            tenant: found.tenant(),
            event_id: format!("{EVENT_PREFIX}{}:{}", found.code(), wanted.attempt),
            tracker_code: found.code().to_owned(),
            event,
        };
        let change = change(resolved, wanted);
        let plan = self.redirected(found.tracked(), &change, found.now).await?;
        // The plan was read after the events: it belongs to them when none came in between.
        // Their number would not tell: of very many only the latest are read.
        let since = self.store.track(found.code(), 1).await?;
        if since.first().map(|since| &since.events) != Some(&found.tracked().events) {
            return Ok(InterventionInserted::Raced);
        }
        Ok(self.store.insert_intervention(wanted, event, plan, found.now).await?)
    }

    /// When it would come to a ServicePoint if that failed on a day.
    fn next_at_point(&self, found: &Found, date: Option<Date>, point: &PickupPoint) -> Option<TimeFrame> {
        let (shipment, calendar) = (&found.tracked().shipment, &self.network.calendar);
        let is_open = |day| point.is_open_on(day);
        let journey = Journey::of_shipment(shipment, &self.network, Place::ServicePoint(&is_open));
        let next = journey.first_delivery_date(calendar, date?.tomorrow().ok()?)?;
        journey.frame_on(calendar, next)
    }

    fn carried_out(&self, found: &Found, intervention: Intervention) -> CarriedOut {
        let country = found.tracked().shipment.order.receiver.address.country;
        let service_point = match &intervention.instruction {
            Instruction::ServicePoint { id } => {
                self.points.get(country, id).map(|point| point.harmonised_id.to_owned())
            }
            _ => None,
        };
        CarriedOut {
            tracker_code: found.code().to_owned(),
            intervention,
            service_point,
        }
    }
}

/// What an intervention changes of a simulated parcel's plan.
fn change(resolved: &Resolved<'_>, wanted: &Intervention) -> Change {
    match (&wanted.instruction, &resolved.point) {
        (Instruction::AgreedPlace { place }, _) => Change::AgreedPlace(place.clone()),
        (Instruction::Neighbours { house_number }, _) => Change::Neighbour(house_number.clone()),
        (Instruction::DateTime { frame }, _) => Change::DateTime(*frame),
        (Instruction::ServicePoint { .. }, Some(point)) => Change::ServicePoint(PickupPoint::from(point)),
        (Instruction::ServicePoint { .. }, None) | (Instruction::Cancel, _) => Change::Cancel,
    }
}
