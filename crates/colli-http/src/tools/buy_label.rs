//! `buy_label`: buys an offer of `get_rates`.

use super::label::{LabelFormat, LabelOutput, label_output};
use super::once::once;
use super::sending::{id_or_unknown, own_name, told};
use super::{About, Call, Done, Hints, Tool, ToolError};
use colli_core::app::Scope;
use colli_core::error::{Violation, Violations};
use colli_service::gateway::GatewayCaller;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ABOUT: About = About {
    name: "buy_label",
    title: "Buy label",
    description: "Buys the label of an offer from get_rates. Costs money: confirm service and price with the person first. An offer is bought once; again, the answer is the same label. Answers a link to print the label from.",
    scope: Scope::Shipping,
    hints: Hints::DESTRUCTIVE,
    example: r#"{"rate_id": "9f2a3c1d-6f0e-4b7a-9c55-0d3f7c1e2a10", "idempotency_key": "order-1001", "label_format": "PDF_A6"}"#,
};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Input {
    /// The offer, as `get_rates` names it.
    #[schemars(length(min = 1, max = 50))]
    rate_id: String,
    /// Any text of your own for this purchase. The same key again answers the same label and buys nothing more.
    #[schemars(length(min = 1, max = 255))]
    idempotency_key: String,
    /// Format of the label; `PDF_4x6` when left out.
    #[serde(default)]
    label_format: Option<LabelFormat>,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<LabelOutput>, ToolError> {
    let rate = id_or_unknown(&input.rate_id, "rate_id", "rate")?;
    let format = input.label_format.unwrap_or_default();
    let named = (ABOUT.name, input.idempotency_key.as_str());
    let output = once(&call, named, &input, |caller, _| buy(&call, caller, rate, format)).await?;
    Ok(output.done())
}

async fn buy(call: &Call, caller: GatewayCaller, rate: Uuid, format: LabelFormat) -> Result<LabelOutput, ToolError> {
    check_rate(call, &caller, rate).await?;
    let bought = call.service.buy_rate(&caller, rate, format.purchase()).await;
    let bought = bought.map_err(|error| match told(error) {
        ToolError::Invalid(mut violations) => {
            for violation in violations.iter_mut().filter(|violation| violation.field == "rate") {
                "rate_id".clone_into(&mut violation.field);
            }
            ToolError::Invalid(violations)
        }
        other => other,
    })?;
    label_output(call, &caller, bought).await
}

/// The offer is there, and its addresses are whole.
async fn check_rate(call: &Call, caller: &GatewayCaller, rate: Uuid) -> Result<(), ToolError> {
    let unknown = || {
        let message = format!("there is no rate '{rate}'");
        ToolError::violation(Violation::new("rate_id", "unknown", message).accepting(["a rate_id from get_rates"]))
    };
    let view = match call.service.rate(caller, rate).await {
        Err(colli_service::Error::NotFound { .. }) => return Err(unknown()),
        other => other?,
    };
    let quote = call.service.quote(caller, view.quote).await?.value;
    let mut found = Violations::new();
    for (name, address) in [("from", &quote.address_from.value), ("to", &quote.address_to.value)] {
        let missing: Vec<&str> = address.missing_for_purchase().into_iter().map(own_name).collect();
        if !missing.is_empty() {
            let message = format!("its question to get_rates lacked {} of '{name}'", missing.join(", "));
            let violation = Violation::new("rate_id", "incomplete", message);
            found.push(violation.accepting(["a rate_id from get_rates with whole addresses", "create_shipment"]));
        }
    }
    found.into_result(()).map_err(ToolError::Invalid)
}
