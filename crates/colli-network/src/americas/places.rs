//! States, areas of ZIP codes, bands of distances.

use crate::fault::{Fault, Faults};
use crate::geography::{COUNTRIES, Geography, known_country};
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::address::excerpt;
use colli_core::americas::place::{PlaceKind, State, Zip3, Zone};
use colli_core::americas::zone::{Area, Band, Zones};

static STATES: Shape = Shape {
    file: "us_states.csv",
    columns: &["code", "name", "type", "iso_country", "price_zone", "cities"],
    comments: &["zip3_ranges", "documented", "note"],
};
static AREAS: Shape = Shape {
    file: "us_zip3.csv",
    columns: &["zip3", "state", "states", "lat", "lon"],
    comments: &["type", "zip_count", "place", "note"],
};
static BANDS: Shape = Shape {
    file: "us_zone_rule.csv",
    columns: &["zone", "min_miles_exclusive", "max_miles_inclusive"],
    comments: &["note"],
};

/// What a good cell of a zone holds.
pub(super) const ZONE: &str = "a zone: 1 to 9 or 11 to 13";

pub(super) fn zone(text: &str) -> Option<Zone> {
    text.parse().ok().and_then(Zone::new)
}

pub(super) fn read(source: &Source, geography: &Geography, faults: &mut Faults) -> Zones {
    let states = states(source, geography, faults);
    let areas = areas(source, &states, faults);
    Zones::new(states, areas, bands(source, faults))
}

fn states(source: &Source, geography: &Geography, faults: &mut Faults) -> Vec<State> {
    let mut states = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &STATES, faults, |row, faults| {
        let code = row.read(0, "two capitals", faults, |text| {
            (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| text.to_owned())
        });
        let name = row.required(1, faults);
        let kind = row.read(2, KINDS, faults, |text| {
            PlaceKind::parse(text).filter(|kind| *kind != PlaceKind::Abroad)
        });
        let country = known_country(row, 3, &geography.countries, faults);
        let price_zone = match row.optional(4) {
            Some(_) => row.read(4, ZONE, faults, zone),
            None => None,
        };
        let (Some(code), Some(name), Some(kind), Some(country)) = (code, name, kind, country) else {
            return;
        };
        if unique.note(row, 0, code.clone(), faults) {
            states.push(State {
                code,
                name,
                kind,
                country,
                price_zone,
                cities: row.list(5),
            });
        }
    });
    states
}

const KINDS: &str = "state, district, territory, freely_associated or military";

fn areas(source: &Source, states: &[State], faults: &mut Faults) -> Vec<Area> {
    let mut areas = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &AREAS, faults, |row, faults| {
        let zip3 = row.read(0, "the first three digits of a ZIP code", faults, Zip3::parse);
        let chief = known_state(row, 1, row.text(1), states, faults);
        let mut listed = row.list(2);
        for code in &listed {
            known_state(row, 2, code, states, faults);
        }
        let [lat_e6, lon_e6] = [(3, 90), (4, 180)].map(|(column, limit)| row.degrees(column, limit, faults));
        let (Some(zip3), Some(chief), Some(lat_e6), Some(lon_e6)) = (zip3, chief, lat_e6, lon_e6) else {
            return;
        };
        listed.retain(|code| *code != chief);
        listed.insert(0, chief);
        if unique.note(row, 0, zip3.to_string(), faults) {
            areas.push(Area {
                zip3,
                states: listed,
                lat_e6,
                lon_e6,
            });
        }
    });
    areas
}

fn known_state(row: &Row<'_, '_>, column: usize, code: &str, states: &[State], faults: &mut Faults) -> Option<String> {
    if states.iter().any(|state| state.code == code) {
        return Some(code.to_owned());
    }
    // Without countries there are no states: then that is the fault.
    if !faults.concern(COUNTRIES.file) {
        let fault = row.fault(column, format!("unknown state '{}'", excerpt(code)));
        faults.unknown(STATES.file, states.is_empty(), fault);
    }
    None
}

/// Bands follow each other from 0 miles without a gap; the last has no end.
fn bands(source: &Source, faults: &mut Faults) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let mut end = Some(0);
    each_row(source, &BANDS, faults, |row, faults| {
        let zone = row.read(0, ZONE, faults, zone);
        let min = row.number(1, faults);
        let max_miles = row.optional_number(2, faults);
        if min.is_some() && min != end {
            let expected = end.map_or_else(
                || "no further row".to_owned(),
                |end| format!("{end}, the end of the band before"),
            );
            faults.push(row.fault(1, format!("the band begins at {}; expected is {expected}", row.text(1))));
        }
        if max_miles.is_some_and(|max| min.is_some_and(|min| max <= min)) {
            faults.push(row.fault(2, "the band ends before it begins"));
        }
        end = max_miles;
        bands.extend(zone.map(|zone| Band { zone, max_miles }));
    });
    if end.is_some() && !faults.concern(BANDS.file) {
        faults.push(Fault::of_file(
            BANDS.file,
            "the last band must have no max_miles_inclusive",
        ));
    }
    bands
}
