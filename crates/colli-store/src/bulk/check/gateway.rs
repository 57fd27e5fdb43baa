//! What the gateway keeps: its objects, tokens, and requests clients named.

use super::belonging::{Belonging, is_id, is_time};
use super::findings::Findings;
use super::page::{Id, Key, Paged, each, json_fault};
use crate::StoreError;
use crate::tx::{FromRow, Row, Sql, Tx};
use colli_core::gateway::Kind;
use colli_core::gateway::address::Address;
use colli_core::gateway::batch::{Batch, BatchShipment};
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::customs::{Declaration, Item};
use colli_core::gateway::manifest::Manifest;
use colli_core::gateway::order::{Order, OrderLabel};
use colli_core::gateway::parcel::Parcel;
use colli_core::gateway::quote::Quote;
use colli_core::gateway::refund::Refund;
use colli_core::gateway::service_group::ServiceGroup;
use colli_core::gateway::template::{DefaultTemplate, UserTemplate};
use colli_core::gateway::transaction::Transaction;
use serde::de::{DeserializeOwned, IgnoredAny};
use uuid::Uuid;

const OBJECTS: Sql = Sql::new(
    "select x.org, x.env, x.object_id, x.kind, x.parent, x.state, x.created_at, x.updated_at, x.version, x.body,
            o.created_at, p.kind
     from objects x left join organisations o on o.org = x.org
       left join objects p on p.org = x.org and p.env = x.env and p.object_id = x.parent
     where (x.org, x.env, x.object_id) > ($1, $2, $3) order by x.org, x.env, x.object_id limit 500",
);
const TOKENS: Sql = Sql::new(
    "select t.token_hash, t.org, t.env, t.created_at, o.created_at from gateway_tokens t
       left join organisations o on o.org = t.org
     where t.token_hash > $1 order by t.token_hash limit 500",
);
const IDEMPOTENCY_KEYS: Sql = Sql::new(
    "select k.org, k.env, k.key_hash, k.claimed_at, k.kept_until, k.status, k.answer, o.created_at
     from idempotency_keys k left join organisations o on o.org = k.org
     where (k.org, k.env, k.key_hash) > ($1, $2, $3) order by k.org, k.env, k.key_hash limit 500",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[OBJECTS, TOKENS, IDEMPOTENCY_KEYS];

const BY_ID: &[Key] = &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_BYTES];

/// Checks all of them; returns the highest serial of a manifest's paper.
///
/// That a purchase and its parcel's shipment are both there is not asked: the shipment is stored first, and retention
/// takes it first.
pub(super) async fn check<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<Option<u64>, StoreError> {
    let mut highest = None;
    let rows = each(tx, OBJECTS, BY_ID, |row: ObjectRow| {
        highest = highest.max(row.check(findings));
    })
    .await?;
    findings.read("objects", rows);
    let rows = each(tx, TOKENS, &[Key::FIRST_BYTES], |row: Token| row.check(findings)).await?;
    findings.read("gateway_tokens", rows);
    let rows = each(tx, IDEMPOTENCY_KEYS, BY_ID, |row: NamedRequest| row.check(findings)).await?;
    findings.read("idempotency_keys", rows);
    Ok(highest)
}

/// What a body says that columns say too, and serials in it.
#[derive(Default)]
struct Said {
    parent: Option<Uuid>,
    state: Option<String>,
    serial: Option<u64>,
}

/// How the body of a kind is read.
type Reader = fn(&str) -> serde_json::Result<Said>;

fn said<K: Kind + DeserializeOwned>(body: &str) -> serde_json::Result<Said> {
    let value: K = serde_json::from_str(body)?;
    Ok(Said {
        parent: value.parent(),
        state: value.state().map(str::to_owned),
        serial: None,
    })
}

fn manifest(body: &str) -> serde_json::Result<Said> {
    let value: Manifest = serde_json::from_str(body)?;
    Ok(Said {
        serial: value.papers.iter().map(|paper| paper.serial).max(),
        ..said::<Manifest>(body)?
    })
}

fn any(body: &str) -> serde_json::Result<Said> {
    serde_json::from_str::<IgnoredAny>(body).map(|_| Said::default())
}

/// The kinds there are.
const READERS: &[(&str, Reader)] = &[
    (Address::KIND, said::<Address>),
    (Batch::KIND, said::<Batch>),
    (BatchShipment::KIND, said::<BatchShipment>),
    (CarrierAccount::KIND, said::<CarrierAccount>),
    (Declaration::KIND, said::<Declaration>),
    (DefaultTemplate::KIND, said::<DefaultTemplate>),
    (Item::KIND, said::<Item>),
    (Manifest::KIND, manifest),
    (Order::KIND, said::<Order>),
    (OrderLabel::KIND, said::<OrderLabel>),
    (Parcel::KIND, said::<Parcel>),
    (Quote::KIND, said::<Quote>),
    (Refund::KIND, said::<Refund>),
    (ServiceGroup::KIND, said::<ServiceGroup>),
    ("track_registration", any),
    (Transaction::KIND, said::<Transaction>),
    (UserTemplate::KIND, said::<UserTemplate>),
];

/// Kinds whose parents are there as long as they are, with the kinds of these. Others may outlive theirs by a run of
/// retention.
const PARENTS: &[(&str, &str)] = &[
    (BatchShipment::KIND, Batch::KIND),
    (Transaction::KIND, CarrierAccount::KIND),
];

struct ObjectRow {
    belonging: Belonging,
    id: Vec<u8>,
    kind: String,
    parent: Option<Vec<u8>>,
    state: Option<String>,
    times_ms: [i64; 2],
    version: i64,
    body: String,
    kind_of_parent: Option<String>,
}

impl FromRow for ObjectRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 0, 10)?,
            id: row.bytes(2)?.to_vec(),
            kind: row.text(3)?.to_owned(),
            parent: row.opt_bytes(4)?.map(<[u8]>::to_vec),
            state: row.opt_text(5)?.map(str::to_owned),
            times_ms: [row.i64(6)?, row.i64(7)?],
            version: row.i64(8)?,
            body: row.text(9)?.to_owned(),
            kind_of_parent: row.opt_text(11)?.map(str::to_owned),
        })
    }
}

impl Paged for ObjectRow {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.belonging.owner.keys();
        vec![org, env, Key::Bytes(self.id.clone())]
    }
}

impl ObjectRow {
    /// Returns the highest serial in it.
    fn check(&self, findings: &mut Findings) -> Option<u64> {
        let what = format!("{} {} of {}", self.kind, Id(&self.id), self.belonging.owner);
        self.belonging.check(&what, findings);
        if !is_id(&self.id) || !self.times_ms.into_iter().all(is_time) || self.version < 0 {
            findings.fault(format!("{what}: its id, a time or its version cannot be read"));
        }
        self.check_parent(&what, findings);
        let Some((_, reader)) = READERS.iter().find(|(kind, _)| *kind == self.kind) else {
            findings.fault(format!("{what}: there is no such kind"));
            return None;
        };
        match reader(&self.body) {
            Err(error) => {
                findings.fault(format!("{what}: its body {}", json_fault(&error)));
                None
            }
            Ok(said) => {
                let parent = said.parent.map(|parent| parent.as_bytes().to_vec());
                for (column, is_equal) in [("parent", parent == self.parent), ("state", said.state == self.state)] {
                    if !is_equal {
                        findings.fault(format!("{what}: column {column} is not what its body says"));
                    }
                }
                said.serial
            }
        }
    }

    fn check_parent(&self, what: &str, findings: &mut Findings) {
        let wanted = PARENTS.iter().find(|(kind, _)| *kind == self.kind);
        if let Some((_, wanted)) = wanted
            && self.kind_of_parent.as_deref() != Some(wanted)
        {
            findings.fault(format!("{what}: it belongs to a {wanted} that does not exist"));
        }
    }
}

struct Token {
    hash: Vec<u8>,
    belonging: Belonging,
    created_at_ms: i64,
}

impl FromRow for Token {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            hash: row.bytes(0)?.to_vec(),
            belonging: Belonging::from_row(row, 1, 4)?,
            created_at_ms: row.i64(3)?,
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
        let what = format!("gateway token of {}", self.belonging.owner);
        self.belonging.check(&what, findings);
        if !is_time(self.created_at_ms) {
            findings.fault(format!("{what}: its time cannot be read"));
        }
    }
}

/// A request a client named.
struct NamedRequest {
    belonging: Belonging,
    key: Vec<u8>,
    times_ms: [i64; 2],
    status: Option<i64>,
    has_answer: bool,
}

impl FromRow for NamedRequest {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            belonging: Belonging::from_row(row, 0, 7)?,
            key: row.bytes(2)?.to_vec(),
            times_ms: [row.i64(3)?, row.i64(4)?],
            status: row.opt_i64(5)?,
            has_answer: row.opt_text(6)?.is_some(),
        })
    }
}

impl Paged for NamedRequest {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.belonging.owner.keys();
        vec![org, env, Key::Bytes(self.key.clone())]
    }
}

impl NamedRequest {
    fn check(&self, findings: &mut Findings) {
        let what = format!("named request {} of {}", Id(&self.key), self.belonging.owner);
        self.belonging.check(&what, findings);
        if !self.times_ms.into_iter().all(is_time) {
            findings.fault(format!("{what}: a time cannot be read"));
        }
        let is_readable = self.status.is_none_or(|status| (100..=599).contains(&status));
        if !is_readable || self.status.is_some() != self.has_answer {
            findings.fault(format!("{what}: its answer cannot be read"));
        }
    }
}
