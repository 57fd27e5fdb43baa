//! DHL's Unified APIs: following delivered parcels and finding locations, beside a bare handler answering as many bytes.

use super::places::{self, KEY, LOCATIONS, Place};
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

/// One question, asked about several parcels or places in turn.
struct Question {
    what: String,
    requests: Vec<Vec<u8>>,
    /// What each answer must hold.
    text: &'static str,
    goal: Goal,
}

/// Measures the rows.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let server = Server::colli(settings, &settings.directory.path().join("dhl"))?;
    let mut rows = tracking(settings, &server).await?;
    if settings.wants("dhl/find-by-geo") {
        let places = places::with_full_answers(&server, settings.size(1_000, 50)).await?;
        let question = Question {
            what: format!("Unified: nearest {LOCATIONS} locations of 59,300"),
            requests: places.into_iter().map(Place::find_by_geo).collect(),
            text: "\"distance\":",
            goal: Goal::RatioAtLeast(LOCATIONS_RATIO),
        };
        rows.push(beside_bare(settings, &server, question).await?);
    }
    Ok(rows)
}

/// One parcel again and again, whose answer is kept ready, and more parcels in turn than answers are kept of.
async fn tracking(settings: &Settings, server: &Server) -> Result<Vec<Row>, Failure> {
    let (kept, many) = (settings.wants("dhl/track-kept"), settings.wants("dhl/track-many"));
    if !(kept || many) {
        return Ok(Vec::new());
    }
    let codes = clock::delivered(server, settings.size(20_000, 200)).await?;
    let requests: Vec<Vec<u8>> = codes.iter().map(|code| track(code)).collect();
    let question = |what: &str, requests, goal| Question {
        what: format!("Unified: track a delivered parcel, {what}"),
        requests,
        text: "\"statusCode\":\"delivered\"",
        goal,
    };
    let mut rows = Vec::new();
    if kept {
        let same = requests.iter().take(1).cloned().collect();
        let question = question("the same again and again", same, Goal::RatioAtLeast(KEPT_RATIO));
        rows.push(beside_bare(settings, server, question).await?);
    }
    if many {
        let what = format!("each of {} in turn", requests.len());
        rows.push(beside_bare(settings, server, question(&what, requests, Goal::Open)).await?);
    }
    Ok(rows)
}

fn track(code: &str) -> Vec<u8> {
    let path = format!("/dhl/track/shipments?trackingNumber={code}");
    let headers = [("dhl-api-key", KEY), ("accept", "application/json")];
    http::request("GET", &path, &headers, None)
}

/// Measures a question beside a bare handler.
async fn beside_bare(settings: &Settings, server: &Server, question: Question) -> Result<Row, Failure> {
    let bytes = answers::of_median_length(server, &question.requests, question.text).await?;
    let bare = Server::bare(settings, &bytes, "application/json")?;
    let requests = Requests::Cycle(Arc::new(question.requests));
    let both = versus(settings, (server, &requests), (&bare, &requests)).await?;
    let yardstick = match &requests {
        Requests::Cycle(all) if all.len() == 1 => format!("bare axum, the same {} bytes", bytes.len()),
        _ => format!("bare axum, {} bytes as the median answer", bytes.len()),
    };
    Ok(Row::load(question.what, yardstick, both, question.goal))
}
