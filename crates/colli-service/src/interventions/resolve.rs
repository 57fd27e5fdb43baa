//! What a request to carry out an intervention means, and whether it is among what is offered.

use super::Refusal;
use super::find::Found;
use crate::Service;
use colli_core::intervention::{Instruction, InterventionKind, InterventionRequest, Reason, Situation};
use colli_core::service_point::ServicePoint;
use colli_core::tracking::{Moment, TimeFrame};
use jiff::civil::{Date, DateTime};

/// What is to be done, worked out against the network.
pub(super) struct Resolved<'a> {
    pub(super) instruction: Instruction,
    pub(super) point: Option<ServicePoint<'a>>,
    /// Day of the delivery to a ServicePoint.
    pub(super) date: Option<Date>,
}

impl Service {
    /// What a request means, as far as that can be told.
    pub(super) fn resolve(
        &self,
        found: &Found,
        situation: &Situation<'_>,
        request: &InterventionRequest,
    ) -> std::result::Result<Resolved<'_>, Refusal> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (mut point, mut date) = (None, None);
        let instruction = match request.kind {
            InterventionKind::AgreedPlace => Instruction::AgreedPlace {
                place: text(&request.place),
            },
            InterventionKind::Neighbours => Instruction::Neighbours {
                house_number: text(&request.house_number),
            },
            InterventionKind::Cancel => Instruction::Cancel,
            InterventionKind::DateTime => Instruction::DateTime {
                frame: frame(request.next_frame.flatten(), situation).ok_or(Reason::NextFrameInvalid)?,
            },
            InterventionKind::ServicePoint => {
                let country = found.tracked().shipment.order.receiver.address.country;
                date = situation.service_point_date();
                let named = self.points.get(country, &text(&request.service_point));
                let named = named.ok_or_else(|| Refusal {
                    reason: Reason::ServicePointUnknown,
                    accepted: self.accepted_points(found, situation, date),
                })?;
                let id = named.id.to_owned();
                point = Some(named);
                Instruction::ServicePoint { id }
            }
        };
        Ok(Resolved {
            instruction,
            point,
            date,
        })
    }

    /// Whether the place or time asked for is one that is offered.
    pub(super) fn check_place(
        &self,
        found: &Found,
        situation: &Situation<'_>,
        resolved: &Resolved<'_>,
    ) -> std::result::Result<(), Refusal> {
        let own = &found.tracked().shipment.order.receiver.address;
        match (&resolved.instruction, &resolved.point) {
            (Instruction::Neighbours { house_number }, _) if is_own(house_number, &own.number_line()) => Err(Refusal {
                reason: Reason::HouseNumberInvalid,
                accepted: vec!["another house number than the receiver's".to_owned()],
            }),
            (Instruction::DateTime { frame }, _) => {
                let frames = situation.next_frames();
                if frames.iter().any(|(_, offered)| offered == frame) {
                    return Ok(());
                }
                let accepted = frames
                    .iter()
                    .map(|(_, frame)| format!("{}/{}", local(frame.from), local(frame.to)));
                Err(Refusal {
                    reason: if frames.is_empty() {
                        Reason::NoNextDelivery
                    } else {
                        Reason::NextFrameInvalid
                    },
                    accepted: accepted.collect(),
                })
            }
            (_, Some(point)) => {
                let date = resolved.date.ok_or(Reason::NoNextDelivery)?;
                match self.refusal_of(found, situation, point, date) {
                    None => Ok(()),
                    Some(reason) => Err(Refusal {
                        reason,
                        accepted: self.accepted_points(found, situation, resolved.date),
                    }),
                }
            }
            _ => Ok(()),
        }
    }

    fn accepted_points(&self, found: &Found, situation: &Situation<'_>, date: Option<Date>) -> Vec<String> {
        let points = date.map(|date| self.points_for(found, situation, date));
        let points = points.into_iter().flatten();
        points.map(|point| point.harmonised_id.to_owned()).collect()
    }
}

/// A time frame in the receiver's local time.
fn frame(times: Option<(DateTime, DateTime)>, situation: &Situation<'_>) -> Option<TimeFrame> {
    let (from, to) = times?;
    let moment = |time: DateTime| {
        time.to_zoned(situation.zone().clone())
            .ok()
            .map(|time| Moment::from(&time))
    };
    Some(TimeFrame {
        from: moment(from)?,
        to: moment(to)?,
    })
}

/// A moment as clocks at its place show it: `2022-04-15T09:00`.
fn local(moment: Moment) -> String {
    let offset = jiff::tz::Offset::from_seconds(moment.offset_seconds).unwrap_or(jiff::tz::Offset::UTC);
    offset.to_datetime(moment.at).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Whether a house number is the receiver's own, however it is written.
fn is_own(house_number: &str, own: &str) -> bool {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_uppercase).collect()
    };
    plain(house_number) == plain(own)
}
