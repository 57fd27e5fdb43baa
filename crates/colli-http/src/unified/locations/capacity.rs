//! How much room there is. The network knows no levels of fill, so little can be said.

use colli_core::service_point::ServicePoint;

/// `very-low` where no parcels are taken at present, `high` where any number is; `unknown` elsewhere.
pub(super) fn available_capacity(point: &ServicePoint<'_>) -> &'static str {
    match (point.available, point.max_parcels) {
        (false, _) => "very-low",
        (true, None) => "high",
        (true, Some(_)) => "unknown",
    }
}
