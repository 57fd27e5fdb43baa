//! `validate_address`: whether parcels can be routed to an address, and the address as it should be written.

use super::address::ToolAddress;
use super::{About, Call, Done, Hints, Tool, ToolError};
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_core::gateway::address::{Address, ValidationMessage};
use colli_core::gateway::validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::future::ready;

const ABOUT: About = About {
    name: "validate_address",
    title: "Validate address",
    description: "Checks an address before a parcel is sent to it: whether it can be delivered to, what is wrong with it, and how it should be written. Knows postal codes, states and countries; not every street.",
    scope: Scope::Shipping,
    hints: Hints::READ,
    example: r#"{"address": {"street": "Damrak 1", "postal_code": "1012 JS", "city": "Amsterdam", "country_code": "NL"}}"#,
};

#[derive(Debug, Deserialize, JsonSchema)]
struct Input {
    /// The address; its country is needed.
    address: ToolAddress,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// Whether parcels can be delivered there.
    verdict: Verdict,
    /// The address, corrected as far as that was possible.
    address: ToolAddress,
    /// Whether it differs from the one that was given.
    is_corrected: bool,
    /// What was found.
    messages: Vec<Message>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Valid,
    Invalid,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum MessageKind {
    Error,
    Warning,
    Correction,
}

/// One finding.
#[derive(Debug, Serialize, JsonSchema)]
struct Message {
    /// Errors make the address invalid.
    kind: MessageKind,
    /// A word programs can rely on.
    code: String,
    /// A sentence.
    text: String,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, |call, input| ready(run(&call, input)))
}

fn run(call: &Call, input: Input) -> Result<Done<Output>, ToolError> {
    if input.address.country_code.trim().is_empty() {
        let violation = Violation::required("address.country_code");
        return Err(ToolError::violation(
            violation.accepting(["ISO 3166-1 alpha-2, such as NL"]),
        ));
    }
    let given = Address::from(input.address);
    // A test environment of the gateway passes foreign addresses unseen, which would answer nobody's question here.
    let mut judged = validate::validated(&given, call.service.network(), false);
    let validation = judged.validation.take();
    let found = validation.map(|validation| validation.messages).unwrap_or_default();
    let messages: Vec<Message> = found.into_iter().map(message).collect();
    let output = Output {
        verdict: verdict(&messages),
        is_corrected: judged != given,
        address: judged.into(),
        messages,
    };
    let text = sentence(&output);
    Ok(Done::new(output, text))
}

fn message(found: ValidationMessage) -> Message {
    let kind = match found.kind.as_str() {
        "address_error" => MessageKind::Error,
        "address_correction" => MessageKind::Correction,
        _ => MessageKind::Warning,
    };
    Message {
        kind,
        code: found.code,
        text: found.text,
    }
}

fn verdict(messages: &[Message]) -> Verdict {
    if messages.iter().any(|message| message.kind == MessageKind::Error) {
        Verdict::Invalid
    } else {
        Verdict::Valid
    }
}

fn sentence(output: &Output) -> String {
    let of_kind = |kind| output.messages.iter().find(move |message| message.kind == kind);
    let (error, warning) = (of_kind(MessageKind::Error), of_kind(MessageKind::Warning));
    match (error, warning) {
        (Some(error), _) => format!("The address is not valid. {}", error.text),
        (None, Some(warning)) => format!("The address is valid, but: {}", warning.text),
        (None, None) if output.is_corrected => "The address is valid as corrected.".to_owned(),
        (None, None) => "The address is valid.".to_owned(),
    }
}
