//! Shipments, and the codes and labels that lead to them.
//!
//! Every row of `tracker_codes` and `labels` must lead to a shipment that has it, and there must be as many rows as the
//! shipments have codes and labels: then each of these is found. Only if there are fewer, those that are missing are
//! looked for one by one.

use super::findings::Findings;
use super::page::{Id, Key, Owner, Paged, Pages, each, json_fault};
use super::serials::Used;
use crate::StoreError;
use crate::shipment_body::StoredShipment;
use crate::tx::{Arg, FromRow, Row, Sql, Tx};
use colli_core::ids::{Environment, OrganisationId, ShipmentId, Tenant};
use colli_core::shipment::Shipment;
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

const SHIPMENTS: Sql = Sql::new(
    "select org, env, created_at, seq, shipment_id, account, order_reference, body from shipments
     where (org, env, created_at, seq) > ($1, $2, $3, $4) order by org, env, created_at, seq limit 500",
);
const CODES: Sql = Sql::new(
    "select c.code, c.org, c.env, c.shipment_id, s.body from tracker_codes c
       left join shipments s on s.org = c.org and s.env = c.env and s.shipment_id = c.shipment_id
     where c.code > $1 order by c.code limit 500",
);
const LABELS: Sql = Sql::new(
    "select l.org, l.env, l.label_id, l.shipment_id, s.body from labels l
       left join shipments s on s.org = l.org and s.env = l.env and s.shipment_id = l.shipment_id
     where (l.org, l.env, l.label_id) > ($1, $2, $3) order by l.org, l.env, l.label_id limit 500",
);
const CODE: Sql = Sql::new("select shipment_id from tracker_codes where code = $1 and org = $2 and env = $3");
const LABEL: Sql = Sql::new("select shipment_id from labels where org = $1 and env = $2 and label_id = $3");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SHIPMENTS, CODES, LABELS, CODE, LABEL];

const BY_TIME: &[Key] = &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_I64, Key::FIRST_I64];
const BY_LABEL: &[Key] = &[Key::FIRST_BYTES, Key::FIRST_I64, Key::FIRST_BYTES];

/// Checks all of them; returns the serials in use and the highest number of a shipment.
pub(super) async fn check<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<Used, StoreError> {
    let mut used = Used::default();
    let (mut codes, mut labels) = (0, 0);
    let shipments = each(tx, SHIPMENTS, BY_TIME, |row: ShipmentRow| {
        if let Some(shipment) = row.check(findings) {
            codes += codes_of(&shipment).len() as u64;
            labels += labels_of(&shipment).len() as u64;
            used.note(&shipment);
        }
        used.seq_max = used.seq_max.max(row.seq);
    })
    .await?;
    findings.read("shipments", shipments);
    let found_codes = each(tx, CODES, &[Key::FIRST_TEXT], |row: CodeRow| row.check(findings)).await?;
    findings.read("tracker_codes", found_codes);
    let found_labels = each(tx, LABELS, BY_LABEL, |row: LabelRow| row.check(findings)).await?;
    findings.read("labels", found_labels);
    if (found_codes, found_labels) != (codes, labels) {
        look_up_all(tx, findings).await?;
    }
    Ok(used)
}

/// The codes that lead to a shipment.
fn codes_of(shipment: &Shipment) -> Vec<&str> {
    let mut codes: Vec<&str> = shipment
        .pieces
        .iter()
        .filter_map(|piece| piece.tracker_code.as_deref())
        .collect();
    codes.extend(shipment.tracker_code.as_deref().filter(|whole| !codes.contains(whole)));
    codes
}

/// The labels that lead to a shipment: those that do not have its own id.
fn labels_of(shipment: &Shipment) -> Vec<Uuid> {
    let labels = shipment.pieces.iter().map(|piece| piece.label_id.0);
    labels.filter(|label| *label != shipment.order.shipment_id.0).collect()
}

/// Names the codes and labels of shipments that lead nowhere or elsewhere.
async fn look_up_all<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<(), StoreError> {
    let mut pages = Pages::new(SHIPMENTS, BY_TIME);
    loop {
        let page: Vec<ShipmentRow> = pages.next(tx).await?;
        if page.is_empty() {
            return Ok(());
        }
        for row in page {
            if let Ok(shipment) = row.read() {
                look_up(tx, &row, &shipment, findings).await?;
            }
        }
    }
}

async fn look_up<T: Tx>(
    tx: &mut T,
    row: &ShipmentRow,
    shipment: &Shipment,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let (org, env) = (Arg::Bytes(&row.owner.org), Arg::I64(row.owner.env));
    for code in codes_of(shipment) {
        let found: Option<ShipmentKey> = tx.opt(CODE, &[Arg::Text(code), org, env]).await?;
        if found.is_none_or(|found| found.0 != row.id) {
            findings.fault(format!("{}: its code {code} does not lead to it", row.name()));
        }
    }
    for label in labels_of(shipment) {
        let found: Option<ShipmentKey> = tx.opt(LABEL, &[org, env, Arg::from(&label)]).await?;
        if found.is_none_or(|found| found.0 != row.id) {
            findings.fault(format!("{}: its label {label} does not lead to it", row.name()));
        }
    }
    Ok(())
}

/// A shipment's id.
struct ShipmentKey(Vec<u8>);

impl FromRow for ShipmentKey {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.bytes(0).map(|id| Self(id.to_vec()))
    }
}

struct ShipmentRow {
    owner: Owner,
    created_at_ms: i64,
    seq: i64,
    id: Vec<u8>,
    account: String,
    order_reference: Option<String>,
    body: String,
}

impl FromRow for ShipmentRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            owner: Owner::from_row(row, 0)?,
            created_at_ms: row.i64(2)?,
            seq: row.i64(3)?,
            id: row.bytes(4)?.to_vec(),
            account: row.text(5)?.to_owned(),
            order_reference: row.opt_text(6)?.map(str::to_owned),
            body: row.text(7)?.to_owned(),
        })
    }
}

impl Paged for ShipmentRow {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.owner.keys();
        vec![org, env, Key::I64(self.created_at_ms), Key::I64(self.seq)]
    }
}

impl ShipmentRow {
    fn name(&self) -> String {
        format!("shipment {} of {}", Id(&self.id), self.owner)
    }

    /// The shipment. Columns that cannot be right are taken as zero here and noted by `check`.
    fn read(&self) -> Result<Shipment, serde_json::Error> {
        let stored = StoredShipment {
            tenant: self.owner.tenant().unwrap_or(Tenant {
                organisation: OrganisationId(Uuid::nil()),
                environment: Environment::Test,
            }),
            id: ShipmentId(Uuid::from_slice(&self.id).unwrap_or_default()),
            created_at: Timestamp::from_millisecond(self.created_at_ms).unwrap_or_default(),
            body: self.body.clone(),
        };
        stored.parse()
    }

    /// The shipment, when it can be read.
    fn check(&self, findings: &mut Findings) -> Option<Shipment> {
        let shipment = match self.read() {
            Ok(shipment) => shipment,
            Err(error) => {
                findings.fault(format!("{}: its body {}", self.name(), json_fault(&error)));
                return None;
            }
        };
        let order = &shipment.order;
        for (column, is_equal) in [
            ("org and env", self.owner.tenant() == Some(shipment.tenant)),
            ("shipment_id", self.id == order.shipment_id.0.as_bytes()),
            ("account", self.account == order.account.as_str()),
            ("order_reference", self.order_reference == order.order_reference),
            ("created_at", self.created_at_ms == shipment.created_at.as_millisecond()),
        ] {
            if !is_equal {
                findings.fault(format!("{}: column {column} is not what its body says", self.name()));
            }
        }
        Some(shipment)
    }
}

/// What of a shipment says which codes and labels lead to it.
#[derive(Deserialize)]
struct Parts {
    tracker_code: Option<String>,
    pieces: Vec<PieceParts>,
}

#[derive(Deserialize)]
struct PieceParts {
    tracker_code: Option<String>,
    label_id: Uuid,
}

/// Judges what leads to a shipment: `has` says whether it is right to.
fn check_lead(what: &str, id: &[u8], body: Option<&str>, has: impl FnOnce(&Parts) -> bool, findings: &mut Findings) {
    let Some(body) = body else {
        findings.fault(format!("{what}: it leads to shipment {}, which does not exist", Id(id)));
        return;
    };
    // A body that cannot be read was noted with its shipment.
    if let Ok(parts) = serde_json::from_str::<Parts>(body)
        && !has(&parts)
    {
        findings.fault(format!(
            "{what}: it leads to shipment {}, which does not have it",
            Id(id)
        ));
    }
}

struct CodeRow {
    code: String,
    owner: Owner,
    id: Vec<u8>,
    body: Option<String>,
}

impl FromRow for CodeRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            code: row.text(0)?.to_owned(),
            owner: Owner::from_row(row, 1)?,
            id: row.bytes(3)?.to_vec(),
            body: row.opt_text(4)?.map(str::to_owned),
        })
    }
}

impl Paged for CodeRow {
    fn key(&self) -> Vec<Key> {
        vec![Key::Text(self.code.clone())]
    }
}

impl CodeRow {
    fn check(&self, findings: &mut Findings) {
        let what = format!("tracker code {} of {}", self.code, self.owner);
        let code = Some(self.code.as_str());
        let has = |parts: &Parts| {
            parts.tracker_code.as_deref() == code
                || parts.pieces.iter().any(|piece| piece.tracker_code.as_deref() == code)
        };
        check_lead(&what, &self.id, self.body.as_deref(), has, findings);
    }
}

struct LabelRow {
    owner: Owner,
    label: Vec<u8>,
    id: Vec<u8>,
    body: Option<String>,
}

impl FromRow for LabelRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            owner: Owner::from_row(row, 0)?,
            label: row.bytes(2)?.to_vec(),
            id: row.bytes(3)?.to_vec(),
            body: row.opt_text(4)?.map(str::to_owned),
        })
    }
}

impl Paged for LabelRow {
    fn key(&self) -> Vec<Key> {
        let [org, env] = self.owner.keys();
        vec![org, env, Key::Bytes(self.label.clone())]
    }
}

impl LabelRow {
    fn check(&self, findings: &mut Findings) {
        let what = format!("label {} of {}", Id(&self.label), self.owner);
        let has = |parts: &Parts| {
            parts
                .pieces
                .iter()
                .any(|piece| piece.label_id.as_bytes() == &self.label[..])
        };
        check_lead(&what, &self.id, self.body.as_deref(), has, findings);
    }
}
