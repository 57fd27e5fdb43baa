//! DHL eCommerce in the United States: rates of the American network, labels with an IMpb.

use super::customs::customs;
use super::{GATEWAY, Offer, Purchase, Sale, ServiceLevel, Sold, country, ends, missing, options, party};
use crate::Service;
use crate::error::{Error, Result};
use crate::gateway::{GatewayCaller, Object};
use colli_core::americas::card::RatePart;
use colli_core::americas::impb::{self, Pic};
use colli_core::americas::place::Place;
use colli_core::americas::quote::{QuotedRate, RateQuestion};
use colli_core::americas::service::Scope;
use colli_core::americas::weight::{DistanceUnit, Mass, MassUnit, ParcelSize};
use colli_core::americas::{AmericasFacts, CashOnDelivery};
use colli_core::customs::CustomsDeclaration;
use colli_core::gateway::carrier_account::{CarrierAccount, Parameters};
use colli_core::gateway::message::Message;
use colli_core::gateway::options::Options;
use colli_core::gateway::parcel::Parcel;
use colli_core::gateway::quote::{Quote, Rate};
use colli_core::ids::{AccountNumber, LabelId, ShipmentId};
use colli_core::parcel::{Dimensions, PieceOrder};
use colli_core::shipment::{Origin, Piece, Shipment, ShipmentOrder};

/// What tokens of its services begin with.
const PREFIX: &str = "dhl_ecommerce_";
/// How its messages are signed.
const SOURCE: &str = "DHLeCommerce";
/// Its currency.
const USD: &str = "USD";
/// The parcel type of its pieces.
const PARCEL_TYPE: &str = "PARCEL";

fn message(code: &str, text: impl Into<String>) -> Message {
    Message::new(SOURCE, code, text)
}

/// The size and weight of a parcel, as exact as they were given.
fn measured(parcel: &Parcel) -> Option<(Mass, ParcelSize)> {
    let mass = Mass::from_decimal(parcel.weight, MassUnit::parse(&parcel.mass_unit)?)?;
    let sides = [parcel.length, parcel.width, parcel.height];
    let size = ParcelSize::from_decimals(sides, DistanceUnit::parse(&parcel.distance_unit)?)?;
    Some((mass, size))
}

/// The only parcel of a quote, or why it cannot be carried.
fn only_parcel(quote: &Quote) -> std::result::Result<&Parcel, Message> {
    match quote.parcels.as_slice() {
        [parcel] => Ok(&parcel.value),
        _ => Err(message(
            "multi_parcel",
            "DHL eCommerce takes one parcel a shipment: send each parcel as a shipment of its own, or all in a batch.",
        )),
    }
}

/// Amounts it can only take in its own currency.
fn in_dollars(options: &Options) -> std::result::Result<(Option<i64>, Option<i64>), Message> {
    let insured = options.insurance.as_ref();
    let cash = options.cash_on_delivery.as_ref().map(|(money, _)| money);
    if let Some(other) = insured.into_iter().chain(cash).find(|money| money.currency != USD) {
        let text = format!("Insurance and COD are in USD, not in {}.", other.currency);
        return Err(message("currency", text));
    }
    Ok((insured.map(|money| money.minor), cash.map(|money| money.minor)))
}

impl Service {
    pub(super) fn offer_of_americas(
        &self,
        caller: &GatewayCaller,
        quote: &Quote,
        account: &Object<CarrierAccount>,
        services: Option<&[&str]>,
    ) -> Result<Offer> {
        let parameters = self.open_parameters(caller.tenant, account)?;
        let refused = |message| Offer {
            messages: vec![message],
            ..Offer::default()
        };
        let keys: Option<Vec<&str>> =
            services.map(|tokens| tokens.iter().filter_map(|token| token.strip_prefix(PREFIX)).collect());
        let asked = Asked {
            quote,
            parameters: &parameters,
            is_test: caller.is_test() || account.value.is_test,
            keys: keys.as_deref(),
        };
        let quoted = match asked.quoted(self) {
            Ok(quoted) => quoted,
            Err(message) => return Ok(refused(message)),
        };
        let currency_local = country(&quote.address_to.value)
            .and_then(|country| self.network.country(country))
            .map_or_else(|| USD.to_owned(), |country| country.currency.clone());
        let created_at = self.object_time(caller.tenant);
        let rate = |quoted: QuotedRate| self.rate_of(quoted, account, &currency_local, created_at);
        Ok(Offer {
            rates: quoted.rates.into_iter().map(rate).collect(),
            messages: quoted
                .messages
                .into_iter()
                .map(|said| message(&said.code, said.text))
                .collect(),
        })
    }

    fn rate_of(
        &self,
        quoted: QuotedRate,
        account: &Object<CarrierAccount>,
        currency_local: &str,
        created_at: jiff::Timestamp,
    ) -> Rate {
        let converted = self.convert(quoted.amount_minor, USD, currency_local);
        let (amount_local_minor, currency_local) = converted;
        Rate {
            created_at,
            carrier_account: account.id,
            carrier: account.value.carrier.clone(),
            service: [PREFIX, &quoted.service].concat(),
            insurance_minor: quoted.part(RatePart::Insurance),
            service_name: quoted.service_name,
            amount_minor: quoted.amount_minor,
            currency: USD.to_owned(),
            amount_local_minor,
            currency_local,
            attributes: quoted.attributes,
            estimated_days: quoted.estimated_days,
            zone: quoted.zone.map(|zone| zone.to_string()),
        }
    }

    pub(super) fn levels_of_americas(
        &self,
        caller: &GatewayCaller,
        account: &Object<CarrierAccount>,
    ) -> Result<Vec<ServiceLevel>> {
        let shows_legacy = is_legacy(&self.open_parameters(caller.tenant, account)?);
        let services = self.network.americas.services.iter();
        Ok(services
            .filter(|service| shows_legacy || !service.is_legacy)
            .map(|service| ServiceLevel {
                token: [PREFIX, &service.key].concat(),
                name: service.name.clone(),
                supports_return_labels: service.is_return(),
            })
            .collect())
    }

    pub(super) async fn sell_of_americas(&self, purchase: &Purchase<'_>) -> Result<Sale> {
        let (quote, rate) = (purchase.quote, purchase.rate);
        let options = options(quote);
        let is_international = ends(quote, &options).1.country != "US"
            && self
                .network
                .americas
                .service(rate.service.strip_prefix(PREFIX).unwrap_or_default())
                .is_some_and(|service| service.scope == Scope::International);
        let mut refusals = missing(SOURCE, quote);
        refusals.extend(international_papers(quote, is_international));
        let customs = match customs(quote, &self.network.exchange) {
            Ok(customs) if refusals.is_empty() => customs,
            unreadable => {
                refusals.extend(unreadable.err().unwrap_or_default());
                return Ok(Err(refusals));
            }
        };
        let parameters = self.open_parameters(purchase.caller.tenant, purchase.account)?;
        let shipment = match self
            .american_shipment(purchase, &parameters, &options, customs, is_international)
            .await?
        {
            Ok(shipment) => shipment,
            Err(message) => return Ok(Err(vec![message])),
        };
        let booked = self.register_americas_shipment(shipment).await?;
        let Some(piece) = booked.shipment.pieces.first() else {
            return Err(Error::Internal("an American shipment has no piece".to_owned()));
        };
        let tracker_code = piece.tracker_code.clone().unwrap_or_default();
        Ok(Ok(Sold {
            is_return: booked.shipment.order.is_return,
            tracking_number: impb::shown_number(&piece.routing_code, &tracker_code),
            tracker_code,
            is_international,
        }))
    }

    /// The shipment of a purchase, with its code.
    async fn american_shipment(
        &self,
        purchase: &Purchase<'_>,
        parameters: &Parameters,
        options: &Options,
        customs: Option<CustomsDeclaration>,
        is_international: bool,
    ) -> Result<std::result::Result<Shipment, Message>> {
        let (quote, rate, caller) = (purchase.quote, purchase.rate, purchase.caller);
        let (from, to) = ends(quote, options);
        let (Ok(parcel), Some(shipper), Some(receiver)) = (only_parcel(quote), party(from), party(to)) else {
            return Ok(Err(message("unknown_country", "The country of an address is none.")));
        };
        let key = rate.service.strip_prefix(PREFIX).unwrap_or_default();
        let Some(service) = self.network.americas.service(key) else {
            return Ok(Err(message(
                "unknown_service",
                "There is no such service any more: ask for rates again.",
            )));
        };
        let parameter = |name: &str| parameters.get(name).cloned().unwrap_or_default();
        let Some(account) = AccountNumber::parse(&parameter("pickup_no")) else {
            return Ok(Err(message("pickup_no", "The account's pickup number is none.")));
        };
        let code = self.american_code(
            service.barcode_service_type(options.signature.is_some()),
            to,
            is_international,
        );
        let (routing_code, tracker_code) = code.await?;
        let (mass, size) = measured(parcel).unzip();
        let order = ShipmentOrder {
            shipment_id: ShipmentId(purchase.id),
            origin: Origin::Transaction,
            order_reference: options.reference_1.clone(),
            account,
            shipper,
            receiver,
            on_behalf_of: None,
            options: Vec::new(),
            is_return: service.is_return(),
            pieces: vec![PieceOrder {
                parcel_type: PARCEL_TYPE.to_owned(),
                quantity: 1,
                weight_g: mass.map(Mass::grams),
                dimensions: size.map(millimetres),
            }],
            product: Some(service.key.clone()),
            application: None,
            customs,
            entry_summary: None,
            label_position: None,
            print_dialog: false,
        };
        Ok(Ok(Shipment {
            tenant: caller.tenant,
            user: caller.user(),
            created_at: self.object_time(caller.tenant),
            product: service.key.clone(),
            product_label: service.carrier_name.clone(),
            marks: Vec::new(),
            tracker_code: None,
            label_layout: "A6".to_owned(),
            remote_area: false,
            customs_declaration_id: quote.customs_declaration.as_ref().map(|held| held.id),
            service_point: None,
            americas: Some(facts(rate, service.key.clone(), parameters, options, is_international)),
            pieces: vec![Piece {
                label_id: LabelId(purchase.id),
                tracker_code: Some(tracker_code),
                printless_code: None,
                routing_code,
                parcel_type: PARCEL_TYPE.to_owned(),
                number: 1,
                weight_g: mass.map(Mass::grams),
                dimensions: size.map(millimetres),
                return_label: false,
            }],
            order,
        }))
    }

    /// Routing and tracker code of a new parcel.
    async fn american_code(
        &self,
        service_type: Option<&str>,
        to: &colli_core::gateway::address::Address,
        is_international: bool,
    ) -> Result<(String, String)> {
        if is_international {
            return Ok((
                String::new(),
                impb::international_code(self.serials.international().await?),
            ));
        }
        let service_type = service_type.and_then(|code| code.parse().ok());
        let serial = self.serials.american().await?;
        let pic = service_type.and_then(|service_type| Pic::from_serial(service_type, serial));
        let codes = impb::routing_code(&to.zip).zip(pic);
        codes
            .map(|(routing, pic)| (routing, pic.as_str().to_owned()))
            .ok_or_else(|| Error::Internal("an American parcel has no service type or ZIP code".to_owned()))
    }

    /// An amount in another currency; in its own where no rate of exchange is known.
    pub(in crate::gateway) fn convert(&self, minor: i64, from: &str, to: &str) -> (i64, String) {
        match self.network.exchange.convert_minor(minor, from, to) {
            Some(converted) => (converted, to.to_owned()),
            None => (minor, from.to_owned()),
        }
    }
}

/// What the network is asked for a quote.
struct Asked<'a> {
    quote: &'a Quote,
    parameters: &'a Parameters,
    is_test: bool,
    keys: Option<&'a [&'a str]>,
}

impl Asked<'_> {
    fn quoted(&self, service: &Service) -> std::result::Result<colli_core::americas::quote::Quoted, Message> {
        let options = options(self.quote);
        let parcel = only_parcel(self.quote)?;
        let too_large = || {
            message(
                "unmeasurable",
                "The parcel's weight or sides are too large to be parcels.",
            )
        };
        let (weight, size) = measured(parcel).ok_or_else(too_large)?;
        let (insured_minor, cash_on_delivery_minor) = in_dollars(&options)?;
        let (from, to) = ends(self.quote, &options);
        let place =
            |address| place(address).ok_or_else(|| message("unknown_country", "The country of an address is none."));
        Ok(service.network.americas.quote(&RateQuestion {
            from: place(from)?,
            to: place(to)?,
            weight,
            size,
            origin_zip3: self.parameters.get("origin_zip3").map(String::as_str),
            facility: self.parameters.get("facility_code").map(String::as_str),
            shows_legacy: is_legacy(self.parameters),
            is_test: self.is_test,
            is_return: options.is_return,
            dangerous_goods: options.dangerous_goods.as_deref(),
            signature: options.signature,
            insured_minor,
            cash_on_delivery_minor,
            reference_1: options.reference_1.as_deref(),
            reference_2: options.reference_2.as_deref(),
            services: self.keys,
        }))
    }
}

fn place(address: &colli_core::gateway::address::Address) -> Option<Place<'_>> {
    Some(Place {
        country: country(address)?,
        state: &address.state,
        city: &address.city,
        zip: &address.zip,
    })
}

fn is_legacy(parameters: &Parameters) -> bool {
    parameters.get("legacy").is_some_and(|value| value == "true")
}

fn millimetres(size: ParcelSize) -> Dimensions {
    Dimensions {
        length_mm: size.length().millimetres(),
        width_mm: size.width().millimetres(),
        height_mm: size.height().millimetres(),
    }
}

fn facts(
    rate: &Rate,
    service: String,
    parameters: &Parameters,
    options: &Options,
    is_international: bool,
) -> AmericasFacts {
    let parameter = |name: &str| parameters.get(name).cloned().unwrap_or_default();
    AmericasFacts {
        service,
        pickup_number: parameter("pickup_no"),
        facility: parameter("facility_code"),
        is_international,
        estimated_days: rate.estimated_days,
        reference_1: options.reference_1.clone(),
        reference_2: options.reference_2.clone(),
        dangerous_goods: options.dangerous_goods.clone(),
        signature: options.signature,
        insured_minor: options.insurance.as_ref().map(|money| money.minor),
        cash_on_delivery: options.cash_on_delivery.as_ref().map(|(money, method)| CashOnDelivery {
            minor: money.minor,
            currency: money.currency.clone(),
            method: method.clone(),
        }),
        endorsement: options.endorsement.clone(),
    }
}

/// What a parcel abroad lacks: papers, and how the sender is reached.
fn international_papers(quote: &Quote, is_international: bool) -> Vec<Message> {
    if !is_international {
        return Vec::new();
    }
    let mut refusals = Vec::new();
    if quote.customs_declaration.is_none() {
        let text = "A parcel abroad needs a customs_declaration on its shipment.";
        refusals.push(message("customs_declaration", text));
    }
    let sender = &quote.address_from.value;
    if sender.phone.is_empty() || sender.email.is_empty() {
        let text = "A parcel abroad needs phone and email of address_from.";
        refusals.push(Message::new(GATEWAY, "incomplete_address", text));
    }
    refusals
}
