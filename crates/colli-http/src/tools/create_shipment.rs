//! `create_shipment`: buys a label at once, without asking for rates first.

use super::get_rates::on_accounts;
use super::label::{LabelFormat, LabelOutput, label_output};
use super::once::once;
use super::sending::{Sending, check_for_label, told};
use super::{About, Call, Done, Hints, Tool, ToolError};
use colli_core::address::excerpt;
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_service::gateway::{GatewayCaller, InstantPurchase, NewQuote};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const ABOUT: About = About {
    name: "create_shipment",
    title: "Create shipment",
    description: "Buys a label at once, for a service that is known; get_rates and buy_label show the price first. Costs money: confirm service and addresses with the person first. Answers a link to print the label from.",
    scope: Scope::Shipping,
    hints: Hints::DESTRUCTIVE,
    example: r#"{"service": "dhl_benelux_dfy_b2c", "idempotency_key": "order-1001",
        "from": {"company": "Webshop", "street": "Reactorweg 25", "postal_code": "3542AD", "city": "Utrecht", "country_code": "NL"},
        "to": {"name": "Anna Jansen", "street": "Damrak 1", "postal_code": "1012JS", "city": "Amsterdam", "country_code": "NL"},
        "parcels": [{"weight": 2, "weight_unit": "kg", "length": 30, "width": 20, "height": 10, "length_unit": "cm"}]}"#,
};

/// What service levels of each carrier begin with.
const CARRIERS: [(&str, &str); 2] = [("dhl_ecommerce_", "dhl_ecommerce"), ("dhl_benelux_", "dhl_benelux")];

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Input {
    #[serde(flatten)]
    sending: Sending,
    /// The service level, as `get_rates` names it: `dhl_benelux_dfy_b2c`.
    #[schemars(length(min = 1, max = 100))]
    service: String,
    /// Any text of your own for this shipment. The same key again answers the same label and buys nothing more.
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
    let quote = input.sending.read(call.service.network())?;
    check_for_label(&quote)?;
    let named = (ABOUT.name, input.idempotency_key.as_str());
    let output = once(&call, named, &input, |caller, _| buy(&call, caller, &input, quote)).await?;
    Ok(output.done())
}

async fn buy(call: &Call, caller: GatewayCaller, input: &Input, quote: NewQuote) -> Result<LabelOutput, ToolError> {
    let service = input.service.trim().to_lowercase();
    let mut carriers = CARRIERS.iter();
    let carrier = carriers.find_map(|(prefix, carrier)| service.starts_with(prefix).then_some(*carrier));
    let Some(carrier) = carrier else {
        let message = format!("there is no service '{}'", excerpt(&input.service));
        let violation = Violation::new("service", "unknown", message);
        return Err(ToolError::violation(violation.accepting(["a service from get_rates"])));
    };
    let quote = on_accounts(call, &caller, &input.sending, quote, Some(carrier)).await?;
    // The accounts were just chosen, so there is one.
    let account = quote.carrier_accounts.first().copied().unwrap_or_default();
    let instant = InstantPurchase {
        quote,
        carrier_account: account,
        service,
        purchase: input.label_format.unwrap_or_default().purchase(),
    };
    let bought = Box::pin(call.service.buy_instant(&caller, instant))
        .await
        .map_err(told)?;
    label_output(call, &caller, bought).await
}
