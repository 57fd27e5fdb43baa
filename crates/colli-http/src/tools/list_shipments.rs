//! `list_shipments`: the organisation's own shipments, newest first. Rows hold nothing personal: who receives a parcel, and
//! at which postal code, is for who knows that postal code.

use super::label::{LabelState, decimal};
use super::{About, Call, Done, Hints, Tool, ToolError};
use crate::time::utc;
use colli_core::address::excerpt;
use colli_core::app::Scope;
use colli_core::error::{Violation, Violations};
use colli_core::gateway::transaction::Transaction;
use colli_core::ids::ShipmentId;
use colli_core::language::Language;
use colli_core::shipment::Piece;
use colli_core::status::Phase;
use colli_service::Service;
use colli_service::listing::ListedShipment;
use colli_service::shipment_search::ShipmentSearch;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const ABOUT: About = About {
    name: "list_shipments",
    title: "List shipments",
    description: "Lists your own shipments, newest first: what is still open, what needs attention (state problem), what was sent in a period, or one by its number, id or order reference; with carrier and what the label cost. Rows name no receivers; track_shipment tells more.",
    scope: Scope::Shipping,
    hints: Hints::READ,
    example: r#"{"state": "open", "from_date": "2026-02-23", "to_date": "2026-03-01", "limit": 20}"#,
};

/// Rows of an answer when the caller names no limit.
const LIMIT: u32 = 20;
/// Tracking numbers of a row.
const NUMBERS_MAX: usize = 10;

#[derive(Debug, Deserialize, JsonSchema)]
struct Input {
    /// Only shipments in this state; `open` are all that are neither delivered nor back, `problem` those that need
    /// attention.
    state: Option<StateFilter>,
    /// Only those registered on this day or later: `2026-03-02`.
    #[schemars(length(min = 10, max = 10))]
    from_date: Option<String>,
    /// Only those registered on this day or before.
    #[schemars(length(min = 10, max = 10))]
    to_date: Option<String>,
    /// A tracking number, shipment id or order reference; all of it.
    #[schemars(length(min = 1, max = 200))]
    text: Option<String>,
    /// The `next_cursor` of the answer before.
    #[schemars(length(min = 1, max = 100))]
    cursor: Option<String>,
    /// Rows at most; 20 when left out.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StateFilter {
    Open,
    Problem,
    Registered,
    InTransit,
    OutForDelivery,
    AtPickupPoint,
    Delivered,
    Returning,
    Returned,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// The shipments, newest first.
    shipments: Vec<Row>,
    /// What to ask the next page with; absent on the last one. A page may be short and yet not the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// A shipment.
#[derive(Debug, Serialize, JsonSchema)]
struct Row {
    /// Its id.
    shipment_id: String,
    /// Numbers of its parcels; of very many the first ten. American ones without the receiver's ZIP code that stands before
    /// them on the label.
    tracking_numbers: Vec<String>,
    /// How many parcels it has.
    parcel_count: usize,
    /// The carrier: `dhl_benelux` or `dhl_ecommerce`.
    carrier: String,
    /// What its label cost, a decimal; absent where none was bought at a rate, and where the money was paid back.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    /// Currency of the amount, ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    /// Key of its product.
    product: String,
    /// Name of its product.
    product_name: String,
    /// When it was registered, in UTC.
    created_at: String,
    /// Where it is: `registered`, `in_transit`, `out_for_delivery`, `at_pickup_point`, `delivered`, `returning`,
    /// `returned`, `problem` or `unknown`. Of several parcels, one with a problem or else the least far says it.
    state: &'static str,
    /// What happened last, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    status_text: Option<String>,
    /// When that was, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<String>,
    /// Where it goes, ISO 3166-1 alpha-2.
    to_country: String,
    /// A customer sends it back.
    is_return: bool,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<Output>, ToolError> {
    let state = input.state;
    let search = asked(&call.service, input)?;
    let found = call.service.search_shipments(call.client.tenant, &search).await?;
    let ids: Vec<ShipmentId> = found
        .shipments
        .iter()
        .map(|listed| listed.shipment.order.shipment_id)
        .collect();
    let purchases = call.service.purchases_of(call.client.tenant, &ids).await?;
    let rows = found.shipments.iter().zip(purchases);
    let rows = rows.map(|(listed, purchase)| row(&call.service, call.language, listed, purchase));
    let output = Output {
        shipments: rows.collect(),
        next_cursor: found.next,
    };
    let text = sentence(&output, state);
    Ok(Done::new(output, text))
}

fn asked(service: &Service, input: Input) -> Result<ShipmentSearch, ToolError> {
    let mut violations = Violations::new();
    let mut day = |name: &str, text: Option<String>, days_later: i64| {
        let text = text?;
        let found = start_of(service, &text, days_later);
        if found.is_none() {
            let message = format!("'{}' is not a date", excerpt(&text));
            violations.push(Violation::new(name, "format", message).accepting(["YYYY-MM-DD, such as 2026-03-02"]));
        }
        found
    };
    let search = ShipmentSearch {
        phases: input.state.map(StateFilter::phases).unwrap_or_default(),
        registered_from: day("from_date", input.from_date, 0),
        registered_before: day("to_date", input.to_date, 1),
        text: input.text,
        limit: input.limit.unwrap_or(LIMIT) as usize,
        cursor: input.cursor,
    };
    if let Some((from, before)) = search.registered_from.zip(search.registered_before)
        && from >= before
    {
        for (name, rule) in [("from_date", "not after to_date"), ("to_date", "not before from_date")] {
            violations.push(Violation::new(name, "range", "from_date is after to_date").accepting([rule]));
        }
    }
    violations.into_result(search).map_err(ToolError::Invalid)
}

/// When a day, or one so many days later, begins at the network's home.
fn start_of(service: &Service, text: &str, days_later: i64) -> Option<Timestamp> {
    let day: Date = text.parse().ok()?;
    let day = day.checked_add(jiff::Span::new().try_days(days_later).ok()?).ok()?;
    let start = day.to_zoned(service.home_zone().clone()).ok()?;
    Some(start.timestamp())
}

impl StateFilter {
    fn phases(self) -> Vec<Phase> {
        match self {
            Self::Open => vec![
                Phase::Registered,
                Phase::InTransit,
                Phase::OutForDelivery,
                Phase::AtPickupPoint,
                Phase::Returning,
                Phase::Problem,
                Phase::Unknown,
            ],
            Self::Problem => vec![Phase::Problem],
            Self::Registered => vec![Phase::Registered],
            Self::InTransit => vec![Phase::InTransit],
            Self::OutForDelivery => vec![Phase::OutForDelivery],
            Self::AtPickupPoint => vec![Phase::AtPickupPoint],
            Self::Delivered => vec![Phase::Delivered],
            Self::Returning => vec![Phase::Returning],
            Self::Returned => vec![Phase::Returned],
        }
    }
}

/// What a label cost: carrier, amount and currency. What was paid back was not spent.
fn spent(listed: &ListedShipment, purchase: Option<Transaction>) -> (String, Option<(String, String)>) {
    let Some(purchase) = purchase else {
        let carrier = match listed.shipment.americas {
            Some(_) => "dhl_ecommerce",
            None => "dhl_benelux",
        };
        return (carrier.to_owned(), None);
    };
    let is_paid = LabelState::of(purchase.status).is_some_and(|state| state != LabelState::Voided);
    let rate = purchase.rate.filter(|_| is_paid);
    (
        purchase.carrier,
        rate.map(|rate| (decimal(rate.amount_minor), rate.currency)),
    )
}

fn row(service: &Service, language: Language, listed: &ListedShipment, purchase: Option<Transaction>) -> Row {
    let (carrier, price) = spent(listed, purchase);
    let (amount, currency) = price.unzip();
    let (shipment, phase) = (&listed.shipment, listed.phase());
    let outbound = || listed.pieces.iter().filter(|listed| !listed.piece.return_label);
    // The piece that says where the shipment is says what happened last, too.
    let telling = outbound().filter_map(|piece| piece.latest.as_ref());
    let telling = telling.filter(|(_, of_piece)| *of_piece == phase);
    let latest = telling.map(|(event, _)| event).max_by_key(|event| event.occurred_at);
    let statuses = &service.network().statuses;
    let text = latest.and_then(|event| statuses.text(&event.status, &event.category, language.code()));
    let number = |piece: &Piece| piece.tracker_code.clone();
    let numbers = outbound().filter_map(|listed| number(&listed.piece));
    let states = Phase::NAMES.iter().find(|(_, named)| *named == phase);
    Row {
        shipment_id: shipment.order.shipment_id.to_string(),
        tracking_numbers: numbers.take(NUMBERS_MAX).collect(),
        parcel_count: outbound().count(),
        carrier,
        amount,
        currency,
        product: shipment.product.clone(),
        product_name: shipment.product_label.clone(),
        created_at: utc(shipment.created_at),
        state: states.map_or("unknown", |(word, _)| word),
        status_text: text.map(str::to_owned),
        updated_at: latest.map(|event| utc(event.occurred_at)),
        to_country: shipment.order.receiver.address.country.to_string(),
        is_return: shipment.order.is_return,
    }
}

fn sentence(output: &Output, state: Option<StateFilter>) -> String {
    let rows = output.shipments.len();
    let what = match state {
        Some(StateFilter::Problem) => " with a problem",
        Some(StateFilter::Open) => " not delivered yet",
        Some(_) => " in this state",
        None => "",
    };
    let found = match rows {
        0 => format!("No shipments{what} were found"),
        1 => format!("One shipment{what}"),
        rows => format!("{rows} shipments{what}"),
    };
    if output.next_cursor.is_some() {
        format!("{found}; ask with next_cursor for more.")
    } else {
        format!("{found}.")
    }
}
