//! `create_manifest`: hands parcels over together, so that they begin to move.

use super::once::once;
use super::reading::{noon, read_day};
use super::sending::{id_or_unknown, told};
use super::{About, Call, Done, Hints, Link, Tool, ToolError};
use colli_core::app::Scope;
use colli_core::error::{Violation, Violations};
use colli_core::gateway::address::Address;
use colli_core::gateway::manifest::{Manifest, ManifestStatus};
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_service::gateway::{GatewayCaller, Given, NewManifest, Object, PageAsked};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ABOUT: About = About {
    name: "create_manifest",
    title: "Create manifest",
    description: "Hands American labels over to the carrier, after which they cannot be voided. Labels of one account, sender ZIP code and day go together; Benelux parcels need no manifest. Answers links to the pages the driver signs.",
    scope: Scope::Shipping,
    hints: Hints::WRITE,
    example: r#"{"date": "2026-03-02", "idempotency_key": "manifest-2026-03-02"}"#,
};

/// The only carrier whose parcels wait for a manifest.
const CARRIER: &str = "dhl_ecommerce";
/// Labels that are named in a refusal.
const NAMED_MAX: usize = 10;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Input {
    /// The labels; left out, all open ones that go with the newest open one.
    #[serde(default)]
    #[schemars(length(min = 1, max = 500))]
    label_ids: Option<Vec<LabelId>>,
    /// The day of the handover, as 2026-03-31; that of the labels when left out.
    #[serde(default)]
    #[schemars(length(min = 10, max = 10))]
    date: Option<String>,
    /// The account; that of the labels when left out.
    #[serde(default)]
    #[schemars(length(min = 1, max = 50))]
    account_number: Option<String>,
    /// Any text of your own for this manifest. The same key again answers the same manifest.
    #[schemars(length(min = 1, max = 255))]
    idempotency_key: String,
}

/// The id of a label.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
struct LabelId(#[schemars(length(min = 1, max = 50))] String);

/// How far a manifest is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ManifestState {
    Closed,
    Refused,
}

/// A label that is not on the manifest.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct InvalidLabel {
    /// Its id; absent when no label is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label_id: Option<String>,
    /// Why.
    reason: String,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Output {
    /// Its id.
    manifest_id: String,
    /// How far it is.
    state: ManifestState,
    /// The carrier.
    carrier: String,
    /// The day of the handover.
    date: String,
    /// How many labels are on it.
    label_count: usize,
    /// Labels that are not on it, and why.
    invalid: Vec<InvalidLabel>,
    /// Its pages, as PDF, for a year.
    document_urls: Vec<String>,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<Output>, ToolError> {
    let mut found = Violations::new();
    let date = input
        .date
        .as_deref()
        .and_then(|date| read_day(date, "date", &mut found));
    found.into_result(()).map_err(ToolError::Invalid)?;
    let named = (ABOUT.name, input.idempotency_key.as_str());
    let output = once(&call, named, &input, |caller, _| make(&call, caller, &input, date)).await?;
    let text = sentence(&output);
    let links = output.document_urls.iter().zip(1..).map(|(uri, number)| Link {
        uri: uri.clone(),
        name: format!("Manifest {}, page {number}", output.date),
        media_type: "application/pdf",
    });
    let links = links.collect();
    let mut done = Done::new(output, text);
    done.links = links;
    Ok(done)
}

async fn make(call: &Call, caller: GatewayCaller, input: &Input, date: Option<Date>) -> Result<Output, ToolError> {
    let account = match input.account_number.as_deref() {
        None => None,
        Some(number) => Some(account(call, &caller, number).await?),
    };
    let (first, transactions) = match &input.label_ids {
        None => (newest_open(call, &caller, account, date).await?, None),
        Some(ids) => {
            let ids = read_ids(ids)?;
            let first = first_known(call, &caller, &ids).await?;
            (first, Some(ids.iter().map(|id| id.simple().to_string()).collect()))
        }
    };
    let new = NewManifest {
        carrier_account: account.unwrap_or(first.value.carrier_account),
        shipment_date: date.and_then(noon).unwrap_or(first.value.shipment_date),
        address_from: Given::New(sender(call, &caller, &first).await?),
        transactions,
        is_async: false,
    };
    let made = Box::pin(call.service.create_manifest(&caller, new)).await;
    let made = made.map_err(nothing_fits)?;
    if made.value.status == ManifestStatus::Queued {
        return Err(ToolError::refused(
            "The manifest is still being made: call again shortly with the same arguments.",
        ));
    }
    output(call, &caller, &made)
}

async fn account(call: &Call, caller: &GatewayCaller, number: &str) -> Result<Uuid, ToolError> {
    let accounts = call.service.chosen_accounts(caller, Some(number), false).await?;
    let american = accounts.into_iter().find(|account| account.value.carrier == CARRIER);
    american.map(|account| account.id).ok_or_else(|| {
        let message = "parcels of this account need no manifest";
        ToolError::violation(Violation::new("account_number", "unsupported", message))
    })
}

fn read_ids(ids: &[LabelId]) -> Result<Vec<Uuid>, ToolError> {
    let ids = ids.iter().enumerate();
    ids.map(|(index, LabelId(id))| id_or_unknown(id, &format!("label_ids[{index}]"), "label"))
        .collect()
}

/// The first of some labels that is there: the others must go with it.
async fn first_known(call: &Call, caller: &GatewayCaller, ids: &[Uuid]) -> Result<Object<Transaction>, ToolError> {
    for id in ids {
        if let Some(found) = call.service.find_object::<Transaction>(caller.tenant, *id).await? {
            return Ok(found);
        }
    }
    let message = "there are no such labels";
    Err(ToolError::violation(Violation::new("label_ids", "unknown", message)))
}

/// The newest label that waits for a manifest.
async fn newest_open(
    call: &Call,
    caller: &GatewayCaller,
    account: Option<Uuid>,
    date: Option<Date>,
) -> Result<Object<Transaction>, ToolError> {
    let is_open = |bought: &Object<Transaction>| {
        let value = &bought.value;
        value.status == TransactionStatus::Success
            && value.carrier == CARRIER
            && value.manifest.is_none()
            && !value.is_return
            && account.is_none_or(|account| value.carrier_account == account)
            && date.is_none_or(|date| day(value.shipment_date) == date)
    };
    let newest = PageAsked::new(1, 1);
    let page = call.service.filter_objects(caller.tenant, newest, is_open).await?;
    let found = page.entries.into_iter().next();
    found.ok_or_else(|| ToolError::refused("There are no open labels that wait for a manifest."))
}

/// Who sent a purchase.
async fn sender(call: &Call, caller: &GatewayCaller, bought: &Object<Transaction>) -> Result<Address, ToolError> {
    let quote = call.service.quote(caller, bought.value.quote).await?;
    Ok(quote.value.address_from.value)
}

fn nothing_fits(error: colli_service::Error) -> ToolError {
    match error {
        colli_service::Error::NotFound {
            what: "manifest transactions",
            missing,
        } => {
            let named: Vec<String> = missing.iter().take(NAMED_MAX).map(|text| own_words(text)).collect();
            let message = format!("none of these labels can go on a manifest: {}", named.join("; "));
            ToolError::violation(Violation::new("label_ids", "state", message))
        }
        error => told(error),
    }
}

fn own_words(text: &str) -> String {
    text.replace("transaction", "label")
}

fn output(call: &Call, caller: &GatewayCaller, manifest: &Object<Manifest>) -> Result<Output, ToolError> {
    let value = &manifest.value;
    let papers = call.service.manifest_links(caller, manifest)?;
    Ok(Output {
        manifest_id: manifest.id.to_string(),
        state: match value.status {
            ManifestStatus::Success => ManifestState::Closed,
            ManifestStatus::Queued | ManifestStatus::Error => ManifestState::Refused,
        },
        carrier: value.carrier.clone(),
        date: day(value.shipment_date).to_string(),
        label_count: value.transactions.len(),
        invalid: value.errors.iter().map(|text| invalid(text)).collect(),
        document_urls: papers
            .iter()
            .map(|paper| call.links.document(&paper.name, &paper.query))
            .collect(),
    })
}

fn invalid(text: &str) -> InvalidLabel {
    let parts = text.split_once(": ");
    let named = parts.and_then(|(id, reason)| Some((Uuid::try_parse(id).ok()?, reason)));
    InvalidLabel {
        label_id: named.map(|(id, _)| id.to_string()),
        reason: own_words(named.map_or(text, |(_, reason)| reason)),
    }
}

/// The day of a handover, as the gateway counts days.
fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn sentence(output: &Output) -> String {
    let count = match output.label_count {
        1 => "1 label".to_owned(),
        count => format!("{count} labels"),
    };
    let rest = match output.invalid.len() {
        0 => String::new(),
        1 => "; 1 could not go on it".to_owned(),
        rest => format!("; {rest} could not go on it"),
    };
    match output.state {
        ManifestState::Closed => format!(
            "The manifest of {} holds {count}{rest}. Print {}",
            output.date,
            output.document_urls.join(" and ")
        ),
        ManifestState::Refused => "No label could go on the manifest.".to_owned(),
    }
}
