//! What is asked of each database.

use super::stage::Filled;
use crate::http;
use crate::world::client_id;
use colli_core::ids::AccountNumber;
use colli_service::fill::{BOOKED, shipment_id, tracker_code};
use std::fmt::Write as _;

/// Seed of every fill.
pub(crate) const SEED: u64 = 8_004;

/// A database has shipments beyond those that are booked one by one.
pub(crate) const SHIPMENTS_MIN: u64 = 2 * BOOKED;

/// Kinds of work, those that change nothing first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Work {
    /// A shipment by its id.
    Get,
    /// The newest shipments.
    List,
    /// Track and trace by code, for the sender.
    Track,
    /// A label by its code.
    Label,
    /// A booking.
    Create,
}

impl Work {
    pub(crate) const ALL: [Self; 5] = [Self::Get, Self::List, Self::Track, Self::Label, Self::Create];

    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Get => "get a shipment",
            Self::List => "newest 20",
            Self::Track => "track and trace",
            Self::Label => "label by tracker code",
            Self::Create => "create a shipment",
        }
    }

    pub(crate) fn status(self) -> u16 {
        if self == Self::Create { 201 } else { 200 }
    }

    /// Makes the database grow.
    pub(crate) fn grows(self) -> bool {
        self == Self::Create
    }

    /// A request that changes nothing; `number` picks a shipment.
    pub(crate) fn request(self, database: &Filled, token: &str, number: u64) -> Vec<u8> {
        let (random, spelling) = client_id(number).as_u64_pair();
        let index = BOOKED + random % (database.shipments - BOOKED);
        let code = || tracker_code(database.account, database.first_serial, index);
        let path = match self {
            Self::Get | Self::Create => format!("/dhl-parcel/shipments/{}", shipment_id(SEED, index)),
            Self::List => "/dhl-parcel/shipments?limit=20&skip=0".to_owned(),
            // With a token nothing is kept ready.
            Self::Track => format!("/dhl-parcel/track-trace?key={}", code()),
            Self::Label => format!("/dhl-parcel/labels?trackerCodeFilter={}", spelt(&code(), spelling)),
        };
        let headers = [("authorization", token), ("accept", "application/json")];
        http::request("GET", &path, &headers, None)
    }
}

/// The same code with hyphens somewhere, which mean nothing: an answer that is kept ready is kept by what was asked.
fn spelt(code: &str, number: u64) -> String {
    let places = u64::try_from(code.len()).unwrap_or(1);
    let hyphens = [
        number % places,
        number / places % places,
        number / places / places % places,
    ];
    let mut text = String::with_capacity(code.len() + hyphens.len());
    for (at, letter) in (0..).zip(code.chars()) {
        for _ in hyphens.iter().filter(|hyphen| **hyphen == at) {
            text.push('-');
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{letter}");
    }
    text
}

/// The account that was filled.
pub(crate) fn account() -> Option<AccountNumber> {
    AccountNumber::parse(colli_service::fill::DEFAULT_ACCOUNT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::barcode::normalise;
    use std::collections::HashSet;

    #[test]
    fn a_code_is_spelt_in_many_ways_and_stays_the_same() {
        let code = "JVGL08500001000000010001";
        let spellings: HashSet<String> = (0..1_000).map(|number| spelt(code, number)).collect();
        assert!(spellings.len() > 500, "{}", spellings.len());
        assert!(spellings.iter().all(|spelling| normalise(spelling) == code));
    }
}
