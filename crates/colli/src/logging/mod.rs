//! Logs: text or JSON lines on standard error, each carrying the id of the request it belongs to.

mod escape;
mod format;
mod lines;
mod stamp;
#[cfg(test)]
mod tests;
mod writer;

use std::io::Write;
use std::panic::PanicHookInfo;
use std::time::Duration;

use colli_service::clock::{Clock, SystemClock};
use tracing::Subscriber;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::config::Log;

pub use writer::Flush;

/// Starts logging. Lines are written by a thread of their own; the guard writes what is left when it is dropped.
pub fn start(log: &Log) -> std::io::Result<Flush> {
    let (subscriber, flush) = subscriber(log, SystemClock, std::io::stderr(), writer::GATHER)?;
    // Not `try_init`: it would add the lines of crates that use `log`, which tell an operator nothing and name paths of
    // the machine that built this program. A second start in one process keeps the first subscriber.
    drop(tracing::subscriber::set_global_default(subscriber));
    std::panic::set_hook(Box::new(log_panic));
    Ok(flush)
}

/// What writes the events of the configured levels to `out`.
fn subscriber<C: Clock + Copy>(
    log: &Log,
    clock: C,
    out: impl Write + Send + 'static,
    gather: Duration,
) -> std::io::Result<(impl Subscriber, Flush)> {
    let format = log.format;
    let (writer, flush) = writer::start(out, gather, move |count| format::dropped(format, clock.now(), count))?;
    // The level was checked with the configuration.
    let levels: Targets = log.level.parse().unwrap_or_default();
    // It writes out whole messages below its errors, and those hold personal data.
    let levels = levels.with_target("rmcp", LevelFilter::ERROR);
    let lines = lines::Lines::new(format, clock, writer);
    // The levels hold for all there is, so that an event below them costs its call site one comparison.
    Ok((tracing_subscriber::registry().with(levels).with(lines), flush))
}

/// A panic becomes one log line under the id of its request.
fn log_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let place = source_place(&place);
    let cause = info.payload_as_str().unwrap_or("no message");
    tracing::error!(place, cause, "panic");
}

/// A place in a dependency without the folders of the machine that built it: `crate-1.2.3/src/file.rs:1:2`.
fn source_place(place: &str) -> &str {
    if !place.starts_with('/') {
        return place;
    }
    let src = place.rfind("/src/").unwrap_or(0);
    let folder = place[..src].rfind('/').map_or(src, |slash| slash + 1);
    &place[folder..]
}
