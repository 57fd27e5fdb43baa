//! Blocks of serial numbers, leased so that many nodes never collide (design section 7).

use crate::tx::{Arg, Sql, Tx};
use crate::{Store, StoreError, on_engine};

/// $2 is the number after the block when it is the first, $3 the size of the block.
const LEASE: Sql = Sql::new(
    "insert into serials (name, next) values ($1, $2)
     on conflict (name) do update set next = serials.next + $3 returning next",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[LEASE];

async fn lease<T: Tx>(tx: &mut T, name: &str, count: i64) -> Result<u64, StoreError> {
    let args = [Arg::Text(name), Arg::I64(1 + count), Arg::I64(count)];
    let next: Option<i64> = tx.opt(LEASE, &args).await?;
    next.and_then(|next| u64::try_from(next - count).ok())
        .ok_or(StoreError::Unreadable("serial counter"))
}

impl Store {
    /// Takes the next `count` serials of the named counter and returns the first. Durable before it answers: a serial
    /// leased once is never leased again, used or not. Counters start at 1.
    pub async fn lease_serials(&self, name: &str, count: u32) -> Result<u64, StoreError> {
        let name = name.to_owned();
        on_engine!(self, write | tx | lease(tx, &name, i64::from(count)))
    }
}
