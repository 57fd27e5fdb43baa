//! Finding pieces with their events by code, over the whole installation.

use crate::shipment;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
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
    /// Its events, oldest first; equal times in order of arrival. Of more than a thousand the latest.
    pub events: Vec<Event>,
}

/// Where a code leads.
pub(crate) const PLACE: Sql = Sql::new("select org, env, shipment_id from tracker_codes where code = $1");
const EVENTS: Sql =
    Sql::new("select occurred_at, body from events where code = $1 order by occurred_at desc, sequence desc limit $2");
const COUNT: Sql = Sql::new("select count(*) from events where code = $1");
const LATEST: Sql =
    Sql::new("select occurred_at, body from events where code = $1 order by occurred_at desc, sequence desc limit 1");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[PLACE, EVENTS, COUNT, LATEST];

impl FromRow for Event {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        event_body::read(row.i64(0)?, row.text(1)?).map_err(|_| StoreError::Unreadable("event"))
    }
}

/// Where a code leads: its tenant and shipment.
pub(crate) struct Place {
    pub(crate) tenant: Tenant,
    pub(crate) shipment: ShipmentId,
}

impl FromRow for Place {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.tenant(0)?,
            shipment: ShipmentId(row.uuid(2)?),
        })
    }
}

/// The shipment of a code. A statement for the code and one for the shipment instead of a join: codes and shipments may
/// be on different nodes of the database, the ones distributed by code, the others by organisation.
pub(crate) async fn shipment_of_code<T: Tx>(
    tx: &mut T,
    code: &str,
    owner: Option<Tenant>,
) -> Result<Option<Shipment>, StoreError> {
    let place: Option<Place> = tx.opt(PLACE, &[Arg::Text(code)]).await?;
    let Some(place) = place.filter(|place| owner.is_none_or(|owner| owner == place.tenant)) else {
        return Ok(None);
    };
    let [org, env] = tenant_args(&place.tenant);
    tx.opt(shipment::BY_ID, &[org, env, Arg::from(&place.shipment.0)]).await
}

async fn events_of<T: Tx>(tx: &mut T, code: &str, limit: usize) -> Result<Vec<Event>, StoreError> {
    let limit = limit.min(EVENTS_PER_PIECE_MAX);
    let mut events: Vec<Event> = tx.all(EVENTS, &[Arg::Text(code), count_arg(limit)]).await?;
    events.reverse();
    Ok(events)
}

async fn events_of_all<T: Tx>(tx: &mut T, codes: &[String]) -> Result<Vec<Vec<Event>>, StoreError> {
    let mut found = Vec::with_capacity(codes.len());
    for code in codes {
        found.push(events_of(tx, code, EVENTS_PER_PIECE_MAX).await?);
    }
    Ok(found)
}

/// Reads no further than past the number of events.
async fn track<T: Tx>(tx: &mut T, code: &str, limit: usize, events_max: usize) -> Result<Vec<Tracked>, StoreError> {
    let Some(shipment) = shipment_of_code(tx, code, None).await? else {
        return Ok(Vec::new());
    };
    let shipment = Arc::new(shipment);
    let whole = shipment.tracker_code.as_deref() == Some(code);
    let mut left = events_max.saturating_add(1);
    let mut found = Vec::new();
    for piece in &shipment.pieces {
        let Some(tracker_code) = piece.tracker_code.as_deref() else {
            continue;
        };
        if found.len() == limit || left == 0 || !(whole || tracker_code == code) {
            continue;
        }
        let events = events_of(tx, tracker_code, left).await?;
        left -= events.len();
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

impl Store {
    /// The pieces a code names, over the whole installation: the piece with that code, or every coded piece of the
    /// shipment with it, at most `limit`. Unknown codes give nothing.
    pub async fn track(&self, code: &str, limit: usize) -> Result<Vec<Tracked>, StoreError> {
        on_engine!(self, read | tx | track(tx, code, limit, usize::MAX))
    }

    /// The same; `None` when there are more pieces or more events in all than these.
    pub async fn track_within(
        &self,
        code: &str,
        pieces_max: usize,
        events_max: usize,
    ) -> Result<Option<Vec<Tracked>>, StoreError> {
        let found = on_engine!(
            self,
            read | tx | track(tx, code, pieces_max.saturating_add(1), events_max)
        )?;
        let events: usize = found.iter().map(|tracked| tracked.events.len()).sum();
        Ok((found.len() <= pieces_max && events <= events_max).then_some(found))
    }

    /// How many events a piece has, however many.
    pub async fn count_events(&self, tracker_code: &str) -> Result<usize, StoreError> {
        let count: Option<i64> = on_engine!(self, read | tx | tx.opt(COUNT, &[Arg::Text(tracker_code)]))?;
        usize::try_from(count.unwrap_or(0)).map_err(|_| StoreError::Unreadable("number of events"))
    }

    /// The events of each of these codes, in their order, each oldest first.
    pub async fn events_of(&self, codes: Vec<String>) -> Result<Vec<Vec<Event>>, StoreError> {
        on_engine!(self, read | tx | events_of_all(tx, &codes))
    }

    /// The latest event of each of these codes, in their order.
    pub async fn latest_events(&self, codes: Vec<String>) -> Result<Vec<Option<Event>>, StoreError> {
        let codes: Vec<_> = codes.iter().map(|code| [Arg::Text(code)]).collect();
        on_engine!(self, read | tx | tx.opt_each(LATEST, &codes))
    }

    /// A version of what [`track`](Self::track) answers for the code of a piece, at no cost: it changes with the piece's
    /// events. Of the code of a whole shipment it says nothing. `None`: this engine cannot tell, so nothing may be cached.
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
