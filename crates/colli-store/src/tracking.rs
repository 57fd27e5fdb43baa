//! Events of pieces, and finding them by code over the whole installation.

use crate::exceptions::HOLD_CODE;
use crate::shipment::{self, EventRow, insert_events};
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::versions::Versions;
use crate::{Engine, Store, StoreError, event_body, on_engine};
use colli_core::ids::{LabelId, ShipmentId, Tenant};
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

/// Where a code leads.
pub(crate) const PLACE: Sql = Sql::new("select org, env, shipment_id from tracker_codes where code = $1");
const EVENTS: Sql =
    Sql::new("select occurred_at, body from events where code = $1 order by occurred_at, sequence limit $2");
const EVENT_PLACE: Sql =
    Sql::new("select code, occurred_at, sequence from event_ids where org = $1 and env = $2 and event_id = $3");
const EVENT: Sql =
    Sql::new("select occurred_at, body from events where code = $1 and occurred_at = $2 and sequence = $3");
const INSERT_EVENT_ID: Sql =
    Sql::new("insert into event_ids (org, env, event_id, code, occurred_at, sequence) values ($1, $2, $3, $4, $5, $6)");
const NEXT_SEQUENCE: Sql =
    Sql::new("select coalesce(max(sequence), -1) + 1 from events where code = $1 and occurred_at = $2");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[PLACE, EVENTS, EVENT_PLACE, EVENT, INSERT_EVENT_ID, NEXT_SEQUENCE];

impl FromRow for Event {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        event_body::read(row.i64(0)?, row.text(1)?).map_err(|_| StoreError::Unreadable("event"))
    }
}

/// Where a code leads: its tenant and shipment.
struct Place {
    tenant: Tenant,
    shipment: ShipmentId,
}

impl FromRow for Place {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.tenant(0)?,
            shipment: ShipmentId(row.uuid(2)?),
        })
    }
}

/// Where an event is, found by its id.
struct EventPlace {
    tracker_code: String,
    occurred_at_ms: i64,
    sequence: i64,
}

impl FromRow for EventPlace {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tracker_code: row.text(0)?.to_owned(),
            occurred_at_ms: row.i64(1)?,
            sequence: row.i64(2)?,
        })
    }
}

/// The own code of the shipment a piece belongs to, read without the rest.
#[derive(serde::Deserialize)]
struct Whole {
    tracker_code: Option<String>,
}

impl FromRow for Whole {
    /// From the columns of a shipment.
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.json(4, "shipment")
    }
}

/// The shipment of a code, read as `S`. A statement for the code, `find`, and one for the shipment instead of a join: codes and shipments may be on different nodes of
/// the database, the ones distributed by code, the others by organisation.
pub(crate) async fn shipment_of_code<T: Tx, S: FromRow>(
    tx: &mut T,
    find: Sql,
    code: &str,
    owner: Option<Tenant>,
) -> Result<Option<S>, StoreError> {
    let place: Option<Place> = tx.opt(find, &[Arg::Text(code)]).await?;
    let Some(place) = place.filter(|place| owner.is_none_or(|owner| owner == place.tenant)) else {
        return Ok(None);
    };
    let [org, env] = tenant_args(&place.tenant);
    tx.opt(shipment::BY_ID, &[org, env, Arg::from(&place.shipment.0)]).await
}

async fn events_of<T: Tx>(tx: &mut T, code: &str) -> Result<Vec<Event>, StoreError> {
    tx.all(EVENTS, &[Arg::Text(code), count_arg(EVENTS_PER_PIECE_MAX)])
        .await
}

async fn track<T: Tx>(tx: &mut T, code: &str, limit: usize) -> Result<Vec<Tracked>, StoreError> {
    let Some(shipment) = shipment_of_code::<T, Shipment>(tx, PLACE, code, None).await? else {
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
            events: events_of(tx, tracker_code).await?,
        });
    }
    Ok(found)
}

/// What became of an event, and the code of the whole shipment when it was stored.
type Outcome = (Appended, Option<String>);

/// What is known of an event id: nothing, the same event, or another.
async fn known<T: Tx>(tx: &mut T, new: &NewEvent) -> Result<Option<Appended>, StoreError> {
    let [org, env] = tenant_args(&new.tenant);
    let args = [org, env, Arg::Text(&new.event_id)];
    let Some(place) = tx.opt::<EventPlace>(EVENT_PLACE, &args).await? else {
        return Ok(None);
    };
    let code = Arg::Text(&place.tracker_code);
    let args = [code, Arg::I64(place.occurred_at_ms), Arg::I64(place.sequence)];
    let event: Option<Event> = tx.opt(EVENT, &args).await?;
    let same = place.tracker_code == new.tracker_code && event.as_ref() == Some(&new.event);
    Ok(Some(if same { Appended::Duplicate } else { Appended::IdReused }))
}

async fn append<T: Tx>(tx: &mut T, new: &NewEvent, body: &str) -> Result<Outcome, StoreError> {
    let [org, env] = tenant_args(&new.tenant);
    let code = Arg::Text(&new.tracker_code);
    if let Some(known) = known(tx, new).await? {
        return Ok((known, None));
    }
    let owner = shipment_of_code::<T, Whole>(tx, HOLD_CODE, &new.tracker_code, Some(new.tenant)).await?;
    let Some(whole) = owner else {
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
    let args = [
        org,
        env,
        Arg::Text(&new.event_id),
        code,
        Arg::I64(row.occurred_at_ms),
        Arg::I64(row.sequence),
    ];
    tx.run(INSERT_EVENT_ID, &args).await?;
    insert_events(tx, &new.tenant, &[row]).await?;
    Ok((Appended::Stored, whole.tracker_code))
}

/// Adds events in the order of their codes, so that two transactions that share some do not wait for each other in a
/// circle; answers in the order given.
async fn append_all<T: Tx>(tx: &mut T, events: &[(NewEvent, String)]) -> Result<Vec<Outcome>, StoreError> {
    let mut by_code: Vec<usize> = (0..events.len()).collect();
    by_code.sort_by_key(|at| &events[*at].0.tracker_code);
    let mut answers: Vec<Outcome> = vec![(Appended::UnknownCode, None); events.len()];
    for at in by_code {
        let (event, body) = &events[at];
        answers[at] = append(tx, event, body).await?;
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
            .map(|new| event_body::write(&new.event).map(|body| (new, body)))
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
            // Other nodes write too, and do not tell.
            Engine::Postgres(_) => None,
        }
    }
}
