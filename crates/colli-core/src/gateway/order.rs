//! Orders of a shop.

use super::address::Address;
use super::{Held, Kind};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far an order can be.
pub const ORDER_STATUSES: [&str; 7] = [
    "UNKNOWN",
    "AWAITPAY",
    "PAID",
    "REFUNDED",
    "CANCELLED",
    "PARTIALLY_FULFILLED",
    "SHIPPED",
];

/// Lines of an order, and of a quote at the checkout, at most.
pub const LINES_MAX: usize = 500;

/// A line of an order.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LineItem {
    /// What it is.
    pub title: String,
    /// Which variant of it.
    pub variant_title: String,
    /// The shop's number of it.
    pub sku: String,
    /// How many.
    pub quantity: u32,
    /// Price of the whole line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_price: Option<Decimal>,
    /// ISO 4217.
    pub currency: String,
    /// Weight of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Decimal>,
    /// Unit of the weight.
    pub weight_unit: String,
    /// ISO 3166-1 alpha-2.
    pub manufacture_country: String,
    /// When it must leave, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_ship_time: Option<Timestamp>,
    /// When it must arrive, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_delivery_time: Option<Timestamp>,
}

/// An order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// When the buyer ordered.
    pub placed_at: Timestamp,
    /// Who gets it.
    pub to_address: Held<Address>,
    /// Where it is sent from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_address: Option<Held<Address>>,
    /// What was ordered, with the lines' ids.
    pub line_items: Vec<(Uuid, LineItem)>,
    /// One of [`ORDER_STATUSES`].
    pub order_status: String,
    /// Where it comes from: a shop, in the words of the dialect.
    pub shop_app: String,
    /// What the shop says of the whole.
    #[serde(flatten)]
    pub facts: OrderFacts,
}

/// What a shop says of a whole order.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderFacts {
    /// The shop's number of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    /// Currency of the prices, ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Price of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_price: Option<Decimal>,
    /// Price of the goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtotal_price: Option<Decimal>,
    /// Taxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tax: Option<Decimal>,
    /// What the buyer pays for shipping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_cost: Option<Decimal>,
    /// Its currency, ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_cost_currency: Option<String>,
    /// How it is to be sent, in the shop's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_method: Option<String>,
    /// Weight of all, in its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Decimal>,
    /// Unit of the weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_unit: Option<String>,
    /// Words to the receiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

impl Kind for Order {
    const KIND: &'static str = "order";

    fn state(&self) -> Option<&str> {
        Some(&self.order_status)
    }
}

/// A label that was bought for an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderLabel {
    /// The order.
    pub order: Uuid,
    /// The purchase.
    pub transaction: Uuid,
}

impl Kind for OrderLabel {
    const KIND: &'static str = "order_label";

    fn parent(&self) -> Option<Uuid> {
        Some(self.order)
    }
}
