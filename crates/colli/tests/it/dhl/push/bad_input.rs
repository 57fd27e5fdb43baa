//! Push: what is refused, and how it is named.

use super::{KEY, activate, call, create, made, of_account, of_parcels, open, request};
use crate::support::receiver::Receiver;
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::code;
use crate::support::{TestServer, client::Reply};
use serde_json::{Value, json};

/// Checks a problem: its status, exactly the members clients survive, and that the detail names the field.
fn assert_problem(reply: &Reply, status: u16, names: &str, about: &str) {
    assert_eq!(reply.status, status, "{about}: {}", reply.text());
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json"),
        "{about}"
    );
    let problem = reply.json();
    assert_eq!(problem["status"], status);
    let known = ["title", "status", "detail", "instance"];
    assert!(
        problem
            .as_object()
            .unwrap()
            .keys()
            .all(|name| known.contains(&name.as_str())),
        "{problem}"
    );
    assert!(
        problem["detail"].as_str().unwrap().contains(names),
        "{about}, {names}: {problem}"
    );
}

#[tokio::test]
async fn each_field_that_is_wrong_is_named() {
    let shop = open().await;
    let server = &shop.server;
    let hook = Receiver::start().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let good = of_parcels(&hook, &[&number]);
    let key = |header: &str, token: &str| json!({"type": "ApiKeyAuthentication", "header": header, "token": token});
    let eleven: Vec<&str> = vec![&number; 11];
    let long = "9".repeat(1_000);
    for (path, value, names) in [
        ("hook", Value::Null, "hook: "),
        ("hook", json!("https://1.1.1.1"), "hook: "),
        ("hook.uri", Value::Null, "hook.uri: "),
        ("hook.uri", json!(""), "hook.uri: "),
        ("hook.uri", json!("nonsense"), "hook.uri: "),
        ("hook.uri", json!("ftp://1.1.1.1/"), "hook.uri: "),
        ("hook.uri", json!("http://1.1.1.1/"), "hook.uri: "),
        ("hook.uri", json!("https://10.0.0.1/"), "hook.uri: "),
        ("hook.uri", json!("https://169.254.169.254/latest"), "hook.uri: "),
        ("hook.uri", json!("https://me:secret@1.1.1.1/"), "hook.uri: "),
        (
            "hook.uri",
            json!(format!("https://1.1.1.1/{}", "x".repeat(3_000))),
            "hook.uri: ",
        ),
        (
            "hook.authentication",
            json!({"type": "OAuth2"}),
            "hook.authentication.type: ",
        ),
        (
            "hook.authentication",
            json!({"header": "x", "token": "y"}),
            "hook.authentication.type: ",
        ),
        ("hook.authentication", key("", "y"), "hook.authentication.header: "),
        ("hook.authentication", key("Host", "y"), "hook.authentication.header: "),
        ("hook.authentication", key("a b", "y"), "hook.authentication.header: "),
        ("hook.authentication", key("x", ""), "hook.authentication.token: "),
        ("hook.authentication", key("x", "a\nb"), "hook.authentication.token: "),
        ("format", json!("XML"), "format: "),
        ("type", Value::Null, "type: "),
        ("type", json!("Parcel"), "type: "),
        ("type", json!("Account"), "accountID: "),
        ("service", json!("parcel-xx"), "service: "),
        ("service", json!("express"), "shipmentIDs[0]: "),
        ("events", json!(["Lost"]), "events[0]: "),
        ("events", json!(["Transit", 7]), "events[1]: "),
        ("shipmentIDs", Value::Null, "shipmentIDs: "),
        ("shipmentIDs", json!([]), "shipmentIDs: "),
        ("shipmentIDs", json!(eleven), "shipmentIDs: "),
        (
            "shipmentIDs",
            json!([number, "JVGL08500001000099999999"]),
            "shipmentIDs[1]: ",
        ),
        ("shipmentIDs", json!([long]), "shipmentIDs[0]: "),
    ] {
        let reply = create(server, &with(good.clone(), path, value.clone())).await;
        assert_problem(&reply, 400, names, &format!("{path} = {value}"));
        assert_eq!(reply.json()["title"], "Invalid input");
    }
    for account in ["", "99999999", "08600001", "08500003", "letters", &long] {
        let reply = create(server, &of_account(&hook, account)).await;
        assert_problem(&reply, 400, "accountID: ", account);
    }
    let both = with(with(good, "format", json!("XML")), "type", json!("Parcel"));
    let reply = create(server, &both).await;
    assert_problem(&reply, 400, "format: ", "both");
    assert_problem(&reply, 400, "type: ", "both");
    let listed = call(server, "GET", "/subscriptions").await.json();
    assert_eq!((listed, hook.got().len()), (json!({"subscriptions": []}), 0));
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused() {
    let server = TestServer::start().await;
    for body in ["", "{", "null", "[]", "7", "\"text\"", "{\"hook\":}", "\u{0}"] {
        let reply = request(&server, KEY, "POST", "/subscription").body(body).send().await;
        assert_problem(&reply, 400, "body: ", body);
    }
    let reply = request(&server, KEY, "POST", "/subscription")
        .body(vec![b'x'; 2 << 20])
        .send()
        .await;
    assert_problem(&reply, 413, "larger than", "two megabytes");
}

#[tokio::test]
async fn only_the_secret_of_the_subscription_activates_it() {
    let shop = open().await;
    let server = &shop.server;
    let [hook, other] = [Receiver::start().await, Receiver::start().await];
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let id = made(server, &of_parcels(&hook, &[&number])).await;
    let second = made(server, &of_parcels(&other, &[&number])).await;
    let secret = super::secret(&hook.taken(1).await[0]);
    let foreign = super::secret(&other.taken(1).await[0]);
    assert_ne!(secret, foreign);
    for wrong in [
        "",
        "x",
        &secret[..63],
        &format!("{secret}0"),
        &foreign,
        &"9".repeat(5_000),
    ] {
        let reply = activate(server, &id, wrong).await;
        assert_problem(&reply, 400, "DHL-API-Hook-Secret: ", wrong);
        assert!(!reply.text().contains(&secret));
    }
    let reply = call(server, "POST", &format!("/subscription/{id}")).await;
    assert_problem(&reply, 400, "DHL-API-Hook-Secret: ", "no secret");
    let shown = call(server, "GET", &format!("/subscription/{id}")).await.json();
    assert_eq!(shown["status"], "pending");
    assert_eq!(activate(server, &second, &foreign).await.status, 204);
    assert_eq!(activate(server, &id, &secret).await.status, 204);
    for (wrong, shown) in [
        ("nonsense", "nonsense"),
        (
            "5d0c0000-0000-4000-8000-000000000000",
            "5d0c0000-0000-4000-8000-000000000000",
        ),
        ("%ff", "%ff"),
        ("%00", "\u{fffd}"),
    ] {
        let reply = activate(server, wrong, &secret).await;
        assert_problem(&reply, 404, "no ", wrong);
        assert_eq!(reply.json()["instance"], format!("/subscription/{shown}"));
        assert_eq!(
            call(server, "DELETE", &format!("/subscription/{wrong}")).await.status,
            404
        );
    }
}

#[tokio::test]
async fn a_key_with_the_scope_is_needed() {
    let server = TestServer::start().await;
    let id = uuid(1);
    for (method, path) in [
        ("POST", "/subscription".to_owned()),
        ("GET", "/subscriptions".to_owned()),
        ("GET", format!("/subscription/{id}")),
        ("POST", format!("/subscription/{id}")),
        ("DELETE", format!("/subscription/{id}")),
    ] {
        for key in ["", "wrong", "colli-demo-locations-only"] {
            let reply = request(&server, key, method, &path).json(&json!({})).send().await;
            assert_problem(&reply, 401, "not authorised", &format!("{method} {path} {key}"));
        }
    }
    let reply = request(&server, "colli-demo-tracking-only", "GET", "/subscriptions")
        .send()
        .await;
    assert_eq!(reply.status, 200);
    assert_eq!(request(&server, KEY, "PUT", "/subscriptions").send().await.status, 405);
}

#[tokio::test]
async fn an_environment_has_so_many_subscriptions_and_no_more() {
    let server = TestServer::start().await;
    let body = json!({"hook": {"uri": "https://1.1.1.1/"}, "type": "Account", "accountID": "08500001"});
    let mut count = 0;
    let refused = loop {
        let reply = create(&server, &body).await;
        if reply.status != 201 {
            break reply;
        }
        count += 1;
    };
    assert!((90..=100).contains(&count), "{count}");
    assert_problem(&refused, 400, "as many subscribers as it may have", "the last");
}
