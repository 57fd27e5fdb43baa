//! `schedule_pickup` and `cancel_pickup`.

use super::{Assistant, NOBODY, dutch, with};
use crate::support::TEST;
use serde_json::{Value, json};

fn pickup(key: &str) -> Value {
    json!({"date": "2026-03-04", "address": dutch()["from"], "packages": 2, "note": "At the gate",
        "idempotency_key": key})
}

/// A pickup as the parcel API shows it.
async fn shown(assistant: &Assistant, id: &Value) -> Value {
    let token = assistant.server.token(&TEST).await;
    let path = format!("/pickup-requests/{}", id.as_str().unwrap());
    let reply = assistant.server.get(&path).token(&token).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn a_pickup_is_booked_once_and_shown_by_the_parcel_api() {
    let assistant = Assistant::open().await;
    let booked = assistant.call("schedule_pickup", &pickup("one")).await;
    assert_eq!(
        (
            &booked["state"],
            &booked["date"],
            &booked["packages"],
            &booked["account_number"]
        ),
        (&json!("booked"), &json!("2026-03-04"), &json!(2), &json!("08500001"))
    );
    let there = shown(&assistant, &booked["pickup_id"]).await;
    assert!(there.to_string().contains("Reactorweg"), "{there}");
    assert_eq!(assistant.call("schedule_pickup", &pickup("one")).await, booked);
    let text = assistant
        .refused("schedule_pickup", &with(&pickup("one"), "/packages", json!(3)))
        .await;
    assert!(text.starts_with("idempotency_key: "), "{text}");
    let other = assistant.call("schedule_pickup", &pickup("two")).await;
    assert_ne!(other["pickup_id"], booked["pickup_id"]);
    let named = with(&pickup("three"), "/account_number", json!("08500002"));
    assert_eq!(
        assistant.call("schedule_pickup", &named).await["account_number"],
        "08500002"
    );
}

#[tokio::test]
async fn a_pickup_is_called_off_before_the_driver_comes() {
    let assistant = Assistant::open().await;
    let booked = assistant.call("schedule_pickup", &pickup("one")).await;
    let arguments = json!({"pickup_id": booked["pickup_id"]});
    let first = assistant.call("cancel_pickup", &arguments).await;
    assert_eq!(first["state"], "cancelled");
    assert_eq!(assistant.call("cancel_pickup", &arguments).await, first, "again");
    assistant.advance("P4D").await;
    let there = shown(&assistant, &booked["pickup_id"]).await.to_string();
    assert!(
        there.contains("NothingPickedUpOrderCancelled") && !there.contains("PickupCompleted"),
        "{there}"
    );

    let late = assistant
        .call("schedule_pickup", &with(&pickup("two"), "/date", json!("2026-03-09")))
        .await;
    assistant.advance("P4D").await;
    let text = assistant
        .refused("cancel_pickup", &json!({"pickup_id": late["pickup_id"]}))
        .await;
    assert!(
        text.starts_with("pickup_id: this pickup has ended: PickupCompleted"),
        "{text}"
    );
}

#[tokio::test]
async fn what_cannot_be_collected_is_named() {
    let assistant = Assistant::open().await;
    let asked = pickup("k");
    for (path, value, named) in [
        ("/date", json!("2026-03-02"), "date: "),
        ("/date", json!("2026-03-08"), "2026-03-09"),
        ("/date", json!("tomorrow!!"), "date: "),
        ("/address/postal_code", json!("99"), "address.postal_code: "),
        ("/address/country_code", json!(""), "address.country_code: "),
        ("/address/country_code", json!("US"), "address.country_code: "),
        ("/address/street", json!(""), "address.street: "),
        ("/pallets", json!(1), "packages: "),
        ("/window", json!({"from": "25:00", "to": "12:00"}), "window.from: "),
        ("/account_number", json!("08600001"), "account_number: "),
    ] {
        let text = assistant.refused("schedule_pickup", &with(&asked, path, value)).await;
        assert!(text.contains(named), "{path}: {text}");
    }
    assistant.call("schedule_pickup", &asked).await;
}

#[tokio::test]
async fn pickups_of_others_are_unknown() {
    let assistant = Assistant::open().await;
    let booked = assistant.call("schedule_pickup", &pickup("one")).await;
    let arguments = json!({"pickup_id": booked["pickup_id"]});
    let elsewhere = assistant.refused_elsewhere("cancel_pickup", &arguments).await;
    let unknown = assistant.refused("cancel_pickup", &json!({"pickup_id": NOBODY})).await;
    assert_eq!(
        elsewhere,
        unknown.replace(NOBODY, booked["pickup_id"].as_str().unwrap())
    );
    let there = shown(&assistant, &booked["pickup_id"]).await.to_string();
    assert!(!there.contains("Cancelled"), "{there}");
}
