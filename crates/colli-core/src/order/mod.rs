//! Rules an order must meet before the network is asked whether it can carry it.
//!
//! [`check`] brings every text and code of an order to its normal form, so that two orders of the same meaning become
//! equal values, and names every broken rule at once.

mod customs;
mod options;
pub(crate) mod parties;
mod pieces;

use crate::error::{Violation, Violations};
use crate::network::Network;
use crate::shipment::ShipmentOrder;

/// Checks and normalises an order. Paths in violations are those of `POST /shipments` (reference 6.1).
pub fn check(order: ShipmentOrder, network: &Network) -> Result<ShipmentOrder, Vec<Violation>> {
    let (order, found) = normalise(order, network);
    found.into_result(order)
}

/// Brings an order to its normal form as far as it can be read, and says what breaks a rule.
pub fn normalise(mut order: ShipmentOrder, network: &Network) -> (ShipmentOrder, Violations) {
    let mut found = Violations::new();
    parties::check_party(&mut order.receiver, "receiver", network, &mut found);
    parties::check_party(&mut order.shipper, "shipper", network, &mut found);
    if let Some(party) = &mut order.on_behalf_of {
        parties::check_party(party, "onBehalfOf", network, &mut found);
    }
    for (text, field) in [
        (&mut order.order_reference, "orderReference"),
        (&mut order.application, "application"),
    ] {
        parties::check_optional_text(text, field, &mut found);
    }
    options::check_options(&mut order, network, &mut found);
    pieces::check_pieces(&mut order, network, &mut found);
    customs::check_declaration(&mut order, network, &mut found);
    (order, found)
}
