//! Signatures and their secrets.

use super::receiver::{Got, Receiver};
use super::{World, until};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colli_service::told::NewWebhook;

/// Checks as a receiver does: some signature of the header fits one of its secrets.
fn verifies(got: &Got, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let (id, timestamp) = (got.header("webhook-id"), got.header("webhook-timestamp"));
    let signed = format!("{id}.{timestamp}.{}", got.body);
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let mut signatures = got.header("webhook-signature").split(' ');
    signatures.any(|signature| {
        let tag = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
        hmac::verify(&key, signed.as_bytes(), &tag).is_ok()
    })
}

#[tokio::test]
async fn requests_are_signed_and_a_rotation_overlaps_for_a_day() {
    let world = World::new().await;
    let receiver = Receiver::good().await;
    let new = NewWebhook {
        url: receiver.url(),
        ..NewWebhook::default()
    };
    let made = world.service.create_webhook(world.tenant(), new).await.unwrap();
    let (id, first) = (made.subscriber.id.to_string(), made.secret);
    let code = world.parcel(1).await;
    until(async || receiver.got().len() == 2).await;
    assert!(receiver.got().iter().all(|got| verifies(got, &first)));
    assert_eq!(receiver.got()[0].header("webhook-timestamp"), "1772438400", "real time");

    let (second, until_when) = world.service.rotate_webhook_secret(world.tenant(), &id).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(until_when.to_string(), "2026-03-03T08:00:00Z");
    world.happens(&code, "S1").await;
    until(async || receiver.got().len() == 3).await;
    let got = receiver.got().pop().unwrap();
    assert!(verifies(&got, &first) && verifies(&got, &second));

    world.pass(24 * 3_600).await;
    world.happens(&code, "S2").await;
    let second_scan = || receiver.got().into_iter().find(|got| got.event().1 == "S2");
    until(async || second_scan().is_some()).await;
    let got = second_scan().unwrap();
    assert!(!verifies(&got, &first) && verifies(&got, &second));
}

#[tokio::test]
async fn secrets_are_sealed_at_rest() {
    let world = World::new().await;
    let receiver = Receiver::good().await;
    let new = NewWebhook {
        url: receiver.url(),
        ..NewWebhook::default()
    };
    let made = world.service.create_webhook(world.tenant(), new).await.unwrap();
    let row = world
        .database
        .store
        .subscriber(world.tenant(), made.subscriber.id)
        .await
        .unwrap()
        .unwrap();
    let bare = made.secret.strip_prefix("whsec_").unwrap();
    let holds = |bytes: &[u8]| bytes.windows(bare.len()).any(|window| window == bare.as_bytes());
    assert!(!holds(&row.sealed) && !holds(row.body.as_bytes()));
}
