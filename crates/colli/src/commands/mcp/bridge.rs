//! From a line to a request and back: which headers a message needs over HTTP, and what becomes of the answer.

use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::message::{INTERNAL_ERROR, Request, failure, of_stream};
use super::target::{Answer, Target};
use crate::Failure;

/// The first version whose requests carry their method and name in headers.
const HEADERS_SINCE: &str = "2026-07-28";
/// Characters of what a server said at most, where it is no message.
const SAID_CHARS_MAX: usize = 300;

/// Sends messages to where they are answered.
pub(super) struct Bridge {
    target: Target,
    token: String,
    is_live: bool,
    /// The version of the handshake, where there was one.
    version: Mutex<Option<String>>,
}

impl Bridge {
    pub(super) fn new(target: Target, token: String, is_live: bool) -> Self {
        Self {
            target,
            token,
            is_live,
            version: Mutex::new(None),
        }
    }

    /// Whether the target answers and knows the token.
    pub(super) async fn check(&self) -> Result<(), Failure> {
        let ping = json!({"jsonrpc": "2.0", "id": 0, "method": "ping"}).to_string();
        let headers = self
            .headers(None)
            .ok_or_else(|| token_refused("it holds characters no token has"))?;
        let answer = self.target.send(headers, ping.into()).await.map_err(Failure::failed)?;
        match answer.status {
            // A quota that is used up, or a server that is busy for now, is said in the conversation.
            200 | 429 | 503 => Ok(()),
            401 => Err(token_refused(&said(&answer))),
            404 | 405 => {
                let target = self.target.shown();
                Err(Failure::failed(format!(
                    "{target} does not speak the Model Context Protocol"
                )))
            }
            status => {
                let said = said(&answer);
                Err(Failure::failed(format!(
                    "{} answered {status}: {said}",
                    self.target.shown()
                )))
            }
        }
    }

    /// Answers a request: the lines to write.
    pub(super) async fn answer(&self, request: &Request, text: &str) -> Vec<String> {
        let negotiated = self.version.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(headers) = self.headers(Some((request, negotiated.as_deref()))) else {
            let message = "the method or version of this message cannot be sent";
            return vec![failure(&request.id, INTERNAL_ERROR, message)];
        };
        let lines = match self.target.send(headers, Bytes::copy_from_slice(text.as_bytes())).await {
            Ok(answer) => lines(&request.id, &answer),
            Err(message) => vec![failure(&request.id, INTERNAL_ERROR, &message)],
        };
        if request.method == "initialize" {
            self.note_version(&lines);
        }
        lines
    }

    /// Remembers which version the handshake ended with.
    fn note_version(&self, lines: &[String]) {
        let answer = lines.last().and_then(|line| serde_json::from_str::<Value>(line).ok());
        let version = answer.and_then(|answer| Some(answer["result"]["protocolVersion"].as_str()?.to_owned()));
        *self.version.lock().unwrap_or_else(PoisonError::into_inner) = version;
    }

    /// The headers of a message; `None` when they cannot be written.
    fn headers(&self, about: Option<(&Request, Option<&str>)>) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", self.token)).ok()?;
        bearer.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, bearer);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let both = HeaderValue::from_static("application/json, text/event-stream");
        headers.insert(header::ACCEPT, both);
        if self.is_live {
            headers.insert(
                HeaderName::from_static("colli-environment"),
                HeaderValue::from_static("live"),
            );
        }
        let Some((request, negotiated)) = about else {
            return Some(headers);
        };
        let negotiated = negotiated.filter(|_| request.method != "initialize");
        let Some(version) = request.version.as_deref().or(negotiated) else {
            return Some(headers);
        };
        let mut insert =
            |name, value: &str| Some(headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).ok()?));
        insert("mcp-protocol-version", version)?;
        if version >= HEADERS_SINCE {
            insert("mcp-method", &request.method)?;
            if let Some(name) = &request.name {
                insert("mcp-name", &encoded(name))?;
            }
        }
        Some(headers)
    }
}

fn token_refused(why: &str) -> Failure {
    Failure::failed(format!("the token in {} is refused: {why}", crate::config::TOKEN))
}

/// A name as a header carries it.
fn encoded(name: &str) -> String {
    let is_plain = name.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain && name.trim() == name && !name.starts_with("=?base64?") {
        return name.to_owned();
    }
    format!("=?base64?{}?=", BASE64_STANDARD.encode(name))
}

/// The lines an answer becomes: one message each.
fn lines(id: &Value, answer: &Answer) -> Vec<String> {
    let text = String::from_utf8_lossy(&answer.body);
    let messages = if answer.is_stream {
        of_stream(&text)
    } else {
        vec![text.into_owned()]
    };
    let lines: Option<Vec<String>> = messages.iter().map(|message| line(id, message)).collect();
    lines.filter(|lines| !lines.is_empty()).unwrap_or_else(|| {
        let message = format!("the server answered {}: {}", answer.status, said(answer));
        vec![failure(id, INTERNAL_ERROR, &message)]
    })
}

/// A message on one line. Errors of what stands before the protocol need not know whom they answer.
fn line(id: &Value, message: &str) -> Option<String> {
    let mut parsed: Value = serde_json::from_str(message).ok()?;
    parsed.get("jsonrpc")?;
    let answers_nobody = parsed.get("error").is_some() && parsed.get("id").is_none_or(Value::is_null);
    if answers_nobody {
        parsed["id"] = id.clone();
    }
    if answers_nobody || message.contains(['\n', '\r']) {
        return Some(parsed.to_string());
    }
    Some(message.to_owned())
}

/// What a server said, for a sentence: its error's message, or the beginning of its text.
fn said(answer: &Answer) -> String {
    let parsed: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let message = parsed.and_then(|parsed| {
        let message = parsed.pointer("/error/message").or_else(|| parsed.get("message"));
        Some(message?.as_str()?.to_owned())
    });
    let text = message.unwrap_or_else(|| String::from_utf8_lossy(&answer.body).into_owned());
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.take(SAID_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, is_stream: bool, body: &str) -> Vec<String> {
        let body = Bytes::copy_from_slice(body.as_bytes());
        lines(
            &json!(7),
            &Answer {
                status,
                is_stream,
                body,
            },
        )
    }

    #[test]
    fn an_answer_becomes_one_line() {
        let result = r#"{"jsonrpc":"2.0","id":7,"result":{"b":1,"a":2}}"#;
        assert_eq!(answered(200, false, result), [result]);
        assert_eq!(answered(200, true, &format!("data: {result}\n\n")), [result]);
        let broken = "{\"jsonrpc\":\"2.0\",\n\"id\":7,\"result\":{}}";
        assert!(answered(200, false, broken).iter().all(|line| !line.contains('\n')));
    }

    #[test]
    fn what_is_no_message_becomes_an_error_of_the_request() {
        for (status, body) in [
            (502, "<html>Bad\ngateway</html>"),
            (200, ""),
            (500, "{\"key\":\"x\",\"message\":\"y\"}"),
        ] {
            let lines = answered(status, false, body);
            let answer: Value = serde_json::from_str(&lines[0]).unwrap();
            assert_eq!(
                (lines.len(), &answer["id"], &answer["error"]["code"]),
                (1, &json!(7), &json!(-32_603))
            );
        }
        let unaddressed = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"m"}}"#;
        let answer: Value = serde_json::from_str(&answered(401, false, unaddressed)[0]).unwrap();
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(7), &json!(-32_000)));
    }

    #[test]
    fn names_that_a_header_cannot_carry_are_encoded() {
        assert_eq!(encoded("track_shipment"), "track_shipment");
        assert_eq!(encoded("é"), "=?base64?w6k=?=");
        assert_eq!(encoded(" a"), "=?base64?IGE=?=");
    }
}
