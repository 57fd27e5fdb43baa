//! Parcels of the Benelux network.

use super::{KEY, advance, ask_as, course, found, one};
use crate::support::LIVE;
use crate::support::samples::{consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, code};
use serde_json::{Value, json};

#[tokio::test]
async fn a_parcel_is_followed_from_its_announcement_to_its_delivery() {
    let shop = Shop::open().await;
    let booked = shop.book(&consumer_shipment(&uuid(1))).await;
    let number = code(&booked, 0);
    let query = format!("trackingNumber={number}&service=parcel-nl");
    let announced = one(&shop.server, &query).await;
    assert_eq!(
        (&announced["id"], &announced["service"]),
        (&json!(number), &json!("parcel-nl"))
    );
    assert_eq!(announced["status"]["statusCode"], "pre-transit");
    assert_eq!(announced["status"]["status"], "PRENOTIFICATION_RECEIVED");
    assert_eq!(announced["status"]["timestamp"], "2026-03-02T09:00:00+01:00");
    assert_eq!(announced["returnFlag"], false);
    assert_eq!(
        announced["serviceUrl"],
        format!("http://{}/t/{number}", shop.server.address)
    );

    // The kept answer ends with the next event.
    advance(&shop.server, "PT20H").await;
    let moving = one(&shop.server, &query).await;
    assert_eq!(moving["status"]["statusCode"], "transit", "{moving}");
    let frame = &moving["estimatedDeliveryTimeFrame"];
    assert!(
        frame["estimatedFrom"].as_str().unwrap().starts_with("2026-03-03T"),
        "{frame}"
    );
    assert_eq!(moving["estimatedTimeOfDelivery"], frame["estimatedThrough"]);
    let sorted = moving["events"].as_array().unwrap().iter();
    let sorted = sorted.filter(|event| event["status"] == "PARCEL_SORTED_AT_HUB");
    for event in sorted {
        let address = event["location"]["address"].as_object().unwrap();
        assert_eq!(address["countryCode"], "NL");
        assert!(address["addressLocality"].is_string() && address.get("streetAddress").is_none());
    }

    advance(&shop.server, "PT48H").await;
    let delivered = one(&shop.server, &query).await;
    assert_eq!(course(&delivered), ["pre-transit", "transit", "delivered"]);
    assert_eq!(delivered["status"]["status"], "DELIVERED");
    assert!(delivered.get("estimatedTimeOfDelivery").is_none());
    assert_eq!(
        delivered["details"]["proofOfDeliverySignedAvailable"], false,
        "nobody signed"
    );
}

#[tokio::test]
async fn what_the_network_knows_of_a_parcel_is_told() {
    let shop = Shop::open().await;
    let pieces = json!([{"parcelType": "SMALL", "quantity": 1, "weight": 1.5,
        "dimensions": {"length": 40, "width": 20, "height": 35.5}}]);
    let booked = shop.book(&with(consumer_shipment(&uuid(1)), "pieces", pieces)).await;
    let number = code(&booked, 0);
    let details = one(&shop.server, &format!("trackingNumber={number}")).await["details"].clone();
    assert_eq!(details["weight"], json!({"value": 1.5, "unitText": "kg"}));
    assert_eq!(
        details["dimensions"],
        json!({"height": {"value": 0.355, "unitText": "m"}, "length": {"value": 0.4, "unitText": "m"},
            "width": {"value": 0.2, "unitText": "m"}})
    );
    assert_eq!(details["totalNumberOfPieces"], 1);
    assert_eq!(details["pieceIds"], json!([number]));
    assert_eq!(details["provider"], json!({"destinationProvider": "parcel-nl"}));
    assert_eq!(details["product"]["productCode"], "DFY-B2C");
    assert_eq!(details["carrier"]["organizationName"], "ECOMMERCE");
}

#[tokio::test]
async fn texts_are_in_the_language_that_is_asked_for() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    for (asked, used, text) in [
        ("", "en", "Shipment announced by the sender"),
        ("&language=nl", "nl", "Zending aangemeld door de afzender"),
        ("&language=EN", "en", "Shipment announced by the sender"),
        ("&language=de", "de", "Sendung vom Absender angekündigt"),
        ("&language=fr", "fr", "Envoi annoncé par l'expéditeur"),
        ("&language=es", "es", "Envío anunciado por el remitente"),
        // A preference: what there is not is English.
        ("&language=pl", "en", "Shipment announced by the sender"),
    ] {
        // The second answer is a kept one.
        for _ in 0..2 {
            let reply = ask_as(&shop.server, KEY, &format!("trackingNumber={number}{asked}")).await;
            assert_eq!(
                (reply.status, reply.header("content-language")),
                (200, Some(used)),
                "{asked}"
            );
            let status = reply.json()["shipments"][0]["status"].clone();
            assert_eq!(status["description"], text, "{asked}");
            assert_eq!(status["status"], "PRENOTIFICATION_RECEIVED");
        }
    }
}

#[tokio::test]
async fn a_parcel_nobody_was_home_for_fails_and_is_held_at_a_point() {
    let shop = Shop::open().await;
    let body = with(
        consumer_shipment(&uuid(1)),
        "orderReference",
        json!("scenario:not-home-servicepoint"),
    );
    let number = code(&shop.book(&body).await, 0);
    advance(&shop.server, "PT240H").await;
    let reduced = one(&shop.server, &format!("trackingNumber={number}")).await;
    let full = one(
        &shop.server,
        &format!("trackingNumber={number}&recipientPostalCode=1012JS"),
    )
    .await;
    let of = |status: &str| -> Value {
        let mut events = full["events"].as_array().unwrap().iter();
        events
            .find(|event| event["status"] == status)
            .unwrap_or_else(|| panic!("no {status} in {full}"))
            .clone()
    };
    assert_eq!(of("NOT_HOME_TO_PARCELSHOP")["statusCode"], "failure");
    let held = of("DELIVERED_AT_PARCELSHOP");
    assert_eq!(held["statusCode"], "transit");
    let point = &held["location"]["servicePoint"];
    assert!(
        point["label"].is_string()
            && point["url"]
                .as_str()
                .unwrap()
                .contains("/dhl/location-finder/v1/locations/"),
        "{held}"
    );
    assert!(!reduced.to_string().contains("servicePoint"), "{reduced}");
}

#[tokio::test]
async fn a_parcel_on_its_way_back_says_so() {
    let shop = Shop::open().await;
    let body = with(consumer_shipment(&uuid(1)), "orderReference", json!("scenario:refused"));
    let number = code(&shop.book(&body).await, 0);
    advance(&shop.server, "PT360H").await;
    let back = one(&shop.server, &format!("trackingNumber={number}")).await;
    assert_eq!(back["returnFlag"], true);
    // Reference 1.9: back with its sender, and not delivered.
    assert_eq!(
        (&back["status"]["status"], &back["status"]["statusCode"]),
        (&json!("DELIVERED_AT_SHIPPER"), &json!("transit"))
    );
}

#[tokio::test]
async fn parcels_of_the_live_environment_are_followed_too() {
    let shop = Shop::open().await;
    let body = with(shipment(&uuid(7)), "accountId", json!("08500003"));
    let reply = shop.post_as(&LIVE, "/shipments", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let number = code(&reply.json(), 0);
    let seen = found(&shop.server, &format!("trackingNumber={number}")).await;
    assert_eq!(seen["shipments"][0]["status"]["statusCode"], "pre-transit");
}
