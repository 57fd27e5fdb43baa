//! A webshop: a server, a token, and the calls tests make all the time.

use super::client::{Reply, Request};
use super::{Credentials, TEST, TestServer};
use serde_json::{Value, json};

/// A server with a token for one of its users.
pub struct Shop {
    pub server: TestServer,
    pub token: String,
}

impl Shop {
    /// A fresh server, seen by the demo organisation's test environment.
    pub async fn open() -> Self {
        Self::on(TestServer::start().await).await
    }

    /// The demo organisation's test environment on this server.
    pub async fn on(server: TestServer) -> Self {
        let token = server.token(&TEST).await;
        Self { server, token }
    }

    /// A request with the shop's token.
    pub fn request(&self, method: &str, path: &str) -> Request {
        self.server.request(method, path).token(&self.token)
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.request("GET", path).send().await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.request("POST", path).json(body).send().await
    }

    /// As another user.
    pub async fn get_as(&self, who: &Credentials, path: &str) -> Reply {
        let token = self.server.token(who).await;
        self.server.get(path).token(&token).send().await
    }

    pub async fn post_as(&self, who: &Credentials, path: &str, body: &Value) -> Reply {
        let token = self.server.token(who).await;
        self.server.post(path).token(&token).json(body).send().await
    }

    /// The document of a `GET`, which must succeed with exactly this content type.
    pub async fn document(&self, path: &str, content_type: &str) -> Vec<u8> {
        let reply = self.request("GET", path).accept(content_type).send().await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        assert_eq!(reply.header("content-type"), Some(content_type), "{path}");
        reply.body.to_vec()
    }

    /// The JSON of a `GET` that must succeed.
    pub async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/json"), "{path}");
        reply.json()
    }

    /// Books a shipment, which must succeed.
    pub async fn book(&self, body: &Value) -> Value {
        let reply = self.post("/shipments", body).await;
        assert_eq!(reply.status, 201, "{}\nfor {body}", reply.text());
        reply.json()
    }

    /// Books a shipment, which must be refused with this key; the answer names the fields.
    pub async fn refuse(&self, body: &Value, key: &str) -> Value {
        let reply = self.post("/shipments", body).await;
        assert_eq!(
            (reply.status, reply.key().as_str()),
            (400, key),
            "{}\nfor {body}",
            reply.text()
        );
        let json = reply.json();
        assert!(!json["message"].as_str().unwrap_or_default().is_empty(), "{json}");
        let details = json["details"]
            .as_array()
            .unwrap_or_else(|| panic!("no details in {json}"));
        assert!(
            !details.is_empty() && details.iter().all(|detail| detail["field"].is_string()),
            "{json}"
        );
        json
    }

    /// A token that permits one account only.
    pub async fn restricted_token(&self, who: &Credentials, account: &str) -> String {
        let body = json!({"userId": who.user, "key": who.key, "accountNumbers": [account]});
        let reply = self.server.post("/authenticate/api-key").json(&body).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["accessToken"].as_str().unwrap().to_owned()
    }
}

/// The fields an error's JSON names.
pub fn fields(error: &Value) -> Vec<&str> {
    let details = error["details"].as_array().map(Vec::as_slice).unwrap_or_default();
    details.iter().filter_map(|detail| detail["field"].as_str()).collect()
}

/// Tracker code of a piece, by index.
pub fn code(shipment: &Value, index: usize) -> String {
    shipment["pieces"][index]["trackerCode"].as_str().unwrap().to_owned()
}

/// Label id of a piece, by index.
pub fn label_id(shipment: &Value, index: usize) -> String {
    shipment["pieces"][index]["labelId"].as_str().unwrap().to_owned()
}

/// Values of a member of every entry of an array.
pub fn each<'a>(array: &'a Value, member: &str) -> Vec<&'a str> {
    let entries = array.as_array().unwrap_or_else(|| panic!("{array} is no array"));
    entries
        .iter()
        .map(|entry| entry.pointer(member).and_then(Value::as_str).unwrap_or_default())
        .collect()
}

/// Checks that everything in `sample` is in `actual`, with lists of the same length and order. More members are fine:
/// "responses may gain fields at any time" (reference 1).
pub fn assert_holds(actual: &Value, sample: &Value, at: &str) {
    match (actual, sample) {
        (Value::Object(found), Value::Object(wanted)) => {
            for (name, value) in wanted {
                let member = found.get(name).unwrap_or_else(|| panic!("{at}.{name} is missing"));
                assert_holds(member, value, &format!("{at}.{name}"));
            }
        }
        (Value::Array(found), Value::Array(wanted)) => {
            assert_eq!(found.len(), wanted.len(), "{at}: {actual}");
            for (index, (value, member)) in wanted.iter().zip(found).enumerate() {
                assert_holds(member, value, &format!("{at}[{index}]"));
            }
        }
        (Value::Number(found), Value::Number(wanted)) => assert_eq!(found.as_f64(), wanted.as_f64(), "{at}"),
        _ => assert_eq!(actual, sample, "{at}"),
    }
}

/// Checks that no member anywhere is `null` (reference 20.17).
pub fn assert_no_null(value: &Value, at: &str) {
    match value {
        Value::Null => panic!("{at} is null"),
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                assert_no_null(entry, &format!("{at}[{index}]"));
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                assert_no_null(member, &format!("{at}.{name}"));
            }
        }
        _ => {}
    }
}
