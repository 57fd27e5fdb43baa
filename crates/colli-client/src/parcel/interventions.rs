//! Changes of what is planned for a parcel, asked for by its receiver.

use crate::call::Call;
use crate::read::Vendor;
use crate::url::{Query, path};
use colli_wire::dhl_parcel::interventions::{
    InterventionOptionsResponse, InterventionRequest, InterventionResponse, InterventionServicePoints,
    InterventionTimeframes,
};

/// A question for what is possible.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct InterventionQuery {
    /// Who asks: the name of the calling program.
    pub source: String,
    /// Codes of up to 20 pieces.
    pub parcel_ids: Vec<String>,
    /// Postal code of the receiver.
    pub postal_code: String,
}

impl InterventionQuery {
    fn ask<A: serde::de::DeserializeOwned>(&self, segments: &[&str], details: Option<bool>) -> Call<A> {
        let query = Query::new()
            .text("postalCode", &self.postal_code)
            .each("parcelId", &self.parcel_ids)
            .with("details", details);
        Call::get(path(segments), Vendor::Intervention)
            .query(query)
            .header("source", &self.source)
    }
}

/// What is possible: `GET /intervention-options`; with details also where to and when.
pub fn options(asked: &InterventionQuery, details: bool) -> Call<InterventionOptionsResponse> {
    asked.ask(&["intervention-options"], Some(details))
}

/// ServicePoints the parcels can go to: `GET /intervention-options/servicepoints`.
pub fn service_points(asked: &InterventionQuery) -> Call<InterventionServicePoints> {
    asked.ask(&["intervention-options", "servicepoints"], None)
}

/// Later times of delivery: `GET /intervention-options/timeframes`.
pub fn timeframes(asked: &InterventionQuery) -> Call<InterventionTimeframes> {
    asked.ask(&["intervention-options", "timeframes"], None)
}

/// Carries one out: `POST /interventions/{type}`, the type being `agreed-place`, `servicepoint`, `neighbours`, `date-time` or
/// `cancel`.
pub fn carry_out(kind: &str, source: &str, asked: &InterventionRequest) -> Call<InterventionResponse> {
    Call::post(path(&["interventions", kind]), Vendor::Intervention, asked).header("source", source)
}
