//! Purchases as they are read: with how far their parcel is, and the names of their documents.

use super::documents::{DocumentFormat, DocumentName};
use super::{GatewayCaller, Object, RateView};
use crate::Service;
use crate::documents::americas::LabelFile;
use crate::error::Result;
use crate::signed_documents::DOCUMENT_LINK;
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_core::ids::Tenant;
use jiff::{SignedDuration, Timestamp};

/// A link with less than this to live is replaced by a new one where it is read.
const RENEWED: SignedDuration = SignedDuration::from_hours(24);

/// A link: the document's name and the query that opens it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentLink {
    /// Its name.
    pub name: String,
    /// What opens it.
    pub query: String,
}

/// A purchase as it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TransactionView {
    /// It.
    pub transaction: Object<Transaction>,
    /// Its rate.
    pub rate: Option<RateView>,
    /// The word of how far its parcel is.
    pub tracking_status: &'static str,
    /// When it is expected to arrive.
    pub eta: Option<Timestamp>,
    /// The label.
    pub label: Option<DocumentLink>,
    /// The commercial invoice of a parcel abroad.
    pub invoice: Option<DocumentLink>,
}

impl Service {
    /// A purchase as it is read. That of this moment has no track yet.
    pub async fn transaction_view(
        &self,
        caller: &GatewayCaller,
        transaction: Object<Transaction>,
        is_of_this_moment: bool,
    ) -> Result<TransactionView> {
        let value = &transaction.value;
        let code = value.tracker_code.as_deref().filter(|_| !is_of_this_moment);
        let track = match code {
            Some(code) => self.gateway_track_of(caller.tenant, code).await?,
            None => None,
        };
        let has_label = !matches!(value.status, TransactionStatus::Queued | TransactionStatus::Error);
        let link = |name: DocumentName| self.paper_link(caller.tenant, &name, transaction.created_at);
        let label = DocumentName::Label {
            transaction: transaction.id,
            format: format_of(value),
        };
        let invoice = DocumentName::Invoice {
            transaction: transaction.id,
        };
        Ok(TransactionView {
            rate: value.rate_id.zip(value.rate.clone()).map(|(id, rate)| RateView {
                id,
                quote: value.quote,
                rate,
            }),
            tracking_status: track
                .as_ref()
                .and_then(|track| track.track.current())
                .map_or("UNKNOWN", |event| event.status.word()),
            eta: track.and_then(|track| track.track.eta).map(|moment| moment.at),
            label: has_label.then(|| link(label)).transpose()?,
            invoice: (has_label && value.is_international)
                .then(|| link(invoice))
                .transpose()?,
            transaction,
        })
    }

    /// A link to a paper that lives for a year from when the paper was made; where that is over, or about to be, for a year
    /// from now.
    pub(super) fn paper_link(&self, tenant: Tenant, name: &DocumentName, made_at: Timestamp) -> Result<DocumentLink> {
        let name = name.to_string();
        let year_after = |time: Timestamp| time.checked_add(DOCUMENT_LINK).unwrap_or(Timestamp::MAX);
        let (now, ends_at) = (self.now(tenant), year_after(made_at));
        let is_about_to_end = ends_at.duration_since(now) < RENEWED;
        let ends_at = if is_about_to_end { year_after(now) } else { ends_at };
        Ok(DocumentLink {
            query: self.sign_document_until(tenant, &name, ends_at)?,
            name,
        })
    }

    /// Links to the papers of a manifest.
    pub fn manifest_links(
        &self,
        caller: &GatewayCaller,
        manifest: &Object<colli_core::gateway::manifest::Manifest>,
    ) -> Result<Vec<DocumentLink>> {
        let papers = manifest.value.papers.iter().zip(1..);
        papers
            .map(|(_, number)| {
                let name = DocumentName::Manifest {
                    manifest: manifest.id,
                    facility: manifest.value.facility.clone(),
                    number,
                };
                self.paper_link(caller.tenant, &name, manifest.created_at)
            })
            .collect()
    }
}

/// The file a label is read as.
pub(super) fn label_file(transaction: &Transaction) -> LabelFile {
    LabelFile::parse(&transaction.label_file_type).unwrap_or_default()
}

fn format_of(transaction: &Transaction) -> DocumentFormat {
    match label_file(transaction).extension() {
        "png" => DocumentFormat::Png,
        "zpl" | "zplii" => DocumentFormat::Zpl,
        _ => DocumentFormat::Pdf,
    }
}
