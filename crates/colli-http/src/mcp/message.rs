//! What the gate has to know of a JSON-RPC message; the protocol reads the rest.

use super::refusal::Refusal;
use crate::request_body::without_mark;
use axum::http::StatusCode;
use serde_json::Value;

/// JSON-RPC: this is not JSON.
pub(super) const PARSE_ERROR: i32 = -32_700;
/// JSON-RPC: this is JSON but no message.
pub(super) const INVALID_REQUEST: i32 = -32_600;

/// Where a request of the era without handshakes names its version.
const VERSION_MEMBER: &str = "io.modelcontextprotocol/protocolVersion";

/// A message, as far as the gate looks at it.
#[derive(Debug, PartialEq)]
pub(super) struct Message {
    /// Its id; notifications have none.
    pub(super) id: Option<Value>,
    /// The tool it calls.
    pub(super) tool: Option<String>,
    /// Whether it names its version itself.
    pub(super) has_version: bool,
}

impl Message {
    /// Reads a message; there is one in a request.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let message: Value = serde_json::from_slice(without_mark(bytes)).map_err(|error| {
            let message = format!("The body is not JSON: {error}");
            Refusal::new(StatusCode::BAD_REQUEST, PARSE_ERROR, message)
        })?;
        let id = message.get("id").filter(|id| !id.is_null()).cloned();
        let refuse =
            |message| Err(Refusal::new(StatusCode::BAD_REQUEST, INVALID_REQUEST, message).answering(id.as_ref()));
        if !message.is_object() {
            return refuse("The body is one JSON-RPC message, an object; there are no batches");
        }
        if message.get("jsonrpc") != Some(&Value::from("2.0")) {
            return refuse("jsonrpc: this is not a JSON-RPC message; accepted: \"2.0\"");
        }
        if message.get("id").is_some_and(|id| !is_id(id)) {
            return refuse("id: the id of a request is a text or a whole number");
        }
        if !message.get("method").is_some_and(Value::is_string) {
            return refuse(
                "method: a client's message names a method; this server asks for nothing that could be answered",
            );
        }
        let params = message.get("params");
        let is_call = message.get("method") == Some(&Value::from("tools/call"));
        let name = params.and_then(|params| params.get("name")).and_then(Value::as_str);
        let meta = params.and_then(|params| params.get("_meta"));
        Ok(Self {
            id,
            tool: name.filter(|_| is_call).map(str::to_owned),
            has_version: meta.is_some_and(|meta| meta.get(VERSION_MEMBER).is_some()),
        })
    }
}

fn is_id(id: &Value) -> bool {
    id.is_string() || id.is_i64() || id.is_u64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(message: &Value) -> Message {
        Message::read(message.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_call_names_its_tool_and_perhaps_its_version() {
        let call = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": "track_shipment"}});
        let found = read(&call);
        assert_eq!(
            (found.id, found.tool.as_deref()),
            (Some(json!(7)), Some("track_shipment"))
        );
        assert!(!found.has_version);
        let other =
            json!({"jsonrpc": "2.0", "method": "x", "params": {"name": "y", "_meta": {VERSION_MEMBER: "2026-07-28"}}});
        let found = read(&other);
        assert_eq!((found.id, found.tool, found.has_version), (None, None, true));
    }

    #[test]
    fn what_is_no_message_is_refused_with_the_code_for_it() {
        for (text, code) in [
            ("", PARSE_ERROR),
            ("{", PARSE_ERROR),
            ("[]", INVALID_REQUEST),
            ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", INVALID_REQUEST),
            ("5", INVALID_REQUEST),
            ("{\"id\":1,\"method\":\"ping\"}", INVALID_REQUEST),
            ("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", INVALID_REQUEST),
            ("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", INVALID_REQUEST),
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", INVALID_REQUEST),
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", INVALID_REQUEST),
        ] {
            assert_eq!(Message::read(text.as_bytes()).unwrap_err().code(), code, "{text}");
        }
    }
}
