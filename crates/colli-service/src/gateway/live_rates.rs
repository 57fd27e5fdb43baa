//! What a shop's service groups cost for a cart at the checkout.

use super::{GatewayCaller, Given, Object};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::americas::weight::{Mass, MassUnit};
use colli_core::country::CountryCode;
use colli_core::error::Violation;
use colli_core::gateway::address::Address;
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::order::LineItem;
use colli_core::gateway::parcel::Parcel;
use colli_core::gateway::quote::{Quote, QuoteStatus, Rate};
use colli_core::gateway::service_group::{GroupType, Price, ServiceGroup, adjusted};
use colli_core::gateway::template::UserTemplate;
use colli_core::gateway::{Extra, Held, Kind as _};
use colli_store::ObjectWriting;
use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};
use uuid::Uuid;

/// Digits after the point of a parcel's weight.
const WEIGHT_SCALE: u32 = 4;

/// A cart to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cart {
    /// Who receives.
    pub address_to: Given<Address>,
    /// Who sends.
    pub address_from: Option<Given<Address>>,
    /// What is in it.
    pub line_items: Vec<LineItem>,
    /// The parcel, or the id of one or of a client's template.
    pub parcel: Option<Given<Parcel>>,
}

/// What a service group costs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LiveRate {
    /// Name of the group.
    pub title: String,
    /// Price.
    pub amount: Price,
    /// The same in the buyer's currency.
    pub amount_local: Price,
    /// Days until delivery, where a carrier says it.
    pub estimated_days: Option<u32>,
}

impl Service {
    /// What the active service groups cost for a cart, in the order in which they were made. A group of carriers' rates
    /// that none of them answers costs its flat rate, or is left out; one that is free above a threshold is left out
    /// below it.
    pub async fn live_rates(&self, caller: &GatewayCaller, cart: Cart) -> Result<Vec<LiveRate>> {
        // What the request holds is read, and not kept.
        let mut unkept = ObjectWriting::default();
        let to = self.hold(caller, cart.address_to, "address_to", &mut unkept).await?;
        check_complete(&to.value)?;
        let mut groups = self.service_groups(caller).await?;
        groups.retain(|group| group.value.is_active);
        groups.reverse();
        let is_live = |group: &Object<ServiceGroup>| group.value.kind == GroupType::LiveRate;
        let rates = if groups.iter().any(is_live) {
            let from = self.cart_sender(caller, cart.address_from, &mut unkept).await?;
            let parcel = self.cart_parcel(caller, cart.parcel, &cart.line_items).await?;
            self.cart_rates(caller, &groups, (from, to.clone()), parcel).await?
        } else {
            Vec::new()
        };
        let buyer = CountryCode::parse(&to.value.country).and_then(|code| self.network.country(code));
        let priced = groups.iter().filter_map(|group| {
            let (amount, estimated_days) = self.price_of(&group.value, &rates, &cart.line_items)?;
            let (minor, currency) = match buyer {
                Some(buyer) => self.convert(amount.minor, &amount.currency, &buyer.currency),
                None => (amount.minor, amount.currency.clone()),
            };
            Some(LiveRate {
                title: group.value.name.clone(),
                amount,
                amount_local: Price { minor, currency },
                estimated_days,
            })
        });
        Ok(priced.collect())
    }

    async fn cart_sender(
        &self,
        caller: &GatewayCaller,
        given: Option<Given<Address>>,
        unkept: &mut ObjectWriting,
    ) -> Result<Held<Address>> {
        let given = given.ok_or_else(|| {
            let text = "this field is mandatory, as a service group asks carriers for rates";
            Error::violation(Violation::new("address_from", "required", text))
        })?;
        self.hold(caller, given, "address_from", unkept).await
    }

    /// The parcel of a cart: as given, or the client's template with the weight of the cart.
    async fn cart_parcel(
        &self,
        caller: &GatewayCaller,
        given: Option<Given<Parcel>>,
        lines: &[LineItem],
    ) -> Result<Held<Parcel>> {
        let template = match given {
            Some(Given::New(parcel)) => return self.held_new(caller, parcel),
            Some(Given::Id(id)) => {
                if let Some(parcel) = self.find_object::<Parcel>(caller.tenant, id).await? {
                    return Ok(parcel.held());
                }
                let found: Option<Object<UserTemplate>> = self.find_object(caller.tenant, id).await?;
                found.ok_or_else(|| {
                    let text = format!("there is no parcel and no template with the id {}", id.simple());
                    Error::violation(Violation::new("parcel", "unknown", text))
                })?
            }
            None => self.default_template(caller).await?.ok_or_else(|| {
                let text = "this field is mandatory, as there is no default template";
                Error::violation(Violation::new("parcel", "required", text).accepting([
                    "a parcel",
                    "the id of a template of yours",
                    "a default template (PUT /live-rates/settings/parcel-template)",
                ]))
            })?,
        };
        self.held_new(caller, filled(&template.value, lines)?)
    }

    fn held_new(&self, caller: &GatewayCaller, parcel: Parcel) -> Result<Held<Parcel>> {
        Ok(Held {
            id: self.object_id(caller, Parcel::KIND)?,
            created_at: self.object_time(caller.tenant),
            value: parcel,
        })
    }

    /// What carriers take the parcel for, of all accounts the groups name.
    async fn cart_rates(
        &self,
        caller: &GatewayCaller,
        groups: &[Object<ServiceGroup>],
        (address_from, address_to): (Held<Address>, Held<Address>),
        parcel: Held<Parcel>,
    ) -> Result<Vec<Rate>> {
        let mut ids: Vec<Uuid> = groups
            .iter()
            .filter(|group| group.value.kind == GroupType::LiveRate)
            .flat_map(|group| group.value.levels.iter().map(|level| level.account))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = self
            .store
            .objects_by_id(caller.tenant, CarrierAccount::KIND, &ids)
            .await?;
        let accounts: Result<Vec<Object<CarrierAccount>>> = rows.iter().flatten().map(Object::read).collect();
        let mut accounts = accounts?;
        accounts.retain(|account| account.value.is_active);
        let mut quote = Quote {
            address_return: address_from.clone(),
            address_from,
            address_to,
            parcels: vec![parcel],
            customs_declaration: None,
            shipment_date: self.object_time(caller.tenant),
            carrier_accounts: accounts.iter().map(|account| account.id).collect(),
            extra: Extra::new(),
            metadata: String::new(),
            status: QuoteStatus::Queued,
            rates: Vec::new(),
            messages: Vec::new(),
            order: None,
        };
        self.ask_carriers(caller, &mut quote, &accounts).await?;
        Ok(quote.rates)
    }

    /// The price of a group, and the days its carrier says.
    fn price_of(&self, group: &ServiceGroup, rates: &[Rate], lines: &[LineItem]) -> Option<(Price, Option<u32>)> {
        match group.kind {
            GroupType::FlatRate => group.flat_rate.clone().map(|price| (price, None)),
            GroupType::FreeShipping => {
                let threshold = group.free_from.as_ref()?;
                let is_free = self.worth(lines, &threshold.currency) >= threshold.minor;
                let free = Price {
                    minor: 0,
                    currency: threshold.currency.clone(),
                };
                is_free.then_some((free, None))
            }
            GroupType::LiveRate => {
                let is_of_group = |rate: &&Rate| {
                    let mut levels = group.levels.iter();
                    levels.any(|level| level.account == rate.carrier_account && level.service == rate.service)
                };
                let cheapest = rates.iter().filter(is_of_group).min_by_key(|rate| {
                    let (compared, _) = self.convert(rate.amount_minor, &rate.currency, "USD");
                    compared
                });
                let live = cheapest.map(|rate| {
                    let price = Price {
                        minor: adjusted(rate.amount_minor, group.rate_adjustment),
                        currency: rate.currency.clone(),
                    };
                    (price, rate.estimated_days)
                });
                live.or_else(|| group.flat_rate.clone().map(|price| (price, None)))
            }
        }
    }

    /// What the goods of a cart are worth, in hundredths of a currency. Lines that say no currency are in this one.
    fn worth(&self, lines: &[LineItem], currency: &str) -> i64 {
        let worth = |line: &LineItem| {
            let minor = line.total_price?.checked_mul(Decimal::from(100))?.to_i64()?;
            let from = if line.currency.is_empty() {
                currency
            } else {
                &line.currency
            };
            self.network.exchange.convert_minor(minor, from, currency)
        };
        lines.iter().filter_map(worth).fold(0, i64::saturating_add)
    }
}

/// Refuses a receiver whose address lacks something a label needs.
fn check_complete(address: &Address) -> Result<()> {
    let missing = address.missing_for_purchase();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.into_iter();
    let violations = missing
        .map(|name| Violation::required(format!("address_to.{name}")))
        .collect();
    Err(Error::Invalid(violations))
}

/// A template as a parcel: its weight and that of what is in the cart, in the unit the first of them has.
fn filled(template: &UserTemplate, lines: &[LineItem]) -> Result<Parcel> {
    let tare = template.weight.zip(template.weight_unit.as_deref());
    let weighed = lines.iter().filter_map(|line| {
        let line_weight = line.weight?.checked_mul(Decimal::from(line.quantity))?;
        Some((line_weight, line.weight_unit.as_str()))
    });
    let mut weights = tare
        .into_iter()
        .chain(weighed)
        .filter(|(weight, _)| *weight > Decimal::ZERO)
        .peekable();
    let unit = weights.peek().map(|(_, unit)| *unit).unwrap_or_default();
    let sum = weights.try_fold(Decimal::ZERO, |sum, (weight, from)| {
        sum.checked_add(converted(weight, from, unit)?)
    });
    let sum = sum.filter(|sum| *sum > Decimal::ZERO).ok_or_else(|| {
        let text = "neither the lines nor the template say what the parcel weighs";
        Error::violation(
            Violation::new("line_items", "required", text).accepting(["lines with weight and weight_unit", "a parcel"]),
        )
    })?;
    Ok(Parcel {
        length: template.length,
        width: template.width,
        height: template.height,
        distance_unit: template.distance_unit.clone(),
        weight: sum.round_dp_with_strategy(WEIGHT_SCALE, RoundingStrategy::ToPositiveInfinity),
        mass_unit: unit.to_owned(),
        template: None,
        extra: Extra::new(),
        metadata: String::new(),
    })
}

/// A weight in another unit; one in its own unit stays exact.
fn converted(weight: Decimal, from: &str, to: &str) -> Option<Decimal> {
    if from == to {
        return Some(weight);
    }
    let nanograms = |unit: &str| {
        let one = Mass::from_decimal(Decimal::ONE, MassUnit::parse(unit)?)?;
        Some(Decimal::from(one.nanograms()))
    };
    weight.checked_mul(nanograms(from)?)?.checked_div(nanograms(to)?)
}
