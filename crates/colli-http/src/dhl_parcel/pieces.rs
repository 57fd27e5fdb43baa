//! Pieces of one's own, with legs and events, and proofs of delivery (reference 10.3).

use super::App;
use super::auth::{Bearer, MaybeBearer};
use super::error::Answer;
use super::parameters::Parameters;
use super::path::Path;
use super::time::{moment, utc};
use super::track::written;
use crate::files::Links;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use colli_core::error::Violation;
use colli_core::limits::{PAGE_MAX, PIECES_SEARCHED_MAX};
use colli_service::Error;
use colli_service::piece_search::{EventFilter, PieceQuery, PieceSort, PlaceFilter};
use colli_service::signed_urls::LinkFormat;
use colli_service::tracking::{Disclosure, TrackKey, TrackedPiece};
use colli_wire::dhl_parcel::track as wire;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

/// Entries of a page when nobody says how many.
const PAGE: usize = 10;
/// Says that a search did not look at everything.
const INCOMPLETE: HeaderName = HeaderName::from_static("colli-incomplete");

/// Searches one's own pieces. Codes, ids and order references are found at once; other filters look through the latest
/// 1,000 pieces inside the dates, and the header `Colli-Incomplete: true` says when that was not all.
#[utoipa::path(get, path = "/pieces", tag = "track and trace", operation_id = "listPieces", security(("bearer" = [])),
    params(("barcode" = Option<Vec<String>>, Query, description = "Codes of pieces or shipments"),
        ("id" = Option<Vec<String>>, Query, description = "Ids of records, as track and trace shows them"),
        ("reference" = Option<String>, Query, description = "Reference of the order"),
        ("searchId" = Option<String>, Query, description = "Leg number or air waybill number"),
        ("startDate" = Option<String>, Query, description = "Registered on this day or later: `2026-03-02`, or a time"),
        ("endDate" = Option<String>, Query, description = "Registered on this day at the latest"),
        ("startLastUpdatedDate" = Option<String>, Query), ("endLastUpdatedDate" = Option<String>, Query),
        ("shipper.accountId" = Option<Vec<String>>, Query),
        ("receiver.address.countryCode" = Option<String>, Query), ("receiver.address.postalCode" = Option<String>, Query),
        ("receiver.address.houseNumber" = Option<String>, Query), ("shipper.address.countryCode" = Option<String>, Query),
        ("shipper.address.postalCode" = Option<String>, Query), ("shipper.address.houseNumber" = Option<String>, Query),
        ("events.leg.accountId" = Option<Vec<String>>, Query), ("events.leg.debtorNumber" = Option<String>, Query),
        ("events.leg.number" = Option<String>, Query), ("events.leg.airWaybillNumber" = Option<String>, Query),
        ("events.leg.originServiceArea" = Option<String>, Query), ("events.leg.destinationServiceArea" = Option<String>, Query),
        ("product.code" = Option<String>, Query), ("filter" = Option<String>, Query, description = "`problem`"),
        ("sortBy" = Option<String>, Query, description = "`created`, `lastUpdated` or `barcode`"),
        ("sortOrder" = Option<String>, Query, description = "`ASC` or `DESC`"),
        ("limit" = Option<usize>, Query, description = "1 to 100; 10 when left out"), ("skip" = Option<usize>, Query),
        ("fields" = Option<Vec<String>>, Query, description = "Members to answer; all when left out")),
    responses((status = 200, body = Vec<wire::TrackTracePiece>), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse)))]
pub(super) async fn list(
    State(app): State<App>,
    Bearer(caller): Bearer,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let (query, fields) = read_query(&app, raw.as_deref())?;
    let found = app.service.find_pieces(&caller, &query).await?;
    let links = Links::of_request(&app.service, &headers);
    let mut pieces = Vec::with_capacity(found.pieces.len());
    for piece in &found.pieces {
        let written = serde_json::to_value(written::piece(&app.service, &links, piece)?);
        let mut written = written.map_err(|error| Error::Internal(error.to_string()))?;
        if let Value::Object(members) = &mut written
            && !fields.is_empty()
        {
            members.retain(|name, _| fields.iter().any(|field| field == name));
        }
        pieces.push(written);
    }
    let mut response = Json(pieces).into_response();
    if !found.is_complete {
        response
            .headers_mut()
            .insert(INCOMPLETE, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Which networks told what is known of a piece.
#[utoipa::path(get, path = "/pieces/{id}/sources", tag = "track and trace", operation_id = "listPieceSources", security(("bearer" = [])),
    params(("id" = String, Path, description = "Id of the record, or code of the piece")),
    responses((status = 200, body = Vec<wire::PieceSource>), (status = 401, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn sources(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
) -> Answer<Json<Vec<wire::PieceSource>>> {
    let piece = app.service.find_piece(caller.tenant, &id).await?;
    let piece = piece.ok_or_else(|| Error::not_found("piece", &*id))?;
    let mut sources: Vec<wire::PieceSource> = Vec::new();
    for event in &piece.events {
        let network = event.leg.as_ref().map_or("ECOMMERCE", |leg| leg.network.as_str());
        let at = utc(event.occurred_at);
        if let Some(source) = sources.iter_mut().find(|source| source.network == network) {
            source.total_events += 1;
            source.last_event = at;
        } else {
            sources.push(wire::PieceSource {
                network: network.to_owned(),
                barcode: piece.tracker_code.clone(),
                total_events: 1,
                first_event: at.clone(),
                last_event: at,
            });
        }
    }
    Ok(Json(sources))
}

/// Proofs of delivery of a piece: none before somebody signed. Without a token the receiver's postal code opens them.
#[utoipa::path(get, path = "/pieces/{id}/pod", tag = "track and trace", operation_id = "listProofsOfDelivery",
    params(("id" = String, Path, description = "Code of the piece; with a token also the id of the record"),
        ("receiver.address.postalCode" = Option<String>, Query, description = "Needed without a token")),
    responses((status = 200, body = Vec<wire::ProofOfDelivery>), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn proofs(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    headers: HeaderMap,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::ProofOfDelivery>>> {
    let mut args = Parameters::read(&app, raw.as_deref());
    let postal_code = args.text(&["receiver.address.postalCode", "postalCode"]);
    args.finish()?;
    let own = match &caller {
        Some(caller) => app.service.find_piece(caller.tenant, &id).await?,
        None => None,
    };
    let key = TrackKey {
        code: id.clone(),
        postal_code,
    };
    let of_public = match &own {
        None => app.service.track(&[key], caller.as_deref()).await?,
        Some(_) => Vec::new(),
    };
    let piece = own
        .into_iter()
        .chain(of_public)
        .find(|piece| piece.disclosure >= Disclosure::Receiver);
    // Whether there is such a parcel is not told to who may not see it.
    let piece = piece.ok_or_else(|| Error::not_found("piece", &*id))?;
    write_proofs(&app, &Links::of_request(&app.service, &headers), &piece).map(Json)
}

fn write_proofs(app: &App, links: &Links, piece: &TrackedPiece) -> Answer<Vec<wire::ProofOfDelivery>> {
    let Some((signed_by, at)) = piece.signature() else {
        return Ok(Vec::new());
    };
    let formats = [(LinkFormat::Png, "image/png"), (LinkFormat::Pdf, "application/pdf")];
    let mut proofs = Vec::with_capacity(formats.len());
    for (format, content_type) in formats {
        let Some(token) = app.service.proof_link_as(piece, format)? else {
            continue;
        };
        proofs.push(wire::ProofOfDelivery {
            barcode: piece.tracker_code.clone(),
            signed_by: signed_by.to_owned(),
            delivered_at: moment(at),
            content_type: content_type.to_owned(),
            url: links.proof(&token),
        });
    }
    Ok(proofs)
}

fn read_query(app: &App, raw: Option<&str>) -> Answer<(PieceQuery, Vec<String>)> {
    let mut args = Parameters::read(app, raw);
    let sort = word(
        &mut args,
        "sortBy",
        &[
            ("created", PieceSort::Registered),
            ("date", PieceSort::Registered),
            ("lastUpdated", PieceSort::Updated),
            ("barcode", PieceSort::Barcode),
        ],
    );
    let is_ascending = word(&mut args, "sortOrder", &[("ASC", true), ("DESC", false)]);
    let query = PieceQuery {
        barcodes: values(&mut args, "barcode"),
        ids: values(&mut args, "id"),
        reference: args.text(&["reference"]),
        accounts: values(&mut args, "shipper.accountId"),
        product: args.text(&["product.code"]),
        receiver: place(&mut args, "receiver"),
        shipper: place(&mut args, "shipper"),
        registered_from: day(app, &mut args, "startDate", false),
        registered_before: day(app, &mut args, "endDate", true),
        events: EventFilter {
            leg_accounts: values(&mut args, "events.leg.accountId"),
            debtor: args.text(&["events.leg.debtorNumber"]),
            leg_number: args.text(&["events.leg.number", "events.leg.airWaybillNumber", "searchId"]),
            origin: args.text(&["events.leg.originServiceArea"]),
            destination: args.text(&["events.leg.destinationServiceArea"]),
            updated_from: day(app, &mut args, "startLastUpdatedDate", false),
            updated_before: day(app, &mut args, "endLastUpdatedDate", true),
            has_problem: word(&mut args, "filter", &[("problem", true)]).unwrap_or(false),
        },
        sort: sort.unwrap_or_default(),
        is_ascending: is_ascending.unwrap_or(false),
        skip: count(&mut args, "skip", (0, PIECES_SEARCHED_MAX)).unwrap_or(0),
        limit: count(&mut args, "limit", (1, PAGE_MAX)).unwrap_or(PAGE),
    };
    let fields = values(&mut args, "fields");
    args.finish()?;
    Ok((query, fields))
}

fn place(args: &mut Parameters<'_>, party: &str) -> PlaceFilter {
    let name = |member: &str| format!("{party}.address.{member}");
    PlaceFilter {
        country: args.country(&[&name("countryCode")]),
        postal_code: args.text(&[&name("postalCode")]),
        number: args.text(&[&name("houseNumber"), &name("number")]),
    }
}

/// A list of at most a page's entries.
fn values(args: &mut Parameters<'_>, name: &str) -> Vec<String> {
    let list = args.list(name);
    if list.len() > PAGE_MAX {
        let wrong = Violation::new(name, "range", "this is more than one request may ask for");
        args.found.push(wrong.accepting([format!("up to {PAGE_MAX} values")]));
    }
    list
}

fn word<T: Copy>(args: &mut Parameters<'_>, name: &str, words: &[(&str, T)]) -> Option<T> {
    let text = args.text(&[name])?;
    let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text));
    if found.is_none() {
        let wrong = Violation::new(name, "unknown", "this word is not known");
        args.found.push(wrong.accepting(words.iter().map(|(word, _)| *word)));
    }
    found.map(|(_, value)| *value)
}

fn count(args: &mut Parameters<'_>, name: &str, (least, most): (usize, usize)) -> Option<usize> {
    let text = args.text(&[name])?;
    let count = text.parse().ok().filter(|count| (least..=most).contains(count));
    if count.is_none() {
        let wrong = Violation::new(name, "range", "this is not such a number");
        args.found.push(wrong.accepting([format!("{least} to {most}")]));
    }
    count
}

/// A time, or a day at the network's home: its beginning, or with `is_end` the beginning of the next.
fn day(app: &App, args: &mut Parameters<'_>, name: &str, is_end: bool) -> Option<Timestamp> {
    let text = args.text(&[name])?;
    let of_day = |zone: &TimeZone| {
        let day: Date = text.parse().ok().filter(|_| text.len() == 10)?;
        let day = if is_end { day.checked_add(1.day()).ok()? } else { day };
        Some(day.to_zoned(zone.clone()).ok()?.timestamp())
    };
    let at = of_day(app.service.home_zone()).or_else(|| crate::time::read(&text).map(|(at, _)| at));
    if at.is_none() {
        let wrong = Violation::new(name, "format", "this is neither a day nor a time");
        args.found.push(wrong.accepting(["2026-03-02", "2026-03-02T08:00:00Z"]));
    }
    at
}
