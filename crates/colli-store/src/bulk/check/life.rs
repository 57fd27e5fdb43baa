//! What will happen to pieces, what was asked for them, and the cards they left.

use super::belonging::{Belonging, CodeOwner, is_id, is_time};
use super::findings::Findings;
use super::page::{Key, Paged, each, json_fault};
use crate::StoreError;
use crate::tx::{FromRow, Row, Sql, Tx};
use colli_core::intervention::Intervention;
use serde::de::IgnoredAny;

const PLANS: Sql = Sql::new(
    "select p.org, p.env, o.created_at, p.code, c.org, c.env, p.shipment_id, c.shipment_id, p.next_at, p.body
     from plans p
       left join organisations o on o.org = p.org
       left join tracker_codes c on c.code = p.code
     where (p.org, p.env, p.code) > ($1, $2, $3) order by p.org, p.env, p.code limit 500",
);
const INTERVENTIONS: Sql = Sql::new(
    "select i.org, i.env, o.created_at, i.code, c.org, c.env, i.attempt, i.body
     from interventions i
       left join organisations o on o.org = i.org
       left join tracker_codes c on c.code = i.code
     where (i.org, i.env, i.code, i.attempt) > ($1, $2, $3, $4) order by i.org, i.env, i.code, i.attempt limit 500",
);
const CARDS: Sql = Sql::new(
    "select n.org, n.env, o.created_at, n.code, c.org, c.env, n.not_home_code
     from not_home_codes n
       left join organisations o on o.org = n.org
       left join tracker_codes c on c.code = n.code
     where (n.not_home_code, n.code) > ($1, $2) order by n.not_home_code, n.code limit 500",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[PLANS, INTERVENTIONS, CARDS];

const BY_CODE: &[Key] = &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_TEXT];
const BY_ATTEMPT: &[Key] = &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_TEXT, Key::FIRST_I64];
const BY_CARD: &[Key] = &[Key::FIRST_TEXT, Key::FIRST_TEXT];

/// Checks all of them.
pub(super) async fn check<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<(), StoreError> {
    let rows = each(tx, PLANS, BY_CODE, |row: Plan| row.check(findings)).await?;
    findings.read("plans", rows);
    let rows = each(tx, INTERVENTIONS, BY_ATTEMPT, |row: InterventionRow| {
        row.check(findings);
    })
    .await?;
    findings.read("interventions", rows);
    let rows = each(tx, CARDS, BY_CARD, |row: Card| row.check(findings)).await?;
    findings.read("not_home_codes", rows);
    Ok(())
}

/// The columns every statement here begins with: whose the row is, its piece, and whose that is.
struct OfPiece {
    belonging: Belonging,
    code: String,
    code_owner: CodeOwner,
}

impl OfPiece {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 0, 2)?,
            code: row.text(3)?.to_owned(),
            code_owner: CodeOwner::from_row(row, 4)?,
        })
    }

    /// The first parts of a key.
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.belonging.owner.keys();
        vec![org, env, Key::Text(self.code.clone())]
    }

    fn check(&self, what: &str, findings: &mut Findings) {
        self.belonging.check(what, findings);
        self.code_owner.check(what, &self.belonging.owner, findings);
    }
}

struct Plan {
    piece: OfPiece,
    shipment: Vec<u8>,
    shipment_of_code: Option<Vec<u8>>,
    next_at_ms: Option<i64>,
    body: String,
}

impl FromRow for Plan {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            piece: OfPiece::from_row(row)?,
            shipment: row.bytes(6)?.to_vec(),
            shipment_of_code: row.opt_bytes(7)?.map(<[u8]>::to_vec),
            next_at_ms: row.opt_i64(8)?,
            body: row.text(9)?.to_owned(),
        })
    }
}

impl Paged for Plan {
    fn key(&self) -> Vec<Key> {
        self.piece.key()
    }
}

impl Plan {
    fn check(&self, findings: &mut Findings) {
        let what = format!("plan of {}", self.piece.code);
        self.piece.check(&what, findings);
        if !is_id(&self.shipment) || !self.next_at_ms.is_none_or(is_time) {
            findings.fault(format!("{what}: its shipment or time cannot be read"));
        } else if self.shipment_of_code.as_ref().is_some_and(|id| *id != self.shipment) {
            findings.fault(format!("{what}: the code leads to another shipment"));
        }
        // One that is not drawn yet has no body.
        if !self.body.is_empty()
            && let Err(error) = serde_json::from_str::<IgnoredAny>(&self.body)
        {
            findings.fault(format!("{what}: its body {}", json_fault(&error)));
        }
    }
}

struct InterventionRow {
    piece: OfPiece,
    attempt: i64,
    body: String,
}

impl FromRow for InterventionRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            piece: OfPiece::from_row(row)?,
            attempt: row.i64(6)?,
            body: row.text(7)?.to_owned(),
        })
    }
}

impl Paged for InterventionRow {
    fn key(&self) -> Vec<Key> {
        let mut key = self.piece.key();
        key.push(Key::I64(self.attempt));
        key
    }
}

impl InterventionRow {
    fn check(&self, findings: &mut Findings) {
        let what = format!("intervention {} of {}", self.attempt, self.piece.code);
        self.piece.check(&what, findings);
        match serde_json::from_str::<Intervention>(&self.body) {
            Err(error) => findings.fault(format!("{what}: its body {}", json_fault(&error))),
            Ok(body) if i64::from(body.attempt) != self.attempt => {
                findings.fault(format!("{what}: column attempt is not what its body says"));
            }
            Ok(_) => {}
        }
    }
}

struct Card {
    piece: OfPiece,
    card: String,
}

impl FromRow for Card {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            piece: OfPiece::from_row(row)?,
            card: row.text(6)?.to_owned(),
        })
    }
}

impl Paged for Card {
    fn key(&self) -> Vec<Key> {
        vec![Key::Text(self.card.clone()), Key::Text(self.piece.code.clone())]
    }
}

impl Card {
    fn check(&self, findings: &mut Findings) {
        self.piece.check(&format!("card of {}", self.piece.code), findings);
    }
}
