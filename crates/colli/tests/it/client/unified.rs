//! The Unified client against the Unified dialect.

use crate::support::TestServer;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use colli_client::unified::locations::{AddressQuery, GeoQuery, KeywordQuery, LocationFilter};
use colli_client::unified::tracking::TrackingQuery;
use colli_client::unified::{Addresses, Client};
use colli_client::{Said, Secret};

fn client(server: &TestServer, key: &str) -> Client {
    let addresses = Addresses::both(&format!("http://{}/dhl", server.address));
    Client::new(super::executor(server), &addresses, &Secret::from(key)).unwrap()
}

#[tokio::test]
async fn a_parcel_is_followed() {
    let shop = Shop::open().await;
    let code = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let client = client(&shop.server, "colli-demo-key");
    let query = TrackingQuery {
        service: "parcel-nl".into(),
        language: "nl".into(),
        ..TrackingQuery::of(&code)
    };
    let answer = client.track(&query).await.unwrap();
    let shipment = &answer.shipments[0];
    assert_eq!((&shipment.id, shipment.service.as_str()), (&code, "parcel-nl"));
    assert_eq!(shipment.status.status_code.as_deref(), Some("pre-transit"));
    let tracked = client.track_with_language(&query).await.unwrap();
    assert_eq!((&tracked.answer, tracked.language.as_deref()), (&answer, Some("nl")));
    let elsewhere = TrackingQuery {
        language: "pt".into(),
        ..query
    };
    let tracked = client.track_with_language(&elsewhere).await.unwrap();
    assert_eq!(tracked.language.as_deref(), Some("en"));
    let unknown = client
        .track(&TrackingQuery::of("JVGL00000000000000000000"))
        .await
        .unwrap_err();
    assert!(unknown.is_not_found());
    let Some(Said::Problem(problem)) = unknown.refusal().map(|refusal| &refusal.said) else {
        panic!("{unknown:?}");
    };
    assert_eq!(problem.instance.as_deref(), Some("/shipment/JVGL00000000000000000000"));
}

#[tokio::test]
async fn a_key_opens_what_it_is_for() {
    let server = TestServer::start().await;
    let client = client(&server, "colli-demo-locations-only");
    let query = TrackingQuery::of("JVGL00000000000000000000");
    assert!(client.track(&query).await.unwrap_err().is_unauthorised());
    let other = client.with_key(&Secret::from("colli-demo-tracking-only")).unwrap();
    assert!(other.track(&query).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn locations_are_found_in_every_way() {
    let server = TestServer::start().await;
    let client = client(&server, "colli-demo-key");
    let filter = LocationFilter {
        limit: Some(3),
        radius_m: Some(25_000),
        ..LocationFilter::default()
    };
    let address = AddressQuery {
        country_code: "NL".into(),
        postal_code: "3542AD".into(),
        filter: filter.clone(),
        ..AddressQuery::default()
    };
    let found = client.find_by_address(&address).await.unwrap().locations;
    assert_eq!(found.len(), 3);
    assert!(found.is_sorted_by_key(|location| location.distance));
    let first = &found[0];
    let geo = GeoQuery {
        latitude: first.place.geo.latitude.as_f64().unwrap(),
        longitude: first.place.geo.longitude.as_f64().unwrap(),
        filter,
        ..GeoQuery::default()
    };
    let near = client.find_by_geo(&geo).await.unwrap().locations;
    assert_eq!(near[0].location.ids, first.location.ids);
    let one = client.location(&first.location.ids[0].location_id).await.unwrap();
    assert_eq!(one.name, first.name);
    let keyword = KeywordQuery {
        keyword_id: first.location.keyword_id.clone(),
        country_code: "NL".into(),
        postal_code: first.place.address.postal_code.clone(),
    };
    assert_eq!(
        client.find_by_keyword_id(&keyword).await.unwrap().location.ids,
        first.location.ids
    );
    assert!(client.location("..").await.unwrap_err().is_not_found());
    let nowhere = AddressQuery {
        country_code: "QQ".into(),
        ..address
    };
    assert_eq!(client.find_by_address(&nowhere).await.unwrap_err().status(), Some(400));
}
