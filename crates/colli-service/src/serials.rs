//! Serial numbers leased from the store in blocks, so that many nodes never collide (design section 7).

use crate::error::Result;
use colli_store::Store;
use tokio::sync::Mutex;

/// Serials of one lease. A crash wastes at most this many of 10^12.
const BLOCK: u32 = 10_000;

/// A counter of the store, leased block by block.
struct Counter {
    name: &'static str,
    /// Next serial and the first one of the following block.
    block: Mutex<(u64, u64)>,
}

/// All counters of the installation.
pub(crate) struct Serials {
    store: Store,
    pieces: Counter,
    shipments: Counter,
    printless: Counter,
}

impl Serials {
    pub(crate) fn new(store: Store) -> Self {
        let counter = |name| Counter {
            name,
            block: Mutex::new((0, 0)),
        };
        Self {
            store,
            pieces: counter("piece"),
            shipments: counter("shipment"),
            printless: counter("printless"),
        }
    }

    /// Serials of that many pieces.
    pub(crate) async fn pieces(&self, count: usize) -> Result<Vec<u64>> {
        self.take(&self.pieces, count).await
    }

    /// The serial of a shipment of several pieces.
    pub(crate) async fn shipment(&self) -> Result<u64> {
        Ok(self
            .take(&self.shipments, 1)
            .await?
            .first()
            .copied()
            .unwrap_or_default())
    }

    /// The serials of printless pieces.
    pub(crate) async fn printless(&self, count: usize) -> Result<Vec<u64>> {
        self.take(&self.printless, count).await
    }

    async fn take(&self, counter: &Counter, count: usize) -> Result<Vec<u64>> {
        let mut block = counter.block.lock().await;
        let mut serials = Vec::with_capacity(count);
        while serials.len() < count {
            if block.0 == block.1 {
                let first = self.store.lease_serials(counter.name, BLOCK).await?;
                *block = (first, first + u64::from(BLOCK));
            }
            serials.push(block.0);
            block.0 += 1;
        }
        Ok(serials)
    }
}
