//! Receivers that do what they should not.

use super::receiver::{Answer, Receiver};
use super::{World, until};
use crate::nodes::start;
use colli_service::told::{DeliveryState, Kind};
use colli_store::TELLING_FAILING;
use jiff::SignedDuration;
use std::time::{Duration, Instant};

/// So many dead receivers that the failing queue is full.
const DEAD: usize = 90;

#[tokio::test]
async fn dead_subscribers_delay_others_by_less_than_a_second() {
    let world = World::new().await;
    world.service.set_receiver_patience(Duration::from_secs(10));
    let (silent, good) = (Receiver::silent().await, Receiver::good().await);
    for _ in 0..DEAD {
        world.webhook(&silent).await;
    }
    let webhook = world.webhook(&good).await;
    // All of them die at this moment: nothing is known of them yet, and each holds its request for ten seconds.
    let registered = Instant::now();
    let code = world.parcel(1).await;
    until(async || good.got().len() == 2).await;
    assert!(good.got()[1].at.duration_since(registered) < Duration::from_secs(1));
    until(async || silent.got().len() == DEAD).await;
    let happened = Instant::now();
    world.happens(&code, "S1").await;
    until(async || good.got().len() == 3).await;
    assert!(good.got()[2].at.duration_since(happened) < Duration::from_secs(1));
    world.until_in(&webhook, DeliveryState::Delivered, 3).await;
}

#[tokio::test]
async fn known_dead_subscribers_wait_in_a_queue_of_their_own() {
    let world = World::new().await;
    world.run().await;
    world.service.set_receiver_patience(Duration::from_millis(100));
    let silent = Receiver::silent().await;
    let webhook = world.webhook(&silent).await;
    let code = world.parcel(1).await;
    world.until_tried(&webhook, 1).await;
    let error = world.log(&webhook).await.pop().unwrap().row.last_error.unwrap();
    assert_eq!(error, "no answer within 0.1 s");
    // Its job stays there, since the clock runs: the next try falls due, but real time does not move in this test.
    let store = &world.database.store;
    let retry_at = start().checked_add(SignedDuration::from_secs(5)).unwrap();
    let waits = async || store.next_job_due(TELLING_FAILING).await.unwrap() == Some(retry_at);
    until(waits).await;
    assert_eq!(store.next_job_due(colli_store::TELLING).await.unwrap(), None);
    // What comes in meanwhile does not have it tried more often.
    for status in ["S1", "S2", "S3"] {
        world.happens(&code, status).await;
    }
    until(waits).await;
    assert_eq!(silent.got().len(), 1);
}

#[tokio::test]
async fn long_answers_are_dropped_and_redirects_are_not_followed() {
    let world = World::new().await;
    let long = Receiver::start(|_, _| Answer::Bytes(20 << 20)).await;
    let redirecting = Receiver::start(|_, _| Answer::Redirect).await;
    let (of_long, of_redirecting) = (world.webhook(&long).await, world.webhook(&redirecting).await);
    world.parcel(1).await;
    world.until_in(&of_long, DeliveryState::Delivered, 2).await;
    assert_eq!(long.got().len(), 2);
    world.until_tried(&of_redirecting, 1).await;
    let refused = world.log(&of_redirecting).await.pop().unwrap().row;
    assert_eq!(refused.last_status, Some(302));
    assert!(refused.last_error.unwrap().contains("not followed"));
    assert!(redirecting.got().iter().all(|got| got.path.starts_with("/hook")));
}

#[tokio::test]
async fn one_that_is_gone_is_a_failure_and_no_secret_is_logged() {
    let world = World::new().await;
    let gone = Receiver::good().await.url();
    let webhook = world.webhook_at(&gone).await;
    world.parcel(1).await;
    world.until_tried(&webhook, 1).await;
    let row = world.log(&webhook).await.pop().unwrap().row;
    let error = row.last_error.unwrap();
    assert!(
        error.starts_with("no connection: ") && !error.contains("secret"),
        "{error}"
    );
    assert_eq!(row.last_status, None);
}

#[tokio::test]
async fn subscribers_of_others_are_not_there() {
    let world = World::new().await;
    let receiver = Receiver::good().await;
    let id = world.webhook(&receiver).await.id.to_string();
    let mut other = world.tenant();
    other.environment = colli_core::ids::Environment::Live;
    for tenant in [other] {
        let service = &world.service;
        assert!(service.subscriber(tenant, Kind::Webhook, &id).await.is_err());
        assert!(service.delete_subscriber(tenant, Kind::Webhook, &id).await.is_err());
        assert!(service.rotate_webhook_secret(tenant, &id).await.is_err());
        assert!(service.deliveries(tenant, Kind::Webhook, &id, None, 9).await.is_err());
        assert_eq!(service.subscribers(tenant, Kind::Webhook).await.unwrap(), []);
    }
    assert!(
        world
            .service
            .subscriber(world.tenant(), Kind::Pusher, &id)
            .await
            .is_err()
    );
}
