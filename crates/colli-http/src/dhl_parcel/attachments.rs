//! Customs attachments (reference 15): PDF files the client uploads under ids of its own.

use super::App;
use super::auth::Bearer;
use super::body::{self, Wanted, document, wanted};
use super::error::{Answer, Failure};
use super::path::Path;
use super::time;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_service::attachments::{ATTACHMENT_BYTES_MAX, Attachment};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a PDF is called.
const PDF: &str = "application/pdf";
/// Content types an upload may carry: the vendor's, an older name of it, and "just bytes".
const UPLOADED_AS: [&str; 3] = [PDF, "application/x-pdf", "application/octet-stream"];

/// What is known of an attachment. The reference names no members; these are ours.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AttachmentResponse {
    /// The id the client gave it.
    id: String,
    /// Always `application/pdf`.
    content_type: String,
    /// Length in bytes.
    size: u64,
    /// When it was uploaded first, in UTC.
    time_created: String,
}

/// Uploads a PDF under an id of the client's choice. The same bytes again answer the original.
#[utoipa::path(post, path = "/customs/attachments/{id}", tag = "customs", operation_id = "uploadAttachment", security(("bearer" = [])),
    request_body(content = Vec<u8>, content_type = "application/pdf", description = "The PDF, up to 2,500,000 bytes"),
    params(("id" = String, Path, description = "Id for the attachment, a new UUID")),
    responses((status = 201, body = AttachmentResponse), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse),
        (status = 404, description = "There is no such endpoint", body = super::ErrorResponse), (status = 409, body = super::ErrorResponse),
        (status = 413, description = "The attachment is larger than 2,500,000 bytes", body = super::ErrorResponse),
        (status = 415, description = "The content type is not a PDF's", body = super::ErrorResponse)))]
pub(super) async fn upload(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer<Response> {
    let id = read_id(&id)?;
    check_type(&headers)?;
    let content = body::read(body, ATTACHMENT_BYTES_MAX).await?;
    let attachment = app.service.upload_attachment(&caller, id, content).await?;
    Ok((StatusCode::CREATED, Json(write(attachment))).into_response())
}

/// An attachment: what is known of it as JSON, or the PDF itself.
#[utoipa::path(get, path = "/customs/attachments/{id}", tag = "customs", operation_id = "getAttachment", security(("bearer" = [])),
    params(("id" = String, Path, description = "Id of the attachment, a UUID")),
    responses((status = 200, description = "By `Accept`", content((AttachmentResponse = "application/json"), (Vec<u8> = "application/pdf"))),
        (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn get(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    let id = read_id(&id)?;
    Ok(match wanted(&headers) {
        Some(Wanted::Pdf) => document(app.service.attachment_content(&caller, id).await?, PDF),
        _ => Json(write(app.service.attachment(&caller, id).await?)).into_response(),
    })
}

fn read_id(id: &str) -> Answer<Uuid> {
    Uuid::parse_str(id).map_err(|_| Failure::bad_id(id))
}

fn check_type(headers: &HeaderMap) -> Answer<()> {
    let Some(sent) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let sent = String::from_utf8_lossy(sent.as_bytes());
    let kind = sent.split(';').next().unwrap_or_default().trim();
    if kind.is_empty() || UPLOADED_AS.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    let message = format!("Attachments are PDF documents, not '{}'", excerpt(kind));
    Err(
        Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type_unsupported", message)
            .with(Violation::new("Content-Type", "unknown", "this is not the content type of a PDF").accepting([PDF])),
    )
}

fn write(attachment: Attachment) -> AttachmentResponse {
    AttachmentResponse {
        id: attachment.id.to_string(),
        content_type: attachment.content_type,
        size: attachment.size_bytes,
        time_created: time::utc(attachment.created_at),
    }
}
