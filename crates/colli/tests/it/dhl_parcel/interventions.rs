//! Interventions (reference 17; design section 11): every reason code from real state, look-ups, carrying out.

mod carrying_out;
mod life;
mod questions;
mod reasons;

use crate::support::client::Reply;
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::{Shop, code};
use serde_json::{Value, json};

/// The receiver's postal code of the samples.
const POSTAL_CODE: &str = "1012JS";

/// A shop whose parcels are moved by scans.
struct Town {
    shop: Shop,
    next: u32,
}

impl Town {
    async fn open() -> Self {
        Self {
            shop: Shop::open().await,
            next: 0,
        }
    }

    /// A consumer's parcel, with members of the order replaced; its code.
    async fn book(&mut self, changes: &[(&str, Value)]) -> String {
        self.next += 1;
        let body = changes
            .iter()
            .fold(consumer_shipment(&uuid(self.next)), |body, (path, value)| {
                with(body, path, value.clone())
            });
        let booked = self.shop.book(&body).await;
        code(&booked, 0)
    }

    /// A parcel that is at its depot.
    async fn at_depot(&mut self, changes: &[(&str, Value)]) -> String {
        let code = self.book(changes).await;
        self.scan(&code, &json!({"status": "DEPOT_SCAN", "facility": "AMS"}))
            .await;
        code
    }

    /// Reports a scan, a minute after the one before.
    async fn scan(&mut self, code: &str, scan: &Value) {
        self.next += 1;
        let mut scan = scan.clone();
        scan["scanId"] = json!(format!("scan-{}", self.next));
        scan["trackerCode"] = json!(code);
        if scan["occurredAt"].is_null() {
            scan["occurredAt"] = json!(format!("2026-03-02T07:{:02}:{:02}Z", self.next / 60, self.next % 60));
        }
        let request = self.shop.server.operator("POST", "/scans");
        let reply = request.json(&json!({"scans": [scan]})).send().await;
        assert_eq!(
            reply.json()["results"][0]["status"],
            "accepted",
            "{scan}: {}",
            reply.text()
        );
    }

    async fn ask(&self, path: &str) -> Reply {
        self.shop.server.get(path).header("Source", "tests").send().await
    }

    /// The options of a parcel.
    async fn options(&self, code: &str, postal_code: &str) -> Value {
        let path = format!("/intervention-options?postalCode={postal_code}&parcelId={code}");
        let reply = self.ask(&path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()["interventionOptions"][code].clone()
    }

    async fn carry_out(&self, kind: &str, body: &Value) -> Reply {
        let request = self.shop.server.post(&format!("/interventions/{kind}"));
        request.header("Source", "tests").json(body).send().await
    }
}

/// A request with all that every kind must say.
fn wanted(code: &str, more: &Value) -> Value {
    let mut body = json!({"parcelId": code, "postalCode": POSTAL_CODE, "emailAddress": "anna@privat.example",
        "agreeWithTerms": true});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

/// The codes an option is refused for; none when it is available.
fn codes(option: &Value) -> Vec<u64> {
    let reasons = option["reasons"].as_array().cloned().unwrap_or_default();
    assert_eq!(option["available"], json!(reasons.is_empty()), "{option}");
    reasons.iter().map(|reason| reason["code"].as_u64().unwrap()).collect()
}

/// The codes a refusal names for a parcel.
fn refused(reply: &Reply, id: &str) -> Vec<u64> {
    let json = reply.json();
    let reasons = json["parcels"][id]
        .as_array()
        .unwrap_or_else(|| panic!("no {id} in {json}"));
    reasons.iter().map(|reason| reason["code"].as_u64().unwrap()).collect()
}
