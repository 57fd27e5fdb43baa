//! Shipments on their way into a batch: what they name is looked up, their quotes are stored.

use super::{NewBatchShipment, Object};
use crate::Service;
use crate::error::{Error, Result};
use crate::gateway::{GatewayCaller, Given};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::gateway::Kind as _;
use colli_core::gateway::batch::{Batch, BatchShipment, BatchShipmentStatus};
use colli_core::gateway::quote::Quote;
use colli_store::{NewObject, ObjectWriting};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Quotes made at once.
const AT_ONCE: usize = 16;
/// Quotes stored in one step.
const STORED_AT_ONCE: usize = 500;

/// Whether a batch's own account and service level are still to be looked up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Defaults {
    /// They came with the request.
    AreNew,
    /// They were looked up before.
    AreKnown,
}

/// A shipment whose quote is stored.
pub(super) struct Ready {
    id: Uuid,
    value: BatchShipment,
}

/// A quote that is to be stored.
struct Prepared {
    ready: Ready,
    objects: Vec<NewObject>,
}

/// The caller of one shipment of a request: its objects get ids of their own.
pub(super) fn of_shipment(caller: &GatewayCaller, index: usize) -> GatewayCaller {
    let seed = caller.seed;
    GatewayCaller {
        seed: seed.map(|seed| Uuid::new_v5(&seed, format!("batch_shipments[{index}]").as_bytes())),
        ..caller.clone()
    }
}

/// What is wrong with a shipment, under its place in the request.
fn placed(error: Error, path: &str) -> Error {
    let Error::Invalid(violations) = error else {
        return error;
    };
    let placed = violations.into_iter().map(|violation| Violation {
        field: format!("{path}.{}", violation.field),
        ..violation
    });
    Error::Invalid(placed.collect())
}

impl Service {
    /// Stores the quotes of shipments that are to be added to a batch. All are looked at before the first is stored.
    pub(super) async fn store_batch_shipments(
        &self,
        caller: &GatewayCaller,
        batch: &Object<Batch>,
        shipments: Vec<NewBatchShipment>,
        defaults: Defaults,
    ) -> Result<Vec<Ready>> {
        self.check_batch_services(caller, &batch.value, &shipments, defaults)
            .await?;
        let numbered = shipments.into_iter().enumerate();
        let prepared: Vec<Prepared> = stream::iter(numbered)
            .map(|(index, new)| self.prepared(caller, batch, index, new))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let mut ready = Vec::with_capacity(prepared.len());
        let mut prepared = prepared.into_iter().peekable();
        while prepared.peek().is_some() {
            let mut writing = ObjectWriting::default();
            for one in prepared.by_ref().take(STORED_AT_ONCE) {
                writing.objects.extend(one.objects);
                ready.push(one.ready);
            }
            if !writing.objects.is_empty() {
                // What a request named by its client stored before is there already.
                self.write_objects(caller.tenant, writing).await?;
            }
        }
        Ok(ready)
    }

    async fn prepared(
        &self,
        caller: &GatewayCaller,
        batch: &Object<Batch>,
        index: usize,
        new: NewBatchShipment,
    ) -> Result<Prepared> {
        let path = format!("batch_shipments[{index}].shipment");
        let caller = of_shipment(caller, index);
        let id = self.object_id(&caller, BatchShipment::KIND)?;
        let (quote, objects) = match new.quote {
            Given::Id(quote) => {
                if self.store.object(caller.tenant, Quote::KIND, quote).await?.is_none() {
                    let text = format!("Shipment with object_id {} was not found", quote.simple());
                    return Err(Error::violation(Violation::new(path, "unknown", text)));
                }
                (quote, Vec::new())
            }
            Given::New(mut asked) => {
                asked.carrier_accounts = vec![new.carrier_account.unwrap_or(batch.value.default_carrier_account)];
                let made = Box::pin(self.new_quote(&caller, asked)).await;
                let (quote_id, quote, mut writing) = made.map_err(|error| placed(error, &path))?;
                let created_at = self.object_time(caller.tenant);
                let object = self.new_object(quote_id, created_at, &quote)?;
                writing.objects.insert(0, object);
                (quote_id, writing.objects)
            }
        };
        let value = BatchShipment {
            batch: batch.id,
            carrier_account: new.carrier_account,
            service: new.service,
            metadata: new.metadata,
            quote,
            status: BatchShipmentStatus::Incomplete,
            messages: Vec::new(),
            transaction: None,
        };
        Ok(Prepared {
            ready: Ready { id, value },
            objects,
        })
    }

    /// The objects of a batch's shipments, numbered on from those it has.
    pub(super) fn batch_children(&self, batch: &Object<Batch>, ready: &[Ready]) -> Result<Vec<NewObject>> {
        let first = batch.created_at.as_microsecond();
        ready
            .iter()
            .zip(i64::from(batch.value.next_number)..)
            .map(|(ready, number)| {
                let object = self.new_object(ready.id, batch.created_at, &ready.value)?;
                let position = first.saturating_add(number);
                Ok(NewObject { position, ..object })
            })
            .collect()
    }

    /// Accounts that are named must be there and have the service levels that are named.
    async fn check_batch_services(
        &self,
        caller: &GatewayCaller,
        batch: &Batch,
        shipments: &[NewBatchShipment],
        defaults: Defaults,
    ) -> Result<()> {
        // Each pair once, with the place it is first named at.
        let mut pairs: BTreeMap<(Uuid, &str), Option<usize>> = BTreeMap::new();
        if defaults == Defaults::AreNew {
            pairs.insert((batch.default_carrier_account, &batch.default_service), None);
        }
        for (index, new) in shipments.iter().enumerate() {
            if new.carrier_account.is_some() || new.service.is_some() {
                let account = new.carrier_account.unwrap_or(batch.default_carrier_account);
                let service = new.service.as_deref().unwrap_or(&batch.default_service);
                pairs.entry((account, service)).or_insert(Some(index));
            }
        }
        let mut violations = Vec::new();
        for ((account, service), place) in pairs {
            let [account_field, service_field] = fields(place);
            let found = self.account_for_purchase(caller.tenant, account, &account_field).await;
            let account = match found {
                Ok(account) => account,
                Err(Error::Invalid(unknown)) => {
                    violations.extend(unknown);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let known = self.service_levels(caller, &account).await?;
            if !known.iter().any(|level| level.token == service) {
                let text = format!("the account has no service level '{}'", excerpt(service));
                let violation = Violation::new(service_field, "unknown", text);
                violations.push(violation.accepting(known.into_iter().map(|level| level.token)));
            }
        }
        if violations.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(violations))
        }
    }
}

/// The fields that name account and service level: of a shipment by its index, or of the batch.
fn fields(place: Option<usize>) -> [String; 2] {
    match place {
        None => ["default_carrier_account", "default_servicelevel_token"].map(str::to_owned),
        Some(index) => ["carrier_account", "servicelevel_token"].map(|name| format!("batch_shipments[{index}].{name}")),
    }
}
