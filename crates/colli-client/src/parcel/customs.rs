//! Papers for customs.

use crate::call::{Call, Method};
use crate::read::{self, Document, Vendor};
use crate::url::path;
use bytes::Bytes;
use serde::Deserialize;

const PDF: &str = "application/pdf";

/// A paper that was uploaded. Which members an answer has is not documented, so each may be missing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Attachment {
    /// The id the client gave it.
    pub id: String,
    /// `application/pdf`.
    pub content_type: String,
    /// Length in bytes.
    pub size: u64,
    /// When it was uploaded first, in UTC.
    pub time_created: String,
}

/// Uploads a PDF under a new UUID: `POST /customs/attachments/{id}`.
pub fn upload(id: &str, pdf: impl Into<Bytes>) -> Call<Attachment> {
    Call::new(Method::Post, attachment_path(id), Vendor::Parcel, read::json)
        .body(PDF, pdf.into())
        .with_token()
}

/// What is known of a paper: `GET /customs/attachments/{id}`.
pub fn get(id: &str) -> Call<Attachment> {
    Call::get(attachment_path(id), Vendor::Parcel).with_token()
}

/// The paper itself.
pub fn document(id: &str) -> Call<Document> {
    Call::new(Method::Get, attachment_path(id), Vendor::Parcel, read::document)
        .accept(PDF)
        .with_token()
}

fn attachment_path(id: &str) -> String {
    path(&["customs", "attachments", id])
}
