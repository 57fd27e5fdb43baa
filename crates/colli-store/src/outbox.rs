//! Telling: the deliveries of events and notices, written in the transaction that stores the events or the resources, so
//! that none is lost and none is made up.

use crate::StoreError;
use crate::event_body;
use crate::exceptions::HOLD_SUBSCRIBER;
use crate::job::poke_job;
use crate::notice::{self, NewNotice};
use crate::shipment::EventRow;
use crate::subscriber::telling_job;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, tenant_args};
use colli_core::ids::Tenant;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The filter that lets everything through.
const ALL: &str = "*";

// The one question a registration or scan of a tenant nobody listens to pays for.
const LISTENING: Sql = Sql::new(
    "select subscriber_id, per_parcel, filter, failures from subscribers where org = $1 and env = $2 and enabled = 1",
);
const SUBSCRIBED: Sql = Sql::new("select cast(1 as bigint) from subscriptions where code = $1 and subscriber_id = $2");
const LAST: Sql = Sql::new(
    "select position, state, told_at from deliveries where org = $1 and env = $2 and subscriber_id = $3 and code = $4
     order by position desc limit 1",
);
const INSERT: Sql = Sql::new(
    "insert into deliveries (org, env, subscriber_id, code, position, occurred_at, sequence, told_at, due_at, state, attempts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, 0)",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[LISTENING, SUBSCRIBED, LAST, INSERT];

/// Who listens.
struct Listener {
    id: Uuid,
    is_per_parcel: bool,
    filter: String,
    is_failing: bool,
}

impl FromRow for Listener {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.uuid(0)?,
            is_per_parcel: row.i64(1)? != 0,
            filter: row.text(2)?.to_owned(),
            is_failing: row.i64(3)? > 0,
        })
    }
}

impl Listener {
    fn wants_all(&self) -> bool {
        self.filter.split(',').any(|word| word == ALL)
    }

    fn wants(&self, category: &str, status: &str) -> bool {
        let mut wanted = self.filter.split(',');
        wanted.any(|word| word == category || word == status)
    }

    /// Notices are told to who names their topic: who wants every event of parcels knows no other shape than theirs.
    fn wants_notice(&self, notice: NewNotice) -> bool {
        self.filter.split(',').any(|word| word == notice.topic.word())
    }
}

/// The end of a code's deliveries at a subscriber.
#[derive(Clone, Copy)]
struct End {
    position: i64,
    is_done: bool,
    told_at_ms: i64,
}

impl End {
    /// Of a code the subscriber was told nothing of.
    const NONE: Self = Self {
        position: -1,
        is_done: true,
        told_at_ms: i64::MIN,
    };

    /// The row of the next delivery, which is the end then. `event`: when it happened, and its sequence.
    fn next<'a>(
        &mut self,
        tenant: &'a Tenant,
        listener: &'a Listener,
        code: &'a str,
        now_ms: i64,
        [occurred_at, sequence]: [Arg<'a>; 2],
    ) -> [Arg<'a>; 9] {
        let waits = !self.is_done;
        self.position += 1;
        self.is_done = false;
        // Told in the order of positions also where events come in late: what is given up by its age is the first of them.
        self.told_at_ms = self.told_at_ms.max(now_ms);
        let [org, env] = tenant_args(tenant);
        [
            org,
            env,
            Arg::from(&listener.id),
            Arg::Text(code),
            Arg::I64(self.position),
            occurred_at,
            sequence,
            Arg::I64(self.told_at_ms),
            Arg::I64(waits.into()),
        ]
    }
}

impl FromRow for End {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            position: row.i64(0)?,
            is_done: row.i64(1)? >= 2,
            told_at_ms: row.i64(2)?,
        })
    }
}

/// An event that was just stored.
#[derive(Clone, Copy)]
pub(crate) struct Told<'e> {
    /// Its row.
    pub(crate) row: &'e EventRow,
    /// Its place among those of its code and time.
    pub(crate) sequence: i64,
}

/// Writes the deliveries of events that were just stored, all of one tenant and those of a code in the order they came in,
/// and has their subscribers told. The caller holds the events' codes (`HOLD_CODE`), or made them in this transaction:
/// that is what makes positions safe. `now_ms` is the environment's time; `None` takes each event's own. Call it last in
/// a transaction: it holds the subscribers' jobs.
pub(crate) async fn tell<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    now_ms: Option<i64>,
    events: &[Told<'_>],
) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let listeners: Vec<Listener> = tx.all(LISTENING, &tenant_args(tenant)).await?;
    for listener in &listeners {
        if tell_one(tx, tenant, now_ms, events, listener).await? {
            // Due since ever: the store knows no real time, and the workers start it at once.
            let job = telling_job(*tenant, listener.id, listener.is_failing, Timestamp::UNIX_EPOCH);
            poke_job(tx, &job).await?;
        }
    }
    Ok(())
}

/// The same for events of several tenants.
pub(crate) async fn tell_each<T: Tx>(
    tx: &mut T,
    now_ms: Option<i64>,
    events: &[(Tenant, Told<'_>)],
) -> Result<(), StoreError> {
    let mut of_tenants: BTreeMap<Tenant, Vec<Told<'_>>> = BTreeMap::new();
    for (tenant, told) in events {
        of_tenants.entry(*tenant).or_default().push(*told);
    }
    for (tenant, events) in &of_tenants {
        tell(tx, tenant, now_ms, events).await?;
    }
    Ok(())
}

/// Writes the deliveries of notices of resources that were just written, in the order given, and has their subscribers
/// told. Call it last in a transaction, and before [`tell`] if both are called: it holds the subscribers, then their jobs.
pub(crate) async fn tell_objects<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    now_ms: i64,
    notices: &[NewNotice],
) -> Result<(), StoreError> {
    if notices.is_empty() {
        return Ok(());
    }
    let [org, env] = tenant_args(tenant);
    let mut listeners: Vec<Listener> = tx.all(LISTENING, &[org, env]).await?;
    listeners.retain(|listener| notices.iter().any(|notice| listener.wants_notice(*notice)));
    // In one order, so that two transactions do not wait for each other in a circle.
    listeners.sort_unstable_by_key(|listener| listener.id);
    let ids: Vec<_> = listeners
        .iter()
        .map(|listener| [org, env, Arg::from(&listener.id)])
        .collect();
    let enabled: Vec<Option<i64>> = tx.opt_each(HOLD_SUBSCRIBER, &ids).await?;
    for (listener, enabled) in listeners.iter().zip(enabled) {
        if enabled != Some(1) {
            continue;
        }
        let wanted = notices.iter().filter(|notice| listener.wants_notice(**notice));
        notify(tx, tenant, now_ms, &wanted.copied().collect::<Vec<_>>(), listener).await?;
    }
    Ok(())
}

/// Writes a delivery of the subscriber itself, of a step's number, behind those before it, and has it told. For one that was
/// just made or changed in this transaction, which holds it. Call it last in a transaction.
pub(crate) async fn tell_step<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    now_ms: i64,
    subscriber: Uuid,
    number: i64,
) -> Result<(), StoreError> {
    let listener = Listener {
        id: subscriber,
        is_per_parcel: false,
        filter: String::new(),
        is_failing: false,
    };
    let code = notice::code_of(subscriber);
    let [org, env] = tenant_args(tenant);
    let asked = [org, env, Arg::from(&subscriber), Arg::Text(&code)];
    let mut end = tx.opt::<End>(LAST, &asked).await?.unwrap_or(End::NONE);
    let event = [Arg::I64(now_ms), Arg::I64(number)];
    let row = end.next(tenant, &listener, &code, now_ms, event);
    tx.run(INSERT, &row).await?;
    poke_job(tx, &telling_job(*tenant, subscriber, false, Timestamp::UNIX_EPOCH)).await
}

/// Writes a subscriber's deliveries of notices, and has it told.
async fn notify<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    now_ms: i64,
    notices: &[NewNotice],
    listener: &Listener,
) -> Result<(), StoreError> {
    let [org, env] = tenant_args(tenant);
    let id = Arg::from(&listener.id);
    let codes: Vec<String> = notices.iter().map(|notice| notice::code_of(notice.object)).collect();
    let asked: Vec<_> = codes.iter().map(|code| [org, env, id, Arg::Text(code)]).collect();
    let ends: Vec<Option<End>> = tx.opt_each(LAST, &asked).await?;
    let mut ends: HashMap<&str, End> = codes
        .iter()
        .zip(ends)
        .map(|(code, end)| (code.as_str(), end.unwrap_or(End::NONE)))
        .collect();
    let mut rows = Vec::with_capacity(notices.len());
    for (notice, code) in notices.iter().zip(&codes) {
        let Some(end) = ends.get_mut(code.as_str()) else {
            continue;
        };
        let (number, now) = (Arg::I64(notice.topic.number()), Arg::I64(now_ms));
        rows.push(end.next(tenant, listener, code, now_ms, [now, number]));
    }
    tx.run_all(INSERT, &rows).await?;
    let job = telling_job(*tenant, listener.id, listener.is_failing, Timestamp::UNIX_EPOCH);
    poke_job(tx, &job).await
}

/// Writes a subscriber's deliveries; whether there are any.
async fn tell_one<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    now_ms: Option<i64>,
    events: &[Told<'_>],
    listener: &Listener,
) -> Result<bool, StoreError> {
    let mut wanted = Vec::with_capacity(events.len());
    for event in events {
        if wants(listener, event.row)? {
            wanted.push(*event);
        }
    }
    let mut ends = ends(tx, tenant, listener, &wanted).await?;
    let mut rows = Vec::with_capacity(wanted.len());
    for Told { row, sequence } in wanted {
        let Some(end) = ends.get_mut(row.tracker_code.as_str()) else {
            continue;
        };
        let now_ms = now_ms.unwrap_or(row.occurred_at_ms);
        let event = [Arg::I64(row.occurred_at_ms), Arg::I64(sequence)];
        rows.push(end.next(tenant, listener, &row.tracker_code, now_ms, event));
    }
    tx.run_all(INSERT, &rows).await?;
    Ok(!rows.is_empty())
}

/// The ends of the deliveries of the codes a subscriber is told of.
async fn ends<'e, T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    listener: &Listener,
    wanted: &[Told<'e>],
) -> Result<HashMap<&'e str, End>, StoreError> {
    let [org, env] = tenant_args(tenant);
    let id = Arg::from(&listener.id);
    let mut codes: Vec<&str> = wanted.iter().map(|told| told.row.tracker_code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    if listener.is_per_parcel {
        let asked: Vec<_> = codes.iter().map(|code| [Arg::Text(code), id]).collect();
        let answers: Vec<Option<i64>> = tx.opt_each(SUBSCRIBED, &asked).await?;
        let mut answers = answers.into_iter();
        codes.retain(|_| answers.next().flatten().is_some());
    }
    let asked: Vec<_> = codes.iter().map(|code| [org, env, id, Arg::Text(code)]).collect();
    let ends: Vec<Option<End>> = tx.opt_each(LAST, &asked).await?;
    Ok(codes
        .into_iter()
        .zip(ends.into_iter().map(|end| end.unwrap_or(End::NONE)))
        .collect())
}

fn wants(listener: &Listener, row: &EventRow) -> Result<bool, StoreError> {
    if listener.wants_all() {
        return Ok(true);
    }
    let event = event_body::read(row.occurred_at_ms, &row.body).map_err(|_| StoreError::Unreadable("event"))?;
    Ok(listener.wants(&event.category, &event.status))
}
