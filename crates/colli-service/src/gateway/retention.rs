//! How long objects are kept: those that come with each parcel as long as parcels, what is set up once for good.

use super::tracks::TrackRegistration;
use crate::Service;
use crate::error::Result;
use colli_core::gateway::Kind as _;
use colli_core::gateway::address::Address;
use colli_core::gateway::batch::{Batch, BatchShipment};
use colli_core::gateway::customs::{Declaration, Item};
use colli_core::gateway::manifest::Manifest;
use colli_core::gateway::order::{Order, OrderLabel};
use colli_core::gateway::parcel::Parcel;
use colli_core::gateway::quote::Quote;
use colli_core::gateway::refund::Refund;
use colli_core::gateway::transaction::Transaction;
use colli_core::ids::Tenant;
use jiff::Timestamp;

/// What comes with parcels and goes with them, what belongs to others before these. Addresses, parcels and customs papers go
/// too, those that were made to be used again as well: they cannot be told from what each shipment brings along. Carrier
/// accounts, templates and service groups stay.
const PASSING: &[&str] = &[
    Refund::KIND,
    BatchShipment::KIND,
    Batch::KIND,
    Manifest::KIND,
    OrderLabel::KIND,
    Transaction::KIND,
    Quote::KIND,
    Order::KIND,
    TrackRegistration::KIND,
    Declaration::KIND,
    Item::KIND,
    Parcel::KIND,
    Address::KIND,
];

impl Service {
    /// Deletes some of the objects made before a time that come with parcels; how many, 0 when none are left.
    pub(crate) async fn delete_old_objects(&self, tenant: Tenant, before: Timestamp) -> Result<u64> {
        Ok(self.store.delete_old_objects(tenant, PASSING, before).await?)
    }
}
