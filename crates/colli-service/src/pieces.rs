//! Numbering the pieces of a shipment: labels, licence plates, routing codes.

use crate::error::Result;
use crate::serials::Serials;
use colli_core::address::Address;
use colli_core::barcode;
use colli_core::capability::Booking;
use colli_core::ids::LabelId;
use colli_core::product::OptionRole;
use colli_core::shipment::{Piece, ShipmentOrder};

/// Numbers the pieces of an order: outbound first, then extra return labels. Also the serial of the whole shipment,
/// when it has several pieces.
pub(crate) async fn number(
    order: &ShipmentOrder,
    booking: &Booking<'_>,
    serials: &Serials,
) -> Result<(Vec<Piece>, Option<u64>)> {
    let has = |role| booking.chosen.iter().any(|option| option.role == role);
    let count = order.piece_count() as usize;
    let mut pieces = outbound(order, booking);
    if has(OptionRole::Printless) {
        for (piece, serial) in pieces.iter_mut().zip(serials.printless(count).await?) {
            piece.printless_code = Some(barcode::printless_code(serial));
        }
        return Ok((pieces, None));
    }
    if has(OptionRole::ReturnLabel) {
        pieces.extend(returns(order, booking, &pieces));
    }
    let codes = serials.pieces(pieces.len()).await?;
    for (piece, serial) in pieces.iter_mut().zip(codes) {
        piece.tracker_code = Some(barcode::tracker_code(order.account, serial));
    }
    let shipment = if count > 1 {
        Some(serials.shipment().await?)
    } else {
        None
    };
    Ok((pieces, shipment))
}

fn outbound(order: &ShipmentOrder, booking: &Booking<'_>) -> Vec<Piece> {
    let features: Vec<(u32, u32)> = booking.chosen.iter().map(|option| (option.rank, option.code)).collect();
    let routing_code = routing_code(&order.receiver.address, booking, &features);
    let kinds = order
        .pieces
        .iter()
        .flat_map(|kind| (0..kind.quantity).map(move |_| kind));
    (1u32..)
        .zip(kinds)
        .map(|(number, kind)| Piece {
            label_id: LabelId::of_piece(order.shipment_id, number),
            tracker_code: None,
            printless_code: None,
            routing_code: routing_code.clone(),
            parcel_type: kind.parcel_type.clone(),
            number,
            weight_g: kind.weight_g,
            dimensions: kind.dimensions,
            return_label: false,
        })
        .collect()
}

/// Extra labels for a later return: to the sender, without the options of the outbound trip.
fn returns(order: &ShipmentOrder, booking: &Booking<'_>, outbound: &[Piece]) -> Vec<Piece> {
    let sender = order.on_behalf_of.as_ref().unwrap_or(&order.shipper);
    let routing_code = routing_code(&sender.address, booking, &[]);
    let mut returns = outbound.to_vec();
    for piece in &mut returns {
        piece.label_id = LabelId::of_return_piece(order.shipment_id, piece.number);
        piece.routing_code.clone_from(&routing_code);
        piece.return_label = true;
    }
    returns
}

fn routing_code(to: &Address, booking: &Booking<'_>, features: &[(u32, u32)]) -> String {
    barcode::routing_code(to.country, &to.postal_code, &booking.product.code, features)
}
