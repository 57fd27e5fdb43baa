//! Registering a parcel that was bought through the gateway with the American network.

use crate::Service;
use crate::error::{Error, Result};
use crate::shipments::{Booked, to_millisecond};
use colli_core::shipment::Shipment;

impl Service {
    /// Registers a parcel of the American network, once per id: the same order again answers the first registration. In
    /// test environments it is on hold until [`Service::release_from_hold`], unless it is a return.
    pub async fn register_americas_shipment(&self, shipment: Shipment) -> Result<Booked> {
        if shipment.americas.is_none() {
            return Err(Error::Internal(
                "a parcel of the American network has no facts of it".to_owned(),
            ));
        }
        let shipment = Shipment {
            created_at: to_millisecond(shipment.created_at),
            ..shipment
        };
        self.insert(shipment).await
    }
}
