//! Reading answers: refusals, JSON, documents.

use crate::call::{JSON, Response};
use crate::error::{Error, Refusal, Said};
use bytes::Bytes;
use serde::de::DeserializeOwned;

/// How an API words its refusals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Vendor {
    /// The Unified APIs.
    Unified,
    /// The parcel API.
    Parcel,
    /// The interventions of the parcel API.
    Intervention,
    /// Its track and trace, which says in plain text that it knows none of the parcels.
    TrackTrace,
}

/// A document, such as a label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// What it is, such as `application/pdf`.
    pub content_type: String,
    /// The document.
    pub bytes: Bytes,
}

/// Nothing, when the status says that the call was done.
pub(crate) fn refusal(response: &Response, vendor: Vendor) -> Result<(), Error> {
    if (200..300).contains(&response.status) {
        return Ok(());
    }
    if vendor == Vendor::TrackTrace && response.status == 404 && is_text(response) {
        return Ok(());
    }
    if !is_json(response) && !response.body.is_empty() && !is_text(response) {
        return Err(wrong_content(response, JSON));
    }
    Err(Error::Refused(Box::new(Refusal {
        status: response.status,
        retry_after: response.retry_after(),
        said: said(&response.body, vendor),
    })))
}

fn said(body: &[u8], vendor: Vendor) -> Said {
    let read = match vendor {
        Vendor::Unified => serde_json::from_slice(body).map(Said::Problem),
        Vendor::Parcel | Vendor::TrackTrace => serde_json::from_slice(body).map(Said::Parcel),
        Vendor::Intervention => serde_json::from_slice(body)
            .map(Said::Intervention)
            .or_else(|_| serde_json::from_slice(body).map(Said::Parcel)),
    };
    read.unwrap_or(Said::Nothing)
}

/// JSON of an answer.
pub(crate) fn json<A: DeserializeOwned>(response: &Response) -> Result<A, Error> {
    if !is_json(response) {
        return Err(wrong_content(response, JSON));
    }
    // What serde says may quote the body, which may hold tokens and people: only the place is told.
    serde_json::from_slice(&response.body).map_err(|error| Error::Malformed {
        status: response.status,
        line: error.line(),
        column: error.column(),
    })
}

/// A document of an answer.
pub(crate) fn document(response: &Response) -> Result<Document, Error> {
    match response.content_type() {
        Some(content_type) if is_document(&content_type) => Ok(Document {
            content_type,
            bytes: response.body.clone(),
        }),
        _ => Err(wrong_content(response, "a document")),
    }
}

fn is_document(content_type: &str) -> bool {
    matches!(
        content_type,
        "application/pdf" | "application/zpl" | "application/octet-stream" | "image/png" | "text/plain"
    )
}

/// Nothing: the status says it all.
#[expect(clippy::unnecessary_wraps, reason = "one of the readers of answers, which may fail")]
pub(crate) fn nothing(_: &Response) -> Result<(), Error> {
    Ok(())
}

/// A server that does not say what it sends is believed to send what was asked for.
fn is_json(response: &Response) -> bool {
    response.content_type().is_none_or(|kind| kind.contains("json"))
}

fn is_text(response: &Response) -> bool {
    response.content_type().is_some_and(|kind| kind == "text/plain")
}

fn wrong_content(response: &Response, expected: &'static str) -> Error {
    Error::WrongContent {
        status: response.status,
        expected,
        content_type: response.content_type(),
        retry_after: response.retry_after(),
    }
}
