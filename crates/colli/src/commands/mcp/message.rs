//! JSON-RPC messages as lines.

use serde_json::{Value, json};

/// JSON-RPC: this is not JSON.
const PARSE_ERROR: i32 = -32_700;
/// JSON-RPC: this is JSON but no message.
const INVALID_REQUEST: i32 = -32_600;
/// JSON-RPC: something went wrong on the way.
pub(super) const INTERNAL_ERROR: i32 = -32_603;

/// Where a request of the era without handshakes names its version.
const VERSION_MEMBER: &str = "io.modelcontextprotocol/protocolVersion";

/// What a line asks for.
#[derive(Debug, PartialEq)]
pub(super) enum Line {
    /// An answer.
    Request(Request),
    /// Nothing more of a request that was made.
    Cancel(Value),
    /// Nothing: there is no session a notification could be about, and nothing was asked that could be answered.
    Nothing,
    /// It cannot be read: the line to answer.
    Broken(String),
}

/// A request.
#[derive(Debug, PartialEq)]
pub(super) struct Request {
    /// Its id.
    pub(super) id: Value,
    /// Its method.
    pub(super) method: String,
    /// The version it names itself.
    pub(super) version: Option<String>,
    /// What of the server it is about: a tool, a prompt or a resource.
    pub(super) name: Option<String>,
}

impl Line {
    /// Reads a line.
    pub(super) fn read(text: &str) -> Self {
        let message: Value = match serde_json::from_str(text) {
            Ok(message) => message,
            Err(error) => {
                let message = format!("This line is not JSON: {error}");
                return Self::Broken(failure(&Value::Null, PARSE_ERROR, &message));
            }
        };
        let id = message.get("id").filter(|id| id.is_string() || id.is_number());
        let params = message.get("params");
        let Some(method) = message.get("method").and_then(Value::as_str) else {
            if message.get("result").is_some() || message.get("error").is_some() {
                return Self::Nothing;
            }
            let message = "This line is not a JSON-RPC message";
            return Self::Broken(failure(id.unwrap_or(&Value::Null), INVALID_REQUEST, message));
        };
        let Some(id) = id else {
            let cancelled = params.and_then(|params| params.get("requestId"));
            return match cancelled {
                Some(id) if method == "notifications/cancelled" => Self::Cancel(id.clone()),
                _ => Self::Nothing,
            };
        };
        let text = |name: &str| params.and_then(|params| params.get(name)).and_then(Value::as_str);
        let meta = params.and_then(|params| params.get("_meta"));
        let version = meta.and_then(|meta| meta.get(VERSION_MEMBER)).and_then(Value::as_str);
        let name = match method {
            "tools/call" | "prompts/get" => text("name"),
            "resources/read" => text("uri"),
            _ => None,
        };
        Self::Request(Request {
            id: id.clone(),
            method: method.to_owned(),
            version: version.map(str::to_owned),
            name: name.map(str::to_owned),
        })
    }
}

/// The line that answers a request with an error.
pub(super) fn failure(id: &Value, code: i32, message: &str) -> String {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}).to_string()
}

/// The line that answers one that is too long to be read, so that whose it was stays unknown.
pub(super) fn too_long() -> String {
    failure(
        &Value::Null,
        INVALID_REQUEST,
        "This line is longer than a message may be: 1 MiB",
    )
}

/// The messages of an event stream, each of which is the data of an event.
pub(super) fn of_stream(text: &str) -> Vec<String> {
    let mut messages = Vec::new();
    let mut data: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        if let Some(part) = line.strip_prefix("data:") {
            data.push(part.strip_prefix(' ').unwrap_or(part));
        } else if line.is_empty() && !data.is_empty() {
            messages.push(std::mem::take(&mut data).join("\n"));
        }
    }
    messages.retain(|message| !message.trim().is_empty());
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_from_what_wants_no_answer() {
        let read = |message: Value| Line::read(&message.to_string());
        let call = read(json!({"jsonrpc": "2.0", "id": "a", "method": "tools/call", "params": {
            "name": "track_shipment", "_meta": {VERSION_MEMBER: "2026-07-28"}}}));
        let expected = Request {
            id: json!("a"),
            method: "tools/call".to_owned(),
            version: Some("2026-07-28".to_owned()),
            name: Some("track_shipment".to_owned()),
        };
        assert_eq!(call, Line::Request(expected));
        for nothing in [
            json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
            json!({"jsonrpc": "2.0", "id": 1, "result": {}}),
            json!({"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": ""}}),
        ] {
            assert_eq!(read(nothing.clone()), Line::Nothing, "{nothing}");
        }
        let cancel = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7}});
        assert_eq!(read(cancel), Line::Cancel(json!(7)));
        for (broken, code) in [("{", -32_700), ("[]", -32_600), ("{\"id\":3}", -32_600), ("5", -32_600)] {
            let Line::Broken(line) = Line::read(broken) else {
                panic!("{broken}")
            };
            let answer: Value = serde_json::from_str(&line).unwrap();
            assert_eq!(answer["error"]["code"], code, "{broken}");
            assert!(!line.contains('\n'), "{line}");
        }
    }

    #[test]
    fn the_messages_of_a_stream_are_its_data() {
        let stream =
            "retry: 3000\nid: 0\ndata:\n\n: ping\n\nevent: message\r\ndata: {\"a\":1}\r\n\r\ndata: {\"b\":\ndata: 2}\n";
        assert_eq!(of_stream(stream), ["{\"a\":1}", "{\"b\":\n2}"]);
        assert!(of_stream("").is_empty());
    }
}
