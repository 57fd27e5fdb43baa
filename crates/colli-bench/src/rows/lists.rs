//! The newest 20 of few shipments and of many.

use crate::load::{Requests, versus};
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::Settings;
use crate::{Failure, http, world};

/// Goal: as fast, within what two measurements of the same thing differ.
const RATIO: f64 = 0.9;

/// Measures the rows.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let few = settings.size(1_000, 100);
    let mut sizes = vec![settings.size(100_000, 1_000)];
    if settings.full {
        sizes.push(1_000_000);
    }
    let small = server(settings, few).await?;
    let mut rows = Vec::new();
    for many in sizes {
        let large = server(settings, many).await?;
        // Two installations, two tokens: the requests differ, so each gets its own.
        let ours = Requests::one(request(&large.token().await?));
        let bare = Requests::one(request(&small.token().await?));
        let both = versus(settings, (&large, &ours), (&small, &bare)).await?;
        let (what, yardstick) = (
            format!("newest 20 of {many} shipments"),
            format!("newest 20 of {few} shipments"),
        );
        rows.push(Row::load(what, yardstick, both, Goal::RatioAtLeast(RATIO)));
    }
    Ok(rows)
}

fn request(token: &str) -> Vec<u8> {
    let headers = [("authorization", token), ("accept", "application/json")];
    http::request("GET", "/dhl-parcel/shipments?limit=20&skip=0", &headers, None)
}

async fn server(settings: &Settings, shipments: u64) -> Result<Server, Failure> {
    let data = settings.directory.path().join(format!("lists-{shipments}"));
    world::filled(settings, &data, shipments).await?;
    Server::colli(settings, &data)
}
