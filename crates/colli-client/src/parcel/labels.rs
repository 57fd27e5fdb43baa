//! Labels.

use crate::call::{Call, Method};
use crate::read::{self, Document, Vendor};
use crate::url::{Query, path};
use colli_wire::dhl_parcel::labels::{LabelRequest, LabelResponse, MultiLabelRequest};

/// How a label is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Format {
    /// PDF.
    #[default]
    Pdf,
    /// ZPL, for label printers.
    Zpl,
    /// PNG; the QR code of a printless return.
    Png,
}

impl Format {
    fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Zpl => "application/zpl",
            Self::Png => "image/png",
        }
    }
}

/// Which labels to list; at least one must be given.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct LabelFilter {
    /// Code of the piece.
    pub tracker_code: String,
    /// The client's own reference.
    pub order_reference: String,
    /// The shipment.
    pub shipment_id: String,
}

/// Makes one label: `POST /labels`, the deprecated form. Book a shipment instead.
pub fn create(label: &LabelRequest) -> Call<LabelResponse> {
    Call::post("/labels".to_owned(), Vendor::Parcel, label).with_token()
}

/// The same, answered with the document.
pub fn create_document(label: &LabelRequest, format: Format) -> Call<Document> {
    Call::new(Method::Post, "/labels".to_owned(), Vendor::Parcel, read::document)
        .json(label)
        .accept(format.content_type())
        .with_token()
}

/// Labels without their documents: `GET /labels`.
pub fn list(filter: &LabelFilter) -> Call<Vec<LabelResponse>> {
    let query = Query::new()
        .text("trackerCodeFilter", &filter.tracker_code)
        .text("orderReferenceFilter", &filter.order_reference)
        .text("shipmentId", &filter.shipment_id);
    Call::get("/labels".to_owned(), Vendor::Parcel)
        .query(query)
        .with_token()
}

/// A label with its PDF as base64: `GET /labels/{id}`. The id of a shipment stands for its first label.
pub fn get(id: &str) -> Call<LabelResponse> {
    Call::get(path(&["labels", id]), Vendor::Parcel).with_token()
}

/// The document of a label.
pub fn document(id: &str, format: Format) -> Call<Document> {
    Call::new(Method::Get, path(&["labels", id]), Vendor::Parcel, read::document)
        .accept(format.content_type())
        .with_token()
}

/// One document of several labels: `POST /labels/multi`, as PDF or ZPL.
pub fn multi(labels: &MultiLabelRequest, format: Format) -> Call<Document> {
    Call::new(Method::Post, "/labels/multi".to_owned(), Vendor::Parcel, read::document)
        .json(labels)
        .accept(format.content_type())
        .with_token()
}
