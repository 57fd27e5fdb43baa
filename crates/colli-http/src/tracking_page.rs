//! The public page of a parcel, `/t/{code}`: what mails link to. With the receiver's postal code it says who receives it
//! and where it is collected.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use colli_core::tracking::{Event, EventKind, Moment, TimeFrame};
use colli_service::Service;
use colli_service::tracking::{Disclosure, TrackKey, TrackedPiece};
use jiff::tz::Offset;
use serde::Deserialize;
use std::sync::Arc;

/// Parcels of one page: those of a shipment's code.
const PARCELS_MAX: usize = 50;

/// The words of the page in a language.
struct Words {
    language: &'static str,
    title: &'static str,
    planned: &'static str,
    receiver: &'static str,
    unknown: &'static str,
    more: &'static str,
    show: &'static str,
}

const fn words(language: &'static str, words: [&'static str; 6]) -> Words {
    let [title, planned, receiver, unknown, more, show] = words;
    Words {
        language,
        title,
        planned,
        receiver,
        unknown,
        more,
        show,
    }
}

/// Every language, English first: it stands in for those that are missing.
const WORDS: [Words; 6] = [
    words(
        "en",
        [
            "Your parcel",
            "Expected",
            "For",
            "This parcel is not known",
            "Postal code of the receiver, for more",
            "Show",
        ],
    ),
    words(
        "nl",
        [
            "Je pakket",
            "Verwacht",
            "Voor",
            "Dit pakket is niet bekend",
            "Postcode van de ontvanger, voor meer",
            "Tonen",
        ],
    ),
    words(
        "de",
        [
            "Ihr Paket",
            "Erwartet",
            "Für",
            "Dieses Paket ist nicht bekannt",
            "Postleitzahl des Empfängers, für mehr",
            "Anzeigen",
        ],
    ),
    words(
        "fr",
        [
            "Votre colis",
            "Prévu",
            "Pour",
            "Ce colis est inconnu",
            "Code postal du destinataire, pour en savoir plus",
            "Afficher",
        ],
    ),
    words(
        "es",
        [
            "Su paquete",
            "Previsto",
            "Para",
            "Este paquete no se conoce",
            "Código postal del destinatario, para ver más",
            "Mostrar",
        ],
    ),
    words(
        "pt",
        [
            "A sua encomenda",
            "Prevista",
            "Para",
            "Esta encomenda não é conhecida",
            "Código postal do destinatário, para ver mais",
            "Mostrar",
        ],
    ),
];

/// The language a browser asks for first, of those there are.
fn words_of(headers: &HeaderMap) -> &'static Words {
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let mut tags = asked
        .unwrap_or_default()
        .split(',')
        .filter_map(|tag| tag.trim().get(..2));
    tags.find_map(|tag| WORDS.iter().find(|words| words.language.eq_ignore_ascii_case(tag)))
        .unwrap_or(&WORDS[0])
}

#[derive(Template)]
#[template(path = "tracking/page.html")]
struct Page<'a> {
    words: &'static Words,
    code: &'a str,
    parcels: Vec<Parcel>,
    is_full: bool,
}

struct Parcel {
    code: String,
    status: String,
    planned: Option<String>,
    receiver: Option<String>,
    service_point: Option<String>,
    events: Vec<Line>,
}

struct Line {
    time: String,
    text: String,
    place: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "postalCode")]
    postal_code: Option<String>,
}

/// The route `/t/{code}`.
pub(crate) fn router(service: Arc<Service>) -> Router {
    Router::new().route("/t/{code}", get(show)).with_state(service)
}

async fn show(
    State(service): State<Arc<Service>>,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let key = TrackKey {
        code,
        postal_code: asked.postal_code.filter(|typed| !typed.trim().is_empty()),
    };
    let Ok(found) = service.track(std::slice::from_ref(&key), None).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let words = words_of(&headers);
    let parcels = found
        .iter()
        .take(PARCELS_MAX)
        .map(|piece| parcel(&service, piece, words));
    let page = Page {
        words,
        code: &key.code,
        is_full: found.iter().all(|piece| piece.disclosure >= Disclosure::Receiver),
        parcels: parcels.collect(),
    };
    let status = if found.is_empty() {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    let Ok(html) = page.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let html_type = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    )];
    (status, html_type, html).into_response()
}

fn parcel(service: &Service, piece: &TrackedPiece, words: &Words) -> Parcel {
    let is_full = piece.disclosure >= Disclosure::Receiver;
    let text = |event: &Event| {
        let statuses = &service.network().statuses;
        let text = statuses.text(&event.status, &event.category, words.language);
        text.unwrap_or(&event.status).to_owned()
    };
    let shown = || piece.events.iter().rev().filter(|event| event.kind == EventKind::Piece);
    let place = |event: &Event| {
        let facility = service.network().facilities.get(event.facility.as_deref()?)?;
        Some(facility.city.clone())
    };
    let address = &piece.receiver().address;
    Parcel {
        code: piece.tracker_code.clone(),
        status: shown().next().map(text).unwrap_or_default(),
        planned: piece.record.planned.map(frame),
        receiver: is_full.then(|| format!("{}, {}", piece.receiver().name.display(), address.city)),
        service_point: piece
            .shipment
            .service_point
            .as_ref()
            // Where the parcel went is not where one under a return label goes.
            .filter(|_| is_full && piece.piece().is_none_or(|piece| !piece.return_label))
            .map(|point| format!("{}, {}", point.name, point.address)),
        events: shown()
            .map(|event| Line {
                time: local(event.moment(), "%Y-%m-%d %H:%M"),
                text: text(event),
                place: place(event),
            })
            .collect(),
    }
}

/// A moment as the clocks of its place show it.
fn local(moment: Moment, form: &str) -> String {
    let offset = Offset::from_seconds(moment.offset_seconds).unwrap_or(Offset::UTC);
    moment.at.to_zoned(offset.to_time_zone()).strftime(form).to_string()
}

/// A day and two hours of it.
fn frame(frame: TimeFrame) -> String {
    format!("{} – {}", local(frame.from, "%Y-%m-%d %H:%M"), local(frame.to, "%H:%M"))
}
