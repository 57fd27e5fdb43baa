//! What the tests share.

use colli_core::capability::{BookingPiece, BookingQuery, CapabilityQuery, Catalogue, SenderKind};
use colli_core::country::CountryCode;
use colli_network::{Loaded, load_embedded};
use std::sync::OnceLock;

/// The network in the binary, loaded once.
pub(crate) fn network() -> &'static Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    LOADED.get_or_init(|| load_embedded().unwrap())
}

pub(crate) fn catalogue() -> &'static Catalogue {
    &network().network.catalogue
}

pub(crate) fn country(code: &str) -> CountryCode {
    CountryCode::parse(code).unwrap()
}

/// A filter for business senders between two countries.
pub(crate) fn between(from: &str, to: &str) -> CapabilityQuery<'static> {
    CapabilityQuery {
        sender: Some(SenderKind::Business),
        from_country: Some(from.to_owned()),
        to_country: Some(to.to_owned()),
        ..CapabilityQuery::default()
    }
}

/// A shipment of one piece by a business.
pub(crate) fn booking(
    from: &str,
    to: &str,
    to_business: bool,
    parcel_type: &str,
    options: &[&str],
) -> BookingQuery<'static> {
    BookingQuery {
        sender: SenderKind::Business,
        from_country: country(from),
        to_country: country(to),
        from_postal_code: String::new(),
        to_postal_code: String::new(),
        to_business,
        return_label: false,
        product: None,
        pieces: vec![piece(parcel_type)],
        options: options.iter().map(|key| (*key).to_owned()).collect(),
        account: None,
    }
}

pub(crate) fn piece(parcel_type: &str) -> BookingPiece {
    BookingPiece {
        parcel_type: parcel_type.to_owned(),
        quantity: 1,
        weight_g: None,
        dimensions: None,
    }
}

/// Rows of a data file without quoted cells, the first row left out.
pub(crate) fn rows(file: &str) -> Vec<Vec<String>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}
