//! The rows, in the order of design section 8.

mod answers;
mod clock;
pub(crate) mod create;
mod dhl;
mod labels;
mod lists;
mod mcp;
mod places;
mod points;
mod reads;
mod scans;
mod shippo;
mod start;
mod webhooks;

use crate::report::Row;
use crate::settings::Settings;
use crate::{Failure, growth};
use std::future::Future;
use std::pin::Pin;

/// What measures a group of rows.
type Measure = for<'a> fn(&'a Settings) -> Pin<Box<dyn Future<Output = Result<Vec<Row>, Failure>> + 'a>>;

/// Every group of rows by name.
pub(crate) fn all() -> [(&'static str, Measure); 14] {
    [
        ("create", |settings| Box::pin(create::measure(settings))),
        ("labels", |settings| {
            Box::pin(std::future::ready(labels::measure(settings)))
        }),
        ("reads", |settings| Box::pin(reads::measure(settings))),
        ("points-http", |settings| Box::pin(points::over_http(settings))),
        ("points-search", |settings| {
            Box::pin(std::future::ready(points::in_process(settings)))
        }),
        ("scans", |settings| Box::pin(scans::measure(settings))),
        ("lists", |settings| Box::pin(lists::measure(settings))),
        ("clock", |settings| Box::pin(clock::measure(settings))),
        ("webhooks", |settings| Box::pin(webhooks::measure(settings))),
        ("shippo", |settings| Box::pin(shippo::measure(settings))),
        ("dhl", |settings| Box::pin(dhl::measure(settings))),
        ("mcp", |settings| Box::pin(mcp::measure(settings))),
        ("start", |settings| Box::pin(start::measure(settings))),
        ("growth", |settings| Box::pin(growth::measure_briefly(settings))),
    ]
}
