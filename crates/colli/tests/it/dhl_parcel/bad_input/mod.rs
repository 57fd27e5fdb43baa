//! Bad input: each gets a clear error in the vendor's shape, nothing of it is stored, and the server lives.

mod every_field;
mod names;
mod values;

use crate::support::client::{Reply, raw};
use crate::support::samples::{shipment, uuid, with};
use crate::support::{TEST, TestServer};
use serde_json::{Value, json};

/// The server, a token, and ids that are never used twice.
struct Bench {
    server: TestServer,
    token: String,
    next: u32,
}

impl Bench {
    async fn new() -> Self {
        let server = TestServer::start().await;
        let token = server.token(&TEST).await;
        Self { server, token, next: 0 }
    }

    fn id(&mut self) -> String {
        self.next += 1;
        uuid(self.next)
    }

    async fn post(&self, path: &str, body: impl Into<Vec<u8>>) -> Reply {
        let request = self
            .server
            .post(path)
            .token(&self.token)
            .header("content-type", "application/json");
        request.body(body).send().await
    }

    async fn book(&self, body: &Value) -> Reply {
        self.post("/shipments", body.to_string()).await
    }

    /// Whether a shipment is stored, under its id or as a label.
    async fn stored(&self, id: &str) -> bool {
        let mut found = Vec::new();
        for path in [format!("/shipments/{id}"), format!("/labels/{id}")] {
            found.push(self.server.get(&path).token(&self.token).send().await.status);
        }
        match found.as_slice() {
            [200, 200] => true,
            [404, 404] => false,
            other => panic!("{id}: {other:?}"),
        }
    }

    /// A refused shipment: 400 that names one of the fields, nothing stored.
    async fn refused(&mut self, body: Value, fields: &[&str], about: &str) -> Reply {
        let id = self.id();
        let reply = self.book(&with(body, "shipmentId", json!(id))).await;
        reply.assert_error(400, about);
        let named = reply.fields();
        assert!(
            named
                .iter()
                .any(|name| fields.iter().any(|field| name.starts_with(field))),
            "{about}: {named:?}"
        );
        assert!(!self.stored(&id).await, "{about} was stored");
        reply
    }

    /// The server still books and prints.
    async fn lives(&mut self) {
        let id = self.id();
        let reply = self.book(&shipment(&id)).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        assert!(self.stored(&id).await);
    }
}

#[tokio::test]
async fn bodies_that_are_not_json_objects() {
    let mut bench = Bench::new().await;
    let whole = shipment(&uuid(900)).to_string();
    let mut bodies: Vec<Vec<u8>> = (0..whole.len())
        .step_by(7)
        .map(|end| whole.as_bytes()[..end].to_vec())
        .collect();
    for text in [
        "null", "true", "1", "\"x\"", "[]", "[[]]", "{\"a\"}", "{,}", "\u{feff}", "\u{0}", "<xml/>", "a=b",
    ] {
        bodies.push(text.as_bytes().to_vec());
    }
    bodies.push(vec![0xff; 64]);
    bodies.push(whole.replace("Utrecht", "Utr\u{1}echt").into_bytes());
    bodies.push([whole.as_bytes(), b"x"].concat());
    let broken_text: Vec<u8> = whole
        .replace("Utrecht", "@")
        .bytes()
        .map(|b| if b == b'@' { 0xff } else { b })
        .collect();
    bodies.push(broken_text);
    for path in [
        "/shipments",
        "/labels",
        "/labels/multi",
        "/authenticate/api-key",
        "/authenticate/refresh-token",
    ] {
        for body in &bodies {
            let reply = bench.post(path, body.clone()).await;
            reply.assert_error(400, &format!("{path} {}", String::from_utf8_lossy(body)));
        }
    }
    assert!(!bench.stored(&uuid(900)).await);
    bench.lives().await;
}

#[tokio::test]
async fn a_hundred_thousand_levels_of_nesting() {
    let mut bench = Bench::new().await;
    let levels = 100_000;
    let arrays = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
    for deep in [&arrays, &objects] {
        for body in [
            deep.clone(),
            format!(r#"{{"shipmentId":{deep}}}"#),
            format!(r#"{{"unknown":{deep}}}"#),
            format!(r#"{{"options":[{{"key":"DOOR","input":{deep}}}]}}"#),
            format!(r#"{{"receiver":{{"name":{deep}}}}}"#),
            format!(r#"{{"pieces":{deep}}}"#),
        ] {
            for path in ["/shipments", "/labels", "/labels/multi", "/authenticate/api-key"] {
                bench
                    .post(path, body.clone())
                    .await
                    .assert_error(400, &format!("{path} {body:.40}"));
            }
        }
    }
    bench.lives().await;
}

#[tokio::test]
async fn ten_megabytes_are_413() {
    let mut bench = Bench::new().await;
    let id = bench.id();
    let body = with(shipment(&id), "orderReference", json!("x".repeat(10_000_000))).to_string();
    for path in ["/shipments", "/labels", "/labels/multi", "/authenticate/api-key"] {
        bench.post(path, body.clone()).await.assert_error(413, path);
    }
    assert!(!bench.stored(&id).await);
    // A length that is only claimed costs nothing.
    let head = "POST /dhl-parcel/authenticate/api-key HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n{}";
    let answer = raw(bench.server.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer:.200}");
    bench.lives().await;
}

#[tokio::test]
async fn requests_that_are_not_http() {
    let mut bench = Bench::new().await;
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n\r\nX\r\n\r\n",
        b"POST /dhl-parcel/shipments HTTP/1.1\r\nhost: x\r\ncontent-length: abc\r\n\r\n",
        b"POST /dhl-parcel/shipments HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}",
        b"POST /dhl-parcel/authenticate/api-key HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nZZZ\r\n{}\r\n0\r\n\r\n",
        b"GET /dhl-parcel/products HTTP/1.1\r\nhost: x\r\n bad: folded\r\n\r\n",
    ] {
        let answer = raw(bench.server.address, bytes).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{:?}: {answer:.200}", String::from_utf8_lossy(bytes));
    }
    bench.lives().await;
}
