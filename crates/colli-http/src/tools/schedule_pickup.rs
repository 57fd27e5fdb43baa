//! `schedule_pickup`: has parcels collected at an address.

use super::address::ToolAddress;
use super::once::once;
use super::pickup::{PickupOutput, PickupState, ToolWindow, told};
use super::reading::{read_address, read_day};
use super::{About, Call, Done, Hints, Tool, ToolError};
use colli_core::address::{clean_text, excerpt};
use colli_core::app::Scope;
use colli_core::error::{Violation, Violations};
use colli_core::ids::AccountNumber;
use colli_core::network::Network;
use colli_core::party::Party;
use colli_core::pickup::{PickupOrder, TimeSlot};
use colli_service::gateway::party_of;
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ABOUT: About = About {
    name: "schedule_pickup",
    title: "Schedule pickup",
    description: "Has packages or pallets collected at an address, tomorrow or later, on a working day (in Spain and Portugal also today). A refused date names the next possible one. cancel_pickup calls it off.",
    scope: Scope::Shipping,
    hints: Hints::WRITE,
    example: r#"{"date": "2026-03-03", "packages": 3, "window": {"from": "10:00", "to": "16:00"}, "idempotency_key": "pickup-2026-03-03",
        "address": {"company": "Webshop", "name": "Jan Smit", "street": "Reactorweg 25", "postal_code": "3542AD", "city": "Utrecht",
        "country_code": "NL"}}"#,
};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Input {
    /// The day, as 2026-03-31.
    #[schemars(length(min = 10, max = 10))]
    date: String,
    /// Where it is collected, and from whom.
    address: ToolAddress,
    /// How many packages; leave out for pallets.
    #[serde(default)]
    #[schemars(range(min = 1, max = 9_999))]
    packages: Option<u32>,
    /// How many pallets; leave out for packages.
    #[serde(default)]
    #[schemars(range(min = 1, max = 999))]
    pallets: Option<u32>,
    /// When on the day, in local time. Only drivers in Spain and Portugal keep to it; elsewhere the network chooses.
    #[serde(default)]
    window: Option<ToolWindow>,
    /// Weight of all together, in kilograms.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000))]
    weight_kg: Option<u32>,
    /// What the driver should know.
    #[serde(default)]
    #[schemars(length(max = 140))]
    note: Option<String>,
    /// The account; the environment's first one when left out.
    #[serde(default)]
    #[schemars(length(min = 1, max = 50))]
    account_number: Option<String>,
    /// Any text of your own for this pickup. The same key again answers the same pickup and books nothing more.
    #[schemars(length(min = 1, max = 255))]
    idempotency_key: String,
}

/// What is read of the arguments.
struct Asked {
    date: Date,
    shipper: Party,
    slot: Option<TimeSlot>,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<PickupOutput>, ToolError> {
    let asked = read(&input, call.service.network())?;
    let named = (ABOUT.name, input.idempotency_key.as_str());
    let output = once(&call, named, &input, |_, seed| book(&call, &input, asked, seed)).await?;
    let text = match output.state {
        PickupState::Booked => format!(
            "Pickup of {} on {} is booked; confirmation number {}.",
            output.load(),
            output.date,
            output.confirmation_number
        ),
        PickupState::Cancelled => format!("This pickup on {} was cancelled.", output.date),
    };
    Ok(Done::new(output, text))
}

async fn book(call: &Call, input: &Input, asked: Asked, seed: Uuid) -> Result<PickupOutput, ToolError> {
    let caller = call.service.caller_of(call.client.tenant).await?;
    let text = |text: &Option<String>| text.as_deref().map(clean_text).filter(|text| !text.is_empty());
    let order = PickupOrder {
        account: account(input.account_number.as_deref(), &caller.accounts)?,
        date: asked.date,
        description: text(&input.note),
        location: None,
        packages: input.packages,
        pallets: input.pallets,
        total_weight_kg: input.weight_kg,
        requester: None,
        organisation: None,
        shipper: asked.shipper,
        receiver: None,
        slot: asked.slot,
        provide_labels: false,
    };
    // No header can hold this key: the pickups of the parcel network's API have others.
    let key = format!("\u{0}tools:{seed}");
    let booked = call.service.book_pickup(&caller, order, Some(&key)).await;
    Ok(PickupOutput::of(&booked.map_err(told)?))
}

/// The account that is named, else the first one.
fn account(named: Option<&str>, own: &[AccountNumber]) -> Result<AccountNumber, ToolError> {
    let found = match named {
        None => own.first().copied(),
        Some(text) => AccountNumber::parse(text).filter(|number| own.contains(number)),
    };
    found.ok_or_else(|| {
        let message = match named {
            None => "the environment has no account".to_owned(),
            Some(text) => format!("the account {} is unknown", excerpt(text)),
        };
        let known = own.iter().map(ToString::to_string);
        ToolError::violation(Violation::new("account_number", "unknown", message).accepting(known))
    })
}

fn read(input: &Input, network: &Network) -> Result<Asked, ToolError> {
    let mut found = Violations::new();
    let date = read_day(&input.date, "date", &mut found);
    let address = read_address(&input.address, "address", network, &mut found);
    let slot = input.window.as_ref().and_then(|window| read_window(window, &mut found));
    let shipper = party_of(&address);
    match found.into_result(date.zip(shipper)).map_err(ToolError::Invalid)? {
        Some((date, shipper)) => Ok(Asked { date, shipper, slot }),
        None => Err(ToolError::violation(Violation::required("address.country_code"))),
    }
}

fn read_window(window: &ToolWindow, found: &mut Violations) -> Option<TimeSlot> {
    let mut time = |text: &str, field: &str| {
        let read = Time::strptime("%H:%M", text.trim()).ok();
        if read.is_none() {
            let violation = Violation::new(field, "format", format!("'{}' is no time of day", excerpt(text)));
            found.push(violation.accepting(["hours and minutes, such as 10:30"]));
        }
        read
    };
    let (from, to) = (time(&window.from, "window.from"), time(&window.to, "window.to"));
    Some(TimeSlot { from: from?, to: to? })
}
