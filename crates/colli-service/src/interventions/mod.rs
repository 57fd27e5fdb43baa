//! Interventions: what can still be changed of a delivery, and changing it (reference 17).
//!
//! Who knows a parcel's code and its receiver's postal code may ask and act (design law 5); a token adds nothing.

mod carry_out;
mod find;
mod options;
mod points;
mod resolve;

pub use carry_out::CarriedOut;
pub use options::{Details, InterventionOptions, Offer, ParcelOptions};

use crate::error::Error;
use colli_core::intervention::Reason;
use colli_store::StoreError;
use std::collections::BTreeMap;

/// Parcels of one question, also those of one not-home code.
pub const INTERVENTION_PARCELS_MAX: usize = 20;

/// A reason with what would be accepted instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// What would be accepted; empty when nothing would.
    pub accepted: Vec<String>,
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            accepted: Vec::new(),
        }
    }
}

/// Reasons by what was named in the request; an empty name stands for nothing.
pub type Refusals = BTreeMap<String, Vec<Refusal>>;

/// Which parcels are meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct InterventionQuery {
    /// Codes of pieces.
    pub parcel_ids: Vec<String>,
    /// Codes of pieces, or of cards left when nobody was home.
    pub ids: Vec<String>,
    /// The receiver's postal code.
    pub postal_code: Option<String>,
}

/// A question or request about interventions failed.
#[derive(Debug, thiserror::Error)]
pub enum InterventionError {
    /// Refused, with the reasons.
    #[error("an intervention is refused")]
    Refused(Refusals),
    /// As any use case may.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl InterventionError {
    /// Refused for reasons about one parcel.
    pub fn about(id: &str, reasons: impl IntoIterator<Item = Reason>) -> Self {
        let refusals = reasons.into_iter().map(Refusal::from).collect();
        Self::Refused(BTreeMap::from([(id.to_owned(), refusals)]))
    }
}

impl From<StoreError> for InterventionError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

type Result<T> = std::result::Result<T, InterventionError>;
