//! What assistants come with: apps, and the keys kept for people who gave theirs.

use super::belonging::{Belonging, as_served, is_id, is_time};
use super::findings::Findings;
use super::page::{Id, Key, Paged, each};
use crate::StoreError;
use crate::tx::{FromRow, Row, Sql, Tx};
use colli_core::app::App;

const APPS: Sql = Sql::new(
    "select a.org, a.env, a.app_id, a.name, a.description, a.scopes, a.calls_per_day, a.calls_per_second, a.enabled,
            a.key_start, a.created_at, a.key_hash, o.created_at
     from apps a left join organisations o on o.org = a.org
     where a.key_hash > $1 order by a.key_hash limit 500",
);
const AUTHORIZATION_PROFILES: Sql = Sql::new(
    "select p.org, p.env, p.profile_id, p.created_at, o.created_at from authorization_profiles p
       left join organisations o on o.org = p.org
     where (p.org, p.env, p.profile_id) > ($1, $2, $3) order by p.org, p.env, p.profile_id limit 500",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[APPS, AUTHORIZATION_PROFILES];

/// Checks all of them.
pub(super) async fn check<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<(), StoreError> {
    let rows = each(tx, APPS, &[Key::FIRST_BYTES], |row: AppRow| row.check(findings)).await?;
    findings.read("apps", rows);
    let first = &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_BYTES];
    let rows = each(tx, AUTHORIZATION_PROFILES, first, |row: Profile| row.check(findings)).await?;
    findings.read("authorization_profiles", rows);
    Ok(())
}

/// An app.
struct AppRow {
    belonging: Belonging,
    hash: Vec<u8>,
    served: Result<App, &'static str>,
}

impl FromRow for AppRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 0, 12)?,
            hash: row.bytes(11)?.to_vec(),
            served: as_served(row)?,
        })
    }
}

impl Paged for AppRow {
    fn key(&self) -> Vec<Key> {
        vec![Key::Bytes(self.hash.clone())]
    }
}

impl AppRow {
    fn check(&self, findings: &mut Findings) {
        let what = format!("app of {}", self.belonging.owner);
        self.belonging.check(&what, findings);
        match &self.served {
            Err(part) => findings.fault(format!("{what}: its {part} cannot be read")),
            Ok(app) if app.scopes.is_empty() => findings.fault(format!("{what}: its key opens no scope")),
            Ok(_) => {}
        }
    }
}

/// A key that is kept.
struct Profile {
    belonging: Belonging,
    id: Vec<u8>,
    created_at_ms: i64,
}

impl FromRow for Profile {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 0, 4)?,
            id: row.bytes(2)?.to_vec(),
            created_at_ms: row.i64(3)?,
        })
    }
}

impl Paged for Profile {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.belonging.owner.keys();
        vec![org, env, Key::Bytes(self.id.clone())]
    }
}

impl Profile {
    fn check(&self, findings: &mut Findings) {
        let what = format!("authorization profile {} of {}", Id(&self.id), self.belonging.owner);
        self.belonging.check(&what, findings);
        if !is_id(&self.id) {
            findings.fault(format!("{what}: its id cannot be read"));
        }
        if !is_time(self.created_at_ms) {
            findings.fault(format!("{what}: its time cannot be read"));
        }
    }
}
