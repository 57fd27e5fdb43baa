//! Scans: what operators report of their pieces. In live environments nothing else moves a piece.

mod item;

use super::App;
use super::auth::Operator;
use super::body::RawBody;
use super::error::{Answer, ErrorDetail, ErrorResponse, Failure};
use crate::request_body::without_mark;
use axum::Json;
use axum::extract::State;
use colli_core::error::Violation;
use colli_core::limits::{SCANNED_EVENTS_PER_PIECE_MAX, SCANS_MAX};
use colli_service::ingestion::ScanOutcome;
pub(crate) use item::ReportedScan;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// A batch of scans.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ScanBatch<'a> {
    /// Up to 1,000 scans, each taken or refused for itself.
    #[serde(borrow)]
    #[schema(value_type = Vec<ReportedScan>)]
    scans: Option<&'a RawValue>,
}

/// What became of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScanResults {
    /// One for each scan, in the order sent.
    results: Vec<ScanResult>,
}

/// What became of a scan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScanResult {
    /// Its id, when it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    scan_id: Option<String>,
    /// `accepted`, `duplicate` or `rejected`.
    status: &'static str,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ScanError>,
}

/// Why a scan was rejected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScanError {
    /// `invalid`, `unknown_code`, `scan_id_reused` or `too_many_events`.
    key: &'static str,
    /// A sentence for people.
    message: String,
    /// What is wrong, where, and what would be accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<ErrorDetail>,
}

/// Reports scans. Each is taken once per `scanId`: the same again is a `duplicate`, another under the same id is
/// `rejected`. What was accepted is stored before the answer is sent.
#[utoipa::path(post, path = "/scans", tag = "scans", operation_id = "reportScans", request_body = ScanBatch<'_>,
    responses((status = 200, body = ScanResults), (status = 400, body = ErrorResponse), (status = 401, body = ErrorResponse),
        (status = 413, body = ErrorResponse), (status = 503, body = ErrorResponse)))]
pub(super) async fn report(
    State(app): State<App>,
    Operator(operator): Operator,
    RawBody(body): RawBody,
) -> Answer<Json<ScanResults>> {
    let (ids, scans): (Vec<_>, Vec<_>) = read(without_mark(&body))?.into_iter().map(item::read).unzip();
    let outcomes = app.service.report_scans(&operator, scans).await?;
    let results = ids.into_iter().zip(outcomes).map(|(id, outcome)| result(id, outcome));
    Ok(Json(ScanResults {
        results: results.collect(),
    }))
}

/// The scans of a body, not looked into yet.
fn read(body: &[u8]) -> Answer<Vec<&RawValue>> {
    let unreadable = |error: serde_json::Error| {
        Failure::invalid(vec![
            Violation::new("", "json", error.to_string()).accepting(["one JSON object in UTF-8: {\"scans\":[…]}"]),
        ])
    };
    let batch: ScanBatch<'_> = serde_json::from_slice(body).map_err(unreadable)?;
    let scans = batch
        .scans
        .ok_or_else(|| Failure::invalid(vec![Violation::required("scans")]))?;
    let scans: Vec<&RawValue> = serde_json::from_str(scans.get()).map_err(|_| {
        let wrong = Violation::new("scans", "type", "this is not an array");
        Failure::invalid(vec![wrong.accepting([format!("an array of up to {SCANS_MAX} scans")])])
    })?;
    Ok(scans)
}

fn result(scan_id: Option<String>, outcome: ScanOutcome) -> ScanResult {
    let rejected = |key, message: String, details: Vec<ErrorDetail>| {
        let error = ScanError { key, message, details };
        ("rejected", Some(error))
    };
    let (status, error) = match outcome {
        ScanOutcome::Accepted => ("accepted", None),
        ScanOutcome::Duplicate => ("duplicate", None),
        ScanOutcome::IdReused => rejected(
            "scan_id_reused",
            "this scanId was used before, for another scan".to_owned(),
            Vec::new(),
        ),
        ScanOutcome::UnknownCode => rejected(
            "unknown_code",
            "this environment has no piece with this trackerCode".to_owned(),
            Vec::new(),
        ),
        ScanOutcome::TooManyEvents => rejected(
            "too_many_events",
            format!("this piece has {SCANNED_EVENTS_PER_PIECE_MAX} events, and no scan adds another"),
            Vec::new(),
        ),
        ScanOutcome::Invalid(violations) => {
            let first = violations.first().map(ToString::to_string).unwrap_or_default();
            rejected(
                "invalid",
                first,
                violations.into_iter().map(ErrorDetail::from).collect(),
            )
        }
    };
    ScanResult { scan_id, status, error }
}
