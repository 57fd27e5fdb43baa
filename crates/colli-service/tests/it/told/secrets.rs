//! Signatures and their secrets.

use super::receiver::{Got, Receiver};
use super::{World, until};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colli_service::told::{Change, Kind, NewWebhook};

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

#[tokio::test]
async fn changes_and_rotations_at_once_keep_each_other() {
    let world = World::new().await;
    let receiver = Receiver::good().await;
    let id = world.webhook(&receiver).await.id.to_string();
    let (tenant, service) = (world.tenant(), &world.service);
    for round in 0..10 {
        let named = Change {
            name: Some(format!("Shop {round}")),
            ..Change::default()
        };
        let resting = Change {
            is_enabled: Some(round % 2 == 1),
            ..Change::default()
        };
        let filtered = Change {
            events: Some(vec![if round % 2 == 0 { "UNDERWAY" } else { "*" }.to_owned()]),
            ..Change::default()
        };
        let change = |change| service.change_subscriber(tenant, Kind::Webhook, &id, change);
        let (rotated, named, resting, filtered) = tokio::join!(
            service.rotate_webhook_secret(tenant, &id),
            change(named),
            change(resting),
            change(filtered)
        );
        named.and(resting).and(filtered).unwrap();
        let found = service.subscriber(tenant, Kind::Webhook, &id).await.unwrap();
        assert_eq!(found.name, Some(format!("Shop {round}")));
        assert_eq!(
            (found.is_enabled, found.events == ["*"]),
            (round % 2 == 1, round % 2 == 1)
        );
        if round % 2 == 1 {
            // The secret that was just shown signs.
            let parcel = u128::try_from(round).unwrap();
            let before = receiver.got().len();
            world.parcel(parcel).await;
            until(async || receiver.got().len() == before + 2).await;
            assert!(verifies(&receiver.got()[before], &rotated.unwrap().0), "{round}");
        }
    }
}
