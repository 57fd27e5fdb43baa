//! `colli demo`: the whole job, once, over real HTTP against a throw-away server.

mod client;
mod gateway;
mod requests;
mod show;
mod steps;

use std::path::Path;

use crate::config::{self, Config, FlagSetting};
use crate::{Failure, logging, start};

use client::Client;
use show::Show;

/// Starts the server, walks through the steps, stops the server.
pub fn run() -> Result<(), Failure> {
    let data = tempfile::Builder::new().prefix("colli-demo-").tempdir()?;
    let config = demo_config(data.path())?;
    let _flush = logging::start(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(walk(&config))
}

/// The defaults, a free port, a temporary directory; the environment stays out, so that the demo is always the same.
fn demo_config(data: &Path) -> Result<Config, Failure> {
    let flag = |section, name, value: &str| FlagSetting {
        flag: "demo",
        section,
        name,
        value: value.to_owned(),
    };
    let flags = [
        flag("server", "listen", "127.0.0.1:0"),
        flag("store", "data", &data.display().to_string()),
        flag("demo", "enabled", "true"),
        flag("log", "level", "warn"),
    ];
    Ok(config::load(None, &std::collections::BTreeMap::new(), &flags)?.config)
}

async fn walk(config: &Config) -> Result<(), Failure> {
    let started = start::start(config, None).await?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async { drop(stopped.await) };
    let server = tokio::spawn(colli_http::server::serve(
        started.listener,
        started.router,
        started.limits,
        shutdown,
    ));

    let mut show = Show::new();
    show.title(&format!(
        "A web shop at work, against a throw-away Colli on http://{}",
        started.address
    ));
    let client = Client::connect(started.address).await?;
    let outcome = steps::run(client, &mut show).await;

    // Dropping the sender is the signal.
    drop(stop);
    server.await.map_err(|error| Failure::failed(error.to_string()))??;
    started.service.close().await;
    outcome.map_err(|error| Failure::failed(format!("the demo stopped: {error}")))?;
    show.closing();
    Ok(())
}
