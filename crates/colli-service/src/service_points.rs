//! Finding ServicePoints.

use crate::Service;
use crate::network_service_points::{Found, ServicePointQuery};
use colli_core::country::CountryCode;
use colli_core::service_point::ServicePoint;

impl Service {
    /// Nearest first. The query carries the day on which availability is judged: see [`Service::today`].
    pub fn find_service_points(&self, query: &ServicePointQuery) -> Vec<Found<'_>> {
        self.points.search(query)
    }

    /// One by its id, in any of its spellings; what follows `|` is the receiver's customer number and is ignored.
    pub fn service_point(&self, country: CountryCode, id: &str) -> Option<ServicePoint<'_>> {
        self.points.get(country, id)
    }
}
