//! Deliveries: what a subscriber is told, event by event, each parcel's in the order its events came in.
//!
//! Of a code's deliveries to a subscriber, those from the first that is not done on are not done: that first one is ready
//! to be sent, the others wait for it. Every time here is the environment's.

use crate::exceptions::{HOLD_CODE, HOLD_SUBSCRIBER};
use crate::ingestion::EVENT;
use crate::notice::{self, NewNotice, Topic};
use crate::tracking::{PLACE, Place};
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::tracking::Event;
use jiff::Timestamp;
use uuid::Uuid;

/// Deliveries given up in one step.
const EXPIRE_MAX: usize = 200;
/// What became of a delivery so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeliveryState {
    /// It is sent when it is due.
    Ready,
    /// It waits for the parcel's event before it.
    Waiting,
    /// It was taken.
    Delivered,
    /// It was not taken in time.
    GivenUp,
}

impl DeliveryState {
    fn from_i64(value: i64) -> Option<Self> {
        [Self::Ready, Self::Waiting, Self::Delivered, Self::GivenUp]
            .get(usize::try_from(value).ok()?)
            .copied()
    }

    fn to_i64(self) -> i64 {
        match self {
            Self::Ready => 0,
            Self::Waiting => 1,
            Self::Delivered => 2,
            Self::GivenUp => 3,
        }
    }

    /// Nothing more will be sent.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Delivered | Self::GivenUp)
    }
}

/// A delivery.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeliveryRow {
    /// The parcel; of a notice, `object:` and the resource; of a hand-shake, `object:` and the subscriber.
    pub tracker_code: String,
    /// Its place among those of this parcel to this subscriber, from 0.
    pub position: i64,
    /// When the event happened.
    pub occurred_at: Timestamp,
    /// The event's place among those of its code and time.
    pub sequence: i64,
    /// When it was put here, or put here again by a replay.
    pub told_at: Timestamp,
    /// When it is sent next.
    pub due_at: Timestamp,
    /// What became of it.
    pub state: DeliveryState,
    /// How often it was sent.
    pub attempts: u32,
    /// The status the receiver answered last.
    pub last_status: Option<u16>,
    /// Why it was not taken last.
    pub last_error: Option<String>,
    /// When it was taken or given up.
    pub settled_at: Option<Timestamp>,
}

impl DeliveryRow {
    /// The resource this is a notice of, when it is no event of a parcel; with what happened to it.
    pub fn notice(&self) -> Option<NewNotice> {
        let object = notice::object_of(&self.tracker_code)?;
        let topic = Topic::of_number(self.sequence)?;
        Some(NewNotice { topic, object })
    }
}

/// What an attempt came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settled {
    /// The parcel.
    pub tracker_code: String,
    /// Which of its deliveries.
    pub position: i64,
    /// [`DeliveryState::Ready`] when it is to be sent again.
    pub state: DeliveryState,
    /// When it is sent next; without meaning when it is done.
    pub due_at: Timestamp,
    /// The status the receiver answered.
    pub status: Option<u16>,
    /// Why it was not taken.
    pub error: Option<String>,
}

const READY: Sql = Sql::new(
    "select code, position, occurred_at, sequence, told_at, due_at, state, attempts, last_status, last_error, settled_at
     from deliveries where org = $1 and env = $2 and subscriber_id = $3 and state = 0 and due_at <= $4
     order by due_at limit $5",
);
const NEXT_DUE: Sql = Sql::new(
    "select due_at from deliveries where org = $1 and env = $2 and subscriber_id = $3 and state = 0
     order by due_at limit 1",
);
const RETRY: Sql = Sql::new(
    "update deliveries set due_at = $1, attempts = attempts + 1, last_status = $2, last_error = $3
     where org = $4 and env = $5 and subscriber_id = $6 and code = $7 and position = $8 and state = 0",
);
const SETTLE: Sql = Sql::new(
    "update deliveries set state = $1, settled_at = $2, attempts = attempts + 1, last_status = $3, last_error = $4
     where org = $5 and env = $6 and subscriber_id = $7 and code = $8 and position = $9 and state = 0",
);
pub(crate) const PROMOTE: Sql = Sql::new(
    "update deliveries set state = 0
     where org = $1 and env = $2 and subscriber_id = $3 and code = $4 and position = $5 and state = 1",
);
pub(crate) const SET_FAILURES: Sql =
    Sql::new("update subscribers set failures = $1, retry_at = $2 where org = $3 and env = $4 and subscriber_id = $5");
// What failed on its own account while the subscriber failed is sent at once when that takes again.
const HURRY: Sql = Sql::new(
    "update deliveries set due_at = $1
     where org = $2 and env = $3 and subscriber_id = $4 and state = 0 and due_at > $5",
);
const OVERDUE: Sql = Sql::new(
    "select code from deliveries where org = $1 and env = $2 and subscriber_id = $3 and state = 0 and +told_at < $4
     limit $5",
);
const GIVE_UP: Sql = Sql::new(
    "update deliveries set state = 3, settled_at = $1
     where org = $2 and env = $3 and subscriber_id = $4 and code = $5 and state < 2 and told_at < $6",
);
const FIRST_LEFT: Sql = Sql::new(
    "select position from deliveries
     where org = $1 and env = $2 and subscriber_id = $3 and code = $4 and state = 1 order by position limit 1",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    READY,
    NEXT_DUE,
    RETRY,
    SETTLE,
    PROMOTE,
    SET_FAILURES,
    HURRY,
    OVERDUE,
    GIVE_UP,
    FIRST_LEFT,
];

impl FromRow for DeliveryRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        const WHAT: StoreError = StoreError::Unreadable("delivery");
        Ok(Self {
            tracker_code: row.text(0)?.to_owned(),
            position: row.i64(1)?,
            occurred_at: row.time(2)?,
            sequence: row.i64(3)?,
            told_at: row.time(4)?,
            due_at: row.time(5)?,
            state: DeliveryState::from_i64(row.i64(6)?).ok_or(WHAT)?,
            attempts: u32::try_from(row.i64(7)?).map_err(|_| WHAT)?,
            last_status: row.opt_i64(8)?.and_then(|status| u16::try_from(status).ok()),
            last_error: row.opt_text(9)?.map(str::to_owned),
            settled_at: row.opt_time(10)?,
        })
    }
}

/// A subscriber's columns.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s> {
    pub(crate) org: Arg<'s>,
    pub(crate) env: Arg<'s>,
    pub(crate) id: Arg<'s>,
}

impl<'s> Scope<'s> {
    pub(crate) fn new(tenant: &'s Tenant, id: &'s Uuid) -> Self {
        let [org, env] = tenant_args(tenant);
        Self {
            org,
            env,
            id: Arg::from(id),
        }
    }
}

async fn events_of<T: Tx>(tx: &mut T, rows: &[DeliveryRow]) -> Result<Vec<Option<(ShipmentId, Event)>>, StoreError> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        if notice::is_object(&row.tracker_code) {
            found.push(None);
            continue;
        }
        let code = Arg::Text(&row.tracker_code);
        let args = [code, row.occurred_at.into(), Arg::I64(row.sequence)];
        let event: Option<Event> = tx.opt(EVENT, &args).await?;
        let place: Option<Place> = tx.opt(PLACE, &[code]).await?;
        found.push(place.map(|place| place.shipment).zip(event));
    }
    Ok(found)
}

/// Holds a code, so that nobody adds to its deliveries to the subscriber meanwhile. A parcel that is gone has none to be
/// added. Several are held in their order: codes of parcels, which have no small letters, before those of resources, which
/// hold the subscriber.
pub(crate) async fn hold<T: Tx>(tx: &mut T, scope: &Scope<'_>, code: &str) -> Result<(), StoreError> {
    if notice::is_object(code) {
        let subscriber = [scope.org, scope.env, scope.id];
        return tx.opt::<i64>(HOLD_SUBSCRIBER, &subscriber).await.map(|_| ());
    }
    tx.opt::<Place>(HOLD_CODE, &[Arg::Text(code)]).await.map(|_| ())
}

/// What to note of attempts.
struct Report<'r> {
    tenant: &'r Tenant,
    id: &'r Uuid,
    now: Timestamp,
    settled: &'r [Settled],
    failures: Option<(u32, Option<Timestamp>)>,
}

async fn settle<T: Tx>(tx: &mut T, report: &Report<'_>) -> Result<(), StoreError> {
    let scope = Scope::new(report.tenant, report.id);
    let Scope { org, env, id } = scope;
    let mut in_order: Vec<&Settled> = report.settled.iter().collect();
    in_order.sort_by_key(|settled| &settled.tracker_code);
    for settled in in_order {
        let code = Arg::Text(&settled.tracker_code);
        let (position, error) = (settled.position, Arg::OptText(settled.error.as_deref()));
        let status = Arg::OptI64(settled.status.map(i64::from));
        hold(tx, &scope, &settled.tracker_code).await?;
        if !settled.state.is_done() {
            let args = [
                settled.due_at.into(),
                status,
                error,
                org,
                env,
                id,
                code,
                Arg::I64(position),
            ];
            tx.run(RETRY, &args).await?;
            continue;
        }
        let (state, now) = (Arg::I64(settled.state.to_i64()), report.now.into());
        let args = [state, now, status, error, org, env, id, code, Arg::I64(position)];
        if tx.run(SETTLE, &args).await? > 0 {
            promote_first_left(tx, [org, env, id, code]).await?;
        }
    }
    let Some((failures, retry_at)) = report.failures else {
        return Ok(());
    };
    let retry_at = Arg::OptI64(retry_at.map(Timestamp::as_millisecond));
    let args = [Arg::I64(failures.into()), retry_at, org, env, id];
    tx.run(SET_FAILURES, &args).await?;
    if failures == 0 {
        let now = report.now.into();
        tx.run(HURRY, &[now, org, env, id, now]).await?;
    }
    Ok(())
}

/// Lets the first delivery of a parcel that waits go. (Retention may have taken some between it and the last one done.)
async fn promote_first_left<T: Tx>(tx: &mut T, of_parcel: [Arg<'_>; 4]) -> Result<(), StoreError> {
    let Some(position) = tx.opt::<i64>(FIRST_LEFT, &of_parcel).await? else {
        return Ok(());
    };
    let [org, env, id, code] = of_parcel;
    tx.run(PROMOTE, &[org, env, id, code, Arg::I64(position)])
        .await
        .map(drop)
}

async fn give_up<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    subscriber: &Uuid,
    told_before: Timestamp,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let scope = Scope::new(tenant, subscriber);
    let Scope { org, env, id } = scope;
    let before: Arg<'_> = told_before.into();
    let mut codes: Vec<String> = tx.all(OVERDUE, &[org, env, id, before, count_arg(EXPIRE_MAX)]).await?;
    codes.sort_unstable();
    for code in &codes {
        hold(tx, &scope, code).await?;
        let code = Arg::Text(code);
        tx.run(GIVE_UP, &[now.into(), org, env, id, code, before]).await?;
        promote_first_left(tx, [org, env, id, code]).await?;
    }
    Ok(codes.len())
}

impl Store {
    /// A subscriber's deliveries that are due at this time of the environment, the longest due first; of a parcel at most
    /// one.
    pub async fn ready_deliveries(
        &self,
        tenant: Tenant,
        subscriber: Uuid,
        now: Timestamp,
        max: usize,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let args = [org, env, Arg::from(&subscriber), now.into(), count_arg(max)];
        on_engine!(self, read | tx | tx.all(READY, &args))
    }

    /// When the first of a subscriber's deliveries falls due.
    pub async fn next_delivery_due(&self, tenant: Tenant, subscriber: Uuid) -> Result<Option<Timestamp>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(NEXT_DUE, &[org, env, Arg::from(&subscriber)]))
    }

    /// The events of deliveries with their shipments, in order; `None` for one whose parcel is gone, and for notices.
    pub async fn delivered_events(&self, rows: &[DeliveryRow]) -> Result<Vec<Option<(ShipmentId, Event)>>, StoreError> {
        on_engine!(self, read | tx | events_of(tx, rows))
    }

    /// Notes what attempts came to, all in one durable step; what waited for those that are done is ready then. `failures`
    /// also notes how the subscriber does: tries in a row that failed, and when it is tried next.
    pub async fn settle_deliveries(
        &self,
        tenant: Tenant,
        subscriber: Uuid,
        now: Timestamp,
        settled: Vec<Settled>,
        failures: Option<(u32, Option<Timestamp>)>,
    ) -> Result<(), StoreError> {
        on_engine!(
            self,
            write
                | tx
                | async {
                    let report = Report {
                        tenant: &tenant,
                        id: &subscriber,
                        now,
                        settled: &settled,
                        failures,
                    };
                    settle(tx, &report).await
                }
        )
    }

    /// Gives up deliveries of some parcels that were told before a time; of how many parcels. Call it until that is 0.
    pub async fn give_up_deliveries(
        &self,
        tenant: Tenant,
        subscriber: Uuid,
        told_before: Timestamp,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        on_engine!(self, write | tx | give_up(tx, &tenant, &subscriber, told_before, now))
    }
}
