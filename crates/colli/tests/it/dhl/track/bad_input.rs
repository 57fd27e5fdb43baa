//! What cannot be answered (reference 1.6).

use super::{KEY, ask_as, one, problem};
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};

#[tokio::test]
async fn what_is_wrong_is_named_with_its_value_and_the_standard() {
    let shop = Shop::open().await;
    let long = "9".repeat(1_000);
    for (query, words) in [
        ("", vec!["trackingNumber"]),
        ("trackingNumber=", vec!["trackingNumber"]),
        ("trackingNumber=+%20", vec!["trackingNumber"]),
        ("trackingnumber=1", vec!["trackingNumber"]),
        (
            "trackingNumber=1&service=parcel-xx",
            vec!["service", "parcel-xx", "parcel-nl"],
        ),
        (
            "trackingNumber=1&language=english",
            vec!["language", "english", "ISO 639-1"],
        ),
        ("trackingNumber=1&language=e1", vec!["language", "e1", "ISO 639-1"]),
        ("trackingNumber=1&language=%C3%A9", vec!["language", "ISO 639-1"]),
        (
            "trackingNumber=1&requesterCountryCode=NLD",
            vec!["requesterCountryCode", "NLD", "ISO 3166-1"],
        ),
        (
            "trackingNumber=1&originCountryCode=XX",
            vec!["originCountryCode", "XX", "ISO 3166-1"],
        ),
        ("trackingNumber=1&offset=-1", vec!["offset", "-1"]),
        ("trackingNumber=1&offset=one", vec!["offset", "one"]),
        ("trackingNumber=1&limit=0", vec!["limit", "'0'", "from 1"]),
        ("trackingNumber=1&limit=5.5", vec!["limit", "5.5"]),
        (
            "service=air&language=x&limit=-2",
            vec!["trackingNumber", "service", "air", "language", "limit", "-2"],
        ),
    ] {
        let detail = problem(&shop.server, KEY, query, 400, "Invalid input").await;
        assert!(detail.starts_with("Input is invalid:"), "{detail}");
        for word in words {
            assert!(detail.contains(word), "{word} in {detail}");
        }
    }
    for query in [
        format!("trackingNumber={long}"),
        format!("trackingNumber=1&recipientPostalCode={long}"),
        format!("trackingNumber=1&service={long}"),
    ] {
        let detail = problem(&shop.server, KEY, &query, 400, "Invalid input").await;
        assert!(detail.len() < 600, "{detail}");
    }
}

#[tokio::test]
async fn an_offset_too_large_to_count_is_quoted_as_it_was_sent() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let sent = "9".repeat(30);
    let query = format!("trackingNumber={number}&offset={sent}");
    let detail = problem(&shop.server, KEY, &query, 404, "No result found").await;
    assert!(detail.contains(&format!("from offset {sent}.")), "{detail}");
    let query = format!("trackingNumber={number}&offset={}", "9".repeat(3_000));
    let detail = problem(&shop.server, KEY, &query, 404, "No result found").await;
    assert!(detail.len() < 200, "{detail}");
}

#[tokio::test]
async fn what_nobody_knows_is_not_found_under_its_number() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    for (sent, shown) in [
        ("1234567890", "1234567890"),
        ("JVGL99", "JVGL99"),
        ("%27%3B--", "';--"),
        ("a%00b", "a\0b"),
        ("%E2%9C%93", "✓"),
        (&format!("{number},{number}"), &format!("{number},{number}")),
    ] {
        let reply = ask_as(&shop.server, KEY, &format!("trackingNumber={sent}")).await;
        assert_eq!(reply.status, 404, "{sent}: {}", reply.text());
        assert_eq!(reply.json()["instance"], format!("/shipment/{shown}"));
        let query = format!("trackingNumber={sent}");
        problem(&shop.server, KEY, &query, 404, "No result found").await;
    }
}

#[tokio::test]
async fn a_shipment_of_another_service_is_not_found() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    for service in ["ecommerce", "express", "parcel-de", "svb"] {
        let query = format!("trackingNumber={number}&service={service}");
        let detail = problem(&shop.server, KEY, &query, 404, "No result found").await;
        assert!(detail.contains(service), "{detail}");
    }
    // Countries and spellings change nothing.
    let spaced = format!("{}%20{}", &number[..8], number[8..].to_lowercase());
    for query in [
        format!("trackingNumber={number}&service=PARCEL-NL&requesterCountryCode=nl&originCountryCode=NL"),
        format!("trackingNumber={spaced}"),
        format!("trackingNumber={number}&somethingElse=1&language="),
    ] {
        assert_eq!(one(&shop.server, &query).await["id"], number, "{query}");
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let shop = Shop::open().await;
    let request = crate::support::client::Request::new(shop.server.address, "POST", "/dhl/track/shipments");
    let reply = request.header("DHL-API-Key", KEY).send().await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (405, Some("application/problem+json"))
    );
}
