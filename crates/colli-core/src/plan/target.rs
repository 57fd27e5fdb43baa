//! Where a parcel goes.

use super::Facts;
use super::point::PickupPoint;
use crate::planning::{Journey, Place};
use crate::product::OptionRole;

/// Where the parcel goes.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    /// To the door.
    Door,
    /// Into the mailbox.
    Mailbox,
    /// To the depot, to be collected.
    Hold,
    /// To a ServicePoint.
    Point(&'a PickupPoint),
}

impl<'a> Target<'a> {
    /// Where a shipment was ordered to.
    pub(super) fn of(facts: &Facts<'a>) -> Self {
        match facts.ordered_point {
            Some(point) => Self::Point(point),
            None if has(facts, OptionRole::Mailbox) => Self::Mailbox,
            None if has(facts, OptionRole::Hold) => Self::Hold,
            None => Self::Door,
        }
    }

    /// Calls with the journey of a shipment to here.
    pub(super) fn journey<T>(self, facts: &Facts<'_>, use_it: impl FnOnce(&Journey<'_>) -> T) -> T {
        let (shipment, network) = (facts.shipment, facts.network);
        match self {
            Self::Point(point) => {
                let open = |day| point.is_open_on(day);
                use_it(&Journey::of_shipment(shipment, network, Place::ServicePoint(&open)))
            }
            _ => use_it(&Journey::of_shipment(shipment, network, Place::Door)),
        }
    }
}

/// Whether a shipment has an option of a role.
pub(super) fn has(facts: &Facts<'_>, role: OptionRole) -> bool {
    let catalogue = &facts.network.catalogue;
    let options = &facts.shipment.order.options;
    options
        .iter()
        .any(|chosen| catalogue.option(&chosen.key).is_some_and(|option| option.role == role))
}
