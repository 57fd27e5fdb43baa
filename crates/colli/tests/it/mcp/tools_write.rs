//! The tools that ship: rates, labels, returns, pickups, manifests.

mod labels;
mod manifests;
mod pickups;
mod rates;
mod refusals;
mod returns;
mod schema;

use super::schema::assert_keeps;
use crate::support::client::{Reply, Request};
use crate::support::{OPERATOR, OTHER_OPERATOR, TestServer};
use serde_json::{Value, json};
use std::collections::HashMap;

/// An id nothing has.
const NOBODY: &str = "3579ad96-a953-4ea2-bcc3-487e703c98a1";

/// An assistant with a token that opens everything of an environment of an organisation.
struct Assistant {
    server: TestServer,
    environment: &'static str,
    /// Output schemas by tool.
    schemas: HashMap<String, Value>,
}

impl Assistant {
    async fn open() -> Self {
        Self::in_environment("test").await
    }

    async fn in_environment(environment: &'static str) -> Self {
        let server = TestServer::start().await;
        let mut assistant = Self {
            server,
            environment,
            schemas: HashMap::new(),
        };
        let listed = assistant.message(OPERATOR, "tools/list", json!({})).await;
        for tool in listed.json()["result"]["tools"].as_array().unwrap() {
            let name = tool["name"].as_str().unwrap().to_owned();
            assistant.schemas.insert(name, tool["outputSchema"].clone());
        }
        assistant
    }

    fn request(&self, token: &str, method: &str, params: &Value) -> Request {
        Request::new(self.server.address, "POST", "/mcp")
            .token(token)
            .header("mcp-protocol-version", "2025-11-25")
            .header("colli-environment", self.environment)
            .accept("application/json, text/event-stream")
            .json(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
    }

    async fn message(&self, token: &str, method: &str, params: Value) -> Reply {
        self.request(token, method, &params).send().await
    }

    fn calling(&self, tool: &str, arguments: &Value) -> Request {
        self.request(OPERATOR, "tools/call", &json!({"name": tool, "arguments": arguments}))
    }

    /// The result of a call.
    async fn result_as(&self, token: &str, tool: &str, arguments: &Value) -> Value {
        let params = json!({"name": tool, "arguments": arguments});
        let reply = self.message(token, "tools/call", params).await;
        assert_eq!(reply.status, 200, "{tool} {arguments}: {}", reply.text());
        let result = reply.json()["result"].clone();
        assert!(result.is_object(), "{tool} {arguments}: {}", reply.text());
        result
    }

    /// What a call that must succeed answers; it keeps to its schema, and its links are among its content.
    async fn call(&self, tool: &str, arguments: &Value) -> Value {
        let result = self.result_as(OPERATOR, tool, arguments).await;
        assert_ne!(result["isError"], true, "{tool} {arguments}: {result}");
        let output = result["structuredContent"].clone();
        assert_keeps(&self.schemas[tool], &output, tool);
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(!text.is_empty() && !result.to_string().contains("JVBERi0"), "{result}");
        for url in ["label_url", "invoice_url"] {
            let Some(url) = output[url].as_str() else { continue };
            let mut content = result["content"].as_array().unwrap().iter();
            assert!(content.any(|block| block["uri"] == url), "{url} is no link of {result}");
        }
        output
    }

    /// The sentence of a call that must be refused.
    async fn refused_as(&self, token: &str, tool: &str, arguments: &Value) -> String {
        let result = self.result_as(token, tool, arguments).await;
        assert_eq!(result["isError"], true, "{tool} {arguments}: {result}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    async fn refused(&self, tool: &str, arguments: &Value) -> String {
        self.refused_as(OPERATOR, tool, arguments).await
    }

    /// What somebody of the other organisation is told.
    async fn refused_elsewhere(&self, tool: &str, arguments: &Value) -> String {
        self.refused_as(OTHER_OPERATOR, tool, arguments).await
    }

    /// A request of the organisation to Shippo's dialect.
    async fn shippo(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = Request::new(self.server.address, method, &format!("/shippo{path}"));
        let token = format!("ShippoToken shippo_{}_colli_demo", self.environment);
        let request = request.header("authorization", &token);
        let request = if body.is_null() { request } else { request.json(body) };
        let reply = request.send().await;
        assert!(reply.status < 300, "{path}: {}", reply.text());
        reply.json()
    }

    /// Connects an American account.
    async fn connect_america(&self) {
        let account = json!({"account_id": "america", "carrier": "dhl_ecommerce", "parameters": {"username": "u",
            "password": "p", "pickup_no": "123123", "facility_code": "USSFO1"}});
        self.shippo("POST", "/carrier_accounts", &account).await;
    }

    /// Follows an absolute link into this server, without credentials.
    async fn follow(&self, url: &Value) -> Reply {
        let url = url.as_str().unwrap_or_else(|| panic!("{url} is no link"));
        let base = format!("http://{}", self.server.address);
        let path = url
            .strip_prefix(&base)
            .unwrap_or_else(|| panic!("{url} leads elsewhere"));
        Request::new(self.server.address, "GET", path).send().await
    }

    /// The label behind a link, which is a page.
    async fn paper(&self, url: &Value) -> Vec<u8> {
        let reply = self.follow(url).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some("application/pdf"))
        );
        assert!(reply.body.starts_with(b"%PDF"));
        reply.body.to_vec()
    }

    async fn advance(&self, by: &str) {
        let advance = self.server.operator("POST", "/clock/advance").json(&json!({"by": by}));
        assert_eq!(advance.send().await.status, 200);
    }

    /// A Benelux label, bought at once.
    async fn dutch_label(&self, key: &str) -> Value {
        self.call("create_shipment", &shipment(&dutch(), "dhl_benelux_dfy_b2c", key))
            .await
    }

    /// An American label, bought at once.
    async fn american_label(&self, key: &str) -> Value {
        let arguments = shipment(&american(), "dhl_ecommerce_parcels_ground", key);
        self.call("create_shipment", &arguments).await
    }
}

/// A parcel from Utrecht to Amsterdam.
fn dutch() -> Value {
    json!({
        "from": {"name": "John Doe", "company": "ACME Corp.", "street": "Reactorweg 25", "postal_code": "3542AD",
            "city": "Utrecht", "country_code": "NL", "email": "acme@example.com"},
        "to": {"name": "Anna Jansen", "street": "Damrak 1", "postal_code": "1012JS", "city": "Amsterdam",
            "country_code": "nl"},
        "parcels": [{"weight": 1.5, "weight_unit": "kg", "length": 20, "width": 15, "height": 10, "length_unit": "cm"}]
    })
}

/// A parcel from San Francisco to Walnut Creek.
fn american() -> Value {
    json!({
        "from": {"name": "Mr Hippo", "street": "965 Mission Street", "postal_code": "94103", "city": "San Francisco",
            "state": "CA", "country_code": "US", "phone": "4151234567", "email": "hippo@example.com"},
        "to": {"name": "Ms Hippo", "street": "2967 Filbert Dr", "postal_code": "94598", "city": "Walnut Creek",
            "state": "CA", "country_code": "US"},
        "parcels": [{"weight": 2, "weight_unit": "lb", "length": 9, "width": 3, "height": 8, "length_unit": "in"}]
    })
}

/// The arguments of `create_shipment`.
fn shipment(sending: &Value, service: &str, key: &str) -> Value {
    let mut arguments = sending.clone();
    arguments["service"] = json!(service);
    arguments["idempotency_key"] = json!(key);
    arguments
}

/// The same with one member changed.
fn with(arguments: &Value, path: &str, value: Value) -> Value {
    let mut changed = arguments.clone();
    match changed.pointer_mut(path) {
        Some(place) => *place = value,
        None => changed[path.trim_start_matches('/')] = value,
    }
    changed
}
