//! The clock: what it shows, how it is moved, and that parcels live by it.

use super::{advance, book, open_at, operate, statuses, track};
use crate::support::START;
use serde_json::json;

#[tokio::test]
async fn a_parcel_is_delivered_as_the_clock_is_put_forward() {
    let shop = open_at(START, 42).await;
    let clock = operate(&shop, "GET", "/clock", json!({})).await;
    assert_eq!(
        clock,
        json!({"now": "2026-03-02T08:00:00.000Z", "mode": "running", "speed": 1})
    );
    let code = book(&shop, 1, "order 1").await;
    assert_eq!(
        statuses(&shop, &code).await,
        ["LEG_CREATED", "PRENOTIFICATION_RECEIVED"]
    );
    assert_eq!(advance(&shop, "PT5M").await, 0);
    // Monday 18:00 in Amsterdam: collected, not sorted yet.
    assert_eq!(advance(&shop, "PT8H55M").await, 0);
    assert!(advance(&shop, "PT6H").await >= 2);
    let piece = track(&shop, &code).await;
    let planned = piece["plannedDeliveryTimeframe"].as_str().unwrap().to_owned();
    assert!(planned.starts_with("2026-03-03T"), "{planned}");
    assert!(piece.get("deliveredAt").is_none());
    assert!(advance(&shop, "PT24H").await >= 4);
    let piece = track(&shop, &code).await;
    let delivered = piece["deliveredAt"].as_str().unwrap();
    let (from, to) = planned.split_once('/').unwrap();
    assert!(from <= delivered && delivered <= to, "{delivered} in {planned}");
    assert!(piece.get("plannedDeliveryTimeframe").is_none());
    assert_eq!(statuses(&shop, &code).await.last().unwrap(), "DELIVERED");
    assert_eq!(advance(&shop, "P30D").await, 0);
}

#[tokio::test]
async fn one_step_or_many_give_the_same_events() {
    let mut logs = Vec::new();
    for steps in [vec!["P4D"], vec!["PT1H"; 96]] {
        let shop = open_at(START, 7).await;
        let codes = [
            book(&shop, 1, "a").await,
            book(&shop, 2, "scenario:not-home-neighbour").await,
        ];
        let mut events = 0;
        for by in steps {
            events += advance(&shop, by).await;
        }
        let mut log = Vec::new();
        for code in &codes {
            log.push(track(&shop, code).await["events"].clone());
        }
        let happened: usize = log.iter().map(|events| events.as_array().unwrap().len() - 2).sum();
        assert_eq!(usize::try_from(events).unwrap(), happened);
        logs.push(log);
    }
    assert_eq!(logs[0], logs[1]);
}

#[tokio::test]
async fn a_clock_is_frozen_set_and_sped_up() {
    let shop = open_at(START, 1).await;
    let frozen = operate(&shop, "PUT", "/clock", json!({"mode": "frozen"})).await;
    assert_eq!(frozen["mode"], "frozen");
    shop.server.clock.advance_seconds(3_600);
    let clock = operate(&shop, "GET", "/clock", json!({})).await;
    assert_eq!(clock["now"], "2026-03-02T08:00:00.000Z");
    let fast = operate(&shop, "PUT", "/clock", json!({"mode": "running", "speed": 60.5})).await;
    assert_eq!(fast["speed"], 60.5);
    shop.server.clock.advance_seconds(60);
    let clock = operate(&shop, "GET", "/clock", json!({})).await;
    assert_eq!(clock["now"], "2026-03-02T09:00:30.000Z");
    let set = operate(
        &shop,
        "PUT",
        "/clock",
        json!({"now": "2026-03-03T10:00:00+01:00", "speed": 1}),
    )
    .await;
    assert_eq!(
        set,
        json!({"now": "2026-03-03T09:00:00.000Z", "mode": "running", "speed": 1})
    );
}

#[tokio::test]
async fn setting_the_clock_has_happen_what_falls_due() {
    let shop = open_at(START, 1).await;
    let code = book(&shop, 1, "order").await;
    operate(
        &shop,
        "PUT",
        "/clock",
        json!({"now": "2026-03-06T08:00:00Z", "mode": "frozen"}),
    )
    .await;
    assert_eq!(statuses(&shop, &code).await.last().unwrap(), "DELIVERED");
}

#[tokio::test]
async fn nights_with_another_number_of_hours() {
    for (registered, delivered) in [
        ("2026-03-27T12:00:00Z", "2026-03-28"),
        ("2026-03-28T14:00:00Z", "2026-03-30"),
        ("2026-10-24T12:00:00Z", "2026-10-26"),
    ] {
        let shop = open_at(registered, 3).await;
        let code = book(&shop, 1, "order").await;
        advance(&shop, "P3D").await;
        let piece = track(&shop, &code).await;
        let at = piece["deliveredAt"].as_str().unwrap();
        assert!(at.starts_with(delivered), "{at}");
        let events = piece["events"].as_array().unwrap();
        let times: Vec<&str> = events
            .iter()
            .map(|event| event["timestamp"].as_str().unwrap())
            .collect();
        assert!(times.is_sorted(), "{times:?}");
        // Summer time has begun, or ended, in between.
        let is_summer = ("2026-03-29"..="2026-10-25").contains(&delivered);
        let offset = if is_summer { "+02:00" } else { "+01:00" };
        assert!(at.ends_with(offset), "{at}");
    }
}
