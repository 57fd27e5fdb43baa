//! What the Unified APIs show of parcels and of ServicePoints. Shared by the dialect that speaks them and by assistants.

pub(crate) mod locations;
pub(crate) mod tracking;
