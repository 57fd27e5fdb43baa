//! Pickups as tools answer them.

use super::ToolError;
use colli_core::error::Violation;
use colli_service::pickups::{CALLED_OFF, PickupView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Part of a day, in local time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToolWindow {
    /// Its beginning: `10:00`.
    #[schemars(length(min = 5, max = 5))]
    pub(super) from: String,
    /// Its end: `12:30`.
    #[schemars(length(min = 5, max = 5))]
    pub(super) to: String,
}

/// How far a pickup is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum PickupState {
    Booked,
    Cancelled,
}

/// A pickup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct PickupOutput {
    /// Its id: names it to `cancel_pickup`.
    pub(super) pickup_id: String,
    /// How far it is.
    pub(super) state: PickupState,
    /// What the driver is told.
    pub(super) confirmation_number: String,
    /// The day.
    pub(super) date: String,
    /// When on the day, where that was agreed; elsewhere the network chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) window: Option<ToolWindow>,
    /// Packages to collect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) packages: Option<u32>,
    /// Pallets to collect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pallets: Option<u32>,
    /// The account.
    pub(super) account_number: String,
}

impl PickupOutput {
    /// A pickup as it is now.
    pub(super) fn of(view: &PickupView) -> Self {
        let order = &view.pickup.order;
        let is_cancelled = view.statuses.iter().any(|step| step.status == CALLED_OFF);
        Self {
            pickup_id: view.pickup.id.to_string(),
            state: if is_cancelled {
                PickupState::Cancelled
            } else {
                PickupState::Booked
            },
            confirmation_number: view.pickup.confirmation_number(),
            date: order.date.to_string(),
            window: order.slot.map(|slot| ToolWindow {
                from: slot.from.strftime("%H:%M").to_string(),
                to: slot.to.strftime("%H:%M").to_string(),
            }),
            packages: order.packages,
            pallets: order.pallets,
            account_number: order.account.to_string(),
        }
    }

    /// What is collected, in words.
    pub(super) fn load(&self) -> String {
        match (self.packages, self.pallets) {
            (Some(1), _) => "1 package".to_owned(),
            (Some(packages), _) => format!("{packages} packages"),
            (None, Some(1)) => "1 pallet".to_owned(),
            (None, pallets) => format!("{} pallets", pallets.unwrap_or_default()),
        }
    }
}

/// Names of the parcel network's API and those arguments have here.
const NAMES: [(&str, &str); 14] = [
    ("shipper.name.companyName", "address.company"),
    ("shipper.name.lastName", "address.name"),
    ("shipper.phoneNumber", "address.phone"),
    ("shipper.address.additionalAddressLine", "address.street2"),
    ("shipper.address.number", "address.street"),
    ("shipper.address.addition", "address.street"),
    ("shipper.address.", "address."),
    ("shipper.", "address."),
    ("postalCode", "postal_code"),
    ("countryCode", "country_code"),
    ("pickupDate", "date"),
    ("numberOfPackages", "packages"),
    ("numberOfPallets", "pallets"),
    ("totalWeight", "weight_kg"),
];

/// What the network refuses, with the names the arguments have.
pub(super) fn told(error: colli_service::Error) -> ToolError {
    match ToolError::from(error) {
        ToolError::Invalid(violations) => ToolError::Invalid(violations.into_iter().map(renamed).collect()),
        other => other,
    }
}

fn renamed(violation: Violation) -> Violation {
    let own = |text: &str| {
        let replace = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
        NAMES.iter().fold(text.to_owned(), replace)
    };
    let field = if violation.field == "timeSlot" {
        "window".to_owned()
    } else {
        own(&violation.field)
    };
    Violation {
        field,
        accepted: violation.accepted.iter().map(|text| own(text)).collect(),
        ..violation
    }
}
