//! Carriers: each quotes and sells labels in its own way.

mod americas;
pub(in crate::gateway) mod benelux;
mod customs;

use super::GatewayCaller;
use super::Object;
use crate::Service;
use crate::error::{Error, Result};
use colli_core::address::Address as CoreAddress;
use colli_core::country::CountryCode;
use colli_core::gateway::address::Address;
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::message::Message;
use colli_core::gateway::options::Options;
use colli_core::gateway::quote::{Quote, Rate};
use colli_core::party::{Name, Party};
use uuid::Uuid;

/// Messages of the gateway itself.
pub(super) const GATEWAY: &str = "Shippo";

/// What a carrier answers when it is asked for rates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Offer {
    pub(super) rates: Vec<Rate>,
    pub(super) messages: Vec<Message>,
}

/// A label that was sold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sold {
    /// The number shown to people.
    pub(super) tracking_number: String,
    /// The code the parcel is known by.
    pub(super) tracker_code: String,
    /// It leaves its country.
    pub(super) is_international: bool,
    /// It is a return label.
    pub(super) is_return: bool,
}

/// What a carrier sells, or why not.
pub(super) type Sale = std::result::Result<Sold, Vec<Message>>;

/// A purchase to be carried out.
pub(super) struct Purchase<'p> {
    pub(super) caller: &'p GatewayCaller,
    pub(super) id: Uuid,
    pub(super) quote: &'p Quote,
    pub(super) rate: &'p Rate,
    pub(super) account: &'p Object<CarrierAccount>,
}

/// A service level of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceLevel {
    /// Its token.
    pub token: String,
    /// Its name.
    pub name: String,
    /// Whether return labels can be bought.
    pub supports_return_labels: bool,
}

impl Service {
    /// What a carrier takes a quote's parcels for. `services` narrows it to some tokens.
    pub(super) async fn carrier_offer(
        &self,
        caller: &GatewayCaller,
        quote: &Quote,
        account: &Object<CarrierAccount>,
        services: Option<&[&str]>,
    ) -> Result<Offer> {
        if !account.value.is_active {
            let text = format!("Carrier account {} is not active.", account.value.account_id);
            return Ok(Offer {
                messages: vec![Message::new(GATEWAY, "inactive", text)],
                ..Offer::default()
            });
        }
        match account.value.carrier.as_str() {
            "dhl_ecommerce" => self.offer_of_americas(caller, quote, account, services),
            "dhl_benelux" => self.offer_of_benelux(caller, quote, account, services).await,
            other => Err(unknown_carrier(other)),
        }
    }

    /// Buys a label.
    pub(super) async fn sell(&self, purchase: &Purchase<'_>) -> Result<Sale> {
        match purchase.account.value.carrier.as_str() {
            // In boxes: a booking holds its shipment more than once.
            "dhl_ecommerce" => Box::pin(self.sell_of_americas(purchase)).await,
            "dhl_benelux" => Box::pin(self.sell_of_benelux(purchase)).await,
            other => Err(unknown_carrier(other)),
        }
    }

    /// The service levels of an account.
    pub async fn service_levels(
        &self,
        caller: &GatewayCaller,
        account: &Object<CarrierAccount>,
    ) -> Result<Vec<ServiceLevel>> {
        match account.value.carrier.as_str() {
            "dhl_ecommerce" => self.levels_of_americas(caller, account),
            "dhl_benelux" => self.levels_of_benelux(caller, account).await,
            other => Err(unknown_carrier(other)),
        }
    }
}

fn unknown_carrier(token: &str) -> Error {
    Error::Internal(format!("there is a carrier account of '{token}', which nobody knows"))
}

/// The options of a quote, as its carrier reads them; they were read before it was stored.
fn options(quote: &Quote) -> Options {
    let none = colli_core::gateway::Extra::new();
    let parcel = quote.parcels.first().map_or(&none, |parcel| &parcel.value.extra);
    Options::read(&quote.extra, parcel).unwrap_or_default()
}

/// Sender and receiver of the parcels: of a return they change places.
fn ends<'q>(quote: &'q Quote, options: &Options) -> (&'q Address, &'q Address) {
    let (from, to) = (&quote.address_from.value, &quote.address_to.value);
    if options.is_return { (to, from) } else { (from, to) }
}

fn country(address: &Address) -> Option<CountryCode> {
    CountryCode::parse(&address.country)
}

/// What is missing of the addresses for a label.
pub(in crate::gateway) fn missing(source: &str, quote: &Quote) -> Vec<Message> {
    let ends = [("address_from", &quote.address_from), ("address_to", &quote.address_to)];
    let mut messages = Vec::new();
    for (name, address) in ends {
        let missing = address.value.missing_for_purchase();
        if !missing.is_empty() {
            let text = format!("A label needs {} of {name}.", missing.join(", "));
            messages.push(Message::new(source, "incomplete_address", text));
        }
    }
    messages
}

/// An address as the network's parcels carry it. `None` when its country is none.
pub(in crate::gateway) fn party(address: &Address) -> Option<Party> {
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let lines = [&address.street2, &address.street3];
    let more: Vec<&str> = lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(String::as_str)
        .collect();
    Some(Party {
        name: Name {
            last: filled(&address.name),
            company: filled(&address.company),
            ..Name::default()
        },
        address: CoreAddress {
            country: country(address)?,
            postal_code: address.zip.clone(),
            city: address.city.clone(),
            street: address.street1.clone(),
            number: filled(&address.street_no),
            addition: None,
            additional_line: Some(more.join(", ")).filter(|line| !line.is_empty()),
            region: filled(&address.state),
            is_business: address.is_residential.map_or(!address.company.is_empty(), |is| !is),
        },
        email: filled(&address.email),
        phone: filled(&address.phone),
        vat_number: None,
        eori_number: None,
        reference: None,
        rex_number: None,
    })
}
