//! Accepting: bounded, and alive through every error the operating system can return.

use std::future::Future;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connection::{self, Drain};
use super::limits::ServerLimits;

/// What a client past the connection bound reads.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n\
retry-after: 1\r\n\
connection: close\r\n\
content-type: application/json\r\n\
content-length: 106\r\n\
\r\n\
{\"key\":\"too_many_connections\",\"message\":\"All connections are in use. Try again in a second.\",\"details\":[]}";

/// Refused connections kept for a moment so that their client can read the answer.
const LINGERING_MAX: usize = 256;

/// How long such a connection lingers.
const LINGER: Duration = Duration::from_secs(1);

/// Pause after an accept error that a retry at once would only repeat (out of file descriptors or memory).
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Accepts until `shutdown` resolves. The semaphore returned holds one permit per connection that is *not* open.
pub(super) async fn run<F: Future<Output = ()>>(
    listener: &TcpListener,
    router: axum::Router,
    limits: &Arc<ServerLimits>,
    drain: &Arc<Drain>,
    shutdown: F,
) -> Arc<Semaphore> {
    let connections = Arc::new(Semaphore::new(limits.max_connections));
    let lingering = Arc::new(Semaphore::new(LINGERING_MAX));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => return connections,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        // Answers are written whole; waiting to fill a packet only delays them. A failure means the peer is gone.
        let _ = stream.set_nodelay(true);
        match Arc::clone(&connections).try_acquire_owned() {
            Ok(permit) => {
                let serving = connection::serve(stream, router.clone(), Arc::clone(limits), Arc::clone(drain));
                tokio::spawn(async move {
                    serving.await;
                    drop(permit);
                });
            }
            Err(_) => refuse(stream, &lingering),
        }
    }
}

/// Errors of the connection being accepted are its own; the rest ask for patience.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::error!(%error, "cannot accept a connection");
    tokio::time::sleep(ACCEPT_PAUSE).await;
}

/// Answers 503 without reading the request and closes. Closing with unread bytes would reset the connection and lose
/// the answer, so a bounded number of refused connections is read to its end for a moment.
fn refuse(stream: TcpStream, lingering: &Arc<Semaphore>) {
    let Ok(mut stream) = stream.into_std() else { return };
    // The send buffer of a fresh socket is empty: this neither blocks nor falls short.
    if stream.write_all(FULL).is_err() || stream.shutdown(std::net::Shutdown::Write).is_err() {
        return;
    }
    let (Ok(permit), Ok(stream)) = (Arc::clone(lingering).try_acquire_owned(), TcpStream::from_std(stream)) else {
        return;
    };
    tokio::spawn(linger(stream, permit));
}

async fn linger(mut stream: TcpStream, permit: OwnedSemaphorePermit) {
    let mut scratch = [0_u8; 1_024];
    let discard = async { while matches!(stream.read(&mut scratch).await, Ok(1..)) {} };
    drop(tokio::time::timeout(LINGER, discard).await);
    drop(permit);
}
