//! The accept loop: HTTP/1.1 connections under the time and size limits of design section 11, "Operations".
//!
//! Why not `axum::serve`: it has no idle, body or answer timeout, no connection bound, and no drain limit. Every connection
//! here is one task holding one timer. The timer is never re-armed per request: each connection notes *when its stage last
//! moved* (`stage.rs`), and the timer, firing a few times a minute, compares that with the limit of the stage.

mod accept;
mod connection;
mod io;
mod limits;
mod stage;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;

pub use limits::ServerLimits;
pub use stage::{ConnectionStage, Overdue};

/// Serves `router` on `listener` until `shutdown` resolves, then drains: no new connections, idle ones close, requests
/// in flight finish, and what is left after [`ServerLimits::drain`] is closed.
pub async fn serve<F>(
    listener: TcpListener,
    router: axum::Router,
    limits: ServerLimits,
    shutdown: F,
) -> std::io::Result<()>
where
    F: Future<Output = ()>,
{
    let limits = Arc::new(limits);
    let drain = Arc::new(connection::Drain::default());
    let connections = accept::run(&listener, router, &limits, &drain, shutdown).await;

    // In this order: who finds the listener gone knows that open connections will be closed.
    drain.begin();
    drop(listener);
    let open = limits.max_connections.saturating_sub(connections.available_permits());
    tracing::info!(open, "draining");
    if tokio::time::timeout(limits.drain, all_closed(&connections, &limits))
        .await
        .is_err()
    {
        drain.abort();
        let left = limits.max_connections.saturating_sub(connections.available_permits());
        tracing::warn!(closed = left, "drain limit reached, closing connections");
        // Every task wakes and returns at once; the bound only guards against a task stuck in a blocking handler.
        drop(tokio::time::timeout(limits.drain, all_closed(&connections, &limits)).await);
    }
    Ok(())
}

/// Resolves when every connection has given its permit back.
async fn all_closed(connections: &tokio::sync::Semaphore, limits: &ServerLimits) {
    let all = u32::try_from(limits.max_connections).unwrap_or(u32::MAX);
    drop(connections.acquire_many(all).await);
}
