//! Retries: by the environment's clock, for three days.

use super::receiver::{Answer, Receiver};
use super::{World, until};
use crate::nodes::start;
use colli_core::clock::ClockMode;
use colli_core::ids::Tenant;
use colli_service::environments::ClockChange;
use colli_service::operators::Operator;
use colli_service::told::{DeliveryState, Health, Kind, Subscriber};
use colli_store::TELLING_FAILING;
use jiff::{SignedDuration, Timestamp};

async fn health(world: &World, tenant: Tenant, webhook: &Subscriber) -> Health {
    let id = webhook.id.to_string();
    world
        .service
        .subscriber(tenant, Kind::Webhook, &id)
        .await
        .unwrap()
        .health
}

fn after(seconds: i64) -> Timestamp {
    start().checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

#[tokio::test]
async fn a_failing_receiver_is_tried_again_after_growing_pauses() {
    let world = World::new().await;
    let receiver = Receiver::start(|_, _| Answer::Status(500)).await;
    let webhook = world.webhook(&receiver).await;
    let code = world.parcel(1).await;
    for (attempt, pause) in [(1, 5), (2, 30), (3, 120), (4, 600)] {
        world.until_tried(&webhook, attempt).await;
        until(async || matches!(health(&world, world.tenant(), &webhook).await, Health::Failing { failures, .. } if failures == attempt)).await;
        // Not a second too early.
        world.pass(pause - 1).await;
        world.pass(1).await;
    }
    world.until_tried(&webhook, 5).await;
    assert_eq!(receiver.got().len(), 5, "each pause is waited for");
    let first = world.log(&webhook).await.pop().unwrap();
    assert_eq!(
        (first.row.last_status, first.row.state),
        (Some(500), DeliveryState::Ready)
    );
    assert_eq!(first.row.last_error.as_deref(), Some("the receiver answered 500"));
    assert!(first.row.due_at > after(755));
    // It takes again: everything, in order.
    receiver.now_answers(Answer::Status(200));
    world.happens(&code, "S1").await;
    world.pass(1_800).await;
    world.until_in(&webhook, DeliveryState::Delivered, 3).await;
    assert_eq!(health(&world, world.tenant(), &webhook).await, Health::Good);
}

#[tokio::test]
async fn after_three_days_it_is_given_up_and_later_events_are_tried() {
    let world = World::new().await;
    let receiver = Receiver::start(|_, _| Answer::Status(500)).await;
    let webhook = world.webhook(&receiver).await;
    let code = world.parcel(1).await;
    world.until_tried(&webhook, 1).await;
    // One big step passes over the times of all tries, and all of them are made.
    world.pass(73 * 3_600).await;
    until(async || {
        let log = world.log(&webhook).await;
        let registered = log.iter().filter(|it| it.row.occurred_at == start());
        registered.clone().count() == 2 && registered.clone().all(|it| it.row.state == DeliveryState::GivenUp)
    })
    .await;
    let first = world
        .log(&webhook)
        .await
        .into_iter()
        .find(|it| it.row.position == 0)
        .unwrap();
    assert!(first.row.attempts > 15, "{first:?}");
    receiver.now_answers(Answer::Status(200));
    world.happens(&code, "S1").await;
    until(async || {
        world.pass(6 * 3_600).await;
        receiver.taken().iter().any(|got| got.event().1 == "S1")
    })
    .await;
    assert!(!receiver.taken().iter().any(|got| got.event().1 == "LEG_CREATED"));
}

#[tokio::test]
async fn a_clock_that_runs_brings_retries_by_itself() {
    let world = World::new().await;
    let change = ClockChange {
        mode: Some(ClockMode::Running),
        ..ClockChange::default()
    };
    let operator = Operator { tenant: world.tenant() };
    world.service.set_clock(&operator, change).await.unwrap();
    let receiver = Receiver::start(|n, _| Answer::Status(if n == 0 { 500 } else { 200 })).await;
    let webhook = world.webhook(&receiver).await;
    world.parcel(1).await;
    world.until_tried(&webhook, 1).await;
    until(async || world.database.store.next_job_due(TELLING_FAILING).await.unwrap() == Some(after(5))).await;
    world.clock.advance_seconds(5);
    world.until_in(&webhook, DeliveryState::Delivered, 2).await;
}

#[tokio::test]
async fn who_mends_a_receiver_need_not_wait() {
    let world = World::new().await;
    let receiver = Receiver::start(|_, _| Answer::Status(500)).await;
    let webhook = world.webhook(&receiver).await;
    world.parcel(1).await;
    world.until_tried(&webhook, 1).await;
    receiver.now_answers(Answer::Status(200));
    let id = webhook.id.to_string();
    let nothing = colli_service::told::Change::default();
    until(async || {
        let changed = world
            .service
            .change_subscriber(world.tenant(), Kind::Webhook, &id, nothing.clone());
        changed.await.unwrap();
        world.pass(5).await;
        receiver.taken().len() == 2
    })
    .await;
}
