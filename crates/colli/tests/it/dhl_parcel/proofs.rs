//! Proofs of delivery: who may have one, what it says, how long its link holds (reference 10.1, 10.3).

use crate::support::client::{Reply, Request};
use crate::support::papers::pdf_text;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code, each};
use crate::support::{LIVE, OTHER};
use serde_json::{Value, json};

/// A shop with a delivered parcel that somebody signed for.
async fn delivered() -> (Shop, String) {
    let shop = Shop::open().await;
    let code = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    scan(
        &shop,
        &code,
        &json!({"status": "DELIVERED", "signedBy": "J. Zandbergen"}),
    )
    .await;
    (shop, code)
}

async fn scan(shop: &Shop, code: &str, more: &Value) {
    let mut scan = json!({"scanId": more.to_string(), "trackerCode": code, "occurredAt": "2026-03-02T08:00:00Z"});
    scan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let reply = shop
        .server
        .operator("POST", "/scans")
        .json(&json!({"scans": [scan]}))
        .send()
        .await;
    assert_eq!(reply.json()["results"][0]["status"], "accepted", "{}", reply.text());
}

/// The receiver's postal code of the sample.
fn postal_code() -> String {
    consumer_shipment(&uuid(1))["receiver"]["address"]["postalCode"]
        .as_str()
        .unwrap()
        .replace(' ', "")
}

fn path_of<'u>(shop: &Shop, url: &'u str) -> &'u str {
    let path = url.strip_prefix(&format!("http://{}", shop.server.address));
    path.unwrap_or_else(|| panic!("{url} leads to the host that was asked"))
}

async fn fetch(shop: &Shop, url: &str) -> Reply {
    Request::new(shop.server.address, "GET", path_of(shop, url))
        .send()
        .await
}

#[tokio::test]
async fn the_link_of_a_tracker_shows_the_signature() {
    let (shop, code) = delivered().await;
    let key = format!("/track-trace?key={code}%2B{}", postal_code());
    let tracked = shop.server.get(&key).send().await.json();
    assert_eq!(tracked[0]["signedBy"], "J. Zandbergen");
    let url = tracked[0]["pod"].as_str().unwrap().to_owned();
    let picture = fetch(&shop, &url).await;
    assert_eq!(
        (picture.status, picture.header("content-type")),
        (200, Some("image/png"))
    );
    assert_eq!(picture.header("cache-control"), Some("private, no-store"));
    assert!(picture.body.starts_with(b"\x89PNG"));
    assert_eq!(fetch(&shop, &url).await.body, picture.body, "the same bytes each time");

    let reduced = shop.server.get(&format!("/track-trace?key={code}")).send().await;
    for secret in ["pod", "signedBy", "Zandbergen"] {
        assert!(!reduced.text().contains(secret), "{secret}: {}", reduced.text());
    }
    assert!(reduced.json()[0]["deliveredAt"].is_string());
    let own = shop.json(&format!("/track-trace?key={code}")).await;
    assert!(own[0]["pod"].is_string());
}

#[tokio::test]
async fn the_list_holds_a_picture_and_a_page() {
    let (shop, code) = delivered().await;
    let path = format!("/pieces/{code}/pod?receiver.address.postalCode={}", postal_code());
    let proofs = shop.server.get(&path).send().await.json();
    assert_eq!(each(&proofs, "/contentType"), ["image/png", "application/pdf"]);
    let page = fetch(&shop, proofs[1]["url"].as_str().unwrap()).await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("application/pdf"))
    );
    let text = pdf_text(&page.body);
    for said in [
        "Proof of delivery",
        "J. Zandbergen",
        "2 March 2026, 09:00:00 (+01:00)",
        &code[..4],
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // The owner needs no postal code, and may name the record's id.
    let id = shop.json(&format!("/track-trace?key={code}")).await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for id in [&code, &id] {
        assert_eq!(shop.json(&format!("/pieces/{id}/pod")).await, proofs);
    }
}

#[tokio::test]
async fn who_may_not_see_it_learns_nothing() {
    let (shop, code) = delivered().await;
    let missing = shop.server.get("/pieces/JVGL00000000000000000000/pod").send().await;
    for query in [
        "",
        "?receiver.address.postalCode=",
        "?receiver.address.postalCode=9999ZZ",
    ] {
        let reply = shop.server.get(&format!("/pieces/{code}/pod{query}")).send().await;
        assert_eq!(
            (reply.status, reply.key()),
            (404, missing.key()),
            "{query}: {}",
            reply.text()
        );
        assert!(!reply.text().contains("Zandbergen"));
    }
    for who in [&OTHER, &LIVE] {
        assert_eq!(shop.get_as(who, &format!("/pieces/{code}/pod")).await.status, 404);
    }
}

#[tokio::test]
async fn there_is_none_before_somebody_signed() {
    let shop = Shop::open().await;
    let code = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    assert_eq!(shop.json(&format!("/pieces/{code}/pod")).await, json!([]));
    scan(&shop, &code, &json!({"status": "DELIVERED_IN_MAILBOX"})).await;
    let tracked = shop.json(&format!("/track-trace?key={code}")).await;
    assert!(
        tracked[0]["deliveredAt"].is_string() && tracked[0].get("pod").is_none(),
        "{tracked}"
    );
    assert_eq!(shop.json(&format!("/pieces/{code}/pod")).await, json!([]));
}

#[tokio::test]
async fn a_link_ends_and_cannot_be_forged() {
    let (shop, code) = delivered().await;
    let tracked = shop.json(&format!("/track-trace?key={code}")).await;
    let url = tracked[0]["pod"].as_str().unwrap().to_owned();
    let (base, token) = url.rsplit_once('/').unwrap();
    let mut forged: Vec<String> = (0..token.len())
        .step_by(7)
        .map(|at| {
            let other = if &token[at..=at] == "A" { "B" } else { "A" };
            [&token[..at], other, &token[at + 1..]].concat()
        })
        .collect();
    forged.extend(["x", ".", "a.b", "%00", "%2e%2e"].map(str::to_owned));
    forged.push(token.split('.').next().unwrap().to_owned());
    forged.push("A".repeat(4_000));
    for forged in forged {
        let reply = fetch(&shop, &format!("{base}/{forged}")).await;
        assert_eq!(reply.status, 404, "{forged}: {}", reply.text());
    }
    // A week, to the hour, by the environment's clock.
    shop.server.clock.advance_seconds(7 * 86_400 - 3_601);
    assert_eq!(fetch(&shop, &url).await.status, 200);
    shop.server.clock.advance_seconds(3_601);
    assert_eq!(fetch(&shop, &url).await.status, 404);
}

#[tokio::test]
async fn links_begin_with_the_address_the_operator_named() {
    let (shop, code) = delivered().await;
    let odd = shop
        .request("GET", &format!("/track-trace?key={code}"))
        .header("x-forwarded-host", "evil.example")
        .send()
        .await;
    assert!(!odd.text().contains("evil"));
    shop.server.service.use_public_url("https://parcels.example/");
    let tracked = shop.json(&format!("/track-trace?key={code}")).await;
    assert!(
        tracked[0]["pod"]
            .as_str()
            .unwrap()
            .starts_with("https://parcels.example/files/pod/"),
        "{tracked}"
    );
}
