//! The public page of a parcel.

use crate::support::client::{Reply, Request};
use crate::support::shop::Shop;
use crate::support::{TestServer, samples};

async fn page(server: &TestServer, path: &str, language: &str) -> Reply {
    Request::new(server.address, "GET", path)
        .header("accept-language", language)
        .send()
        .await
}

#[tokio::test]
async fn a_parcel_has_a_page_in_the_readers_language_and_names_nobody_without_the_postal_code() {
    let shop = Shop::open().await;
    let booked = shop.book(&samples::consumer_shipment(&samples::uuid(1))).await;
    let code = booked["pieces"][0]["trackerCode"].as_str().unwrap().to_owned();
    let path = format!("/t/{code}");
    let dutch = page(&shop.server, &path, "fy, nl-NL;q=0.9").await;
    assert_eq!(dutch.status, 200, "{}", dutch.text());
    assert!(dutch.header("content-security-policy").is_some());
    let text = dutch.text();
    assert!(
        text.contains("Zending aangemeld door de afzender") && text.contains("lang=\"nl\""),
        "{text}"
    );
    assert!(
        !text.contains("Anna") && !text.contains("1012") && text.contains("name=\"postalCode\""),
        "{text}"
    );
    let full = page(&shop.server, &format!("{path}?postalCode=1012+js"), "xx")
        .await
        .text();
    assert!(
        full.contains("Anna Jansen, Amsterdam") && full.contains("Shipment announced by the sender"),
        "{full}"
    );
    assert!(!full.contains("name=\"postalCode\""), "{full}");
}

#[tokio::test]
async fn an_unknown_code_is_told_and_never_becomes_markup() {
    let shop = Shop::open().await;
    let reply = page(&shop.server, "/t/%3Cscript%3E", "de").await;
    assert_eq!(reply.status, 404);
    let text = reply.text();
    assert!(
        text.contains("Dieses Paket ist nicht bekannt") && !text.contains("<script>"),
        "{text}"
    );
}
