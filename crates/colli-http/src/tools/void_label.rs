//! `void_label`: takes a label back that nobody used.

use super::label::LabelState;
use super::once::caller;
use super::sending::id_or_unknown;
use super::{About, Call, Done, Hints, Tool, ToolError};
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_core::gateway::transaction::Transaction;
use colli_service::gateway::{GatewayCaller, Object};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ABOUT: About = About {
    name: "void_label",
    title: "Void label",
    description: "Makes an unused label void and asks its money back. Cannot be taken back: confirm with the person first. The state says void_refused when it stays valid: once its parcel is on a manifest, and for Benelux labels.",
    scope: Scope::Shipping,
    hints: Hints::DESTRUCTIVE,
    example: r#"{"label_id": "9f2a3c1d-6f0e-4b7a-9c55-0d3f7c1e2a10"}"#,
};

#[derive(Debug, Deserialize, JsonSchema)]
struct Input {
    /// The label, as it was answered when it was bought.
    #[schemars(length(min = 1, max = 50))]
    label_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// The label.
    label_id: String,
    /// `voided`, or `void_refused` when it stays valid; `void_pending` while the carrier is asked.
    state: LabelState,
    /// Its tracking number.
    tracking_number: String,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<Output>, ToolError> {
    let id = id_or_unknown(&input.label_id, "label_id", "label")?;
    let caller = caller(&call).await?;
    let bought = voided(&call, &caller, id).await?;
    let state = LabelState::of(bought.value.status)
        .ok_or_else(|| ToolError::refused("There is no label to make void: it was not bought."))?;
    let number = bought.value.tracking_number.unwrap_or_default();
    let text = match state {
        LabelState::Voided => format!("The label {number} is void; its money comes back."),
        LabelState::VoidPending => format!("The carrier is asked to make the label {number} void."),
        LabelState::VoidRefused if bought.value.manifest.is_some() => {
            format!("The label {number} stays valid: its parcel is on a manifest.")
        }
        LabelState::VoidRefused | LabelState::Bought => {
            format!("The label {number} stays valid: the carrier does not take it back.")
        }
    };
    let output = Output {
        label_id: id.to_string(),
        state,
        tracking_number: number,
    };
    Ok(Done::new(output, text))
}

/// The purchase after its refund. One that was asked for before is answered as it is.
async fn voided(call: &Call, caller: &GatewayCaller, id: Uuid) -> Result<Object<Transaction>, ToolError> {
    let before = bought(call, caller, id).await?;
    if LabelState::of(before.value.status) != Some(LabelState::Bought) {
        return Ok(before);
    }
    match call.service.create_refund(caller, id, false).await {
        Ok(_) => bought(call, caller, id).await,
        Err(colli_service::Error::Invalid(violations)) => {
            // Somebody was faster.
            let after = bought(call, caller, id).await?;
            if LabelState::of(after.value.status) == Some(LabelState::Bought) {
                return Err(ToolError::Invalid(violations));
            }
            Ok(after)
        }
        Err(error) => Err(error.into()),
    }
}

async fn bought(call: &Call, caller: &GatewayCaller, id: Uuid) -> Result<Object<Transaction>, ToolError> {
    match call.service.transaction(caller, id).await {
        Err(colli_service::Error::NotFound { .. }) => {
            let violation = Violation::new("label_id", "unknown", format!("there is no label '{id}'"));
            Err(ToolError::violation(
                violation.accepting(["a label_id of create_shipment or buy_label"]),
            ))
        }
        other => Ok(other?),
    }
}
