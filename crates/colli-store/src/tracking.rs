//! Events of pieces, and finding them by code over the whole installation.

use crate::shipment::{EventRow, insert_event};
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args, to_json};
use crate::versions::Versions;
use crate::{Engine, Store, StoreError, on_engine};
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

// The shipment with 0 in front, and the events of the code itself with 1.
const BY_CODE: Sql = Sql::new(
    "select 0, s.seq, s.created_at, s.body from tracker_codes c
       join shipments s on s.org = c.org and s.env = c.env and s.shipment_id = c.shipment_id
     where c.code = $1
     union all
     select 1, occurred_at, sequence, body
       from (select occurred_at, sequence, body from events where code = $1 order by occurred_at, sequence limit $2) e",
);
const EVENTS: Sql = Sql::new("select body from events where code = $1 order by occurred_at, sequence limit $2");
const EVENT_BY_ID: Sql = Sql::new("select code, body from events where org = $1 and env = $2 and event_id = $3");
const OWNER: Sql = Sql::new(
    "select s.body from tracker_codes c
       join shipments s on s.org = c.org and s.env = c.env and s.shipment_id = c.shipment_id
     where c.code = $1 and c.org = $2 and c.env = $3",
);
const NEXT_SEQUENCE: Sql =
    Sql::new("select coalesce(max(sequence), -1) + 1 from events where code = $1 and occurred_at = $2");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[BY_CODE, EVENTS, EVENT_BY_ID, OWNER, NEXT_SEQUENCE];

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

/// What is known of a code.
enum Found {
    Shipment(Box<Shipment>),
    /// With its place among the events of the code.
    Event((i64, i64), Event),
}

impl FromRow for Found {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        if row.i64(0)? == 0 {
            return row.json(3, "shipment").map(Self::Shipment);
        }
        Ok(Self::Event((row.i64(1)?, row.i64(2)?), row.json(3, "event")?))
    }
}

/// The own code of the shipment a piece belongs to, read without the rest.
#[derive(serde::Deserialize)]
struct Whole {
    tracker_code: Option<String>,
}

impl FromRow for Whole {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.json(0, "shipment")
    }
}

/// The shipment of a code and the code's own events, in one statement: each costs a lock, and every tracked code of a
/// shipment with one piece needs both.
async fn by_code<T: Tx>(tx: &mut T, code: &str) -> Result<Option<(Shipment, Vec<Event>)>, StoreError> {
    let limit = count_arg(EVENTS_PER_PIECE_MAX);
    let (mut shipment, mut events) = (None, Vec::new());
    for found in tx.all(BY_CODE, &[Arg::Text(code), limit]).await? {
        match found {
            Found::Shipment(found) => shipment = Some(*found),
            Found::Event(place, event) => events.push((place, event)),
        }
    }
    // The rows of a union have no order.
    events.sort_by_key(|(place, _)| *place);
    let events = events.into_iter().map(|(_, event)| event).collect();
    Ok(shipment.map(|shipment| (shipment, events)))
}

async fn track<T: Tx>(tx: &mut T, code: &str, limit: usize) -> Result<Vec<Tracked>, StoreError> {
    let Some((shipment, mut own_events)) = by_code(tx, code).await? else {
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
        let events = if tracker_code == code {
            std::mem::take(&mut own_events)
        } else {
            tx.all(EVENTS, &[Arg::Text(tracker_code), count_arg(EVENTS_PER_PIECE_MAX)])
                .await?
        };
        found.push(Tracked {
            shipment: Arc::clone(&shipment),
            label: piece.label_id,
            number: piece.number,
            tracker_code: tracker_code.to_owned(),
            events,
        });
    }
    Ok(found)
}

/// What became of an event, and the code of the whole shipment when it was stored.
type Outcome = (Appended, Option<String>);

async fn append<T: Tx>(tx: &mut T, new: &NewEvent, body: &str) -> Result<Outcome, StoreError> {
    let [org, env] = tenant_args(&new.tenant);
    let code = Arg::Text(&new.tracker_code);
    if let Some(known) = tx
        .opt::<Known>(EVENT_BY_ID, &[org, env, Arg::Text(&new.event_id)])
        .await?
    {
        let same = known.tracker_code == new.tracker_code && known.event == new.event;
        let known = if same { Appended::Duplicate } else { Appended::IdReused };
        return Ok((known, None));
    }
    let Some(whole) = tx.opt::<Whole>(OWNER, &[code, org, env]).await? else {
        return Ok((Appended::UnknownCode, None));
    };
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
    Ok((Appended::Stored, whole.tracker_code))
}

async fn append_all<T: Tx>(tx: &mut T, events: &[(NewEvent, String)]) -> Result<Vec<Outcome>, StoreError> {
    let mut answers = Vec::with_capacity(events.len());
    for (event, body) in events {
        answers.push(append(tx, event, body).await?);
    }
    Ok(answers)
}

/// Raises the versions of the codes that got events, and of the shipments whose code shows them too.
fn raise(versions: &Versions, codes: &[String], outcomes: &[Outcome]) {
    for (code, (appended, whole)) in codes.iter().zip(outcomes) {
        if *appended == Appended::Stored {
            versions.raise(code);
            if let Some(whole) = whole.as_ref().filter(|whole| *whole != code) {
                versions.raise(whole);
            }
        }
    }
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
        let codes: Vec<_> = events.iter().map(|(new, _)| new.tracker_code.clone()).collect();
        let outcomes = on_engine!(
            self,
            write | tx | append_all(tx, &events),
            then move |versions, outcomes| raise(versions, &codes, outcomes)
        )?;
        Ok(outcomes.into_iter().map(|(appended, _)| appended).collect())
    }

    /// A version of what [`track`](Self::track) answers for a code, at no cost: it changes with the events of the code's
    /// pieces. `None`: this engine cannot tell, so nothing may be cached.
    ///
    /// A cache above the store takes the version first, then reads, keeps both, and gives out what it kept for as long
    /// as the version is the same. That is exact: the data directory is locked, so that every change goes through this
    /// process; the version is raised when the change can be read and before [`append_events`](Self::append_events)
    /// answers. It holds until the store is closed.
    ///
    /// Many codes share one version, so it also changes for no reason. Registering a shipment leaves it alone: what must
    /// not be cached is that a code is unknown.
    pub fn events_version(&self, tracker_code: &str) -> Option<u64> {
        match &self.engine {
            Engine::Sqlite(engine) => Some(engine.versions().of(tracker_code)),
        }
    }
}
