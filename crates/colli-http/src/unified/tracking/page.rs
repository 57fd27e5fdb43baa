//! Pages of shipments and the links between them (reference 1.3).

use super::request::{LIMIT, TRACKING_NUMBER, TrackingRequest};
use crate::files::Links;
use colli_wire::dhl_unified::tracking::{TrackingAnswer, UnifiedShipment};
use form_urlencoded::Serializer;

/// Where the pages are, below the address of the installation.
const PATH: &str = "/dhl/track/shipments";

/// A page with its links; there are none when one page holds all.
pub(super) fn linked(
    links: &Links,
    request: &TrackingRequest,
    total: usize,
    shipments: Vec<UnifiedShipment>,
) -> TrackingAnswer {
    let mut answer = TrackingAnswer {
        shipments,
        ..TrackingAnswer::default()
    };
    if answer.shipments.len() == total {
        return answer;
    }
    let at = |offset: usize| Some(url(links, request, offset));
    let (offset, limit) = (request.offset, request.limit);
    let next = offset.saturating_add(limit);
    answer.url = at(offset);
    answer.first_url = at(0);
    answer.last_url = at(total.saturating_sub(1) / limit.max(1) * limit);
    answer.prev_url = (offset > 0).then(|| at(offset.saturating_sub(limit))).flatten();
    answer.next_url = (next < total).then(|| at(next)).flatten();
    answer
}

/// The address of a page of the same question.
fn url(links: &Links, request: &TrackingRequest, offset: usize) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair(TRACKING_NUMBER, &request.tracking_number);
    let countries = [
        ("requesterCountryCode", request.requester_country),
        ("originCountryCode", request.origin_country),
    ];
    if let Some(service) = &request.service {
        query.append_pair("service", service);
    }
    for (name, country) in countries {
        if let Some(country) = country {
            query.append_pair(name, country.as_str());
        }
    }
    if let Some(postal_code) = &request.recipient_postal_code {
        query.append_pair("recipientPostalCode", postal_code);
    }
    query.append_pair("language", request.language.code());
    if offset > 0 {
        query.append_pair("offset", &offset.to_string());
    }
    if request.limit != LIMIT {
        query.append_pair("limit", &request.limit.to_string());
    }
    [links.base(), PATH, "?", &query.finish()].concat()
}
