//! Pages of the pieces of a shipment (reference 1.3).

use super::{KEY, found, one, problem};
use crate::support::TestServer;
use crate::support::samples::{shipment, uuid, with};
use crate::support::shop::{Shop, code, each};
use serde_json::{Value, json};

const LINKS: [&str; 5] = ["url", "prevUrl", "nextUrl", "firstUrl", "lastUrl"];

/// Follows a link of a page.
async fn follow(server: &TestServer, page: &Value, link: &str) -> Value {
    let url = page[link].as_str().unwrap_or_else(|| panic!("no {link} in {page}"));
    let base = format!("http://{}/dhl/track/shipments?", server.address);
    found(
        server,
        url.strip_prefix(&base)
            .unwrap_or_else(|| panic!("{url} is not below {base}")),
    )
    .await
}

fn ids(page: &Value) -> Vec<String> {
    each(&page["shipments"], "/id").into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_code_of_a_shipment_finds_its_pieces_page_by_page() {
    let shop = Shop::open().await;
    let pieces = json!([{"parcelType": "SMALL", "quantity": 7, "weight": 1.5}]);
    let booked = shop.book(&with(shipment(&uuid(1)), "pieces", pieces)).await;
    let all: Vec<String> = (0..7).map(|index| code(&booked, index)).collect();
    let whole = booked["shipmentTrackerCode"].as_str().unwrap();

    let query = format!("trackingNumber={whole}&recipientPostalCode=3542+AD&language=nl");
    let first = found(&shop.server, &query).await;
    assert_eq!(ids(&first), all[..5]);
    assert_eq!(first["url"], first["firstUrl"]);
    assert!(first.get("prevUrl").is_none());
    let details = &first["shipments"][0]["details"];
    assert_eq!(details["totalNumberOfPieces"], 7);
    assert_eq!(details["pieceIds"], json!(all));
    let second = follow(&shop.server, &first, "nextUrl").await;
    assert_eq!(ids(&second), all[5..]);
    assert_eq!(
        (&second["url"], &second["lastUrl"]),
        (&first["lastUrl"], &second["url"])
    );
    assert!(second.get("nextUrl").is_none());
    // What was asked is asked on the next page too.
    assert!(second["shipments"][0]["details"]["receiver"].is_object());
    assert_eq!(ids(&follow(&shop.server, &second, "prevUrl").await), all[..5]);

    let middle = found(&shop.server, &format!("trackingNumber={whole}&offset=2&limit=2")).await;
    assert_eq!(ids(&middle), all[2..4]);
    assert_eq!(ids(&follow(&shop.server, &middle, "lastUrl").await), all[6..]);
    assert_eq!(ids(&follow(&shop.server, &middle, "firstUrl").await), all[..2]);

    // One page holds all: no links. Larger pages are cut.
    for limit in ["7", "50", "1000000000000000000000"] {
        let page = found(&shop.server, &format!("trackingNumber={whole}&limit={limit}")).await;
        assert_eq!(ids(&page), all);
        assert!(LINKS.iter().all(|link| page.get(link).is_none()), "{page}");
    }
    let single = found(&shop.server, &format!("trackingNumber={}", all[3])).await;
    assert!(LINKS.iter().all(|link| single.get(link).is_none()), "{single}");
}

#[tokio::test]
async fn a_page_past_the_end_is_not_found() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&shipment(&uuid(1))).await, 0);
    for offset in ["1", "18446744073709551616"] {
        let query = format!("trackingNumber={number}&offset={offset}");
        problem(&shop.server, KEY, &query, 404, "No result found").await;
    }
    one(&shop.server, &format!("trackingNumber={number}&offset=0&limit=1")).await;
}
