//! Pieces of an order: counts, weights and dimensions before the lane's own limits (reference 6.1).

use crate::error::{Violation, Violations};
use crate::limits::{PIECE_SIDE_MM_MAX, PIECE_WEIGHT_G_MAX, PIECES_PER_SHIPMENT_MAX};
use crate::network::Network;
use crate::parcel::PieceOrder;
use crate::shipment::ShipmentOrder;

pub(super) fn check_pieces(order: &mut ShipmentOrder, network: &Network, found: &mut Violations) {
    for piece in &mut order.pieces {
        if let Some(kind) = network.catalogue.parcel_type(&piece.parcel_type) {
            piece.parcel_type.clone_from(&kind.key);
        }
    }
    if let Some(product) = order.product.as_ref().and_then(|key| network.catalogue.product(key)) {
        order.product = Some(product.key.clone());
    }
    check_count(order, found);
    for (index, piece) in order.pieces.iter().enumerate() {
        check_piece(piece, &format!("pieces[{index}]"), found);
    }
}

fn check_count(order: &ShipmentOrder, found: &mut Violations) {
    if order.pieces.is_empty() {
        found.push(Violation::new(
            "pieces",
            "required",
            "a shipment has at least one piece",
        ));
    }
    let count = order.piece_count();
    if count > PIECES_PER_SHIPMENT_MAX {
        let message = format!("a shipment has at most {PIECES_PER_SHIPMENT_MAX} pieces, {count} were ordered");
        found.push(Violation::new("pieces", "range", message).accepting([
            format!("1 to {PIECES_PER_SHIPMENT_MAX} pieces"),
            "several shipments".to_owned(),
        ]));
    }
    if let Some((number, count)) = order.label_position
        && (number == 0 || count == 0 || number > count || count > PIECES_PER_SHIPMENT_MAX)
    {
        let accepted = format!("pieceNumber 1 to quantity, quantity 1 to {PIECES_PER_SHIPMENT_MAX}");
        found.push(
            Violation::new("pieceNumber", "range", format!("there is no piece {number} of {count}"))
                .accepting([accepted]),
        );
    }
}

fn check_piece(piece: &PieceOrder, path: &str, found: &mut Violations) {
    if piece.quantity == 0 {
        found.push(
            Violation::new(format!("{path}.quantity"), "range", "there is at least one such piece")
                .accepting([format!("1 to {PIECES_PER_SHIPMENT_MAX}")]),
        );
    }
    let weightless = |grams: u32| grams == 0 || grams > PIECE_WEIGHT_G_MAX;
    if piece.weight_g.is_some_and(weightless) {
        let message = "a piece weighs more than 0 and at most 1000 kg";
        found.push(
            Violation::new(format!("{path}.weight"), "range", message)
                .accepting(["above 0, up to 1000 (kilograms)", "no weight at all"]),
        );
    }
    let Some(dimensions) = piece.dimensions else { return };
    let sides = [
        (dimensions.length_mm, "length"),
        (dimensions.width_mm, "width"),
        (dimensions.height_mm, "height"),
    ];
    for (side_mm, name) in sides {
        if side_mm == 0 || side_mm > PIECE_SIDE_MM_MAX {
            let message = "a side is longer than 0 and at most 1000 cm";
            found.push(
                Violation::new(format!("{path}.dimensions.{name}"), "range", message)
                    .accepting(["above 0, up to 1000 (centimetres)"]),
            );
        }
    }
}
