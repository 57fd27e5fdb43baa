//! Batches: many shipments, looked at and bought together by jobs, a slice at a time.
//!
//! A batch's shipments are quotes like any other; beside each lies an object that says how far the batch is with it. They
//! carry the batch's own time and the number they were added under, so that they are listed, and go, as one.

mod give_up;
mod paper;
mod prepare;
mod slices;

use super::{GatewayCaller, Given, NewQuote, Object, ObjectPage, PageAsked, jobs};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::Violation;
use colli_core::gateway::Kind as _;
use colli_core::gateway::batch::{
    BATCH_SHIPMENTS_MAX, Batch, BatchShipment, BatchShipmentStatus, BatchStatus, LABELS_PER_FILE,
};
use colli_store::{ObjectWriting, ObjectsWritten, OfParent};
use uuid::Uuid;

use super::documents::DocumentName;
use super::transaction_view::DocumentLink;
pub(super) use prepare::Defaults;

/// How often a change of a batch is tried again when another one came in between.
const TRIES_MAX: usize = 8;

/// A batch to make.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewBatch {
    /// The account of shipments that name none.
    pub default_carrier_account: Uuid,
    /// The service level of shipments that name none.
    pub default_service: String,
    /// Format of the labels.
    pub label_file_type: String,
    /// The client's own note.
    pub metadata: String,
    /// The shipments.
    pub shipments: Vec<NewBatchShipment>,
}

/// A shipment to be bought with a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewBatchShipment {
    /// What is sent, or the id of a quote.
    pub quote: Given<NewQuote>,
    /// The account, unless it is the batch's.
    pub carrier_account: Option<Uuid>,
    /// The service level, unless it is the batch's.
    pub service: Option<String>,
    /// The client's own note.
    pub metadata: String,
}

/// What became of a batch's shipments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BatchResult {
    /// They cannot be bought.
    CreationFailed,
    /// They can be, or could be, bought.
    CreationSucceeded,
    /// Their labels could not be bought.
    PurchaseFailed,
    /// Their labels were bought.
    PurchaseSucceeded,
}

/// How many shipments of a batch became what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct BatchResults {
    /// How many there are.
    pub all: u64,
    /// How many cannot be bought.
    pub creation_failed: u64,
    /// How many can be, or could be, bought.
    pub creation_succeeded: u64,
    /// Of how many the label could not be bought.
    pub purchase_failed: u64,
    /// Of how many the label was bought.
    pub purchase_succeeded: u64,
}

/// A batch as it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BatchView {
    /// It.
    pub batch: Object<Batch>,
    /// A page of its shipments, in the order they were added.
    pub shipments: ObjectPage<Object<BatchShipment>>,
    /// What became of its shipments.
    pub results: BatchResults,
    /// Files of its labels, once it was bought.
    pub labels: Vec<DocumentLink>,
}

fn refused(text: impl Into<String>) -> Error {
    Error::violation(Violation::new("", "state", text.into()))
}

/// Why nothing of a batch can be changed any more.
fn closed(batch: &Batch) -> Option<Error> {
    let is_closed = matches!(batch.status, BatchStatus::Purchasing | BatchStatus::Purchased);
    is_closed.then(|| refused("the labels of this batch were bought: it cannot be changed or bought again"))
}

fn too_many() -> Error {
    let violation = Violation::new(
        "batch_shipments",
        "range",
        "these are more shipments than a batch takes",
    );
    Error::violation(violation.accepting([format!("up to {BATCH_SHIPMENTS_MAX} shipments")]))
}

/// Refuses what would be too many shipments with those that are there.
fn check_size(there: u64, added: usize) -> Result<()> {
    let there = usize::try_from(there).unwrap_or(usize::MAX);
    if there.saturating_add(added) > BATCH_SHIPMENTS_MAX {
        return Err(too_many());
    }
    Ok(())
}

impl Service {
    /// Makes a batch; its shipments are looked at by a job.
    pub async fn create_batch(&self, caller: &GatewayCaller, new: NewBatch) -> Result<Object<Batch>> {
        let tenant = caller.tenant;
        if new.shipments.len() > BATCH_SHIPMENTS_MAX {
            return Err(too_many());
        }
        let id = self.object_id(caller, Batch::KIND)?;
        if let Some(before) = self.find_object(tenant, id).await? {
            return Ok(before);
        }
        let created_at = self.object_time(tenant);
        let mut batch = Object {
            id,
            created_at,
            updated_at: created_at,
            version: 0,
            value: Batch {
                default_carrier_account: new.default_carrier_account,
                default_service: new.default_service,
                label_file_type: new.label_file_type,
                metadata: new.metadata,
                status: BatchStatus::Validating,
                next_number: 0,
            },
        };
        let ready = self
            .store_batch_shipments(caller, &batch, new.shipments, Defaults::AreNew)
            .await?;
        let children = self.batch_children(&batch, &ready)?;
        batch.value.next_number = u32::try_from(ready.len()).unwrap_or(u32::MAX);
        let mut writing = ObjectWriting {
            objects: vec![self.new_object(id, created_at, &batch.value)?],
            jobs: vec![jobs::job(self, caller, jobs::Work::Batch(id))?],
            ..ObjectWriting::default()
        };
        writing.objects.extend(children);
        match self.write_objects(tenant, writing).await? {
            ObjectsWritten::Done => Ok(batch),
            _ => self.object(tenant, id).await,
        }
    }

    /// Adds shipments to a batch, which is then looked at again.
    pub async fn add_batch_shipments(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        shipments: Vec<NewBatchShipment>,
    ) -> Result<Object<Batch>> {
        let tenant = caller.tenant;
        let batch: Object<Batch> = self.object(tenant, id).await?;
        if let Some(error) = closed(&batch.value) {
            return Err(error);
        }
        if shipments.is_empty() {
            return Ok(batch);
        }
        if self.was_added(caller).await? {
            return Ok(batch);
        }
        // Before anything is stored, and again below: others may add some meanwhile.
        check_size(self.batch_results(caller, id).await?.all, shipments.len())?;
        let ready = self
            .store_batch_shipments(caller, &batch, shipments, Defaults::AreKnown)
            .await?;
        for _ in 0..TRIES_MAX {
            let batch: Object<Batch> = self.object(tenant, id).await?;
            if let Some(error) = closed(&batch.value) {
                return Err(error);
            }
            if self.was_added(caller).await? {
                return Ok(batch);
            }
            check_size(self.batch_results(caller, id).await?.all, ready.len())?;
            let added = u32::try_from(ready.len()).unwrap_or(u32::MAX);
            let changed = Batch {
                status: BatchStatus::Validating,
                next_number: batch.value.next_number.saturating_add(added),
                ..batch.value.clone()
            };
            let writing = ObjectWriting {
                objects: self.batch_children(&batch, &ready)?,
                jobs: vec![jobs::job(self, caller, jobs::Work::Batch(id))?],
                ..ObjectWriting::default()
            };
            if let Some(batch) = self.try_change(tenant, &batch, changed, writing).await? {
                return Ok(batch);
            }
        }
        Err(Error::Busy)
    }

    /// Whether a request that its client named added its shipments before.
    async fn was_added(&self, caller: &GatewayCaller) -> Result<bool> {
        if caller.seed.is_none() {
            return Ok(false);
        }
        let first = self.object_id(&prepare::of_shipment(caller, 0), BatchShipment::KIND)?;
        let found = self.store.object(caller.tenant, BatchShipment::KIND, first).await?;
        Ok(found.is_some())
    }

    /// Takes shipments out of a batch. Their quotes stay.
    pub async fn remove_batch_shipments(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        shipments: &[Uuid],
    ) -> Result<Object<Batch>> {
        let tenant = caller.tenant;
        for _ in 0..TRIES_MAX {
            let batch: Object<Batch> = self.object(tenant, id).await?;
            if let Some(error) = closed(&batch.value) {
                return Err(error);
            }
            let removed = self.children_named(caller, id, shipments).await?;
            let invalid = removed
                .iter()
                .filter(|child| child.value.status == BatchShipmentStatus::Invalid);
            let bad = self.batch_results(caller, id).await?.creation_failed;
            let status = match batch.value.status {
                BatchStatus::Invalid if bad <= invalid.count() as u64 => BatchStatus::Valid,
                status => status,
            };
            let changed = Batch {
                status,
                ..batch.value.clone()
            };
            let writing = ObjectWriting {
                deleted: removed.iter().map(|child| (BatchShipment::KIND, child.id)).collect(),
                ..ObjectWriting::default()
            };
            if let Some(batch) = self.try_change(tenant, &batch, changed, writing).await? {
                return Ok(batch);
            }
        }
        Err(Error::Busy)
    }

    /// Shipments of a batch by their ids, each once.
    async fn children_named(
        &self,
        caller: &GatewayCaller,
        batch: Uuid,
        ids: &[Uuid],
    ) -> Result<Vec<Object<BatchShipment>>> {
        let rows = self
            .store
            .objects_by_id(caller.tenant, BatchShipment::KIND, ids)
            .await?;
        let mut found: Vec<Object<BatchShipment>> = Vec::with_capacity(ids.len());
        let mut seen = std::collections::HashSet::new();
        let mut unknown = Vec::new();
        for (index, (row, id)) in rows.iter().zip(ids).enumerate() {
            let child = row.as_ref().map(Object::<BatchShipment>::read).transpose()?;
            match child.filter(|child| child.value.batch == batch) {
                Some(child) if seen.insert(*id) => found.push(child),
                Some(_) => {}
                None => {
                    let text = format!("the batch has no shipment with the id {}", id.simple());
                    unknown.push(Violation::new(format!("batch_shipments[{index}]"), "unknown", text));
                }
            }
        }
        if unknown.is_empty() {
            Ok(found)
        } else {
            Err(Error::Invalid(unknown))
        }
    }

    /// Has the labels of a batch bought, once.
    pub async fn purchase_batch(&self, caller: &GatewayCaller, id: Uuid) -> Result<Object<Batch>> {
        for _ in 0..TRIES_MAX {
            let batch: Object<Batch> = self.object(caller.tenant, id).await?;
            if let Some(error) = closed(&batch.value) {
                return Err(error);
            }
            match batch.value.status {
                BatchStatus::Valid => {}
                BatchStatus::Invalid => {
                    return Err(refused(
                        "some shipments of this batch cannot be bought: remove them first (POST remove_shipments)",
                    ));
                }
                _ => {
                    return Err(refused(
                        "this batch is still being validated: try again when it is VALID",
                    ));
                }
            }
            if self.batch_results(caller, id).await?.all == 0 {
                return Err(refused(
                    "this batch has no shipments: add some first (POST add_shipments)",
                ));
            }
            let changed = Batch {
                status: BatchStatus::Purchasing,
                ..batch.value.clone()
            };
            let writing = ObjectWriting {
                jobs: vec![jobs::job(self, caller, jobs::Work::Batch(id))?],
                ..ObjectWriting::default()
            };
            if let Some(batch) = self.try_change(caller.tenant, &batch, changed, writing).await? {
                return Ok(batch);
            }
        }
        Err(Error::Busy)
    }

    /// What became of a batch's shipments.
    async fn batch_results(&self, caller: &GatewayCaller, id: Uuid) -> Result<BatchResults> {
        let states = self
            .store
            .states_of_parent(caller.tenant, id, BatchShipment::KIND)
            .await?;
        let of = |status: BatchShipmentStatus| {
            let found = states.iter().find(|(state, _)| state == status.word());
            found.map_or(0, |(_, count)| *count)
        };
        let (bought, failed) = (
            of(BatchShipmentStatus::Purchased),
            of(BatchShipmentStatus::TransactionFailed),
        );
        Ok(BatchResults {
            all: states.iter().map(|(_, count)| count).sum(),
            creation_failed: of(BatchShipmentStatus::Invalid),
            creation_succeeded: of(BatchShipmentStatus::Valid) + bought + failed,
            purchase_failed: failed,
            purchase_succeeded: bought,
        })
    }

    /// A batch as it is read, with a page of its shipments: all, or those something became of.
    pub async fn batch_view(
        &self,
        caller: &GatewayCaller,
        batch: Object<Batch>,
        asked: PageAsked,
        wanted: Option<BatchResult>,
    ) -> Result<BatchView> {
        let results = self.batch_results(caller, batch.id).await?;
        let is_closed = closed(&batch.value).is_some();
        let state = match wanted {
            None => None,
            Some(BatchResult::CreationFailed) => Some(BatchShipmentStatus::Invalid),
            // Of a batch that is bought all could be.
            Some(BatchResult::CreationSucceeded) if is_closed => None,
            Some(BatchResult::CreationSucceeded) => Some(BatchShipmentStatus::Valid),
            Some(BatchResult::PurchaseFailed) => Some(BatchShipmentStatus::TransactionFailed),
            Some(BatchResult::PurchaseSucceeded) => Some(BatchShipmentStatus::Purchased),
        };
        let of = OfParent {
            parent: batch.id,
            kind: BatchShipment::KIND,
            state: state.map(BatchShipmentStatus::word),
        };
        let rows = self
            .store
            .objects_of_parent(caller.tenant, of, asked.results + 1, asked.skip())
            .await?;
        let entries: Result<Vec<_>> = rows.iter().map(Object::read).collect();
        Ok(BatchView {
            shipments: ObjectPage::of(entries?, asked),
            labels: self.batch_links(caller, &batch, results.purchase_succeeded)?,
            results,
            batch,
        })
    }

    /// Links to the files of a batch's labels, once all were bought.
    fn batch_links(&self, caller: &GatewayCaller, batch: &Object<Batch>, bought: u64) -> Result<Vec<DocumentLink>> {
        if batch.value.status != BatchStatus::Purchased {
            return Ok(Vec::new());
        }
        let files = bought.div_ceil(LABELS_PER_FILE as u64);
        (1..=u32::try_from(files).unwrap_or(u32::MAX))
            .map(|number| {
                let name = DocumentName::Batch {
                    batch: batch.id,
                    number,
                };
                self.paper_link(caller.tenant, &name, batch.updated_at)
            })
            .collect()
    }
}
