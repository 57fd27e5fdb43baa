//! Pickups as the vendor writes them.

use super::super::party::write_name;
use colli_core::party::Party;
use colli_service::pickups::PickupView;
use colli_wire::dhl_parcel::pickups as wire;
use colli_wire::field::Field;

/// The answer to a booking: what was ordered, and the confirmation.
pub(super) fn write_booked(view: &PickupView) -> wire::PickupResponse {
    let (pickup, order) = (&view.pickup, &view.pickup.order);
    wire::PickupResponse {
        id: pickup.id.to_string(),
        user_id: pickup.user.to_string(),
        time_created: None,
        account_id: order.account.to_string(),
        pickup_date: order.date.to_string(),
        description: order.description.clone(),
        pickup_location: order.location.clone(),
        number_of_packages: order.packages,
        number_of_pallets: order.pallets,
        total_weight: order.total_weight_kg,
        shipper: write_party(&order.shipper),
        receiver: order.receiver.as_ref().map(write_party),
        confirmation_number: pickup.confirmation_number(),
        status_list: view
            .statuses
            .iter()
            .map(|step| wire::PickupStatus {
                status: step.status.clone(),
                timestamp: super::super::time::utc(step.at),
            })
            .collect(),
    }
}

/// A pickup as it is read later: with the time of booking and both numbers (reference 14.1).
pub(super) fn write_read(view: &PickupView) -> wire::PickupResponse {
    let order = &view.pickup.order;
    wire::PickupResponse {
        time_created: Some(super::super::time::utc(view.pickup.created_at)),
        number_of_packages: Some(order.packages.unwrap_or(0)),
        number_of_pallets: Some(order.pallets.unwrap_or(0)),
        ..write_booked(view)
    }
}

fn write_party(party: &Party) -> wire::PickupParty {
    let address = &party.address;
    wire::PickupParty {
        name: write_name(&party.name).into(),
        email: party
            .email
            .clone()
            .map(|address| wire::PickupEmail {
                address: address.into(),
            })
            .into(),
        phone_number: party.phone.clone().into(),
        address: wire::PickupAddress {
            country_code: address.country.to_string().into(),
            postal_code: Some(address.postal_code.clone()).filter(|code| !code.is_empty()).into(),
            zip_code: Field::Absent,
            city: address.city.clone().into(),
            street: address.street.clone().into(),
            number: address.number.clone().into(),
            addition: address.addition.clone().into(),
            is_business: address.is_business.into(),
            additional_info: address.additional_line.clone().into(),
        }
        .into(),
    }
}
