//! Pickups: parcels and pallets that the network collects at the sender's door (reference 14).
//!
//! [`check`] brings a request to its normal form and names every broken rule at once; [`life`] is what then happens.

mod check;
mod date;
mod life;
#[cfg(test)]
mod life_tests;

pub use check::check;
pub use date::{Day, check_date};
pub use life::{COMPLETED, Plan, SCENARIO_PREFIX, WILL_BE_PICKED_UP, plan_of, scenario_of, shown};

use crate::ids::{AccountNumber, Tenant, UserId};
use crate::party::Party;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A part of a day, in local time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TimeSlot {
    /// Its beginning.
    pub from: Time,
    /// Its end.
    pub to: Time,
}

/// What a client orders, parsed and normalised. Two orders mean the same when their values here are equal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PickupOrder {
    /// Account it is booked on.
    pub account: AccountNumber,
    /// The day, as the sender's country counts it.
    pub date: Date,
    /// What the driver should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where at the address (Spain and Portugal).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Packages to collect, when it is packages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<u32>,
    /// Pallets to collect, when it is pallets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pallets: Option<u32>,
    /// Weight of all together, in kilograms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_weight_kg: Option<u32>,
    /// Where it is collected.
    pub shipper: Party,
    /// Where it goes; when given, the driver brings the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<Party>,
    /// When on the day (Spain and Portugal; elsewhere the network chooses).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<TimeSlot>,
    /// The driver brings labels.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provide_labels: bool,
    /// Who ordered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    /// For which organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
}

/// Something that became of a pickup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StatusAt {
    /// Status, such as `PickupCompleted`.
    pub status: String,
    /// When.
    pub at: Timestamp,
}

/// A booked pickup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pickup {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub tenant: Tenant,
    /// Who booked it.
    pub user: UserId,
    /// When it was booked.
    pub created_at: Timestamp,
    /// Its number among all pickups of the installation.
    pub serial: u64,
    /// What was ordered.
    pub order: PickupOrder,
    /// What the operator reported, oldest first.
    pub reported: Vec<StatusAt>,
}

/// Confirmation numbers have seven digits, so after ten million pickups they begin again.
const CONFIRMATIONS: u64 = 10_000_000;
/// The first confirmation number is the one after this.
const CONFIRMATION_BASE: u64 = 4_000_000;

impl Pickup {
    /// What the sender tells the driver: seven digits and `P` (reference 14.1).
    pub fn confirmation_number(&self) -> String {
        format!("{:07}P", self.serial.wrapping_add(CONFIRMATION_BASE) % CONFIRMATIONS)
    }
}

/// What a pickup can be found by: all texts of its request and its numbers, apart by spaces.
pub fn searchable(pickup: &Pickup) -> String {
    let order = &pickup.order;
    let mut texts = vec![
        pickup.id.to_string(),
        pickup.confirmation_number(),
        order.account.to_string(),
        order.date.to_string(),
    ];
    let own = [
        &order.description,
        &order.location,
        &order.requester,
        &order.organisation,
    ];
    texts.extend(own.into_iter().flatten().cloned());
    for party in [Some(&order.shipper), order.receiver.as_ref()].into_iter().flatten() {
        let (name, address) = (&party.name, &party.address);
        texts.extend([&address.city, &address.street, &address.postal_code].map(Clone::clone));
        texts.push(address.country.to_string());
        let more = [
            &name.first,
            &name.last,
            &name.company,
            &name.additional,
            &party.email,
            &party.phone,
            &address.number,
            &address.addition,
            &address.additional_line,
        ];
        texts.extend(more.into_iter().flatten().cloned());
    }
    texts.join(" ")
}
