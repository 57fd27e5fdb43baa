//! Taking events in: from operators' scans, from the simulation, from interventions. All of them end here.

use crate::Service;
use crate::error::{Error, Result};
use crate::operators::Operator;
use colli_core::barcode;
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_core::limits::SCANS_MAX;
use colli_core::scan::Scan;
use colli_store::{Appended, NewEvent};

/// What event ids of scans begin with, so that no scan takes the id of a simulated event.
const SCAN_PREFIX: &str = "scan:";

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
    /// It breaks rules.
    Invalid(Vec<Violation>),
}

impl Service {
    /// Adds events of one environment, all in one durable step, each once per event id; answers for each, in order.
    pub async fn ingest(&self, tenant: Tenant, events: Vec<NewEvent>) -> Result<Vec<Appended>> {
        let appended = self.store.append_events_at(events, Some(self.now(tenant))).await?;
        self.events_stored();
        Ok(appended)
    }

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
        let mut appended = self.ingest(operator.tenant, events).await?.into_iter();
        for outcome in outcomes.iter_mut().filter(|outcome| **outcome == ScanOutcome::Accepted) {
            *outcome = match appended.next() {
                Some(Appended::Stored) => ScanOutcome::Accepted,
                Some(Appended::Duplicate) => ScanOutcome::Duplicate,
                Some(Appended::IdReused) => ScanOutcome::IdReused,
                Some(Appended::UnknownCode) | None => ScanOutcome::UnknownCode,
            };
        }
        Ok(outcomes)
    }
}
