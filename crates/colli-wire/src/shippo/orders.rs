//! Orders (reference 5.13).

use super::addresses::{AddressRequest, InnerAddress};
use super::id_or::IdOr;
use super::transactions::Transaction;
use crate::field::{Field, Number};
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /orders`.
    pub struct OrderRequest {
        /// Who gets it: an address, or the id of one.
        #[schema(required = true)]
        to_address: IdOr<AddressRequest>,
        /// Where it is sent from.
        from_address: IdOr<AddressRequest>,
        /// When the buyer ordered (RFC 3339).
        #[schema(required = true)]
        placed_at: String,
        /// What was ordered.
        line_items: Vec<Field<LineItemRequest>>,
        /// The shop's number of the order.
        order_number: String,
        /// `UNKNOWN`, `AWAITPAY`, `PAID`, `REFUNDED`, `CANCELLED`, `PARTIALLY_FULFILLED` or `SHIPPED`.
        order_status: String,
        /// Where the order comes from, such as `Shopify`.
        shop_app: String,
        /// Currency of the prices, ISO 4217.
        currency: String,
        /// Price of all.
        total_price: Number,
        /// Price of the goods.
        subtotal_price: Number,
        /// Taxes.
        total_tax: Number,
        /// What the buyer pays for shipping.
        shipping_cost: Number,
        /// Its currency.
        shipping_cost_currency: String,
        /// How it is to be sent, in the shop's words.
        shipping_method: String,
        /// Weight of all.
        weight: Number,
        /// `g`, `kg`, `lb` or `oz`.
        weight_unit: String,
        /// Words to the receiver.
        notes: String,
    }

    /// A line of an order, or of a quote at the checkout.
    pub struct LineItemRequest {
        /// What it is.
        title: String,
        /// Which variant of it.
        variant_title: String,
        /// The shop's number of it.
        sku: String,
        /// How many; one when left out.
        quantity: Number,
        /// Price of the whole line.
        total_price: Number,
        /// ISO 4217.
        currency: String,
        /// Weight of one.
        weight: Number,
        /// `g`, `kg`, `lb` or `oz`.
        weight_unit: String,
        /// ISO 3166-1 alpha-2.
        manufacture_country: String,
        /// When it must leave (RFC 3339).
        max_ship_time: String,
        /// When it must arrive (RFC 3339).
        max_delivery_time: String,
    }
}

/// An order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Order {
    /// Its id.
    pub object_id: String,
    /// When it was made.
    pub object_created: String,
    /// When it was changed last.
    pub object_updated: String,
    /// Whose it is.
    pub object_owner: String,
    /// Who gets it.
    pub to_address: InnerAddress,
    /// Where it is sent from.
    pub from_address: Option<InnerAddress>,
    /// When the buyer ordered.
    pub placed_at: String,
    /// What was ordered.
    pub line_items: Vec<LineItem>,
    /// The shop's number of the order.
    pub order_number: Option<String>,
    /// How far it is.
    pub order_status: String,
    /// Where it comes from.
    pub shop_app: String,
    /// Currency of the prices.
    pub currency: Option<String>,
    /// Price of all.
    pub total_price: Option<String>,
    /// Price of the goods.
    pub subtotal_price: Option<String>,
    /// Taxes.
    pub total_tax: Option<String>,
    /// What the buyer pays for shipping.
    pub shipping_cost: Option<String>,
    /// Its currency.
    pub shipping_cost_currency: Option<String>,
    /// How it is to be sent.
    pub shipping_method: Option<String>,
    /// Weight of all.
    pub weight: Option<String>,
    /// Its unit.
    pub weight_unit: Option<String>,
    /// Words to the receiver.
    pub notes: Option<String>,
    /// Labels bought for it.
    pub transactions: Vec<Transaction>,
    /// Made with a test token.
    pub test: bool,
}

/// A line of an order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LineItem {
    /// Its id.
    pub object_id: String,
    /// What it is.
    pub title: String,
    /// Which variant of it.
    pub variant_title: String,
    /// The shop's number of it.
    pub sku: String,
    /// How many.
    pub quantity: u32,
    /// Price of the whole line.
    pub total_price: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// Weight of one.
    pub weight: Option<String>,
    /// Its unit.
    pub weight_unit: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub manufacture_country: Option<String>,
    /// When it must leave.
    pub max_ship_time: Option<String>,
    /// When it must arrive.
    pub max_delivery_time: Option<String>,
}

/// `GET /orders/{id}/packingslip`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PackingSlipLink {
    /// Until when the link opens the document.
    pub expires: String,
    /// The link to the document, a PDF.
    pub slip_url: String,
}
