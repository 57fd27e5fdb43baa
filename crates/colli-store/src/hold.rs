//! Plans on hold: what is registered but not handed to the network. Nothing is due of such a plan until it is released.

use crate::ingestion::{Appended, NewEvent, Ready, append_all, raise};
use crate::tx::{Arg, FromRow, Row, Sql, Tx, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use jiff::Timestamp;

const RELEASE: Sql =
    Sql::new("update plans set next_at = $1 where org = $2 and env = $3 and code = $4 and next_at is null");
const HELD: Sql = Sql::new("select body from plans where org = $1 and env = $2 and code = $3 and next_at is null");
const NOTE: Sql = Sql::new("update plans set body = $1 where org = $2 and env = $3 and code = $4 and next_at is null");
const DELETE: Sql = Sql::new("delete from plans where org = $1 and env = $2 and code = $3 and next_at is null");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[RELEASE, HELD, NOTE, DELETE];

/// Body of a plan on hold.
struct Held(String);

impl FromRow for Held {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self(row.text(0)?.to_owned()))
    }
}

/// Lets plans that are on hold begin at a time; how many were.
pub(crate) async fn release<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    codes: &[String],
    at: Timestamp,
) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    let rows: Vec<_> = codes
        .iter()
        .map(|code| [at.into(), org, env, Arg::Text(code)])
        .collect();
    Ok(tx.run_each(RELEASE, &rows).await?.into_iter().sum())
}

async fn note<T: Tx>(tx: &mut T, tenant: &Tenant, code: &str, note: &str) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(tenant);
    tx.run(NOTE, &[Arg::Text(note), org, env, Arg::Text(code)]).await
}

/// Deletes plans that are on hold and adds events; `None`, and nothing of it, unless every one of them was on hold.
async fn withdraw<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    held: &[String],
    events: &[Ready],
) -> Result<Option<Vec<Appended>>, StoreError> {
    let [org, env] = tenant_args(tenant);
    for code in held {
        let found: Option<Held> = tx.opt(HELD, &[org, env, Arg::Text(code)]).await?;
        if found.is_none() {
            return Ok(None);
        }
    }
    let rows: Vec<_> = held.iter().map(|code| [org, env, Arg::Text(code)]).collect();
    if tx.run_each(DELETE, &rows).await?.contains(&0) {
        return Err(StoreError::Race("a plan on hold was released at this moment".into()));
    }
    append_all(tx, events, None).await.map(Some)
}

impl Store {
    /// Lets plans that are on hold begin at a time; answers how many were. Plans that are not on hold stay as they are,
    /// so it may be repeated.
    pub async fn release_plans(&self, tenant: Tenant, codes: Vec<String>, at: Timestamp) -> Result<u64, StoreError> {
        let mut sorted = codes;
        sorted.sort_unstable();
        on_engine!(self, write | tx | release(tx, &tenant, &sorted, at))
    }

    /// What is noted of a plan on hold, empty when nothing is; `None` when the piece has no plan on hold.
    pub async fn held_plan(&self, tenant: Tenant, tracker_code: &str) -> Result<Option<String>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let held: Option<Held> = on_engine!(self, read | tx | tx.opt(HELD, &[org, env, Arg::Text(tracker_code)]))?;
        Ok(held.map(|held| held.0))
    }

    /// Notes something of a plan on hold, for when it is drawn; `false` when the piece has none.
    pub async fn note_held_plan(&self, tenant: Tenant, tracker_code: &str, text: &str) -> Result<bool, StoreError> {
        let (code, text) = (tracker_code.to_owned(), text.to_owned());
        let changed = on_engine!(self, write | tx | note(tx, &tenant, &code, &text))?;
        Ok(changed > 0)
    }

    /// Ends plans that are on hold, with the events that say so, all in one durable step; `false`, and nothing of it, when
    /// one of them is on hold no longer. Events are added once per id.
    pub async fn withdraw_plans(
        &self,
        tenant: Tenant,
        held: Vec<String>,
        events: Vec<NewEvent>,
    ) -> Result<bool, StoreError> {
        let mut held = held;
        held.sort_unstable();
        let events = Ready::all(events)?;
        let codes: Vec<_> = events.iter().map(|event| event.row.tracker_code.clone()).collect();
        let done = on_engine!(
            self,
            write | tx | withdraw(tx, &tenant, &held, &events),
            then move |versions, appended: &Option<Vec<Appended>>| {
                raise(versions, &codes, appended.as_deref().unwrap_or_default());
            }
        )?;
        Ok(done.is_some())
    }
}
