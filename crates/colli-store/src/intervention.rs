//! Interventions, and the cards left when nobody was home.

use crate::exceptions::HOLD_CODE;
use crate::ingestion::{self, NewEvent, Ready};
use crate::plan::{self, PlanChange};
use crate::tracking::Place;
use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args, to_json};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use colli_core::intervention::Intervention;
use jiff::Timestamp;

/// What became of an intervention.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InterventionInserted {
    /// It is stored, and its event with it.
    Done,
    /// The piece has one for this attempt: that one, as stored. Nothing was written.
    Existing(Box<Intervention>),
    /// The piece's plan is another since it was read. Nothing was written.
    Raced,
}

const INSERT: Sql = Sql::new(
    "insert into interventions (org, env, code, attempt, body) values ($1, $2, $3, $4, $5)
     on conflict (org, env, code, attempt) do nothing",
);
const OF_CODE: Sql =
    Sql::new("select body from interventions where org = $1 and env = $2 and code = $3 order by attempt");
const OF_ATTEMPT: Sql =
    Sql::new("select body from interventions where org = $1 and env = $2 and code = $3 and attempt = $4");
const DELETE_OF_CODE: Sql = Sql::new("delete from interventions where org = $1 and env = $2 and code = $3");
const DELETE_OF_TENANT: Sql = Sql::new("delete from interventions where org = $1 and env = $2");
const REMEMBER: Sql = Sql::new(
    "insert into not_home_codes (not_home_code, code, org, env) values ($1, $2, $3, $4)
     on conflict (not_home_code, code) do nothing",
);
const CARD: Sql =
    Sql::new("select org, env, code from not_home_codes where not_home_code = $1 and code > $2 order by code limit $3");
const FORGET_CODE: Sql = Sql::new("delete from not_home_codes where code = $1");
const FORGET_TENANT: Sql = Sql::new("delete from not_home_codes where org = $1 and env = $2");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    INSERT,
    OF_CODE,
    OF_ATTEMPT,
    DELETE_OF_CODE,
    DELETE_OF_TENANT,
    REMEMBER,
    CARD,
    FORGET_CODE,
    FORGET_TENANT,
];

impl FromRow for Intervention {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.json(0, "intervention")
    }
}

/// A piece a card was left for.
struct CardPiece {
    tenant: Tenant,
    tracker_code: String,
}

impl FromRow for CardPiece {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.tenant(0)?,
            tracker_code: row.text(2)?.to_owned(),
        })
    }
}

/// An intervention as its row has it, with its event.
struct NewRow {
    attempt: i64,
    body: String,
    event: [Ready; 1],
    plan: Option<PlanChange>,
    now_ms: i64,
}

async fn insert<T: Tx>(tx: &mut T, new: &NewRow) -> Result<InterventionInserted, StoreError> {
    let [event] = &new.event;
    let [org, env] = tenant_args(&event.tenant);
    let code = Arg::Text(&event.row.tracker_code);
    let attempt = Arg::I64(new.attempt);
    if let Some(existing) = tx.opt(OF_ATTEMPT, &[org, env, code, attempt]).await? {
        return Ok(InterventionInserted::Existing(Box::new(existing)));
    }
    // The plan before the code, as the simulation does: so neither waits for the other in a circle.
    if let Some(change) = &new.plan
        && !plan::change(tx, &event.tenant, change).await?
    {
        return Ok(InterventionInserted::Raced);
    }
    let place: Option<Place> = tx.opt(HOLD_CODE, &[code]).await?;
    if place.is_none_or(|place| place.tenant != event.tenant) {
        return Err(StoreError::Race("the piece was deleted at this moment".into()));
    }
    if tx.run(INSERT, &[org, env, code, attempt, Arg::Text(&new.body)]).await? == 0 {
        return Err(StoreError::Race("another intervention came at the same moment".into()));
    }
    ingestion::append_all(tx, &new.event, Some(new.now_ms)).await?;
    Ok(InterventionInserted::Done)
}

/// Notes the pieces of cards. Their rows are those of events that were just stored.
pub(crate) async fn remember_cards<T: Tx>(tx: &mut T, cards: &[(&str, &str, &Tenant)]) -> Result<(), StoreError> {
    let rows: Vec<_> = cards
        .iter()
        .map(|(card, code, tenant)| {
            let [org, env] = tenant_args(tenant);
            [Arg::Text(card), Arg::Text(code), org, env]
        })
        .collect();
    tx.run_all(REMEMBER, &rows).await
}

/// Deletes what belongs to codes that go.
pub(crate) async fn delete_of_codes<T: Tx>(tx: &mut T, tenant: &Tenant, codes: &[&String]) -> Result<(), StoreError> {
    let [org, env] = tenant_args(tenant);
    let rows: Vec<_> = codes.iter().map(|code| [org, env, Arg::Text(code)]).collect();
    tx.run_all(DELETE_OF_CODE, &rows).await?;
    let rows: Vec<_> = codes.iter().map(|code| [Arg::Text(code)]).collect();
    tx.run_all(FORGET_CODE, &rows).await
}

/// Deletes every intervention and card of a tenant, for a reset of its environment.
pub(crate) async fn delete_of_tenant<T: Tx>(tx: &mut T, tenant: &Tenant) -> Result<(), StoreError> {
    let args = tenant_args(tenant);
    tx.run(DELETE_OF_TENANT, &args).await?;
    tx.run(FORGET_TENANT, &args).await.map(drop)
}

impl Store {
    /// Stores an intervention, its event and the change of the piece's plan in one durable step, unless the piece has an
    /// intervention for this attempt. Subscribers are told of the event at `now`, the time of their environment.
    pub async fn insert_intervention(
        &self,
        intervention: &Intervention,
        event: NewEvent,
        plan: Option<PlanChange>,
        now: Timestamp,
    ) -> Result<InterventionInserted, StoreError> {
        let code = event.tracker_code.clone();
        let new = NewRow {
            attempt: i64::from(intervention.attempt),
            body: to_json(intervention, "intervention")?,
            event: [Ready::new(event)?],
            plan,
            now_ms: now.as_millisecond(),
        };
        on_engine!(
            self,
            write | tx | insert(tx, &new),
            then move |versions, inserted: &InterventionInserted| {
                if *inserted == InterventionInserted::Done {
                    versions.raise(&code);
                }
            }
        )
    }

    /// The interventions of a piece, by attempt.
    pub async fn interventions(&self, tenant: Tenant, tracker_code: &str) -> Result<Vec<Intervention>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.all(OF_CODE, &[org, env, Arg::Text(tracker_code)]))
    }

    /// The pieces cards with this code were left for, with whose they are, over the whole installation: different
    /// organisations may use one code. In the order of the pieces' codes, from the one after `after` on, at most `limit`.
    pub async fn pieces_of_card(
        &self,
        not_home_code: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<(Tenant, String)>, StoreError> {
        let args = [Arg::Text(not_home_code), Arg::Text(after), count_arg(limit)];
        let pieces: Vec<CardPiece> = on_engine!(self, read | tx | tx.all(CARD, &args))?;
        Ok(pieces
            .into_iter()
            .map(|piece| (piece.tenant, piece.tracker_code))
            .collect())
    }
}
