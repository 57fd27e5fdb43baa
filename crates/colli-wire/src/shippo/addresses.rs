//! Addresses (reference 5.3 and 5.4).

use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /addresses`, and addresses inside other requests.
    pub struct AddressRequest {
        /// The person.
        name: String,
        /// The company.
        company: String,
        /// House number, where it is given apart.
        street_no: String,
        /// First line of the street address, up to 121 characters.
        street1: String,
        /// Second line, up to 100 characters.
        street2: String,
        /// Third line, up to 100 characters.
        street3: String,
        /// Town.
        city: String,
        /// State or province; needed in the US, Canada and Australia.
        state: String,
        /// Postal code.
        zip: String,
        /// ISO 3166-1 alpha-2.
        #[schema(required = true)]
        country: String,
        /// Telephone.
        phone: String,
        /// E-mail address.
        email: String,
        /// Whether people live there.
        is_residential: bool,
        /// The client's own note, up to 100 characters.
        metadata: String,
        /// Whether the address is to be validated at once.
        validate: bool,
    }
}

/// An address.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Address {
    /// When it was made.
    pub object_created: String,
    /// When it was changed last: addresses never change.
    pub object_updated: String,
    /// Whose it is.
    pub object_owner: String,
    /// Degrees north; never known here.
    pub latitude: Option<f64>,
    /// Degrees east; never known here.
    pub longitude: Option<f64>,
    /// The client's own note.
    pub metadata: String,
    /// What it says.
    #[serde(flatten)]
    pub inner: InnerAddress,
}

/// An address inside another object.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct InnerAddress {
    /// Its id.
    pub object_id: String,
    /// Whether nothing is missing for a label.
    pub is_complete: bool,
    /// The person.
    pub name: String,
    /// The company.
    pub company: String,
    /// House number, where it was given apart.
    pub street_no: String,
    /// First line of the street address.
    pub street1: String,
    /// `{}` before a validation.
    pub validation_results: ValidationResults,
    /// Second line.
    pub street2: String,
    /// Third line.
    pub street3: String,
    /// Town.
    pub city: String,
    /// State or province.
    pub state: String,
    /// Postal code.
    pub zip: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Whether people live there, when that is known.
    pub is_residential: Option<bool>,
    /// Made with a test token.
    pub test: bool,
}

/// What the validation of an address gave.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ValidationResults {
    /// Whether parcels can be delivered there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_valid: Option<bool>,
    /// What was found or mended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<ValidationMessage>>,
}

/// One finding of a validation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ValidationMessage {
    /// `Shippo Address Validator`.
    pub source: String,
    /// A word programs can rely on (reference 8.3).
    pub code: String,
    /// `address_error`, `address_warning` or `address_correction`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A sentence.
    pub text: String,
}

/// `GET /v2/addresses/validate`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AddressAnalysed {
    /// The address as it was asked about.
    pub original_address: AddressV2,
    /// The address as it should be written.
    pub recommended_address: AddressV2,
    /// What was found.
    pub analysis: Analysis,
}

/// An address in the members of the second version.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AddressV2 {
    /// First line of the street address.
    pub address_line_1: String,
    /// Second line.
    pub address_line_2: String,
    /// Third line.
    pub address_line_3: String,
    /// Town.
    pub city_locality: String,
    /// State or province.
    pub state_province: String,
    /// Postal code.
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// The person.
    pub name: String,
    /// The company.
    pub organization: String,
}

/// What was found about an address.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Analysis {
    /// Whether it can be delivered to.
    pub validation_result: ValidationResult,
    /// `residential`, `commercial` or `unknown`.
    pub address_type: String,
    /// Members the recommended address writes differently.
    pub changed_attributes: Vec<String>,
}

/// Whether an address can be delivered to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ValidationResult {
    /// `valid`, `partially_valid` or `invalid`.
    pub value: String,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Why an address is not simply valid.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// A word programs can rely on (reference 8.3).
    pub code: String,
    /// `address_error`, `address_warning` or `address_correction`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A sentence.
    pub description: String,
}
