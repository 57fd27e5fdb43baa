//! Track and trace, and the pieces of an organisation.

use crate::call::{Call, Method, Response};
use crate::error::Error;
use crate::read::{self, Vendor};
use crate::url::{Query, path};
use colli_wire::dhl_parcel::track::{PieceSource, ProofOfDelivery, TrackTracePiece};
use colli_wire::dhl_parcel::translations::Translations;
use std::fmt;

/// A parcel to follow: its code, and the receiver's postal code, which shows all there is.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct TrackKey {
    /// Code of a piece or a shipment.
    pub code: String,
    /// Postal code of the receiver.
    pub postal_code: String,
}

impl TrackKey {
    /// Only the code: personal data stays hidden.
    pub fn of(code: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            postal_code: String::new(),
        }
    }
}

impl fmt::Display for TrackKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.postal_code.as_str() {
            "" => f.write_str(&self.code),
            postal_code => write!(f, "{}+{postal_code}", self.code),
        }
    }
}

/// What is known of parcels: `GET /track-trace`. Those nobody knows are left out; look for others by their `barcodes`.
pub fn track(keys: &[TrackKey]) -> Call<Vec<TrackTracePiece>> {
    Call::new(Method::Get, "/track-trace".to_owned(), Vendor::TrackTrace, pieces).query(Query::new().each("key", keys))
}

/// That none is known is told by a status and a sentence, not by an empty list.
fn pieces(response: &Response) -> Result<Vec<TrackTracePiece>, Error> {
    match response.status {
        404 => Ok(Vec::new()),
        _ => read::json(response),
    }
}

/// Which pieces of the organisation to list. What is empty or none filters nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct PieceFilter {
    /// Codes of pieces or shipments.
    pub barcodes: Vec<String>,
    /// Reference of the order.
    pub reference: String,
    /// Registered on this day or later: `2026-03-02`.
    pub start_date: String,
    /// Registered on this day at the latest.
    pub end_date: String,
    /// Booked on these accounts.
    pub shipper_account_ids: Vec<String>,
    /// Postal code of the receiver.
    pub receiver_postal_code: String,
    /// Country of the receiver, ISO 3166-1 alpha-2.
    pub receiver_country_code: String,
    /// Only those in trouble.
    pub only_problems: bool,
    /// `created`, `lastUpdated` or `barcode`.
    pub sort_by: String,
    /// `ASC` or `DESC`.
    pub sort_order: String,
    /// 1 to 100; 10 when left out.
    pub limit: Option<u32>,
    /// Entries to leave out before.
    pub skip: Option<u32>,
}

/// Pieces of the organisation: `GET /pieces`.
pub fn list(filter: &PieceFilter) -> Call<Vec<TrackTracePiece>> {
    let query = Query::new()
        .each("barcode", &filter.barcodes)
        .text("reference", &filter.reference)
        .text("startDate", &filter.start_date)
        .text("endDate", &filter.end_date)
        .each("shipper.accountId", &filter.shipper_account_ids)
        .text("receiver.address.postalCode", &filter.receiver_postal_code)
        .text("receiver.address.countryCode", &filter.receiver_country_code)
        .with("filter", filter.only_problems.then_some("problem"))
        .text("sortBy", &filter.sort_by)
        .text("sortOrder", &filter.sort_order)
        .with("limit", filter.limit)
        .with("skip", filter.skip);
    Call::get("/pieces".to_owned(), Vendor::Parcel)
        .query(query)
        .with_token()
}

/// Networks that know a piece: `GET /pieces/{id}/sources`.
pub fn sources(id: &str) -> Call<Vec<PieceSource>> {
    Call::get(path(&["pieces", id, "sources"]), Vendor::Parcel).with_token()
}

/// Proofs of delivery: `GET /pieces/{id}/pod`. Without a token the receiver's postal code must be right.
pub fn proofs(id: &str, receiver_postal_code: &str) -> Call<Vec<ProofOfDelivery>> {
    let query = Query::new().text("receiver.address.postalCode", receiver_postal_code);
    Call::get(path(&["pieces", id, "pod"]), Vendor::Parcel).query(query)
}

/// Texts of statuses: `GET /translations/{file}`, such as `nl_NL.json`.
pub fn translations(file: &str) -> Call<Translations> {
    Call::get(path(&["translations", file]), Vendor::Parcel)
}
