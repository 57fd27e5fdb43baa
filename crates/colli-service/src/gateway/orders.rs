//! Orders of shops, the labels bought for them, and their packing slips.

use super::objects::PAGE_ENTRIES_MAX;
use super::papers::drawn;
use super::{DocumentFormat, DocumentName, GatewayCaller, Given, Object, ObjectPage, PageAsked};
use crate::Service;
use crate::error::Result;
use crate::signed_documents::PACKING_SLIP_LINK;
use bytes::Bytes;
use colli_core::americas::postal_party::PostalParty;
use colli_core::country::CountryCode;
use colli_core::gateway::Kind as _;
use colli_core::gateway::address::Address;
use colli_core::gateway::order::{LineItem, Order, OrderFacts, OrderLabel};
use colli_core::gateway::transaction::Transaction;
use colli_core::ids::Tenant;
use colli_core::money::Money;
use colli_documents::americas::{PackingSlip, SlipItem, packing_slip_pdf};
use colli_store::{ObjectWriting, OfParent};
use jiff::Timestamp;
use jiff::tz::Offset;
use rust_decimal::Decimal;
use std::collections::HashMap;
use uuid::Uuid;

/// An order to make.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewOrder {
    /// When the buyer ordered.
    pub placed_at: Timestamp,
    /// Who gets it.
    pub to_address: Given<Address>,
    /// Where it is sent from.
    pub from_address: Option<Given<Address>>,
    /// What was ordered.
    pub line_items: Vec<LineItem>,
    /// How far it is.
    pub order_status: String,
    /// Where it comes from.
    pub shop_app: String,
    /// What the shop says of the whole.
    pub facts: OrderFacts,
}

/// Which orders are wanted. What is empty says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OrderFilter {
    /// How far they are.
    pub statuses: Vec<String>,
    /// Where they come from.
    pub shop_app: Option<String>,
    /// Placed at this time or later.
    pub from: Option<Timestamp>,
    /// Placed before this time.
    pub before: Option<Timestamp>,
}

/// A link to a packing slip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackingSlipQuery {
    /// The document's name.
    pub name: String,
    /// The query that opens it.
    pub query: String,
    /// Until when.
    pub ends_at: Timestamp,
}

impl Service {
    /// Makes an order.
    pub async fn create_order(&self, caller: &GatewayCaller, new: NewOrder) -> Result<Object<Order>> {
        let mut writing = ObjectWriting::default();
        let to_address = self.hold(caller, new.to_address, "to_address", &mut writing).await?;
        let from_address = match new.from_address {
            None => None,
            Some(given) => Some(self.hold(caller, given, "from_address", &mut writing).await?),
        };
        let mut line_items = Vec::with_capacity(new.line_items.len());
        for (index, line) in new.line_items.into_iter().enumerate() {
            line_items.push((self.object_id(caller, &format!("line_items[{index}]"))?, line));
        }
        let order = Order {
            placed_at: new.placed_at,
            to_address,
            from_address,
            line_items,
            order_status: new.order_status,
            shop_app: new.shop_app,
            facts: new.facts,
        };
        let id = self.object_id(caller, Order::KIND)?;
        self.make_object(caller.tenant, id, order, writing).await
    }

    /// Orders that pass a filter, newest first.
    pub async fn orders(
        &self,
        caller: &GatewayCaller,
        asked: PageAsked,
        filter: &OrderFilter,
    ) -> Result<ObjectPage<Object<Order>>> {
        if *filter == OrderFilter::default() {
            return self.list_objects(caller.tenant, asked).await;
        }
        let passes = |order: &Object<Order>| {
            let order = &order.value;
            (filter.statuses.is_empty() || filter.statuses.contains(&order.order_status))
                && filter.shop_app.as_ref().is_none_or(|app| *app == order.shop_app)
                && filter.from.is_none_or(|from| from <= order.placed_at)
                && filter.before.is_none_or(|before| order.placed_at < before)
        };
        self.filter_objects(caller.tenant, asked, passes).await
    }

    /// The labels bought for orders, by order, oldest first.
    pub async fn transactions_of_orders(
        &self,
        caller: &GatewayCaller,
        orders: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Object<Transaction>>>> {
        let mut bought: HashMap<Uuid, Vec<Object<Transaction>>> = HashMap::new();
        if orders.is_empty() {
            return Ok(bought);
        }
        for order in orders {
            let of = OfParent {
                parent: *order,
                kind: OrderLabel::KIND,
                state: None,
            };
            let rows = self
                .store
                .objects_of_parent(caller.tenant, of, PAGE_ENTRIES_MAX, 0)
                .await?;
            let links: Result<Vec<Object<OrderLabel>>> = rows.iter().map(Object::read).collect();
            let ids: Vec<Uuid> = links?.iter().map(|link| link.value.transaction).collect();
            if !ids.is_empty() {
                let labels = self.transactions_by_id(caller, &ids).await?;
                // One that was bought anew may be for another order by now.
                let is_of_order = |label: &Object<Transaction>| label.value.order == Some(*order);
                bought.insert(*order, labels.into_iter().flatten().filter(is_of_order).collect());
            }
        }
        Ok(bought)
    }

    /// A link to the packing slip of an order.
    pub async fn packing_slip_link(&self, caller: &GatewayCaller, id: Uuid) -> Result<PackingSlipQuery> {
        let order = self.object::<Order>(caller.tenant, id).await?;
        let name = DocumentName::PackingSlip { order: order.id }.to_string();
        let now = self.object_time(caller.tenant);
        let ends_at = now.checked_add(PACKING_SLIP_LINK).unwrap_or(now);
        let query = self.sign_document_until(caller.tenant, &name, ends_at)?;
        Ok(PackingSlipQuery { name, query, ends_at })
    }

    /// The packing slip of an order: its content type, and it.
    pub(super) async fn packing_slip(&self, tenant: Tenant, id: Uuid) -> Result<(&'static str, Bytes)> {
        let order = self.object::<Order>(tenant, id).await?;
        let slip = self.slip(id, &order.value);
        let bytes = drawn(move || packing_slip_pdf(&slip)).await?;
        Ok((DocumentFormat::Pdf.content_type(), bytes))
    }

    fn slip(&self, id: Uuid, order: &Order) -> PackingSlip {
        let facts = &order.facts;
        let currency = facts.currency.clone().unwrap_or_default();
        let money = |amount: Option<Decimal>, currency: &str| Money::from_decimal(amount?.round_dp(2), currency);
        let items = order.line_items.iter().map(|(_, line)| SlipItem {
            title: line.title.clone(),
            variant: line.variant_title.clone(),
            sku: line.sku.clone(),
            quantity: line.quantity,
            total: money(line.total_price, &line.currency),
        });
        let shipping_currency = facts.shipping_cost_currency.as_deref().unwrap_or(&currency);
        let sums = [
            ("Subtotal", money(facts.subtotal_price, &currency)),
            ("Shipping", money(facts.shipping_cost, shipping_currency)),
            ("Tax", money(facts.total_tax, &currency)),
            ("Total", money(facts.total_price, &currency)),
        ];
        PackingSlip {
            order_number: facts.order_number.clone().unwrap_or_else(|| id.simple().to_string()),
            placed_on: Offset::UTC.to_datetime(order.placed_at).date(),
            from: order.from_address.as_ref().map(|held| self.slip_party(&held.value)),
            to: self.slip_party(&order.to_address.value),
            shipping_method: facts.shipping_method.clone().unwrap_or_default(),
            items: items.collect(),
            sums: sums
                .into_iter()
                .filter_map(|(caption, sum)| Some((caption, sum?)))
                .collect(),
            notes: facts.notes.clone().unwrap_or_default(),
        }
    }

    fn slip_party(&self, address: &Address) -> PostalParty {
        let (name, company) = match (address.name.as_str(), address.company.as_str()) {
            ("", company) => (company, ""),
            names => names,
        };
        let parts = [address.street_no.as_str(), address.street1.as_str()];
        let lines = [address.street2.as_str(), address.street3.as_str()];
        let country = CountryCode::parse(&address.country).and_then(|code| self.network.country(code));
        PostalParty {
            name: name.to_owned(),
            company: company.to_owned(),
            street: joined(&parts, " "),
            additional_line: joined(&lines, ", "),
            city: address.city.clone(),
            region: address.state.clone(),
            postal_code: address.zip.clone(),
            country_code: address.country.clone(),
            country_name: country.map_or_else(|| address.country.clone(), |country| country.name_en.clone()),
            phone: address.phone.clone(),
            email: address.email.clone(),
        }
    }
}

/// What is there of some parts.
fn joined(parts: &[&str], between: &str) -> String {
    let present: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    present.join(between)
}
