//! Tools of the Model Context Protocol, each call standing alone, beside a bare handler that reads the same message and
//! answers as many bytes.

use super::{answers, clock, places};
use crate::load::{Requests, versus};
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::Settings;
use crate::{Failure, http};
use serde_json::{Value, json};
use std::sync::Arc;

/// The version of the protocol without a handshake.
const VERSION: &str = "2026-07-28";
/// Parcels and places that are asked about in turn.
const SUBJECTS: u64 = 1_000;

/// Measures the rows.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let server = Server::colli(settings, &settings.directory.path().join("mcp"))?;
    let subjects = settings.size(SUBJECTS, 50);
    let mut rows = Vec::new();
    if settings.wants("mcp/track-shipment") {
        let codes = clock::delivered(&server, subjects).await?;
        let arguments = codes.iter().map(|code| json!({"tracking_number": code}));
        rows.push(beside_bare(settings, &server, "track_shipment", arguments).await?);
    }
    if settings.wants("mcp/find-locations") {
        let places = places::with_full_answers(&server, subjects).await?;
        let arguments = places.iter().map(
            |place| json!({"country_code": place.country, "latitude": place.latitude, "longitude": place.longitude}),
        );
        rows.push(beside_bare(settings, &server, "find_locations", arguments).await?);
    }
    Ok(rows)
}

/// A call of a tool, as a client of the protocol sends it.
fn call(tool: &str, arguments: &Value) -> Vec<u8> {
    let message = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {
            "name": tool, "arguments": arguments,
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": VERSION,
                "io.modelcontextprotocol/clientCapabilities": {},
                "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
            },
        },
    });
    let headers = [
        ("authorization", "Bearer colli_demo_admin"),
        ("accept", "application/json, text/event-stream"),
        ("mcp-protocol-version", VERSION),
        ("mcp-method", "tools/call"),
        ("mcp-name", tool),
    ];
    http::request("POST", "/mcp", &headers, Some(&message.to_string()))
}

async fn beside_bare(
    settings: &Settings,
    server: &Server,
    tool: &str,
    arguments: impl Iterator<Item = Value>,
) -> Result<Row, Failure> {
    let requests: Vec<Vec<u8>> = arguments.map(|arguments| call(tool, &arguments)).collect();
    let bytes = answers::of_median_length(server, &requests, "\"isError\":false").await?;
    let bare = Server::bare_reading(settings, &bytes)?;
    let requests = Requests::Cycle(Arc::new(requests));
    let both = versus(settings, (server, &requests), (&bare, &requests)).await?;
    Ok(Row::load(
        format!("MCP: call of {tool}"),
        format!(
            "bare axum that reads the message, {} bytes as the median answer",
            bytes.len()
        ),
        both,
        Goal::Open,
    ))
}
