//! Authorization profiles: saved, used, disabled, enabled, deleted; the key never shown.

use super::{
    KEY, LOCATION, LOCATIONS_ONLY, TRACKING, TRACKING_ONLY, make_app, operator, post_as, refused, request, save_profile,
};
use crate::support::{OTHER_OPERATOR, TestServer};
use serde_json::{Value, json};

const PROFILES: &str = "/authorization-profiles";

async fn run(server: &TestServer, path: &str, profile: &str) -> crate::support::client::Reply {
    post_as(server, KEY, path, &json!({"authorizationProfile": profile})).await
}

#[tokio::test]
async fn a_profile_goes_through_all_its_states() {
    let server = TestServer::start().await;
    let id = save_profile(&server, "Zoë's key", KEY).await;
    let shown = operator(&server, "GET", &format!("{PROFILES}/{id}")).send().await;
    assert_eq!(
        shown.json(),
        json!({"id": id, "name": "Zoë's key", "header": "DHL-API-Key", "enabled": true, "createdAt": "2026-03-02T08:00:00Z"})
    );
    let listed = operator(&server, "GET", PROFILES).send().await;
    assert_eq!(listed.json(), json!({"authorizationProfiles": [shown.json()]}));
    assert!(!listed.text().contains(KEY));
    for named in [id.as_str(), "Zoë's key"] {
        assert_eq!(run(&server, TRACKING, named).await.status, 200);
        assert_eq!(run(&server, LOCATION, named).await.status, 200);
    }

    let enable =
        |enabled: Value| operator(&server, "PATCH", &format!("{PROFILES}/{id}")).json(&json!({"enabled": enabled}));
    assert_eq!(enable(json!(false)).send().await.json()["enabled"], false);
    let message = refused(&run(&server, TRACKING, &id).await, 403, "forbidden");
    assert_eq!(message, "This authorization profile is disabled");
    assert_eq!(enable(json!(true)).send().await.json()["enabled"], true);
    assert_eq!(run(&server, TRACKING, &id).await.status, 200);

    let deleted = operator(&server, "DELETE", &format!("{PROFILES}/{id}")).send().await;
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    refused(
        &run(&server, TRACKING, &id).await,
        404,
        "authorization_profile_not_found",
    );
    for method in ["GET", "DELETE"] {
        let gone = operator(&server, method, &format!("{PROFILES}/{id}")).send().await;
        refused(&gone, 404, "authorization_profile_not_found");
    }
    refused(
        &enable(json!(true)).send().await,
        404,
        "authorization_profile_not_found",
    );
}

#[tokio::test]
async fn the_key_lies_sealed() {
    let server = TestServer::start().await;
    let secret = "a-key-nobody-should-see";
    save_profile(&server, "sealed", secret).await;
    let home = server.stop().await;
    let bytes = home.bytes();
    assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
}

#[tokio::test]
async fn an_action_runs_with_the_key_of_its_profile() {
    let server = TestServer::start().await;
    save_profile(&server, "tracking", TRACKING_ONLY).await;
    save_profile(&server, "locations", LOCATIONS_ONLY).await;
    save_profile(&server, "unknown", "no-such-key").await;
    assert_eq!(run(&server, TRACKING, "tracking").await.status, 200);
    assert_eq!(run(&server, LOCATION, "locations").await.status, 200);
    let message = refused(&run(&server, TRACKING, "locations").await, 403, "forbidden");
    assert!(
        message.contains("The key of this authorization profile is not meant for this"),
        "{message}"
    );
    let message = refused(&run(&server, TRACKING, "unknown").await, 403, "forbidden");
    assert_eq!(message, "The key of this authorization profile is unknown here");
    // Nobody gets past the scopes of the own key by naming another one.
    let around = json!({"authorizationProfile": "tracking"});
    refused(
        &post_as(&server, LOCATIONS_ONLY, TRACKING, &around).await,
        403,
        "forbidden",
    );
    let nothing = json!({"authorizationProfile": {"id": 1}});
    refused(&post_as(&server, KEY, TRACKING, &nothing).await, 400, "invalid");
    // Nothing said is none named.
    assert_eq!(run(&server, TRACKING, " ").await.status, 200);
}

#[tokio::test]
async fn the_quota_of_the_profiles_key_counts() {
    let server = TestServer::start().await;
    let key = make_app(&server, &["tracking", "locations"], 2).await;
    save_profile(&server, "small", &key).await;
    assert_eq!(run(&server, TRACKING, "small").await.status, 200);
    assert_eq!(run(&server, LOCATION, "small").await.status, 200);
    refused(&run(&server, TRACKING, "small").await, 429, "quota_exceeded");
    assert_eq!(post_as(&server, KEY, TRACKING, &json!({})).await.status, 200);
    // A key that names its own profile is counted once.
    let own = make_app(&server, &["tracking"], 2).await;
    save_profile(&server, "own", &own).await;
    for _ in 0..2 {
        let named = json!({"authorizationProfile": "own"});
        assert_eq!(post_as(&server, &own, TRACKING, &named).await.status, 200);
    }
}

#[tokio::test]
async fn profiles_belong_to_one_environment_of_one_organisation() {
    let server = TestServer::start().await;
    let id = save_profile(&server, "mine", KEY).await;
    let path = format!("{PROFILES}/{id}");
    for (token, environment) in [(OTHER_OPERATOR, "test"), (crate::support::OPERATOR, "live")] {
        let as_other = |method: &str, path: &str| {
            request(&server, method, path)
                .token(token)
                .header("colli-environment", environment)
        };
        assert_eq!(
            as_other("GET", PROFILES).send().await.json(),
            json!({"authorizationProfiles": []})
        );
        for method in ["GET", "DELETE"] {
            refused(
                &as_other(method, &path).send().await,
                404,
                "authorization_profile_not_found",
            );
        }
        let disabling = as_other("PATCH", &path).json(&json!({"enabled": false}));
        refused(&disabling.send().await, 404, "authorization_profile_not_found");
        for named in ["mine", id.as_str()] {
            let named = as_other("POST", TRACKING).json(&json!({"authorizationProfile": named}));
            refused(&named.send().await, 404, "authorization_profile_not_found");
        }
        let same_name = as_other("POST", PROFILES).json(&json!({"name": "mine", "key": "k"}));
        assert_eq!(same_name.send().await.status, 201);
    }
    let shown = operator(&server, "GET", &path).send().await;
    assert_eq!(shown.json()["enabled"], true);
}

#[tokio::test]
async fn profiles_that_break_rules_are_refused() {
    let server = TestServer::start().await;
    let create = |body: Value| operator(&server, "POST", PROFILES).json(&body);
    assert_eq!(
        create(json!({"name": "a", "key": "k", "header": "dhl-api-key"}))
            .send()
            .await
            .status,
        201
    );
    refused(
        &create(json!({"name": " a ", "key": "k"})).send().await,
        409,
        "conflict",
    );
    for (body, fields) in [
        (json!({}), vec!["name", "key"]),
        (json!({"name": "b", "key": ""}), vec!["key"]),
        (json!({"name": "b", "key": "two words"}), vec!["key"]),
        (json!({"name": "b", "key": "k\r\nx: y"}), vec!["key"]),
        (json!({"name": "b", "key": "k".repeat(201)}), vec!["key"]),
        (json!({"name": "n".repeat(101), "key": "k"}), vec!["name"]),
        (
            json!({"name": "b", "key": "k", "header": "Authorization"}),
            vec!["header"],
        ),
        (json!({"name": 1, "key": ["k"]}), vec!["name", "key"]),
        (json!({"name": "b", "key": "k", "scope": "all"}), vec!["scope"]),
    ] {
        let reply = create(body.clone()).send().await;
        refused(&reply, 400, "invalid");
        let details = reply.json()["error"]["details"].as_array().unwrap().clone();
        let named: Vec<&str> = details.iter().map(|detail| detail["field"].as_str().unwrap()).collect();
        assert_eq!(named, fields, "{body}");
    }
    for body in [
        json!({}),
        json!({"enabled": "yes"}),
        json!({"enabled": true, "name": "x"}),
    ] {
        let patch = operator(&server, "PATCH", &format!("{PROFILES}/x")).json(&body);
        refused(&patch.send().await, 400, "invalid");
    }
}
