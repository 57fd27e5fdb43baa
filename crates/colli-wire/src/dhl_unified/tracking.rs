//! Shipment tracking (reference 1.3 to 1.5).

use super::lenient::{measure, one_or_many, or_empty, text_or_number};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /track/shipments`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct TrackingAnswer {
    /// This page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The page before; absent on the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_url: Option<String>,
    /// The page after; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_url: Option<String>,
    /// The first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_url: Option<String>,
    /// The last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_url: Option<String>,
    /// What was found; never empty, as finding nothing is a 404.
    #[serde(deserialize_with = "or_empty")]
    pub shipments: Vec<UnifiedShipment>,
    /// Where else the number could be asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_empty")]
    pub possible_additional_shipments_url: Vec<String>,
}

/// A shipment as trackers show it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct UnifiedShipment {
    /// Its number.
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
    /// The division, such as `parcel-nl`.
    #[serde(deserialize_with = "or_empty")]
    pub service: String,
    /// The division in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Place>,
    /// Where it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<Place>,
    /// The newest state.
    #[serde(deserialize_with = "or_empty")]
    pub status: UnifiedEvent,
    /// When it was picked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pick_up_date: Option<String>,
    /// When it should be delivered; RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_time_of_delivery: Option<String>,
    /// The frame in which it should be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_delivery_time_frame: Option<TimeFrame>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_time_of_delivery_remark: Option<String>,
    /// A page for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_url: Option<String>,
    /// A page on which the receiver changes the delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reroute_url: Option<String>,
    /// It is on its way back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_flag: Option<bool>,
    /// What else is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
    /// What happened, newest first.
    #[serde(deserialize_with = "or_empty")]
    pub events: Vec<UnifiedEvent>,
}

/// Something that happened, or the state it led to.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct UnifiedEvent {
    /// When; RFC 3339, whole seconds.
    #[serde(deserialize_with = "or_empty")]
    pub timestamp: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Place>,
    /// `pre-transit`, `transit`, `delivered`, `failure` or `unknown`. Missing in some answers of the original.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    /// The division's own word for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// More of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_detailed: Option<String>,
    /// A sentence for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// What happens next, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_steps: Option<String>,
    /// Pieces it is of.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_empty")]
    pub piece_ids: Vec<String>,
}

/// From when to when.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct TimeFrame {
    /// Earliest; RFC 3339.
    #[serde(deserialize_with = "or_empty")]
    pub estimated_from: String,
    /// Latest; RFC 3339.
    #[serde(deserialize_with = "or_empty")]
    pub estimated_through: String,
}

/// A place.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Place {
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<PlaceAddress>,
    /// The ServicePoint it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_point: Option<PlaceServicePoint>,
}

/// An address as far as it may be shown.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PlaceAddress {
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_locality: Option<String>,
    /// State or province, short form, where addresses have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_region: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
}

/// A ServicePoint in a place.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PlaceServicePoint {
    /// Where to read of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// What else is known of a shipment.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Who carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Entity>,
    /// Who receives it; with the receiver's postal code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver: Option<Entity>,
    /// Who sends it; with the receiver's postal code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<Entity>,
    /// The product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Product>,
    /// The network of the last mile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
    /// Who took it; with the receiver's postal code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof_of_delivery: Option<ProofOfDelivery>,
    /// Whether there is a signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof_of_delivery_signed_available: Option<bool>,
    /// How many pieces the shipment has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_number_of_pieces: Option<u32>,
    /// Their numbers.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_empty")]
    pub piece_ids: Vec<String>,
    /// Weight.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "measure")]
    pub weight: Option<Measure>,
    /// Sizes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Dimensions>,
    /// Numbers it is known by.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_many")]
    pub references: Vec<Reference>,
}

/// A party.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Entity {
    /// `Organization`, `Person` or another of the original's words.
    #[serde(rename = "@type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Name, where neither of the others fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Name of an organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<PlaceAddress>,
}

/// A product.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Product {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_name: Option<String>,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_code: Option<String>,
    /// How it is delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_method_remark: Option<String>,
}

/// The network of the last mile.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Provider {
    /// Such as `parcel-nl` or `bpost`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_provider: Option<String>,
}

/// Who took a parcel.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ProofOfDelivery {
    /// When; RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_url: Option<String>,
    /// The signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_url: Option<String>,
    /// Who signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<Entity>,
}

/// A number with its unit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Measure {
    /// The number.
    #[schema(value_type = f64)]
    pub value: serde_json::Number,
    /// The unit, such as `kg` or `m`.
    #[serde(default)]
    pub unit_text: String,
}

/// Three lengths.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Dimensions {
    /// Height.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "measure")]
    pub height: Option<Measure>,
    /// Length.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "measure")]
    pub length: Option<Measure>,
    /// Width.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "measure")]
    pub width: Option<Measure>,
}

/// A number a shipment is known by.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Reference {
    /// The number.
    #[serde(deserialize_with = "text_or_number")]
    pub number: String,
    /// What it is, such as `customer-reference`.
    #[serde(rename = "type", deserialize_with = "or_empty")]
    pub kind: String,
}
