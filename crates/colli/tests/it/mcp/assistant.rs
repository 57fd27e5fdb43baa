//! A client of `/mcp` as an assistant is one: it calls tools, and checks what they answer against their schemas.

use super::schema::assert_keeps;
use crate::support::client::{Reply, Request};
use crate::support::{OPERATOR, TestServer};
use serde_json::{Value, json};
use std::collections::HashMap;

/// An assistant with a token or key.
pub struct Assistant<'s> {
    server: &'s TestServer,
    header: (&'static str, String),
    /// Schemas of what tools answer.
    outputs: HashMap<String, Value>,
}

impl<'s> Assistant<'s> {
    /// The demo organisation's, with every scope, in its test environment.
    pub async fn of(server: &'s TestServer) -> Self {
        Self::with_token(server, OPERATOR).await
    }

    /// One with a token of the own API.
    pub async fn with_token(server: &'s TestServer, token: &str) -> Self {
        Self::with_header(server, ("authorization", format!("Bearer {token}"))).await
    }

    /// One with the key of an app.
    pub async fn with_key(server: &'s TestServer, key: &str) -> Self {
        Self::with_header(server, ("dhl-api-key", key.to_owned())).await
    }

    async fn with_header(server: &'s TestServer, header: (&'static str, String)) -> Self {
        let mut assistant = Self {
            server,
            header,
            outputs: HashMap::new(),
        };
        let list = assistant.send("tools/list", &json!({}), "en").await;
        assert_eq!(list.status, 200, "{}", list.text());
        for tool in list.json()["result"]["tools"].as_array().unwrap() {
            let name = tool["name"].as_str().unwrap().to_owned();
            assistant.outputs.insert(name, tool["outputSchema"].clone());
        }
        assistant
    }

    async fn send(&self, method: &str, params: &Value, language: &str) -> Reply {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let request = Request::new(self.server.address, "POST", "/mcp")
            .accept("application/json, text/event-stream")
            .header("mcp-protocol-version", "2025-11-25")
            .header("accept-language", language)
            .header(self.header.0, &self.header.1);
        request.json(&body).send().await
    }

    /// The result of a call; it is one, whatever the tool says.
    pub async fn result(&self, tool: &str, arguments: &Value, language: &str) -> Value {
        let params = json!({"name": tool, "arguments": arguments});
        let reply = self.send("tools/call", &params, language).await;
        assert_eq!(reply.status, 200, "{tool} {arguments}: {}", reply.text());
        let json = reply.json();
        assert!(json["result"].is_object(), "{tool} {arguments}: {json}");
        json["result"].clone()
    }

    /// What a tool answers: it must, and keep to its schema, and say a sentence.
    pub async fn call(&self, tool: &str, arguments: &Value) -> Value {
        self.call_in("en", tool, arguments).await.0
    }

    /// The same with its sentence, in a language.
    pub async fn call_in(&self, language: &str, tool: &str, arguments: &Value) -> (Value, String) {
        let result = self.result(tool, arguments, language).await;
        assert_ne!(result["isError"], json!(true), "{tool} {arguments}: {result}");
        let structured = result["structuredContent"].clone();
        assert_keeps(&self.outputs[tool], &structured, tool);
        let contents = result["content"].as_array().unwrap();
        let texts: Vec<&str> = contents.iter().filter_map(|content| content["text"].as_str()).collect();
        let same = texts
            .iter()
            .any(|text| serde_json::from_str(text).ok().as_ref() == Some(&structured));
        assert!(same, "older clients read the same as text: {result}");
        let sentence = texts.iter().find(|text| !text.starts_with('{'));
        (structured, sentence.copied().unwrap_or_default().to_owned())
    }

    /// What a tool says when it refuses: it must.
    pub async fn refused(&self, tool: &str, arguments: &Value) -> String {
        let result = self.result(tool, arguments, "en").await;
        assert_eq!(result["isError"], json!(true), "{tool} {arguments}: {result}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Checks that each of these arguments is refused with a text that holds a word.
    pub async fn refuses(&self, tool: &str, cases: &[(Value, &str)]) {
        for (arguments, word) in cases {
            let text = self.refused(tool, arguments).await;
            assert!(text.contains(word), "{tool} {arguments}: {text}");
        }
    }
}
