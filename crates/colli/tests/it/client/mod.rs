//! colli-client against the real server: what its own tests take for granted of an API, the server does.

mod parcel;
mod tokens;
mod unified;

use crate::support::{Credentials, TestServer};
use colli_client::parcel::Client;
use colli_client::{Executor, Runtime, Settings, Sleep};
use colli_service::clock::{Clock as _, FixedClock};
use std::sync::Arc;
use std::time::Duration;

/// The clock of the server; nothing is waited for.
struct ServerTime(Arc<FixedClock>);

impl Runtime for ServerTime {
    fn now(&self) -> jiff::Timestamp {
        self.0.now()
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Sleep<'_> {
        Box::pin(std::future::ready(()))
    }

    fn random(&self) -> u64 {
        0
    }
}

/// An executor that lives by the server's clock.
fn executor(server: &TestServer) -> Executor {
    let time = Arc::new(ServerTime(Arc::clone(&server.clock)));
    Executor::with_runtime(Settings::default(), time).unwrap()
}

/// A client of the parcel dialect, for one of the demo keys.
fn client(server: &TestServer, who: &Credentials) -> Client {
    let base = format!("http://{}/dhl-parcel", server.address);
    let key = colli_client::parcel::Credentials::new(who.user, who.key);
    Client::new(executor(server), &base, key).unwrap()
}
