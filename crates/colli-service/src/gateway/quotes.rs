//! Quotes: addresses and parcels are stored, carriers are asked, rates are kept with the quote.

use super::carrier_accounts::account_not_found;
use super::carriers::GATEWAY;
use super::given::{Given, NewDeclaration};
use super::{GatewayCaller, Object, ObjectPage, PageAsked, jobs};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::americas::attributes::attributes;
use colli_core::error::Violation;
use colli_core::gateway::address::Address;
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::message::Message;
use colli_core::gateway::options::Options;
use colli_core::gateway::parcel::Parcel;
use colli_core::gateway::quote::{Quote, QuoteStatus, RATES_MAX, Rate, quote_id, quote_of_rate, rate_id};
use colli_core::gateway::{Extra, Held, Kind as _};
use colli_core::ids::Tenant;
use colli_store::ObjectWriting;
use jiff::Timestamp;
use uuid::Uuid;

/// Parcels of one quote at most.
pub const PARCELS_MAX: usize = 100;
/// The currency in which rates of several carriers are compared.
const COMPARED_IN: &str = "USD";

/// What a client wants to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewQuote {
    /// Who sends.
    pub address_from: Given<Address>,
    /// Who receives.
    pub address_to: Given<Address>,
    /// Where it goes when it cannot be delivered; the sender's address when left out.
    pub address_return: Option<Given<Address>>,
    /// What is sent.
    pub parcels: Vec<Given<Parcel>>,
    /// Goods that cross a customs border.
    pub customs_declaration: Option<Given<NewDeclaration>>,
    /// When it is to be handed over; now when left out.
    pub shipment_date: Option<Timestamp>,
    /// Accounts to ask; all active ones when empty.
    pub carrier_accounts: Vec<Uuid>,
    /// Options.
    pub extra: Extra,
    /// The client's own note.
    pub metadata: String,
    /// The order it is for.
    pub order: Option<Uuid>,
    /// Carriers are asked later.
    pub is_async: bool,
}

/// A quote of which carriers are still to be asked.
pub(super) struct Prepared {
    pub(super) id: Uuid,
    pub(super) quote: Quote,
    /// What is stored along with it.
    pub(super) writing: ObjectWriting,
    /// Whom it asks.
    pub(super) accounts: Vec<Object<CarrierAccount>>,
}

/// A rate with its id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RateView {
    /// Its id.
    pub id: Uuid,
    /// Its quote.
    pub quote: Uuid,
    /// It.
    pub rate: Rate,
}

/// The rates of a quote with their ids.
pub fn rate_views(quote: &Object<Quote>) -> Vec<RateView> {
    let rates = quote.value.rates.iter().enumerate();
    rates
        .filter_map(|(index, rate)| {
            Some(RateView {
                id: rate_id(quote.id, index)?,
                quote: quote.id,
                rate: rate.clone(),
            })
        })
        .collect()
}

impl Service {
    /// Makes a quote and asks carriers, or has them asked later.
    pub async fn create_quote(&self, caller: &GatewayCaller, new: NewQuote) -> Result<Object<Quote>> {
        let is_async = new.is_async;
        let mut prepared = self.prepare_quote(caller, new).await?;
        if !is_async {
            self.ask_carriers(caller, &mut prepared.quote, &prepared.accounts)
                .await?;
        }
        let Prepared { id, quote, writing, .. } = prepared;
        self.write_quote(caller, id, quote, writing, is_async).await
    }

    /// Stores a quote with what was made along with it.
    pub(super) async fn write_quote(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        quote: Quote,
        mut writing: ObjectWriting,
        is_async: bool,
    ) -> Result<Object<Quote>> {
        if is_async {
            writing.jobs.push(jobs::job(self, caller, jobs::Work::Quote(id))?);
        }
        self.make_object(caller.tenant, id, quote, writing).await
    }

    /// A quote of which carriers are still to be asked, its id, and what is to be stored along with it.
    pub(super) async fn new_quote(
        &self,
        caller: &GatewayCaller,
        new: NewQuote,
    ) -> Result<(Uuid, Quote, ObjectWriting)> {
        let prepared = self.prepare_quote(caller, new).await?;
        Ok((prepared.id, prepared.quote, prepared.writing))
    }

    async fn prepare_quote(&self, caller: &GatewayCaller, new: NewQuote) -> Result<Prepared> {
        let mut writing = ObjectWriting::default();
        let address_from = self
            .hold(caller, new.address_from, "address_from", &mut writing)
            .await?;
        let address_to = self.hold(caller, new.address_to, "address_to", &mut writing).await?;
        let address_return = match new.address_return {
            None => address_from.clone(),
            Some(given) => self.hold(caller, given, "address_return", &mut writing).await?,
        };
        let mut parcels = Vec::with_capacity(new.parcels.len());
        for (index, parcel) in new.parcels.into_iter().enumerate() {
            let field = format!("parcels[{index}]");
            parcels.push(self.hold(caller, parcel, &field, &mut writing).await?);
        }
        let customs_declaration = match new.customs_declaration {
            None => None,
            Some(given) => Some(
                self.hold_declaration(caller, given, "customs_declaration", &mut writing)
                    .await?,
            ),
        };
        let first = parcels.first().map(|parcel: &Held<Parcel>| parcel.value.extra.clone());
        Options::read(&new.extra, &first.unwrap_or_default()).map_err(Error::Invalid)?;
        self.check_order(caller, new.order).await?;
        let created_at = self.object_time(caller.tenant);
        let accounts = self.accounts_for_quote(caller.tenant, &new.carrier_accounts).await?;
        let quote = Quote {
            address_from,
            address_to,
            address_return,
            parcels,
            customs_declaration,
            shipment_date: new.shipment_date.unwrap_or(created_at),
            carrier_accounts: accounts.iter().map(|account| account.id).collect(),
            extra: new.extra,
            metadata: new.metadata,
            status: QuoteStatus::Queued,
            rates: Vec::new(),
            messages: Vec::new(),
            order: new.order,
        };
        Ok(Prepared {
            id: quote_id(self.object_id(caller, Quote::KIND)?),
            quote,
            writing,
            accounts,
        })
    }

    /// Asks carriers for a quote's rates.
    pub(super) async fn ask_carriers(
        &self,
        caller: &GatewayCaller,
        quote: &mut Quote,
        accounts: &[Object<CarrierAccount>],
    ) -> Result<()> {
        let (mut rates, mut messages) = (Vec::new(), Vec::new());
        for account in accounts {
            let offer = self.carrier_offer(caller, quote, account, None).await?;
            rates.extend(offer.rates);
            messages.extend(offer.messages);
        }
        if accounts.is_empty() {
            let text = "There is no active carrier account: connect one with POST /carrier_accounts.";
            messages.push(Message::new(GATEWAY, "no_carrier_account", text));
        }
        rates.truncate(RATES_MAX);
        self.mark(&mut rates);
        quote.rates = rates;
        quote.messages = messages;
        quote.status = QuoteStatus::Success;
        Ok(())
    }

    /// Says which rate is the cheapest, the fastest and the best value of all.
    fn mark(&self, rates: &mut [Rate]) {
        let compared: Vec<_> = rates
            .iter()
            .map(|rate| {
                (
                    self.convert(rate.amount_minor, &rate.currency, COMPARED_IN).0,
                    rate.estimated_days,
                )
            })
            .collect();
        for (rate, marks) in rates.iter_mut().zip(attributes(&compared)) {
            rate.attributes = marks;
        }
    }

    /// Asks the carriers of a quote that waits for it: the job of one made without waiting.
    pub(super) async fn finish_quote(&self, caller: &GatewayCaller, id: Uuid) -> Result<()> {
        let Some(object) = self.find_object::<Quote>(caller.tenant, id).await? else {
            return Ok(());
        };
        if object.value.status != QuoteStatus::Queued {
            return Ok(());
        }
        let mut quote = object.value.clone();
        let accounts = self.accounts_for_quote(caller.tenant, &quote.carrier_accounts).await?;
        self.ask_carriers(caller, &mut quote, &accounts).await?;
        self.try_change(caller.tenant, &object, quote, ObjectWriting::default())
            .await
            .map(drop)
    }

    /// A quote.
    pub async fn quote(&self, caller: &GatewayCaller, id: Uuid) -> Result<Object<Quote>> {
        self.object(caller.tenant, id).await
    }

    /// Quotes, newest first, but those made before a time: in whole pages, however many there are.
    pub async fn quotes_since(
        &self,
        caller: &GatewayCaller,
        asked: PageAsked,
        oldest: Timestamp,
    ) -> Result<ObjectPage<Object<Quote>>> {
        let mut page = self.list_objects(caller.tenant, asked).await?;
        let listed = page.entries.len();
        page.entries.retain(|quote: &Object<Quote>| quote.created_at >= oldest);
        // Behind one that is too old are older ones.
        page.has_next &= page.entries.len() == listed;
        Ok(page)
    }

    /// Quotes made within a time, newest first, among the newest ten thousand.
    pub async fn quotes(
        &self,
        caller: &GatewayCaller,
        asked: PageAsked,
        within: impl Fn(Timestamp) -> bool + Send + Sync,
    ) -> Result<ObjectPage<Object<Quote>>> {
        self.filter_objects(caller.tenant, asked, |quote: &Object<Quote>| within(quote.created_at))
            .await
    }

    /// A rate by its id.
    pub async fn rate(&self, caller: &GatewayCaller, id: Uuid) -> Result<RateView> {
        self.find_rate(caller.tenant, id)
            .await?
            .map(|(_, view)| view)
            .ok_or_else(|| Error::not_found("rate", id.simple().to_string()))
    }

    /// A rate with its quote.
    pub(super) async fn find_rate(&self, tenant: Tenant, id: Uuid) -> Result<Option<(Object<Quote>, RateView)>> {
        let Some((quote, index)) = quote_of_rate(id) else {
            return Ok(None);
        };
        let Some(quote) = self.find_object::<Quote>(tenant, quote).await? else {
            return Ok(None);
        };
        let view = quote.value.rates.get(index).map(|rate| RateView {
            id,
            quote: quote.id,
            rate: rate.clone(),
        });
        Ok(view.map(|view| (quote, view)))
    }

    /// A quote's rates with their local amounts in a currency.
    pub async fn rates_in(&self, caller: &GatewayCaller, quote: Uuid, currency: &str) -> Result<Vec<RateView>> {
        let quote = self.quote(caller, quote).await?;
        let mut views = rate_views(&quote);
        for view in &mut views {
            let rate = &mut view.rate;
            let Some(minor) = self
                .network
                .exchange
                .convert_minor(rate.amount_minor, &rate.currency, currency)
            else {
                let violation = Violation::new("currency_code", "unknown", "no rate of exchange is known for it");
                return Err(Error::violation(
                    violation.accepting(["an ISO 4217 code, such as USD or EUR"]),
                ));
            };
            (rate.amount_local_minor, rate.currency_local) = (minor, currency.to_owned());
        }
        Ok(views)
    }

    /// The account a purchase names.
    pub(super) async fn account_for_purchase(
        &self,
        tenant: Tenant,
        id: Uuid,
        field: &str,
    ) -> Result<Object<CarrierAccount>> {
        let found: Option<Object<CarrierAccount>> = self.find_object(tenant, id).await?;
        found.ok_or_else(|| {
            let text = account_not_found(id);
            Error::violation(Violation::new(field, "unknown", text.trim_end_matches('.')))
        })
    }
}
