//! Tools that ask the carrier's own API in place of the own network: another server of this kind.

use super::assistant::Assistant;
use super::tools_read::{POSTAL_CODE, assert_nothing_personal};
use crate::support::TestServer;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use colli_service::upstream::UpstreamSettings;
use serde_json::json;
use std::time::Duration;

/// A server whose tools ask the Unified APIs at an address.
async fn asking(base: String, key: &str) -> TestServer {
    let server = TestServer::start().await;
    let settings = UpstreamSettings {
        tracking_url: base.clone(),
        locations_url: base,
        key: key.to_owned(),
        timeout: Duration::from_secs(15),
        retries: 0,
        cache: Duration::ZERO,
    };
    server.service.use_upstream(settings).unwrap();
    server
}

#[tokio::test]
async fn tools_ask_the_carrier() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let server = asking(format!("http://{}/dhl", shop.server.address), "colli-demo-key").await;
    let assistant = Assistant::of(&server).await;
    let asked = json!({"tracking_number": number});
    let found = assistant.call("track_shipment", &asked).await;
    assert_eq!(found["tracking_number"], json!(number));
    assert_nothing_personal(&found);
    let asked = json!({"tracking_number": number, "recipient_postal_code": POSTAL_CODE});
    assert_eq!(
        assistant.call("track_shipment", &asked).await["receiver_name"],
        "Anna Jansen"
    );
    assistant
        .refuses(
            "track_shipment",
            &[(
                json!({"tracking_number": "JVGL0850000109999999999"}),
                "No parcel is known",
            )],
        )
        .await;

    let own = Assistant::of(&shop.server).await;
    for around in [
        json!({"country_code": "NL", "postal_code": POSTAL_CODE, "limit": 3}),
        json!({"country_code": "NL", "latitude": 52.3731, "longitude": 4.8922, "location_type": "locker", "open_now": true}),
    ] {
        let (here, there) = (
            own.call("find_locations", &around).await,
            assistant.call("find_locations", &around).await,
        );
        assert!(!there["locations"].as_array().unwrap().is_empty());
        assert_eq!(there, here, "{around}");
    }
}

#[tokio::test]
async fn what_the_carrier_refuses_is_a_sentence() {
    let shop = Shop::open().await;
    let server = asking(format!("http://{}/dhl", shop.server.address), "no-key").await;
    let assistant = Assistant::of(&server).await;
    let said = "The carrier does not accept this installation's key.";
    let around = json!({"country_code": "NL", "postal_code": POSTAL_CODE});
    for (tool, arguments) in [
        ("track_shipment", json!({"tracking_number": "JVGL1"})),
        ("find_locations", around),
    ] {
        assert_eq!(assistant.refused(tool, &arguments).await, said);
    }
}
