//! ServicePoints a parcel can be sent to instead of its door.

use super::find::Found;
use crate::Service;
use crate::network_service_points::ServicePointQuery;
use colli_core::intervention::{Reason, Situation, accepts};
use colli_core::limits::SERVICE_POINTS_MAX;
use colli_core::service_point::ServicePoint;
use jiff::civil::Date;

/// ServicePoints that are offered.
const OFFERED_MAX: usize = 20;

/// The service of ServicePoints where parcels are collected.
const LAST_MILE: &str = "parcel-last-mile";

impl Service {
    /// The nearest ServicePoints that take a parcel on a day, nearest first.
    pub(super) fn points_for(&self, found: &Found, situation: &Situation<'_>, date: Date) -> Vec<ServicePoint<'_>> {
        let points = self.nearby(found, Some(date), SERVICE_POINTS_MAX);
        let fits = |point: &ServicePoint<'_>| self.refusal_of(found, situation, point, date).is_none();
        points.into_iter().filter(fits).take(OFFERED_MAX).collect()
    }

    /// Why a ServicePoint does not take a parcel on a day.
    pub(super) fn refusal_of(
        &self,
        found: &Found,
        situation: &Situation<'_>,
        point: &ServicePoint<'_>,
        date: Date,
    ) -> Option<Reason> {
        let limits = &self.network.interventions.limits;
        accepts(point, date, &situation.size, limits, self.in_region(found, point))
    }

    /// A ServicePoint is in a parcel's region when the depot serves it that delivers to the parcel's address, or the one
    /// that serves the ServicePoint nearest to it.
    fn in_region(&self, found: &Found, point: &ServicePoint<'_>) -> bool {
        let address = &found.tracked().shipment.order.receiver.address;
        let own = self.network.facilities.depot_for(address.country, &address.postal_code);
        let nearest = self.nearby(found, None, 1);
        let depot = self.depot(point.depot);
        point.country == address.country
            && (own.is_some_and(|own| own.code == depot)
                || nearest.iter().any(|nearest| self.depot(nearest.depot) == depot))
    }

    /// Code of a depot by either of its codes.
    fn depot<'a>(&'a self, code: &'a str) -> &'a str {
        self.network.facilities.get(code).map_or(code, |depot| &depot.code)
    }

    fn nearby(&self, found: &Found, day: Option<Date>, limit: usize) -> Vec<ServicePoint<'_>> {
        let address = &found.tracked().shipment.order.receiver.address;
        let query = ServicePointQuery {
            postal_code: Some(address.postal_code.clone()),
            city: Some(address.city.clone()),
            service_types: vec![LAST_MILE.to_owned()],
            today: day,
            ..ServicePointQuery::new(address.country, limit)
        };
        self.points
            .search(&query)
            .into_iter()
            .map(|found| found.point)
            .collect()
    }
}
