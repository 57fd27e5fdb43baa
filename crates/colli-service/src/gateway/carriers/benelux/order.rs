//! The order of a purchase: a shipment of the parcel network, as its own API would have it.

use super::{Carried, Lane};
use crate::gateway::carriers::{Purchase, ends, party};
use colli_core::account::Account;
use colli_core::gateway::options::Options;
use colli_core::ids::ShipmentId;
use colli_core::parcel::PieceOrder;
use colli_core::party::Party;
use colli_core::shipment::{ChosenOption, OptionInput, Origin, ShipmentOrder};

/// The order of a purchase, without customs papers. `None` when an address has no country.
pub(super) fn order(
    purchase: &Purchase<'_>,
    contract: &Account,
    options: &Options,
    carried: &Carried<'_>,
    lane: &Lane<'_>,
) -> Option<ShipmentOrder> {
    let (from, to) = ends(purchase.quote, options);
    let text = |key: &str, text: &Option<String>| {
        text.clone().map(|text| ChosenOption {
            key: key.to_owned(),
            input: Some(OptionInput::Text(text)),
        })
    };
    let signature = options.signature.map(|_| ChosenOption {
        key: "HANDT".to_owned(),
        input: None,
    });
    let chosen = [
        text("REFERENCE", &options.reference_1),
        text("REFERENCE2", &options.reference_2),
        signature,
    ];
    let mut receiver = party(to)?;
    receiver.address.is_business = lane.to_business;
    let mut shipper = party(from)?;
    shipper.address.is_business = true;
    let pieces = lane.pieces.iter().zip(&carried.types);
    Some(ShipmentOrder {
        shipment_id: ShipmentId(purchase.id),
        origin: Origin::Shipment,
        order_reference: options.reference_1.clone(),
        account: contract.number,
        shipper: with_number(shipper),
        receiver: with_number(receiver),
        on_behalf_of: None,
        options: chosen.into_iter().flatten().collect(),
        is_return: lane.is_return,
        pieces: pieces
            .map(|(piece, kind)| PieceOrder {
                parcel_type: (*kind).to_owned(),
                quantity: 1,
                weight_g: Some(piece.weight_g),
                dimensions: Some(piece.dimensions),
            })
            .collect(),
        product: Some(carried.product.key.clone()),
        application: None,
        customs: None,
        entry_summary: None,
        label_position: None,
        print_dialog: false,
    })
}

/// The house number out of the street, where it was not given apart: `Winthontlaan 200 A`.
pub(in crate::gateway) fn with_number(mut party: Party) -> Party {
    let address = &mut party.address;
    if address.number.is_some() {
        return party;
    }
    let words: Vec<&str> = address.street.split_whitespace().collect();
    let begins_with_digit = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
    // The last word that begins with a digit, unless the street begins with it.
    let at = words.iter().rposition(begins_with_digit).filter(|at| *at > 0);
    let Some((street, number)) = at.and_then(|at| words.split_at_checked(at)) else {
        return party;
    };
    let (street, number) = (street.join(" "), number.join(" "));
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    let (number, addition) = number.split_at(digits);
    let addition = addition.trim_matches([' ', '-', '/']);
    address.number = Some(number.to_owned());
    address.addition = Some(addition.to_owned()).filter(|addition| !addition.is_empty());
    address.street = street;
    party
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::gateway::address::Address;

    #[test]
    fn house_numbers_are_found_in_streets() {
        for (street1, expected) in [
            ("Winthontlaan 200", ("Winthontlaan", Some("200"), None)),
            ("Plein 1944 12-A", ("Plein 1944", Some("12"), Some("A"))),
            ("Kade 7 bis", ("Kade", Some("7"), Some("bis"))),
            ("965 Mission Street", ("965 Mission Street", None, None)),
            ("Dorp", ("Dorp", None, None)),
        ] {
            let address = Address {
                street1: street1.to_owned(),
                country: "NL".to_owned(),
                ..Address::default()
            };
            let found = with_number(party(&address).unwrap()).address;
            let (street, number, addition) = expected;
            assert_eq!(
                (
                    found.street.as_str(),
                    found.number.as_deref(),
                    found.addition.as_deref()
                ),
                (street, number, addition)
            );
        }
    }
}
