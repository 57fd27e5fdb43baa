//! Links to documents, which need no token: without the right query they lead nowhere, and say nothing.

use crate::support::TestServer;
use crate::support::client::{Reply, Request};
use colli_core::ids::Tenant;
use colli_service::signed_documents::DOCUMENT_LINK;

const NAME: &str = "000000000000000000000000000000ab.pdf";

async fn tenant(server: &TestServer, token: &str) -> Tenant {
    server.service.authenticate_gateway(token).await.unwrap().tenant
}

/// The query that opens a document of this name for a year.
fn signed(server: &TestServer, tenant: Tenant) -> String {
    let ends_at = server.service.now(tenant).checked_add(DOCUMENT_LINK).unwrap();
    server.service.sign_document_until(tenant, NAME, ends_at).unwrap()
}

async fn get(server: &TestServer, target: &str) -> Reply {
    Request::new(server.address, "GET", &format!("/files/{target}"))
        .send()
        .await
}

/// A sentence, which is the same whatever there is.
fn assert_closed(reply: &Reply, about: &str) {
    assert_eq!(reply.status, 403, "{about}");
    assert_eq!(reply.text(), "This link is not valid, or has ended", "{about}");
    assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
}

#[tokio::test]
async fn only_the_whole_query_opens_a_document() {
    let server = TestServer::start().await;
    let tenant = tenant(&server, "shippo_test_colli_demo").await;
    let query = signed(&server, tenant);
    // The signature is right, and there is no such purchase.
    let open = get(&server, &format!("{NAME}?{query}")).await;
    assert_eq!(open.status, 404, "{}", open.text());
    assert_eq!(open.text(), "There is no such document, or its link has ended");
    assert_eq!(open.header("content-type"), Some("text/plain; charset=utf-8"));

    assert_closed(&get(&server, NAME).await, "no query");
    let parts: Vec<&str> = query.split('&').collect();
    for left_out in 0..parts.len() {
        let mut others = parts.clone();
        others.remove(left_out);
        assert_closed(
            &get(&server, &format!("{NAME}?{}", others.join("&"))).await,
            parts[left_out],
        );
    }
    for at in 0..query.len() {
        let mut bytes = query.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        let spoilt = String::from_utf8(bytes).unwrap();
        // What is no UUID any more is no key; another one has the server look for it first, which is tried below.
        if at < query.find("&Key-Pair-Id").unwrap() {
            assert_closed(&get(&server, &format!("{NAME}?{spoilt}")).await, &spoilt);
        }
    }
    let other_key = query.replace(parts[2], "Key-Pair-Id=c0111000-0000-4000-8000-000000000000");
    assert_closed(&get(&server, &format!("{NAME}?{other_key}")).await, "another key");
    for name in [
        "000000000000000000000000000000ac.pdf",
        "000000000000000000000000000000ab.png",
        "000000000000000000000000000000ab_invoice.pdf",
        "x",
        "..%2f..%2fetc%2fpasswd",
    ] {
        assert_closed(&get(&server, &format!("{name}?{query}")).await, name);
    }
    let posted = Request::new(server.address, "POST", &format!("/files/{NAME}?{query}"))
        .send()
        .await;
    assert_eq!(posted.status, 405);
}

#[tokio::test]
async fn a_link_ends_after_a_year_of_the_environments_time() {
    let server = TestServer::start().await;
    let tenant = tenant(&server, "shippo_test_colli_demo").await;
    let query = signed(&server, tenant);
    let advance = async |by: &str| {
        let moved = server.operator("POST", "/clock/advance");
        let moved = moved.json(&serde_json::json!({"by": by})).send().await;
        assert_eq!(moved.status, 200, "{}", moved.text());
    };
    advance("PT8759H59M59S").await;
    assert_eq!(
        get(&server, &format!("{NAME}?{query}")).await.status,
        404,
        "it opens still"
    );
    advance("PT1S").await;
    assert_closed(&get(&server, &format!("{NAME}?{query}")).await, "ended");
}
