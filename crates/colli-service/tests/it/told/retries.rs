//! Retries: by the environment's clock, for three days.

use super::receiver::{Answer, Got, Receiver};
use super::{World, until};
use crate::nodes::start;
use colli_core::ids::Tenant;
use colli_service::told::{Delivery, DeliveryState, Health, Kind, Subscriber};
use colli_store::{TELLING, TELLING_FAILING};
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

/// How often anything was tried in a row without being taken.
async fn failures(world: &World, webhook: &Subscriber) -> u32 {
    match health(world, world.tenant(), webhook).await {
        Health::Failing { failures, .. } => failures,
        Health::Good => 0,
    }
}

/// Whether the job waits in the queue of those that fail, until a time.
async fn waits_until(world: &World, due_at: Option<Timestamp>) -> bool {
    let store = &world.database.store;
    let is_waiting = store.next_job_due(TELLING).await.unwrap().is_none();
    is_waiting && store.next_job_due(TELLING_FAILING).await.unwrap() == due_at
}

#[tokio::test]
async fn after_three_days_it_is_given_up_and_later_events_are_tried() {
    let world = World::new().await;
    world.run().await;
    let receiver = Receiver::start(|_, _| Answer::Status(500)).await;
    let webhook = world.webhook(&receiver).await;
    let code = world.parcel(1).await;
    let mut tries = 0;
    loop {
        tries += 1;
        until(async || failures(&world, &webhook).await == tries).await;
        if first(&world, &webhook).await.row.state.is_done() {
            break;
        }
        let Health::Failing { retry_at, .. } = health(&world, world.tenant(), &webhook).await else {
            panic!("it takes nothing");
        };
        until(async || waits_until(&world, retry_at).await).await;
        world.clock.set(retry_at.unwrap());
    }
    let given_up = first(&world, &webhook).await.row;
    assert_eq!((given_up.attempts, given_up.state), (19, DeliveryState::GivenUp));
    receiver.now_answers(Answer::Status(200));
    world.happens(&code, "S1").await;
    let Health::Failing { retry_at, .. } = health(&world, world.tenant(), &webhook).await else {
        panic!("it takes nothing");
    };
    until(async || waits_until(&world, retry_at).await).await;
    world.clock.set(retry_at.unwrap());
    until(async || scans(&receiver) == ["S1"]).await;
    let old = |got: &Got| got.event().1 == "LEG_CREATED";
    assert!(!receiver.taken().iter().any(old));
}

/// The first delivery.
async fn first(world: &World, webhook: &Subscriber) -> Delivery {
    let log = world.log(webhook).await;
    log.into_iter().find(|it| it.row.position == 0).unwrap()
}

/// The scans of the test a receiver took, in order.
fn scans(receiver: &Receiver) -> Vec<String> {
    let statuses = receiver.taken().into_iter().map(|got| got.event().1);
    statuses
        .filter(|status| ["S1", "S2", "S3"].contains(&status.as_str()))
        .collect()
}

/// Waits until all is taken, each once and in order.
async fn until_all_is_taken(world: &World, receiver: &Receiver, webhook: &Subscriber) {
    let is_taken = |it: &Delivery| it.row.state == DeliveryState::Delivered;
    until(async || world.log(webhook).await.iter().all(is_taken)).await;
    assert_eq!(receiver.taken().len(), world.log(webhook).await.len());
    assert_eq!(scans(receiver), ["S1", "S2", "S3"]);
}

/// A receiver that is away while the clock is moved on by a week, and what happened before and within it.
async fn away_for_a_week() -> (World, Receiver, Subscriber) {
    let world = World::new().await;
    let receiver = Receiver::start(|_, _| Answer::Status(500)).await;
    let webhook = world.webhook(&receiver).await;
    let code = world.parcel(1).await;
    until(async || failures(&world, &webhook).await == 1).await;
    for status in ["S1", "S2", "S3"] {
        world.happens(&code, status).await;
    }
    world.pass(7 * 86_400).await;
    // Five tries at once, no more.
    until(async || failures(&world, &webhook).await == 6).await;
    assert!(world.log(&webhook).await.iter().all(|it| !it.row.state.is_done()));
    (world, receiver, webhook)
}

#[tokio::test]
async fn a_week_passed_over_loses_nothing_on_a_clock_that_stands() {
    let (world, receiver, webhook) = away_for_a_week().await;
    // Not at the next advance either.
    world.pass(7 * 86_400).await;
    until(async || failures(&world, &webhook).await == 11).await;
    assert!(world.log(&webhook).await.iter().all(|it| !it.row.state.is_done()));
    receiver.now_answers(Answer::Status(200));
    world.pass(5).await;
    until_all_is_taken(&world, &receiver, &webhook).await;
}

#[tokio::test]
async fn a_week_passed_over_loses_nothing_on_a_clock_that_runs() {
    let (world, receiver, webhook) = away_for_a_week().await;
    world.run().await;
    for (tries, pause) in [(7, 5), (8, 30), (9, 120)] {
        let Health::Failing { retry_at, .. } = health(&world, world.tenant(), &webhook).await else {
            panic!("it takes nothing");
        };
        let due_at = world.service.real_time_of(world.tenant(), retry_at.unwrap()).unwrap();
        assert_eq!(due_at.duration_since(world.service.real_now()).as_secs(), pause);
        until(async || waits_until(&world, Some(due_at)).await).await;
        world.clock.advance_seconds(pause);
        until(async || failures(&world, &webhook).await == tries).await;
    }
    receiver.now_answers(Answer::Status(200));
    world.clock.advance_seconds(600);
    until_all_is_taken(&world, &receiver, &webhook).await;
}

#[tokio::test]
async fn a_clock_that_is_only_moved_gives_up_in_the_end() {
    let world = World::new().await;
    let receiver = Receiver::start(|_, _| Answer::Status(500)).await;
    let webhook = world.webhook(&receiver).await;
    world.parcel(1).await;
    until(async || failures(&world, &webhook).await == 1).await;
    for advance in 1..=10 {
        world.pass(7 * 86_400).await;
        until(async || failures(&world, &webhook).await > 5 * advance).await;
    }
    let first = world
        .log(&webhook)
        .await
        .into_iter()
        .find(|it| it.row.position == 0)
        .unwrap();
    assert_eq!((first.row.attempts, first.row.state), (50, DeliveryState::GivenUp));
}

#[tokio::test]
async fn a_clock_that_runs_brings_retries_by_itself() {
    let world = World::new().await;
    world.run().await;
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
