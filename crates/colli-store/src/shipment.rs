//! Shipments, with their tracker codes and labels.

use crate::shipment_body::{self, StoredShipment};
use crate::tracking::shipment_of_code;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, event_body, on_engine, outbox, plan};
use colli_core::ids::{LabelId, ShipmentId, Tenant};
use colli_core::shipment::Shipment;
use colli_core::tracking::Event;
use jiff::Timestamp;
use std::fmt;
use uuid::Uuid;

/// A shipment to register, with the events of its registration.
#[derive(Clone, Debug)]
pub struct NewShipment {
    /// The shipment.
    pub shipment: Shipment,
    /// Its first events, in order, each on the code of one of its pieces.
    pub events: Vec<PieceEvent>,
}

/// An event and the piece it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PieceEvent {
    /// The piece.
    pub tracker_code: String,
    /// What happened.
    pub event: Event,
}

/// What became of a registration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inserted {
    /// It is stored.
    Created(Box<Shipment>),
    /// The tenant has this shipment id already, or another of its shipments owns one of the label ids: that shipment,
    /// as stored. Nothing was written. Compare the orders to tell a repetition from a clash.
    Existing(Box<Shipment>),
}

/// A place in the list of a tenant's shipments, to continue from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// Registration time of the last shipment seen, in milliseconds.
    created_at_ms: i64,
    /// Its place among those of the same time.
    sequence: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.created_at_ms, self.sequence)
    }
}

impl Cursor {
    /// The place of the first shipment registered before a time.
    pub fn before(time: Timestamp) -> Self {
        Self {
            created_at_ms: time.as_millisecond(),
            sequence: i64::MIN,
        }
    }

    /// Reads back what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (time, sequence) = text.rsplit_once('-')?;
        Some(Self {
            created_at_ms: time.parse().ok()?,
            sequence: sequence.parse().ok()?,
        })
    }
}

/// A page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// The shipments, newest first.
    pub shipments: Vec<Shipment>,
    /// Where a page after each of them starts.
    pub cursors: Vec<Cursor>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<Cursor>,
}

const INSERT: Sql = Sql::new(
    "insert into shipments (org, env, shipment_id, account, order_reference, created_at, body)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (org, env, shipment_id) do nothing",
);
const INSERT_CODE: Sql = Sql::new("insert into tracker_codes (code, org, env, shipment_id) values ($1, $2, $3, $4)");
const INSERT_LABEL: Sql = Sql::new("insert into labels (org, env, label_id, shipment_id) values ($1, $2, $3, $4)");
const INSERT_EVENT: Sql = Sql::new(
    "insert into events (code, occurred_at, sequence, org, env, event_id, body) values ($1, $2, $3, $4, $5, $6, $7)",
);
pub(crate) const BY_ID: Sql = Sql::new(
    "select org, env, shipment_id, created_at, body from shipments where org = $1 and env = $2 and shipment_id = $3",
);
const BY_LABEL: Sql = Sql::new(
    "select s.org, s.env, s.shipment_id, s.created_at, s.body from labels l
       join shipments s on s.org = l.org and s.env = l.env and s.shipment_id = l.shipment_id
     where l.org = $1 and l.env = $2 and l.label_id = $3",
);
const BY_REFERENCE: Sql = Sql::new(
    "select org, env, shipment_id, created_at, body from shipments where org = $1 and env = $2 and order_reference = $3 order by seq desc limit $4",
);
// Shipments of other networks are bought at a rate; text of clients cannot look so, as its quotes are escaped.
const LIST: Sql = Sql::new(
    "select org, env, shipment_id, created_at, body from shipments
     where org = $1 and env = $2 and body not like '%\"origin\":\"transaction\"%'
     order by created_at desc, seq desc limit $3 offset $4",
);
const LIST_AFTER: Sql = Sql::new(
    "select org, env, shipment_id, created_at, body, seq from shipments where org = $1 and env = $2 and (created_at, seq) < ($3, $4)
     order by created_at desc, seq desc limit $5",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    INSERT,
    INSERT_CODE,
    INSERT_LABEL,
    INSERT_EVENT,
    BY_ID,
    BY_LABEL,
    BY_REFERENCE,
    LIST,
    LIST_AFTER,
];

/// A shipment in a list, with its place.
struct Listed(Cursor, Shipment);

impl FromRow for Listed {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let cursor = Cursor {
            created_at_ms: row.i64(3)?,
            sequence: row.i64(5)?,
        };
        Ok(Self(cursor, Shipment::from_row(row)?))
    }
}

/// An event row to write.
#[derive(Clone, Debug)]
pub(crate) struct EventRow {
    pub(crate) tracker_code: String,
    pub(crate) occurred_at_ms: i64,
    pub(crate) sequence: i64,
    pub(crate) event_id: Option<String>,
    pub(crate) body: String,
}

impl EventRow {
    /// Its values in the order of the table's columns.
    pub(crate) fn values<'e>(&'e self, tenant: &'e Tenant) -> [Arg<'e>; 7] {
        let [org, env] = tenant_args(tenant);
        [
            Arg::Text(&self.tracker_code),
            Arg::I64(self.occurred_at_ms),
            Arg::I64(self.sequence),
            org,
            env,
            Arg::OptText(self.event_id.as_deref()),
            Arg::Text(&self.body),
        ]
    }
}

/// Everything a registration writes, made on the caller's thread: the writer only binds and inserts.
pub(crate) struct Rows {
    pub(crate) tenant: Tenant,
    pub(crate) id: ShipmentId,
    pub(crate) account: String,
    pub(crate) order_reference: Option<String>,
    pub(crate) created_at_ms: i64,
    pub(crate) body: String,
    pub(crate) codes: Vec<String>,
    pub(crate) labels: Vec<Uuid>,
    pub(crate) events: Vec<EventRow>,
    /// Codes with plans, and when each is due first, in milliseconds; `None` for one on hold.
    pub(crate) plans: Vec<(String, Option<i64>)>,
}

impl Rows {
    pub(crate) fn new(shipment: &Shipment, events: Vec<PieceEvent>) -> Result<Self, StoreError> {
        let id = shipment.order.shipment_id;
        // A shipment of one piece has no code of its own, or the piece's.
        let mut codes: Vec<String> = shipment
            .pieces
            .iter()
            .filter_map(|piece| piece.tracker_code.clone())
            .collect();
        codes.extend(shipment.tracker_code.clone().filter(|code| !codes.contains(code)));
        Ok(Self {
            tenant: shipment.tenant,
            id,
            account: shipment.order.account.to_string(),
            order_reference: shipment.order.order_reference.clone(),
            created_at_ms: shipment.created_at.as_millisecond(),
            body: shipment_body::write(shipment)?,
            codes,
            labels: shipment
                .pieces
                .iter()
                .map(|piece| piece.label_id.0)
                .filter(|label| *label != id.0)
                .collect(),
            events: event_rows(events)?,
            plans: Vec::new(),
        })
    }
}

/// Events of a registration; equal times on a code keep their order.
fn event_rows(events: Vec<PieceEvent>) -> Result<Vec<EventRow>, StoreError> {
    let mut rows: Vec<EventRow> = Vec::with_capacity(events.len());
    for PieceEvent { tracker_code, event } in events {
        let occurred_at_ms = event.occurred_at.as_millisecond();
        let body = event_body::write(&event)?;
        let before = rows
            .iter()
            .filter(|row| row.tracker_code == tracker_code && row.occurred_at_ms == occurred_at_ms);
        let sequence = i64::try_from(before.count()).unwrap_or(i64::MAX);
        rows.push(EventRow {
            tracker_code,
            occurred_at_ms,
            sequence,
            event_id: None,
            body,
        });
    }
    Ok(rows)
}

/// Writes a registration; returns the shipment that was there before, if one was.
async fn insert<T: Tx>(tx: &mut T, rows: &Rows) -> Result<Option<StoredShipment>, StoreError> {
    let [org, env] = tenant_args(&rows.tenant);
    let id = Arg::from(&rows.id.0);
    if let Some(owner) = label_owner(tx, rows).await? {
        return Ok(Some(owner));
    }
    let args = [
        org,
        env,
        id,
        Arg::Text(&rows.account),
        Arg::OptText(rows.order_reference.as_deref()),
        Arg::I64(rows.created_at_ms),
        Arg::Text(&rows.body),
    ];
    if tx.run(INSERT, &args).await? == 0 {
        let existing = tx.opt::<StoredShipment>(BY_ID, &[org, env, id]).await?;
        return existing
            .map(Some)
            .ok_or_else(|| StoreError::Race("the shipment of this id was deleted at this moment".into()));
    }
    let codes: Vec<_> = rows.codes.iter().map(|code| [Arg::Text(code), org, env, id]).collect();
    tx.run_all(INSERT_CODE, &codes).await?;
    let labels: Vec<_> = rows
        .labels
        .iter()
        .map(|label| [org, env, Arg::from(label), id])
        .collect();
    tx.run_all(INSERT_LABEL, &labels).await?;
    plan::insert_plans(tx, &rows.tenant, rows.id, &rows.plans).await?;
    insert_events(tx, &rows.tenant, &rows.events).await?;
    let told = rows.events.iter().map(|row| outbox::Told {
        row,
        sequence: row.sequence,
    });
    outbox::tell(tx, &rows.tenant, Some(rows.created_at_ms), &told.collect::<Vec<_>>()).await?;
    Ok(None)
}

/// Writes events.
pub(crate) async fn insert_events<T: Tx>(tx: &mut T, tenant: &Tenant, events: &[EventRow]) -> Result<(), StoreError> {
    let rows: Vec<_> = events.iter().map(|event| event.values(tenant)).collect();
    tx.run_all(INSERT_EVENT, &rows).await
}

/// Whether an id can be in the table of labels: only derived ones are, and those are of version 5 (see `LabelId`).
fn may_be_derived(id: Uuid) -> bool {
    id.get_version_num() == 5
}

/// The shipment that owns one of the ids this registration would use: its own id as a label of another one, or one of
/// its further labels. A shipment with one piece and an id the client made up, nearly every one, costs nothing here.
async fn label_owner<T: Tx>(tx: &mut T, rows: &Rows) -> Result<Option<StoredShipment>, StoreError> {
    let [org, env] = tenant_args(&rows.tenant);
    if may_be_derived(rows.id.0) {
        let owner = tx.opt(BY_LABEL, &[org, env, Arg::from(&rows.id.0)]).await?;
        if owner.is_some() {
            return Ok(owner);
        }
    }
    for label in &rows.labels {
        for sql in [BY_LABEL, BY_ID] {
            let owner = tx.opt(sql, &[org, env, Arg::from(label)]).await?;
            if owner.is_some() {
                return Ok(owner);
            }
        }
    }
    Ok(None)
}

async fn by_label<T: Tx>(tx: &mut T, tenant: Tenant, label: LabelId) -> Result<Option<Shipment>, StoreError> {
    let [org, env] = tenant_args(&tenant);
    let args = [org, env, Arg::from(&label.0)];
    match tx.opt(BY_ID, &args).await? {
        None if may_be_derived(label.0) => tx.opt(BY_LABEL, &args).await,
        found => Ok(found),
    }
}

async fn list_after<T: Tx>(
    tx: &mut T,
    tenant: Tenant,
    limit: usize,
    after: Option<Cursor>,
) -> Result<Page, StoreError> {
    let [org, env] = tenant_args(&tenant);
    let after = after.unwrap_or(Cursor {
        created_at_ms: i64::MAX,
        sequence: i64::MAX,
    });
    // One more than asked tells whether there is a next page.
    let more = limit.saturating_add(1);
    let args = [
        org,
        env,
        Arg::I64(after.created_at_ms),
        Arg::I64(after.sequence),
        count_arg(more),
    ];
    let mut listed: Vec<Listed> = tx.all(LIST_AFTER, &args).await?;
    let more = listed.len() > limit;
    listed.truncate(limit);
    let next = listed.last().filter(|_| more).map(|Listed(cursor, _)| *cursor);
    let (cursors, shipments) = listed
        .into_iter()
        .map(|Listed(cursor, shipment)| (cursor, shipment))
        .unzip();
    Ok(Page {
        shipments,
        cursors,
        next,
    })
}

impl Store {
    /// Registers a shipment with its codes, labels and events, once per client id and tenant. Concurrent duplicates
    /// make one.
    ///
    /// Nothing happens here but the insert, so calling it from many tasks measures the bare group-commit rate of these
    /// rows.
    pub async fn insert_shipment(&self, new: NewShipment) -> Result<Inserted, StoreError> {
        self.insert_planned_shipment(new, None).await
    }

    /// The same, and when the plans of these pieces, which are drawn later, are due first; without a time they are on hold
    /// until [`Store::release_plans`].
    pub async fn insert_planned_shipment(
        &self,
        new: NewShipment,
        planned: Option<(Option<Timestamp>, Vec<String>)>,
    ) -> Result<Inserted, StoreError> {
        let NewShipment { shipment, events } = new;
        let mut rows = Rows::new(&shipment, events)?;
        if let Some((at, codes)) = planned {
            let at = at.map(Timestamp::as_millisecond);
            rows.plans = codes.into_iter().map(|code| (code, at)).collect();
        }
        let shipment = Box::new(shipment);
        match on_engine!(self, write | tx | insert(tx, &rows))? {
            None => Ok(Inserted::Created(shipment)),
            Some(stored) => stored.read().map(|shipment| Inserted::Existing(Box::new(shipment))),
        }
    }

    /// The shipment of this id.
    pub async fn shipment(&self, tenant: Tenant, id: ShipmentId) -> Result<Option<Shipment>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(BY_ID, &[org, env, Arg::from(&id.0)]))
    }

    /// Several shipments, in the order asked for; `None` for those there are not.
    pub async fn shipments(&self, tenant: Tenant, ids: &[ShipmentId]) -> Result<Vec<Option<Shipment>>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let asked: Vec<_> = ids.iter().map(|id| [org, env, Arg::from(&id.0)]).collect();
        on_engine!(self, read | tx | tx.opt_each(BY_ID, &asked))
    }

    /// The shipment one of whose pieces has this label, or whose own id it is.
    pub async fn shipment_of_label(&self, tenant: Tenant, label: LabelId) -> Result<Option<Shipment>, StoreError> {
        on_engine!(self, read | tx | by_label(tx, tenant, label))
    }

    /// Shipments with this order reference, newest first.
    pub async fn shipments_by_order_reference(
        &self,
        tenant: Tenant,
        reference: &str,
        limit: usize,
    ) -> Result<Vec<Shipment>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(
            self,
            read | tx | tx.all(BY_REFERENCE, &[org, env, Arg::Text(reference), count_arg(limit)])
        )
    }

    /// The tenant's shipment with this code, of a piece or of the whole.
    pub async fn shipment_by_tracker_code(&self, tenant: Tenant, code: &str) -> Result<Option<Shipment>, StoreError> {
        on_engine!(self, read | tx | shipment_of_code(tx, code, Some(tenant)))
    }

    /// The tenant's shipments that were ordered as such, newest first; of equal times the last registered first. Purchases
    /// of other networks are left out. The cost grows with `skip`.
    pub async fn list_shipments(&self, tenant: Tenant, limit: usize, skip: usize) -> Result<Vec<Shipment>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(
            self,
            read | tx | tx.all(LIST, &[org, env, count_arg(limit), count_arg(skip)])
        )
    }

    /// The same list from a cursor on (`None`: from the newest); each page costs the same.
    pub async fn list_shipments_after(
        &self,
        tenant: Tenant,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Page, StoreError> {
        on_engine!(self, read | tx | list_after(tx, tenant, limit, after))
    }
}
