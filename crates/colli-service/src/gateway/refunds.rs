//! Refunds: a label nobody used is made void, as long as its parcel is not on a manifest.

use super::{GatewayCaller, Object, jobs};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::Violation;
use colli_core::gateway::refund::{Refund, RefundStatus};
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_core::ids::ShipmentId;
use colli_store::{NewNotice, ObjectWriting, ObjectsWritten, Topic};
use uuid::Uuid;

/// Namespace of refunds' ids, which are made from their purchases': a label is refunded once.
const NAMESPACE: Uuid = Uuid::from_u128(0xc011_4ef0_1000_4000_8000_0000_0000_0001);
/// How often a refund is tried again when its purchase changed meanwhile.
const TRIES_MAX: usize = 4;

impl Service {
    /// Asks the money of a label back.
    pub async fn create_refund(
        &self,
        caller: &GatewayCaller,
        transaction: Uuid,
        is_async: bool,
    ) -> Result<Object<Refund>> {
        let id = Uuid::new_v5(&NAMESPACE, transaction.as_bytes());
        for _ in 0..TRIES_MAX {
            let bought = self.refundable(caller, transaction).await?;
            let refund = Refund {
                transaction,
                status: RefundStatus::Queued,
            };
            let pending = Transaction {
                status: TransactionStatus::RefundPending,
                ..bought.value.clone()
            };
            let created_at = self.object_time(caller.tenant);
            let writing = ObjectWriting {
                objects: vec![self.new_object(id, created_at, &refund)?],
                jobs: vec![jobs::job(self, caller, jobs::Work::Refund(id))?],
                changes: vec![super::objects::object_change(&bought, &pending, created_at)?],
                notices: vec![updated(transaction)],
                ..ObjectWriting::default()
            };
            match self.write_objects(caller.tenant, writing).await? {
                ObjectsWritten::Changed => {}
                ObjectsWritten::Existing => return Err(already()),
                ObjectsWritten::Done => {
                    if !is_async {
                        self.finish_refund(caller, id).await?;
                    }
                    return self.object(caller.tenant, id).await;
                }
            }
        }
        Err(Error::Busy)
    }

    /// The purchase, when its label can be refunded.
    async fn refundable(&self, caller: &GatewayCaller, id: Uuid) -> Result<Object<Transaction>> {
        let found: Option<Object<Transaction>> = self.find_object(caller.tenant, id).await?;
        let refused = |rule, text: String| Err(Error::violation(Violation::new("transaction", rule, text)));
        let Some(bought) = found else {
            return refused(
                "unknown",
                format!("Transaction with object_id {} was not found", id.simple()),
            );
        };
        match bought.value.status {
            TransactionStatus::Success => Ok(bought),
            TransactionStatus::Queued => refused(
                "state",
                "the label is still being bought: try again when it is".to_owned(),
            ),
            TransactionStatus::Error => refused("state", "there is no label: the carrier refused it".to_owned()),
            TransactionStatus::RefundPending | TransactionStatus::Refunded | TransactionStatus::RefundRejected => {
                Err(already())
            }
        }
    }

    /// Makes the label of a refund void, or says that it stays valid.
    pub(super) async fn finish_refund(&self, caller: &GatewayCaller, id: Uuid) -> Result<()> {
        for _ in 0..TRIES_MAX {
            let refund: Object<Refund> = self.object(caller.tenant, id).await?;
            if refund.value.status != RefundStatus::Queued {
                return Ok(());
            }
            let bought: Object<Transaction> = self.object(caller.tenant, refund.value.transaction).await?;
            let can_be_void = bought.value.carrier == "dhl_ecommerce" && bought.value.manifest.is_none();
            let is_void = can_be_void
                && self
                    .void_americas_shipment(caller.tenant, ShipmentId(bought.id))
                    .await?;
            if self.settle_refund(caller, &refund, Some(&bought), is_void).await? {
                return Ok(());
            }
        }
        Err(Error::Busy)
    }

    /// Ends a refund and what it is for; `false` when one of them changed meanwhile.
    pub(super) async fn settle_refund(
        &self,
        caller: &GatewayCaller,
        refund: &Object<Refund>,
        bought: Option<&Object<Transaction>>,
        is_void: bool,
    ) -> Result<bool> {
        let (status, transaction) = if is_void {
            (RefundStatus::Success, TransactionStatus::Refunded)
        } else {
            (RefundStatus::Error, TransactionStatus::RefundRejected)
        };
        let now = self.object_time(caller.tenant);
        let mut writing = ObjectWriting::default();
        if let Some(bought) = bought {
            let changed = Transaction {
                status: transaction,
                ..bought.value.clone()
            };
            writing
                .changes
                .push(super::objects::object_change(bought, &changed, now)?);
            writing.notices.push(updated(bought.id));
        }
        let settled = Refund {
            status,
            ..refund.value.clone()
        };
        let changed = self.try_change(caller.tenant, refund, settled, writing).await?;
        Ok(changed.is_some())
    }
}

fn updated(transaction: Uuid) -> NewNotice {
    NewNotice {
        topic: Topic::TransactionUpdated,
        object: transaction,
    }
}

fn already() -> Error {
    let text = "a refund was asked for this label before: a label is refunded once";
    Error::violation(Violation::new("transaction", "state", text))
}
