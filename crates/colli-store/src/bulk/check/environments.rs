//! What environments have beside their shipments: a clock, operators' tokens, pickups.

use super::belonging::{Belonging, as_served, is_time};
use super::findings::Findings;
use super::page::{Id, Key, Paged, each};
use crate::tx::{FromRow, Row, Sql, Tx};
use crate::{EnvironmentRow, StoreError};
use colli_core::pickup::Pickup;

const ENVIRONMENTS: Sql = Sql::new(
    "select e.org, e.env, e.seed, e.clock, e.epoch, e.version, o.created_at from environments e
       left join organisations o on o.org = e.org
     where (e.org, e.env) > ($1, $2) order by e.org, e.env limit 500",
);
const OPERATOR_TOKENS: Sql = Sql::new(
    "select t.token_hash, t.org, t.created_at, o.created_at from operator_tokens t
       left join organisations o on o.org = t.org
     where t.token_hash > $1 order by t.token_hash limit 500",
);
const PICKUPS: Sql = Sql::new(
    "select p.org, p.env, p.pickup_id, p.serial, p.user_id, p.created_at, p.statuses, p.body, p.account, o.created_at
     from pickups p left join organisations o on o.org = p.org
     where (p.org, p.env, p.pickup_id) > ($1, $2, $3) order by p.org, p.env, p.pickup_id limit 500",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[ENVIRONMENTS, OPERATOR_TOKENS, PICKUPS];

const BY_TENANT: &[Key] = &[Key::FIRST_BYTES, Key::FIRST_I64];
const BY_ID: &[Key] = &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_BYTES];

/// Checks all of them; returns the highest serial of a pickup.
pub(super) async fn check<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<Option<u64>, StoreError> {
    let rows = each(tx, ENVIRONMENTS, BY_TENANT, |row: OfTenant| row.check(findings)).await?;
    findings.read("environments", rows);
    let rows = each(tx, OPERATOR_TOKENS, &[Key::FIRST_BYTES], |row: Token| {
        row.check(findings);
    })
    .await?;
    findings.read("operator_tokens", rows);
    let mut highest = None;
    let rows = each(tx, PICKUPS, BY_ID, |row: PickupRow| {
        row.check(findings);
        highest = highest.max(u64::try_from(row.serial).ok());
    })
    .await?;
    findings.read("pickups", rows);
    Ok(highest)
}

/// An environment.
struct OfTenant {
    belonging: Belonging,
    served: Result<EnvironmentRow, &'static str>,
}

impl FromRow for OfTenant {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 0, 6)?,
            served: as_served(row)?,
        })
    }
}

impl Paged for OfTenant {
    fn key(&self) -> Vec<Key> {
        self.belonging.owner.keys().to_vec()
    }
}

impl OfTenant {
    fn check(&self, findings: &mut Findings) {
        let what = format!("environment of {}", self.belonging.owner);
        self.belonging.check(&what, findings);
        match &self.served {
            Err(part) => findings.fault(format!("{what}: its {part} cannot be read")),
            // One that is not stored has version 0: a change of it would be taken for the first.
            Ok(row) if row.version < 1 || row.epoch < 0 => {
                findings.fault(format!("{what}: its version or epoch is out of range"));
            }
            Ok(_) => {}
        }
    }
}

struct Token {
    hash: Vec<u8>,
    organisation: Vec<u8>,
    created_at_ms: i64,
    is_known: bool,
}

impl FromRow for Token {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            hash: row.bytes(0)?.to_vec(),
            organisation: row.bytes(1)?.to_vec(),
            created_at_ms: row.i64(2)?,
            is_known: row.opt_i64(3)?.is_some(),
        })
    }
}

impl Paged for Token {
    fn key(&self) -> Vec<Key> {
        vec![Key::Bytes(self.hash.clone())]
    }
}

impl Token {
    fn check(&self, findings: &mut Findings) {
        let organisation = Id(&self.organisation);
        if !self.is_known {
            findings.fault(format!(
                "operator token of organisation {organisation}: it does not exist"
            ));
        }
        if !is_time(self.created_at_ms) {
            findings.fault(format!(
                "operator token of organisation {organisation}: its time cannot be read"
            ));
        }
    }
}

struct PickupRow {
    belonging: Belonging,
    id: Vec<u8>,
    serial: i64,
    account: String,
    served: Result<Pickup, &'static str>,
}

impl FromRow for PickupRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 0, 9)?,
            id: row.bytes(2)?.to_vec(),
            serial: row.i64(3)?,
            account: row.text(8)?.to_owned(),
            served: as_served(row)?,
        })
    }
}

impl Paged for PickupRow {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.belonging.owner.keys();
        vec![org, env, Key::Bytes(self.id.clone())]
    }
}

impl PickupRow {
    fn check(&self, findings: &mut Findings) {
        let what = format!("pickup {} of {}", Id(&self.id), self.belonging.owner);
        self.belonging.check(&what, findings);
        match &self.served {
            Err(part) => findings.fault(format!("{what}: its {part} cannot be read")),
            Ok(pickup) if pickup.order.account.as_str() != self.account => {
                findings.fault(format!("{what}: column account is not what its body says"));
            }
            Ok(_) => {}
        }
    }
}
