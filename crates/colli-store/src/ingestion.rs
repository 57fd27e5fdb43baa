//! Adding events to registered pieces: the one path of scans, of the simulation and of interventions.
//!
//! A batch goes through in a few steps, each of them one statement for all of its events, so that a batch costs a handful
//! of round trips: the codes are looked up, the ids are taken, the events are written. An id that was taken before tells
//! a repetition, without a look beforehand. Nearly every event is the only one of its piece at its millisecond, so it is
//! written as the first of that moment; the few that are not are counted afterwards.

use crate::exceptions::HOLD_CODE;
use crate::intervention::remember_cards;
use crate::outbox::{Told, tell_each};
use crate::shipment::EventRow;
use crate::tracking::Place;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::versions::Versions;
use crate::{Store, StoreError, event_body, on_engine};
use colli_core::barcode;
use colli_core::ids::Tenant;
use colli_core::tracking::Event;
use jiff::Timestamp;
use std::collections::HashMap;

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
    /// The piece has as many events as scans may give it; this one is not stored, and its id is still free.
    TooMany,
}

const TAKE_ID: Sql = Sql::new(
    "insert into event_ids (org, env, event_id, code, occurred_at, sequence) values ($1, $2, $3, $4, $5, $6)
     on conflict (org, env, event_id) do nothing",
);
const INSERT_FIRST: Sql = Sql::new(
    "insert into events (code, occurred_at, sequence, org, env, event_id, body) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (code, occurred_at, sequence) do nothing",
);
const NEXT_SEQUENCE: Sql =
    Sql::new("select coalesce(max(sequence), -1) + 1 from events where code = $1 and occurred_at = $2");
const MOVE_ID: Sql = Sql::new("update event_ids set sequence = $1 where org = $2 and env = $3 and event_id = $4");
const EVENT_PLACE: Sql =
    Sql::new("select code, occurred_at, sequence from event_ids where org = $1 and env = $2 and event_id = $3");
pub(crate) const EVENT: Sql =
    Sql::new("select occurred_at, body from events where code = $1 and occurred_at = $2 and sequence = $3");
// Counts no further than to the bound, and through the key: a piece has a handful of events.
const COUNT_TO: Sql = Sql::new("select count(*) from (select 1 from events where code = $1 limit $2) as counted");
const FREE_ID: Sql = Sql::new("delete from event_ids where org = $1 and env = $2 and event_id = $3");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    TAKE_ID,
    INSERT_FIRST,
    NEXT_SEQUENCE,
    MOVE_ID,
    EVENT_PLACE,
    EVENT,
    COUNT_TO,
    FREE_ID,
];

/// An event ready to be written, made on the caller's thread: the writer only binds and inserts.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    /// Whose piece it must be.
    pub(crate) tenant: Tenant,
    /// Its row, as the first of its moment.
    pub(crate) row: EventRow,
    /// Code of the card it left.
    card: Option<String>,
}

impl Ready {
    /// From an event.
    pub(crate) fn new(new: NewEvent) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: new.tenant,
            row: EventRow {
                body: event_body::write(&new.event)?,
                tracker_code: new.tracker_code,
                occurred_at_ms: new.event.occurred_at.as_millisecond(),
                sequence: 0,
                event_id: Some(new.event_id),
            },
            card: new.event.not_home_code.as_deref().map(barcode::normalise),
        })
    }

    /// From many.
    pub(crate) fn all(events: Vec<NewEvent>) -> Result<Vec<Self>, StoreError> {
        events.into_iter().map(Self::new).collect()
    }

    fn id(&self) -> [Arg<'_>; 3] {
        let [org, env] = tenant_args(&self.tenant);
        [org, env, Arg::Text(self.row.event_id.as_deref().unwrap_or_default())]
    }

    fn is_same_id(&self, other: &Self) -> bool {
        self.tenant == other.tenant && self.row.event_id == other.row.event_id
    }

    /// The values of its id's row.
    fn id_values(&self) -> [Arg<'_>; 6] {
        let [org, env, id] = self.id();
        let (at, sequence) = (Arg::I64(self.row.occurred_at_ms), Arg::I64(self.row.sequence));
        [org, env, id, Arg::Text(&self.row.tracker_code), at, sequence]
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

/// Adds events, each once per event id; answers for each, in the order given. They are added in the order of their
/// codes, so that two transactions that share some do not wait for each other in a circle.
/// `now_ms` is the environment's time, for those who are told.
pub(crate) async fn append_all<T: Tx>(
    tx: &mut T,
    events: &[Ready],
    now_ms: Option<i64>,
) -> Result<Vec<Appended>, StoreError> {
    append_bounded(tx, events, now_ms, None).await
}

/// The same; an event beyond the bound of its piece is left out.
async fn append_bounded<T: Tx>(
    tx: &mut T,
    events: &[Ready],
    now_ms: Option<i64>,
    per_piece_max: Option<usize>,
) -> Result<Vec<Appended>, StoreError> {
    let mut by_code: Vec<usize> = (0..events.len()).collect();
    by_code.sort_by(|a, b| events[*a].row.tracker_code.cmp(&events[*b].row.tracker_code));
    let mut answers = vec![Appended::UnknownCode; events.len()];
    let owned = owned(tx, events, by_code).await?;

    let ids: Vec<_> = owned.iter().map(|at| events[*at].id_values()).collect();
    let taken = tx.run_each(TAKE_ID, &ids).await?;
    let (mut new, mut repeated) = (Vec::with_capacity(owned.len()), Vec::new());
    for (at, taken) in owned.into_iter().zip(taken) {
        if taken > 0 { new.push(at) } else { repeated.push(at) }
    }
    if let Some(max) = per_piece_max {
        let surplus = take_surplus(tx, events, &mut new, max).await?;
        let is_surplus = |at: &usize| surplus.iter().any(|other| events[*other].is_same_id(&events[*at]));
        let repeats: Vec<_> = repeated.extract_if(.., |at| is_surplus(at)).collect();
        for at in surplus.into_iter().chain(repeats) {
            answers[at] = Appended::TooMany;
        }
    }
    let told = insert(tx, events, &new).await?;
    for at in &new {
        answers[*at] = Appended::Stored;
    }
    remember_cards(tx, &cards(events, &new)).await?;
    // After the events are written: what is repeated may be one of this batch.
    let known = known(tx, events, &repeated).await?;
    repeated
        .into_iter()
        .zip(known)
        .for_each(|(at, known)| answers[at] = known);
    tell_each(tx, now_ms, &told).await?;
    Ok(answers)
}

/// Takes from new events, which are in the order of their codes, those beyond the bound of their pieces, and frees their
/// ids. The codes are held, so nobody adds to them meanwhile.
async fn take_surplus<T: Tx>(
    tx: &mut T,
    events: &[Ready],
    new: &mut Vec<usize>,
    max: usize,
) -> Result<Vec<usize>, StoreError> {
    let code_of = |at: usize| events[at].row.tracker_code.as_str();
    let mut codes: Vec<_> = new.iter().map(|at| code_of(*at)).collect();
    codes.dedup();
    let counted: Vec<_> = codes.iter().map(|code| [Arg::Text(code), count_arg(max)]).collect();
    let counts: Vec<Option<i64>> = tx.opt_each(COUNT_TO, &counted).await?;
    let mut room: HashMap<&str, usize> = codes
        .into_iter()
        .zip(counts)
        .map(|(code, count)| {
            let count = count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
            (code, max.saturating_sub(count))
        })
        .collect();
    let has_no_room = |at: &mut usize| match room.get_mut(code_of(*at)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    let surplus: Vec<usize> = new.extract_if(.., has_no_room).collect();
    let ids: Vec<_> = surplus.iter().map(|at| events[*at].id()).collect();
    tx.run_all(FREE_ID, &ids).await?;
    Ok(surplus)
}

/// The cards that events left, with the pieces they were left for.
fn cards<'e>(events: &'e [Ready], new: &[usize]) -> Vec<(&'e str, &'e str, &'e Tenant)> {
    let new = new.iter().map(|at| &events[*at]);
    new.filter_map(|event| Some((event.card.as_deref()?, event.row.tracker_code.as_str(), &event.tenant)))
        .collect()
}

/// Those of the events whose code is their tenant's, in the order given, which is the order of their codes.
async fn owned<T: Tx>(tx: &mut T, events: &[Ready], mut by_code: Vec<usize>) -> Result<Vec<usize>, StoreError> {
    let mut codes: Vec<_> = by_code.iter().map(|at| events[*at].row.tracker_code.as_str()).collect();
    codes.dedup();
    let held: Vec<_> = codes.iter().map(|code| [Arg::Text(code)]).collect();
    let places: Vec<Option<Place>> = tx.opt_each(HOLD_CODE, &held).await?;
    let mut places = codes.iter().copied().zip(places).peekable();
    let mut owner = None;
    by_code.retain(|at| {
        let code = events[*at].row.tracker_code.as_str();
        if let Some((_, place)) = places.next_if(|(next, _)| *next == code) {
            owner = place.map(|place| place.tenant);
        }
        owner == Some(events[*at].tenant)
    });
    Ok(by_code)
}

/// Writes events whose ids were taken; those who listen are to be told of them.
async fn insert<'e, T: Tx>(
    tx: &mut T,
    events: &'e [Ready],
    new: &[usize],
) -> Result<Vec<(Tenant, Told<'e>)>, StoreError> {
    let rows: Vec<_> = new
        .iter()
        .map(|at| events[*at].row.values(&events[*at].tenant))
        .collect();
    let inserted = tx.run_each(INSERT_FIRST, &rows).await?;
    let mut told = Vec::with_capacity(new.len());
    for (at, inserted) in new.iter().zip(inserted) {
        let event = &events[*at];
        let sequence = match inserted {
            0 => insert_after_others(tx, event).await?,
            _ => event.row.sequence,
        };
        told.push((
            event.tenant,
            Told {
                row: &event.row,
                sequence,
            },
        ));
    }
    Ok(told)
}

/// Writes an event of a moment that has others of its piece; equal times keep the order of arrival.
async fn insert_after_others<T: Tx>(tx: &mut T, event: &Ready) -> Result<i64, StoreError> {
    let moment = [Arg::Text(&event.row.tracker_code), Arg::I64(event.row.occurred_at_ms)];
    let sequence = tx.opt(NEXT_SEQUENCE, &moment).await?.unwrap_or(0);
    let row = EventRow {
        sequence,
        ..event.row.clone()
    };
    if tx.run(INSERT_FIRST, &row.values(&event.tenant)).await? == 0 {
        return Err(StoreError::Race("another event came at the same moment".into()));
    }
    let [org, env, id] = event.id();
    tx.run(MOVE_ID, &[Arg::I64(sequence), org, env, id]).await?;
    Ok(sequence)
}

/// What is known of events whose ids were taken before: the same event, or another.
async fn known<T: Tx>(tx: &mut T, events: &[Ready], repeated: &[usize]) -> Result<Vec<Appended>, StoreError> {
    let ids: Vec<_> = repeated.iter().map(|at| events[*at].id()).collect();
    let places: Vec<Option<EventPlace>> = tx.opt_each(EVENT_PLACE, &ids).await?;
    let Some(places) = places.into_iter().collect::<Option<Vec<_>>>() else {
        return Err(StoreError::Race(
            "an event of this id was deleted at this moment".into(),
        ));
    };
    let at_places: Vec<_> = places
        .iter()
        .map(|place| {
            let code = Arg::Text(&place.tracker_code);
            [code, Arg::I64(place.occurred_at_ms), Arg::I64(place.sequence)]
        })
        .collect();
    let stored: Vec<Option<Event>> = tx.opt_each(EVENT, &at_places).await?;
    let known = repeated
        .iter()
        .zip(places.iter().zip(stored))
        .map(|(at, (place, stored))| {
            let row = &events[*at].row;
            let event = event_body::read(row.occurred_at_ms, &row.body).ok();
            let is_same = place.tracker_code == row.tracker_code && stored.is_some() && stored == event;
            if is_same {
                Appended::Duplicate
            } else {
                Appended::IdReused
            }
        });
    Ok(known.collect())
}

/// Raises the versions of the codes that got events.
pub(crate) fn raise(versions: &Versions, codes: &[String], appended: &[Appended]) {
    let stored = codes
        .iter()
        .zip(appended)
        .filter(|(_, appended)| **appended == Appended::Stored);
    stored.for_each(|(code, _)| versions.raise(code));
}

impl Store {
    /// Adds events, all in one durable step, each once per event id; answers for each, in order. Subscribers are told of
    /// them at this time of their environment; without one, as if they came in when they happened.
    pub async fn append_events_at(
        &self,
        events: Vec<NewEvent>,
        now: Option<Timestamp>,
    ) -> Result<Vec<Appended>, StoreError> {
        self.append(events, now, None).await
    }

    /// The same for events that come from outside: none is added to a piece that has `per_piece_max` events already.
    pub async fn append_scans(
        &self,
        events: Vec<NewEvent>,
        now: Option<Timestamp>,
        per_piece_max: usize,
    ) -> Result<Vec<Appended>, StoreError> {
        self.append(events, now, Some(per_piece_max)).await
    }

    async fn append(
        &self,
        events: Vec<NewEvent>,
        now: Option<Timestamp>,
        per_piece_max: Option<usize>,
    ) -> Result<Vec<Appended>, StoreError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let events = Ready::all(events)?;
        let now_ms = now.map(Timestamp::as_millisecond);
        let codes: Vec<_> = events.iter().map(|event| event.row.tracker_code.clone()).collect();
        on_engine!(
            self,
            write | tx | append_bounded(tx, &events, now_ms, per_piece_max),
            then move |versions, appended: &Vec<Appended>| raise(versions, &codes, appended)
        )
    }

    /// The same without a time.
    pub async fn append_events(&self, events: Vec<NewEvent>) -> Result<Vec<Appended>, StoreError> {
        self.append_events_at(events, None).await
    }
}
