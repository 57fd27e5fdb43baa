//! What statuses mean to those who follow parcels of several carriers.

use crate::fault::{Fault, Faults};
use crate::source::Source;
use crate::table::Shape;
use crate::{Unique, each_row};
use colli_core::gateway::track::{GatewayStatuses, Meaning, Substatus, TrackStatus};
use colli_core::status::{Phase, Statuses};
use std::collections::HashMap;

static GATEWAY_STATUSES: Shape = Shape {
    file: "gateway_statuses.csv",
    columns: &["code", "status", "substatus", "text", "action_required", "details"],
    comments: &["note"],
};

/// What the code of a row for a phase begins with: what statuses mean that have no row.
const OF_PHASE: &str = "phase:";

pub(super) fn read(source: &Source, statuses: &Statuses, faults: &mut Faults) -> GatewayStatuses {
    let (mut by_code, mut by_phase) = (HashMap::new(), HashMap::new());
    let mut substatuses: HashMap<String, (TrackStatus, Substatus)> = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &GATEWAY_STATUSES, faults, |row, faults| {
        let words = "UNKNOWN, PRE_TRANSIT, TRANSIT, DELIVERED, RETURNED or FAILURE";
        let status = row.read(1, words, faults, TrackStatus::parse);
        let [code, substatus, text, details] = [0, 2, 3, 5].map(|column| row.required(column, faults));
        let action_required = row.flag(4, faults);
        let (Some(code), Some(status), Some(substatus), Some(text), Some(details)) =
            (code, status, substatus, text, details)
        else {
            return;
        };
        let substatus = Substatus {
            code: substatus,
            text,
            action_required,
        };
        let known = substatuses
            .entry(substatus.code.clone())
            .or_insert_with(|| (status, substatus.clone()));
        if *known != (status, substatus.clone()) {
            let message = format!("'{}' has another status, text or flag in a row above", substatus.code);
            faults.push(row.fault(2, message));
        }
        let meaning = Meaning {
            status,
            substatus,
            details,
        };
        if !unique.note(row, 0, code.clone(), faults) {
            return;
        }
        match code.strip_prefix(OF_PHASE) {
            None => {
                if statuses.get(&code).is_none() && !faults.concern("tracking_statuses.csv") {
                    let message = format!("no status '{code}' in tracking_statuses.csv");
                    faults.push(row.fault(0, message));
                }
                by_code.insert(code, meaning);
            }
            Some(phase) => match Phase::parse(phase) {
                Some(phase) => {
                    by_phase.insert(phase, meaning);
                }
                None => faults.push(row.fault(0, format!("'{phase}' is not a phase"))),
            },
        }
    });
    for (name, phase) in Phase::NAMES {
        if !by_phase.contains_key(&phase) && !faults.concern(GATEWAY_STATUSES.file) {
            let message = format!("the row {OF_PHASE}{name} is missing");
            faults.push(Fault::of_file(GATEWAY_STATUSES.file, message));
        }
    }
    GatewayStatuses::new(by_code, by_phase)
}
