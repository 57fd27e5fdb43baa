//! Reading over HTTP: capabilities, label lookup, track and trace, beside a bare handler answering the same bytes.

use crate::load::{Requests, versus};
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::Settings;
use crate::world::{self, POSTAL_CODE};
use crate::{Failure, http};
use colli_core::shipment::Shipment;
use std::sync::Arc;

/// Goal: share of the bare handler's rate.
const RATIO: f64 = 0.7;
/// Shipments that are asked for again and again.
const FAMILIAR: u64 = 1_000;

/// One question, asked for many shipments or for none in particular.
struct Question {
    name: &'static str,
    what: &'static str,
    requests: Vec<Vec<u8>>,
    content_type: &'static str,
    goal: Goal,
}

/// Measures the rows.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let data = settings.directory.path().join("reads");
    let shipments = settings.size(20_000, 200);
    let original = world::filled(settings, &data, shipments).await?;
    let server = Server::colli(settings, &data)?;
    let mut rows = Vec::new();
    for number in 0.. {
        // A token lives a quarter of an hour; each question gets its own.
        let token = server.token().await?;
        let Some(question) = questions(&original, shipments, &token).into_iter().nth(number) else {
            break;
        };
        if settings.wants(question.name) {
            rows.push(beside_bare(settings, &server, question).await?);
        }
    }
    Ok(rows)
}

fn questions(original: &Shipment, shipments: u64, token: &str) -> Vec<Question> {
    let authorised = |accept| [("authorization", token), ("accept", accept)];
    let familiar = shipments.min(FAMILIAR);
    let by_code = |path: &dyn Fn(&str) -> String, headers: &[(&str, &str)]| {
        let numbers = 1..=familiar;
        let codes = numbers.map(|number| world::code_and_label(original, number).0);
        codes
            .map(|code| http::request("GET", &path(&code), headers, None))
            .collect()
    };
    let by_label = |up_to: u64, accept: &'static str| {
        let labels = (1..=up_to).map(|number| world::code_and_label(original, number).1);
        let path = |label| format!("/dhl-parcel/labels/{label}");
        labels
            .map(|label| http::request("GET", &path(label), &authorised(accept), None))
            .collect()
    };
    let question = |name, what, requests, content_type, goal| Question {
        name,
        what,
        requests,
        content_type,
        goal,
    };
    let (json, pdf) = ("application/json", "application/pdf");
    let ratio = Goal::RatioAtLeast(RATIO);
    let capabilities = "/dhl-parcel/capabilities/business?fromCountry=NL&toCountry=NL&toBusiness=false";
    let public = |path: &str| vec![http::request("GET", path, &[("accept", json)], None)];
    let with_token = vec![http::request("GET", capabilities, &authorised(json), None)];
    let find = |code: &str| format!("/dhl-parcel/labels?trackerCodeFilter={code}");
    let track = |code: &str| format!("/dhl-parcel/track-trace?key={code}");
    let track_receiver = |code: &str| format!("/dhl-parcel/track-trace?key={code}%2B{POSTAL_CODE}");
    vec![
        question(
            "reads/capabilities",
            "capabilities NL to NL",
            public(capabilities),
            json,
            ratio,
        ),
        question(
            "reads/capabilities-token",
            "capabilities NL to NL, with a token",
            with_token,
            json,
            ratio,
        ),
        question(
            "reads/label-find",
            "label by tracker code",
            by_code(&find, &authorised(json)),
            json,
            ratio,
        ),
        question(
            "reads/label-json",
            "label as JSON",
            by_label(familiar, json),
            json,
            ratio,
        ),
        question("reads/label-pdf", "label as PDF", by_label(familiar, pdf), pdf, ratio),
        question(
            "reads/label-drawn",
            "label as PDF, each drawn anew",
            by_label(shipments, pdf),
            pdf,
            Goal::Open,
        ),
        question(
            "reads/track-code",
            "track by code",
            by_code(&track, &[("accept", json)]),
            json,
            ratio,
        ),
        question(
            "reads/track-receiver",
            "track by code and postal code",
            by_code(&track_receiver, &[("accept", json)]),
            json,
            ratio,
        ),
    ]
}

/// Measures a question beside a bare handler that answers the same bytes.
async fn beside_bare(settings: &Settings, server: &Server, question: Question) -> Result<Row, Failure> {
    let first = question.requests.first().ok_or("a question without requests")?;
    let bytes = http::once(server.address, first, 200).await?;
    let bare = Server::bare(settings, &bytes, question.content_type)?;
    let requests = Requests::Cycle(Arc::new(question.requests));
    let both = versus(settings, (server, &requests), (&bare, &requests)).await?;
    let yardstick = format!("bare axum, the same {} bytes", bytes.len());
    Ok(Row::load(question.what, yardstick, both, question.goal))
}
