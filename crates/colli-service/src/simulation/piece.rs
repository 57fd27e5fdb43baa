//! What a plan is drawn from, gathered from store and network.

use crate::Service;
use crate::network_service_points::ServicePointQuery;
use colli_core::address::Address;
use colli_core::plan::scenario::{Action, Scenario};
use colli_core::plan::{Facts, PickupPoint};
use colli_core::shipment::{Piece, Shipment};
use jiff::Timestamp;
use std::borrow::Borrow;

/// Service a ServicePoint must offer for parcels to be collected there.
const COLLECTION: &str = "parcel-last-mile";

/// A shipment with the ServicePoints its plans need.
pub(super) struct Known<S> {
    pub(super) shipment: S,
    ready_at: Timestamp,
    ordered: Option<PickupPoint>,
    nearby: Option<PickupPoint>,
}

impl<S: Borrow<Shipment>> Known<S> {
    /// The same for pieces that were released from hold.
    pub(super) fn ready_at(self, released: Option<Timestamp>) -> Self {
        Self {
            ready_at: released.unwrap_or(self.ready_at),
            ..self
        }
    }

    /// The facts of one of its pieces.
    pub(super) fn facts<'a>(&'a self, service: &'a Service, piece: u32) -> Facts<'a> {
        let shipment = self.shipment.borrow();
        Facts {
            network: &service.network,
            seed: service.seed(shipment.tenant),
            shipment,
            ready_at: self.ready_at,
            piece,
            ordered_point: self.ordered.as_ref(),
            nearby_point: self.nearby.as_ref(),
        }
    }
}

/// The piece of a shipment with a code, when it moves by itself: an extra return label waits for the receiver.
pub(super) fn moving_piece<'s>(shipment: &'s Shipment, tracker_code: &str) -> Option<&'s Piece> {
    let mut pieces = shipment.outbound_pieces();
    pieces.find(|piece| piece.tracker_code.as_deref() == Some(tracker_code))
}

impl Service {
    /// Gathers what plans of a shipment are drawn from, for a scenario.
    pub(super) fn known<S: Borrow<Shipment>>(&self, shipment: S, scenario: Option<&Scenario>) -> Known<S> {
        let booked: &Shipment = shipment.borrow();
        let address = &booked.order.receiver.address;
        let ordered = booked.service_point.as_ref().map(|snapshot| {
            let point = self.points.get(address.country, &snapshot.id);
            // One that is gone since: parcels for it go to the next.
            point
                .map(|point| PickupPoint::from(&point))
                .or_else(|| self.nearest_point(address))
        });
        let is_needed = |scenario: &Scenario| scenario.items.iter().any(|item| item.action == Action::ToServicePoint);
        let nearby = scenario
            .filter(|scenario| is_needed(scenario))
            .and_then(|_| self.nearest_point(address));
        Known {
            ready_at: booked.created_at,
            ordered: ordered.flatten(),
            nearby,
            shipment,
        }
    }

    /// The ServicePoint nearest to an address at which parcels can be collected from somebody.
    fn nearest_point(&self, address: &Address) -> Option<PickupPoint> {
        let query = ServicePointQuery {
            postal_code: Some(address.postal_code.clone()).filter(|code| !code.is_empty()),
            city: Some(address.city.clone()),
            service_types: vec![COLLECTION.to_owned()],
            is_locker: Some(false),
            ..ServicePointQuery::new(address.country, 1)
        };
        let found = self.points.search(&query);
        let anywhere = || {
            self.points
                .of_country(address.country)
                .find(|point| point.last_mile && point.available)
        };
        let nearest = found.into_iter().next().map(|found| found.point);
        nearest.or_else(anywhere).map(|point| PickupPoint::from(&point))
    }
}
