//! Events and the ids of those that were reported.

use super::belonging::CodeOwner;
use super::findings::Findings;
use super::page::{Key, Owner, Paged, each, json_fault};
use crate::tx::{FromRow, Row, Sql, Tx};
use crate::{StoreError, event_body};

const EVENTS: Sql = Sql::new(
    "select e.code, e.occurred_at, e.sequence, e.org, e.env, e.event_id, e.body, c.org, c.env,
            i.code, i.occurred_at, i.sequence
     from events e
       left join tracker_codes c on c.code = e.code
       left join event_ids i on i.org = e.org and i.env = e.env and i.event_id = e.event_id
     where (e.code, e.occurred_at, e.sequence) > ($1, $2, $3)
     order by e.code, e.occurred_at, e.sequence limit 500",
);
const EVENT_IDS: Sql = Sql::new(
    "select i.org, i.env, i.event_id, e.event_id from event_ids i
       left join events e on e.code = i.code and e.occurred_at = i.occurred_at and e.sequence = i.sequence
     where (i.org, i.env, i.event_id) > ($1, $2, $3) order by i.org, i.env, i.event_id limit 500",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[EVENTS, EVENT_IDS];

/// Checks all of them.
pub(super) async fn check<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<(), StoreError> {
    let rows = each(
        tx,
        EVENTS,
        &[Key::FIRST_TEXT, Key::FIRST_I64, Key::FIRST_I64],
        |row: EventRow| row.check(findings),
    )
    .await?;
    findings.read("events", rows);
    let rows = each(
        tx,
        EVENT_IDS,
        &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_TEXT],
        |row: EventIdRow| row.check(findings),
    )
    .await?;
    findings.read("event_ids", rows);
    Ok(())
}

/// The key of an event.
type Place = (String, i64, i64);

struct EventRow {
    place: Place,
    owner: Owner,
    event_id: Option<String>,
    body: String,
    code_owner: CodeOwner,
    place_of_id: Option<Place>,
}

impl FromRow for EventRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let place_of_id = match row.opt_text(9)? {
            None => None,
            Some(code) => Some((code.to_owned(), row.i64(10)?, row.i64(11)?)),
        };
        Ok(Self {
            place: (row.text(0)?.to_owned(), row.i64(1)?, row.i64(2)?),
            owner: Owner::from_row(row, 3)?,
            event_id: row.opt_text(5)?.map(str::to_owned),
            body: row.text(6)?.to_owned(),
            code_owner: CodeOwner::from_row(row, 7)?,
            place_of_id,
        })
    }
}

impl Paged for EventRow {
    fn key(&self) -> Vec<Key> {
        let (code, occurred_at, sequence) = &self.place;
        vec![Key::Text(code.clone()), Key::I64(*occurred_at), Key::I64(*sequence)]
    }
}

impl EventRow {
    fn check(&self, findings: &mut Findings) {
        let (code, occurred_at, sequence) = &self.place;
        let what = format!("event of {code} at {occurred_at} ({sequence})");
        match event_body::read(*occurred_at, &self.body) {
            Err(error) => findings.fault(format!("{what}: its body {}", json_fault(&error))),
            Ok(event) if event.occurred_at.as_millisecond() != *occurred_at => {
                findings.fault(format!("{what}: its body has another time"));
            }
            Ok(_) => {}
        }
        self.code_owner.check(&what, &self.owner, findings);
        if self.event_id.is_some() && self.place_of_id.as_ref() != Some(&self.place) {
            findings.fault(format!("{what}: its id does not lead to it"));
        }
    }
}

struct EventIdRow {
    owner: Owner,
    event_id: String,
    found: Option<String>,
}

impl FromRow for EventIdRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            owner: Owner::from_row(row, 0)?,
            event_id: row.text(2)?.to_owned(),
            found: row.opt_text(3)?.map(str::to_owned),
        })
    }
}

impl Paged for EventIdRow {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.owner.keys();
        vec![org, env, Key::Text(self.event_id.clone())]
    }
}

impl EventIdRow {
    fn check(&self, findings: &mut Findings) {
        if self.found.as_ref() != Some(&self.event_id) {
            findings.fault(format!(
                "event id {:?} of {}: it leads to no event",
                self.event_id, self.owner
            ));
        }
    }
}
