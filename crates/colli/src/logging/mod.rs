//! Logs: text or JSON lines on standard error, each carrying the id of the request it belongs to.

mod format;
mod writer;

use std::panic::PanicHookInfo;

use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::config::Log;

pub use writer::Flush;

/// Starts logging. Lines are written by a thread of their own; the guard writes what is left when it is dropped.
pub fn start(log: &Log) -> std::io::Result<Flush> {
    let (writer, flush) = writer::start(std::io::stderr())?;
    // The level was checked with the configuration.
    let levels: Targets = log.level.parse().unwrap_or_default();
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .event_format(format::Line::new(log.format))
        .with_writer(writer)
        .with_filter(levels);
    // Not `try_init`: it would add the lines of crates that use `log`, which tell an operator nothing. A second start in
    // one process keeps the first subscriber.
    drop(tracing::subscriber::set_global_default(
        tracing_subscriber::registry().with(layer),
    ));
    std::panic::set_hook(Box::new(log_panic));
    Ok(flush)
}

/// A panic becomes one log line under the id of its request.
fn log_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let message = info.payload_as_str().unwrap_or("no message");
    tracing::error!(place, message, "panic");
}
