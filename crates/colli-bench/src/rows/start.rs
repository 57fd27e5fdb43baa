//! From nothing to ready, and what that takes of memory.

use crate::Failure;
use crate::load::median;
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::Settings;
use std::time::Duration;

/// Goal: seconds from the start of the process to its ready line, on an empty directory.
const START_SECONDS: f64 = 0.3;
/// Goal: resident memory after the start, in MiB.
const RESIDENT_MIB: f64 = 60.0;
/// Starts; the median counts.
const STARTS: usize = 9;

/// Measures the rows.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let (mut ours_mib, mut bare_mib) = (Vec::new(), Vec::new());
    for number in 0..settings.size(STARTS, 1) {
        let yardstick = Server::bare(settings, b"{}", "application/json")?;
        let data = settings.directory.path().join(format!("start-{number}"));
        let server = Server::colli(settings, &data)?;
        ours.push(server.start.as_secs_f64());
        bare.push(yardstick.start.as_secs_f64());
        // Idle: whatever the start left to do is done.
        tokio::time::sleep(Duration::from_millis(500)).await;
        ours_mib.push(server.resident_mib()?);
        bare_mib.push(yardstick.resident_mib()?);
    }
    let row = |what: &str, unit, values: Vec<f64>, bare: Vec<f64>, goal| Row {
        what: what.to_owned(),
        unit,
        value: median(values.into_iter()),
        yardstick: "bare axum".to_owned(),
        yardstick_value: median(bare.into_iter()),
        goal,
        samples: None,
    };
    Ok(vec![
        row(
            "start to ready on an empty directory",
            "s",
            ours,
            bare,
            Goal::AtMost(START_SECONDS),
        ),
        row(
            "resident memory, idle",
            "MiB",
            ours_mib,
            bare_mib,
            Goal::AtMost(RESIDENT_MIB),
        ),
    ])
}
