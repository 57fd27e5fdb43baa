//! DHL's Unified APIs: following delivered parcels and finding locations, beside a bare handler answering as many bytes.

use super::places::{self, KEY, LOCATIONS};
use super::{answers, clock};
use crate::load::{Requests, versus};
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::Settings;
use crate::{Failure, http};
use std::sync::Arc;

/// Goal: share of the bare handler's rate for an answer that is kept ready.
const KEPT_RATIO: f64 = 0.7;
/// Goal: the same for locations.
const LOCATIONS_RATIO: f64 = 0.5;

/// Measures the rows.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let server = Server::colli(settings, &settings.directory.path().join("dhl"))?;
    let mut rows = Vec::new();
    if settings.wants("dhl/track") {
        rows.extend(tracking(settings, &server).await?);
    }
    if settings.wants("dhl/find-by-geo") {
        let places = places::with_full_answers(&server, settings.size(1_000, 50)).await?;
        let requests = places.into_iter().map(places::Place::find_by_geo).collect();
        let what = format!("Unified: nearest {LOCATIONS} locations of 59,300");
        let goal = Goal::RatioAtLeast(LOCATIONS_RATIO);
        rows.push(beside_bare(settings, &server, what, requests, ("distance", goal)).await?);
    }
    Ok(rows)
}

/// The same parcel again and again, whose answer is kept, and more parcels than there are answers kept of.
async fn tracking(settings: &Settings, server: &Server) -> Result<Vec<Row>, Failure> {
    let codes = clock::delivered(server, settings.size(20_000, 200)).await?;
    let requests: Vec<Vec<u8>> = codes.iter().map(|code| track(code)).collect();
    let mut rows = Vec::new();
    for (name, what, parcels, goal) in [
        (
            "dhl/track-kept",
            "the same again and again",
            1,
            Goal::RatioAtLeast(KEPT_RATIO),
        ),
        ("dhl/track-many", "each of many in turn", requests.len(), Goal::Open),
    ] {
        if settings.wants(name) {
            let what = format!("Unified: track a delivered parcel, {what}");
            let requests = requests.iter().take(parcels).cloned().collect();
            rows.push(beside_bare(settings, server, what, requests, ("\"delivered\"", goal)).await?);
        }
    }
    Ok(rows)
}

fn track(code: &str) -> Vec<u8> {
    let path = format!("/dhl/track/shipments?trackingNumber={code}");
    http::request(
        "GET",
        &path,
        &[("dhl-api-key", KEY), ("accept", "application/json")],
        None,
    )
}

/// Measures requests beside a bare handler. `(text, goal)`: what each answer must hold, and the goal.
async fn beside_bare(
    settings: &Settings,
    server: &Server,
    what: String,
    requests: Vec<Vec<u8>>,
    (text, goal): (&str, Goal),
) -> Result<Row, Failure> {
    let bytes = answers::of_median_length(server, &requests, text).await?;
    let bare = Server::bare(settings, &bytes, "application/json")?;
    let requests = Requests::Cycle(Arc::new(requests));
    let both = versus(settings, (server, &requests), (&bare, &requests)).await?;
    let yardstick = format!("bare axum, {} bytes as the median answer", bytes.len());
    Ok(Row::load(what, yardstick, both, goal))
}
