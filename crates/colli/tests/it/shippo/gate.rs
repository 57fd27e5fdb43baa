//! The gateway as a client sees it, and what holds for every resource: tokens, other organisations, pages, both forms of
//! paths, named requests.

use crate::support::TestServer;
use crate::support::client::{Reply, Request};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The demo organisation's test environment.
pub const TEST: &str = "shippo_test_colli_demo";
/// Its live environment.
pub const LIVE: &str = "shippo_live_colli_demo";
/// Another organisation.
pub const OTHER: &str = "shippo_test_colli_other";

/// A server, and the token it is called with.
pub struct Gate {
    pub server: TestServer,
    pub token: &'static str,
}

impl Gate {
    pub async fn open(token: &'static str) -> Self {
        Self {
            server: TestServer::start().await,
            token,
        }
    }

    pub fn request(&self, method: &str, path: &str) -> Request {
        self.request_as(self.token, method, path)
    }

    pub fn request_as(&self, token: &str, method: &str, path: &str) -> Request {
        Request::new(self.server.address, method, &format!("/shippo{path}"))
            .header("authorization", &format!("ShippoToken {token}"))
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.request("GET", path).send().await
    }

    /// The JSON of a `GET` that must succeed.
    pub async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/json"), "{path}");
        reply.json()
    }

    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.request(method, path).json(body).send().await
    }

    /// Posts a body, which must be answered with this status.
    pub async fn post(&self, path: &str, body: &Value, status: u16) -> Value {
        let reply = self.send("POST", path, body).await;
        assert_eq!(reply.status, status, "{path}: {}\nfor {body}", reply.text());
        reply.json()
    }

    /// Posts a body, which must be refused with a sentence at `pointer` that says `says`.
    pub async fn refuse(&self, path: &str, body: &Value, pointer: &str, says: &str) {
        let answer = self.post(path, body, 400).await;
        let sentence = answer.pointer(pointer).and_then(|sentences| sentences[0].as_str());
        let sentence = sentence.unwrap_or_else(|| panic!("nothing at {pointer} in {answer}\nfor {body}"));
        assert!(sentence.contains(says), "{says:?} is not in {sentence:?}\nfor {body}");
    }

    /// A carrier account of the American network, by its id.
    pub async fn account(&self) -> String {
        let body = json!({
            "carrier": "dhl_ecommerce",
            "account_id": "shop",
            "parameters": {"username": "u", "password": "p", "pickup_no": "5303323", "facility_code": "USEWR1"},
            "active": true,
        });
        id(&self.post("/carrier_accounts", &body, 201).await)
    }
}

pub fn id(object: &Value) -> String {
    let id = object["object_id"]
        .as_str()
        .unwrap_or_else(|| panic!("no id in {object}"));
    assert_eq!(id.len(), 32, "{id}");
    id.to_owned()
}

pub fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Checks that an object has exactly these members.
pub fn assert_keys(object: &Value, wanted: &[&str]) {
    assert_eq!(
        keys(object),
        wanted.iter().copied().collect::<BTreeSet<_>>(),
        "{object}"
    );
}

/// What holds for a resource that is made by `POST path` with `body`, read by id and listed in pages.
pub async fn assert_resource(gate: &Gate, path: &str, body: &Value) {
    let first = gate.post(path, body, 201).await;
    assert_eq!(first["object_owner"].as_str().unwrap().split('@').count(), 2);
    let id = id(&first);
    assert_eq!(
        gate.json(&format!("{path}/{id}")).await,
        first,
        "it reads back as it was made"
    );
    assert_eq!(gate.json(&format!("{path}/{id}/")).await, first, "with a slash");
    let slashed = gate.send("POST", &format!("{path}/"), body).await;
    assert_eq!(slashed.status, 201, "{}", slashed.text());
    let last = gate.post(path, body, 201).await;

    let page = gate.json(&format!("{path}?results=2")).await;
    assert_keys(&page, &["next", "previous", "results"]);
    assert_eq!(
        (page["results"].as_array().unwrap().len(), &page["results"][0]),
        (2, &last)
    );
    assert!(page["previous"].is_null());
    let next = page["next"].as_str().unwrap();
    assert!(
        next.starts_with("http://") && next.ends_with("results=2&page=2"),
        "{next}"
    );
    let second = gate.json(&format!("{path}/?results=2&page=2")).await;
    assert_eq!(
        (second["results"].as_array().unwrap().len(), &second["results"][0]),
        (1, &first)
    );
    assert!(second["next"].is_null() && second["previous"].as_str().unwrap().ends_with("page=1"));
    let beyond = gate.json(&format!("{path}?page=9")).await;
    assert_eq!(beyond["results"], json!([]));

    for wrong in ["0", "-1", "x"] {
        let reply = gate.get(&format!("{path}?page={wrong}")).await;
        assert_eq!(reply.status, 400, "{wrong}");
    }
    let strangers = gate.request_as(OTHER, "GET", &format!("{path}/{id}")).send().await;
    assert_eq!(
        (strangers.status, strangers.json()),
        (404, json!({"detail": "Not found."}))
    );
    let none = gate.request_as(OTHER, "GET", path).send().await;
    assert_eq!(none.json()["results"], json!([]), "the other organisation sees none");
    let nobody = Request::new(gate.server.address, "GET", &format!("/shippo{path}"))
        .send()
        .await;
    assert_eq!(nobody.status, 401);
    assert_eq!(nobody.json()["detail"], "Authentication credentials were not provided.");
    for unknown in ["00000000000000000000000000000000", "no-id"] {
        assert_eq!(gate.get(&format!("{path}/{unknown}")).await.status, 404, "{unknown}");
    }
    assert_named_once(gate, path, body).await;
}

/// A request with a name is carried out once.
pub async fn assert_named_once(gate: &Gate, path: &str, body: &Value) {
    let named = || {
        gate.request("POST", path)
            .header("idempotency-key", "the same")
            .json(body)
    };
    let (first, again) = (named().send().await, named().send().await);
    assert_eq!((first.status, first.json()), (again.status, again.json()));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
}
