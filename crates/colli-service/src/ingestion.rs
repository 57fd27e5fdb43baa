//! Taking in what operators report. (Where events of scans, simulation and interventions are stored is one path of the
//! store's: its `ingestion.rs`.)

use crate::Service;
use crate::error::{Error, Result};
use crate::operators::Operator;
use crate::simulation::is_simulated;
use colli_core::barcode;
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_core::limits::{SCANNED_EVENTS_PER_PIECE_MAX, SCANS_MAX};
use colli_core::scan::Scan;
use colli_core::status::Phase;
use colli_core::tracking::Event;
use colli_store::{Appended, NewEvent};
use jiff::Timestamp;

/// What event ids of scans begin with, so that no scan takes the id of a simulated event.
const SCAN_PREFIX: &str = "scan:";

/// Statuses after which a piece goes nowhere, whose phase alone does not say so: other problems are overcome. A parcel
/// that turns up again is scanned, or given a scenario.
const LOST_FOR_GOOD: [&str; 2] = ["LOST", "DESTROYED"];

/// What became of a scan.
#[derive(Clone, PartialEq, Debug)]
pub enum ScanOutcome {
    /// It is stored.
    Accepted,
    /// It was stored before.
    Duplicate,
    /// Its id belongs to another scan.
    IdReused,
    /// The environment has no piece with this code.
    UnknownCode,
    /// The piece has as many events as scans may give it.
    TooManyEvents,
    /// It breaks rules.
    Invalid(Vec<Violation>),
}

impl Service {
    /// Takes scans, each for itself: one that breaks rules keeps no other out. Answers for each, in order.
    pub async fn report_scans(
        &self,
        operator: &Operator,
        scans: Vec<std::result::Result<Scan, Vec<Violation>>>,
    ) -> Result<Vec<ScanOutcome>> {
        if scans.len() > SCANS_MAX {
            let message = format!(
                "there are {} scans, which is more than one request may hold",
                scans.len()
            );
            return Err(Error::violation(
                Violation::new("scans", "range", message).accepting([format!("up to {SCANS_MAX} scans")]),
            ));
        }
        let now = self.now(operator.tenant);
        let mut outcomes = Vec::with_capacity(scans.len());
        let mut events = Vec::with_capacity(scans.len());
        for scan in scans {
            let event = scan.and_then(|scan| {
                let event_id = [SCAN_PREFIX, &scan.id].concat();
                let tracker_code = barcode::normalise(&scan.tracker_code);
                let event = scan.into_event(&self.network, &self.zone, now)?;
                Ok(NewEvent {
                    tenant: operator.tenant,
                    event_id,
                    tracker_code,
                    event,
                })
            });
            match event {
                Ok(event) => {
                    events.push(event);
                    outcomes.push(ScanOutcome::Accepted);
                }
                Err(violations) => outcomes.push(ScanOutcome::Invalid(violations)),
            }
        }
        let mut appended = self.take_in(operator.tenant, events, now).await?.into_iter();
        for outcome in outcomes.iter_mut().filter(|outcome| **outcome == ScanOutcome::Accepted) {
            *outcome = match appended.next() {
                Some(Appended::Stored) => ScanOutcome::Accepted,
                Some(Appended::Duplicate) => ScanOutcome::Duplicate,
                Some(Appended::IdReused) => ScanOutcome::IdReused,
                Some(Appended::TooMany) => ScanOutcome::TooManyEvents,
                Some(Appended::UnknownCode) | None => ScanOutcome::UnknownCode,
            };
        }
        Ok(outcomes)
    }

    /// Stores scanned events. One that ends a journey ends the piece's plan with it; a repetition does that again, as the
    /// first may have been cut off in between.
    async fn take_in(&self, tenant: Tenant, events: Vec<NewEvent>, now: Timestamp) -> Result<Vec<Appended>> {
        let mut last: Vec<_> = events
            .iter()
            .map(|new| (is_simulated(tenant) && self.ends_journey(&new.event)).then(|| new.tracker_code.clone()))
            .collect();
        let appended = self
            .store
            .append_scans(events, Some(now), SCANNED_EVENTS_PER_PIECE_MAX)
            .await?;
        let is_there = |appended: &Appended| matches!(appended, Appended::Stored | Appended::Duplicate);
        let stored = last
            .iter_mut()
            .zip(&appended)
            .filter(|(_, appended)| is_there(appended));
        let ended: Vec<String> = stored.filter_map(|(code, _)| code.take()).collect();
        if !ended.is_empty() {
            self.store.end_plans(tenant, ended).await?;
        }
        self.events_stored();
        Ok(appended)
    }

    /// Whether a piece stays where an event leaves it.
    fn ends_journey(&self, event: &Event) -> bool {
        let phase = self.network.statuses.phase_of(&event.status, &event.category);
        matches!(phase, Phase::Delivered | Phase::Returned) || LOST_FOR_GOOD.contains(&event.status.as_str())
    }
}
