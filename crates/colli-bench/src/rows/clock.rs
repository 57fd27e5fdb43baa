//! Advancing the clock of a test environment: so many parcels live ten days at once, beside the bare insert of as many
//! events.

use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::Settings;
use crate::world::{self, client_id};
use crate::{Failure, http, load};
use colli_core::tracking::{Event, Leg, Moment};
use colli_store::{NewEvent, Store, StoreOptions};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Goal: ten days of ten thousand parcels, in seconds.
const MANY_SECONDS: f64 = 60.0;
/// Goal: ten days of one parcel, in seconds.
const ONE_SECONDS: f64 = 1.0;
/// Events of one durable step.
const BATCH: usize = 1_000;
/// Tasks that book.
const BOOKERS: u64 = 32;

/// Measures the rows.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let many = settings.size(10_000, 100);
    let mut rows = Vec::new();
    for (parcels, goal) in [(1, ONE_SECONDS), (many, MANY_SECONDS)] {
        let data = settings.directory.path().join(format!("clock-{parcels}"));
        let server = Server::colli(settings, &data)?;
        freeze(&server).await?;
        book(&server, parcels).await?;
        let started = Instant::now();
        let answer = call(&server, "POST", "/api/v1/clock/advance", &json!({"by": "P10D"})).await?;
        let took = started.elapsed();
        let events = answer["events"].as_u64().ok_or("an answer without events")?;
        drop(server);
        let bare = append(settings, &data.with_extension("bare"), parcels, events).await?;
        rows.push(Row {
            what: format!("ten days of {parcels} parcels: {events} events"),
            unit: "s",
            value: took.as_secs_f64(),
            yardstick: "bare insert of as many events".to_owned(),
            yardstick_value: bare.as_secs_f64(),
            goal: Goal::AtMost(goal),
            samples: None,
        });
    }
    Ok(rows)
}

/// Books so many parcels and lets the test environment live ten days: all are delivered, with every event on the way. The
/// answer is their codes.
pub(super) async fn delivered(server: &Server, parcels: u64) -> Result<Vec<String>, Failure> {
    freeze(server).await?;
    let codes = book(server, parcels).await?;
    // An hour at a time: the answer to a request has to come in time, however many parcels there are.
    for _ in 0..10 * 24 {
        call(server, "POST", "/api/v1/clock/advance", &json!({"by": "PT1H"})).await?;
    }
    Ok(codes)
}

/// Stops the clock of the demo's test environment on a Monday morning.
async fn freeze(server: &Server) -> Result<(), Failure> {
    let reset = json!({"seed": 42, "now": "2027-03-01T08:00:00Z"});
    call(server, "POST", "/api/v1/reset", &reset).await?;
    call(server, "PUT", "/api/v1/clock", &json!({"mode": "frozen"})).await?;
    Ok(())
}

/// A call of the own API that answers 200.
pub(super) async fn call(server: &Server, method: &str, path: &str, body: &Value) -> Result<Value, Failure> {
    let headers = [("authorization", "Bearer colli_demo_admin")];
    let request = http::request(method, path, &headers, Some(&body.to_string()));
    let expected = if path.ends_with("/webhooks") { 201 } else { 200 };
    Ok(serde_json::from_slice(
        &http::once(server.address, &request, expected).await?,
    )?)
}

/// Appends as many events to as many parcels, a thousand in one durable step.
async fn append(settings: &Settings, data: &Path, parcels: u64, events: u64) -> Result<Duration, Failure> {
    let original = world::filled(settings, data, parcels).await?;
    let store = Store::open(StoreOptions::new(data)).await?;
    let event = |number: u64| {
        let millis = original.created_at.as_millisecond() + i64::try_from(number)?;
        let moment = Moment {
            at: Timestamp::from_millisecond(millis)?,
            offset_seconds: 3_600,
        };
        Ok::<_, Failure>(NewEvent {
            tenant: original.tenant,
            event_id: format!("bare-{number}"),
            tracker_code: world::code_and_label(&original, 1 + number % parcels).0,
            event: Event {
                facility: Some("RXD".to_owned()),
                leg: Some(Leg::of_network("ECOMMERCE")),
                ..Event::new("UNDERWAY", "PARCEL_SORTED_AT_HUB", moment)
            },
        })
    };
    let all: Vec<NewEvent> = (0..events).map(event).collect::<Result<_, _>>()?;
    let started = Instant::now();
    for batch in all.chunks(BATCH) {
        store.append_events(batch.to_vec()).await?;
    }
    let took = started.elapsed();
    store.close().await;
    Ok(took)
}

/// Books so many everyday parcels; the answer is their codes.
async fn book(server: &Server, parcels: u64) -> Result<Vec<String>, Failure> {
    let token = server.token().await?;
    let bookers: Vec<_> = (0..BOOKERS.min(parcels))
        .map(|booker| {
            let (address, token) = (server.address, token.clone());
            tokio::spawn(async move {
                let mut connection = http::Connection::open(address).await?;
                let mut codes = Vec::new();
                for number in (booker..parcels).step_by(usize::try_from(BOOKERS)?) {
                    let answer = connection
                        .exchange(&world::booking_request(&token, client_id(number)))
                        .await?;
                    load::expect(&connection, &answer, 201)?;
                    let booked: Value = serde_json::from_slice(connection.body(&answer))?;
                    let code = booked["pieces"][0]["trackerCode"].as_str();
                    codes.push(code.ok_or("a piece without a code")?.to_owned());
                }
                Ok::<_, Failure>(codes)
            })
        })
        .collect();
    let mut codes = Vec::new();
    for booker in bookers {
        codes.extend(booker.await??);
    }
    Ok(codes)
}
