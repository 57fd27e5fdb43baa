//! Finding ServicePoints.

use crate::Service;
use crate::network_service_points::{Candidate, Found, NearbyQuery, ServicePointQuery, Whereabouts};
use colli_core::country::CountryCode;
use colli_core::ids::Tenant;
use colli_core::service_point::ServicePoint;
use jiff::civil::Date;

impl Service {
    /// Nearest first. The query carries the day on which availability is judged: see [`Service::today`].
    pub fn find_service_points(&self, query: &ServicePointQuery) -> Vec<Found<'_>> {
        self.points.search(query)
    }

    /// One by its id, in any of its spellings; what follows `|` is the receiver's customer number and is ignored.
    pub fn service_point(&self, country: CountryCode, id: &str) -> Option<ServicePoint<'_>> {
        self.points.get(country, id)
    }

    /// Around a position, in one country or in all, nearest first.
    pub fn service_points_nearby(
        &self,
        query: &NearbyQuery,
        accepts: impl Fn(&Candidate<'_>) -> bool,
    ) -> Vec<Found<'_>> {
        self.points.nearby(query, accepts)
    }

    /// Where an address lies, as latitude and longitude in millionths of a degree; `None` when nobody knows the place.
    pub fn locate_address(&self, country: CountryCode, address: Whereabouts<'_>) -> Option<(i32, i32)> {
        self.points.locate_address(country, address)
    }

    /// One of any country by its id.
    pub fn service_point_anywhere(&self, id: &str) -> Option<ServicePoint<'_>> {
        self.points.get_anywhere(id)
    }

    /// One by its short id and its postal code.
    pub fn service_point_by_short_id(
        &self,
        country: CountryCode,
        id: &str,
        postal_code: &str,
    ) -> Option<ServicePoint<'_>> {
        self.points.get_by_short_id(country, id, postal_code)
    }

    /// Today at the network's home, on the clock of an environment.
    pub fn today_in(&self, tenant: Tenant) -> Date {
        self.now(tenant).to_zoned(self.zone.clone()).date()
    }
}
