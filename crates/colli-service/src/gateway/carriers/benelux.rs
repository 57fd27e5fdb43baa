//! DHL eCommerce Benelux: services are the network's products, as capabilities offer them; a label is a shipment booked on
//! the organisation's own account.

pub(in crate::gateway) mod order;

use super::customs::customs;
use super::{GATEWAY, Offer, Purchase, Sale, ServiceLevel, Sold, country, ends, missing, options};
use crate::Service;
use crate::error::{Error, Result};
use crate::gateway::{GatewayCaller, Object};
use colli_core::account::{Account, Caller};
use colli_core::americas::weight::{DistanceUnit, Mass, MassUnit, ParcelSize};
use colli_core::capability::{CapabilityQuery, SenderKind};
use colli_core::country::CountryCode;
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::message::Message;
use colli_core::gateway::options::Options;
use colli_core::gateway::parcel::Parcel;
use colli_core::gateway::quote::{Quote, Rate};
use colli_core::ids::AccountNumber;
use colli_core::parcel::Dimensions;
use colli_core::planning::{self, Journey};
use colli_core::product::Product;
use colli_core::shipment::ShipmentOrder;
use order::order;
use std::collections::BTreeMap;

/// What tokens of its services begin with.
const PREFIX: &str = "dhl_benelux_";
/// How its messages are signed.
const SOURCE: &str = "DHLeCommerceBenelux";
/// Its currency.
const EUR: &str = "EUR";

fn message(code: &str, text: impl Into<String>) -> Message {
    Message::new(SOURCE, code, text)
}

/// The token of a product: `DFY-B2C` is `dhl_benelux_dfy_b2c`.
fn token(product: &Product) -> String {
    [PREFIX, &product.key.to_ascii_lowercase().replace('-', "_")].concat()
}

/// A parcel as the network measures it: whole grams and millimetres, rounded up.
struct Measured {
    weight_g: u32,
    dimensions: Dimensions,
}

fn measured(parcel: &Parcel) -> Option<Measured> {
    let mass = Mass::from_decimal(parcel.weight, MassUnit::parse(&parcel.mass_unit)?)?;
    let sides = [parcel.length, parcel.width, parcel.height];
    let size = ParcelSize::from_decimals(sides, DistanceUnit::parse(&parcel.distance_unit)?)?;
    Some(Measured {
        weight_g: mass.grams().max(1),
        dimensions: Dimensions {
            length_mm: size.length().millimetres(),
            width_mm: size.width().millimetres(),
            height_mm: size.height().millimetres(),
        },
    })
}

/// Where a quote's parcels go, as the network is asked.
struct Lane<'q> {
    from: (CountryCode, &'q str),
    to: (CountryCode, &'q str),
    to_business: bool,
    is_return: bool,
    pieces: Vec<Measured>,
}

impl<'q> Lane<'q> {
    fn of(quote: &'q Quote, options: &Options) -> std::result::Result<Self, Message> {
        let (from, to) = ends(quote, options);
        let (Some(from_country), Some(to_country)) = (country(from), country(to)) else {
            return Err(message("unknown_country", "The country of an address is none."));
        };
        let pieces: Option<Vec<Measured>> = quote.parcels.iter().map(|parcel| measured(&parcel.value)).collect();
        let pieces = pieces.ok_or_else(|| {
            message(
                "unmeasurable",
                "A parcel's weight or sides are too large to be parcels.",
            )
        })?;
        Ok(Self {
            from: (from_country, &from.zip),
            to: (to_country, &to.zip),
            to_business: to.is_residential.map_or(!to.company.is_empty(), |is| !is),
            is_return: options.is_return,
            pieces,
        })
    }

    fn query<'a>(&self, piece: &Measured, account: &'a Account) -> CapabilityQuery<'a> {
        CapabilityQuery {
            sender: Some(SenderKind::Business),
            from_country: Some(self.from.0.to_string()),
            to_country: Some(self.to.0.to_string()),
            from_postal_code: Some(self.from.1.to_owned()),
            to_postal_code: Some(self.to.1.to_owned()),
            to_business: Some(self.to_business),
            return_product: Some(self.is_return),
            quantity: u32::try_from(self.pieces.len()).ok(),
            weight_g: Some(piece.weight_g),
            dimensions: Some(piece.dimensions),
            accounts: Some(vec![&account.settings]),
            ..CapabilityQuery::default()
        }
    }
}

/// A product that carries every piece: the parcel type of each, and the price of all in cents of a euro.
struct Carried<'n> {
    product: &'n Product,
    types: Vec<&'n str>,
    price_minor: i64,
}

impl Service {
    pub(super) async fn offer_of_benelux(
        &self,
        caller: &GatewayCaller,
        quote: &Quote,
        account: &Object<CarrierAccount>,
        services: Option<&[&str]>,
    ) -> Result<Offer> {
        let refused = |message| {
            Ok(Offer {
                messages: vec![message],
                ..Offer::default()
            })
        };
        let options = options(quote);
        let Some(contract) = self.contract_of(caller, account).await? else {
            return refused(no_contract(account));
        };
        let lane = match Lane::of(quote, &options) {
            Ok(lane) => lane,
            Err(message) => return refused(message),
        };
        if let Some(text) = not_offered(&options) {
            return refused(message("unsupported_option", text));
        }
        let carried = self.carried(&lane, &contract);
        if carried.is_empty() {
            let text = format!(
                "No product carries these parcels from {} {} to {} {}: GET /dhl-parcel/capabilities shows what is possible.",
                lane.from.0, lane.from.1, lane.to.0, lane.to.1
            );
            return refused(message("no_service", text));
        }
        let wanted = |token: &str| services.is_none_or(|services| services.contains(&token));
        let rates = carried.iter().filter(|carried| wanted(&token(carried.product)));
        let rates: Vec<Rate> = rates
            .map(|carried| self.benelux_rate(caller, account, &lane, carried))
            .collect();
        Ok(Offer {
            rates,
            messages: Vec::new(),
        })
    }

    /// The account of the network behind a carrier account; `None` when it is not the organisation's, or not any more.
    async fn contract_of(&self, caller: &GatewayCaller, account: &Object<CarrierAccount>) -> Result<Option<Account>> {
        let parameters = self.open_parameters(caller.tenant, account)?;
        let number = parameters
            .get("account_number")
            .and_then(|number| AccountNumber::parse(number));
        let Some(number) = number else { return Ok(None) };
        let found = self.account(number).await?;
        Ok(found.filter(|found| found.tenant == caller.tenant))
    }

    /// The products that carry every piece, by preference.
    fn carried<'n>(&'n self, lane: &Lane<'_>, contract: &Account) -> Vec<Carried<'n>> {
        let mut products: BTreeMap<(u32, &str), Carried<'n>> = BTreeMap::new();
        for (index, piece) in lane.pieces.iter().enumerate() {
            let query = lane.query(piece, contract);
            let mut cheapest: BTreeMap<(u32, &str), (i64, &'n Product, &'n str)> = BTreeMap::new();
            for possible in self.network.catalogue.capabilities(&query) {
                let (product, kind) = (possible.product, possible.parcel_type.key.as_str());
                let price = self.network.benelux_price_minor(&product.key, kind, lane.from, lane.to);
                let Some(price) = price else { continue };
                let entry = cheapest
                    .entry((possible.rank, &product.key))
                    .or_insert((price, product, kind));
                if price < entry.0 {
                    *entry = (price, product, kind);
                }
            }
            products.retain(|key, _| cheapest.contains_key(key));
            for (key, (price, product, kind)) in cheapest {
                let carried = match index {
                    0 => products.entry(key).or_insert(Carried {
                        product,
                        types: Vec::new(),
                        price_minor: 0,
                    }),
                    _ => match products.get_mut(&key) {
                        Some(carried) => carried,
                        None => continue,
                    },
                };
                carried.types.push(kind);
                carried.price_minor = carried.price_minor.saturating_add(price);
            }
        }
        products.into_values().collect()
    }

    fn benelux_rate(
        &self,
        caller: &GatewayCaller,
        account: &Object<CarrierAccount>,
        lane: &Lane<'_>,
        carried: &Carried<'_>,
    ) -> Rate {
        let local = self.network.country(lane.to.0).map_or(EUR, |country| &country.currency);
        let (amount_local_minor, currency_local) = self.convert(carried.price_minor, EUR, local);
        Rate {
            created_at: self.object_time(caller.tenant),
            carrier_account: account.id,
            carrier: account.value.carrier.clone(),
            service: token(carried.product),
            service_name: carried.product.label.clone(),
            amount_minor: carried.price_minor,
            currency: EUR.to_owned(),
            amount_local_minor,
            currency_local,
            attributes: Vec::new(),
            estimated_days: self.days(caller, lane, &carried.product.key),
            zone: None,
            insurance_minor: None,
        }
    }

    /// Days until a parcel handed over now is delivered.
    fn days(&self, caller: &GatewayCaller, lane: &Lane<'_>, product: &str) -> Option<u32> {
        let journey = Journey {
            product,
            ..Journey::new(lane.from, lane.to, lane.to_business)
        };
        let now = self.now(caller.tenant);
        let schedule = planning::schedule(&self.network, &journey, now)?;
        let today = now.to_zoned(schedule.zone.clone()).date();
        let days = schedule.delivery_date.since(today).ok()?.get_days();
        u32::try_from(days).ok()
    }

    pub(super) async fn levels_of_benelux(
        &self,
        caller: &GatewayCaller,
        account: &Object<CarrierAccount>,
    ) -> Result<Vec<ServiceLevel>> {
        let Some(contract) = self.contract_of(caller, account).await? else {
            return Ok(Vec::new());
        };
        let excluded = &contract.settings.excluded_products;
        let products = self.network.catalogue.all_products().iter();
        Ok(products
            .filter(|product| product.stands_for.is_empty() && !excluded.contains(&product.key))
            .map(|product| ServiceLevel {
                token: token(product),
                name: product.label.clone(),
                supports_return_labels: product.is_return,
            })
            .collect())
    }

    pub(super) async fn sell_of_benelux(&self, purchase: &Purchase<'_>) -> Result<Sale> {
        let quote = purchase.quote;
        let mut refusals = missing(SOURCE, quote);
        let customs = match customs(quote, &self.network.exchange) {
            Ok(customs) if refusals.is_empty() => customs,
            unreadable => {
                refusals.extend(unreadable.err().unwrap_or_default());
                return Ok(Err(refusals));
            }
        };
        let options = options(quote);
        let Some(contract) = self.contract_of(purchase.caller, purchase.account).await? else {
            return Ok(Err(vec![no_contract(purchase.account)]));
        };
        let lane = match Lane::of(quote, &options) {
            Ok(lane) => lane,
            Err(message) => return Ok(Err(vec![message])),
        };
        let carried = self.carried(&lane, &contract);
        let carried = carried
            .iter()
            .find(|carried| token(carried.product) == purchase.rate.service);
        let order = carried.and_then(|carried| order(purchase, &contract, &options, carried, &lane));
        let order = order.map(|order| ShipmentOrder { customs, ..order });
        let Some(order) = order else {
            let text = "This service does not carry the parcels any more: ask for rates again.";
            return Ok(Err(vec![message("no_service", text)]));
        };
        let caller = Caller {
            tenant: purchase.caller.tenant,
            user: purchase.caller.user(),
            accounts: vec![contract.number],
            may_label: true,
            may_pickup: false,
        };
        match self.create_shipment(&caller, order).await {
            Ok(booked) => Ok(sold(&booked.shipment, &lane)),
            Err(Error::Invalid(violations)) => Ok(Err(violations
                .iter()
                .map(|violation| message(violation.rule, violation.to_string()))
                .collect())),
            Err(Error::Refused(refusal)) => Ok(Err(vec![message(refusal.rule, refusal.message.clone())])),
            Err(error) => Err(error),
        }
    }
}

/// What is said of a carrier account whose account of the network is gone.
fn no_contract(account: &Object<CarrierAccount>) -> Message {
    let text = format!(
        "The account behind carrier account {} is unknown in this environment.",
        account.value.account_id
    );
    message("unknown_account", text)
}

fn sold(shipment: &colli_core::shipment::Shipment, lane: &Lane<'_>) -> Sale {
    let first = shipment.pieces.first().and_then(|piece| piece.tracker_code.clone());
    let tracker_code = first.ok_or_else(|| {
        vec![Message::new(
            GATEWAY,
            "no_label",
            "A printless return has no label: choose another service.",
        )]
    })?;
    Ok(Sold {
        tracking_number: tracker_code.clone(),
        tracker_code,
        is_international: lane.from.0 != lane.to.0,
        is_return: lane.is_return,
    })
}

/// Why options of a quote cannot be had here.
fn not_offered(options: &Options) -> Option<&'static str> {
    if options.cash_on_delivery.is_some() {
        return Some(
            "COD is not offered here; book at /dhl-parcel with the option COD_CASH where capabilities show it.",
        );
    }
    if options.insurance.is_some() {
        return Some("Insurance is not offered here; book at /dhl-parcel with the option INS or EA.");
    }
    if options.dangerous_goods.is_some() {
        return Some(
            "Dangerous goods are not offered here; book at /dhl-parcel with the option LQ where capabilities show it.",
        );
    }
    None
}
