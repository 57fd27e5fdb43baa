//! Loads and indexes the data a network runs on: products, parcel types, options, lanes, countries, postal codes,
//! ServicePoints, statuses, facilities, calendars and transit times.
//!
//! The files of `data/` are packed into the binary ([`load_embedded`]). A directory may replace any of them by a file of
//! the same name ([`load_dir`]); those it lacks are taken from the binary. [`check_dir`] names the faults of a
//! directory with file, line and character.

mod americas;
pub mod carriers;
mod catalogue;
mod fault;
mod gateway;
mod geography;
mod interventions;
mod lanes;
mod life;
mod price_list;
mod scenarios;
pub mod service_points;
mod source;
mod table;

pub use fault::Fault;
pub use service_points::{Found, ServicePointQuery, ServicePoints};

use colli_core::network::Network;
use fault::Faults;
use source::Source;
use std::path::{Path, PathBuf};

/// A loaded network.
#[derive(Debug)]
pub struct Loaded {
    /// What the rules read.
    pub network: Network,
    /// Where parcels are handed in and collected.
    pub service_points: ServicePoints,
}

/// A network that cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The path does not exist, or is a file.
    #[error("{0} is not a directory")]
    NoDirectory(PathBuf),
    /// The directory holds nothing that would be read.
    #[error("{0} holds no file of a network, such as lanes.csv, products.csv or servicepoints.csv.gz")]
    NoFiles(PathBuf),
    /// The files have faults.
    #[error("{} fault(s) in the network data; the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Faults(Vec<Fault>),
    /// The lanes cannot be compiled.
    #[error("the lanes cannot be compiled: {0}")]
    Catalogue(#[from] colli_core::capability::CatalogueError),
}

/// Loads the network in the binary.
pub fn load_embedded() -> Result<Loaded, NetworkError> {
    load(&Source::embedded())
}

/// Loads the network of a directory; files it lacks are taken from the binary.
pub fn load_dir(path: &Path) -> Result<Loaded, NetworkError> {
    load(&Source::directory(path)?)
}

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// The faults: first those of the tables others refer to, then by place. References into a table that has faults
    /// itself are not among them.
    pub faults: Vec<Fault>,
    /// Names of the files read from the directory, sorted.
    pub directory_files: Vec<String>,
    /// Number of files taken from the binary.
    pub embedded_files: usize,
    /// Version of the network, as [`Network::version`] would have it.
    pub version: String,
}

/// Checks the network in the binary.
pub fn check_embedded() -> Checked {
    check(&Source::embedded())
}

/// Checks the data files of a directory, files taken from the binary included. Checks more than loading does: postal
/// codes of ServicePoints, and files nobody reads.
pub fn check_dir(path: &Path) -> Result<Checked, NetworkError> {
    Ok(check(&Source::directory(path)?))
}

fn load(source: &Source) -> Result<Loaded, NetworkError> {
    let mut faults = Faults::default();
    let (rules, points) = read(source, &mut faults);
    if !faults.is_empty() {
        return Err(NetworkError::Faults(faults.into_vec(source)));
    }
    let network = Network {
        version: source.version(),
        catalogue: colli_core::capability::Catalogue::new(rules.parts)?,
        countries: rules.geography.countries,
        postal: rules.geography.postal,
        customs_territories: rules.geography.customs_territories,
        statuses: rules.life.statuses,
        pickup_statuses: rules.life.pickup_statuses,
        facilities: rules.life.facilities,
        calendar: rules.life.calendar,
        transit: rules.life.transit,
        gateway_statuses: rules.life.gateway_statuses,
        unified: rules.life.unified,
        scenarios: rules.scenarios,
        interventions: rules.interventions,
        price_list: rules.price_list,
        americas: rules.americas,
        carrier_templates: rules.gateway.0,
        exchange: rules.gateway.1,
    };
    Ok(Loaded {
        network,
        service_points: points,
    })
}

fn check(source: &Source) -> Checked {
    let mut faults = Faults::default();
    for name in source.strangers() {
        faults.push(Fault::of_file(
            &name,
            "no part of the network reads a file of this name",
        ));
    }
    let (rules, points) = read(source, &mut faults);
    service_points::check(source, &rules.geography, &mut faults);
    drop(points);
    if faults.is_empty()
        && let Err(error) = colli_core::capability::Catalogue::new(rules.parts)
    {
        faults.push(Fault::of_file("lanes.csv", error.to_string()));
    }
    Checked {
        faults: faults.into_vec(source),
        directory_files: source.directory_files(),
        embedded_files: source.embedded_files(),
        version: source.version(),
    }
}

/// What the rules are made from.
struct Rules {
    geography: geography::Geography,
    parts: colli_core::capability::CatalogueParts,
    life: life::Life,
    interventions: colli_core::intervention::InterventionRules,
    scenarios: colli_core::plan::scenario::Scenarios,
    price_list: colli_core::price_list::PriceList,
    americas: colli_core::americas::AmericasNetwork,
    gateway: (
        colli_core::gateway::template::CarrierTemplates,
        colli_core::exchange::ExchangeRates,
    ),
}

/// Reads everything: the large files on a second thread, as they take most of the time.
fn read(source: &Source, faults: &mut Faults) -> (Rules, ServicePoints) {
    std::thread::scope(|scope| {
        let places = scope.spawn(|| {
            let mut faults = Faults::default();
            (service_points::Places::read(source, &mut faults), faults)
        });
        let mut found = Faults::default();
        let geography = geography::read(source, &mut found);
        let parts = catalogue::read(source, &geography, &mut found);
        let life = life::read(source, &geography, &mut found);
        let scenarios = scenarios::read(source, &life.statuses, &mut found);
        let interventions = interventions::read(source, &geography, &parts, &life.statuses, &mut found);
        let price_list = price_list::read(source, &geography, &parts, &mut found);
        let americas = americas::read(source, &geography, &life.facilities, &mut found);
        let gateway = gateway::read(source, &mut found);
        let points = service_points::read(source, &mut found);
        let (places, other) = places.join().unwrap_or_default();
        faults.append(found);
        faults.append(other);
        let rules = Rules {
            geography,
            parts,
            life,
            interventions,
            scenarios,
            price_list,
            americas,
            gateway,
        };
        (rules, points.with_places(places))
    })
}

/// Calls `take` with every row of a file. A file that cannot be read is a fault.
fn each_row(
    source: &Source,
    shape: &'static table::Shape,
    faults: &mut Faults,
    mut take: impl FnMut(&table::Row<'_, '_>, &mut Faults),
) {
    let mut blocks = match source.open(shape.file) {
        Ok(blocks) => blocks,
        Err(message) => return faults.push(Fault::of_file(shape.file, message)),
    };
    let mut header: Option<table::Header> = None;
    loop {
        let text = match blocks.next() {
            Some(Ok(text)) => text,
            Some(Err(broken)) => {
                let before = header.as_ref().map_or(0, |header| header.line() - 1);
                let (line, column) = broken
                    .place
                    .map_or((0, 0), |(lines, characters)| (before + lines + 1, characters + 1));
                return faults.push(Fault {
                    line,
                    column,
                    ..Fault::of_file(shape.file, broken.message)
                });
            }
            None if header.is_some() => return,
            None => "",
        };
        let table = match header.take() {
            Some(header) => Some(table::Table::resume(shape, header, text)),
            None => table::Table::new(shape, text, faults),
        };
        let Some(mut table) = table else { return };
        while let Some(row) = table.next(faults) {
            take(&row, faults);
        }
        header = Some(table.into_header());
    }
}

/// Keys met so far in a file, with their lines.
#[derive(Default)]
struct Unique(std::collections::HashMap<String, u32>);

impl Unique {
    /// Notes a key; `false`, and a fault, when it was met before.
    fn note(&mut self, row: &table::Row<'_, '_>, column: usize, key: String, faults: &mut Faults) -> bool {
        let earlier = self.0.get(&key).copied();
        if let Some(line) = earlier {
            faults.push(row.fault(column, format!("'{key}' stands already in line {line}")));
            return false;
        }
        self.0.insert(key, row.line);
        true
    }
}
