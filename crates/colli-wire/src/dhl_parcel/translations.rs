//! Texts of statuses (reference 10.4).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A file of texts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Translations {
    /// Texts of events.
    pub events: EventTexts,
}

/// Texts of events.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct EventTexts {
    /// By status.
    pub status: BTreeMap<String, String>,
    /// By category.
    pub category: BTreeMap<String, String>,
}
