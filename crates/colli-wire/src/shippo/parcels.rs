//! Parcels (reference 5.5).

use crate::field::{Field, Number};
use crate::request;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /parcels`, and parcels inside other requests: sides and their unit, or a template; and a weight.
    pub struct ParcelRequest {
        /// One side, up to six digits before the point and four after it.
        length: Number,
        /// Another side.
        width: Number,
        /// The third side.
        height: Number,
        /// `cm`, `in`, `ft`, `m`, `mm` or `yd`.
        distance_unit: String,
        /// Weight, up to six digits before the point and four after it.
        #[schema(required = true)]
        weight: Number,
        /// `g`, `kg`, `lb` or `oz`.
        #[schema(required = true)]
        mass_unit: String,
        /// Token of a template, in place of the sides.
        template: String,
        /// Cash on delivery, insurance and references of this parcel.
        extra: Value,
        /// The client's own note, up to 100 characters.
        metadata: String,
    }
}

/// A parcel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Parcel {
    /// `VALID`.
    pub object_state: String,
    /// Its id.
    pub object_id: String,
    /// When it was made.
    pub object_created: String,
    /// When it was changed last: parcels never change.
    pub object_updated: String,
    /// Whose it is.
    pub object_owner: String,
    /// Token of its template.
    pub template: Option<String>,
    /// Cash on delivery, insurance and references of this parcel, as sent.
    #[schema(value_type = Object)]
    pub extra: Map<String, Value>,
    /// Longest side, with four decimals.
    pub length: String,
    /// Middle side.
    pub width: String,
    /// Shortest side.
    pub height: String,
    /// Unit of the sides.
    pub distance_unit: String,
    /// Weight, with four decimals.
    pub weight: String,
    /// Unit of the weight.
    pub mass_unit: String,
    /// Never known here.
    pub value_amount: Option<String>,
    /// Never known here.
    pub value_currency: Option<String>,
    /// Always empty here.
    #[schema(value_type = Vec<Object>)]
    pub line_items: Vec<Value>,
    /// The client's own note.
    pub metadata: String,
    /// Made with a test token.
    pub test: bool,
}
