//! Retention: deleting old shipments with all that belongs to them, a bounded step at a time, and finding old attachments.

use crate::tx::{Arg, FromRow, Row, Sql, Tx, count_arg, tenant_args};
use crate::versions::Versions;
use crate::{AttachmentRow, Store, StoreError, delivery_deletion, intervention, on_engine, plan};
use colli_core::ids::{OrganisationId, Tenant};
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Shipments deleted in one step.
const SHIPMENTS_MAX: usize = 100;

/// Codes after which a step takes no further shipment. A step is one transaction, which must end in seconds even when
/// every shipment has hundreds of pieces.
const CODES_MAX: usize = 200;

/// Attachments of one page.
const ATTACHMENTS_MAX: usize = 100;

/// Organisations of one page.
const ORGANISATIONS_MAX: usize = 1_000;

const OLD: Sql = Sql::new(
    "select shipment_id, body from shipments where org = $1 and env = $2 and created_at < $3
     order by created_at limit $4",
);
const DELETE_EVENTS: Sql = Sql::new("delete from events where code = $1 returning event_id");
const DELETE_EVENT_ID: Sql = Sql::new("delete from event_ids where org = $1 and env = $2 and event_id = $3");
const DELETE_CODE: Sql = Sql::new("delete from tracker_codes where code = $1");
const DELETE_LABEL: Sql = Sql::new("delete from labels where org = $1 and env = $2 and label_id = $3");
const DELETE_SHIPMENT: Sql = Sql::new("delete from shipments where org = $1 and env = $2 and shipment_id = $3");
const OLD_ATTACHMENTS: Sql = Sql::new(
    "select org, env, attachment_id, content_type, size_bytes, sha256, created_at from attachments
     where org = $1 and env = $2 and created_at < $3 order by created_at limit $4",
);
const ORGANISATIONS: Sql = Sql::new("select org from organisations where org > $1 order by org limit $2");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    OLD,
    DELETE_EVENTS,
    DELETE_EVENT_ID,
    DELETE_CODE,
    DELETE_LABEL,
    DELETE_SHIPMENT,
    OLD_ATTACHMENTS,
    ORGANISATIONS,
];

/// What of a shipment says where its other rows are, read without the rest.
#[derive(serde::Deserialize)]
struct Parts {
    tracker_code: Option<String>,
    pieces: Vec<PieceParts>,
}

#[derive(serde::Deserialize)]
struct PieceParts {
    tracker_code: Option<String>,
    label_id: Uuid,
}

/// A shipment that is to go.
struct Old {
    id: Uuid,
    codes: BTreeSet<String>,
    labels: Vec<Uuid>,
}

impl FromRow for Old {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        let id = row.uuid(0)?;
        let parts: Parts = row.json(1, "shipment")?;
        let of_pieces = parts.pieces.iter().filter_map(|piece| piece.tracker_code.clone());
        Ok(Self {
            id,
            codes: of_pieces.chain(parts.tracker_code.clone()).collect(),
            labels: parts
                .pieces
                .iter()
                .map(|piece| piece.label_id)
                .filter(|label| *label != id)
                .collect(),
        })
    }
}

/// The reporter's id of an event, when it has one.
struct EventId(Option<String>);

impl FromRow for EventId {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self(row.opt_text(0)?.map(str::to_owned)))
    }
}

impl FromRow for OrganisationId {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self(row.uuid(0)?))
    }
}

/// What a step deleted.
struct Deleted {
    shipments: usize,
    codes: Vec<String>,
}

/// As many of the shipments as one step may delete; at least one.
fn within_bounds(shipments: Vec<Old>) -> Vec<Old> {
    let mut codes = 0;
    let fits = |shipment: &Old| {
        let before = codes;
        codes += shipment.codes.len();
        before == 0 || codes <= CODES_MAX
    };
    shipments.into_iter().take_while(fits).collect()
}

async fn delete_events<T: Tx>(tx: &mut T, tenant: &Tenant, code: &str) -> Result<(), StoreError> {
    let [org, env] = tenant_args(tenant);
    let events: Vec<EventId> = tx.all(DELETE_EVENTS, &[Arg::Text(code)]).await?;
    let ids = events.iter().filter_map(|event| event.0.as_deref());
    let rows: Vec<_> = ids.map(|id| [org, env, Arg::Text(id)]).collect();
    tx.run_all(DELETE_EVENT_ID, &rows).await
}

async fn delete_old<T: Tx>(tx: &mut T, tenant: &Tenant, before: Timestamp) -> Result<Deleted, StoreError> {
    let [org, env] = tenant_args(tenant);
    let old = tx
        .all(OLD, &[org, env, before.into(), count_arg(SHIPMENTS_MAX)])
        .await?;
    let old = within_bounds(old);
    // Codes first, in order: who adds an event holds the code, so none is added to what is going.
    let mut codes: Vec<&String> = old.iter().flat_map(|shipment| &shipment.codes).collect();
    codes.sort_unstable();
    let rows: Vec<_> = codes.iter().map(|code| [Arg::Text(code)]).collect();
    tx.run_all(DELETE_CODE, &rows).await?;
    for code in &codes {
        delete_events(tx, tenant, code).await?;
    }
    delivery_deletion::delete_of_codes(tx, tenant, &codes).await?;
    intervention::delete_of_codes(tx, tenant, &codes).await?;
    plan::delete_of_codes(tx, tenant, &codes).await?;
    let labels = old.iter().flat_map(|shipment| &shipment.labels);
    let rows: Vec<_> = labels.map(|label| [org, env, Arg::from(label)]).collect();
    tx.run_all(DELETE_LABEL, &rows).await?;
    let rows: Vec<_> = old.iter().map(|shipment| [org, env, Arg::from(&shipment.id)]).collect();
    tx.run_all(DELETE_SHIPMENT, &rows).await?;
    Ok(Deleted {
        shipments: old.len(),
        codes: codes.into_iter().cloned().collect(),
    })
}

fn raise(versions: &Versions, deleted: &Deleted) {
    for code in &deleted.codes {
        versions.raise(code);
    }
}

impl Store {
    /// Deletes shipments of a tenant that were registered before a time, the oldest first, with their codes, labels and
    /// events; at most 500 in one durable step. Returns how many went: call it until that is 0.
    pub async fn delete_old_shipments(&self, tenant: Tenant, before: Timestamp) -> Result<usize, StoreError> {
        let deleted = on_engine!(
            self,
            write | tx | delete_old(tx, &tenant, before),
            then raise
        )?;
        Ok(deleted.shipments)
    }

    /// Attachments of a tenant that were uploaded before a time, the oldest first, at most a hundred.
    pub async fn old_attachments(&self, tenant: Tenant, before: Timestamp) -> Result<Vec<AttachmentRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let args = [org, env, before.into(), count_arg(ATTACHMENTS_MAX)];
        on_engine!(self, read | tx | tx.all(OLD_ATTACHMENTS, &args))
    }

    /// Organisations in the order of their ids, at most a thousand, from the one after `after` on.
    pub async fn organisations(&self, after: Option<OrganisationId>) -> Result<Vec<OrganisationId>, StoreError> {
        let after = after.unwrap_or(OrganisationId(Uuid::nil()));
        let args = [Arg::from(&after.0), count_arg(ORGANISATIONS_MAX)];
        on_engine!(self, read | tx | tx.all(ORGANISATIONS, &args))
    }
}
