//! What can be asked for, and why not.

use super::find::{Found, Pieces};
use super::{InterventionError, InterventionQuery, Refusals, Result};
use crate::Service;
use colli_core::account::Caller;
use colli_core::intervention::{InterventionKind, Reason, Situation};
use colli_core::tracking::TimeFrame;
use jiff::civil::Date;

/// The interventions options are told of; cancelling is none of them (reference 17.1).
const TOLD: [InterventionKind; 4] = [
    InterventionKind::AgreedPlace,
    InterventionKind::DateTime,
    InterventionKind::Neighbours,
    InterventionKind::ServicePoint,
];

/// An intervention that is possible.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Offer {
    /// The planned delivery it would change.
    pub execution: Option<TimeFrame>,
    /// The first later one.
    pub next: Option<TimeFrame>,
    /// The day it would be at a ServicePoint.
    pub delivery_date: Option<Date>,
}

/// What is possible for one parcel, or for several together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParcelOptions {
    /// Its code; empty for several.
    pub tracker_code: String,
    /// Each intervention: possible, or the reasons against it.
    pub offers: Vec<(InterventionKind, std::result::Result<Offer, Vec<Reason>>)>,
}

/// Where to and when.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Details {
    /// Harmonised ids of ServicePoints, nearest first.
    pub service_points: Vec<String>,
    /// Later deliveries.
    pub frames: Vec<TimeFrame>,
}

/// The answer to a question for options.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InterventionOptions {
    /// Each parcel, in the order named.
    pub parcels: Vec<ParcelOptions>,
    /// All of them together, when they were named by a not-home code.
    pub aggregated: Option<ParcelOptions>,
    /// What holds for all of them, when it was asked for.
    pub details: Option<Details>,
}

impl Service {
    /// What is possible for parcels.
    pub async fn intervention_options(
        &self,
        query: &InterventionQuery,
        details: bool,
        caller: Option<&Caller>,
    ) -> Result<InterventionOptions> {
        let Pieces { found, of_card } = self.intervention_pieces(query, caller).await?;
        let parcels: Vec<ParcelOptions> = found.iter().map(|found| self.options_of(found)).collect();
        let shared = |read: fn(&Self, &Found) -> Details| shared(found.iter().map(|found| read(self, found)));
        Ok(InterventionOptions {
            aggregated: of_card.then(|| aggregated(&parcels)),
            details: details.then(|| shared(Self::details_of)),
            parcels,
        })
    }

    /// ServicePoints that take all of these parcels when they are delivered next.
    pub async fn intervention_service_points(
        &self,
        query: &InterventionQuery,
        caller: Option<&Caller>,
    ) -> Result<Vec<String>> {
        Ok(self.next_details(query, caller).await?.service_points)
    }

    /// Later deliveries that are possible for all of these parcels.
    pub async fn intervention_frames(
        &self,
        query: &InterventionQuery,
        caller: Option<&Caller>,
    ) -> Result<Vec<TimeFrame>> {
        Ok(self.next_details(query, caller).await?.frames)
    }

    async fn next_details(&self, query: &InterventionQuery, caller: Option<&Caller>) -> Result<Details> {
        let pieces = self.intervention_pieces(query, caller).await?;
        let mut refusals = Refusals::new();
        let mut details = Vec::new();
        for found in &pieces.found {
            let of_piece = self.details_of(found);
            if of_piece.frames.is_empty() {
                refusals.insert(found.code().to_owned(), vec![Reason::NoNextDelivery.into()]);
            }
            details.push(of_piece);
        }
        if refusals.is_empty() {
            Ok(shared(details.into_iter()))
        } else {
            Err(InterventionError::Refused(refusals))
        }
    }

    fn details_of(&self, found: &Found) -> Details {
        let Some(situation) = found.situation(self) else {
            return Details::default();
        };
        let date = situation.service_point_date();
        let points = date.map(|date| self.points_for(found, &situation, date));
        Details {
            service_points: points
                .into_iter()
                .flatten()
                .map(|point| point.harmonised_id.to_owned())
                .collect(),
            frames: situation.next_frames().into_iter().map(|(_, frame)| frame).collect(),
        }
    }

    fn options_of(&self, found: &Found) -> ParcelOptions {
        let situation = found.situation(self);
        let offer = |kind| match &situation {
            Some(situation) => self.offer(found, situation, kind),
            None => Err(vec![Reason::StatusInvalid]),
        };
        ParcelOptions {
            tracker_code: found.code().to_owned(),
            offers: TOLD.map(|kind| (kind, offer(kind))).into(),
        }
    }

    fn offer(
        &self,
        found: &Found,
        situation: &Situation<'_>,
        kind: InterventionKind,
    ) -> std::result::Result<Offer, Vec<Reason>> {
        let reasons = self.network.interventions.reasons(situation, kind);
        if !reasons.is_empty() {
            return Err(reasons);
        }
        let execution = situation.planned;
        match kind {
            InterventionKind::ServicePoint => {
                let date = situation
                    .service_point_date()
                    .ok_or_else(|| vec![Reason::NoNextDelivery])?;
                if self.points_for(found, situation, date).is_empty() {
                    return Err(vec![Reason::ServicePointNotOpen]);
                }
                Ok(Offer {
                    delivery_date: Some(date),
                    ..Offer::default()
                })
            }
            InterventionKind::DateTime => {
                let (_, next) = *situation
                    .next_frames()
                    .first()
                    .ok_or_else(|| vec![Reason::NoNextDelivery])?;
                Ok(Offer {
                    execution,
                    next: Some(next),
                    ..Offer::default()
                })
            }
            _ => Ok(Offer {
                execution,
                ..Offer::default()
            }),
        }
    }
}

/// All parcels together: possible when it is for each of them.
fn aggregated(parcels: &[ParcelOptions]) -> ParcelOptions {
    let together = |kind: InterventionKind| {
        let of_kind = || {
            let offers = parcels.iter().flat_map(|parcel| &parcel.offers);
            offers.filter(move |(other, _)| *other == kind).map(|(_, offer)| offer)
        };
        let mut reasons: Vec<Reason> = of_kind()
            .filter_map(|offer| offer.as_ref().err())
            .flatten()
            .copied()
            .collect();
        if reasons.is_empty() {
            // The last of them decides: by then all can be there.
            let latest = of_kind().flatten().max_by_key(|offer| {
                let from = |frame: Option<TimeFrame>| frame.map(|frame| frame.from.at);
                (offer.delivery_date, from(offer.next), from(offer.execution))
            });
            return Ok(latest.cloned().unwrap_or_default());
        }
        reasons.sort_unstable();
        reasons.dedup();
        Err(reasons)
    };
    ParcelOptions {
        tracker_code: String::new(),
        offers: TOLD.map(|kind| (kind, together(kind))).into(),
    }
}

/// What all parcels have in common.
fn shared(mut details: impl Iterator<Item = Details>) -> Details {
    let Some(mut first) = details.next() else {
        return Details::default();
    };
    for other in details {
        first.service_points.retain(|id| other.service_points.contains(id));
        first.frames.retain(|frame| other.frames.contains(frame));
    }
    first
}
