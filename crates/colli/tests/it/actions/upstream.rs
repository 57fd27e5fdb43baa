//! Actions that ask the carrier's own API: a fake one that answers what a test says, and a second server of this kind.

use super::{KEY, LOCATION, TRACKING, asked, post_as, refused, save_profile, turn};
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use crate::support::{TestServer, client::Reply};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use colli_service::upstream::UpstreamSettings;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;

/// What a fake answers.
#[derive(Clone)]
enum Says {
    Json(u16, Value),
    Text(u16, &'static str, &'static str),
    TooMany(&'static str),
    Never,
}

/// A fake of the Unified APIs. It ends when it is dropped.
struct Fake {
    base: String,
    says: Arc<Mutex<Says>>,
    /// Paths with queries, and the keys they came with.
    asked: Arc<Mutex<Vec<(String, String)>>>,
    _task: JoinSet<()>,
}

type Shared = (Arc<Mutex<Says>>, Arc<Mutex<Vec<(String, String)>>>);

async fn answer(State((says, asked)): State<Shared>, uri: Uri, headers: HeaderMap) -> Response {
    let key = headers.get("dhl-api-key").map_or("", |key| key.to_str().unwrap());
    asked.lock().unwrap().push((uri.to_string(), key.to_owned()));
    let says = says.lock().unwrap().clone();
    match says {
        Says::Json(status, body) => (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response(),
        Says::Text(status, kind, body) => {
            let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(kind))];
            (StatusCode::from_u16(status).unwrap(), kind, body).into_response()
        }
        Says::TooMany(seconds) => {
            let wait = [(header::RETRY_AFTER, HeaderValue::from_static(seconds))];
            (
                StatusCode::TOO_MANY_REQUESTS,
                wait,
                axum::Json(json!({"title": "Too Many Requests", "status": 429})),
            )
                .into_response()
        }
        Says::Never => std::future::pending().await,
    }
}

impl Fake {
    async fn start(says: Says) -> Self {
        let (says, asked) = (Arc::new(Mutex::new(says)), Arc::default());
        let router = Router::new()
            .fallback(answer)
            .with_state((Arc::clone(&says), Arc::clone(&asked)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut task = JoinSet::new();
        task.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            base,
            says,
            asked,
            _task: task,
        }
    }

    fn say(&self, says: Says) {
        *self.says.lock().unwrap() = says;
    }

    fn asked(&self) -> Vec<(String, String)> {
        self.asked.lock().unwrap().clone()
    }
}

/// A server whose actions ask this address.
async fn server_on(base: &str, timeout: Duration, cache_s: u64) -> TestServer {
    let server = TestServer::start().await;
    let settings = UpstreamSettings {
        tracking_url: base.to_owned(),
        locations_url: base.to_owned(),
        key: "installation-key".to_owned(),
        timeout,
        retries: 0,
        cache: Duration::from_secs(cache_s),
    };
    server.service.use_upstream(settings).unwrap();
    server
}

const PATIENT: Duration = Duration::from_secs(15);

fn express() -> Value {
    json!({"shipments": [{"id": 7_777_777_770_u64, "service": "express",
        "status": {"timestamp": "2026-03-01T10:15:00", "description": "Shipment is on hold", "status": "ON HOLD"},
        "events": []}]})
}

#[tokio::test]
async fn answers_of_the_carrier_are_told_and_remembered() {
    let fake = Fake::start(Says::Json(200, express())).await;
    let server = server_on(&fake.base, PATIENT, 60).await;
    let said = json!({"trackingNumber": "7777777770", "language": "en"});
    for _ in 0..2 {
        let known = turn(&server, TRACKING, &said).await;
        assert_eq!(
            known["message"],
            "This is the latest on parcel 7777777770: Shipment is on hold (Sunday 1 March 2026, 10:15)."
        );
        assert_eq!(known["data"]["shipments"][0]["id"], "7777777770");
    }
    let question = "/track/shipments?trackingNumber=7777777770&language=en";
    assert_eq!(fake.asked(), [(question.to_owned(), "installation-key".to_owned())]);
    // Another postal code, another key: nobody is told what somebody else was.
    turn(
        &server,
        TRACKING,
        &json!({"trackingNumber": "7777777770", "language": "en", "recipientPostalCode": "1012JS"}),
    )
    .await;
    save_profile(&server, "mine", "my-key").await;
    turn(
        &server,
        TRACKING,
        &json!({"trackingNumber": "7777777770", "language": "en", "authorizationProfile": "mine"}),
    )
    .await;
    let keys: Vec<String> = fake.asked().into_iter().map(|(_, key)| key).collect();
    assert_eq!(keys, ["installation-key", "installation-key", "my-key"]);
    server.clock.advance_seconds(60);
    turn(&server, TRACKING, &said).await;
    assert_eq!(fake.asked().len(), 4);
}

#[tokio::test]
async fn locations_of_the_carrier_are_told() {
    let location = json!({"url": "/locations/HYD001", "name": "DHL Express Service Point", "distance": 1234,
        "location": {"ids": [{"locationId": "HYD001", "provider": "express"}], "keyword": "", "keywordId": "", "type": "servicepoint"},
        "place": {"address": {"countryCode": "IN", "postalCode": "500081", "addressLocality": "Hyderabad", "streetAddress": "Road 1"},
            "geo": {"latitude": 17.4, "longitude": 78.3}},
        "openingHours": [{"opens": "09:00:00", "closes": "18:30:00", "dayOfWeek": "http://schema.org/Monday"}]});
    let fake = Fake::start(Says::Json(200, json!({"locations": [location]}))).await;
    let server = server_on(&fake.base, PATIENT, 0).await;
    let said = json!({"countryCode": "IN", "postalCode": "500081"});
    let found = turn(&server, LOCATION, &said).await;
    assert_eq!(
        found["message"],
        "There is one place near 500081: DHL Express Service Point, Road 1, 500081 Hyderabad, 1.2 km away, \
         open today 09:00 to 18:30."
    );
    turn(
        &server,
        LOCATION,
        &json!({"latitude": 17.5, "longitude": 78.25, "radius": 900, "limit": 3}),
    )
    .await;
    let paths: Vec<String> = fake.asked().into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "/location-finder/v1/find-by-address?countryCode=IN&postalCode=500081&radius=5000&limit=5",
            "/location-finder/v1/find-by-geo?latitude=17.5&longitude=78.25&radius=900&limit=3",
        ]
    );
    fake.say(Says::Json(200, json!({"locations": []})));
    let none = turn(&server, LOCATION, &said).await;
    assert_eq!(none["message"], "I found no place within 5 km of 500081 that fits.");
    fake.say(Says::Json(
        404,
        json!({"title": "No result", "status": 404, "detail": "x"}),
    ));
    assert_eq!(
        asked(&turn(&server, LOCATION, &said).await),
        (vec!["postalCode"], "I do not know 500081 in IN.")
    );
}

#[tokio::test]
async fn what_the_carrier_does_not_answer_is_told_without_its_words() {
    const LEAK: &str = "<html>secret stack trace</html>";
    let fake = Fake::start(Says::Never).await;
    let server = server_on(&fake.base, PATIENT, 60).await;
    let ask = async |says: Says| -> Reply {
        fake.say(says);
        let reply = post_as(&server, KEY, TRACKING, &json!({"trackingNumber": "1"})).await;
        assert!(!reply.text().contains("secret"), "{}", reply.text());
        reply
    };
    let problem = |status: u16| Says::Json(status, json!({"title": "secret", "status": status, "detail": "secret"}));
    let unknown = ask(problem(404)).await;
    assert_eq!(asked(&unknown.json()).0, ["trackingNumber"]);
    let invalid = ask(problem(400)).await.json();
    assert_eq!(
        asked(&invalid),
        (vec!["trackingNumber"], "“1” is not a tracking number.")
    );
    let empty = ask(Says::Json(200, json!({"shipments": []}))).await.json();
    assert_eq!(asked(&empty).0, ["trackingNumber"]);
    refused(&ask(problem(401)).await, 502, "upstream_key_refused");
    refused(&ask(problem(403)).await, 502, "upstream_key_refused");
    refused(&ask(problem(500)).await, 502, "upstream_broken");
    refused(&ask(problem(503)).await, 503, "upstream_unavailable");
    refused(&ask(Says::Text(200, "text/html", LEAK)).await, 502, "upstream_broken");
    refused(&ask(Says::Text(404, "text/html", LEAK)).await, 502, "upstream_broken");
    refused(
        &ask(Says::Text(200, "application/json", "{\"shipments\": [secret")).await,
        502,
        "upstream_broken",
    );
    refused(
        &ask(Says::Text(200, "application/json", "")).await,
        502,
        "upstream_broken",
    );
    let busy = ask(Says::TooMany("17")).await;
    assert_eq!(
        refused(&busy, 503, "upstream_busy"),
        "The carrier takes no more questions for now"
    );
    assert_eq!(busy.header("retry-after"), Some("17"));
    // The key of a profile is its owner's business.
    save_profile(&server, "mine", "old-key").await;
    fake.say(problem(401));
    let named = post_as(
        &server,
        KEY,
        TRACKING,
        &json!({"trackingNumber": "1", "authorizationProfile": "mine"}),
    )
    .await;
    assert!(refused(&named, 403, "forbidden").contains("key of this authorization profile"));
    // None of that is remembered.
    fake.say(Says::Json(200, express()));
    turn(&server, TRACKING, &json!({"trackingNumber": "1"})).await;
}

#[tokio::test]
async fn a_carrier_that_is_slow_or_away_is_not_waited_for() {
    let fake = Fake::start(Says::Never).await;
    let server = server_on(&fake.base, Duration::from_millis(50), 60).await;
    let slow = post_as(&server, KEY, TRACKING, &json!({"trackingNumber": "1"})).await;
    assert_eq!(
        refused(&slow, 504, "upstream_timeout"),
        "The carrier did not answer in time"
    );
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let server = server_on(&nobody, PATIENT, 60).await;
    let away = post_as(
        &server,
        KEY,
        LOCATION,
        &json!({"countryCode": "NL", "postalCode": "1012JS"}),
    )
    .await;
    refused(&away, 503, "upstream_unavailable");
    assert_eq!(away.header("retry-after"), Some("2"));
    // A turn that asks needs nobody.
    turn(&server, TRACKING, &json!({})).await;
}

#[tokio::test]
async fn another_server_of_this_kind_is_a_carrier_too() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let server = TestServer::start().await;
    let base = format!("http://{}/dhl", shop.server.address);
    let settings = UpstreamSettings {
        tracking_url: base.clone(),
        locations_url: base,
        key: "colli-demo-key".to_owned(),
        timeout: PATIENT,
        retries: 1,
        cache: Duration::from_mins(1),
    };
    server.service.use_upstream(settings).unwrap();
    for (postal_code, is_told) in [("", false), ("1012JS", true), ("", false), ("9999ZZ", false)] {
        let said = json!({"trackingNumber": number, "recipientPostalCode": postal_code, "language": "de"});
        let known = turn(&server, TRACKING, &said).await;
        assert_eq!(known["data"]["shipments"][0]["id"], number);
        assert_eq!(known.to_string().contains("Jansen"), is_told, "{known}");
        assert!(
            known["message"]
                .as_str()
                .unwrap()
                .starts_with(&format!("Paket {number} ist angekündigt"))
        );
    }
    let unknown = turn(&server, TRACKING, &json!({"trackingNumber": "JVGL1"})).await;
    assert_eq!(asked(&unknown).0, ["trackingNumber"]);
    let found = turn(&server, LOCATION, &json!({"countryCode": "NL", "postalCode": "1012JS"})).await;
    assert_eq!(found["data"]["locations"].as_array().unwrap().len(), 5);
    save_profile(&server, "locations", "colli-demo-locations-only").await;
    let named = json!({"trackingNumber": number, "authorizationProfile": "locations"});
    refused(&post_as(&server, KEY, TRACKING, &named).await, 403, "forbidden");
}
