//! The other ways to be told: pushers and mail.

use super::receiver::Receiver;
use super::{World, until};
use colli_service::Service;
use colli_service::told::{Delivering, DeliveryFailure, Kind, Mailer, NewMail, NewPusher, Notice};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A mailer that fails at first.
#[derive(Default)]
struct Post(Mutex<Vec<Notice>>);

impl Mailer for Post {
    fn deliver(&self, _: Arc<Service>, notice: Notice) -> Delivering {
        let mut notices = self.0.lock().unwrap();
        notices.push(notice);
        let is_first = notices.len() == 1;
        Box::pin(async move {
            if is_first {
                return Err(DeliveryFailure::temporary("the post office is closed"));
            }
            Ok(())
        })
    }
}

#[tokio::test]
async fn mail_is_told_like_webhooks() {
    let world = World::new().await;
    let post = Arc::new(Post::default());
    world.service.set_mailer(Arc::clone(&post) as Arc<dyn Mailer>);
    let new = NewMail {
        events: vec!["UNDERWAY".to_owned()],
        settings: "{\"for\":\"receivers\"}".to_owned(),
    };
    let made = world.service.create_mail_subscriber(world.tenant(), new).await.unwrap();
    assert_eq!((made.kind, made.url.as_str()), (Kind::Mail, ""));
    let code = world.parcel(1).await;
    world.happens(&code, "S1").await;
    world.happens(&code, "S2").await;
    until(async || {
        world.pass(5).await;
        post.0.lock().unwrap().len() == 3
    })
    .await;
    let notices = post.0.lock().unwrap().clone();
    let told: Vec<_> = notices.iter().map(|notice| notice.event.status.as_str()).collect();
    assert_eq!(told, ["S1", "S1", "S2"]);
    assert_eq!(notices[0], notices[1]);
    assert_eq!(notices[2].settings, "{\"for\":\"receivers\"}");
    assert_eq!(
        (notices[2].tracker_code.as_str(), notices[2].tenant),
        (code.as_str(), world.tenant())
    );
    let id = made.id.to_string();
    let log = world
        .service
        .deliveries(world.tenant(), Kind::Mail, &id, None, 9)
        .await
        .unwrap();
    assert!(log.deliveries.iter().all(|it| it.row.last_status.is_none()));
}

#[tokio::test]
async fn a_pusher_keeps_to_its_rate() {
    let world = World::new().await;
    let receiver = Receiver::good().await;
    let new = NewPusher {
        url: receiver.url(),
        requests_per_second_max: Some(20),
        is_organisation_level: true,
        api_key: Some(("X-Key".to_owned(), "sesame".to_owned())),
        ..NewPusher::default()
    };
    world.service.create_pusher(&world.caller, new).await.unwrap();
    for id in 1..=6 {
        world.parcel(id).await;
    }
    until(async || receiver.got().len() == 12).await;
    let got = receiver.got();
    assert!(
        got.iter()
            .all(|got| got.header("x-key") == "sesame" && got.header("webhook-id").is_empty())
    );
    let lasted = got[11].at.duration_since(got[0].at);
    // Twelve at twenty a second: those sent last, at most eight at once, wait for the share of the four before.
    assert!(lasted >= Duration::from_millis(200), "{lasted:?}");
    assert_eq!(got[0].json()["events"][0], "LEG_CREATED");
}
