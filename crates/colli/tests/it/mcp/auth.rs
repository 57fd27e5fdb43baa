//! Who is let in, and to what.

use super::{KEY, error, message, post, result};
use crate::support::client::{Reply, Request};
use crate::support::{OPERATOR, TEST, TestServer};
use serde_json::{Value, json};

const LIST: &str = "tools/list";

fn challenge(reply: &Reply) -> &str {
    reply.header("www-authenticate").unwrap_or_default()
}

/// How many tools a request sees.
async fn tools(request: Request) -> usize {
    let list = result(&request.json(&message(LIST, &json!({}))).send().await);
    list["tools"].as_array().unwrap().len()
}

fn track() -> Value {
    message(
        "tools/call",
        &json!({"name": "track_shipment", "arguments": {"tracking_number": "JVGL1"}}),
    )
}

#[tokio::test]
async fn without_credentials_the_way_in_is_named() {
    let server = TestServer::start().await;
    let jwt = server.token(&TEST).await;
    let address = format!("http://{}/.well-known/oauth-protected-resource/mcp", server.address);
    let metadata = format!("Bearer resource_metadata=\"{address}\"");
    let long = "x".repeat(1_000);
    for (about, request, brought) in [
        ("nothing", post(&server), false),
        ("an empty key", post(&server).header("dhl-api-key", " "), false),
        (
            "another scheme",
            post(&server).header("authorization", "Basic YTpi"),
            false,
        ),
        (
            "an unknown key",
            post(&server).header("dhl-api-key", "colli-unknown"),
            true,
        ),
        ("an unknown token", post(&server).token("colli_unknown"), true),
        ("a long key", post(&server).header("dhl-api-key", &long), true),
        ("a token of the parcel API", post(&server).token(&jwt), true),
        (
            "a token of Shippo's API",
            post(&server).token("shippo_test_colli_demo"),
            true,
        ),
    ] {
        let reply = request.json(&message(LIST, &json!({}))).send().await;
        assert_eq!(error(&reply).0, 401, "{about}");
        assert!(
            challenge(&reply).starts_with(&metadata),
            "{about}: {}",
            challenge(&reply)
        );
        assert_eq!(challenge(&reply).contains("invalid_token"), brought, "{about}");
        assert!(!reply.text().contains(&jwt), "{about}");
    }
    for path in [
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-protected-resource",
    ] {
        let reply = Request::new(server.address, "GET", path).send().await;
        let document = reply.json();
        assert_eq!(document["resource"], format!("http://{}/mcp", server.address));
        assert_eq!(document["bearer_methods_supported"], json!(["header"]));
        assert_eq!(
            document["scopes_supported"],
            json!(["tracking", "locations", "shipping"])
        );
        assert!(document.get("authorization_servers").is_none(), "there is none");
    }
}

#[tokio::test]
async fn credentials_open_the_tools_of_their_scopes() {
    let server = TestServer::start().await;
    assert_eq!(tools(post(&server).header("dhl-api-key", KEY)).await, 3);
    assert_eq!(tools(post(&server).token(KEY)).await, 3, "a key as a bearer token");
    assert_eq!(
        tools(post(&server).header("dhl-api-key", "colli-demo-tracking-only")).await,
        1
    );
    assert_eq!(
        tools(post(&server).header("dhl-api-key", "colli-demo-locations-only")).await,
        2
    );
    assert_eq!(
        tools(post(&server).token(OPERATOR)).await,
        15,
        "the organisation's own token"
    );
    for word in ["live", "Test"] {
        assert_eq!(
            tools(post(&server).token(OPERATOR).header("colli-environment", word)).await,
            15
        );
    }
    let wrong = post(&server).token(OPERATOR).header("colli-environment", "production");
    let reply = wrong.json(&message(LIST, &json!({}))).send().await;
    assert_eq!(error(&reply).0, 400);
    assert!(reply.text().contains("Colli-Environment"), "{}", reply.text());
}

#[tokio::test]
async fn a_tool_out_of_scope_is_forbidden_and_the_scope_named() {
    let server = TestServer::start().await;
    let locations = || post(&server).header("dhl-api-key", "colli-demo-locations-only");
    let reply = locations().json(&track()).send().await;
    assert_eq!(error(&reply).0, 403);
    assert_eq!(reply.json()["id"], 1);
    let challenge = challenge(&reply);
    assert!(
        challenge.contains("error=\"insufficient_scope\"") && challenge.contains("scope=\"tracking\""),
        "{challenge}"
    );
    let buying = message("tools/call", &json!({"name": "create_shipment", "arguments": {}}));
    let reply = post(&server).header("dhl-api-key", KEY).json(&buying).send().await;
    assert_eq!(error(&reply).0, 403, "a key for looking buys nothing");
    assert!(reply.header("www-authenticate").unwrap().contains("scope=\"shipping\""));
}

#[tokio::test]
async fn a_key_that_was_taken_back_opens_nothing_from_then_on() {
    let server = TestServer::start().await;
    let new = json!({"name": "Bot", "scopes": ["tracking"]});
    let made = server.operator("POST", "/apps").json(&new).send().await.json();
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    let ask = || {
        post(&server)
            .header("dhl-api-key", key)
            .json(&message(LIST, &json!({})))
            .send()
    };
    assert_eq!(ask().await.status, 200);
    let path = format!("/apps/{id}");
    let disabled = server
        .operator("PATCH", &path)
        .json(&json!({"enabled": false}))
        .send()
        .await;
    assert_eq!(disabled.status, 200, "{}", disabled.text());
    assert_eq!(ask().await.status, 401, "disabled");
    let enabled = server
        .operator("PATCH", &path)
        .json(&json!({"enabled": true}))
        .send()
        .await;
    assert_eq!(enabled.status, 200);
    assert_eq!(ask().await.status, 200, "enabled again");
    assert!(server.operator("DELETE", &path).send().await.status < 300);
    assert_eq!(ask().await.status, 401, "deleted");
}

#[tokio::test]
async fn calls_past_the_quota_are_told_when_to_come_back() {
    let server = TestServer::start().await;
    let new = json!({"name": "Bot", "scopes": ["tracking"], "quota": {"callsPerDay": 2}});
    let made = server.operator("POST", "/apps").json(&new).send().await;
    let key = made.json()["key"]
        .as_str()
        .unwrap_or_else(|| panic!("{}", made.text()))
        .to_owned();
    let ask = || post(&server).header("dhl-api-key", &key).json(&track()).send();
    assert_eq!(ask().await.status, 200);
    assert_eq!(ask().await.status, 200);
    let reply = ask().await;
    assert_eq!(error(&reply).0, 429);
    assert!(reply.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
}
