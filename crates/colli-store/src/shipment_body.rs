//! How a shipment is kept: its JSON without what the columns beside it say (tenant, id, time of registration): a tenth of
//! it, and what makes four rows fit a page instead of three. Whole bodies are read as well: the first release wrote them.

use crate::tx::{FromRow, Row, to_json};
use crate::{StoreError, tx};
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::shipment::Shipment;
use jiff::Timestamp;
use serde::Serialize;

/// A shipment as it lies in its row, not read yet.
pub(crate) struct StoredShipment {
    pub(crate) tenant: Tenant,
    pub(crate) id: ShipmentId,
    pub(crate) created_at: Timestamp,
    pub(crate) body: String,
}

impl FromRow for StoredShipment {
    /// From `org, env, shipment_id, created_at, body`.
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.tenant(0)?,
            id: ShipmentId(row.uuid(2)?),
            created_at: row.time(3)?,
            body: row.text(4)?.to_owned(),
        })
    }
}

impl StoredShipment {
    /// Reads it.
    pub(crate) fn read(&self) -> Result<Shipment, StoreError> {
        self.parse().map_err(|_| StoreError::Unreadable("shipment"))
    }

    /// Reads it, saying what is wrong.
    pub(crate) fn parse(&self) -> Result<Shipment, serde_json::Error> {
        let Some((user, rest)) = self.body.strip_prefix(HEAD).and_then(|body| body.split_once(MIDDLE)) else {
            return serde_json::from_str(&self.body);
        };
        let said = json(&self.tenant)
            .zip(json(&self.created_at))
            .zip(json(&self.id))
            .map(|((tenant, created_at), id)| whole_head(&tenant, user, &created_at, &id));
        let mut whole = said.unwrap_or_default();
        whole.push_str(rest);
        serde_json::from_str(&whole)
    }
}

impl FromRow for Shipment {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        StoredShipment::from_row(row)?.read()
    }
}

const HEAD: &str = "{\"user\":";
const MIDDLE: &str = ",\"order\":{";

fn json<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// How the JSON of a whole shipment begins.
fn whole_head(tenant: &str, user: &str, created_at: &str, id: &str) -> String {
    format!(
        "{{\"tenant\":{tenant},{}{user},\"created_at\":{created_at}{MIDDLE}\"shipment_id\":{id},",
        &HEAD[1..]
    )
}

/// The body of a shipment, for the row that holds its tenant, id and time.
pub(crate) fn write(shipment: &Shipment) -> Result<String, StoreError> {
    let mut whole = to_json(shipment, "shipment")?;
    let user = to_json(&shipment.user, "shipment")?;
    // The column holds milliseconds.
    let is_exact = tx::is_whole_millisecond(shipment.created_at);
    let head = whole_head(
        &to_json(&shipment.tenant, "shipment")?,
        &user,
        &to_json(&shipment.created_at, "shipment")?,
        &to_json(&shipment.order.shipment_id, "shipment")?,
    );
    if is_exact && whole.starts_with(&head) {
        whole.replace_range(..head.len(), &format!("{HEAD}{user}{MIDDLE}"));
    }
    Ok(whole)
}
