//! Booking: what it accepts agrees with the filter, and every change it proposes is accepted.

use crate::support::{catalogue, country};
use colli_core::account::AccountSettings;
use colli_core::capability::{BookingPiece, BookingQuery, CapabilityQuery, SenderKind};
use colli_core::parcel::Dimensions;
use proptest::prelude::*;

const OPTIONS: &[&str] = &[
    "PS",
    "DOOR",
    "BP",
    "H",
    "REFERENCE",
    "SDD",
    "S",
    "HANDT",
    "EVE",
    "EXP",
    "SSN",
    "COD_CASH",
    "INS",
    "LQ",
    "PRINTLESS",
    "NOPE",
];

static CONTRACT: std::sync::LazyLock<AccountSettings> = std::sync::LazyLock::new(|| AccountSettings {
    excluded_products: ["DFY-SDD", "DFY-RETURN", "EPL-RETURN", "RETURN-CON"]
        .map(str::to_owned)
        .to_vec(),
    excluded_options: vec!["SDD".to_owned()],
    ..AccountSettings::default()
});

fn words(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(words).prop_map(str::to_owned)
}

prop_compose! {
    fn pieces()(
        parcel_type in words(&["ENVELOPE", "XSMALL", "SMALL", "SMALL_MEDIUM", "MEDIUM", "LARGE", "BULKY", "PALLET", "NOPE"]),
        quantity in prop::sample::select(vec![1u32, 1, 1, 2]),
        weight_g in prop::option::of(1u32..60_000),
        size in prop::option::of((1u32..1_500, 1u32..1_000, 1u32..700)),
    ) -> BookingPiece {
        let dimensions = size.map(|(length_mm, width_mm, height_mm)| Dimensions { length_mm, width_mm, height_mm });
        BookingPiece { parcel_type, quantity, weight_g, dimensions }
    }
}

prop_compose! {
    fn bookings()(
        from in words(&["NL", "NL", "BE", "ES", "DE", "US"]),
        to in words(&["NL", "NL", "BE", "DE", "GB", "US"]),
        remote in any::<bool>(),
        to_business in any::<bool>(),
        return_label in prop::bool::weighted(0.2),
        product in prop::option::weighted(0.3, words(&["EPL", "DFY-B2C", "DFY-SDD", "CON", "DFY", "NOPE"])),
        pieces in prop::collection::vec(pieces(), 1..3),
        options in prop::collection::vec(words(OPTIONS), 0..4),
        contract in any::<bool>(),
    ) -> BookingQuery<'static> {
        BookingQuery {
            sender: SenderKind::Business, from_country: country(&from), to_country: country(&to),
            from_postal_code: String::new(), to_postal_code: if remote { "9166AB".to_owned() } else { String::new() },
            to_business, return_label, product, pieces, options,
            account: contract.then(|| &*CONTRACT),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_change_is_accepted(query in bookings()) {
        if let Err(refusal) = catalogue().check(&query) {
            prop_assert!(!refusal.message.is_empty() && !refusal.fields.is_empty());
            prop_assert!(refusal.accepted.len() <= 5);
            for change in &refusal.accepted {
                let mut edited = query.clone();
                change.apply(&mut edited);
                let again = catalogue().check(&edited);
                prop_assert!(again.is_ok(), "{:?}: {:?}", change, again.err());
                prop_assert!(!change.sentence().is_empty());
            }
        }
    }

    /// One piece may be booked exactly when the filter finds something, apart from rules only bookings have.
    #[test]
    fn booking_agrees_with_the_filter(mut query in bookings()) {
        query.pieces.truncate(1);
        query.options.retain(|key| key != "LQ");
        let piece = &query.pieces[0];
        let filter = CapabilityQuery {
            sender: Some(query.sender),
            from_country: Some(query.from_country.to_string()),
            to_country: Some(query.to_country.to_string()),
            to_postal_code: Some(query.to_postal_code.clone()),
            to_business: Some(query.to_business),
            return_product: Some(query.return_label),
            product: query.product.clone(),
            parcel_type: Some(piece.parcel_type.clone()),
            options: query.options.clone(),
            quantity: Some(piece.quantity),
            weight_g: piece.weight_g,
            dimensions: piece.dimensions,
            accounts: query.account.map(|account| vec![account]),
            ..CapabilityQuery::default()
        };
        let possible: Vec<String> =
            catalogue().capabilities(&filter).iter().map(|found| found.product.key.clone()).collect();
        match catalogue().check(&query) {
            Ok(booking) => {
                prop_assert!(possible.contains(&booking.product.key), "{:?}", booking);
                prop_assert_eq!(booking.limits.len(), 1);
                for key in &query.options {
                    prop_assert!(booking.options.iter().any(|option| option.key == *key));
                }
            }
            Err(refusal) => prop_assert!(possible.is_empty() || refusal.rule == "product-on-request", "{:?}", refusal),
        }
    }
}
