//! Parcels as Unified tracking shows them (reference 1): a request is read and judged ([`request`]), its parcels are found and
//! laid on pages here, and each is written ([`shipment`]). Nothing here knows of a transport.

mod details;
mod event;
mod page;
pub(crate) mod request;
pub(crate) mod shipment;

pub(crate) use request::{Asked, TrackingRequest};

use crate::files::Links;
use colli_core::address::excerpt;
use colli_core::barcode::normalise;
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_service::postal_guesses::Guarded;
use colli_service::tracking::{Disclosure, TrackKey, TrackedPiece};
use colli_service::{Error, Result, Service};
use colli_wire::dhl_unified::tracking::TrackingAnswer;

/// One page of what a number finds.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// What is answered.
    pub(crate) answer: TrackingAnswer,
    /// What the answer is about, when it shows one piece by its own code and changes with that piece's events only.
    pub(crate) lasting: Option<Lasting>,
}

/// What an answer that may be kept is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Lasting {
    /// Whose the piece is.
    pub(crate) tenant: Tenant,
    /// The shipment whose postal code opened it; it ends while that opens nothing.
    pub(crate) opened: Option<Guarded>,
}

/// Finds the pieces of a number: by the code of a piece or of a whole shipment. Nobody is a shipment's owner here:
/// personal data is for those who know the receiver's postal code.
pub(crate) async fn find(service: &Service, links: &Links, request: &TrackingRequest) -> Result<Page> {
    let key = TrackKey {
        code: request.tracking_number.clone(),
        postal_code: request.recipient_postal_code.clone(),
    };
    let found = service.track(std::slice::from_ref(&key), None).await;
    let mut found = found.map_err(about_the_number)?;
    found.retain(|piece| is_asked(service, request, piece));
    let total = found.len();
    let shown = found.iter().skip(request.offset).take(request.limit);
    let shipments = shown
        .map(|piece| shipment::written(service, links, request, piece))
        .collect::<Result<Vec<_>>>()?;
    if shipments.is_empty() {
        return Err(Error::not_found("shipment", excerpt(&request.tracking_number)));
    }
    let lasting = match (found.as_slice(), shipments.as_slice()) {
        ([piece], [written]) if piece.tracker_code == normalise(&request.tracking_number) => {
            // A link to a paper ends after a time.
            let details = written.details.as_ref();
            let proof = details.and_then(|details| details.proof_of_delivery.as_ref());
            let has_link = proof.is_some_and(|proof| proof.document_url.is_some());
            // What a wrong postal code is answered with is not kept, so that every one is counted.
            let is_wrong = key.postal_code.is_some() && piece.disclosure == Disclosure::Reduced;
            (!has_link && !is_wrong).then(|| Lasting {
                tenant: piece.shipment.tenant,
                opened: key.postal_code.as_ref().map(|_| Guarded::of(&piece.shipment)),
            })
        }
        _ => None,
    };
    let answer = page::linked(links, request, total, shipments);
    Ok(Page { answer, lasting })
}

/// A shipment of another division than was asked for is not found.
fn is_asked(service: &Service, request: &TrackingRequest, piece: &TrackedPiece) -> bool {
    let division = service.network().unified.of(&piece.shipment);
    division.is_some_and(|division| {
        let asked = request.service.as_ref();
        asked.is_none_or(|asked| *asked == division.service)
    })
}

/// What is wrong with the one key is wrong with the number.
fn about_the_number(error: Error) -> Error {
    match error {
        Error::Invalid(violations) => {
            let renamed = violations.into_iter().map(|violation| Violation {
                field: request::TRACKING_NUMBER.to_owned(),
                ..violation
            });
            Error::Invalid(renamed.collect())
        }
        other => other,
    }
}
