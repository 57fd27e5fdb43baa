//! Events of pieces, and finding them by code over the whole installation.

use crate::shipment::{EventRow, insert_event};
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args, to_json};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::{LabelId, Tenant};
use colli_core::limits::EVENTS_PER_PIECE_MAX;
use colli_core::shipment::Shipment;
use colli_core::tracking::Event;
use std::sync::Arc;

/// A piece that was tracked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tracked {
    /// Its shipment; pieces of one shipment share it.
    pub shipment: Arc<Shipment>,
    /// Its label.
    pub label: LabelId,
    /// Its number in the shipment, from 1.
    pub number: u32,
    /// Its code.
    pub tracker_code: String,
    /// Its events, oldest first; equal times in order of arrival.
    pub events: Vec<Event>,
}

/// An event to add to a registered piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEvent {
    /// Whose piece it must be.
    pub tenant: Tenant,
    /// The reporter's id of the event, unique inside the tenant.
    pub event_id: String,
    /// The piece.
    pub tracker_code: String,
    /// What happened.
    pub event: Event,
}

/// What became of an added event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Appended {
    /// It is stored.
    Stored,
    /// The same event with the same id is stored already.
    Duplicate,
    /// The id belongs to another event; this one is not stored.
    IdReused,
    /// The tenant has no piece with this code.
    UnknownCode,
}

const BY_CODE: Sql = Sql::new(
    "select s.body from tracker_codes c
       join shipments s on s.org = c.org and s.env = c.env and s.shipment_id = c.shipment_id
     where c.code = $1",
);
const EVENTS: Sql = Sql::new("select body from events where code = $1 order by occurred_at, sequence limit $2");
const EVENT_BY_ID: Sql = Sql::new("select code, body from events where org = $1 and env = $2 and event_id = $3");
const OWNS_CODE: Sql = Sql::new("select 1 from tracker_codes where code = $1 and org = $2 and env = $3");
const NEXT_SEQUENCE: Sql =
    Sql::new("select coalesce(max(sequence), -1) + 1 from events where code = $1 and occurred_at = $2");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[BY_CODE, EVENTS, EVENT_BY_ID, OWNS_CODE, NEXT_SEQUENCE];

impl FromRow for Event {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.json(0, "event")
    }
}

/// An event found by its id.
struct Known {
    tracker_code: String,
    event: Event,
}

impl FromRow for Known {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tracker_code: row.text(0)?.to_owned(),
            event: row.json(1, "event")?,
        })
    }
}

async fn track<T: Tx>(tx: &mut T, code: &str, limit: usize) -> Result<Vec<Tracked>, StoreError> {
    let Some(shipment) = tx.opt::<Shipment>(BY_CODE, &[Arg::Text(code)]).await? else {
        return Ok(Vec::new());
    };
    let shipment = Arc::new(shipment);
    let whole = shipment.tracker_code.as_deref() == Some(code);
    let mut found = Vec::new();
    for piece in &shipment.pieces {
        let Some(tracker_code) = piece.tracker_code.as_deref() else {
            continue;
        };
        if found.len() == limit || !(whole || tracker_code == code) {
            continue;
        }
        found.push(Tracked {
            shipment: Arc::clone(&shipment),
            label: piece.label_id,
            number: piece.number,
            tracker_code: tracker_code.to_owned(),
            events: tx
                .all(EVENTS, &[Arg::Text(tracker_code), count_arg(EVENTS_PER_PIECE_MAX)])
                .await?,
        });
    }
    Ok(found)
}

async fn append<T: Tx>(tx: &mut T, new: &NewEvent, body: &str) -> Result<Appended, StoreError> {
    let [org, env] = tenant_args(&new.tenant);
    let code = Arg::Text(&new.tracker_code);
    if let Some(known) = tx
        .opt::<Known>(EVENT_BY_ID, &[org, env, Arg::Text(&new.event_id)])
        .await?
    {
        let same = known.tracker_code == new.tracker_code && known.event == new.event;
        return Ok(if same { Appended::Duplicate } else { Appended::IdReused });
    }
    if tx.opt::<i64>(OWNS_CODE, &[code, org, env]).await?.is_none() {
        return Ok(Appended::UnknownCode);
    }
    let occurred_at_ms = new.event.occurred_at.as_millisecond();
    let sequence: Option<i64> = tx.opt(NEXT_SEQUENCE, &[code, Arg::I64(occurred_at_ms)]).await?;
    let row = EventRow {
        tracker_code: new.tracker_code.clone(),
        occurred_at_ms,
        sequence: sequence.unwrap_or(0),
        event_id: Some(new.event_id.clone()),
        body: body.to_owned(),
    };
    insert_event(tx, &new.tenant, &row).await?;
    Ok(Appended::Stored)
}

async fn append_all<T: Tx>(tx: &mut T, events: &[(NewEvent, String)]) -> Result<Vec<Appended>, StoreError> {
    let mut answers = Vec::with_capacity(events.len());
    for (event, body) in events {
        answers.push(append(tx, event, body).await?);
    }
    Ok(answers)
}

impl Store {
    /// The pieces a code names, over the whole installation: the piece with that code, or every coded piece of the
    /// shipment with it, at most `limit`. Unknown codes give nothing.
    pub async fn track(&self, code: &str, limit: usize) -> Result<Vec<Tracked>, StoreError> {
        on_engine!(self, read | tx | track(tx, code, limit))
    }

    /// Adds events, all in one durable step, each once per event id; answers for each, in order.
    pub async fn append_events(&self, events: Vec<NewEvent>) -> Result<Vec<Appended>, StoreError> {
        let events = events
            .into_iter()
            .map(|new| to_json(&new.event, "event").map(|body| (new, body)))
            .collect::<Result<Vec<_>, _>>()?;
        on_engine!(self, write | tx | append_all(tx, &events))
    }
}
