//! `create_return_label`: a label with which the receiver sends something back.

use super::label::{LabelFormat, LabelOutput, label_output};
use super::once::once;
use super::sending::{id_or_unknown, told};
use super::{About, Call, Done, Hints, Tool, ToolError};
use colli_core::address::clean_text;
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_service::gateway::{GatewayCaller, NewReturn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const ABOUT: About = About {
    name: "create_return_label",
    title: "Create return label",
    description: "Buys a label with which the receiver of a shipment sends it back to its sender, by the cheapest return service. Costs money: confirm with the person first. Answers a link to print the label from.",
    scope: Scope::Shipping,
    hints: Hints::DESTRUCTIVE,
    example: r#"{"shipment_id": "9f2a3c1d-6f0e-4b7a-9c55-0d3f7c1e2a10", "idempotency_key": "return-1001", "reason": "Too small"}"#,
};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Input {
    /// The shipment that comes back, or one of its labels: an id of `list_shipments`, `create_shipment` or `buy_label`.
    #[schemars(length(min = 1, max = 50))]
    shipment_id: String,
    /// Any text of your own for this return. The same key again answers the same label and buys nothing more.
    #[schemars(length(min = 1, max = 255))]
    idempotency_key: String,
    /// Why it comes back, kept with the label.
    #[serde(default)]
    #[schemars(length(max = 100))]
    reason: Option<String>,
    /// Format of the label; `PDF_4x6` when left out.
    #[serde(default)]
    label_format: Option<LabelFormat>,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<LabelOutput>, ToolError> {
    let new = NewReturn {
        of: id_or_unknown(&input.shipment_id, "shipment_id", "shipment")?,
        label_file_type: input.label_format.unwrap_or_default().name(),
        reason: input.reason.as_deref().map(clean_text).unwrap_or_default(),
    };
    let named = (ABOUT.name, input.idempotency_key.as_str());
    let output = once(&call, named, &input, |caller, _| buy(&call, caller, new)).await?;
    Ok(output.done())
}

async fn buy(call: &Call, caller: GatewayCaller, new: NewReturn) -> Result<LabelOutput, ToolError> {
    let of = new.of;
    let bought = match Box::pin(call.service.create_return(&caller, new)).await {
        Err(colli_service::Error::NotFound { .. }) => {
            let violation = Violation::new("shipment_id", "unknown", format!("there is no shipment '{of}'"));
            return Err(ToolError::violation(violation));
        }
        other => other.map_err(told)?,
    };
    label_output(call, &caller, bought).await
}
