//! The end of a batch that cannot be worked on: what is left of its shipments fails with a sentence.

use super::Object;
use super::slices::{Pair, after_purchase, failed, rate_of, wanted};
use crate::Service;
use crate::error::{Error, Result};
use crate::gateway::GatewayCaller;
use crate::gateway::objects::object_change;
use colli_core::gateway::batch::{Batch, BatchShipment, BatchShipmentStatus, BatchStatus};
use colli_core::gateway::message::Message;
use colli_core::gateway::quote::rate_id;
use colli_core::gateway::transaction::{Transaction, TransactionStatus, transaction_id};
use colli_store::{ObjectWriting, Topic};
use jiff::Timestamp;
use std::collections::HashSet;
use uuid::Uuid;

/// Steps at most: a batch has a fifth of this many slices, and others may change it meanwhile.
const STEPS_MAX: usize = 200;

impl Service {
    /// Ends a batch that waits for work. Labels that were bought stay bought.
    pub(in crate::gateway) async fn give_up_batch(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        said: Vec<Message>,
    ) -> Result<()> {
        for _ in 0..STEPS_MAX {
            let Some(batch) = self.find_object::<Batch>(caller.tenant, id).await? else {
                return Ok(());
            };
            let (open, ended, topic) = match batch.value.status {
                BatchStatus::Validating => (
                    BatchShipmentStatus::Incomplete,
                    BatchStatus::Invalid,
                    Topic::BatchCreated,
                ),
                BatchStatus::Purchasing => (
                    BatchShipmentStatus::Valid,
                    BatchStatus::Purchased,
                    Topic::BatchPurchased,
                ),
                BatchStatus::Valid | BatchStatus::Invalid | BatchStatus::Purchased => return Ok(()),
            };
            let left = self.slice(caller, id, open).await?;
            if left.is_empty() {
                self.end_stage(caller, &batch, ended, topic).await?;
            } else {
                self.fail_children(caller, &batch, left, &said).await?;
            }
        }
        Err(Error::Busy)
    }

    async fn fail_children(
        &self,
        caller: &GatewayCaller,
        batch: &Object<Batch>,
        left: Vec<Pair>,
        said: &[Message],
    ) -> Result<()> {
        let now = self.object_time(caller.tenant);
        let mut writing = ObjectWriting::default();
        let mut seen = HashSet::new();
        for pair in left {
            let (child, _) = &pair;
            if !seen.insert(child.id) {
                continue;
            }
            let ended = match batch.value.status {
                BatchStatus::Purchasing => self.bought_before(caller, &batch.value, &pair).await?,
                _ => Some(failed(&child.value, BatchShipmentStatus::Invalid, said.to_vec())),
            };
            let ended =
                ended.unwrap_or_else(|| failed(&child.value, BatchShipmentStatus::TransactionFailed, said.to_vec()));
            writing.changes.push(object_change(child, &ended, now)?);
        }
        // When one of them changed meanwhile, the next step sees it as it is then.
        self.write_objects(caller.tenant, writing).await.map(drop)
    }

    /// A shipment whose label a run bought that did not come to note it.
    async fn bought_before(
        &self,
        caller: &GatewayCaller,
        batch: &Batch,
        (child, quote): &Pair,
    ) -> Result<Option<BatchShipment>> {
        let Some(quote) = quote else { return Ok(None) };
        let wanted = wanted(batch, &child.value);
        let rate = rate_of(&quote.value, wanted, Timestamp::MIN).and_then(|index| rate_id(quote.id, index));
        let Some(rate) = rate else { return Ok(None) };
        let bought: Option<Object<Transaction>> = self.find_object(caller.tenant, transaction_id(rate)).await?;
        let bought = bought.filter(|bought| bought.value.status != TransactionStatus::Queued);
        Ok(bought.map(|bought| after_purchase(&child.value, &bought)))
    }
}
