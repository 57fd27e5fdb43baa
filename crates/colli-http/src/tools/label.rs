//! Labels as tools answer them: how far they are, their number, and links to their papers.

use super::sending::renamed;
use super::{Call, Done, Link, ToolError};
use crate::files::Links;
use colli_core::gateway::message::Message;
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_core::money::Money;
use colli_service::documents::americas::LabelFile;
use colli_service::gateway::{DocumentLink, GatewayCaller, NewPurchase, Object};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Format of a label; the size of its paper in inches, or its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(super) enum LabelFormat {
    #[default]
    #[serde(rename = "PDF_4x6")]
    Pdf4x6,
    #[serde(rename = "PDF_A4")]
    PdfA4,
    #[serde(rename = "PDF_A5")]
    PdfA5,
    #[serde(rename = "PDF_A6")]
    PdfA6,
    #[serde(rename = "PNG")]
    Png,
    #[serde(rename = "ZPLII")]
    Zpl,
}

impl LabelFormat {
    fn file(self) -> LabelFile {
        match self {
            Self::Pdf4x6 => LabelFile::Pdf4x6,
            Self::PdfA4 => LabelFile::PdfA4,
            Self::PdfA5 => LabelFile::PdfA5,
            Self::PdfA6 => LabelFile::PdfA6,
            Self::Png => LabelFile::Png,
            Self::Zpl => LabelFile::Zpl,
        }
    }

    /// Its name in the gateway.
    pub(super) fn name(self) -> String {
        self.file().name().to_owned()
    }

    /// A purchase that waits for its label.
    pub(super) fn purchase(self) -> NewPurchase {
        NewPurchase {
            label_file_type: self.name(),
            metadata: String::new(),
            order: None,
            is_async: false,
        }
    }
}

/// How far a label is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum LabelState {
    Bought,
    VoidPending,
    Voided,
    VoidRefused,
}

impl LabelState {
    /// `None` where there is no label.
    pub(super) fn of(status: TransactionStatus) -> Option<Self> {
        match status {
            TransactionStatus::Queued | TransactionStatus::Error => None,
            TransactionStatus::Success => Some(Self::Bought),
            TransactionStatus::RefundPending => Some(Self::VoidPending),
            TransactionStatus::Refunded => Some(Self::Voided),
            TransactionStatus::RefundRejected => Some(Self::VoidRefused),
        }
    }
}

/// A label.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct LabelOutput {
    /// Its id: names it to the other tools. The shipment has the same.
    pub(super) label_id: String,
    /// How far it is.
    pub(super) state: LabelState,
    /// The number the parcel is followed by.
    pub(super) tracking_number: String,
    /// The page people follow it on.
    pub(super) tracking_url: String,
    /// The carrier.
    pub(super) carrier: String,
    /// The service level.
    pub(super) service: String,
    /// Its name.
    pub(super) product: String,
    /// What it costs, a decimal.
    pub(super) amount: String,
    /// Currency of the amount, ISO 4217.
    pub(super) currency: String,
    /// Days until delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) estimated_days: Option<u32>,
    /// A return: the receiver sends it back.
    pub(super) is_return: bool,
    /// Where the label is, for a year. Print it.
    pub(super) label_url: String,
    /// Its media type.
    pub(super) label_media_type: String,
    /// Where the commercial invoice is, for parcels abroad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) invoice_url: Option<String>,
}

impl LabelOutput {
    /// The same with a sentence and links.
    pub(super) fn done(self) -> Done<Self> {
        let kind = if self.is_return { "Return label" } else { "Label" };
        let text = format!(
            "{kind} {} for {} {}: tracking number {}. Print it from {}",
            self.product, self.currency, self.amount, self.tracking_number, self.label_url
        );
        let media_type = media_type(&self.label_media_type);
        let mut links = vec![Link {
            uri: self.label_url.clone(),
            name: format!("{kind} {}", self.tracking_number),
            media_type,
        }];
        links.extend(self.invoice_url.clone().map(|uri| Link {
            uri,
            name: format!("Commercial invoice {}", self.tracking_number),
            media_type: "application/pdf",
        }));
        let mut done = Done::new(self, text);
        done.links = links;
        done
    }
}

/// A purchase as a label; what its carrier refused is a refusal.
pub(super) async fn label_output(
    call: &Call,
    caller: &GatewayCaller,
    bought: Object<Transaction>,
) -> Result<LabelOutput, ToolError> {
    let Some(state) = LabelState::of(bought.value.status) else {
        return Err(not_bought(&bought.value));
    };
    let view = call.service.transaction_view(caller, bought, true).await?;
    let (id, value) = (view.transaction.id, view.transaction.value);
    let rate = value.rate.clone();
    let rate = rate.ok_or_else(|| ToolError::internal(&"a label was bought without a rate"))?;
    let link = |link: &DocumentLink| call.links.document(&link.name, &link.query);
    let number = value.tracking_number.clone().unwrap_or_default();
    let file = LabelFile::parse(&value.label_file_type).unwrap_or_default();
    Ok(LabelOutput {
        label_id: id.to_string(),
        state,
        tracking_url: tracking_url(&call.links, &value),
        tracking_number: number,
        carrier: value.carrier,
        service: rate.service,
        product: rate.service_name,
        amount: decimal(rate.amount_minor),
        currency: rate.currency,
        estimated_days: rate.estimated_days,
        is_return: value.is_return,
        label_url: view.label.as_ref().map(link).unwrap_or_default(),
        label_media_type: file.content_type().to_owned(),
        invoice_url: view.invoice.as_ref().map(link),
    })
}

/// Where people follow a parcel: by the code it is known by, which American labels show with the receiver's ZIP code before.
fn tracking_url(links: &Links, bought: &Transaction) -> String {
    let code = bought.tracker_code.as_deref().unwrap_or_default();
    [links.base(), "/t/", code].concat()
}

fn not_bought(bought: &Transaction) -> ToolError {
    let said = sentences(&bought.messages);
    if bought.status == TransactionStatus::Queued {
        return ToolError::refused("The label is still being bought: call again shortly with the same arguments.");
    }
    let said = said.join(" ");
    let again = "To try the same once more, name another idempotency_key.";
    ToolError::refused(format!("No label was bought. {said} {again}").replace("  ", " "))
}

/// What carriers say, with the names arguments have here.
pub(super) fn sentences(messages: &[Message]) -> Vec<String> {
    messages.iter().map(|message| renamed(&message.text)).collect()
}

/// An amount in major units.
pub(super) fn decimal(minor: i64) -> String {
    let money = Money {
        minor,
        currency: String::new(),
    };
    money.to_decimal().to_string()
}

fn media_type(name: &str) -> &'static str {
    let mut types = LabelFile::NAMES.iter().map(|(_, file)| file.content_type());
    types.find(|known| *known == name).unwrap_or("application/pdf")
}
