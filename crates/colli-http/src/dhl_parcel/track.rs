//! Track and trace (reference 10.1).

pub(crate) mod written;

use super::App;
use super::answers::{Kept, Question};
use super::auth::MaybeBearer;
use super::body::{json_bytes, to_json};
use super::error::{Answer, Failure};
use crate::files::Links;
use crate::query::Query;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use colli_core::barcode::normalise;
use colli_core::error::Violation;
use colli_core::limits::TRACK_KEYS_MAX;
use colli_service::postal_guesses::Guarded;
use colli_service::tracking::{Disclosure, TrackKey, TrackedPiece};
use colli_wire::dhl_parcel::track as wire;

/// The exact sentence clients test for.
const NOT_FOUND: &str = "No parcel found for the given key(s)";
/// Characters of the shortest code: a shipment's ten digits (reference 21.1).
const CODE_CHARS_MIN: usize = 10;
/// Longest key whose answer is kept, in bytes.
const KEY_BYTES_MAX: usize = 64;
/// Spaces of a key that may be the plus: a printed code has five or six, a postal code two.
const SPACES_MAX: usize = 8;

/// Tracks pieces by their codes. With the receiver's postal code, or the owner's token, the record is complete.
#[utoipa::path(get, path = "/track-trace", tag = "track and trace", operation_id = "trackParcels",
    params(("key" = Vec<String>, Query, description = "`code` or `code+postalcode` (the plus as `%2B`); comma separated or repeated"),
        ("role" = Option<String>, Query, description = "`consumer-receiver` or any other: the answer is the same for all roles")),
    responses((status = 200, body = Vec<wire::TrackTracePiece>),
        (status = 404, description = "Nothing found: plain text", content_type = "text/plain", body = String)))]
pub(super) async fn track(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Answer<Response> {
    let keys = read_keys(&Query::parse(raw.as_deref()))?;
    // Version first, events after: what changes in between makes the answer old, never wrongly new.
    let single = keys.first().filter(|_| keys.len() == 1 && caller.is_none());
    let single = single.and_then(|key| Single::new(key, app.service.events_version(&normalise(&key.code))?));
    if let Some(bytes) = single.as_ref().and_then(|single| single.kept(&app)) {
        return Ok(json_bytes(bytes));
    }
    let found = app.service.track(&keys, caller.as_deref()).await?;
    if found.is_empty() {
        let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"))];
        return Ok((StatusCode::NOT_FOUND, content_type, NOT_FOUND).into_response());
    }
    let links = Links::of_request(&app.service, &headers);
    let pieces = found
        .iter()
        .map(|piece| written::piece(&app.service, &links, piece))
        .collect::<Result<Vec<_>, _>>()?;
    let pods: Vec<_> = pieces.iter().map(|piece| piece.pod.as_deref()).collect();
    let bytes = Bytes::from(to_json(&pieces)?);
    // A link to the proof of delivery names the host asked and ends after a time.
    if let (Some(single), [piece], [None]) = (single, found.as_slice(), pods.as_slice()) {
        single.keep(&app, piece, &bytes);
    }
    Ok(json_bytes(bytes))
}

/// A question for one piece without a token, whose answer is kept until the piece has another event.
struct Single {
    question: Question,
    code: String,
    names_postal_code: bool,
    version: u64,
}

impl Single {
    fn new(key: &TrackKey, version: u64) -> Option<Self> {
        let code = normalise(&key.code);
        let postal_code = key.postal_code.as_deref().unwrap_or_default();
        (code.len() + postal_code.len() <= KEY_BYTES_MAX).then(|| Self {
            question: Question::Track([&code, "+", postal_code].concat().into()),
            code,
            names_postal_code: !postal_code.is_empty(),
            version,
        })
    }

    fn kept(&self, app: &App) -> Option<Bytes> {
        let kept = app.answers.get(&self.question)?;
        let is_same = kept.events == Some(self.version) && kept.epoch == app.service.epoch(kept.tenant);
        let is_closed = || kept.opened.is_some_and(|guarded| app.service.is_closed(guarded));
        (is_same && !is_closed()).then_some(kept.bytes)
    }

    /// A shipment's code finds pieces by other codes, whose versions were not read: only a piece's own answer is kept. What
    /// a wrong postal code is answered with is not, so that every one is counted.
    fn keep(self, app: &App, piece: &TrackedPiece, bytes: &Bytes) {
        let is_wrong = self.names_postal_code && piece.disclosure == Disclosure::Reduced;
        if piece.tracker_code == self.code && !is_wrong {
            let kept = Kept {
                bytes: bytes.clone(),
                events: Some(self.version),
                until: None,
                opened: self.names_postal_code.then(|| Guarded::of(&piece.shipment)),
                tenant: piece.shipment.tenant,
                epoch: app.service.epoch(piece.shipment.tenant),
            };
            app.answers.insert(self.question, kept);
        }
    }
}

/// Keys as clients write them.
fn read_keys(query: &Query) -> Answer<Vec<TrackKey>> {
    let keys: Vec<&str> = query
        .values("key")
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|key| !key.is_empty())
        .take(TRACK_KEYS_MAX + 1)
        .collect();
    if keys.len() > TRACK_KEYS_MAX {
        return Err(Failure::invalid_parameter(
            Violation::new("key", "range", "this is more than one request may ask for")
                .accepting([format!("up to {TRACK_KEYS_MAX} keys")]),
        ));
    }
    Ok(keys.into_iter().flat_map(readings).collect())
}

/// What one key may mean. An unescaped `+` arrives as a space and means a plus (reference 20), but people also copy
/// codes with the spaces labels print; only the reading whose code exists will find anything.
fn readings(key: &str) -> Vec<TrackKey> {
    let read = |code: &str, postal_code: &str| TrackKey {
        code: code.to_owned(),
        postal_code: Some(postal_code.to_owned()).filter(|postal_code| !postal_code.is_empty()),
    };
    if let Some((code, postal_code)) = key.split_once('+') {
        return vec![read(code, postal_code)];
    }
    let spaces = key.match_indices(' ').take(SPACES_MAX);
    let split = spaces.map(|(at, _)| read(&key[..at], &key[at + 1..]));
    split
        .chain([read(key, "")])
        .filter(|key| normalise(&key.code).len() >= CODE_CHARS_MIN)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<(String, Option<String>)> {
        let keys = read_keys(&Query::parse(Some(raw))).unwrap();
        keys.into_iter()
            .map(|key| (normalise(&key.code), key.postal_code))
            .collect()
    }

    #[test]
    fn a_plus_is_a_plus_and_a_space_may_be_one() {
        let code = "3SBPB0000094346".to_owned();
        let opened = (code.clone(), Some("1012JS".to_owned()));
        for raw in [
            "key=3SBPB0000094346%2B1012JS",
            "key=3SBPB+0000+0943+46%2B1012JS",
            "key=3sbpb0000094346%2B1012JS",
        ] {
            assert_eq!(read(raw), std::slice::from_ref(&opened), "{raw}");
        }
        for raw in ["key=3SBPB0000094346+1012JS", "key=3SBPB+0000+0943+46+1012JS"] {
            assert!(read(raw).contains(&opened), "{raw}");
        }
        assert!(read("key=3SBPB0000094346+1012+JS").contains(&(code.clone(), Some("1012 JS".to_owned()))));
        assert!(read("key=3SBPB+0000+0943+46").contains(&(code, None)));
        assert!(
            read("key=&key=,+,&key=%2B1012JS")
                .iter()
                .all(|(code, _)| code.is_empty())
        );
    }
}
