//! The rules of a pickup request that need no clock (reference 14.1).

use super::PickupOrder;
use crate::error::{Violation, Violations};
use crate::limits::{PICKUP_PACKAGES_MAX, PICKUP_PALLETS_MAX, PICKUP_WEIGHT_KG_MAX};
use crate::network::Network;
use crate::order::parties::{check_optional_text, check_party};

/// Checks and normalises a request. Paths in violations are those of `POST /pickup-requests`.
pub fn check(order: &mut PickupOrder, network: &Network, found: &mut Violations) {
    check_party(&mut order.shipper, "shipper", network, found);
    if let Some(receiver) = &mut order.receiver {
        check_party(receiver, "receiver", network, found);
    }
    for (text, field) in [
        (&mut order.description, "description"),
        (&mut order.location, "pickupLocation"),
        (&mut order.requester, "requesterName"),
        (&mut order.organisation, "organisationName"),
    ] {
        check_optional_text(text, field, found);
    }
    check_quantities(order, found);
    check_weight(order, found);
    check_iberian(order, network, found);
    // None and zero of a kind mean the same.
    order.packages = order.packages.filter(|count| *count > 0);
    order.pallets = order.pallets.filter(|count| *count > 0);
}

fn check_quantities(order: &PickupOrder, found: &mut Violations) {
    let kinds = [
        ("numberOfPackages", order.packages, PICKUP_PACKAGES_MAX),
        ("numberOfPallets", order.pallets, PICKUP_PALLETS_MAX),
    ];
    for (field, count, most) in kinds {
        if count.is_some_and(|count| count > most) {
            found.push(
                Violation::new(field, "range", format!("one pickup collects at most {most}"))
                    .accepting([format!("1 to {most}")]),
            );
        }
    }
    let positive = kinds
        .into_iter()
        .filter(|(_, count, _)| count.is_some_and(|count| count > 0));
    let message = match positive.count() {
        1 => return,
        0 => "there must be packages or pallets to collect",
        _ => "one pickup collects packages or pallets, not both",
    };
    let rule = if message.ends_with("both") {
        "conflict"
    } else {
        "required"
    };
    found.push(Violation::new("numberOfPackages", rule, message).accepting([
        format!("numberOfPackages 1 to {PICKUP_PACKAGES_MAX}, without numberOfPallets"),
        format!("numberOfPallets 1 to {PICKUP_PALLETS_MAX}, without numberOfPackages"),
    ]));
}

fn check_weight(order: &PickupOrder, found: &mut Violations) {
    if order
        .total_weight_kg
        .is_some_and(|weight| weight > PICKUP_WEIGHT_KG_MAX)
    {
        let accepted = format!("0 to {PICKUP_WEIGHT_KG_MAX} (kilograms)");
        found.push(Violation::new("totalWeight", "range", "this is too heavy for a pickup").accepting([accepted]));
    }
}

/// A place at the address and a time slot are Iberia's. The guide's own sample of a Dutch pickup carries a time slot, so
/// elsewhere a slot is taken and has no effect.
fn check_iberian(order: &mut PickupOrder, network: &Network, found: &mut Violations) {
    if order.slot.is_some_and(|slot| slot.from >= slot.to) {
        found.push(
            Violation::new("timeSlot", "range", "the time slot ends before it begins")
                .accepting(["from before to, such as 10:15 and 16:30"]),
        );
    }
    let country = order.shipper.address.country;
    if network.calendar.hours(country).same_day_pickup_minute.is_some() {
        return;
    }
    order.slot = None;
    if order.location.is_some() {
        found.push(
            Violation::new(
                "pickupLocation",
                "unsupported",
                format!("pickups in {country} have no pickup location"),
            )
            .accepting([
                "no pickupLocation",
                "a shipper in ES or PT",
                "description, for the driver",
            ]),
        );
    }
}
