//! Reads orders.

use super::super::addresses;
use super::super::error::{Answer, Failure};
use super::super::given::member;
use super::super::parcels::{sized, word};
use super::super::time;
use crate::reader::Reader;
use colli_core::address::clean_text;
use colli_core::error::Violation;
use colli_core::gateway::address::Address;
use colli_core::gateway::order::{LINES_MAX, LineItem, ORDER_STATUSES, OrderFacts};
use colli_core::gateway::parcel::MASS_UNITS;
use colli_core::network::Network;
use colli_service::gateway::{Given, NewOrder};
use colli_wire::field::{Field, Number};
use colli_wire::shippo::addresses::AddressRequest;
use colli_wire::shippo::id_or::IdOr;
use colli_wire::shippo::orders::{LineItemRequest, OrderRequest};
use jiff::Timestamp;
use rust_decimal::Decimal;

/// Where orders come from.
pub(super) const SHOP_APPS: [&str; 15] = [
    "Amazon",
    "Bigcommerce",
    "CSV_Import",
    "eBay",
    "ePages",
    "Etsy",
    "Godaddy",
    "Magento",
    "Shippo",
    "Shopify",
    "Spreecommerce",
    "StripeRelay",
    "Walmart",
    "Weebly",
    "WooCommerce",
];

/// Where orders made here come from.
const OWN_SHOP_APP: &str = "Shippo";

/// Characters of a text at most.
const TEXT_CHARS_MAX: usize = 255;
/// Characters of the words to the receiver at most.
const NOTES_CHARS_MAX: usize = 1_000;

/// Reads an order.
pub(super) fn order(request: OrderRequest, network: &Network) -> Answer<NewOrder> {
    let mut reader = Reader::default();
    let facts = facts(&mut reader, &request);
    let placed_at = needed_time(&mut reader, request.placed_at, "placed_at");
    if request.to_address.is_absent() {
        reader.push(Violation::required("to_address").accepting(["an address", "the object_id of one"]));
    }
    let to_address = address(&mut reader, request.to_address, network, "to_address");
    let from_address = address(&mut reader, request.from_address, network, "from_address");
    let line_items = line_items(&mut reader, request.line_items, network);
    let status = word(&mut reader, request.order_status, "order_status", &ORDER_STATUSES);
    let shop_app = word(&mut reader, request.shop_app, "shop_app", &SHOP_APPS);
    let Some(to_address) = to_address else {
        return Err(reader.failure::<Failure>());
    };
    reader.finish()?;
    Ok(NewOrder {
        placed_at,
        to_address,
        from_address,
        line_items,
        order_status: status.unwrap_or_else(|| "UNKNOWN".to_owned()),
        shop_app: shop_app.unwrap_or_else(|| OWN_SHOP_APP.to_owned()),
        facts,
    })
}

fn address(
    reader: &mut Reader,
    field: Field<IdOr<AddressRequest>>,
    network: &Network,
    path: &str,
) -> Option<Given<Address>> {
    let sent = reader.value(field, path)?;
    addresses::given(reader, sent, network, path)
}

fn facts(reader: &mut Reader, request: &OrderRequest) -> OrderFacts {
    OrderFacts {
        order_number: text(reader, request.order_number.clone(), "order_number", TEXT_CHARS_MAX),
        currency: currency(reader, request.currency.clone(), "currency"),
        total_price: price(reader, request.total_price.clone(), "total_price"),
        subtotal_price: price(reader, request.subtotal_price.clone(), "subtotal_price"),
        total_tax: price(reader, request.total_tax.clone(), "total_tax"),
        shipping_cost: price(reader, request.shipping_cost.clone(), "shipping_cost"),
        shipping_cost_currency: currency(reader, request.shipping_cost_currency.clone(), "shipping_cost_currency"),
        shipping_method: text(
            reader,
            request.shipping_method.clone(),
            "shipping_method",
            TEXT_CHARS_MAX,
        ),
        weight: weight(reader, request.weight.clone(), "weight"),
        weight_unit: word(reader, request.weight_unit.clone(), "weight_unit", &MASS_UNITS),
        notes: text(reader, request.notes.clone(), "notes", NOTES_CHARS_MAX),
    }
}

/// Reads the lines of an order, or of a quote at the checkout.
pub(in super::super) fn line_items(
    reader: &mut Reader,
    field: Field<Vec<Field<LineItemRequest>>>,
    network: &Network,
) -> Vec<LineItem> {
    let entries = reader.list(field, "line_items");
    if entries.len() > LINES_MAX {
        let message = format!("{} lines are too many", entries.len());
        reader.push(Violation::new("line_items", "length", message).accepting([format!("up to {LINES_MAX} lines")]));
        return Vec::new();
    }
    let lines = entries.into_iter();
    lines
        .map(|(index, request)| line_item(reader, request, network, &format!("line_items[{index}]")))
        .collect()
}

fn line_item(reader: &mut Reader, request: LineItemRequest, network: &Network, path: &str) -> LineItem {
    let mut text_of =
        |field: Field<String>, name: &str| text(reader, field, &member(path, name), TEXT_CHARS_MAX).unwrap_or_default();
    let title = text_of(request.title, "title");
    let variant_title = text_of(request.variant_title, "variant_title");
    let sku = text_of(request.sku, "sku");
    let manufacture_country = if is_blank(&request.manufacture_country) {
        String::new()
    } else {
        let path = member(path, "manufacture_country");
        addresses::country(reader, request.manufacture_country, network, &path)
    };
    LineItem {
        title,
        variant_title,
        sku,
        quantity: reader.whole(request.quantity, &member(path, "quantity")).unwrap_or(1),
        total_price: price(reader, request.total_price, &member(path, "total_price")),
        currency: currency(reader, request.currency, &member(path, "currency")).unwrap_or_default(),
        weight: weight(reader, request.weight, &member(path, "weight")),
        weight_unit: word(reader, request.weight_unit, &member(path, "weight_unit"), &MASS_UNITS).unwrap_or_default(),
        manufacture_country,
        max_ship_time: time::read(reader, request.max_ship_time, &member(path, "max_ship_time")),
        max_delivery_time: time::read(reader, request.max_delivery_time, &member(path, "max_delivery_time")),
    }
}

fn is_blank(field: &Field<String>) -> bool {
    match field {
        Field::Absent => true,
        Field::Value(text) => text.trim().is_empty(),
        Field::Wrong { .. } => false,
    }
}

fn text(reader: &mut Reader, field: Field<String>, path: &str, chars_max: usize) -> Option<String> {
    let text = clean_text(&reader.text(field, path)?);
    reader.longest(&text, path, chars_max);
    Some(text)
}

fn price(reader: &mut Reader, field: Field<Number>, path: &str) -> Option<Decimal> {
    let is_given = Reader::given(&field) && !matches!(&field, Field::Wrong { found, .. } if found == "the string \"\"");
    is_given.then(|| super::super::customs::read_amount(reader, field, path))
}

/// A weight; nothing weighs nothing in a shop's books, so 0 is no weight.
fn weight(reader: &mut Reader, field: Field<Number>, path: &str) -> Option<Decimal> {
    let is_zero =
        matches!(&field, Field::Value(Number(text)) if text.parse::<Decimal>().is_ok_and(|number| number.is_zero()));
    if is_zero {
        return None;
    }
    sized(reader, field, path)
}

fn currency(reader: &mut Reader, field: Field<String>, path: &str) -> Option<String> {
    if is_blank(&field) {
        return None;
    }
    Some(super::super::customs::read_currency(reader, field, path)).filter(|code| !code.is_empty())
}

fn needed_time(reader: &mut Reader, field: Field<String>, path: &str) -> Timestamp {
    if is_blank(&field) {
        reader.push(Violation::required(path).accepting(["a time such as 2026-01-31T12:30:00Z"]));
    }
    time::read(reader, field, path).unwrap_or(Timestamp::UNIX_EPOCH)
}
