//! Pickups (reference 14).

use super::shipments::Name;
use crate::field::{Field, FromJson, Number, object_from_map};
use crate::request;
use serde::de::MapAccess;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! {
    /// `POST /pickup-requests`.
    pub struct PickupRequest {
        /// Account number of eight digits.
        #[schema(required = true)]
        account_id: String,
        /// The day, `yyyy-MM-dd`: tomorrow or later; in Spain and Portugal also today.
        #[schema(required = true)]
        pickup_date: String,
        /// What the driver should know. In test environments `scenario:<status>` chooses the outcome.
        description: String,
        /// Where at the address; Spain and Portugal only.
        pickup_location: String,
        /// Packages to collect; packages or pallets, not both.
        number_of_packages: Number,
        /// Pallets to collect.
        number_of_pallets: Number,
        /// Weight of all together, in kilograms.
        total_weight: Number,
        /// Where it is collected.
        #[schema(required = true)]
        shipper: Box<PickupParty>,
        /// Where it goes; when given, the driver brings the label.
        receiver: Box<PickupParty>,
        /// When on the day; used in Spain and Portugal, elsewhere the network chooses.
        time_slot: PickupTimeSlot,
        /// `Once`.
        #[serde(rename = "type")]
        #[schema(required = true)]
        kind: String,
        /// The driver brings labels.
        provide_labels: bool,
        /// Who ordered it.
        requester_name: String,
        /// For which organisation.
        organisation_name: String,
    }

    /// Where a pickup is collected, or where it goes.
    pub struct PickupParty {
        /// At least one of first, last and company name.
        #[schema(required = true)]
        name: Name,
        /// E-mail address.
        email: PickupEmail,
        /// Telephone number.
        phone_number: String,
        /// Where.
        #[schema(required = true)]
        address: PickupAddress,
    }

    /// An address of a pickup.
    pub struct PickupAddress {
        /// ISO 3166-1 alpha-2.
        #[schema(required = true)]
        country_code: String,
        /// Checked per country.
        postal_code: String,
        /// Another spelling of `postalCode`.
        zip_code: String,
        /// Town.
        #[schema(required = true)]
        city: String,
        /// Street.
        #[schema(required = true)]
        street: String,
        /// House number.
        number: String,
        /// Addition to the house number.
        addition: String,
        /// Left out means business.
        is_business: bool,
        /// Floor, door and the like.
        additional_info: String,
    }

    /// A part of a day.
    pub struct PickupTimeSlot {
        /// `HH:mm`.
        #[schema(required = true)]
        from: String,
        /// `HH:mm`.
        #[schema(required = true)]
        to: String,
    }
}

/// An e-mail address, which pickups wrap in an object. A bare string is taken as well.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct PickupEmail {
    /// The address.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schema(value_type = Option<String>)]
    pub address: Field<String>,
}

impl FromJson for PickupEmail {
    const EXPECTED: &'static str = "an object";

    fn from_string(text: &str) -> Option<Self> {
        Some(Self {
            address: text.to_owned().into(),
        })
    }

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        object_from_map(map)
    }
}

/// A pickup (reference 14.1 and 14.3). A read has `timeCreated` and both numbers; the answer to a booking has what was
/// ordered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PickupResponse {
    /// Its id, a UUID.
    pub id: String,
    /// Who booked it.
    #[serde(default)]
    #[schema(required = true)]
    pub user_id: String,
    /// When, ISO 8601 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_created: Option<String>,
    /// Account number.
    pub account_id: String,
    /// The day, `yyyy-MM-dd`.
    pub pickup_date: String,
    /// What the driver should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where at the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_location: Option<String>,
    /// Packages to collect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_of_packages: Option<u32>,
    /// Pallets to collect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_of_pallets: Option<u32>,
    /// Weight of all together, in kilograms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_weight: Option<u32>,
    /// Where it is collected.
    pub shipper: PickupParty,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<PickupParty>,
    /// What the sender tells the driver: seven digits and `P`.
    pub confirmation_number: String,
    /// What became of it, oldest first; empty until something is known.
    #[serde(default)]
    #[schema(required = true)]
    pub status_list: Vec<PickupStatus>,
}

/// Something that became of a pickup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PickupStatus {
    /// `PickupCompleted`, `WillBePickedUp` and others.
    pub status: String,
    /// When, ISO 8601 in UTC.
    pub timestamp: String,
}

/// `GET /pickup-requests` (reference 14.2).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PickupListResponse {
    /// How many there are in all.
    pub results: u64,
    /// How many were asked for.
    pub limit: usize,
    /// How many were left out before.
    pub skip: usize,
    /// The pickups, newest first.
    pub data: Vec<PickupResponse>,
}
