//! Return labels for what was sent before, whoever's dialect booked it: from its receiver back to its sender.

use super::quotes::{NewQuote, rate_views};
use super::{GatewayCaller, Given, NewPurchase, Object, RateView};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::Violation;
use colli_core::gateway::Extra;
use colli_core::gateway::address::Address;
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::message::Message;
use colli_core::gateway::parcel::Parcel;
use colli_core::gateway::quote::{Attribute, Quote};
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_core::ids::{LabelId, ShipmentId, Tenant};
use colli_core::network::Network;
use colli_core::party::Party;
use colli_core::shipment::{Piece, Shipment};
use rust_decimal::Decimal;
use uuid::Uuid;

/// The field refusals name.
const FIELD: &str = "shipment_id";

/// A return label to buy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewReturn {
    /// The shipment that comes back, or one of its labels.
    pub of: Uuid,
    /// Format of the label.
    pub label_file_type: String,
    /// Why it comes back: the label's note.
    pub reason: String,
}

/// What comes back, and where it was sent.
struct Sent {
    from: Address,
    to: Address,
    parcels: Vec<Parcel>,
    customs: Option<Uuid>,
    account: Uuid,
}

impl Service {
    /// Buys the cheapest return label for a shipment of the tenant.
    pub async fn create_return(&self, caller: &GatewayCaller, new: NewReturn) -> Result<Object<Transaction>> {
        let (shipment, pieces) = Box::pin(self.shipment_to_return(caller.tenant, new.of)).await?;
        let bought: Option<Object<Transaction>> = self.find_object(caller.tenant, shipment.order.shipment_id.0).await?;
        let sent = match bought {
            Some(bought) => self.sent_by_gateway(caller, &bought).await?,
            None => self.sent_by_network(caller, &shipment, &pieces).await?,
        };
        let quote = self.create_quote(caller, return_quote(sent)).await?;
        let rate = cheapest(&quote).ok_or_else(|| nothing_takes_it(&quote.value.messages))?;
        let purchase = NewPurchase {
            label_file_type: new.label_file_type,
            metadata: new.reason,
            order: None,
            is_async: false,
        };
        self.buy_rate(caller, rate.id, purchase).await
    }

    /// The shipment of an id, or of a label's id, and those of its pieces that are meant.
    async fn shipment_to_return(&self, tenant: Tenant, id: Uuid) -> Result<(Shipment, Vec<Piece>)> {
        let whole = self.store.shipment(tenant, ShipmentId(id)).await?;
        let (shipment, label) = match whole {
            Some(shipment) => (Some(shipment), None),
            None => (self.store.shipment_of_label(tenant, LabelId(id)).await?, Some(id)),
        };
        let shipment = shipment.ok_or_else(|| Error::not_found("shipment", id.to_string()))?;
        if shipment.order.is_return {
            return Err(refused("state", "this is a return already"));
        }
        let meant = |piece: &&Piece| label.is_none_or(|label| piece.label_id.0 == label);
        let pieces = shipment.outbound_pieces().filter(meant).cloned().collect();
        Ok((shipment, pieces))
    }

    /// What a purchase of the gateway sent: its quote tells.
    async fn sent_by_gateway(&self, caller: &GatewayCaller, bought: &Object<Transaction>) -> Result<Sent> {
        match bought.value.status {
            TransactionStatus::Refunded | TransactionStatus::RefundPending => {
                return Err(refused("state", "its label is void: nothing was sent with it"));
            }
            _ => {}
        }
        let quote: Object<Quote> = self.object(caller.tenant, bought.value.quote).await?;
        let quote = quote.value;
        Ok(Sent {
            from: quote.address_from.value,
            to: quote.address_to.value,
            parcels: quote.parcels.into_iter().map(|held| plain(held.value)).collect(),
            customs: quote.customs_declaration.map(|held| held.id),
            account: bought.value.carrier_account,
        })
    }

    /// What a shipment of the parcel network's own API sent.
    async fn sent_by_network(&self, caller: &GatewayCaller, shipment: &Shipment, pieces: &[Piece]) -> Result<Sent> {
        let number = shipment.order.account.to_string();
        let accounts = self.chosen_accounts(caller, Some(&number), true).await?;
        let account = accounts.first().map(|account: &Object<CarrierAccount>| account.id);
        Ok(Sent {
            from: address_of(&shipment.order.shipper),
            to: address_of(&shipment.order.receiver),
            parcels: pieces.iter().map(|piece| parcel_of(&self.network, piece)).collect(),
            customs: None,
            account: account.ok_or(Error::AccountUnknown { account: number })?,
        })
    }
}

fn return_quote(sent: Sent) -> NewQuote {
    NewQuote {
        address_from: Given::New(sent.from),
        address_to: Given::New(sent.to),
        address_return: None,
        parcels: sent.parcels.into_iter().map(Given::New).collect(),
        customs_declaration: sent.customs.map(Given::Id),
        shipment_date: None,
        carrier_accounts: vec![sent.account],
        extra: Extra::from_iter([("is_return".to_owned(), true.into())]),
        metadata: String::new(),
        order: None,
        is_async: false,
    }
}

fn cheapest(quote: &Object<Quote>) -> Option<RateView> {
    let views = rate_views(quote);
    let is_cheapest = |view: &&RateView| view.rate.attributes.contains(&Attribute::Cheapest);
    views.iter().find(is_cheapest).or(views.first()).cloned()
}

fn nothing_takes_it(messages: &[Message]) -> Error {
    let said: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
    let text = match said.as_slice() {
        [] => "no return service takes these parcels".to_owned(),
        said => format!("no return service takes these parcels: {}", said.join(" ")),
    };
    refused("no_service", &text)
}

fn refused(rule: &'static str, text: &str) -> Error {
    Error::violation(Violation::new(FIELD, rule, text))
}

/// A parcel without what only its first journey asked for.
fn plain(parcel: Parcel) -> Parcel {
    Parcel {
        extra: Extra::new(),
        metadata: String::new(),
        ..parcel
    }
}

/// A party as the gateway writes addresses.
fn address_of(party: &Party) -> Address {
    let address = &party.address;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let line = [&address.street, " ", &address.number_line()].concat();
    Address {
        name: party.name.person(),
        company: text(&party.name.company),
        street1: line.trim().to_owned(),
        street2: text(&address.additional_line),
        city: address.city.clone(),
        state: text(&address.region),
        zip: address.postal_code.clone(),
        country: address.country.to_string(),
        phone: text(&party.phone),
        email: text(&party.email),
        is_residential: Some(!address.is_business),
        ..Address::default()
    }
}

/// A piece as a parcel; where it was not measured, its type tells how large it may be.
fn parcel_of(network: &Network, piece: &Piece) -> Parcel {
    let kind = network.catalogue.parcel_type(&piece.parcel_type);
    let size = piece.dimensions.or(kind.map(|kind| kind.limits.max));
    let assumed = kind.map(|kind| kind.default_weight_g.unwrap_or(kind.limits.max_weight_g));
    let whole = |number: Option<u32>| Decimal::from(number.unwrap_or(1).max(1));
    Parcel {
        length: whole(size.map(|size| size.length_mm)),
        width: whole(size.map(|size| size.width_mm)),
        height: whole(size.map(|size| size.height_mm)),
        distance_unit: "mm".to_owned(),
        weight: whole(piece.weight_g.or(assumed)),
        mass_unit: "g".to_owned(),
        template: None,
        extra: Extra::new(),
        metadata: String::new(),
    }
    .sorted()
}
