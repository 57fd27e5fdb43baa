//! Writing answers.

use super::super::time::moment;
use colli_core::intervention::{Instruction, InterventionKind, Reason};
use colli_core::tracking::{Moment, TimeFrame};
use colli_service::interventions::{CarriedOut, InterventionOptions, Offer, ParcelOptions};
use colli_wire::dhl_parcel::interventions as wire;
use jiff::tz::Offset;

/// The member that stands for all parcels of a not-home code.
const AGGREGATED: &str = "aggregated";

/// Options.
pub(super) fn options(options: InterventionOptions) -> wire::InterventionOptionsResponse {
    let parcels = options
        .parcels
        .into_iter()
        .map(|parcel| (parcel.tracker_code.clone(), parcel));
    let all = parcels.chain(options.aggregated.map(|all| (AGGREGATED.to_owned(), all)));
    let (service_points, frames_) = match options.details {
        Some(details) => (Some(details.service_points), Some(frames(&details.frames).time_frames)),
        None => (None, None),
    };
    wire::InterventionOptionsResponse {
        intervention_options: all.map(|(name, parcel)| (name, write_parcel(&parcel))).collect(),
        service_point_ids: service_points,
        time_frames: frames_,
    }
}

fn write_parcel(parcel: &ParcelOptions) -> wire::ParcelInterventions {
    let option = |kind: InterventionKind| {
        let found = parcel.offers.iter().find(|(other, _)| *other == kind);
        found.map_or_else(wire::InterventionOption::default, |(_, offer)| write_option(offer))
    };
    wire::ParcelInterventions {
        agreed_place_intervention: option(InterventionKind::AgreedPlace),
        date_time_intervention: option(InterventionKind::DateTime),
        neighbours_intervention: option(InterventionKind::Neighbours),
        service_point_intervention: option(InterventionKind::ServicePoint),
    }
}

fn write_option(offer: &Result<Offer, Vec<Reason>>) -> wire::InterventionOption {
    match offer {
        Ok(offer) => wire::InterventionOption {
            available: true,
            reasons: None,
            execution_timeframe: offer.execution.as_ref().map(frame),
            next_timeframe: offer.next.as_ref().map(frame),
            delivery_date: offer.delivery_date.map(|date| date.to_string()),
        },
        Err(reasons) => wire::InterventionOption {
            available: false,
            reasons: Some(reasons.iter().map(|reason| write_reason(*reason)).collect()),
            ..wire::InterventionOption::default()
        },
    }
}

/// A reason with its text.
pub(super) fn write_reason(reason: Reason) -> wire::InterventionReason {
    wire::InterventionReason {
        code: reason.code(),
        reason: reason.text().to_owned(),
    }
}

/// Later times of delivery.
pub(super) fn frames(frames: &[TimeFrame]) -> wire::InterventionTimeframes {
    wire::InterventionTimeframes {
        time_frames: frames.iter().map(frame).collect(),
    }
}

fn frame(frame: &TimeFrame) -> wire::Timeframe {
    wire::Timeframe {
        from: wall_clock(frame.from),
        to: wall_clock(frame.to),
    }
}

/// What clocks at the place show: `2022-04-15T09:00`.
fn wall_clock(moment: Moment) -> String {
    let offset = Offset::from_seconds(moment.offset_seconds).unwrap_or(Offset::UTC);
    offset.to_datetime(moment.at).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// An intervention that was carried out.
pub(super) fn carried_out(done: CarriedOut) -> wire::InterventionResponse {
    let intervention = done.intervention;
    let kind = match intervention.instruction {
        Instruction::AgreedPlace { .. } => InterventionKind::AgreedPlace,
        Instruction::ServicePoint { .. } => InterventionKind::ServicePoint,
        Instruction::Neighbours { .. } => InterventionKind::Neighbours,
        Instruction::DateTime { .. } => InterventionKind::DateTime,
        Instruction::Cancel => InterventionKind::Cancel,
    };
    wire::InterventionResponse {
        parcel_id: done.tracker_code,
        kind: kind.as_str().to_owned(),
        status: intervention.status,
        timestamp: moment(intervention.at),
        execution_timeframe: intervention.planned.as_ref().map(frame),
        service_point_id: done.service_point,
    }
}
