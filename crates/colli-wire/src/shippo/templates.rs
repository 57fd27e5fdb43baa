//! Templates of parcels (reference 5.15).

use crate::field::{Field, Number};
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /user-parcel-templates`, `PUT /user-parcel-templates/{id}`: a name, sides and their unit; or the token of a
    /// carrier's template.
    pub struct UserTemplateRequest {
        /// What the client calls it, up to 255 characters.
        name: String,
        /// Token of a carrier's template, in place of sides.
        template: String,
        /// One side, up to six digits before the point and four after it.
        length: Number,
        /// Another side.
        width: Number,
        /// The third side.
        height: Number,
        /// `cm`, `in`, `ft`, `m`, `mm` or `yd`.
        distance_unit: String,
        /// Weight of a parcel with nothing else in it.
        weight: Number,
        /// `g`, `kg`, `lb` or `oz`; needed with a weight.
        weight_unit: String,
    }

    /// `PUT /live-rates/settings/parcel-template`.
    pub struct DefaultTemplateRequest {
        /// Id of the client's template.
        #[schema(required = true)]
        object_id: String,
    }
}

/// A carrier's template.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct CarrierTemplate {
    /// Name of the carrier.
    pub carrier: String,
    /// What it is called.
    pub name: String,
    /// The word requests name it by.
    pub token: String,
    /// Longest side, with four decimals.
    pub length: String,
    /// Middle side.
    pub width: String,
    /// Shortest side.
    pub height: String,
    /// Unit of the sides.
    pub distance_unit: String,
    /// Whether a parcel may name sides of its own.
    pub is_variable_dimensions: bool,
}

/// The carriers' templates.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct CarrierTemplateList {
    /// All of them: this list has no pages.
    pub results: Vec<CarrierTemplate>,
}

/// A client's own template.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct UserTemplate {
    /// Its id.
    pub object_id: String,
    /// Whose it is.
    pub object_owner: String,
    /// When it was made.
    pub object_created: String,
    /// When it was changed last.
    pub object_updated: String,
    /// What the client calls it.
    pub name: String,
    /// The carrier's template it is made from.
    pub template: Option<CarrierTemplate>,
    /// Longest side, with four decimals.
    pub length: String,
    /// Middle side.
    pub width: String,
    /// Shortest side.
    pub height: String,
    /// Unit of the sides.
    pub distance_unit: String,
    /// Weight, with four decimals.
    pub weight: Option<String>,
    /// Unit of the weight.
    pub weight_unit: Option<String>,
}

/// A client's own templates.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct UserTemplateList {
    /// The newest two hundred: this list has no pages.
    pub results: Vec<UserTemplate>,
}

/// The template used at the checkout.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DefaultTemplate {
    /// The client's template; null when there is none.
    pub result: Option<UserTemplate>,
}
