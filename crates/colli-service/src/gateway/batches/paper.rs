//! Files of a batch's labels.

use crate::Service;
use crate::documents::americas::{LabelFile, NetworkLabel, mixed_labels};
use crate::error::{Error, Result};
use crate::gateway::Object;
use crate::gateway::papers::{drawn, no_shipment};
use bytes::Bytes;
use colli_core::gateway::Kind as _;
use colli_core::gateway::batch::{Batch, BatchShipment, BatchShipmentStatus, LABELS_PER_FILE};
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::label::Label;
use colli_core::shipment::Shipment;
use colli_store::OfParent;
use uuid::Uuid;

impl Service {
    /// A file of a batch's labels, by its number from 1.
    pub(in crate::gateway) async fn batch_paper(&self, tenant: Tenant, id: Uuid, number: u32) -> Result<Bytes> {
        let nowhere = || Error::not_found("file", "");
        let batch: Object<Batch> = self.object(tenant, id).await?;
        let before = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let before = before.ok_or_else(nowhere)?;
        let of = OfParent {
            parent: id,
            kind: BatchShipment::KIND,
            state: Some(BatchShipmentStatus::Purchased.word()),
        };
        let skip = before.saturating_mul(LABELS_PER_FILE);
        let rows = self.store.objects_of_parent(tenant, of, LABELS_PER_FILE, skip).await?;
        let children: Result<Vec<Object<BatchShipment>>> = rows.iter().map(Object::read).collect();
        let ids: Vec<Uuid> = children?.iter().filter_map(|child| child.value.transaction).collect();
        let bought = self.store.objects_by_id(tenant, Transaction::KIND, &ids).await?;
        let bought: Result<Vec<Object<Transaction>>> = bought.iter().flatten().map(Object::read).collect();
        let bought = bought?;
        let ids: Vec<ShipmentId> = bought.iter().map(|bought| ShipmentId(bought.id)).collect();
        let shipments = self.store.shipments(tenant, &ids).await?;
        let mut labels = Vec::with_capacity(bought.len());
        for (bought, shipment) in bought.iter().zip(shipments) {
            labels.extend(self.labels_of_purchase(bought, &shipment.ok_or_else(no_shipment)?));
        }
        if labels.is_empty() {
            return Err(nowhere());
        }
        let file = file_of(&batch.value);
        drawn(move || mixed_labels(&labels, file)).await
    }

    fn labels_of_purchase(&self, bought: &Object<Transaction>, shipment: &Shipment) -> Vec<NetworkLabel> {
        if shipment.americas.is_some() {
            let is_void = bought.value.status == TransactionStatus::Refunded;
            let labels = self.american_labels(shipment, is_void).into_iter();
            return labels.map(|label| NetworkLabel::American(Box::new(label))).collect();
        }
        let pieces = shipment.outbound_pieces();
        let labels = pieces.map(|piece| Label::of(shipment, piece, &self.network, &self.zone));
        labels.map(|label| NetworkLabel::Parcel(Box::new(label))).collect()
    }
}

/// The type of the files: pages, of the size that was asked for.
fn file_of(batch: &Batch) -> LabelFile {
    let asked = LabelFile::parse(&batch.label_file_type).unwrap_or_default();
    match asked.merged() {
        LabelFile::Zpl => LabelFile::Pdf4x6,
        merged => merged,
    }
}
