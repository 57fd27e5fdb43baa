//! The webhooks of the aggregator dialect: told of resources and of some parcels, signed in its own way.

use super::receiver::{Answer, Got, Receiver};
use super::{World, until};
use aws_lc_rs::hmac;
use colli_core::ids::{Environment, Tenant};
use colli_service::gateway::{GatewayCaller, GatewayWebhook, GatewayWebhookInput, GatewayWebhookMade, PageAsked};
use colli_service::told::{DeliveryState, GatewayWriters, Kind, NewNotice, Topic};
use colli_service::{Error, Result};
use colli_store::{DeliveryRow, NewObject, ObjectWriting, ObjectsWritten};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

const HOST: &str = "https://1.1.1.1/hook?token=a%20b";

/// Of parcels those with an even code, of resources all but one.
const WRITERS: GatewayWriters = GatewayWriters {
    track: |_, _, code| {
        let is_meant = code.ends_with(['0', '2', '4', '6', '8']);
        let track = json!({"carrier": "dhl_benelux", "metadata": "m", "tracking_number": code});
        Box::pin(async move { Ok(is_meant.then(|| track.to_string())) })
    },
    object: |_, _, topic, object| {
        let shown = json!({"object_id": object.simple().to_string(), "topic": topic.word()});
        Box::pin(async move { Ok((object != GONE).then(|| shown.to_string())) })
    },
};
const GONE: Uuid = Uuid::from_u128(7);

async fn open() -> World {
    let world = World::new().await;
    world.service.set_gateway_writers(WRITERS);
    world
}

fn caller(tenant: Tenant) -> GatewayCaller {
    GatewayCaller {
        tenant,
        owner: "demo@colli.example".to_owned(),
        seed: None,
    }
}

fn input(event: &str, url: &str) -> GatewayWebhookInput {
    GatewayWebhookInput {
        event: Some(event.to_owned()),
        url: Some(url.to_owned()),
        ..GatewayWebhookInput::default()
    }
}

async fn webhook(world: &World, event: &str, receiver: &Receiver) -> GatewayWebhookMade {
    let mine = caller(world.tenant());
    let made = world
        .service
        .create_gateway_webhook(&mine, input(event, &receiver.url()));
    made.await.unwrap()
}

/// Something is bought: a resource with its notice.
async fn bought(world: &World, id: Uuid) {
    let now = world.service.now(world.tenant());
    let object = NewObject {
        kind: "transaction",
        id,
        position: 1,
        parent: None,
        state: None,
        created_at: now,
        body: "{}".to_owned(),
    };
    let writing = ObjectWriting {
        objects: vec![object],
        notices: vec![NewNotice {
            topic: Topic::TransactionCreated,
            object: id,
        }],
        ..ObjectWriting::default()
    };
    let written = world.database.store.write_objects(world.tenant(), writing, now).await;
    assert_eq!(written.unwrap(), ObjectsWritten::Done);
    world.service.events_stored();
}

async fn log(world: &World, webhook: &GatewayWebhook) -> Vec<DeliveryRow> {
    let id = webhook.id.to_string();
    let page = world
        .service
        .deliveries(world.tenant(), Kind::Shippo, &id, None, 100)
        .await;
    page.unwrap()
        .deliveries
        .into_iter()
        .map(|delivery| delivery.row)
        .collect()
}

fn count(log: &[DeliveryRow], state: DeliveryState) -> usize {
    log.iter().filter(|row| row.state == state).count()
}

fn verifies(got: &Got, secret: &str) -> bool {
    let header = got.header("shippo-auth-signature");
    let (time, tag) = header.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    assert_eq!(time, "1772438400", "real time");
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signed = hmac::sign(&key, format!("{time}.{}", got.body).as_bytes());
    let hex: Vec<String> = signed.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    tag == hex.concat()
}

#[tokio::test]
async fn resources_and_parcels_are_told_signed_and_others_are_passed_over() {
    let world = open().await;
    let receiver = Receiver::good().await;
    let made = webhook(&world, "all", &receiver).await;
    let object = Uuid::from_u128(0xab);
    bought(&world, object).await;
    let codes = [world.parcel(1).await, world.parcel(2).await];
    let meant = codes
        .iter()
        .find(|code| code.ends_with(['0', '2', '4', '6', '8']))
        .unwrap();
    // A notice, and two events each of two parcels, of which one is meant.
    until(async || count(&log(&world, &made.webhook).await, DeliveryState::Delivered) == 5).await;
    let got = receiver.got();
    assert_eq!(got.len(), 3, "the other parcel's were not sent");
    for got in &got {
        assert!(verifies(got, &made.secret) && !verifies(got, "other"));
        assert_eq!(got.header("shippo-api-version"), "2018-02-08");
        assert_eq!(got.header("content-type"), "application/json");
        assert!(got.header("user-agent").starts_with("Colli/"));
        assert_eq!((got.header("webhook-id"), got.path.as_str()), ("", "/hook?secret=1"));
    }
    let bodies = |event: &str| -> Vec<Value> {
        let bodies = got.iter().map(Got::json);
        bodies.filter(|body| body["event"] == event).collect()
    };
    assert_eq!(
        bodies("transaction_created"),
        [json!({"event": "transaction_created", "test": true,
            "data": {"object_id": object.simple().to_string(), "topic": "transaction_created"}})]
    );
    let track = json!({"carrier": "dhl_benelux", "metadata": "m", "tracking_number": meant});
    let body =
        json!({"event": "track_updated", "test": true, "data": track, "carrier": "dhl_benelux", "metadata": "m"});
    assert_eq!(bodies("track_updated"), [body.clone(), body]);
    // Neither is a webhook of the own API.
    let own = world.service.subscribers(world.tenant(), Kind::Webhook).await.unwrap();
    assert_eq!(own, []);
}

#[tokio::test]
async fn who_names_one_topic_is_told_of_nothing_else_and_own_webhooks_of_no_resource() {
    let world = open().await;
    let (receiver, own) = (Receiver::good().await, Receiver::good().await);
    let made = webhook(&world, "transaction_created", &receiver).await;
    world.webhook(&own).await;
    bought(&world, Uuid::from_u128(1)).await;
    world.parcel(1).await;
    until(async || own.got().len() == 2).await;
    until(async || receiver.got().len() == 1).await;
    assert_eq!(log(&world, &made.webhook).await.len(), 1);
    assert!(own.got().iter().all(|got| got.json()["type"] == "parcel.event"));
}

#[tokio::test]
async fn a_refusal_is_final_unless_it_says_later() {
    for (status, state) in [
        (404, DeliveryState::GivenUp),
        (410, DeliveryState::GivenUp),
        (429, DeliveryState::Ready),
        (408, DeliveryState::Ready),
        (503, DeliveryState::Ready),
    ] {
        let world = open().await;
        let receiver = Receiver::start(move |_, _| Answer::Status(status)).await;
        let made = webhook(&world, "transaction_created", &receiver).await;
        bought(&world, Uuid::from_u128(1)).await;
        until(async || log(&world, &made.webhook).await.iter().any(|row| row.attempts == 1)).await;
        let row = log(&world, &made.webhook).await.remove(0);
        assert_eq!((row.state, row.last_status), (state, Some(status)), "{status}");
        if state == DeliveryState::Ready {
            receiver.now_answers(Answer::Status(200));
            until(async || {
                world.pass(5).await;
                count(&log(&world, &made.webhook).await, DeliveryState::Delivered) == 1
            })
            .await;
            assert_eq!(receiver.got().len(), 2);
        }
    }
}

#[tokio::test]
async fn of_a_resource_that_is_gone_nothing_is_sent() {
    let world = open().await;
    let receiver = Receiver::good().await;
    let made = webhook(&world, "all", &receiver).await;
    bought(&world, GONE).await;
    until(async || count(&log(&world, &made.webhook).await, DeliveryState::GivenUp) == 1).await;
    let row = log(&world, &made.webhook).await.remove(0);
    assert_eq!(row.last_error.as_deref(), Some("the resource is no longer kept"));
    assert_eq!(receiver.got().len(), 0);
}

#[tokio::test]
async fn a_webhook_is_made_changed_listed_and_deleted() {
    let world = open().await;
    let (service, mine) = (&world.service, caller(world.tenant()));
    let made = service.create_gateway_webhook(&mine, input("all", HOST)).await.unwrap();
    let first = made.webhook;
    assert_eq!(
        (first.url.as_str(), first.is_active, first.is_test),
        (HOST, true, false)
    );
    assert_eq!(made.secret.len(), 64);
    assert_eq!(first.updated_at, first.created_at);
    world.pass(60).await;
    let silent = GatewayWebhookInput {
        is_active: Some(false),
        is_test: Some(true),
        ..input("batch_created", "https://nobody.invalid/")
    };
    let second = service.create_gateway_webhook(&mine, silent).await.unwrap().webhook;
    assert!(
        !second.is_active && second.is_test,
        "an unknown host is tried when there is something to tell"
    );
    let page = |page| service.gateway_webhooks(&mine, PageAsked::new(page, 1));
    for (number, webhook) in [(1, &second), (2, &first)] {
        let (found, count) = page(number).await.unwrap();
        assert_eq!(
            (found.entries, found.has_next, count),
            (vec![webhook.clone()], number == 1, 2)
        );
    }
    let change = GatewayWebhookInput {
        event: Some("track_updated".to_owned()),
        ..GatewayWebhookInput::default()
    };
    let changed = service.change_gateway_webhook(&mine, first.id, change).await.unwrap();
    let expected = GatewayWebhook {
        event: changed.event,
        updated_at: first.created_at.checked_add(SignedDuration::from_secs(60)).unwrap(),
        ..first.clone()
    };
    assert_eq!((&changed, changed.event.word()), (&expected, "track_updated"));
    assert_eq!(service.gateway_webhook(&mine, first.id).await.unwrap(), changed);
    // The other environment knows nothing of it.
    let other = caller(Tenant {
        environment: Environment::Live,
        ..world.tenant()
    });
    let missing = |answer: Result<()>| assert!(matches!(answer, Err(Error::NotFound { what: "webhook", .. })));
    missing(service.gateway_webhook(&other, first.id).await.map(drop));
    missing(service.delete_gateway_webhook(&other, first.id).await);
    let input = input("all", HOST);
    missing(service.change_gateway_webhook(&other, first.id, input).await.map(drop));
    service.delete_gateway_webhook(&mine, first.id).await.unwrap();
    missing(service.delete_gateway_webhook(&mine, first.id).await);
}

#[tokio::test]
async fn what_is_wrong_with_a_webhook_is_named() {
    let world = open().await;
    let mine = caller(world.tenant());
    let long = format!("https://1.1.1.1/{}", "x".repeat(184));
    for (event, url, fields) in [
        (Some("all"), None, vec!["url"]),
        (None, None, vec!["event", "url"]),
        (Some("everything"), Some(HOST), vec!["event"]),
        (Some("all"), Some(long.as_str()), vec!["url"]),
        (Some("all"), Some(&long[..199]), vec![]),
        (Some("all"), Some("ftp://1.1.1.1/"), vec!["url"]),
        (Some("all"), Some("https://169.254.169.254/"), vec!["url"]),
        (Some("all"), Some("http://10.0.0.1/"), vec!["url"]),
        (Some(""), Some("not a url"), vec!["event", "url"]),
    ] {
        let input = GatewayWebhookInput {
            event: event.map(str::to_owned),
            url: url.map(str::to_owned),
            ..GatewayWebhookInput::default()
        };
        let found = match world.service.create_gateway_webhook(&mine, input).await {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(violations)) => violations.into_iter().map(|violation| violation.field).collect(),
            Err(error) => panic!("{error}"),
        };
        assert_eq!(found, fields, "{event:?} {url:?}");
    }
}

#[tokio::test]
async fn a_request_named_by_its_client_makes_one_webhook() {
    let world = open().await;
    let named = GatewayCaller {
        seed: Some(Uuid::from_u128(5)),
        ..caller(world.tenant())
    };
    let make = || world.service.create_gateway_webhook(&named, input("all", HOST));
    let (first, second) = (make().await.unwrap(), make().await.unwrap());
    assert!(first == second, "with the same secret");
    let (_, count) = world
        .service
        .gateway_webhooks(&named, PageAsked::new(1, 9))
        .await
        .unwrap();
    assert_eq!(count, 1);
}
