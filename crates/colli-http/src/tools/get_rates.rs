//! `get_rates`: what it costs to send something, by every service that takes it.

use super::label::{decimal, sentences};
use super::once::caller;
use super::sending::{Sending, told};
use super::{About, Call, Done, Hints, Tool, ToolError};
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_core::gateway::message::Message;
use colli_core::gateway::quote::{Attribute, Quote, RATE_LIFETIME};
use colli_service::gateway::{GatewayCaller, NewQuote, RateView, rate_views};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashSet;

const ABOUT: About = About {
    name: "get_rates",
    title: "Get rates",
    description: "Compares what it costs to send parcels and how long it takes. Buys nothing: the offers are kept for a week, and buy_label buys one by its rate_id. Give whole addresses if a label may be bought later.",
    scope: Scope::Shipping,
    hints: Hints::READ,
    example: r#"{"from": {"postal_code": "3542AD", "country_code": "NL"}, "to": {"postal_code": "1012JS", "country_code": "NL"},
        "parcels": [{"weight": 2, "weight_unit": "kg", "length": 30, "width": 20, "height": 10, "length_unit": "cm"}]}"#,
};

/// The carrier of the parcel network.
const PARCEL_NETWORK: &str = "dhl_benelux";

/// Codes of messages of accounts that send nothing on this lane.
const OF_OTHER_LANES: [&str; 2] = ["no_service", "origin_country"];

/// What sets an offer apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mark {
    BestValue,
    Cheapest,
    Fastest,
}

/// A service that takes the parcels.
#[derive(Debug, Serialize, JsonSchema)]
struct OfferOutput {
    /// Names the offer to `buy_label`.
    rate_id: String,
    /// The carrier.
    carrier: String,
    /// The service level, as `create_shipment` takes it.
    service: String,
    /// Its name.
    product: String,
    /// The price of all parcels, a decimal.
    amount: String,
    /// Currency of the price, ISO 4217.
    currency: String,
    /// Days until delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_days: Option<u32>,
    /// What sets it apart from the others.
    marks: Vec<Mark>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// Id of the question.
    quote_id: String,
    /// The offers; none when nobody takes the parcels.
    offers: Vec<OfferOutput>,
    /// What carriers say, such as why they refuse.
    messages: Vec<String>,
    /// Until when offers can be bought.
    valid_until: String,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Sending) -> Result<Done<Output>, ToolError> {
    let quote = input.read(call.service.network())?;
    let caller = caller(&call).await?;
    let quote = on_accounts(&call, &caller, &input, quote, None).await?;
    let made = call.service.create_quote(&caller, quote).await.map_err(told)?;
    let valid_until = made.created_at.checked_add(RATE_LIFETIME).unwrap_or(made.created_at);
    let output = Output {
        quote_id: made.id.to_string(),
        offers: rate_views(&made).into_iter().map(offer).collect(),
        messages: messages(&made.value),
        valid_until: valid_until.to_string(),
    };
    let text = sentence(&output);
    Ok(Done::new(output, text))
}

/// The same on the accounts it is to be asked of: those of a carrier, when one is meant.
pub(super) async fn on_accounts(
    call: &Call,
    caller: &GatewayCaller,
    sending: &Sending,
    quote: NewQuote,
    carrier: Option<&str>,
) -> Result<NewQuote, ToolError> {
    let named = sending.account_number.as_deref();
    let connects = !sending.is_american();
    let mut accounts = call.service.chosen_accounts(caller, named, connects).await?;
    // The parcel network collects nothing in the United States.
    let collects = |token: &str| connects || named.is_some() || token != PARCEL_NETWORK;
    accounts.retain(|account| {
        let token = account.value.carrier.as_str();
        carrier.map_or_else(|| collects(token), |carrier| carrier == token)
    });
    if accounts.is_empty() {
        let message = match carrier {
            Some(carrier) => format!("there is no active account of {carrier} for this"),
            None => format!(
                "there is no active account that sends from {}",
                sending.from.country_code
            ),
        };
        return Err(ToolError::violation(Violation::new(
            "account_number",
            "unknown",
            message,
        )));
    }
    Ok(NewQuote {
        carrier_accounts: accounts.into_iter().map(|account| account.id).collect(),
        ..quote
    })
}

/// What carriers say, each thing once. Where somebody takes the parcels, nobody needs to know why the accounts of other
/// countries do not.
fn messages(quote: &Quote) -> Vec<String> {
    let takes_some = !quote.rates.is_empty();
    let said = quote.messages.iter();
    let said: Vec<Message> = said
        .filter(|message| !takes_some || !OF_OTHER_LANES.contains(&message.code.as_str()))
        .cloned()
        .collect();
    let mut seen = HashSet::new();
    let mut told = sentences(&said);
    told.retain(|text| seen.insert(text.clone()));
    told
}

fn offer(view: RateView) -> OfferOutput {
    let rate = view.rate;
    let mark = |attribute: &Attribute| match attribute {
        Attribute::BestValue => Mark::BestValue,
        Attribute::Cheapest => Mark::Cheapest,
        Attribute::Fastest => Mark::Fastest,
    };
    OfferOutput {
        rate_id: view.id.to_string(),
        carrier: rate.carrier,
        service: rate.service,
        product: rate.service_name,
        amount: decimal(rate.amount_minor),
        currency: rate.currency,
        estimated_days: rate.estimated_days,
        marks: rate.attributes.iter().map(mark).collect(),
    }
}

fn sentence(output: &Output) -> String {
    if output.offers.is_empty() {
        return ["No service takes this.", &output.messages.join(" ")].join(" ");
    }
    let mut lines: Vec<String> = output.offers.iter().map(line).collect();
    lines.extend(output.messages.iter().cloned());
    lines.join("\n")
}

fn line(offer: &OfferOutput) -> String {
    let days = match offer.estimated_days {
        None => String::new(),
        Some(1) => ", 1 day".to_owned(),
        Some(days) => format!(", {days} days"),
    };
    format!(
        "{}: {} {}{days} (rate_id {})",
        offer.product, offer.currency, offer.amount, offer.rate_id
    )
}
