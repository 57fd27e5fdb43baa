//! Unified push: nothing is told before the hand-shake, and everything in order after it.

use super::receiver::{Answer, Got, Receiver};
use super::{World, until};
use colli_core::app::{App, AppChange, NewApp};
use colli_core::error::Violation;
use colli_core::ids::{Environment, Tenant};
use colli_core::unified::StatusCode;
use colli_service::told::{
    Allowed, DeliveryState, Kind, NewPushSubscription, PushSubscription, Pushed, PushedParcels, UnifiedWriters,
};
use colli_service::tracking::Disclosure;
use colli_service::{Error, Result, Service};
use colli_store::DeliveryRow;
use serde_json::{Value, json};

const BASE: &str = "http://colli.example/push";

const WRITERS: UnifiedWriters = UnifiedWriters { message };

fn message(_: &Service, subscription: &PushSubscription, pushed: Pushed<'_>) -> Result<String> {
    let told = match pushed {
        Pushed::Validate(secret) => json!({"scope": "validate", "secret": secret}),
        Pushed::Ready => json!({"scope": "ready"}),
        Pushed::Parcel(piece) => {
            assert_eq!(piece.disclosure, Disclosure::Reduced, "nobody named the postal code");
            let events: Vec<_> = piece.events.iter().map(|event| &event.status).collect();
            json!({"scope": "push", "code": piece.tracker_code, "status": piece.record.status, "events": events})
        }
    };
    assert_eq!(subscription.settings.base_url, BASE);
    serde_json::to_string(&told).map_err(|error| Error::Internal(error.to_string()))
}

async fn open() -> World {
    let world = World::new().await;
    world.service.set_unified_writers(WRITERS);
    world
}

fn to(url: &str, parcels: PushedParcels) -> NewPushSubscription {
    NewPushSubscription {
        url: url.to_owned(),
        api_key: None,
        parcels,
        service: None,
        status_codes: Vec::new(),
        base_url: BASE.to_owned(),
    }
}

fn numbers(numbers: &[&str]) -> PushedParcels {
    PushedParcels::Numbers(numbers.iter().map(|number| (*number).to_owned()).collect())
}

fn account(number: &str) -> PushedParcels {
    PushedParcels::Account(number.to_owned())
}

impl World {
    /// The app of the demo's key.
    async fn app(&self) -> App {
        let app = self.service.authenticate_app("colli-demo-key").await.unwrap();
        assert_eq!(app.tenant, self.tenant());
        (*app).clone()
    }

    async fn push(&self, new: NewPushSubscription) -> PushSubscription {
        let app = self.app().await;
        self.service.create_push_subscription(&app, new).await.unwrap()
    }

    async fn change_app(&self, app: &App, change: AppChange) {
        let id = app.id.to_string();
        self.service.change_app(self.tenant(), &id, change).await.unwrap();
    }

    /// Waits until there are so many deliveries, each taken or passed over.
    async fn until_settled(&self, made: &PushSubscription, count: usize) {
        until(async || {
            let rows = self.rows(made).await;
            rows.len() == count && rows.iter().all(|row| row.state == DeliveryState::Delivered)
        })
        .await;
    }

    async fn refused(&self, new: NewPushSubscription) -> Vec<Violation> {
        match self.service.create_push_subscription(&self.app().await, new).await {
            Err(Error::Invalid(violations)) => violations,
            other => panic!("{other:?}"),
        }
    }

    async fn activate(&self, made: &PushSubscription, secret: &str) -> Result<()> {
        let id = made.id.to_string();
        self.service
            .activate_push_subscription(self.tenant(), &id, secret)
            .await
    }

    /// Makes a subscription and takes it through its hand-shake.
    async fn active(&self, receiver: &Receiver, new: NewPushSubscription) -> PushSubscription {
        self.active_of(&self.app().await, receiver, new).await
    }

    /// The same with the key of this app.
    async fn active_of(&self, app: &App, receiver: &Receiver, new: NewPushSubscription) -> PushSubscription {
        let before = receiver.taken().len();
        let made = self.service.create_push_subscription(app, new).await.unwrap();
        until(async || receiver.taken().len() == before + 1).await;
        let secret = secret_of(&receiver.taken()[before]);
        self.activate(&made, &secret).await.unwrap();
        until(async || receiver.taken().len() == before + 2).await;
        made
    }

    async fn rows(&self, made: &PushSubscription) -> Vec<DeliveryRow> {
        let id = made.id.to_string();
        let page = self
            .service
            .deliveries(self.tenant(), Kind::Unified, &id, None, 100)
            .await;
        let deliveries = page.unwrap().deliveries.into_iter();
        deliveries.map(|delivery| delivery.row).collect()
    }
}

fn secret_of(got: &Got) -> String {
    let told = got.json();
    assert_eq!(told["scope"], "validate", "{told}");
    told["secret"].as_str().unwrap().to_owned()
}

fn scopes(got: &[Got]) -> Vec<String> {
    let scope = |got: &Got| got.json()["scope"].as_str().unwrap().to_owned();
    got.iter().map(scope).collect()
}

fn statuses(got: &[Got]) -> Vec<Value> {
    let mut told: Vec<Value> = got.iter().map(Got::json).collect();
    told.retain(|told| told["scope"] == "push");
    told.into_iter().map(|mut told| told["status"].take()).collect()
}

#[tokio::test]
async fn nothing_is_pushed_before_the_secret_came_back() {
    let world = open().await;
    let receiver = Receiver::good().await;
    let code = world.parcel(1).await;
    let new = NewPushSubscription {
        api_key: Some(("X-Key".to_owned(), "sesame".to_owned())),
        ..to(&receiver.url(), numbers(&[&code]))
    };
    let made = world.push(new).await;
    assert!(!made.settings.is_active());
    until(async || receiver.got().len() == 1).await;
    world.happens(&code, "BEFORE").await;
    let secret = secret_of(&receiver.got()[0]);
    assert_eq!(secret.len(), 64);
    for wrong in ["", "x", &secret[1..], &secret.to_uppercase()] {
        if wrong == secret {
            continue;
        }
        let Err(Error::Invalid(violations)) = world.activate(&made, wrong).await else {
            panic!("{wrong} was taken");
        };
        assert_eq!(violations[0].field, "DHL-API-Hook-Secret");
        assert!(!format!("{violations:?}").contains(&secret));
    }
    let rows = world.rows(&made).await;
    assert_eq!(rows.len(), 1, "only the question: {rows:?}");
    for _ in 0..3 {
        world.activate(&made, &secret).await.unwrap();
    }
    until(async || receiver.got().len() == 2).await;
    world.happens(&code, "S1").await;
    world.happens(&code, "S2").await;
    until(async || receiver.got().len() == 4).await;
    let got = receiver.got();
    assert_eq!(scopes(&got), ["validate", "ready", "push", "push"]);
    assert!(got.iter().all(|got| got.header("x-key") == "sesame"));
    assert_eq!(got[2].json()["code"], code.as_str());
    // What was taken is noted a moment later.
    until(async || {
        let rows = world.rows(&made).await;
        rows.iter().all(|row| row.state == DeliveryState::Delivered) && rows.len() == 4
    })
    .await;
}

#[tokio::test]
async fn a_receiver_that_was_away_is_asked_again_and_told_in_order() {
    let world = open().await;
    let receiver = Receiver::start(|_, _| Answer::Status(503)).await;
    let (one, other) = (world.parcel(1).await, world.parcel(2).await);
    let made = world.push(to(&receiver.url(), numbers(&[&one, &other]))).await;
    until(async || receiver.got().len() == 1).await;
    receiver.now_answers(Answer::Status(204));
    until(async || {
        world.pass(5).await;
        receiver.taken().len() == 1
    })
    .await;
    let secret = secret_of(&receiver.taken()[0]);
    receiver.now_answers(Answer::Status(500));
    world.activate(&made, &secret).await.unwrap();
    let asked = receiver.got().len();
    world.happens(&one, "A1").await;
    world.happens(&other, "B1").await;
    world.happens(&one, "A2").await;
    until(async || receiver.got().len() > asked).await;
    receiver.now_answers(Answer::Status(200));
    until(async || {
        world.pass(5).await;
        receiver.taken().len() == 5
    })
    .await;
    let taken = receiver.taken();
    assert_eq!(scopes(&taken), ["validate", "ready", "push", "push", "push"]);
    let of = |code: &str| {
        let mut got = taken.clone();
        got.retain(|got| got.json()["code"] == code);
        got.len()
    };
    assert_eq!((of(&one), of(&other)), (2, 1));
    let never_early = receiver
        .got()
        .iter()
        .take_while(|got| got.json()["scope"] != "push")
        .count();
    let ready = receiver
        .got()
        .iter()
        .position(|got| got.json()["scope"] == "ready" && got.answered == Answer::Status(200));
    assert!(never_early > ready.unwrap(), "not even tried before it is ready");
}

#[tokio::test]
async fn the_question_is_not_put_again_to_who_answered_it() {
    let world = open().await;
    // It activates, and its answer to the question is lost.
    let receiver = Receiver::start(|_, _| Answer::Status(500)).await;
    let code = world.parcel(1).await;
    let made = world.push(to(&receiver.url(), numbers(&[&code]))).await;
    until(async || receiver.got().len() == 1).await;
    receiver.now_answers(Answer::Status(200));
    world.activate(&made, &secret_of(&receiver.got()[0])).await.unwrap();
    // The failure may be noted after the activation: then it is tried again in five seconds.
    until(async || {
        world.pass(5).await;
        receiver.taken().len() == 1
    })
    .await;
    assert_eq!(scopes(&receiver.taken()), ["ready"]);
    assert_eq!(receiver.got().len(), 2);
}

#[tokio::test]
async fn only_wanted_events_of_meant_parcels_are_pushed() {
    let world = open().await;
    let [numbered, of_account, delivered, elsewhere] = [
        Receiver::good().await,
        Receiver::good().await,
        Receiver::good().await,
        Receiver::good().await,
    ];
    let (one, other) = (world.parcel(1).await, world.parcel(2).await);
    let number = world.caller.accounts[0].to_string();
    let without_zeros = number.trim_start_matches('0');
    world
        .active(&numbered, to(&numbered.url(), numbers(&[&one.to_lowercase(), &one])))
        .await;
    let made = world
        .active(&of_account, to(&of_account.url(), account(without_zeros)))
        .await;
    assert_eq!(made.settings.parcels, account(&number));
    let new = NewPushSubscription {
        status_codes: vec![StatusCode::Delivered, StatusCode::Failure],
        ..to(&delivered.url(), account(&number))
    };
    world.active(&delivered, new).await;
    let new = NewPushSubscription {
        service: Some("Ecommerce".to_owned()),
        ..to(&elsewhere.url(), account(&number))
    };
    let last = world.active(&elsewhere, new).await;
    assert_eq!(last.settings.service.as_deref(), Some("ecommerce"));
    for code in [&one, &other] {
        world.happens(code, "DEPART_FACILITY").await;
        world.happens(code, "DELIVERED").await;
    }
    until(async || of_account.taken().len() == 6 && delivered.taken().len() == 4 && numbered.taken().len() == 4).await;
    until(async || {
        let rows = world.rows(&last).await;
        rows.len() == 6 && rows.iter().all(|row| row.state == DeliveryState::Delivered)
    })
    .await;
    assert_eq!(
        scopes(&elsewhere.taken()),
        ["validate", "ready"],
        "none is of that service"
    );
    let pushed = numbered.taken();
    assert!(pushed[2..].iter().all(|got| got.json()["code"] == one.as_str()));
    assert_eq!(statuses(&delivered.taken()), ["DELIVERED", "DELIVERED"]);
    let listed = world.service.push_subscriptions(world.tenant()).await.unwrap();
    assert_eq!(listed.len(), 4);
    assert!(listed.iter().all(|one| one.settings.is_active()));
}

#[tokio::test]
async fn what_cannot_be_subscribed_to_is_named() {
    let world = open().await;
    let code = world.parcel(1).await;
    let url = "https://1.1.1.1/hook";
    let number = world.caller.accounts[0].to_string();
    let key = |header: &str, token: &str| NewPushSubscription {
        api_key: Some((header.to_owned(), token.to_owned())),
        ..to(url, account(&number))
    };
    let of_service = |service: &str, parcels| NewPushSubscription {
        service: Some(service.to_owned()),
        ..to(url, parcels)
    };
    let eleven: Vec<&str> = vec![&code; 11];
    for (new, field) in [
        (to("http://1.1.1.1/hook", account(&number)), "hook.uri"),
        (to("https://10.0.0.1/hook", account(&number)), "hook.uri"),
        (to("https://169.254.169.254/", account(&number)), "hook.uri"),
        (to("nonsense", account(&number)), "hook.uri"),
        (key("Host", "x"), "hook.authentication.header"),
        (key("a b", "x"), "hook.authentication.header"),
        (key("X-Key", "a\nb"), "hook.authentication.token"),
        (of_service("nowhere", account(&number)), "service"),
        (of_service("ecommerce", numbers(&[&code])), "shipmentIDs[0]"),
        (to(url, numbers(&[])), "shipmentIDs"),
        (to(url, numbers(&eleven)), "shipmentIDs"),
        (to(url, numbers(&[&code, "JVGL08500001000099999999"])), "shipmentIDs[1]"),
        (to(url, numbers(&[&"9".repeat(1_000)])), "shipmentIDs[0]"),
        (to(url, account("99999999")), "accountID"),
        (to(url, account("08600001")), "accountID"),
        (to(url, account("x")), "accountID"),
    ] {
        let refused = world.refused(new).await;
        assert_eq!(refused[0].field, field, "{refused:?}");
        assert!(!refused[0].accepted.is_empty(), "{refused:?}");
    }
    assert!(
        world
            .service
            .push_subscriptions(world.tenant())
            .await
            .unwrap()
            .is_empty()
    );
    world.service.allow_targets(vec![Allowed::parse("10.0.0.0/8").unwrap()]);
    world.push(to("https://10.0.0.1/hook", account(&number))).await;
}

#[tokio::test]
async fn others_find_nothing_and_what_is_deleted_is_told_nothing_more() {
    let world = open().await;
    let receiver = Receiver::good().await;
    let code = world.parcel(1).await;
    let made = world.active(&receiver, to(&receiver.url(), numbers(&[&code]))).await;
    let id = made.id.to_string();
    let live = Tenant {
        environment: Environment::Live,
        ..world.tenant()
    };
    let service = &world.service;
    let app = App {
        tenant: live,
        ..world.app().await
    };
    let refused = service
        .create_push_subscription(&app, to("https://1.1.1.1/", numbers(&[&code])))
        .await;
    assert!(matches!(refused, Err(Error::Invalid(found)) if found[0].field == "shipmentIDs[0]"));
    let secret = secret_of(&receiver.got()[0]);
    for answer in [
        service.push_subscription(live, &id).await.map(drop),
        service.activate_push_subscription(live, &id, &secret).await,
        service.delete_subscriber(live, Kind::Unified, &id).await,
        service.delete_subscriber(world.tenant(), Kind::Pusher, &id).await,
        service.push_subscription(world.tenant(), "nonsense").await.map(drop),
    ] {
        assert!(matches!(answer, Err(Error::NotFound { .. })), "{answer:?}");
    }
    assert!(service.push_subscriptions(live).await.unwrap().is_empty());
    service
        .delete_subscriber(world.tenant(), Kind::Unified, &id)
        .await
        .unwrap();
    let other = Receiver::good().await;
    let last = world.active(&other, to(&other.url(), numbers(&[&code]))).await;
    world.happens(&code, "S1").await;
    until(async || other.taken().len() == 3).await;
    assert_eq!(receiver.got().len(), 2, "what is gone is told nothing");
    let again = service.delete_subscriber(world.tenant(), Kind::Unified, &id).await;
    assert!(matches!(again, Err(Error::NotFound { .. })));
    assert_eq!(world.rows(&last).await.len(), 3);
}

#[tokio::test]
async fn each_push_shows_the_parcel_as_of_its_event() {
    let world = open().await;
    let receiver = Receiver::good().await;
    let code = world.parcel(1).await;
    world.active(&receiver, to(&receiver.url(), numbers(&[&code]))).await;
    receiver.now_answers(Answer::Status(503));
    let asked = receiver.got().len();
    // All at one time, as a scanner may send them.
    for status in ["S1", "S2", "S3"] {
        world.happens(&code, status).await;
    }
    until(async || receiver.got().len() > asked).await;
    receiver.now_answers(Answer::Status(200));
    until(async || {
        world.pass(5).await;
        receiver.taken().len() == 5
    })
    .await;
    let pushed = &receiver.taken()[2..];
    assert_eq!(statuses(pushed), ["S1", "S2", "S3"]);
    let events: Vec<Vec<Value>> = pushed
        .iter()
        .map(|got| got.json()["events"].as_array().unwrap().clone())
        .collect();
    for (events, last) in events.iter().zip(["S1", "S2", "S3"]) {
        assert_eq!(events.last().unwrap(), last);
    }
    assert!(events[2].starts_with(&events[1]) && events[1].starts_with(&events[0]));
}

#[tokio::test]
async fn nothing_is_pushed_while_the_key_it_was_made_with_may_not_follow_parcels() {
    let world = open().await;
    let receiver = Receiver::good().await;
    let code = world.parcel(1).await;
    let new = NewApp {
        name: "Bot".to_owned(),
        scopes: vec!["tracking".to_owned()],
        ..NewApp::default()
    };
    let app = world.service.create_app(world.tenant(), new).await.unwrap().app;
    let made = world
        .active_of(&app, &receiver, to(&receiver.url(), numbers(&[&code])))
        .await;
    let scoped = |word: &str| AppChange {
        scopes: Some(vec![word.to_owned()]),
        ..AppChange::default()
    };
    let enabled = |is_enabled| AppChange {
        is_enabled: Some(is_enabled),
        ..AppChange::default()
    };
    for (nth, (change, undo)) in [
        (enabled(false), enabled(true)),
        (scoped("locations"), scoped("tracking")),
    ]
    .into_iter()
    .enumerate()
    {
        world.change_app(&app, change).await;
        world.happens(&code, &format!("HIDDEN{nth}")).await;
        world.until_settled(&made, 3 + 2 * nth).await;
        world.change_app(&app, undo).await;
        world.happens(&code, &format!("SHOWN{nth}")).await;
        world.until_settled(&made, 4 + 2 * nth).await;
    }
    let id = app.id.to_string();
    // Its key is another, the app is the same.
    world.service.rotate_app_key(world.tenant(), &id).await.unwrap();
    world.happens(&code, "SHOWN2").await;
    world.until_settled(&made, 7).await;
    world.service.delete_app(world.tenant(), &id).await.unwrap();
    world.happens(&code, "HIDDEN2").await;
    world.until_settled(&made, 8).await;
    assert_eq!(statuses(&receiver.taken()), ["SHOWN0", "SHOWN1", "SHOWN2"]);
}
