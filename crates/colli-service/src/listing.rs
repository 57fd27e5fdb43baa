//! Lists of shipments with what became of their pieces.

use crate::Service;
use crate::error::{Error, Result};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::ids::Tenant;
use colli_core::limits::{LISTED_STATUSES_MAX, PAGE_MAX};
use colli_core::shipment::{Piece, Shipment};
use colli_core::status::Phase;
use colli_core::tracking::Event;
use colli_store::Cursor;

/// A page of shipments.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The shipments, newest first.
    pub shipments: Vec<ListedShipment>,
    /// What to ask the next page with; `None` on the last.
    pub next: Option<String>,
}

/// A shipment of a list.
#[derive(Clone, Debug)]
pub struct ListedShipment {
    /// It.
    pub shipment: Shipment,
    /// Its pieces.
    pub pieces: Vec<ListedPiece>,
}

/// A piece of a list.
#[derive(Clone, Debug)]
pub struct ListedPiece {
    /// It.
    pub piece: Piece,
    /// Its latest event and what that means; of a page with very many pieces only the first are looked up.
    pub latest: Option<(Event, Phase)>,
}

impl Service {
    /// Shipments from a cursor on, newest first, with the latest event of their pieces. Each page costs the same.
    pub async fn list_shipments_from(&self, tenant: Tenant, limit: usize, cursor: Option<&str>) -> Result<Listed> {
        let after = cursor.map(read_cursor).transpose()?;
        let limit = limit.clamp(1, PAGE_MAX);
        let page = self.store.list_shipments_after(tenant, limit, after).await?;
        Ok(Listed {
            shipments: self.with_latest(page.shipments).await?,
            next: page.next.map(|cursor| cursor.to_string()),
        })
    }

    /// Shipments with the latest event of their pieces.
    pub(crate) async fn with_latest(&self, shipments: Vec<Shipment>) -> Result<Vec<ListedShipment>> {
        let codes = shipments.iter().flat_map(|shipment| &shipment.pieces);
        let codes = codes.filter_map(|piece| piece.tracker_code.clone());
        let codes: Vec<String> = codes.take(LISTED_STATUSES_MAX).collect();
        let mut latest = self.store.latest_events(codes).await?.into_iter();
        let statuses = &self.network.statuses;
        let mut list = |piece: Piece| {
            let event = piece.tracker_code.as_ref().and_then(|_| latest.next().flatten());
            ListedPiece {
                piece,
                latest: event.map(|event| {
                    let phase = statuses.phase_of(&event.status, &event.category);
                    (event, phase)
                }),
            }
        };
        let shipments = shipments.into_iter().map(|mut shipment| {
            let pieces = std::mem::take(&mut shipment.pieces);
            ListedShipment {
                shipment,
                pieces: pieces.into_iter().map(&mut list).collect(),
            }
        });
        Ok(shipments.collect())
    }
}

/// Reads the cursor of a page before.
pub(crate) fn read_cursor(text: &str) -> Result<Cursor> {
    Cursor::parse(text).ok_or_else(|| bad_cursor(text))
}

fn bad_cursor(text: &str) -> Error {
    let message = format!("'{}' is not a cursor", excerpt(text));
    Error::violation(Violation::new("cursor", "format", message).accepting(["the cursor of an answer before"]))
}
