//! Scenarios of the simulation: `scenarios/*.toml`, the stretches they share in `stretches.toml`, and magic addresses.
//! A directory adds scenarios, and replaces those of the same name.

mod raw;
mod read;
mod text;

use crate::fault::{Fault, Faults};
use crate::source::Source;
use crate::table::Shape;
use crate::{Unique, each_row};
use colli_core::plan::scenario::{DEFAULT, Item, MagicAddress, MagicField, Scenario, Scenarios, Tail};
use colli_core::status::Statuses;
use read::Reader;
use std::collections::HashMap;
use text::Text;

/// The folder of scenarios in a directory.
pub(crate) const FOLDER: &str = "scenarios";
/// The stretches that scenarios share.
pub(crate) const STRETCHES: &str = "stretches.toml";
/// Bytes of a scenario file at most.
pub(crate) const FILE_BYTES_MAX: u64 = 256 * 1024;
/// Scenario files of a directory at most.
pub(crate) const FILES_MAX: usize = 500;

static MAGIC: Shape = Shape {
    file: "magic_addresses.csv",
    columns: &["field", "text", "scenario"],
    comments: &["note"],
};

/// Reads the scenarios of a network.
pub(crate) fn read(source: &Source, statuses: &Statuses, faults: &mut Faults) -> Scenarios {
    // Of statuses that could not be read everything would be unknown.
    let statuses = (!faults.concern("tracking_statuses.csv")).then_some(statuses);
    let stretches = match source.text(STRETCHES) {
        Ok(text) => raw::stretches(&Text::new(STRETCHES, &text), faults),
        Err(message) => {
            faults.push(Fault::of_file(STRETCHES, message));
            return Scenarios::default();
        }
    };
    let reader = Reader { statuses, stretches };
    let tails = tails(&reader, faults);
    let mut scenarios = Vec::new();
    for file in source.scenario_files() {
        match source.text(&file) {
            Ok(text) => scenarios.extend(reader.scenario(&Text::new(&file, &text), faults)),
            Err(message) => faults.push(Fault::of_file(&file, message)),
        }
    }
    if !scenarios.iter().any(|scenario| scenario.name == DEFAULT) && faults.is_empty() {
        faults.push(Fault::of_file(FOLDER, format!("there is no {DEFAULT}.toml")));
    }
    let magic = magic(source, &scenarios, faults);
    Scenarios::new(scenarios, tails, magic)
}

fn tails(reader: &Reader<'_>, faults: &mut Faults) -> HashMap<Tail, Vec<Item>> {
    let mut tails = HashMap::new();
    for (name, tail) in Tail::NAMES {
        match reader.stretch(name, faults) {
            Some(items) => drop(tails.insert(tail, items)),
            None => faults.push(Fault::of_file(STRETCHES, format!("there is no stretch '{name}'"))),
        }
    }
    tails
}

fn magic(source: &Source, scenarios: &[Scenario], faults: &mut Faults) -> Vec<MagicAddress> {
    let mut magic = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &MAGIC, faults, |row, faults| {
        let field = row.read(0, "street or last_name", faults, |word| {
            let mut names = MagicField::NAMES.into_iter();
            names.find_map(|(name, field)| (name == word).then_some(field))
        });
        let text = row.required(1, faults);
        let scenario = row.read(2, "a scenario", faults, |name| {
            scenarios
                .iter()
                .any(|known| known.name == name)
                .then(|| name.to_owned())
        });
        let (Some(field), Some(text), Some(scenario)) = (field, text, scenario) else {
            return;
        };
        let text = text.to_lowercase();
        if unique.note(row, 1, format!("{field:?} {text}"), faults) {
            magic.push(MagicAddress { field, text, scenario });
        }
    });
    magic
}
