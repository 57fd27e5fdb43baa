//! `get_capabilities`: what can be sent between two countries: products, parcel types, options.

mod answer;

use super::{About, Call, Done, Hints, Tool, ToolError};
use answer::{Output, add_american, add_parcel};
use colli_core::address::excerpt;
use colli_core::americas::place::Place;
use colli_core::app::Scope;
use colli_core::capability::{CapabilityQuery, SenderKind};
use colli_core::country::CountryCode;
use colli_core::error::{Violation, Violations};
use colli_core::network::Network;
use colli_core::units::grams_from_kg;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Number;

const ABOUT: About = About {
    name: "get_capabilities",
    title: "Get capabilities",
    description: "Lists what can be sent from one country to another: products with their parcel types, weight and size limits and options, and whether customs papers are needed. For prices use get_rates.",
    scope: Scope::Shipping,
    hints: Hints::READ,
    example: r#"{"from_country": "NL", "to_country": "DE", "weight_kg": 2, "receiver_type": "consumer"}"#,
};

#[derive(Debug, Deserialize, JsonSchema)]
struct Input {
    /// Country it is sent from, ISO 3166-1 alpha-2: `NL`.
    #[schemars(length(min = 2, max = 2))]
    from_country: String,
    /// Country it is sent to: `DE`.
    #[schemars(length(min = 2, max = 2))]
    to_country: String,
    /// Only this type of parcel: `SMALL`, `MEDIUM`, `LARGE`, `PALLET` and so on.
    #[serde(rename = "type")]
    #[schemars(length(min = 1, max = 50))]
    parcel_type: Option<String>,
    /// Only what takes a parcel of this weight, in kilograms.
    #[schemars(with = "Option<f64>", range(min = 0.001, max = 1000))]
    weight_kg: Option<Number>,
    /// Only what goes to receivers of this kind.
    receiver_type: Option<ReceiverType>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ReceiverType {
    Consumer,
    Business,
}

/// A question, read.
struct Question {
    from: CountryCode,
    to: CountryCode,
    parcel_type: Option<String>,
    weight_g: Option<u32>,
    receiver: Option<ReceiverType>,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<Output>, ToolError> {
    let network = call.service.network();
    let question = read(network, input)?;
    let (from, to) = (question.from, question.to);
    let mut output = Output {
        from_country: from.to_string(),
        to_country: to.to_string(),
        needs_customs: network.needs_customs((from, ""), (to, "")),
        products: Vec::new(),
        options: Vec::new(),
    };
    if is_american(network, from) {
        add_american(network, to, question.weight_g, &mut output);
    } else {
        let caller = call.service.caller_of(call.client.tenant).await?;
        let contracts = call.service.contracts(Some(&caller), &[]).await?;
        let query = CapabilityQuery {
            sender: Some(SenderKind::Business),
            from_country: Some(output.from_country.clone()),
            to_country: Some(output.to_country.clone()),
            to_business: question.receiver.map(|receiver| receiver == ReceiverType::Business),
            parcel_type: question.parcel_type,
            weight_g: question.weight_g,
            accounts: contracts.as_ref().map(|contracts| contracts.iter().collect()),
            ..CapabilityQuery::default()
        };
        add_parcel(network, &network.catalogue.capabilities(&query), &mut output);
    }
    let text = sentence(&output);
    Ok(Done::new(output, text))
}

fn read(network: &Network, input: Input) -> Result<Question, ToolError> {
    let mut violations = Violations::new();
    let mut country = |name: &str, text: &str| {
        let found = CountryCode::parse(text).filter(|code| network.country(*code).is_some());
        if found.is_none() {
            let message = format!("there is no country '{}'", excerpt(text));
            violations
                .push(Violation::new(name, "unknown", message).accepting(["ISO 3166-1 alpha-2, such as NL or US"]));
        }
        found
    };
    let from = country("from_country", &input.from_country);
    let to = country("to_country", &input.to_country);
    let catalogue = &network.catalogue;
    let parcel_type = input.parcel_type.map(|key| key.trim().to_owned());
    if let Some(key) = parcel_type
        .as_deref()
        .filter(|key| catalogue.parcel_type(key).is_none())
    {
        let message = format!("there is no type of parcel '{}'", excerpt(key));
        let known = catalogue.all_parcel_types().iter().map(|kind| kind.key.clone());
        violations.push(Violation::new("type", "unknown", message).accepting(known));
    }
    let weight_g = input.weight_kg.and_then(|kg| {
        let grams = grams(&kg);
        if grams.is_none() {
            let message = format!("{kg} is not a weight in kilograms");
            violations.push(Violation::new("weight_kg", "range", message).accepting(["0.001 to 1000"]));
        }
        grams
    });
    match (from, to) {
        (Some(from), Some(to)) if violations.is_empty() => Ok(Question {
            from,
            to,
            parcel_type,
            weight_g,
            receiver: input.receiver_type,
        }),
        _ => Err(ToolError::Invalid(violations.into_vec())),
    }
}

fn grams(kg: &Number) -> Option<u32> {
    let text = kg.to_string();
    let exact = text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&text));
    grams_from_kg(exact.ok()?.round_dp(3))
}

fn is_american(network: &Network, country: CountryCode) -> bool {
    let place = Place {
        country,
        state: "",
        city: "",
        zip: "",
    };
    network.americas.zones.locate(&place).is_domestic
}

fn sentence(output: &Output) -> String {
    let (from, to) = (&output.from_country, &output.to_country);
    let mut keys: Vec<&str> = output.products.iter().map(|product| product.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    let customs = if output.needs_customs {
        "; a customs declaration is needed"
    } else {
        ""
    };
    match keys.len() {
        0 => format!("Nothing that fits is offered from {from} to {to}."),
        1 => format!("One product from {from} to {to}{customs}."),
        count => format!("{count} products from {from} to {to}{customs}."),
    }
}
