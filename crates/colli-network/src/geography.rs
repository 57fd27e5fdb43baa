//! Countries, postal formats, customs territories and remote areas.

use crate::fault::Faults;
use crate::source::Source;
use crate::table::{Shape, one_line};
use crate::{Unique, each_row};
use colli_core::address::{PostalFormat, PostalFormats};
use colli_core::country::{Country, CountryCode, CustomsTerritory};
use colli_core::network::RemoteArea;
use std::collections::HashMap;

/// What is known about places.
#[derive(Debug, Default)]
pub(crate) struct Geography {
    pub(crate) countries: HashMap<CountryCode, Country>,
    pub(crate) postal: PostalFormats,
    pub(crate) customs_territories: Vec<CustomsTerritory>,
    pub(crate) remote_areas: Vec<RemoteArea>,
}

pub(crate) static COUNTRIES: Shape = Shape {
    file: "countries.csv",
    columns: &[
        "country",
        "numeric",
        "name",
        "currency",
        "eu_customs",
        "customs_from_nl",
    ],
    comments: &["note"],
};
static POSTAL_FORMATS: Shape = Shape {
    file: "postal_formats.csv",
    columns: &["country", "regex", "mask", "examples", "required"],
    comments: &["note"],
};
static CUSTOMS_TERRITORIES: Shape = Shape {
    file: "customs_territories.csv",
    columns: &["country", "postal_regex", "territory", "customs_from_nl"],
    comments: &["note"],
};
static REMOTE_AREAS: Shape = Shape {
    file: "remote_areas.csv",
    columns: &["country", "postal_regex", "area", "extra_working_days"],
    comments: &["documented", "note"],
};

pub(crate) fn read(source: &Source, faults: &mut Faults) -> Geography {
    let countries = countries(source, faults);
    Geography {
        postal: postal_formats(source, &countries, faults),
        customs_territories: customs_territories(source, &countries, faults),
        remote_areas: remote_areas(source, &countries, faults),
        countries,
    }
}

fn countries(source: &Source, faults: &mut Faults) -> HashMap<CountryCode, Country> {
    let mut countries = HashMap::with_capacity(256);
    let mut unique = Unique::default();
    each_row(source, &COUNTRIES, faults, |row, faults| {
        let code = row.country(0, faults);
        let numeric = row.read(1, "three digits", faults, |text| {
            (text.is_empty() || text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned())
        });
        let name_en = row.required(2, faults);
        let currency = row.read(3, "a currency of three letters", faults, |text| {
            (text.is_empty() || text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()))
                .then(|| text.to_owned())
        });
        let eu_customs = row.flag(4, faults);
        let customs_from_nl = row.read(5, "yes or no", faults, yes_no);
        let (Some(code), Some(numeric), Some(name_en), Some(currency), Some(customs_from_nl)) =
            (code, numeric, name_en, currency, customs_from_nl)
        else {
            return;
        };
        if unique.note(row, 0, code.to_string(), faults) {
            countries.insert(
                code,
                Country {
                    code,
                    numeric,
                    name_en,
                    currency,
                    eu_customs,
                    customs_from_nl,
                },
            );
        }
    });
    countries
}

fn postal_formats(source: &Source, countries: &HashMap<CountryCode, Country>, faults: &mut Faults) -> PostalFormats {
    let mut formats = Vec::with_capacity(256);
    let mut unique = Unique::default();
    each_row(source, &POSTAL_FORMATS, faults, |row, faults| {
        let Some(country) = known_country(row, 0, countries, faults) else {
            return;
        };
        let required = row.flag(4, faults);
        unique.note(row, 0, country.to_string(), faults);
        match PostalFormat::new(country, row.optional(1), row.text(2), row.list(3), required) {
            Ok(format) => formats.push(format),
            Err(error) => faults.push(row.fault(1, format!("not a regular expression: {}", one_line(&error)))),
        }
    });
    PostalFormats::new(formats)
}

fn customs_territories(
    source: &Source,
    countries: &HashMap<CountryCode, Country>,
    faults: &mut Faults,
) -> Vec<CustomsTerritory> {
    let mut territories = Vec::new();
    each_row(source, &CUSTOMS_TERRITORIES, faults, |row, faults| {
        let country = known_country(row, 0, countries, faults);
        let postal = row.regex(1, faults);
        let name = row.required(2, faults);
        let customs_from_nl = row.read(3, "yes or no", faults, yes_no);
        if let (Some(country), Some(postal), Some(name), Some(customs_from_nl)) =
            (country, postal, name, customs_from_nl)
        {
            territories.push(CustomsTerritory {
                country,
                postal,
                name,
                customs_from_nl,
            });
        }
    });
    territories
}

fn remote_areas(source: &Source, countries: &HashMap<CountryCode, Country>, faults: &mut Faults) -> Vec<RemoteArea> {
    let mut areas = Vec::new();
    each_row(source, &REMOTE_AREAS, faults, |row, faults| {
        let country = known_country(row, 0, countries, faults);
        let postal = row.regex(1, faults);
        let name = row.required(2, faults);
        let extra_working_days = row.number(3, faults);
        if let (Some(country), Some(postal), Some(name), Some(extra_working_days)) =
            (country, postal, name, extra_working_days)
        {
            areas.push(RemoteArea {
                country,
                postal,
                name,
                extra_working_days,
            });
        }
    });
    areas
}

/// A country that `countries.csv` lists.
pub(crate) fn known_country(
    row: &crate::table::Row<'_, '_>,
    column: usize,
    countries: &HashMap<CountryCode, Country>,
    faults: &mut Faults,
) -> Option<CountryCode> {
    let code = row.country(column, faults)?;
    if !countries.contains_key(&code) {
        let fault = row.fault(column, format!("unknown country {code}"));
        faults.unknown(COUNTRIES.file, countries.is_empty(), fault);
        return None;
    }
    Some(code)
}

fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}
