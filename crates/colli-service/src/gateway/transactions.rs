//! Purchases: a label for a rate, or at once for a shipment, an account and a service level.

use super::carriers::{GATEWAY, Purchase, Sale};
use super::quotes::NewQuote;
use super::{GatewayCaller, Object, jobs};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::Violation;
use colli_core::gateway::Kind as _;
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::message::Message;
use colli_core::gateway::order::{Order, OrderLabel};
use colli_core::gateway::quote::{Quote, QuoteStatus, Rate, rate_id};
use colli_core::gateway::transaction::{Transaction, TransactionStatus, transaction_id};
use colli_store::{NewNotice, ObjectWriting, Topic};
use uuid::Uuid;

/// How often a purchase is tried again when another request came in between.
const TRIES_MAX: usize = 4;

/// What every purchase says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPurchase {
    /// Format of the label.
    pub label_file_type: String,
    /// The client's own note.
    pub metadata: String,
    /// The order it is for.
    pub order: Option<Uuid>,
    /// The label is bought later.
    pub is_async: bool,
}

/// A purchase without asking for rates first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstantPurchase {
    /// What is sent.
    pub quote: NewQuote,
    /// The account.
    pub carrier_account: Uuid,
    /// Token of the service level.
    pub service: String,
    /// The rest.
    pub purchase: NewPurchase,
}

impl Service {
    /// Buys a label at a rate. A rate is bought once: again, the answer is the same label. One the carrier refused may be
    /// tried again.
    pub async fn buy_rate(&self, caller: &GatewayCaller, rate: Uuid, new: NewPurchase) -> Result<Object<Transaction>> {
        let found = self.find_rate(caller.tenant, rate).await?;
        let Some((quote, view)) = found else {
            let text = format!("Rate with object_id {} was not found", rate.simple());
            return Err(Error::violation(Violation::new("rate", "unknown", text)));
        };
        let id = transaction_id(rate);
        let before: Option<Object<Transaction>> = self.find_object(caller.tenant, id).await?;
        let is_failed = |object: &Object<Transaction>| object.value.status == TransactionStatus::Error;
        if let Some(before) = before.as_ref().filter(|before| !is_failed(before)) {
            return Ok(before.clone());
        }
        if view.rate.has_expired(self.now(caller.tenant)) {
            let text = "This rate is older than seven days: make the shipment again to get new rates";
            return Err(Error::violation(Violation::new("rate", "expired", text)));
        }
        let transaction = transaction_of(&quote, view.rate.carrier_account, Some((rate, view.rate)), new.clone());
        self.buy(caller, id, &quote.value, transaction, new.is_async, before)
            .await
    }

    /// Buys a label at once. The quote behind it is stored like any other.
    pub async fn buy_instant(&self, caller: &GatewayCaller, new: InstantPurchase) -> Result<Object<Transaction>> {
        let tenant = caller.tenant;
        let account = self
            .account_for_purchase(tenant, new.carrier_account, "carrier_account")
            .await?;
        let known = self.service_levels(caller, &account).await?;
        if !known.iter().any(|level| level.token == new.service) {
            let text = format!(
                "the account has no service level '{}'",
                colli_core::address::excerpt(&new.service)
            );
            let violation = Violation::new("servicelevel_token", "unknown", text);
            return Err(Error::violation(
                violation.accepting(known.into_iter().map(|level| level.token)),
            ));
        }
        let asked = NewQuote {
            carrier_accounts: vec![account.id],
            ..new.quote
        };
        let (quote_id, mut quote, writing) = self.new_quote(caller, asked).await?;
        let offer = self
            .carrier_offer(caller, &quote, &account, Some(&[&new.service]))
            .await?;
        quote.rates = offer.rates.into_iter().take(1).collect();
        quote.messages = offer.messages;
        quote.status = QuoteStatus::Success;
        let quote = self.write_quote(caller, quote_id, quote, writing, false).await?;
        let rate = quote.value.rates.first().cloned().zip(rate_id(quote.id, 0));
        let id = rate
            .as_ref()
            .map_or_else(|| transaction_id(quote.id), |(_, id)| transaction_id(*id));
        if let Some(before) = self.find_object(tenant, id).await? {
            return Ok(before);
        }
        let is_async = new.purchase.is_async;
        let rate = rate.map(|(rate, id)| (id, rate));
        let transaction = Transaction {
            is_instant: true,
            ..transaction_of(&quote, account.id, rate, new.purchase)
        };
        self.buy(caller, id, &quote.value, transaction, is_async, None).await
    }

    async fn buy(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        quote: &Quote,
        transaction: Transaction,
        is_async: bool,
        before: Option<Object<Transaction>>,
    ) -> Result<Object<Transaction>> {
        self.check_order(caller, transaction.order).await?;
        let mut writing = ObjectWriting::default();
        let transaction = if is_async {
            writing.jobs.push(jobs::job(self, caller, jobs::Work::Transaction(id))?);
            transaction
        } else {
            self.bought(caller, id, quote, transaction).await?
        };
        self.write_transaction(caller, id, transaction, writing, before).await
    }

    /// An order that is named must be there.
    pub(super) async fn check_order(&self, caller: &GatewayCaller, order: Option<Uuid>) -> Result<()> {
        let Some(id) = order else { return Ok(()) };
        if self.store.object(caller.tenant, Order::KIND, id).await?.is_some() {
            return Ok(());
        }
        let text = format!("Order with object_id {} was not found", id.simple());
        Err(Error::violation(Violation::new("order", "unknown", text)))
    }

    /// Stores a purchase; the one of its id there is when another request was faster.
    async fn write_transaction(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        transaction: Transaction,
        mut writing: ObjectWriting,
        before: Option<Object<Transaction>>,
    ) -> Result<Object<Transaction>> {
        let topic = if before.is_some() {
            Topic::TransactionUpdated
        } else {
            Topic::TransactionCreated
        };
        writing.notices.push(NewNotice { topic, object: id });
        if let Some(order) = transaction.order {
            let name = Uuid::new_v5(&order, id.as_bytes());
            let known = self.store.object(caller.tenant, OrderLabel::KIND, name).await?;
            if known.is_none() {
                let label = OrderLabel { order, transaction: id };
                let created_at = self.object_time(caller.tenant);
                writing.objects.push(self.new_object(name, created_at, &label)?);
            }
        }
        if let Some(before) = before {
            let changed = self.try_change(caller.tenant, &before, transaction, writing).await?;
            return match changed {
                Some(changed) => Ok(changed),
                None => self.object(caller.tenant, id).await,
            };
        }
        self.make_object(caller.tenant, id, transaction, writing).await
    }

    /// A purchase after its carrier was asked.
    async fn bought(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        quote: &Quote,
        transaction: Transaction,
    ) -> Result<Transaction> {
        let Some(rate) = transaction.rate.clone() else {
            let messages = match quote.messages.as_slice() {
                [] => vec![Message::new(
                    GATEWAY,
                    "no_rate",
                    "The service level does not take this shipment.",
                )],
                messages => messages.to_vec(),
            };
            return Ok(Transaction {
                status: TransactionStatus::Error,
                messages,
                ..transaction
            });
        };
        let sale = self.sale(caller, id, quote, &rate).await?;
        Ok(match sale {
            Ok(sold) => Transaction {
                status: TransactionStatus::Success,
                tracking_number: Some(sold.tracking_number),
                tracker_code: Some(sold.tracker_code),
                is_international: sold.is_international,
                is_return: sold.is_return,
                messages: Vec::new(),
                ..transaction
            },
            Err(messages) => Transaction {
                status: TransactionStatus::Error,
                messages,
                ..transaction
            },
        })
    }

    async fn sale(&self, caller: &GatewayCaller, id: Uuid, quote: &Quote, rate: &Rate) -> Result<Sale> {
        let account: Option<Object<CarrierAccount>> = self.find_object(caller.tenant, rate.carrier_account).await?;
        let Some(account) = account.filter(|account| account.value.is_active) else {
            let text = "The carrier account of this rate is not active any more.";
            return Ok(Err(vec![Message::new(GATEWAY, "inactive", text)]));
        };
        self.sell(&Purchase {
            caller,
            id,
            quote,
            rate,
            account: &account,
        })
        .await
    }

    /// Buys the label of a purchase that waits for it: the job of one made without waiting.
    pub(super) async fn finish_transaction(&self, caller: &GatewayCaller, id: Uuid) -> Result<()> {
        for _ in 0..TRIES_MAX {
            let object: Object<Transaction> = self.object(caller.tenant, id).await?;
            if object.value.status != TransactionStatus::Queued {
                return Ok(());
            }
            let quote: Object<Quote> = self.object(caller.tenant, object.value.quote).await?;
            let transaction = self.bought(caller, id, &quote.value, object.value.clone()).await?;
            let writing = ObjectWriting {
                notices: vec![NewNotice {
                    topic: Topic::TransactionUpdated,
                    object: id,
                }],
                ..ObjectWriting::default()
            };
            let changed = self.try_change(caller.tenant, &object, transaction, writing).await?;
            if changed.is_some() {
                return Ok(());
            }
        }
        Err(Error::Busy)
    }

    /// A purchase.
    pub async fn transaction(&self, caller: &GatewayCaller, id: Uuid) -> Result<Object<Transaction>> {
        self.object(caller.tenant, id).await
    }
}

/// A purchase that is still to be carried out.
fn transaction_of(
    quote: &Object<Quote>,
    carrier_account: Uuid,
    rate: Option<(Uuid, Rate)>,
    new: NewPurchase,
) -> Transaction {
    let (rate_id, rate) = rate.unzip();
    Transaction {
        quote: quote.id,
        rate_id,
        carrier_account,
        carrier: rate.as_ref().map(|rate| rate.carrier.clone()).unwrap_or_default(),
        rate,
        parcel: quote.value.parcels.first().map(|parcel| parcel.id).unwrap_or_default(),
        status: TransactionStatus::Queued,
        is_instant: false,
        tracking_number: None,
        tracker_code: None,
        is_international: false,
        is_return: false,
        label_file_type: new.label_file_type,
        sender_zip: quote.value.address_from.value.zip.clone(),
        shipment_date: quote.value.shipment_date,
        messages: Vec::new(),
        metadata: new.metadata,
        order: new.order.or(quote.value.order),
        manifest: None,
    }
}
