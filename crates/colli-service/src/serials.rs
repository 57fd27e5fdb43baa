//! Serial numbers leased from the store in blocks, so that many nodes never collide (design section 7).

use crate::ANSWER_MAX;
use crate::error::{Error, Result};
use colli_store::Store;
use tokio::sync::Mutex;
use tokio::time::timeout;

/// Serials of one lease. A crash wastes at most this many of 10^12.
const BLOCK: u32 = 10_000;
/// Serials of pickups in one lease: confirmation numbers have seven digits only.
const PICKUP_BLOCK: u32 = 20;

/// A counter of the store, leased block by block.
struct Counter {
    name: &'static str,
    /// Serials of one lease.
    size: u32,
    /// Next serial and the first one of the following block.
    block: Mutex<(u64, u64)>,
}

impl Counter {
    fn new(name: &'static str, size: u32) -> Self {
        Self {
            name,
            size,
            block: Mutex::new((0, 0)),
        }
    }

    /// Takes serials, leasing blocks as needed, within a request's time: whoever waits for a lease also waits for those
    /// before it.
    ///
    /// Dropped at any point it gives out no serial twice: one is counted off when it is taken, and a block is put here
    /// only after it was leased. What was taken or leased until then is wasted.
    async fn take<F>(&self, count: usize, lease: impl Fn() -> F) -> Result<Vec<u64>>
    where
        F: Future<Output = Result<u64>>,
    {
        let taken = timeout(ANSWER_MAX, async {
            let mut block = self.block.lock().await;
            let mut serials = Vec::with_capacity(count);
            while serials.len() < count {
                if block.0 == block.1 {
                    let first = lease().await?;
                    *block = (first, first + u64::from(self.size));
                }
                serials.push(block.0);
                block.0 += 1;
            }
            Ok(serials)
        });
        taken.await.unwrap_or(Err(Error::Unavailable))
    }
}

/// All counters of the installation.
pub(crate) struct Serials {
    store: Store,
    pieces: Counter,
    shipments: Counter,
    printless: Counter,
    pickups: Counter,
    american: Counter,
    international: Counter,
    manifests: Counter,
}

impl Serials {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            pieces: Counter::new("piece", BLOCK),
            shipments: Counter::new("shipment", BLOCK),
            printless: Counter::new("printless", BLOCK),
            pickups: Counter::new("pickup", PICKUP_BLOCK),
            american: Counter::new("american", BLOCK),
            international: Counter::new("international", BLOCK),
            manifests: Counter::new("manifest", PICKUP_BLOCK),
        }
    }

    /// Serials of that many pieces.
    pub(crate) async fn pieces(&self, count: usize) -> Result<Vec<u64>> {
        self.take(&self.pieces, count).await
    }

    /// The serial of a shipment of several pieces.
    pub(crate) async fn shipment(&self) -> Result<u64> {
        self.one(&self.shipments).await
    }

    /// The serials of printless pieces.
    pub(crate) async fn printless(&self, count: usize) -> Result<Vec<u64>> {
        self.take(&self.printless, count).await
    }

    /// The serial of a pickup.
    pub(crate) async fn pickup(&self) -> Result<u64> {
        self.one(&self.pickups).await
    }

    /// The serial of a parcel of the American network.
    pub(crate) async fn american(&self) -> Result<u64> {
        self.one(&self.american).await
    }

    /// The serial of a parcel that leaves the United States.
    pub(crate) async fn international(&self) -> Result<u64> {
        self.one(&self.international).await
    }

    /// The serial of a manifest's paper.
    pub(crate) async fn manifest(&self) -> Result<u64> {
        self.one(&self.manifests).await
    }

    async fn one(&self, counter: &Counter) -> Result<u64> {
        Ok(self.take(counter, 1).await?.first().copied().unwrap_or_default())
    }

    async fn take(&self, counter: &Counter, count: usize) -> Result<Vec<u64>> {
        let lease = || async { Ok(self.store.lease_serials(counter.name, counter.size).await?) };
        counter.take(count, lease).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::future::pending;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn during_an_outage_all_who_wait_are_answered_within_five_seconds() {
        let counter = Counter::new("piece", BLOCK);
        let started = Instant::now();
        let (a, b, c) = tokio::join!(
            counter.take(1, pending),
            counter.take(1, pending),
            counter.take(1, pending)
        );
        for taken in [a, b, c] {
            assert!(matches!(taken, Err(Error::Unavailable)), "{taken:?}");
        }
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn what_an_outage_cuts_off_is_wasted_and_never_taken_twice() {
        let block = u64::from(BLOCK);
        let (counter, times) = (Counter::new("piece", BLOCK), Cell::new(0));
        let lease = || {
            times.set(times.get() + 1);
            let time = times.get();
            async move {
                match time {
                    // The store leases this block and its answer is lost.
                    2 => pending().await,
                    time => Ok((time - 1) * block + 1),
                }
            }
        };
        assert_eq!(counter.take(2, lease).await.unwrap(), [1, 2]);
        let cut_off = counter.take(BLOCK as usize, lease).await;
        assert!(matches!(cut_off, Err(Error::Unavailable)), "{cut_off:?}");
        assert_eq!(counter.take(2, lease).await.unwrap(), [2 * block + 1, 2 * block + 2]);
    }
}
