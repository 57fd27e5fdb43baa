//! Quotes: what a client wants to send, and at which rates carriers take it.

use super::address::Address;
use super::customs::Declaration;
use super::message::Message;
use super::parcel::Parcel;
use super::{Extra, Held, Kind};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long a rate can be bought.
pub const RATE_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Rates of one quote at most: their numbers fit into a byte of their ids.
pub const RATES_MAX: usize = 255;

/// How far a quote is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum QuoteStatus {
    /// Carriers are still to be asked.
    Queued,
    /// Carriers were asked.
    Success,
}

/// What a client wants to send.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quote {
    /// Who sends.
    pub address_from: Held<Address>,
    /// Who receives.
    pub address_to: Held<Address>,
    /// Where it goes when it cannot be delivered.
    pub address_return: Held<Address>,
    /// What is sent.
    pub parcels: Vec<Held<Parcel>>,
    /// Goods that cross a customs border.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_declaration: Option<Held<Declaration>>,
    /// When it is to be handed over.
    pub shipment_date: Timestamp,
    /// Accounts that were asked, in their order.
    pub carrier_accounts: Vec<Uuid>,
    /// Options, as sent.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
    /// The client's own note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// How far it is.
    pub status: QuoteStatus,
    /// What it can be bought at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<Rate>,
    /// What carriers say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// The order it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Uuid>,
}

impl Kind for Quote {
    const KIND: &'static str = "quote";
}

/// What sets a rate apart from the others of its quote.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Attribute {
    /// The best of price and time together.
    BestValue,
    /// The lowest price.
    Cheapest,
    /// The shortest time.
    Fastest,
}

/// What a carrier takes a quote's parcels for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rate {
    /// When it was given.
    pub created_at: Timestamp,
    /// The account.
    pub carrier_account: Uuid,
    /// Token of the carrier.
    pub carrier: String,
    /// Token of the service level.
    pub service: String,
    /// Name of the service level.
    pub service_name: String,
    /// Price, in minor units of `currency`.
    pub amount_minor: i64,
    /// The sender's currency, ISO 4217.
    pub currency: String,
    /// Price, in minor units of `currency_local`.
    pub amount_local_minor: i64,
    /// The recipient's currency.
    pub currency_local: String,
    /// What sets it apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// Days until delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_days: Option<u32>,
    /// The carrier's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What of the price is insurance, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurance_minor: Option<i64>,
}

impl Rate {
    /// Whether it can no longer be bought.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.created_at.checked_add(RATE_LIFETIME).is_ok_and(|end| end <= now)
    }
}

/// The id of a quote made from any id: its last byte is free for the numbers of its rates.
pub fn quote_id(id: Uuid) -> Uuid {
    let mut bytes = id.into_bytes();
    bytes[15] = 0;
    Uuid::from_bytes(bytes)
}

/// The id of a quote's rate, by its place from 0. `None` beyond [`RATES_MAX`].
pub fn rate_id(quote: Uuid, index: usize) -> Option<Uuid> {
    let mut bytes = quote.into_bytes();
    bytes[15] = u8::try_from(index.checked_add(1)?).ok()?;
    Some(Uuid::from_bytes(bytes))
}

/// The quote of a rate's id, and the place of the rate in it. `None` for ids no rate has.
pub fn quote_of_rate(rate: Uuid) -> Option<(Uuid, usize)> {
    let index = usize::from(rate.as_bytes()[15]).checked_sub(1)?;
    Some((quote_id(rate), index))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_found_by_their_ids() {
        let quote = quote_id(Uuid::from_u128(0x1234_5678_9abc_def0_1234_5678_9abc_deff));
        for index in 0..RATES_MAX {
            let rate = rate_id(quote, index).unwrap();
            assert_eq!(quote_of_rate(rate), Some((quote, index)));
        }
        assert_eq!((rate_id(quote, RATES_MAX), quote_of_rate(quote)), (None, None));
    }
}
