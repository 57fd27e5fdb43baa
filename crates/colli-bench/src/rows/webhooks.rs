//! Telling subscribers: each event goes to ten of them, signed, in order, beside a client that posts the same bytes as
//! fast as it can.

use super::clock::call;
use crate::load::{self, Requests, Sample};
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::Settings;
use crate::world;
use crate::{Failure, http};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Subscribers of every event.
const SUBSCRIBERS: u64 = 10;
/// The longest to wait for the last delivery.
const PATIENCE: Duration = Duration::from_mins(5);

/// What the receiver saw.
#[derive(Default)]
struct Seen {
    count: AtomicU64,
    last: Mutex<Bytes>,
}

/// Measures the row.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let parcels = settings.size(1_000, 20);
    let data = settings.directory.path().join("webhooks");
    let original = world::filled(settings, &data, parcels).await?;
    let server = Server::colli(settings, &data)?;
    let seen = Arc::new(Seen::default());
    let receiver = receive(Arc::clone(&seen)).await?;
    for _ in 0..SUBSCRIBERS {
        let webhook = json!({"url": format!("http://{receiver}/hook")});
        call(&server, "POST", "/api/v1/webhooks", &webhook).await?;
    }
    let scans: Vec<Value> = (1..=parcels)
        .map(|number| {
            let (code, _) = world::code_and_label(&original, number);
            let scan_id = format!("webhooks-{number}");
            let at = jiff::Timestamp::from_millisecond(original.created_at.as_millisecond() + 1);
            at.map(|at| json!({"scanId": scan_id, "trackerCode": code, "status": "DEPART_FACILITY", "occurredAt": at.to_string()}))
        })
        .collect::<Result<_, _>>()?;
    let started = Instant::now();
    call(&server, "POST", "/api/v1/scans", &json!({ "scans": scans })).await?;
    let wanted = parcels * SUBSCRIBERS;
    while seen.count.load(Ordering::Relaxed) < wanted {
        if started.elapsed() > PATIENCE {
            return Err(format!("{} of {wanted} deliveries", seen.count.load(Ordering::Relaxed)).into());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let took = started.elapsed();
    drop(server);
    let bare = bare(settings, &seen).await?;
    Ok(vec![Row {
        what: format!("webhooks: {parcels} events to {SUBSCRIBERS} subscribers each, durable"),
        unit: "/s",
        value: wanted as f64 / took.as_secs_f64(),
        yardstick: "a client that posts the same bytes, 64 connections".to_owned(),
        yardstick_value: bare.per_second,
        goal: Goal::Open,
        samples: None,
    }])
}

/// A receiver in this process that takes everything.
async fn receive(seen: Arc<Seen>) -> Result<SocketAddr, Failure> {
    async fn take(State(seen): State<Arc<Seen>>, body: Bytes) -> StatusCode {
        *seen.last.lock().unwrap_or_else(PoisonError::into_inner) = body;
        seen.count.fetch_add(1, Ordering::Relaxed);
        StatusCode::NO_CONTENT
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/hook", post(take)).with_state(seen);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// The same bytes, posted to a bare server.
async fn bare(settings: &Settings, seen: &Seen) -> Result<Sample, Failure> {
    let body = seen.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let body = String::from_utf8(body.to_vec())?;
    let request = http::request("POST", "/hook", &[], Some(&body));
    let bare = Server::bare(settings, b"{}", "application/json")?;
    load::run(settings, &bare, &Requests::one(request), 200).await
}
