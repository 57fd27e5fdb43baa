//! `colli mcp --stdio`: the Model Context Protocol over standard input and output (reference assistant-actions, 4.3).
//!
//! Each message goes to the same `/mcp` that a server has: that of a server that runs, or one opened in this process.

mod bridge;
mod message;
mod stdio;
mod target;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use bridge::Bridge;
use target::Target;

use crate::cli::McpArgs;
use crate::config::{self, Config, Loaded};
use crate::{Failure, USAGE, logging, server_address, start};

/// What links begin with where nothing else is configured and port 0 is: the port of a server by default.
const PORT: u16 = 8080;

/// Answers messages until standard input ends.
pub fn run(args: &McpArgs) -> Result<(), Failure> {
    let environment = config::environment();
    let token = token(&environment)?;
    let Loaded { config, .. } = config::load(args.config.as_deref(), &environment, &args.settings())?;
    let _flush = logging::start(&config.log)?;
    let master_key = environment.get(config::MASTER_KEY).map(String::as_str);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let stop = super::serve::stop_signal()?;
        match server(args, &config)? {
            Some(url) => {
                let bridge = Bridge::new(Target::server(&url)?, token, args.live);
                converse(bridge, stop).await
            }
            None => in_process(&config, master_key, token, args.live, stop).await,
        }
    })
}

/// What to call with. It comes from the environment, where other users of the machine do not see it.
fn token(environment: &BTreeMap<String, String>) -> Result<String, Failure> {
    let token = environment.get(config::TOKEN).map(|token| token.trim());
    let token = token.filter(|token| !token.is_empty()).ok_or_else(|| Failure {
        line: format!(
            "set {} to the key of an app (DHL-API-Key) or to a token of Colli's own API",
            config::TOKEN
        ),
        code: USAGE,
    })?;
    Ok(token.to_owned())
}

/// The server to send messages to: the one named, or the one that works on the data directory.
fn server(args: &McpArgs, config: &Config) -> Result<Option<String>, Failure> {
    if let Some(url) = &args.url {
        return Ok(Some(url.clone()));
    }
    let data = &config.store.data;
    let is_own = !config.store.database.reveal().is_empty() || !server_address::is_in_use(data);
    if is_own {
        return Ok(None);
    }
    let address = server_address::of_directory(data).ok_or_else(|| {
        let data = data.display();
        Failure::failed(format!(
            "data directory {data} is in use; name the server that uses it with --url http://HOST:PORT"
        ))
    })?;
    Ok(Some(format!("http://{address}")))
}

/// Opens what a server would have, without a listener, and works on it.
async fn in_process(
    config: &Config,
    master_key: Option<&str>,
    token: String,
    is_live: bool,
    stop: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let address = config.server.listen().filter(|address| address.port() != 0);
    let address = address.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)));
    let (service, router): (_, Router) = start::assemble(config, master_key, address).await?;
    let limits = config.server.limits();
    let bridge = Bridge::new(Target::own(router, address, limits.answer), token, is_live);
    let jobs = service.start_jobs(config.retention.retention());
    let jobs = jobs.map_err(|error| Failure::failed(error.to_string()))?;
    let outcome = converse(bridge, stop).await;
    jobs.stop(limits.drain.min(Duration::from_secs(5))).await;
    service.close().await;
    outcome
}

/// Checks the token, then answers messages.
async fn converse(bridge: Bridge, stop: impl Future<Output = ()>) -> Result<(), Failure> {
    bridge.check().await?;
    let lines = stdio::lines();
    stdio::serve(Arc::new(bridge), lines, std::io::stdout(), stop).await?;
    Ok(())
}
