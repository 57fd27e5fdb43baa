//! Who may see what (reference 1.5 and 4, design law 5).

use super::{KEY, OTHER_KEY, advance, ask_as, found, one, problem};
use crate::support::client::Request;
use crate::support::papers::pdf_text;
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::{Shop, code};
use serde_json::{Value, json};

/// A parcel whose every personal word is one of a kind.
fn personal() -> Value {
    let mut body = consumer_shipment(&uuid(1));
    body["orderReference"] = json!("SecretOrder77");
    body["receiver"] = json!({"name": {"firstName": "Wilhelmina", "lastName": "Zandbergen"},
        "address": {"countryCode": "NL", "postalCode": "1012JS", "city": "Sneekermeer", "street": "Prinsengracht", "number": "263",
            "addition": "huis", "isBusiness": false}, "email": "mina@privat.example", "phoneNumber": "+31655544433"});
    body["shipper"]["name"] = json!({"companyName": "Discreet Boeken"});
    body
}

const SECRETS: [&str; 14] = [
    "Wilhelmina",
    "Zandbergen",
    "1012",
    "Sneekermeer",
    "Prinsengracht",
    "263",
    "huis",
    "privat",
    "655544433",
    "Secret",
    "Discreet",
    "Reactorweg",
    "receiver",
    "proofOfDelivery\"",
];

#[tokio::test]
async fn without_the_postal_code_nobody_is_named_whosever_the_key_is() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&personal()).await, 0);
    advance(&shop.server, "PT96H").await;
    for key in [KEY, OTHER_KEY, "colli-demo-tracking-only"] {
        for more in ["", "&recipientPostalCode=1012JT", "&recipientPostalCode=%20"] {
            let reply = ask_as(&shop.server, key, &format!("trackingNumber={number}{more}")).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
            let shipment = reply.json()["shipments"][0].clone();
            assert_eq!(shipment["status"]["statusCode"], "delivered");
            assert_eq!(shipment["destination"], json!({"address": {"countryCode": "NL"}}));
            assert_eq!(shipment["details"]["carrier"]["organizationName"], "ECOMMERCE");
            // The code, the port and times are not personal; digits in them prove nothing.
            let host = shop.server.address.to_string();
            let bare = reply.text().replace(&number, "").replace(&host, "");
            for secret in SECRETS {
                assert!(!bare.contains(secret), "{secret} in {bare}");
            }
        }
    }
}

#[tokio::test]
async fn with_the_postal_code_parties_places_and_the_proof_are_told() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&personal()).await, 0);
    advance(&shop.server, "PT96H").await;
    // What the courier brings in late: who signed.
    let scan = json!({"scanId": "pod", "trackerCode": number, "status": "DELIVERED", "signedBy": "W. Zandbergen",
        "occurredAt": "2026-03-06T08:00:00Z"});
    let scanned = shop.server.operator("POST", "/scans").json(&json!({"scans": [scan]}));
    assert_eq!(scanned.send().await.json()["results"][0]["status"], "accepted");
    for typed in ["1012JS", "1012%20js", "1012+JS"] {
        let shipment = one(
            &shop.server,
            &format!("trackingNumber={number}&recipientPostalCode={typed}"),
        )
        .await;
        let details = &shipment["details"];
        let home = json!({"countryCode": "NL", "postalCode": "1012JS", "addressLocality": "Sneekermeer",
            "streetAddress": "Prinsengracht 263 huis"});
        assert_eq!(
            details["receiver"],
            json!({"@type": "Person", "name": "Wilhelmina Zandbergen", "familyName": "Zandbergen", "givenName": "Wilhelmina",
                "address": home})
        );
        assert_eq!(details["sender"]["organizationName"], "Discreet Boeken");
        assert_eq!(details["carrier"]["organizationName"], "DHL eCommerce Benelux");
        assert_eq!(shipment["destination"]["address"], home);
        assert_eq!(shipment["events"][1]["location"]["address"], home);
        assert_eq!(details["proofOfDeliverySignedAvailable"], true);
        assert_eq!(
            details["references"],
            json!([{"number": "SecretOrder77", "type": "customer-reference"}])
        );
        let proof = &details["proofOfDelivery"];
        assert_eq!(
            proof["timestamp"], shipment["events"][1]["timestamp"],
            "when it was handed over"
        );
        let signed = proof["signed"]["name"].as_str().unwrap();
        let base = format!("http://{}", shop.server.address);
        let path = proof["documentUrl"].as_str().unwrap().strip_prefix(&base).unwrap();
        let paper = Request::new(shop.server.address, "GET", path).send().await;
        assert_eq!(
            (paper.status, paper.header("content-type")),
            (200, Some("application/pdf"))
        );
        assert!(pdf_text(&paper.body).contains(signed));
    }
}

#[tokio::test]
async fn a_right_and_a_wrong_postal_code_do_not_share_an_answer() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&personal()).await, 0);
    for _ in 0..2 {
        let full = one(
            &shop.server,
            &format!("trackingNumber={number}&recipientPostalCode=1012JS"),
        )
        .await;
        assert!(full["details"]["receiver"].is_object());
        let reduced = one(&shop.server, &format!("trackingNumber={number}")).await;
        assert!(reduced["details"].get("receiver").is_none());
    }
}

#[tokio::test]
async fn a_parcel_without_tracking_is_found_by_nobody() {
    let shop = Shop::open().await;
    let booked = shop.book(&with(personal(), "options", json!([{"key": "NO_TT"}]))).await;
    let number = code(&booked, 0);
    for more in ["", "&recipientPostalCode=1012JS"] {
        let query = format!("trackingNumber={number}{more}");
        problem(&shop.server, KEY, &query, 404, "No result found").await;
    }
}

#[tokio::test]
async fn keys_without_the_scope_and_no_keys_open_nothing() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&personal()).await, 0);
    let query = format!("trackingNumber={number}");
    for key in ["colli-demo-locations-only", "nobody", " "] {
        problem(&shop.server, key, &query, 401, "Unauthorized").await;
    }
    let bare = Request::new(shop.server.address, "GET", &format!("/dhl/track/shipments?{query}"));
    let reply = bare.send().await;
    assert_eq!(reply.status, 401, "{}", reply.text());
    assert!(reply.header("www-authenticate").is_some());
    assert!(!reply.text().contains(&number), "{}", reply.text());
    // Names of headers have no case.
    let lower = Request::new(shop.server.address, "GET", &format!("/dhl/track/shipments?{query}"));
    assert_eq!(lower.header("dhl-api-key", KEY).send().await.status, 200);
    found(&shop.server, &query).await;
}
