//! `cancel_pickup`: calls a pickup off.

use super::pickup::{PickupOutput, told};
use super::sending::id_or_unknown;
use super::{About, Call, Done, Hints, Tool, ToolError};
use colli_core::app::Scope;
use colli_core::error::Violation;
use schemars::JsonSchema;
use serde::Deserialize;

const ABOUT: About = About {
    name: "cancel_pickup",
    title: "Cancel pickup",
    description: "Calls a pickup off, as long as the driver was not there. Doing it again changes nothing.",
    scope: Scope::Shipping,
    hints: Hints::WRITE,
    example: r#"{"pickup_id": "9f2a3c1d-6f0e-4b7a-9c55-0d3f7c1e2a10"}"#,
};

#[derive(Debug, Deserialize, JsonSchema)]
struct Input {
    /// The pickup, as `schedule_pickup` answered it.
    #[schemars(length(min = 1, max = 50))]
    pickup_id: String,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<PickupOutput>, ToolError> {
    let id = id_or_unknown(&input.pickup_id, "pickup_id", "pickup")?;
    let caller = call.service.caller_of(call.client.tenant).await?;
    let view = match call.service.cancel_pickup(&caller, id).await {
        Err(colli_service::Error::NotFound { .. }) => {
            let violation = Violation::new("pickup_id", "unknown", format!("there is no pickup '{id}'"));
            return Err(ToolError::violation(violation));
        }
        other => other.map_err(told)?,
    };
    let output = PickupOutput::of(&view);
    let text = format!("The pickup of {} on {} is called off.", output.load(), output.date);
    Ok(Done::new(output, text))
}
