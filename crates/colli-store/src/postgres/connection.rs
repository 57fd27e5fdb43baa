//! Connections and what each is told when it is made.

use super::address::Address;
use super::tx::store_error;
use crate::OpenError;
use crate::error::one_line;
use deadpool_postgres::{Hook, HookError};
use std::time::Duration;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

/// Settings of every connection. An operation has 4 seconds (`attempts.rs`); a statement that outlives it would keep
/// locks nobody waits for. Just-in-time compilation costs these short statements more than it saves. A commit is
/// durable before it is answered (law 1) whatever the server's default is. Rows are found one by one through indexes, on
/// disks that do not mind: the server's default price of that dates from turning disks and makes it read whole tables.
pub(crate) const SETTINGS: &str = "
    set statement_timeout = '3900ms';
    set lock_timeout = '3s';
    set idle_in_transaction_session_timeout = '10s';
    set jit = off;
    set random_page_cost = 1.1;
    set default_transaction_isolation = 'read committed';
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';";

/// How long a server may take to answer at all. The driver's own limit ends with the socket's connection.
const CONNECT_PATIENCE: Duration = Duration::from_secs(10);

/// Tells a pooled connection its settings.
pub(super) fn settings_hook() -> Hook {
    Hook::async_fn(|client, _| {
        Box::pin(async move { client.batch_execute(SETTINGS).await.map_err(HookError::Backend) })
    })
}

/// A connection of its own, without the time limits of the pooled ones: migrations take as long as they take.
pub(crate) async fn connect(address: &Address) -> Result<Client, OpenError> {
    let failed = |error: &tokio_postgres::Error| OpenError::Engine {
        path: address.shown.clone().into(),
        reason: reason(error),
    };
    let connecting = address.config.connect(address.tls.clone());
    let Ok(connected) = tokio::time::timeout(CONNECT_PATIENCE, connecting).await else {
        return Err(OpenError::Engine {
            path: address.shown.clone().into(),
            reason: format!("it did not answer within {} s", CONNECT_PATIENCE.as_secs()),
        });
    };
    let (client, connection) = connected.map_err(|error| failed(&error))?;
    let shown = address.shown.clone();
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(database = shown, error = one_line(&error), "a connection ended");
        }
    });
    Ok(client)
}

/// Why a server could not be used, for an operator.
fn reason(error: &tokio_postgres::Error) -> String {
    let advice = match error.code() {
        Some(&SqlState::INVALID_CATALOG_NAME) => "; make it with createdb",
        Some(&SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => {
            "; check user and password in its address"
        }
        _ => "",
    };
    match error.as_db_error() {
        Some(said) => format!("{}{advice}", said.message().replace('\n', " ")),
        None => one_line(error),
    }
}

/// What a connection outside the pool says of a failure, as an error of opening.
pub(super) fn open_error(address: &Address, error: &tokio_postgres::Error) -> OpenError {
    OpenError::Engine {
        path: address.shown.clone().into(),
        reason: store_error(error).to_string(),
    }
}
