//! Push (reference dhl-unified-api 2): the hand-shake, the life of a parcel, and everything that is refused.

mod bad_input;

use crate::shippo::merchant::{GROUND, MINE, Merchant, parcel_to_walnut_creek, sample};
use crate::support::client::{Reply, Request};
use crate::support::receiver::{Got, Receiver};
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, assert_no_null, code, each};
use crate::support::{LIVE, TestServer};
use serde_json::{Value, json};

const KEY: &str = "colli-demo-key";
const OTHER: &str = "colli-other-key";
const SECRET: &str = "DHL-API-Hook-Secret";

/// A shop on a server whose jobs run.
async fn open() -> Shop {
    Shop::on(TestServer::start().await.with_jobs()).await
}

/// A request with a key; `path` starts below the API's own mount.
fn request(server: &TestServer, key: &str, method: &str, path: &str) -> Request {
    let path = format!("/dhl/tracking/push/v1{path}");
    Request::new(server.address, method, &path).header("DHL-API-Key", key)
}

async fn call(server: &TestServer, method: &str, path: &str) -> Reply {
    request(server, KEY, method, path).send().await
}

async fn create(server: &TestServer, body: &Value) -> Reply {
    request(server, KEY, "POST", "/subscription").json(body).send().await
}

/// Makes a subscription, which must succeed; its id.
async fn made(server: &TestServer, body: &Value) -> String {
    let reply = create(server, body).await;
    assert_eq!(reply.status, 201, "{}\nfor {body}", reply.text());
    reply.json()["subscriptionId"].as_str().unwrap().to_owned()
}

fn of_parcels(hook: &Receiver, codes: &[&str]) -> Value {
    json!({"hook": {"uri": hook.url()}, "format": "Default", "type": "Shipment", "shipmentIDs": codes})
}

fn of_account(hook: &Receiver, number: &str) -> Value {
    json!({"hook": {"uri": hook.url()}, "type": "Account", "accountID": number})
}

async fn activate(server: &TestServer, id: &str, secret: &str) -> Reply {
    let request = request(server, KEY, "POST", &format!("/subscription/{id}"));
    request.header(SECRET, secret).send().await
}

/// The secret a hook was sent.
fn secret(got: &Got) -> String {
    let told = got.json();
    assert_eq!(told["scope"], "subscription.validate", "{told}");
    told["secret"].as_str().unwrap().to_owned()
}

/// Makes a subscription and takes it through its hand-shake; its id.
async fn active(server: &TestServer, hook: &Receiver, body: &Value) -> String {
    let id = made(server, body).await;
    let secret = secret(&hook.taken(1).await[0]);
    let reply = activate(server, &id, &secret).await;
    assert_eq!((reply.status, reply.body.len()), (204, 0), "{}", reply.text());
    hook.taken(2).await;
    id
}

/// Lets time go by in the environment of the key.
async fn advance(server: &TestServer, by: &str) {
    let reply = server
        .operator("POST", "/clock/advance")
        .json(&json!({"by": by}))
        .send()
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// What tracking shows of a number to who does not know the postal code.
async fn tracked(server: &TestServer, number: &str) -> Value {
    let path = format!("/dhl/track/shipments?trackingNumber={number}");
    let reply = Request::new(server.address, "GET", &path)
        .header("DHL-API-Key", KEY)
        .send()
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["shipments"][0].clone()
}

fn scopes(got: &[Got]) -> Vec<String> {
    let scope = |got: &Got| got.json()["scope"].as_str().unwrap().to_owned();
    got.iter().map(scope).collect()
}

#[tokio::test]
async fn a_hook_that_answers_for_itself_is_pushed_the_life_of_a_parcel() {
    let shop = open().await;
    let server = &shop.server;
    let hook = Receiver::start().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let mut body = of_parcels(&hook, &[&number]);
    body["hook"]["authentication"] = json!({"type": "ApiKeyAuthentication", "header": "X-Shop-Key", "token": "sesame"});
    let reply = create(server, &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let answer = reply.json();
    let id = answer["subscriptionId"].as_str().unwrap();
    let this = format!("http://{}/dhl/tracking/push/v1/subscription/{id}", server.address);
    assert_eq!(answer, json!({"self": this, "subscriptionId": id}));
    assert_eq!(reply.header("location"), Some(this.as_str()));

    let asked = hook.taken(1).await;
    let secret = secret(&asked[0]);
    assert_eq!(
        asked[0].json(),
        json!({"scope": "subscription.validate", "self": this, "secret": secret, "hook": {"uri": hook.url()}})
    );
    advance(server, "PT2H").await;
    let shown = call(server, "GET", &format!("/subscription/{id}")).await.json();
    assert_eq!(shown["status"], "pending");
    assert_eq!(hook.got().len(), 1, "nothing before the secret came back");

    for _ in 0..2 {
        assert_eq!(activate(server, id, &secret).await.status, 204);
    }
    let before = tracked(server, &number).await["events"].as_array().unwrap().len();
    assert_eq!(
        hook.taken(2).await[1].json(),
        json!({"scope": "subscription.ready", "self": this, "hook": {"uri": hook.url()}})
    );
    advance(server, "PT120H").await;
    let shipment = tracked(server, &number).await;
    let events = shipment["events"].as_array().unwrap().len();
    assert!(events > before + 4, "{shipment}");
    let taken = hook.taken(2 + events - before).await;
    for got in &taken {
        assert_eq!(got.header("x-shop-key"), "sesame");
        assert_eq!(got.header("webhook-signature"), "", "pushes are not signed");
        assert_no_null(&got.json(), "push");
    }
    let pushed = taken.last().unwrap().json();
    assert_eq!(
        (&pushed["scope"], &pushed["self"]),
        (&json!("subscription.push"), &json!(this))
    );
    assert_eq!(pushed["shipments"].as_array().unwrap().len(), 1);
    assert_eq!(
        pushed["shipments"][0], shipment,
        "with links to the server that was asked"
    );
    assert_eq!(pushed["shipments"][0]["status"]["statusCode"], "delivered");
    for name in ["Jansen", "Damrak", "1012JS"] {
        assert!(
            taken.iter().all(|got| !got.body.contains(name)),
            "{name} is for those who know the postal code"
        );
    }
    assert_eq!(hook.got().len(), taken.len(), "each event once");
}

#[tokio::test]
async fn each_push_shows_the_parcel_as_of_its_event() {
    let shop = open().await;
    let server = &shop.server;
    let hook = Receiver::start().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let mut body = of_parcels(&hook, &[&number]);
    body["events"] = json!(["Transit"]);
    active(server, &hook, &body).await;
    // All that will happen has happened before the first of it is sent.
    advance(server, "PT120H").await;
    let shipment = tracked(server, &number).await;
    assert_eq!(shipment["status"]["statusCode"], "delivered");
    let events = shipment["events"].as_array().unwrap();
    let transit = events.iter().filter(|event| event["statusCode"] == "transit").count();
    assert!(transit > 1, "{shipment}");
    let taken = hook.taken(2 + transit).await;
    for (nth, got) in taken[2..].iter().enumerate() {
        let pushed = got.json()["shipments"][0].clone();
        let shown = pushed["events"].as_array().unwrap();
        assert!(events.ends_with(shown), "{pushed}");
        for member in ["status", "timestamp"] {
            assert_eq!(pushed["status"][member], shown[0][member], "of the newest event shown");
        }
        assert_eq!(pushed["status"]["statusCode"], "transit");
        let so_far = shown.iter().filter(|event| event["statusCode"] == "transit").count();
        assert_eq!(so_far, nth + 1);
    }
}

#[tokio::test]
async fn a_subscription_does_not_outlive_the_key_it_was_made_with() {
    let shop = open().await;
    let server = &shop.server;
    let [hook, other] = [Receiver::start().await, Receiver::start().await];
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let app = server
        .operator("POST", "/apps")
        .json(&json!({"name": "Bot", "scopes": ["tracking"]}))
        .send()
        .await
        .json();
    let key = app["key"].as_str().unwrap();
    let body = of_parcels(&hook, &[&number]);
    let reply = request(server, key, "POST", "/subscription").json(&body).send().await;
    let id = reply.json()["subscriptionId"].as_str().unwrap().to_owned();
    assert_eq!(
        activate(server, &id, &secret(&hook.taken(1).await[0])).await.status,
        204
    );
    hook.taken(2).await;
    active(server, &other, &of_parcels(&other, &[&number])).await;
    let path = format!("/apps/{}", app["id"].as_str().unwrap());
    assert_eq!(server.operator("DELETE", &path).send().await.status, 204);
    advance(server, "PT120H").await;
    other.taken(6).await;
    assert_eq!(hook.got().len(), 2, "nothing after its app was deleted");
    let one = format!("/subscription/{id}");
    assert_eq!(
        call(server, "DELETE", &one).await.status,
        204,
        "other keys may delete it"
    );
}

#[tokio::test]
async fn subscriptions_are_shown_listed_and_deleted_without_a_secret() {
    let shop = open().await;
    let server = &shop.server;
    let hook = Receiver::start().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let mut body = of_parcels(&hook, &[&number.to_lowercase(), &number]);
    body["hook"]["authentication"] = json!({"type": "apikeyauthentication", "header": "X-Key", "token": "sesame"});
    body["service"] = json!("PARCEL-NL");
    body["events"] = json!(["delivered", "Pre-Transit", "Delivered"]);
    let id = active(server, &hook, &body).await;
    let second = made(server, &of_account(&hook, "8500001")).await;
    let shown = call(server, "GET", &format!("/subscription/{id}")).await.json();
    assert_eq!(
        shown,
        json!({"self": shown["self"], "subscriptionId": id, "status": "active", "format": "Default", "type": "Shipment",
            "hook": {"uri": hook.url(), "authentication": {"type": "ApiKeyAuthentication", "header": "x-key"}},
            "service": "parcel-nl", "events": ["Pre-Transit", "Delivered"], "shipmentIDs": [number],
            "created": "2026-03-02T08:00:00Z"})
    );
    let listed = call(server, "GET", "/subscriptions").await.json();
    let mut ids = each(&listed["subscriptions"], "/subscriptionId");
    ids.sort_unstable();
    let mut expected = [id.as_str(), second.as_str()];
    expected.sort_unstable();
    assert_eq!(ids, expected);
    assert!(listed["subscriptions"].as_array().unwrap().contains(&shown));
    let all = listed.to_string();
    assert!(
        !all.contains("sesame") && !all.contains(&secret(&hook.got()[0])),
        "{all}"
    );
    let other = listed["subscriptions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["subscriptionId"] == second);
    let other = other.unwrap();
    assert_eq!(
        (&other["type"], &other["accountID"]),
        (&json!("Account"), &json!("08500001"))
    );
    assert_eq!(
        other["events"],
        json!(["Pre-Transit", "Transit", "Delivered", "Failure", "Unknown"])
    );

    for status in [204, 404, 404] {
        assert_eq!(
            call(server, "DELETE", &format!("/subscription/{id}")).await.status,
            status
        );
    }
    assert_eq!(call(server, "GET", &format!("/subscription/{id}")).await.status, 404);
    let told = hook.got().len();
    let last = Receiver::start().await;
    active(server, &last, &of_parcels(&last, &[&number])).await;
    advance(server, "PT120H").await;
    last.taken(5).await;
    let after = hook.got();
    let scope = |got: &Got| got.json()["scope"] == "subscription.push";
    assert!(!after[told..].iter().any(scope), "what is gone is pushed nothing");
}

#[tokio::test]
async fn of_an_account_the_wanted_events_of_both_networks_are_pushed() {
    let shop = open().await;
    let [all, delivered, american] = [
        Receiver::start().await,
        Receiver::start().await,
        Receiver::start().await,
    ];
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let merchant = Merchant::with(shop.server, MINE);
    let server = &merchant.server;
    let account = merchant.connect().await;
    let bought = merchant.instant(&parcel_to_walnut_creek(), &account, GROUND).await;
    let american_number = bought["tracking_number"].as_str().unwrap();
    active(server, &all, &of_parcels(&all, &[&number, american_number])).await;
    let mut body = of_account(&delivered, "08500001");
    body["events"] = json!(["Delivered"]);
    active(server, &delivered, &body).await;
    let mut body = of_parcels(&american, &[american_number]);
    body["service"] = json!("ecommerce");
    active(server, &american, &body).await;
    // Until its manifest an American parcel waits; until now each was announced.
    let events = async |number: &str| tracked(server, number).await["events"].as_array().unwrap().len();
    let before = events(&number).await + events(american_number).await;
    let mut manifest = sample("create-manifest-request");
    manifest["carrier_account"] = json!(account);
    manifest["shipment_date"] = json!("2026-03-02T08:00:00Z");
    manifest["transactions"] = json!([bought["object_id"]]);
    let made = merchant.post("/manifests", &manifest).await;
    assert!(made.status < 300, "{}", made.text());
    advance(server, "PT480H").await;

    let (ours, theirs) = (events(&number).await, events(american_number).await);
    let pushed = all.taken(2 + ours + theirs - before).await;
    assert_eq!(scopes(&pushed)[..2], ["subscription.validate", "subscription.ready"]);
    let pushed = american.taken(4).await;
    for got in &pushed[2..] {
        let shipment = &got.json()["shipments"][0];
        assert_eq!(shipment["service"], "ecommerce");
        assert_eq!(shipment["id"], tracked(server, american_number).await["id"]);
    }
    let pushed = delivered.taken(3).await;
    let shipment = pushed[2].json()["shipments"][0].clone();
    assert_eq!(
        (&shipment["service"], &shipment["id"]),
        (&json!("parcel-nl"), &json!(number))
    );
    assert_eq!(shipment["status"]["statusCode"], "delivered");
    assert!(ours > 3 && theirs > 3);
}

#[tokio::test]
async fn a_hook_that_is_away_is_asked_again_and_pushed_in_order() {
    let shop = open().await;
    let server = &shop.server;
    let hook = Receiver::failing_at_first(3).await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let id = made(server, &of_parcels(&hook, &[&number])).await;
    advance(server, "PT1H").await;
    let secret = secret(&hook.taken(1).await[0]);
    assert_eq!(activate(server, &id, &secret).await.status, 204);
    advance(server, "PT120H").await;
    let shipment = tracked(server, &number).await;
    let taken = hook.taken(6).await;
    let scopes = scopes(&taken);
    assert_eq!(scopes[..2], ["subscription.validate", "subscription.ready"]);
    assert!(
        scopes[2..].iter().all(|scope| scope == "subscription.push"),
        "{scopes:?}"
    );
    let counts: Vec<usize> = taken[2..]
        .iter()
        .map(|got| got.json()["shipments"][0]["events"].as_array().unwrap().len())
        .collect();
    assert!(counts.is_sorted() && counts.last() <= shipment["events"].as_array().map(Vec::len).as_ref());
}

#[tokio::test]
async fn nobody_else_sees_or_activates_a_subscription() {
    let shop = open().await;
    let server = &shop.server;
    let hook = Receiver::start().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let id = made(server, &of_parcels(&hook, &[&number])).await;
    let secret = secret(&hook.taken(1).await[0]);
    let one = format!("/subscription/{id}");
    for method in ["GET", "POST", "DELETE"] {
        let reply = request(server, OTHER, method, &one)
            .header(SECRET, &secret)
            .send()
            .await;
        assert_eq!(reply.status, 404, "{method}: {}", reply.text());
        let problem = reply.json();
        assert_eq!(problem["title"], "No result found");
        assert_eq!(problem["instance"], one.as_str());
    }
    let listed = request(server, OTHER, "GET", "/subscriptions").send().await;
    assert_eq!((listed.status, listed.json()), (200, json!({"subscriptions": []})));
    // Another's parcel and account are refused as if there were none.
    let mut unknown = None;
    for body in [
        of_parcels(&hook, &["JVGL08500001000099999999"]),
        of_parcels(&hook, &[&number]),
    ] {
        let reply = request(server, OTHER, "POST", "/subscription").json(&body).send().await;
        assert_eq!(reply.status, 400, "{}", reply.text());
        assert_eq!(*unknown.get_or_insert_with(|| reply.text()), reply.text());
    }
    let mut unknown = None;
    for number in ["99999999", "08500001"] {
        let reply = request(server, OTHER, "POST", "/subscription")
            .json(&of_account(&hook, number))
            .send()
            .await;
        assert_eq!(reply.status, 400, "{}", reply.text());
        assert_eq!(*unknown.get_or_insert_with(|| reply.text()), reply.text());
    }
    // Nor is the live environment's parcel one of the key's.
    let token = server.token(&LIVE).await;
    let mut live = consumer_shipment(&uuid(2));
    live["accountId"] = json!("08500003");
    let booked = server.post("/shipments").token(&token).json(&live).send().await;
    assert_eq!(booked.status, 201, "{}", booked.text());
    let reply = create(server, &of_parcels(&hook, &[&code(&booked.json(), 0)])).await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    assert_eq!(create(server, &of_account(&hook, "08500003")).await.status, 400);
    assert_eq!(hook.got().len(), 1);
}
