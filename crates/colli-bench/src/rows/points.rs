//! The nearest ServicePoints: over HTTP, and the search itself as their number grows.

use super::answers;
use crate::load::{Requests, median, micros, versus};
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::Settings;
use crate::world::client_id;
use crate::{Failure, http};
use colli_core::country::CountryCode;
use colli_network::{ServicePointQuery, ServicePoints};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Goal: share of the bare handler's rate.
const RATIO: f64 = 0.5;
/// ServicePoints of an answer.
const NEAREST: usize = 10;
/// Different places asked about.
const PLACES: u64 = 1_000;
/// ServicePoints of the packed network.
const PACKED: u64 = 59_300;
/// Towns to ask near: country, latitude and longitude in millionths of a degree.
const TOWNS: [(&str, i64, i64); 6] = [
    ("NL", 52_090_000, 5_120_000),
    ("DE", 50_110_000, 8_680_000),
    ("FR", 48_850_000, 2_350_000),
    ("ES", 40_410_000, -3_700_000),
    ("PL", 52_230_000, 21_010_000),
    ("IT", 45_460_000, 9_190_000),
];

/// A number below `below`, as random as its seed's place in a row allows.
pub(super) fn random(seed: u64, below: u64) -> i64 {
    let (high, _) = client_id(seed).as_u64_pair();
    i64::try_from(high % below).unwrap_or_default()
}

/// Degrees of millionths of them.
pub(super) fn degrees(millionths: i64) -> f64 {
    millionths as f64 / 1e6
}

/// Nearest ten of the packed network over HTTP, beside a bare handler answering as many bytes.
pub(super) async fn over_http(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let data = settings.directory.path().join("points");
    let server = Server::colli(settings, &data)?;
    let request = |number: u64| {
        let (country, lat, lon) = TOWNS[number as usize % TOWNS.len()];
        // Up to half a degree off the town.
        let near = |centre: i64, seed| degrees(centre + random(seed, 1_000_000) - 500_000);
        let (lat, lon) = (near(lat, number * 2), near(lon, number * 2 + 1));
        let path =
            format!("/dhl-parcel/parcel-shop-locations/{country}?latitude={lat:.5}&longitude={lon:.5}&limit={NEAREST}");
        http::request("GET", &path, &[("accept", "application/json")], None)
    };
    let requests: Vec<Vec<u8>> = (1..=PLACES).map(request).collect();
    let bytes = answers::of_median_length(&server, &requests, "distance").await?;
    let bare = Server::bare(settings, &bytes, "application/json")?;
    let requests = Requests::Cycle(Arc::new(requests));
    let both = versus(settings, (&server, &requests), (&bare, &requests)).await?;
    Ok(vec![Row::load(
        format!("nearest {NEAREST} of 59,300 ServicePoints"),
        format!("bare axum, {} bytes as the median answer", bytes.len()),
        both,
        Goal::RatioAtLeast(RATIO),
    )])
}

/// The search in a network of many ServicePoints beside the search in one of the packed network's size.
pub(super) fn in_process(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let few = settings.size(PACKED, 5_000);
    let many = settings.size(1_000_000, 50_000);
    let (small, large) = (load(settings, few)?, load(settings, many)?);
    let searches = settings.size(100_000, 1_000);
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..settings.rounds {
        bare.push(search(&small, searches)?);
        ours.push(search(&large, searches)?);
    }
    let growth = (many as f64).ln() / (few as f64).ln();
    let row = |goal| Row {
        what: format!("nearest {NEAREST} of {many} ServicePoints, in process"),
        unit: "µs",
        value: median(ours.iter().copied()),
        yardstick: format!("of {few}; log n grows to {:.0} %", growth * 100.0),
        yardstick_value: median(bare.iter().copied()),
        goal,
        samples: None,
    };
    Ok(vec![row(Goal::RatioAtMost(growth))])
}

/// Microseconds of one search, each near another place.
fn search(points: &ServicePoints, searches: u64) -> Result<f64, Failure> {
    let country = CountryCode::parse("NL").ok_or("no country")?;
    let mut query = ServicePointQuery::new(country, NEAREST);
    let places: Vec<(f64, f64)> = (0..searches).map(|number| place(u64::MAX / 2 + number)).collect();
    let started = Instant::now();
    for (lat, lon) in &places {
        (query.latitude, query.longitude) = (Some(*lat), Some(*lon));
        if black_box(points.search(&query)).len() != NEAREST {
            return Err("fewer ServicePoints than asked for".into());
        }
    }
    Ok(micros(started.elapsed()) / searches as f64)
}

/// A place between Portugal and the Baltic states.
fn place(seed: u64) -> (f64, f64) {
    let (lat, lon) = (random(seed, 20_000_000), random(seed ^ (1 << 62), 30_000_000));
    (degrees(38_000_000 + lat), degrees(lon - 5_000_000))
}

/// A network of so many ServicePoints, scattered.
fn load(settings: &Settings, count: u64) -> Result<ServicePoints, Failure> {
    let directory = settings.directory.path().join(format!("network-{count}"));
    std::fs::create_dir_all(&directory)?;
    write_points(&directory.join("servicepoints.csv"), count)?;
    let loaded = colli_network::load_dir(&directory)?;
    std::fs::remove_dir_all(&directory)?;
    Ok(loaded.service_points)
}

fn write_points(path: &Path, count: u64) -> Result<(), Failure> {
    let mut text = String::from(
        "id,harmonised_id,psf_key,country,shop_type,name,street,number,addition,postal_code,city,lat,lon,opening,\
         closure_from,closure_to,services,is_xl,is_printless,max_parcels,collection_time,depot,available\n",
    );
    for number in 0..count {
        let (lat, lon) = place(number);
        writeln!(
            text,
            "8004-NL-{number:07},NL-{number:07},NL-{number:07},NL,parcelShop,ServicePoint {number},Dorpsstraat,{},,\
             2724AB,Zoetermeer,{lat:.6},{lon:.6},A2,,,parcel-last-mile|parcel-first-mile,0,0,25,16:00,DHG,1",
            number % 300 + 1,
        )?;
    }
    Ok(std::fs::write(path, text)?)
}
