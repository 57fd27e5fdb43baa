//! Searching an environment's shipments by where they are, when they were registered and what they are called. Codes, ids
//! and order references are found by index; other questions look through the latest shipments, a bounded number for one
//! answer, and say where the next one goes on.

use crate::Service;
use crate::error::Result;
use crate::gateway::Object;
use crate::listing::{Listed, ListedShipment, read_cursor};
use colli_core::barcode;
use colli_core::gateway::Kind as _;
use colli_core::gateway::transaction::Transaction;
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::limits::{LISTED_STATUSES_MAX, PAGE_MAX, PIECES_SEARCHED_MAX};
use colli_core::shipment::Shipment;
use colli_core::status::Phase;
use colli_store::{Cursor, ObjectRow};
use jiff::Timestamp;
use uuid::Uuid;

/// What is searched for. An empty list or `None` does not filter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ShipmentSearch {
    /// Where a shipment is: any of these.
    pub phases: Vec<Phase>,
    /// Registered at this time or later.
    pub registered_from: Option<Timestamp>,
    /// Registered before this time.
    pub registered_before: Option<Timestamp>,
    /// Code of a piece or of the whole, id, or order reference; all of it.
    pub text: Option<String>,
    /// Shipments to answer.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl ShipmentSearch {
    fn takes(&self, shipment: &ListedShipment) -> bool {
        let registered_at = shipment.shipment.created_at;
        (self.phases.is_empty() || self.phases.contains(&shipment.phase()))
            && self.registered_from.is_none_or(|from| registered_at >= from)
            && self.registered_before.is_none_or(|before| registered_at < before)
    }
}

impl ListedShipment {
    /// Where the shipment is: of several pieces the one with a problem says it, else the one that is least far. Labels for
    /// a later return do not count.
    pub fn phase(&self) -> Phase {
        let outbound = || self.pieces.iter().filter(|listed| !listed.piece.return_label);
        let phase =
            |listed: &crate::listing::ListedPiece| listed.latest.as_ref().map_or(Phase::Registered, |(_, p)| *p);
        if outbound().any(|listed| phase(listed) == Phase::Problem) {
            return Phase::Problem;
        }
        outbound().map(phase).min().unwrap_or_default()
    }
}

impl Service {
    /// The shipments that match, newest first. A page may hold fewer than asked for and yet not be the last.
    pub async fn search_shipments(&self, tenant: Tenant, search: &ShipmentSearch) -> Result<Listed> {
        let limit = search.limit.clamp(1, PAGE_MAX);
        if let Some(text) = &search.text {
            let named = self.shipments_named(tenant, text).await?;
            let mut shipments = self.with_latest(named).await?;
            shipments.retain(|shipment| search.takes(shipment));
            shipments.truncate(limit);
            return Ok(Listed { shipments, next: None });
        }
        let mut after = match &search.cursor {
            Some(text) => Some(read_cursor(text)?),
            None => search.registered_before.map(Cursor::before),
        };
        let (mut found, mut looked_at) = (Vec::new(), 0);
        while looked_at < PIECES_SEARCHED_MAX && found.len() < limit {
            let wanted = if search.phases.is_empty() {
                limit - found.len()
            } else {
                PAGE_MAX
            };
            let page = self.store.list_shipments_after(tenant, wanted, after).await?;
            let (in_page, mut next) = (page.shipments.len(), page.next);
            let cursors = page.cursors;
            let mut used = 0;
            for shipment in self.with_latest(answerable(page.shipments)).await? {
                let from = search.registered_from;
                if from.is_some_and(|from| shipment.shipment.created_at < from) {
                    return Ok(listed(found, None));
                }
                used += 1;
                if search.takes(&shipment) {
                    found.push(shipment);
                    if found.len() == limit {
                        break;
                    }
                }
            }
            looked_at += used;
            if used < in_page {
                // The page is not used up: the next one begins after its last used row.
                next = used.checked_sub(1).and_then(|last| cursors.get(last).copied());
            }
            after = next;
            if after.is_none() {
                break;
            }
        }
        Ok(listed(found, after))
    }

    /// The purchases of some shipments, in their order; `None` for those that no rate was bought for. A shipment has the id
    /// of its purchase.
    pub async fn purchases_of(&self, tenant: Tenant, shipments: &[ShipmentId]) -> Result<Vec<Option<Transaction>>> {
        let ids: Vec<Uuid> = shipments.iter().map(|id| id.0).collect();
        let rows = self.store.objects_by_id(tenant, Transaction::KIND, &ids).await?;
        let read = |row: Option<ObjectRow>| row.as_ref().map(Object::<Transaction>::read).transpose();
        rows.into_iter()
            .map(|row| Ok(read(row)?.map(|object| object.value)))
            .collect()
    }

    /// Shipments that are called so, newest first.
    async fn shipments_named(&self, tenant: Tenant, text: &str) -> Result<Vec<Shipment>> {
        let text = text.trim();
        let code = barcode::normalise(text);
        if let Some(found) = self.store.shipment_by_tracker_code(tenant, &code).await? {
            return Ok(vec![found]);
        }
        if let Ok(id) = Uuid::parse_str(text)
            && let Some(found) = self.store.shipment(tenant, ShipmentId(id)).await?
        {
            return Ok(vec![found]);
        }
        let found = self.store.shipments_by_order_reference(tenant, text, PAGE_MAX).await?;
        Ok(answerable(found))
    }
}

fn listed(shipments: Vec<ListedShipment>, after: Option<Cursor>) -> Listed {
    Listed {
        shipments,
        next: after.map(|cursor| cursor.to_string()),
    }
}

/// The first of some shipments, as many as the states of their pieces are looked up of; at least one.
fn answerable(mut shipments: Vec<Shipment>) -> Vec<Shipment> {
    let mut codes = 0;
    let fitting = shipments.iter().take_while(|shipment| {
        codes += shipment.pieces.len();
        codes <= LISTED_STATUSES_MAX
    });
    let fitting = fitting.count().max(1);
    shipments.truncate(fitting);
    shipments
}
