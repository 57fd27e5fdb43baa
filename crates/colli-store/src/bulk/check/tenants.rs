//! The small tables: organisations, keys, accounts, tokens, and what is known of jobs and attachments.

use super::belonging::{Belonging, ID_BYTES, is_time};
use super::findings::Findings;
use super::page::{ById, ByName, Id, Key, Owner, Paged, each, json_fault};
use crate::StoreError;
use crate::tx::{FromRow, Row, Sql, Tx};
use colli_core::account::AccountSettings;
use colli_core::ids::AccountNumber;

const ORGANISATIONS: Sql = Sql::new("select org, created_at from organisations where org > $1 order by org limit 500");
const API_KEYS: Sql = Sql::new(
    "select k.user_id, k.org, k.env, k.created_at, o.created_at from api_keys k
       left join organisations o on o.org = k.org
     where k.user_id > $1 order by k.user_id limit 500",
);
const ACCOUNTS: Sql = Sql::new(
    "select a.number, a.org, a.env, a.settings, o.created_at from accounts a
       left join organisations o on o.org = a.org
     where a.number > $1 order by a.number limit 500",
);
const TOKENS: Sql = Sql::new(
    "select t.jti, t.org, t.env, t.expires_at, o.created_at from refresh_tokens t
       left join organisations o on o.org = t.org
     where t.jti > $1 order by t.jti limit 500",
);
const FAMILIES: Sql = Sql::scanning(
    "select family from refresh_tokens where used_at is null and family > $1
     group by family having count(*) > 1 order by family limit 500",
);
const SIGNING_KEYS: Sql = Sql::new("select kid, created_at from signing_keys where kid > $1 order by kid limit 500");
const JOBS: Sql = Sql::new("select job_id, org, env, due_at from jobs where job_id > $1 order by job_id limit 500");
const ATTACHMENTS: Sql = Sql::new(
    "select a.org, a.env, a.attachment_id, a.size_bytes, a.sha256, a.created_at, o.created_at from attachments a
       left join organisations o on o.org = a.org
     where (a.org, a.env, a.attachment_id) > ($1, $2, $3) order by a.org, a.env, a.attachment_id limit 500",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    ORGANISATIONS,
    API_KEYS,
    ACCOUNTS,
    TOKENS,
    FAMILIES,
    SIGNING_KEYS,
    JOBS,
    ATTACHMENTS,
];

const BY_ID: &[Key] = &[Key::FIRST_BYTES];
const BY_NAME: &[Key] = &[Key::FIRST_TEXT];

/// Checks all of them.
pub(super) async fn check<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<(), StoreError> {
    let check = |ById(id, row): ById<Organisation>| row.check(&id, findings);
    let rows = each(tx, ORGANISATIONS, BY_ID, check).await?;
    findings.read("organisations", rows);
    let check = |ById(id, row): ById<Owned>| row.check(&format!("API key of user {}", Id(&id)), id.len(), findings);
    let rows = each(tx, API_KEYS, BY_ID, check).await?;
    findings.read("api_keys", rows);
    let check = |ByName(number, row): ByName<Account>| row.check(&number, findings);
    let rows = each(tx, ACCOUNTS, BY_NAME, check).await?;
    findings.read("accounts", rows);
    let check = |ByName(kid, row): ByName<SigningKey>| row.check(&kid, findings);
    let rows = each(tx, SIGNING_KEYS, BY_NAME, check).await?;
    findings.read("signing_keys", rows);
    let check = |ById(id, row): ById<Owned>| row.check(&format!("refresh token {}", Id(&id)), id.len(), findings);
    let rows = each(tx, TOKENS, BY_ID, check).await?;
    findings.read("refresh_tokens", rows);
    let check = |ById(id, Family): ById<Family>| {
        findings.fault(format!(
            "refresh tokens of family {}: more than one can be used",
            Id(&id)
        ));
    };
    each(tx, FAMILIES, BY_ID, check).await?;
    let check = |ById(id, row): ById<Job>| row.check(&id, findings);
    let rows = each(tx, JOBS, BY_ID, check).await?;
    findings.read("jobs", rows);
    let rows = each(tx, ATTACHMENTS, BY_ID_OF_TENANT, |row: Attachment| row.check(findings)).await?;
    findings.read("attachments", rows);
    Ok(())
}

const BY_ID_OF_TENANT: &[Key] = &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_BYTES];

struct Organisation {
    created_at_ms: i64,
}

impl FromRow for Organisation {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let created_at_ms = row.i64(1)?;
        Ok(Self { created_at_ms })
    }
}

impl Organisation {
    fn check(&self, id: &[u8], findings: &mut Findings) {
        if id.len() != ID_BYTES || !is_time(self.created_at_ms) {
            findings.fault(format!("organisation {}: its id or time cannot be read", Id(id)));
        }
    }
}

/// A key or a token.
struct Owned {
    belonging: Belonging,
    time_ms: i64,
}

impl FromRow for Owned {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 1, 4)?,
            time_ms: row.i64(3)?,
        })
    }
}

impl Owned {
    fn check(&self, what: &str, id_bytes: usize, findings: &mut Findings) {
        self.belonging.check(what, findings);
        if id_bytes != ID_BYTES || !is_time(self.time_ms) {
            findings.fault(format!("{what}: its id or time cannot be read"));
        }
    }
}

struct Account {
    belonging: Belonging,
    settings: String,
}

impl FromRow for Account {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 1, 4)?,
            settings: row.text(3)?.to_owned(),
        })
    }
}

impl Account {
    fn check(&self, number: &str, findings: &mut Findings) {
        let what = format!("account {number}");
        self.belonging.check(&what, findings);
        if AccountNumber::parse(number).is_none_or(|read| read.as_str() != number) {
            findings.fault(format!("{what}: an account number has eight digits"));
        }
        if let Err(error) = serde_json::from_str::<AccountSettings>(&self.settings) {
            findings.fault(format!("{what}: its settings {}", json_fault(&error)));
        }
    }
}

struct SigningKey {
    created_at_ms: i64,
}

impl FromRow for SigningKey {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let created_at_ms = row.i64(1)?;
        Ok(Self { created_at_ms })
    }
}

impl SigningKey {
    fn check(&self, kid: &str, findings: &mut Findings) {
        if !is_time(self.created_at_ms) {
            findings.fault(format!("signing key {kid}: its time cannot be read"));
        }
    }
}

/// A log-in with two tokens that can be used.
struct Family;

impl FromRow for Family {
    fn from_row<R: Row>(_row: &R) -> Result<Self, StoreError> {
        Ok(Self)
    }
}

struct Job {
    owner: Owner,
    due_at_ms: i64,
}

impl FromRow for Job {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            owner: Owner::from_row(row, 1)?,
            due_at_ms: row.i64(3)?,
        })
    }
}

impl Job {
    fn check(&self, id: &[u8], findings: &mut Findings) {
        if id.len() != ID_BYTES || self.owner.tenant().is_none() || !is_time(self.due_at_ms) {
            findings.fault(format!("job {}: its id, owner or time cannot be read", Id(id)));
        }
    }
}

struct Attachment {
    belonging: Belonging,
    id: Vec<u8>,
    is_readable: bool,
}

impl FromRow for Attachment {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let id = row.bytes(2)?.to_vec();
        Ok(Self {
            belonging: Belonging::from_row(row, 0, 6)?,
            is_readable: id.len() == ID_BYTES && row.i64(3)? >= 0 && row.bytes(4)?.len() == 32 && is_time(row.i64(5)?),
            id,
        })
    }
}

impl Paged for Attachment {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.belonging.owner.keys();
        vec![org, env, Key::Bytes(self.id.clone())]
    }
}

impl Attachment {
    fn check(&self, findings: &mut Findings) {
        let what = format!("attachment {}", Id(&self.id));
        self.belonging.check(&what, findings);
        if !self.is_readable {
            findings.fault(format!("{what}: its id, size, hash or time cannot be read"));
        }
    }
}
