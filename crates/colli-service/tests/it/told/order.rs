//! Each event once, each parcel's in order.

use super::receiver::{Answer, Receiver};
use super::{World, until};
use colli_service::told::{DeliveryState, Kind, NewWebhook};
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

#[tokio::test]
async fn a_webhook_is_told_of_everything_in_the_documented_shape() {
    let world = World::new().await;
    let receiver = Receiver::good().await;
    let webhook = world.webhook(&receiver).await;
    let code = world.parcel(1).await;
    world.happens(&code, "DEPART_FACILITY").await;
    until(async || receiver.got().len() == 3).await;
    let got = receiver.got();
    let statuses: Vec<_> = got.iter().map(|got| got.event().1).collect();
    assert_eq!(statuses, ["LEG_CREATED", "PRENOTIFICATION_RECEIVED", "DEPART_FACILITY"]);
    let last = got[2].json();
    let mut members: Vec<_> = last.as_object().unwrap().keys().cloned().collect();
    members.sort();
    assert_eq!(members, ["data", "timestamp", "type"]);
    assert_eq!(last["type"], "parcel.event");
    assert_eq!(last["timestamp"], "2026-03-02T08:00:00Z");
    assert_eq!(last["data"]["trackerCode"], code.as_str());
    assert_eq!(last["data"]["shipmentId"], "00000000-0000-0000-0000-000000000001");
    assert_eq!(last["data"]["event"]["status"], "DEPART_FACILITY");
    assert_eq!(got[2].header("content-type"), "application/json");
    assert_eq!(got[2].path, "/hook?secret=1");
    world.until_in(&webhook, DeliveryState::Delivered, 3).await;
    let log = world.log(&webhook).await;
    let mut ids: Vec<_> = log.iter().map(|delivery| delivery.message_id.as_str()).collect();
    ids.reverse();
    assert_eq!(ids, got.iter().map(|got| got.header("webhook-id")).collect::<Vec<_>>());
    assert!(
        log.iter()
            .all(|delivery| delivery.row.attempts == 1 && delivery.row.last_status == Some(204))
    );
}

#[tokio::test]
async fn a_receiver_that_failed_at_first_gets_each_event_once_in_order() {
    let world = World::new().await;
    // Every third request fails, whatever it is about.
    let receiver = Receiver::start(|n, _| Answer::Status(if n % 3 == 0 { 503 } else { 200 })).await;
    let webhook = world.webhook(&receiver).await;
    let mut codes = Vec::new();
    for id in 1..=6 {
        codes.push(world.parcel(id).await);
    }
    let statuses = ["S1", "S2", "S3", "S4", "S5"];
    for status in statuses {
        for code in &codes {
            world.happens(code, status).await;
        }
    }
    let all = codes.len() * (2 + statuses.len());
    until(async || {
        world.pass(60).await;
        world
            .log(&webhook)
            .await
            .iter()
            .filter(|it| it.row.state == DeliveryState::Delivered)
            .count()
            == all
    })
    .await;
    let mut of_parcels: HashMap<String, Vec<String>> = HashMap::new();
    for taken in receiver.taken() {
        let (code, status) = taken.event();
        of_parcels.entry(code).or_default().push(status);
    }
    assert_eq!(of_parcels.len(), codes.len());
    for told in of_parcels.values() {
        assert_eq!(told[..2], ["LEG_CREATED", "PRENOTIFICATION_RECEIVED"]);
        assert_eq!(told[2..], statuses);
    }
    // A retry keeps its id; no two events share one.
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for got in receiver.got() {
        let body = ids
            .entry(got.header("webhook-id").to_owned())
            .or_insert_with(|| got.body.clone());
        assert_eq!(*body, got.body);
    }
    assert_eq!(ids.len(), all);
}

#[tokio::test]
async fn one_parcel_that_is_refused_holds_no_other() {
    let world = World::new().await;
    let refused: &'static Mutex<String> = Box::leak(Box::default());
    let receiver = Receiver::start(move |_, body| {
        let is_refused = !refused.lock().unwrap().is_empty() && body.contains(refused.lock().unwrap().as_str());
        Answer::Status(if is_refused { 422 } else { 204 })
    })
    .await;
    let webhook = world.webhook(&receiver).await;
    let (bad, good) = (world.parcel(1).await, world.parcel(2).await);
    world.until_in(&webhook, DeliveryState::Delivered, 4).await;
    *refused.lock().unwrap() = bad.clone();
    world.happens(&bad, "S1").await;
    world.until_tried(&webhook, 1).await;
    for status in ["S1", "S2", "S3", "S4"] {
        world.happens(&good, status).await;
        world.happens(&bad, &format!("{status}-later")).await;
    }
    until(async || {
        world.pass(5).await;
        world
            .log(&webhook)
            .await
            .iter()
            .filter(|it| it.row.state == DeliveryState::Delivered)
            .count()
            == 8
    })
    .await;
    let log = world.log(&webhook).await;
    let waiting = log.iter().filter(|it| it.row.state == DeliveryState::Waiting);
    assert!(waiting.clone().all(|it| it.row.tracker_code == bad));
    assert_eq!(waiting.count(), 4);
}

#[tokio::test]
async fn filters_choose_and_changes_count_from_then_on() {
    let world = World::new().await;
    let receiver = Receiver::good().await;
    let new = NewWebhook {
        url: receiver.url(),
        events: vec!["underway".to_owned()],
        name: Some(" shop ".to_owned()),
    };
    let made = world
        .service
        .create_webhook(world.tenant(), new)
        .await
        .unwrap()
        .subscriber;
    assert_eq!(
        (made.events.clone(), made.name.as_deref()),
        (vec!["UNDERWAY".to_owned()], Some("shop"))
    );
    let code = world.parcel(1).await;
    world.happens(&code, "S1").await;
    until(async || receiver.got().len() == 1).await;
    assert_eq!(receiver.got()[0].event(), (code.clone(), "S1".to_owned()));
    // At rest nothing is told, then or later.
    let change = |is_enabled| colli_service::told::Change {
        is_enabled: Some(is_enabled),
        ..Default::default()
    };
    let id = made.id.to_string();
    let service = &world.service;
    service
        .change_subscriber(world.tenant(), Kind::Webhook, &id, change(false))
        .await
        .unwrap();
    world.happens(&code, "S2").await;
    service
        .change_subscriber(world.tenant(), Kind::Webhook, &id, change(true))
        .await
        .unwrap();
    world.happens(&code, "S3").await;
    until(async || receiver.got().len() == 2).await;
    assert_eq!(receiver.got()[1].event().1, "S3");
    service
        .delete_subscriber(world.tenant(), Kind::Webhook, &id)
        .await
        .unwrap();
    world.happens(&code, "S4").await;
    assert!(service.subscriber(world.tenant(), Kind::Webhook, &id).await.is_err());
}

#[tokio::test]
async fn a_replay_sends_again_in_order_under_the_ids_of_then() {
    let world = World::new().await;
    let receiver = Receiver::good().await;
    let webhook = world.webhook(&receiver).await;
    let code = world.parcel(1).await;
    until(async || receiver.got().len() == 2).await;
    world.pass(600).await;
    let since = world.service.now(world.tenant());
    for status in ["S1", "S2"] {
        world.happens(&code, status).await;
    }
    world.until_in(&webhook, DeliveryState::Delivered, 4).await;
    world.pass(600).await;
    world.clock.advance_seconds(1);
    let id = webhook.id.to_string();
    let replayed = world
        .service
        .replay(world.tenant(), Kind::Webhook, &id, since)
        .await
        .unwrap();
    assert_eq!(replayed, 2);
    until(async || receiver.got().len() == 6).await;
    let got = receiver.got();
    for (first, again) in [(2, 4), (3, 5)] {
        assert_eq!(got[first].body, got[again].body);
        assert_eq!(got[first].header("webhook-id"), got[again].header("webhook-id"));
    }
    assert!(got[5].header("webhook-timestamp") > got[3].header("webhook-timestamp"));
}
