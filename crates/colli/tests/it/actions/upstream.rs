//! Actions that ask the carrier's own API: a fake one that answers what a test says, and a second server of this kind.

use super::{KEY, LOCATION, TRACKING, advance, asked, post_as, refused, save_profile, turn};
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
    /// One thing, and from then on another.
    First(Box<Says>, Box<Says>),
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
    let now = {
        let mut says = says.lock().unwrap();
        match says.clone() {
            Says::First(first, then) => {
                *says = *then;
                *first
            }
            always => always,
        }
    };
    match now {
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
        Says::Never | Says::First(..) => std::future::pending().await,
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
    server_trying(base, timeout, 0, cache_s).await
}

async fn server_trying(base: &str, timeout: Duration, retries: u32, cache_s: u64) -> TestServer {
    let server = TestServer::start().await;
    let settings = UpstreamSettings {
        tracking_url: base.to_owned(),
        locations_url: base.to_owned(),
        key: "installation-key".to_owned(),
        timeout,
        retries,
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
async fn a_question_is_tried_again_after_silence_and_after_a_fault() {
    let fake = Fake::start(Says::Never).await;
    let answer = || Box::new(Says::Json(200, express()));
    let server = server_trying(&fake.base, Duration::from_secs(2), 1, 0).await;
    let said = json!({"trackingNumber": "7777777770"});
    for first in [
        Says::Never,
        Says::Json(500, json!({"title": "Fault", "status": 500})),
        Says::Text(503, "text/html", "<p>away"),
    ] {
        let before = fake.asked().len();
        fake.say(Says::First(Box::new(first), answer()));
        assert_eq!(turn(&server, TRACKING, &said).await["status"], "complete");
        assert_eq!(fake.asked().len() - before, 2);
    }
    // Who has had enough is left alone, and who does not understand will not the second time.
    for first in [
        Says::TooMany("0"),
        Says::Json(400, json!({"title": "Bad Request", "status": 400})),
    ] {
        let before = fake.asked().len();
        fake.say(Says::First(Box::new(first), answer()));
        post_as(&server, KEY, TRACKING, &said).await;
        assert_eq!(fake.asked().len() - before, 1);
    }
}

#[tokio::test]
async fn what_is_not_understood_is_what_narrows_the_question() {
    let fake = Fake::start(Says::Json(400, json!({"title": "Bad Request", "status": 400}))).await;
    let server = server_on(&fake.base, PATIENT, 0).await;
    let service = turn(&server, TRACKING, &json!({"trackingNumber": "1", "service": "express"})).await;
    assert_eq!(asked(&service), (vec!["service"], "“express” is not a service."));
    for (extra, missing) in [
        (json!({}), "postalCode"),
        (json!({"locationType": "locker"}), "locationType"),
        (
            json!({"locationType": "locker", "serviceType": "parcel:pick-up"}),
            "serviceType",
        ),
    ] {
        let mut said = json!({"countryCode": "NL", "postalCode": "1012JS"});
        said.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        assert_eq!(asked(&turn(&server, LOCATION, &said).await).0, [missing]);
    }
}

#[tokio::test]
async fn platforms_can_say_that_the_carrier_is_away() {
    let fake = Fake::start(Says::Json(503, json!({"title": "Away", "status": 503}))).await;
    let server = server_on(&fake.base, PATIENT, 0).await;
    let given = json!({"trackingNumber": "1"});
    let kore =
        json!({"requestId": "r1", "context": {"intent": "trackShipment", "currentLanguage": "fr", "entities": given}});
    let dialogflow = json!({"fulfillmentInfo": {"tag": "trackShipment"}, "languageCode": "de", "sessionInfo": {"parameters": given}});
    for says in [503, 500, 401] {
        fake.say(Says::Json(says, json!({"title": "Away", "status": says})));
        let reply = post_as(&server, KEY, "/adapters/kore", &kore).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let reply = reply.json();
        assert_eq!(
            reply["message"],
            "Je ne peux pas le vérifier pour le moment ; veuillez réessayer plus tard."
        );
        assert_eq!(reply["context"]["dhl"]["status"], "unavailable");
        assert_eq!(reply["context"]["entities"], given);
        let reply = post_as(&server, KEY, "/adapters/dialogflow-cx", &dialogflow).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let parameters = reply.json()["session_info"]["parameters"].clone();
        assert_eq!(parameters.as_object().unwrap().len(), 1);
        let message = parameters["dhl"]["message"].as_str().unwrap();
        assert!(message.contains("bitte versuchen Sie es später"), "{message}");
    }
}

#[tokio::test]
async fn locations_of_the_carrier_open_in_real_time_where_they_are() {
    let at = |country: &str, longitude: f64| {
        json!({"url": "/locations/1", "name": "Shop", "distance": 10,
            "location": {"ids": [{"locationId": "1", "provider": "express"}], "keyword": "", "keywordId": "", "type": "servicepoint"},
            "place": {"address": {"countryCode": country, "postalCode": "1", "addressLocality": "Town", "streetAddress": "Road 1"},
                "geo": {"latitude": 1.0, "longitude": longitude}},
            "openingHours": [{"opens": "08:00:00", "closes": "09:30:00", "dayOfWeek": "http://schema.org/Monday"}]})
    };
    let fake = Fake::start(Says::Never).await;
    let server = server_on(&fake.base, PATIENT, 0).await;
    // The test environment's clock is somewhere else.
    advance(&server, "P1D").await;
    // Eight o'clock on a Monday in UTC.
    for (country, longitude, is_open) in [
        ("GB", 0.0, true),
        ("NL", 5.0, true),
        ("FI", 25.0, false),
        ("IN", 78.3, false),
    ] {
        fake.say(Says::Json(200, json!({"locations": [at(country, longitude)]})));
        let said = json!({"countryCode": "NL", "postalCode": "1012JS", "openNow": true});
        let found = turn(&server, LOCATION, &said).await;
        assert_eq!(
            found["data"]["locations"].as_array().unwrap().len(),
            usize::from(is_open),
            "{country}"
        );
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_named() {
    let server = TestServer::start().await;
    let settings = |tracking: &str, locations: &str, key: &str| UpstreamSettings {
        tracking_url: tracking.to_owned(),
        locations_url: locations.to_owned(),
        key: key.to_owned(),
        timeout: PATIENT,
        retries: 0,
        cache: Duration::ZERO,
    };
    let good = "https://api.example";
    for (wrong, named) in [
        (
            settings("nowhere", good, "k"),
            "upstream.unified_tracking_url (COLLI_UPSTREAM_UNIFIED_TRACKING_URL): ",
        ),
        (
            settings(good, "ftp://a", "k"),
            "upstream.unified_locations_url (COLLI_UPSTREAM_UNIFIED_LOCATIONS_URL): ",
        ),
        (
            settings(good, good, ""),
            "upstream.unified_key (COLLI_UPSTREAM_UNIFIED_KEY): the key must be",
        ),
    ] {
        let line = server.service.use_upstream(wrong).unwrap_err().to_string();
        assert!(line.starts_with(named), "{line}");
    }
    assert!(!server.service.has_upstream());
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
