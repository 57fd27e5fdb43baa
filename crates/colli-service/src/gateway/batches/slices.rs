//! The jobs of batches: shipments are looked at, or bought, some hundred at a time. What a run leaves, or a node that dies,
//! the next run finds by the states of the shipments.

use crate::Service;
use crate::error::Result;
use crate::gateway::carriers::{GATEWAY, missing};
use crate::gateway::give_up::lasting;
use crate::gateway::objects::object_change;
use crate::gateway::{GatewayCaller, NewPurchase, Object};
use colli_core::gateway::Kind as _;
use colli_core::gateway::batch::{Batch, BatchShipment, BatchShipmentStatus, BatchStatus};
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::message::Message;
use colli_core::gateway::quote::{Quote, QuoteStatus, RATES_MAX, rate_id};
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_store::{NewNotice, ObjectWriting, OfParent, Topic};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Shipments of a slice: what is written in one step.
const SLICE: usize = 250;
/// Slices of a run, after which the job is claimed anew: its lease holds for many times that, as a slice takes a second or
/// two.
const SLICES_PER_RUN: usize = 2;
/// Labels bought at once, so that their writes share the disk's.
const BOUGHT_AT_ONCE: usize = 32;

/// A shipment of a batch with its quote, unless that is gone.
pub(super) type Pair = (Object<BatchShipment>, Option<Object<Quote>>);

/// The account and service level of a shipment.
pub(super) fn wanted<'b>(batch: &'b Batch, child: &'b BatchShipment) -> (Uuid, &'b str) {
    let account = child.carrier_account.unwrap_or(batch.default_carrier_account);
    (account, child.service.as_deref().unwrap_or(&batch.default_service))
}

/// The place of the rate a shipment is bought at: the newest of its account and service level.
pub(super) fn rate_of(quote: &Quote, (account, service): (Uuid, &str), now: Timestamp) -> Option<usize> {
    quote
        .rates
        .iter()
        .rposition(|rate| rate.carrier_account == account && rate.service == service && !rate.has_expired(now))
}

pub(super) fn failed(child: &BatchShipment, status: BatchShipmentStatus, messages: Vec<Message>) -> BatchShipment {
    BatchShipment {
        status,
        messages,
        ..child.clone()
    }
}

fn gone() -> Vec<Message> {
    vec![Message::new(GATEWAY, "gone", "The shipment is not there any more.")]
}

impl Service {
    /// Works on a batch that waits for it; whether nothing is left to do.
    pub(in crate::gateway) async fn work_on_batch(&self, caller: &GatewayCaller, id: Uuid) -> Result<bool> {
        for _ in 0..SLICES_PER_RUN {
            let batch: Object<Batch> = self.object(caller.tenant, id).await?;
            match batch.value.status {
                BatchStatus::Validating => self.validate_slice(caller, &batch).await?,
                BatchStatus::Purchasing => self.purchase_slice(caller, &batch).await?,
                BatchStatus::Valid | BatchStatus::Invalid | BatchStatus::Purchased => return Ok(true),
            }
        }
        Ok(false)
    }

    /// Shipments of a batch in a state, with their quotes.
    pub(super) async fn slice(
        &self,
        caller: &GatewayCaller,
        batch: Uuid,
        state: BatchShipmentStatus,
    ) -> Result<Vec<Pair>> {
        let of = OfParent {
            parent: batch,
            kind: BatchShipment::KIND,
            state: Some(state.word()),
        };
        let rows = self.store.objects_of_parent(caller.tenant, of, SLICE, 0).await?;
        let children: Result<Vec<Object<BatchShipment>>> = rows.iter().map(Object::read).collect();
        let children = children?;
        let quotes: Vec<Uuid> = children.iter().map(|child| child.value.quote).collect();
        let quotes = self.store.objects_by_id(caller.tenant, Quote::KIND, &quotes).await?;
        let pairs = children.into_iter().zip(quotes);
        pairs
            .map(|(child, quote)| Ok((child, quote.as_ref().map(Object::read).transpose()?)))
            .collect()
    }

    /// Ends a stage of a batch.
    pub(super) async fn end_stage(
        &self,
        caller: &GatewayCaller,
        batch: &Object<Batch>,
        status: BatchStatus,
        topic: Topic,
    ) -> Result<()> {
        let changed = Batch {
            status,
            ..batch.value.clone()
        };
        let writing = ObjectWriting {
            notices: vec![NewNotice {
                topic,
                object: batch.id,
            }],
            ..ObjectWriting::default()
        };
        self.try_change(caller.tenant, batch, changed, writing).await.map(drop)
    }

    async fn validate_slice(&self, caller: &GatewayCaller, batch: &Object<Batch>) -> Result<()> {
        let pairs = self.slice(caller, batch.id, BatchShipmentStatus::Incomplete).await?;
        if pairs.is_empty() {
            let bad = self.batch_results(caller, batch.id).await?.creation_failed;
            let status = if bad > 0 {
                BatchStatus::Invalid
            } else {
                BatchStatus::Valid
            };
            return self.end_stage(caller, batch, status, Topic::BatchCreated).await;
        }
        let now = self.object_time(caller.tenant);
        let mut accounts = BTreeMap::new();
        let mut seen = HashSet::new();
        let mut writing = ObjectWriting::default();
        for (child, quote) in pairs {
            // The same shipment twice: its second place is looked at with the next slice.
            if !seen.insert(child.value.quote) {
                continue;
            }
            let looked_at = match quote {
                None => failed(&child.value, BatchShipmentStatus::Invalid, gone()),
                Some(quote) => {
                    let pair = (&child.value, &quote);
                    let looked_at = self.validated_child(caller, &batch.value, pair, &mut accounts).await;
                    let (looked_at, changed) = match looked_at {
                        Ok(looked_at) => looked_at,
                        Err(error) => {
                            let said = lasting(&error).ok_or(error)?;
                            (failed(&child.value, BatchShipmentStatus::Invalid, said), None)
                        }
                    };
                    if let Some(changed) = changed {
                        writing.changes.push(object_change(&quote, &changed, now)?);
                    }
                    looked_at
                }
            };
            writing.changes.push(object_change(&child, &looked_at, now)?);
        }
        // When one of them changed meanwhile, the next slice sees it as it is then.
        self.write_objects(caller.tenant, writing).await.map(drop)
    }

    /// A shipment after its carrier was asked, and its quote when that changes.
    async fn validated_child(
        &self,
        caller: &GatewayCaller,
        batch: &Batch,
        (child, quote): (&BatchShipment, &Object<Quote>),
        accounts: &mut BTreeMap<Uuid, Object<CarrierAccount>>,
    ) -> Result<(BatchShipment, Option<Quote>)> {
        let wanted = wanted(batch, child);
        let now = self.now(caller.tenant);
        let invalid = |messages| failed(child, BatchShipmentStatus::Invalid, messages);
        let missing = missing(GATEWAY, &quote.value);
        if !missing.is_empty() {
            return Ok((invalid(missing), None));
        }
        let valid = BatchShipment {
            status: BatchShipmentStatus::Valid,
            messages: Vec::new(),
            ..child.clone()
        };
        if rate_of(&quote.value, wanted, now).is_some() {
            return Ok((valid, None));
        }
        let account = match accounts.get(&wanted.0) {
            Some(account) => account.clone(),
            None => match self.find_object::<CarrierAccount>(caller.tenant, wanted.0).await? {
                None => return Ok((invalid(gone()), None)),
                Some(account) => {
                    accounts.insert(wanted.0, account.clone());
                    account
                }
            },
        };
        let offer = self
            .carrier_offer(caller, &quote.value, &account, Some(&[wanted.1]))
            .await?;
        let mut changed = quote.value.clone();
        changed.rates.extend(offer.rates);
        changed.rates.truncate(RATES_MAX);
        changed.messages.extend(offer.messages.clone());
        changed.status = QuoteStatus::Success;
        let child = match rate_of(&changed, wanted, now) {
            Some(_) => valid,
            None if offer.messages.is_empty() => {
                let text = "The service level does not take this shipment.";
                invalid(vec![Message::new(GATEWAY, "no_rate", text)])
            }
            None => invalid(offer.messages),
        };
        Ok((child, Some(changed)))
    }

    async fn purchase_slice(&self, caller: &GatewayCaller, batch: &Object<Batch>) -> Result<()> {
        let pairs = self.slice(caller, batch.id, BatchShipmentStatus::Valid).await?;
        if pairs.is_empty() {
            return self
                .end_stage(caller, batch, BatchStatus::Purchased, Topic::BatchPurchased)
                .await;
        }
        let bought: Vec<(Object<BatchShipment>, BatchShipment)> = stream::iter(pairs)
            .map(|pair| self.bought_child(caller, &batch.value, pair))
            .buffered(BOUGHT_AT_ONCE)
            .try_collect()
            .await?;
        let now = self.object_time(caller.tenant);
        let mut writing = ObjectWriting::default();
        for (child, value) in bought {
            writing.changes.push(object_change(&child, &value, now)?);
        }
        self.write_objects(caller.tenant, writing).await.map(drop)
    }

    /// A shipment before and after its label was bought. A label that was bought by a run before is the same one again.
    async fn bought_child(
        &self,
        caller: &GatewayCaller,
        batch: &Batch,
        (child, quote): Pair,
    ) -> Result<(Object<BatchShipment>, BatchShipment)> {
        let refused = |messages| failed(&child.value, BatchShipmentStatus::TransactionFailed, messages);
        let Some(quote) = quote else {
            let value = refused(gone());
            return Ok((child, value));
        };
        let wanted = wanted(batch, &child.value);
        let rate = rate_of(&quote.value, wanted, Timestamp::MIN).and_then(|index| rate_id(quote.id, index));
        let Some(rate) = rate else {
            let text = "There is no rate any more: make the shipment again.";
            let value = refused(vec![Message::new(GATEWAY, "no_rate", text)]);
            return Ok((child, value));
        };
        let purchase = NewPurchase {
            label_file_type: batch.label_file_type.clone(),
            metadata: child.value.metadata.clone(),
            order: None,
            is_async: false,
        };
        let value = match Box::pin(self.buy_rate(caller, rate, purchase)).await {
            Ok(bought) => after_purchase(&child.value, &bought),
            Err(error) => refused(lasting(&error).ok_or(error)?),
        };
        Ok((child, value))
    }
}

pub(super) fn after_purchase(child: &BatchShipment, bought: &Object<Transaction>) -> BatchShipment {
    let is_refused = bought.value.status == TransactionStatus::Error;
    let status = if is_refused {
        BatchShipmentStatus::TransactionFailed
    } else {
        BatchShipmentStatus::Purchased
    };
    BatchShipment {
        status,
        messages: bought.value.messages.clone(),
        transaction: Some(bought.id),
        ..child.clone()
    }
}
