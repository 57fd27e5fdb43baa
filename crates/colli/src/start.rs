//! Wiring: from a configuration to a listener and a router, shared by `serve` and `demo`.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use colli_attachments::Attachments;
use colli_http::middleware::RequestIds;
use colli_http::server::ServerLimits;
use colli_service::Service;
use colli_service::clock::{Entropy, SystemClock, SystemEntropy};
use colli_store::{Database, Store, StoreOptions};
use tokio::net::{TcpListener, TcpSocket};

use crate::config::Config;
use crate::{Failure, USAGE, master_key};

/// File descriptors kept for everything that is not a connection: database, logs, the listener.
const RESERVED_FILES: u64 = 64;

/// Connections that may wait to be accepted; the system may allow fewer.
const PENDING_CONNECTIONS: u32 = 16_384;

/// A server that only has to be served.
pub struct Started {
    /// Bound and listening; requests wait until it is served.
    pub listener: TcpListener,
    /// The real address, port 0 resolved.
    pub address: SocketAddr,
    /// Everything, wrapped.
    pub router: Router,
    /// Limits, lowered to what the process may open.
    pub limits: ServerLimits,
    /// The façade, to be closed after the drain.
    pub service: Arc<Service>,
}

/// Starts everything. Each refusal is one line.
pub async fn start(config: &Config, master_key_variable: Option<&str>) -> Result<Started, Failure> {
    refuse_unsafe(config)?;
    let listen = config
        .server
        .listen()
        .ok_or_else(|| Failure::failed("server.listen is not an address"))?;
    let listener = bind(listen).map_err(|error| cannot_listen(listen, &error))?;
    let address = listener.local_addr()?;

    // Metrics first: what records before the recorder exists is lost.
    colli_http::operations::install_metrics();
    let (service, router) = assemble(config, master_key_variable, address).await?;
    let limits = within_open_files(config.server.limits());
    Ok(Started {
        listener,
        address,
        router,
        limits,
        service,
    })
}

/// Opens everything and routes requests to it, without a listener. Mails link to the address, unless another is configured.
pub async fn assemble(
    config: &Config,
    master_key_variable: Option<&str>,
    address: SocketAddr,
) -> Result<(Arc<Service>, Router), Failure> {
    let (service, entropy) = open_service(config, master_key_variable).await?;
    if let Some(url) = config.server.public_url() {
        service.use_public_url(url);
    }
    service.allow_targets(config.webhooks.allowed());
    service.limit_gateway_calls(config.shippo.rate_limits);
    set_up_mail(config, &service, address)?;
    set_up_upstream(config, &service)?;
    if config.demo.enabled {
        service
            .seed_demo()
            .await
            .map_err(|error| Failure::failed(format!("the demo organisation: {error}")))?;
    }

    warn_of_attachments_nobody_shares(config);

    let mut prefix = [0; 4];
    entropy
        .fill(&mut prefix)
        .map_err(|error| Failure::failed(error.to_string()))?;
    let ids = RequestIds::new(u32::from_be_bytes(prefix));
    let router = colli_http::router_with(Arc::clone(&service), ids, config.mcp.http());
    let router = router.map_err(|error| Failure::failed(error.to_string()))?;
    Ok((service, router))
}

/// Opens store, network and master key, and starts the façade over them, without a listener.
pub async fn open_service(
    config: &Config,
    master_key_variable: Option<&str>,
) -> Result<(Arc<Service>, Arc<dyn Entropy>), Failure> {
    let failed = |error: String| Failure::failed(error);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let (store, loaded) = open(config).await?;
    let attachments = open_attachments(config).await?;
    let search = master_key::Search {
        variable: master_key_variable,
        data: &config.store.data,
        is_fresh: store
            .signing_keys()
            .await
            .map_err(|error| failed(error.to_string()))?
            .is_empty(),
        is_shared_demo: config.demo.enabled && store.is_shared(),
    };
    let master = master_key::find(search, entropy.as_ref()).map_err(|error| failed(error.to_string()))?;
    let (network, service_points) = (Arc::new(loaded.network), Arc::new(loaded.service_points));
    let clock = Arc::new(SystemClock);
    let service = Service::start(
        store,
        attachments,
        network,
        service_points,
        &master,
        clock,
        Arc::clone(&entropy),
    )
    .await;
    Ok((service.map_err(|error| failed(error.to_string()))?, entropy))
}

/// Network data and store are opened side by side, off the async threads: both take a while.
async fn open(config: &Config) -> Result<(Store, colli_network::Loaded), Failure> {
    let directory = config.network.directory().map(std::path::Path::to_path_buf);
    let network = tokio::task::spawn_blocking(move || match directory {
        Some(directory) => colli_network::load_dir(&directory),
        None => colli_network::load_embedded(),
    });
    let store = Store::open(store_options(&config.store)?).await;
    let network = network.await.map_err(|error| Failure::failed(error.to_string()))?;
    Ok((
        store.map_err(|error| Failure::failed(error.to_string()))?,
        network.map_err(|error| Failure::failed(error.to_string()))?,
    ))
}

/// The place of attachments. One that was chosen is tried: a wrong setting stops the start, an object store that is away
/// only stops uploads until it is back.
async fn open_attachments(config: &Config) -> Result<Attachments, Failure> {
    let settings = config.attachments.settings(&config.store.data);
    let attachments = Attachments::open(&settings).map_err(|error| Failure {
        line: error.to_string(),
        code: USAGE,
    })?;
    if settings.location.is_empty() {
        return Ok(attachments);
    }
    match attachments.check().await {
        Err(error) if !error.is_temporary() => Err(Failure::failed(format!(
            "attachments in {}: {error}",
            attachments.shown()
        ))),
        Err(error) => {
            tracing::warn!(place = attachments.shown(), %error, "no attachments for now");
            Ok(attachments)
        }
        Ok(()) => Ok(attachments),
    }
}

/// Sets up how receivers are mailed. A wrong setting stops the start; a server that is away only delays mail.
fn set_up_mail(config: &Config, service: &Service, address: SocketAddr) -> Result<(), Failure> {
    let links = config.server.links_begin_with(address);
    let Some(settings) = config.mail.settings(&config.store.data, links, config.demo.enabled) else {
        return Ok(());
    };
    service.set_up_mail(settings).map_err(|error| Failure {
        line: error.to_string(),
        code: USAGE,
    })
}

/// Has actions ask the carrier's APIs, where that is configured. A wrong address stops the start; one that is away does not.
fn set_up_upstream(config: &Config, service: &Service) -> Result<(), Failure> {
    let Some(settings) = config.actions_upstream() else {
        return Ok(());
    };
    service.use_upstream(settings).map_err(|error| Failure {
        line: error.to_string(),
        code: USAGE,
    })
}

/// Said once a server is sure to start: what refuses one is the only line then.
fn warn_of_attachments_nobody_shares(config: &Config) {
    let attachments = config.attachments.settings(&config.store.data);
    if attachments.location.is_empty() && Database::is_server(config.store.database.reveal()) {
        tracing::warn!(
            "attachments stay on this machine, where other servers of the database cannot read them; \
             set attachments.location to a place all of them reach"
        );
    }
}

/// The store's options of a configuration.
pub fn store_options(store: &crate::config::Store) -> Result<StoreOptions, Failure> {
    Ok(StoreOptions {
        readers: store.readers,
        queue_max: store.queue_max,
        batch_max: store.batch_max,
        connections: store.connections,
        ..StoreOptions::of(database(store)?)
    })
}

/// Where the rows of a configuration are.
pub fn database(store: &crate::config::Store) -> Result<Database, Failure> {
    let address = store.database.reveal();
    if address.is_empty() {
        return Ok(Database::Directory(store.data.clone()));
    }
    if Database::is_server(address) {
        return Ok(Database::Server(address.to_owned()));
    }
    Err(Failure {
        line: "the address of a database server starts with postgres:// (--database, store.database); a directory is --data"
            .to_owned(),
        code: USAGE,
    })
}

/// Combinations that must not start.
fn refuse_unsafe(config: &Config) -> Result<(), Failure> {
    let open_to_others = config.server.listen().is_none_or(|address| !address.ip().is_loopback());
    if config.demo.enabled && !config.demo.anywhere && open_to_others {
        let line = "the demo credentials are published, so --demo listens on this machine only (127.0.0.1 or [::1]); \
                    add --demo-anywhere if everyone who reaches this address may use it";
        return Err(Failure {
            line: line.to_owned(),
            code: USAGE,
        });
    }
    Ok(())
}

/// Binds with room for a burst of new connections; past that room the system drops them for a second.
fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // A restart must not wait for the connections of the last run to be forgotten.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(PENDING_CONNECTIONS)
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Failure {
    let reason = match error.kind() {
        std::io::ErrorKind::AddrInUse => "another program listens there; choose a port with --listen".to_owned(),
        std::io::ErrorKind::PermissionDenied => "this needs more rights; choose a port from 1024 on".to_owned(),
        std::io::ErrorKind::AddrNotAvailable => "this machine does not have that address".to_owned(),
        _ => error.to_string(),
    };
    Failure::failed(format!("cannot listen on {address}: {reason}"))
}

/// Raises the process's limit of open files as far as it goes, and lowers the connection bound to what fits: past it
/// a client then reads 503 instead of waiting for a file descriptor that never comes.
fn within_open_files(mut limits: ServerLimits) -> ServerLimits {
    let files = match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) => files,
        Err(error) => {
            tracing::warn!(%error, "the limit of open files cannot be read");
            return limits;
        }
    };
    let room = usize::try_from(files.saturating_sub(RESERVED_FILES))
        .unwrap_or(usize::MAX)
        .max(1);
    if room < limits.max_connections {
        tracing::warn!(
            open_files = files,
            connections = room,
            "fewer connections than configured: open files are limited"
        );
        limits.max_connections = room;
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;
    use std::time::Duration;

    #[tokio::test]
    async fn a_burst_of_connections_waits_instead_of_being_dropped() {
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let allowed = std::fs::read_to_string("/proc/sys/net/core/somaxconn").ok();
        let allowed: usize = allowed.and_then(|text| text.trim().parse().ok()).unwrap_or(128);
        // Nobody accepts: all of them wait. A dropped one would be tried again only after a second.
        let burst: Vec<_> = (0..allowed.min(600))
            .map(|_| TcpStream::connect_timeout(&address, Duration::from_millis(900)).unwrap())
            .collect();
        assert!(!burst.is_empty());
        drop(listener);
    }
}
