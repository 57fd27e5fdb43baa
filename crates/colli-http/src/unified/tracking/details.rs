//! What else is known of a piece (reference 1.5). Parties, the sender's references and the proof of delivery are for those
//! who know the receiver's postal code.

use super::event::{Writing, full_address, timestamp};
use colli_core::americas::AmericasFacts;
use colli_core::parcel::Dimensions as Size;
use colli_core::party::Party;
use colli_core::shipment::Piece;
use colli_core::units::kg_from_grams;
use colli_service::Result;
use colli_service::signed_urls::LinkFormat;
use colli_wire::dhl_unified::tracking::{
    Details, Dimensions, Entity, Measure, Product, ProofOfDelivery, Provider, Reference,
};
use rust_decimal::prelude::ToPrimitive;
use serde_json::Number;

const ORGANIZATION: &str = "Organization";
const PERSON: &str = "Person";

/// The details of a piece.
pub(super) fn details(writing: &Writing<'_>) -> Result<Details> {
    let (piece, is_full) = (writing.piece, writing.is_full());
    let registered = piece.piece();
    // A piece under a return label travels by itself.
    let together: Vec<&Piece> = match registered {
        Some(registered) if registered.return_label => vec![registered],
        _ => piece.shipment.outbound_pieces().collect(),
    };
    let is_delivered = piece.record.delivered_at.is_some();
    let providers = &writing.service.network().unified;
    let provider = providers.last_mile(&writing.division.service, piece.receiver().address.country);
    Ok(Details {
        carrier: Some(carrier(writing)),
        receiver: is_full.then(|| party(piece.receiver())),
        sender: writing.shows_sender().then(|| party(writing.sending_party())),
        product: Some(product(writing)),
        provider: provider.map(|provider| Provider {
            destination_provider: Some(provider.to_owned()),
        }),
        proof_of_delivery: proof_of_delivery(writing)?,
        proof_of_delivery_signed_available: is_delivered.then(|| piece.signature().is_some()),
        total_number_of_pieces: u32::try_from(together.len()).ok(),
        piece_ids: together.iter().filter_map(|piece| piece.tracker_code.clone()).collect(),
        weight: registered.and_then(|piece| piece.weight_g).map(kilograms),
        dimensions: registered.and_then(|piece| piece.dimensions).map(dimensions),
        references: references(writing),
    })
}

fn carrier(writing: &Writing<'_>) -> Entity {
    let division = writing.division;
    let name = if writing.is_full() {
        &division.carrier
    } else {
        &division.carrier_reduced
    };
    Entity {
        kind: Some(ORGANIZATION.to_owned()),
        organization_name: Some(name.clone()),
        ..Entity::default()
    }
}

fn party(party: &Party) -> Entity {
    let name = &party.name;
    let kind = if name.company.is_some() { ORGANIZATION } else { PERSON };
    Entity {
        kind: Some(kind.to_owned()),
        name: Some(name.display()).filter(|name| !name.is_empty()),
        organization_name: name.company.clone(),
        family_name: name.last.clone(),
        given_name: name.first.clone(),
        address: Some(full_address(&party.address)),
    }
}

fn product(writing: &Writing<'_>) -> Product {
    let shipment = &writing.piece.shipment;
    let network = &writing.service.network().americas;
    let facts = shipment.americas.as_ref();
    let american = facts.and_then(|facts| network.service(&facts.service));
    let code = american.and_then(|service| service.ordered_product.clone());
    let name = american.map_or(&shipment.product_label, |service| &service.carrier_name);
    Product {
        product_name: Some(name.clone()).filter(|name| !name.is_empty()),
        product_code: code.or_else(|| facts.is_none().then(|| shipment.product.clone())),
        delivery_method_remark: None,
    }
}

fn proof_of_delivery(writing: &Writing<'_>) -> Result<Option<ProofOfDelivery>> {
    let (piece, service) = (writing.piece, writing.service);
    let Some(at) = piece.record.delivered_at.filter(|_| writing.is_full()) else {
        return Ok(None);
    };
    let link = |format| -> Result<Option<String>> {
        let token = service.proof_link_as(piece, format)?;
        Ok(token.map(|token| writing.links.proof(&token)))
    };
    Ok(Some(ProofOfDelivery {
        timestamp: Some(timestamp(at)),
        document_url: link(LinkFormat::Pdf)?,
        signature_url: link(LinkFormat::Png)?,
        signed: piece.signature().map(|(name, _)| Entity {
            kind: Some(PERSON.to_owned()),
            name: Some(name.to_owned()),
            ..Entity::default()
        }),
    }))
}

/// Numbers the piece is known by. What the sender wrote itself may name anybody.
fn references(writing: &Writing<'_>) -> Vec<Reference> {
    let (piece, order) = (writing.piece, &writing.piece.shipment.order);
    let senders = |text: &Option<String>| text.clone().filter(|text| writing.is_full() && !text.is_empty());
    let known: Vec<(&str, Option<String>)> = match &piece.shipment.americas {
        Some(facts) => american(writing, facts),
        None => vec![
            ("customer-reference", senders(&order.order_reference)),
            ("reference", senders(&piece.receiver().reference)),
            ("shipment-id", senders(&piece.shipment.tracker_code)),
        ],
    };
    let told = known.into_iter().filter_map(|(kind, number)| {
        Some(Reference {
            number: number?,
            kind: kind.to_owned(),
        })
    });
    told.collect()
}

fn american(writing: &Writing<'_>, facts: &AmericasFacts) -> Vec<(&'static str, Option<String>)> {
    let piece = writing.piece;
    let senders = |text: &Option<String>| text.clone().filter(|text| writing.is_full() && !text.is_empty());
    // The postal service's form holds the receiver's postal code.
    let routing = piece.piece().filter(|_| writing.is_full());
    let routing = routing.map_or("", |piece| piece.routing_code.as_str());
    let local = (!facts.is_international).then(|| [routing, &piece.tracker_code].concat());
    let id = piece.shipment.order.shipment_id.0.simple().to_string();
    vec![
        ("customer-confirmation-number", Some(id)),
        ("ecommerce-number", Some(piece.tracker_code.clone())),
        ("local-tracking-number", local),
        ("customer-reference", senders(&facts.reference_1)),
        ("reference", senders(&facts.reference_2)),
    ]
}

fn kilograms(grams: u32) -> Measure {
    thousandths(grams, "kg")
}

fn dimensions(size: Size) -> Dimensions {
    let metres = |mm: u32| Some(thousandths(mm, "m"));
    Dimensions {
        height: metres(size.height_mm),
        length: metres(size.length_mm),
        width: metres(size.width_mm),
    }
}

/// Thousandths of a unit; whole ones without a fraction.
fn thousandths(number: u32, unit: &str) -> Measure {
    let decimal = kg_from_grams(number);
    // A decimal of so few digits has an exact shortest double.
    let fraction = || decimal.to_f64().and_then(Number::from_f64);
    let whole = decimal.fract().is_zero().then(|| Number::from(number / 1_000));
    Measure {
        value: whole.or_else(fraction).unwrap_or_else(|| Number::from(0)),
        unit_text: unit.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_short() {
        let all = [kilograms(20_000), kilograms(1_500), kilograms(1), thousandths(355, "m")];
        let texts = all.map(|measure| format!("{} {}", measure.value, measure.unit_text));
        assert_eq!(texts, ["20 kg", "1.5 kg", "0.001 kg", "0.355 m"]);
    }
}
