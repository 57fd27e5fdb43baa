//! What was booked stays as it was booked, and answers that are kept stay true (design section 6, laws 1 to 3).

use crate::support::samples::{company, consumer_shipment, shipment, uuid, with};
use crate::support::shop::Shop;
use colli_core::account::AccountSettings;
use colli_core::ids::{AccountNumber, Environment, Tenant};
use colli_core::tracking::{Event, Moment};
use colli_store::NewEvent;
use serde_json::{Value, json};

fn serial(reply: &Value) -> u64 {
    reply["pieces"][0]["trackerCode"].as_str().unwrap()[12..]
        .parse()
        .unwrap()
}

#[tokio::test]
async fn a_repeated_order_is_not_judged_again() {
    let shop = Shop::open().await;
    let body = with(shipment(&uuid(1)), "options", json!([{"key": "DOOR"}, {"key": "EXP"}]));
    let first = shop.post("/shipments", &body).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let stored = shop
        .server
        .store
        .account(AccountNumber::parse("08500001").unwrap())
        .await
        .unwrap()
        .unwrap();
    let settings = AccountSettings {
        excluded_options: vec!["EXP".to_owned()],
        ..AccountSettings::default()
    };
    shop.server
        .service
        .put_account(stored.number, stored.tenant, settings)
        .await
        .unwrap();
    let again = shop.post("/shipments", &body).await;
    assert_eq!(
        (again.status, again.json()),
        (201, first.json()),
        "the contract changed after the booking"
    );
    let other = shop
        .post("/shipments", &with(body.clone(), "shipmentId", json!(uuid(2))))
        .await;
    assert_eq!(
        (other.status, other.key().as_str()),
        (400, "capabilities_retrieve_empty"),
        "a new one is judged"
    );
    let changed = shop
        .post("/shipments", &with(body, "orderReference", json!("another")))
        .await;
    assert_eq!(changed.status, 409);
}

#[tokio::test]
async fn repeats_use_no_numbers() {
    let shop = Shop::open().await;
    let first = shop.post("/shipments", &shipment(&uuid(1))).await.json();
    for _ in 0..5 {
        assert_eq!(shop.post("/shipments", &shipment(&uuid(1))).await.status, 201);
    }
    let next = shop.post("/shipments", &shipment(&uuid(2))).await.json();
    assert_eq!(serial(&next), serial(&first) + 1);
}

#[tokio::test]
async fn the_party_of_ssn_may_come_as_its_input() {
    let shop = Shop::open().await;
    let behalf = with(company(), "name", json!({"companyName": "Behalf BV"}));
    let options = json!([{"key": "DOOR"}, {"key": "SSN", "input": behalf}]);
    let reply = shop
        .post("/shipments", &with(shipment(&uuid(1)), "options", options))
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let details = shop.json(&format!("/shipments/{}", uuid(1))).await;
    assert_eq!(details["onBehalfOf"]["name"]["companyName"], "Behalf BV");
    let zpl = shop.document(&format!("/labels/{}", uuid(1)), "application/zpl").await;
    let zpl = String::from_utf8(zpl).unwrap();
    assert!(zpl.contains("Behalf BV") && zpl.matches("ACME").count() == 1, "{zpl}");
    let broken = json!([{"key": "SSN", "input": {"name": {"companyName": "Behalf BV"}, "address": {"city": "X"}}}]);
    let refused = shop
        .post("/shipments", &with(shipment(&uuid(2)), "options", broken))
        .await;
    assert_eq!(refused.status, 400);
    assert!(
        refused.fields().contains(&"options[0].input.address.street".to_owned()),
        "{}",
        refused.text()
    );
}

#[tokio::test]
async fn a_printless_return_in_a_document_is_explained() {
    let shop = Shop::open().await;
    let body = with(consumer_shipment(&uuid(1)), "options", json!([{"key": "PRINTLESS"}]));
    let body = with(with(body, "returnLabel", json!(true)), "receiver", company());
    let booked = shop.post("/shipments", &body).await;
    assert_eq!(booked.status, 201, "{}", booked.text());
    let reply = shop.post("/labels/multi", &json!({"shipmentIds": [uuid(1)]})).await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    assert!(reply.text().contains("image/png"), "{}", reply.text());
}

#[tokio::test]
async fn a_kept_record_ends_with_the_next_event() {
    let shop = Shop::open().await;
    let booked = shop.post("/shipments", &shipment(&uuid(1))).await.json();
    let code = booked["pieces"][0]["trackerCode"].as_str().unwrap().to_owned();
    let path = format!("/track-trace?key={code}%2B3542AD");
    let first = shop.server.get(&path).send().await;
    assert_eq!(
        shop.server.get(&path).send().await.body,
        first.body,
        "the same answer while nothing happens"
    );
    let stored = shop
        .server
        .store
        .account(AccountNumber::parse("08500001").unwrap())
        .await
        .unwrap()
        .unwrap();
    let event = Event {
        facility: Some("RXD".to_owned()),
        ..Event::new(
            "UNDERWAY",
            "PARCEL_SORTED_AT_HUB",
            Moment {
                at: "2026-03-02T20:00:00Z".parse().unwrap(),
                offset_seconds: 3_600,
            },
        )
    };
    let new = NewEvent {
        tenant: stored.tenant,
        event_id: "1".to_owned(),
        tracker_code: code,
        event,
    };
    shop.server.store.append_events(vec![new]).await.unwrap();
    let later = shop.server.get(&path).send().await.json();
    assert_eq!(later[0]["totalEvents"], 3);
    assert_eq!(later[0]["events"][2]["status"], "PARCEL_SORTED_AT_HUB");
}

#[tokio::test]
async fn kept_labels_belong_to_their_tenant() {
    let shop = Shop::open().await;
    let booked = shop.post("/shipments", &shipment(&uuid(1))).await.json();
    let code = booked["pieces"][0]["trackerCode"].as_str().unwrap();
    let (label, list) = (
        format!("/labels/{}", uuid(1)),
        format!("/labels?trackerCodeFilter={code}"),
    );
    for path in [&label, &list, &label, &list] {
        assert_eq!(shop.get(path).await.status, 200, "{path}");
    }
    for who in [&crate::support::OTHER, &crate::support::LIVE] {
        assert_eq!(shop.get_as(who, &label).await.status, 404);
        assert_eq!(shop.get_as(who, &list).await.json(), json!([]));
    }
    assert_eq!(shop.server.get(&label).send().await.status, 401);
}

#[tokio::test]
async fn an_account_cannot_be_taken_over() {
    let shop = Shop::open().await;
    let stored = shop
        .server
        .store
        .account(AccountNumber::parse("08600001").unwrap())
        .await
        .unwrap()
        .unwrap();
    let tenant = Tenant {
        environment: Environment::Live,
        ..stored.tenant
    };
    let taken = shop
        .server
        .service
        .put_account(stored.number, tenant, AccountSettings::default())
        .await;
    assert!(taken.unwrap_err().to_string().contains("belongs to another"));
}
