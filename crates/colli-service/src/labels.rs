//! Labels: found by id, code or reference, and rendered from stored facts.

use crate::Service;
use crate::documents::{self, DocumentError, Dpi, PdfOptions};
use crate::error::{Error, Result};
use crate::shipments::is_of_parcel_network;
use colli_core::account::Caller;
use colli_core::barcode;
use colli_core::error::Violation;
use colli_core::ids::{LabelId, ShipmentId};
use colli_core::label::Label;
use colli_core::limits::{LABELS_PER_DOCUMENT_MAX, PAGE_MAX};
use colli_core::party::Party;
use colli_core::shipment::{Piece, Shipment, ShipmentOrder};
use std::sync::Arc;

/// Dots per inch of ZPL documents.
const ZPL_DPI: Dpi = Dpi::D203;

/// Kinds of document of one label.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// PDF.
    Pdf,
    /// ZPL II.
    Zpl,
    /// The QR code of a printless return.
    Png,
}

/// One label: a piece of a shipment.
#[derive(Clone, Debug)]
pub struct LabelView {
    /// The shipment.
    pub shipment: Arc<Shipment>,
    /// Index of the piece in it.
    pub index: usize,
}

impl LabelView {
    /// The piece.
    pub fn piece(&self) -> Option<&Piece> {
        self.shipment.pieces.get(self.index)
    }
}

/// Filters of a label list; all given ones must hold.
#[derive(Clone, Debug, Default)]
pub struct LabelFilter {
    /// Code of the piece, or of its shipment.
    pub tracker_code: Option<String>,
    /// The client's own reference.
    pub order_reference: Option<String>,
    /// The shipment.
    pub shipment: Option<ShipmentId>,
}

/// Labels of one document, as asked for.
#[derive(Clone, Debug, Default)]
pub struct LabelSelection {
    /// By label id, or by shipment id for its first piece.
    pub labels: Vec<LabelId>,
    /// All labels of these shipments.
    pub shipments: Vec<ShipmentId>,
    /// By piece code.
    pub tracker_codes: Vec<String>,
    /// All labels of the shipments with these codes.
    pub shipment_tracker_codes: Vec<String>,
    /// Leave out what is missing, unless all of it is.
    pub skip_missing: bool,
}

impl Service {
    /// A label by its id, or the first piece's by the shipment id.
    pub async fn label(&self, caller: &Caller, id: LabelId) -> Result<LabelView> {
        self.find_label(caller, id)
            .await?
            .ok_or_else(|| Error::not_found("label", id.to_string()))
    }

    async fn find_label(&self, caller: &Caller, id: LabelId) -> Result<Option<LabelView>> {
        let found = self.store.shipment_of_label(caller.tenant, id).await?;
        let Some(shipment) = found.filter(is_of_parcel_network) else {
            return Ok(None);
        };
        let index = shipment
            .pieces
            .iter()
            .position(|piece| piece.label_id == id)
            .unwrap_or_default();
        Ok(Some(LabelView {
            shipment: Arc::new(shipment),
            index,
        }))
    }

    /// Labels that pass a filter, newest shipment first.
    pub async fn labels(&self, caller: &Caller, filter: &LabelFilter) -> Result<Vec<LabelView>> {
        let tenant = caller.tenant;
        let code = filter.tracker_code.as_deref().map(barcode::normalise);
        let shipments = if let Some(id) = filter.shipment {
            self.store.shipment(tenant, id).await?.into_iter().collect()
        } else if let Some(code) = &code {
            let found = self.store.shipment_by_tracker_code(tenant, code).await?;
            found.into_iter().collect()
        } else if let Some(reference) = &filter.order_reference {
            self.store
                .shipments_by_order_reference(tenant, reference, PAGE_MAX)
                .await?
        } else {
            Vec::new()
        };
        let reference_holds = |shipment: &Shipment| {
            filter.order_reference.is_none() || shipment.order.order_reference == filter.order_reference
        };
        let piece_holds = |shipment: &Shipment, piece: &Piece| {
            code.is_none() || piece.tracker_code == code || shipment.tracker_code == code
        };
        Ok(shipments
            .into_iter()
            .filter(is_of_parcel_network)
            .filter(reference_holds)
            .map(Arc::new)
            .flat_map(all_labels)
            .filter(|view| view.piece().is_some_and(|piece| piece_holds(&view.shipment, piece)))
            .collect())
    }

    /// The document of one label.
    pub fn render_label(&self, view: &LabelView, format: Format) -> Result<Vec<u8>> {
        let Some(piece) = view.piece() else {
            return Err(Error::Internal("a label without a piece".to_owned()));
        };
        self.render_piece(&view.shipment, piece, format)
    }

    fn render_piece(&self, shipment: &Shipment, piece: &Piece, format: Format) -> Result<Vec<u8>> {
        let document = match (format, &piece.printless_code) {
            (Format::Png, Some(code)) => documents::printless_png(code),
            (Format::Pdf, Some(code)) => {
                documents::printless_pdf(code, shipment.created_at.to_zoned(self.zone.clone()).date(), false)
            }
            (Format::Zpl, Some(_)) => return Err(no_document("a printless return has no ZPL label", "image/png")),
            (Format::Png, None) => return Err(no_document("a label has no image", "application/pdf")),
            (Format::Pdf, None) => {
                let options = PdfOptions {
                    print_dialog: shipment.order.print_dialog,
                    ..PdfOptions::default()
                };
                documents::render_pdf(&[self.label_facts(shipment, piece)], &options)
            }
            (Format::Zpl, None) => documents::render_zpl(&[self.label_facts(shipment, piece)], ZPL_DPI),
        };
        document.map_err(document_error)
    }

    fn label_facts(&self, shipment: &Shipment, piece: &Piece) -> Label {
        Label::of(shipment, piece, &self.network, &self.zone)
    }

    /// Finds the labels of one document, in the order asked for.
    pub async fn select_labels(&self, caller: &Caller, selection: &LabelSelection) -> Result<Vec<LabelView>> {
        let mut found: Vec<LabelView> = Vec::new();
        let mut missing: Vec<String> = Vec::new();
        for id in &selection.labels {
            let labels = self.find_label(caller, *id).await?.into_iter().collect();
            keep(labels, id.to_string(), selection, &mut found, &mut missing)?;
        }
        for id in &selection.shipments {
            let shipment = self.store.shipment(caller.tenant, *id).await?;
            let labels = shipment
                .filter(is_of_parcel_network)
                .map(|shipment| all_labels(Arc::new(shipment)).collect())
                .unwrap_or_default();
            keep(labels, id.to_string(), selection, &mut found, &mut missing)?;
        }
        let codes = selection.tracker_codes.iter().map(|code| (code, false));
        for (code, whole) in codes.chain(selection.shipment_tracker_codes.iter().map(|code| (code, true))) {
            let labels = self.labels_by_code(caller, code, whole).await?;
            keep(labels, code.clone(), selection, &mut found, &mut missing)?;
        }
        if !missing.is_empty() && (!selection.skip_missing || found.is_empty()) {
            return Err(Error::NotFound { what: "label", missing });
        }
        Ok(found)
    }

    async fn labels_by_code(&self, caller: &Caller, code: &str, whole: bool) -> Result<Vec<LabelView>> {
        let code = barcode::normalise(code);
        let shipment = self.store.shipment_by_tracker_code(caller.tenant, &code).await?;
        let code = Some(code);
        let shipment = shipment.filter(is_of_parcel_network);
        let labels = shipment.into_iter().map(Arc::new).flat_map(all_labels);
        Ok(labels
            .filter(|view| {
                if whole {
                    view.shipment.tracker_code == code
                } else {
                    view.piece().is_some_and(|piece| piece.tracker_code == code)
                }
            })
            .collect())
    }

    /// One PDF of several labels.
    pub fn render_pdf(&self, labels: &[LabelView], options: &PdfOptions) -> Result<Vec<u8>> {
        documents::render_pdf(&self.facts(labels), options).map_err(document_error)
    }

    /// One ZPL document of several labels.
    pub fn render_zpl(&self, labels: &[LabelView]) -> Result<Vec<u8>> {
        documents::render_zpl(&self.facts(labels), ZPL_DPI).map_err(document_error)
    }

    fn facts(&self, labels: &[LabelView]) -> Vec<Label> {
        labels
            .iter()
            .filter_map(|view| Some(self.label_facts(&view.shipment, view.piece()?)))
            .collect()
    }
}

/// Adds what one entry of a selection named; a printless return has no label to print.
fn keep(
    labels: Vec<LabelView>,
    name: String,
    selection: &LabelSelection,
    found: &mut Vec<LabelView>,
    missing: &mut Vec<String>,
) -> Result<()> {
    if !selection.skip_missing && !labels.is_empty() && labels.iter().all(is_printless) {
        return Err(printless_in_document(&name));
    }
    let before = found.len();
    found.extend(labels.into_iter().filter(|view| !is_printless(view)));
    if found.len() == before {
        missing.push(name);
    }
    if found.len() > LABELS_PER_DOCUMENT_MAX {
        return Err(Error::violation(
            Violation::new(
                "labelIds",
                "range",
                format!("a document holds at most {LABELS_PER_DOCUMENT_MAX} labels"),
            )
            .accepting(["several requests"]),
        ));
    }
    Ok(())
}

fn is_printless(view: &LabelView) -> bool {
    view.piece().is_none_or(|piece| piece.tracker_code.is_none())
}

fn printless_in_document(name: &str) -> Error {
    Error::violation(
        Violation::new(
            "labelIds",
            "unsupported",
            format!("{name} is a printless return: it has no label to print"),
        )
        .accepting(["GET /labels/{id} as image/png or application/pdf"]),
    )
}

fn all_labels(shipment: Arc<Shipment>) -> impl Iterator<Item = LabelView> {
    (0..shipment.pieces.len()).map(move |index| LabelView {
        shipment: Arc::clone(&shipment),
        index,
    })
}

/// What cannot be printed was refused at booking; only the offset is the reader's choice.
fn document_error(error: DocumentError) -> Error {
    match error {
        DocumentError::FirstPageOffset { cells, .. } => Error::violation(
            Violation::new("pdfOptions.pageOptions.firstPageOffset", "range", error.to_string())
                .accepting([format!("0 to {}", cells.saturating_sub(1))]),
        ),
        other => Error::Internal(other.to_string()),
    }
}

fn no_document(message: &str, instead: &str) -> Error {
    Error::violation(Violation::new("Accept", "unsupported", message).accepting([instead]))
}

/// A name of which nothing can be printed would be a label of empty boxes: a fault (design section 11, Paper).
pub(crate) fn check_printable(order: &ShipmentOrder) -> Result<()> {
    let parties: [(&str, Option<&Party>); 3] = [
        ("receiver", Some(&order.receiver)),
        ("shipper", Some(&order.shipper)),
        ("onBehalfOf", order.on_behalf_of.as_ref()),
    ];
    let mut found = Vec::new();
    for (path, party) in parties {
        let Some(party) = party else { continue };
        for (text, field) in [
            (party.name.display(), "name"),
            (party.address.street.clone(), "address.street"),
            (party.address.city.clone(), "address.city"),
        ] {
            if documents::printable(&text) == 0 {
                found.push(
                    Violation::new(
                        format!("{path}.{field}"),
                        "unprintable",
                        "nothing of this text can be printed",
                    )
                    .accepting(["letters of any script"]),
                );
            }
        }
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(found))
    }
}
