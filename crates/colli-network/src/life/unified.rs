//! Divisions of the carrier, and what statuses mean in each.

use crate::fault::Faults;
use crate::geography::{Geography, known_country};
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::country::CountryCode;
use colli_core::status::Statuses;
use colli_core::unified::{Carriage, Division, Meaning, Meanings, StatusCode, Texts, UnifiedServices};
use std::collections::HashMap;

static SERVICES: Shape = Shape {
    file: "unified_services.csv",
    columns: &["service", "name", "network", "texts", "carrier", "carrier_reduced"],
    comments: &["note"],
};

static STATUSES: Shape = Shape {
    file: "unified_statuses.csv",
    columns: &["service", "status", "status_code", "text"],
    comments: &["note"],
};

static PROVIDERS: Shape = Shape {
    file: "unified_providers.csv",
    columns: &["service", "country", "provider"],
    comments: &["note"],
};

/// What the status of a row for a category begins with: what statuses mean that have no row.
const OF_CATEGORY: &str = "category:";

pub(super) fn read(
    source: &Source,
    statuses: &Statuses,
    geography: &Geography,
    faults: &mut Faults,
) -> UnifiedServices {
    let divisions = divisions(source, faults);
    let meanings = meanings(source, &divisions, statuses, faults);
    let providers = providers(source, &divisions, geography, faults);
    UnifiedServices::new(divisions, meanings).with_providers(providers)
}

fn divisions(source: &Source, faults: &mut Faults) -> Vec<Division> {
    let mut divisions = Vec::new();
    let (mut services, mut networks) = (Unique::default(), Unique::default());
    each_row(source, &SERVICES, faults, |row, faults| {
        let service = row.read(0, "small letters and hyphens", faults, |text| {
            let is_word = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            is_word.then(|| text.to_owned())
        });
        let name = row.required(1, faults);
        let network = row.optional(2).map(str::to_owned);
        let carriage = network
            .as_ref()
            .and_then(|_| row.read(2, "benelux, americas or empty", faults, Carriage::parse));
        let texts = row.read(3, "code or capitals", faults, Texts::parse);
        let [carrier, carrier_reduced] = [4, 5].map(|column| row.required(column, faults));
        // Each parcel belongs to one division.
        let is_single = network.is_none_or(|network| networks.note(row, 2, network, faults));
        let (Some(service), Some(name), Some(texts), Some(carrier), Some(carrier_reduced)) =
            (service, name, texts, carrier, carrier_reduced)
        else {
            return;
        };
        if services.note(row, 0, service.clone(), faults) && is_single {
            divisions.push(Division {
                service,
                name,
                carriage,
                texts,
                carrier,
                carrier_reduced,
            });
        }
    });
    divisions
}

fn meanings(
    source: &Source,
    divisions: &[Division],
    statuses: &Statuses,
    faults: &mut Faults,
) -> HashMap<String, Meanings> {
    let mut all: HashMap<String, Meanings> = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &STATUSES, faults, |row, faults| {
        let [service, status] = [0, 1].map(|column| row.required(column, faults));
        let words = "pre-transit, transit, delivered, failure or unknown";
        let code = row.read(2, words, faults, StatusCode::parse);
        let text = row.optional(3).map(str::to_owned);
        let (Some(service), Some(status), Some(code)) = (service, status, code) else {
            return;
        };
        check_service(row, &service, divisions, faults);
        if !unique.note(row, 1, format!("{service} {status}"), faults) {
            return;
        }
        let meanings = all.entry(service).or_default();
        let meaning = Meaning { code, text };
        // Scans may name statuses nobody listed, so that only categories can be checked.
        match status.strip_prefix(OF_CATEGORY) {
            None => {
                meanings.by_status.insert(status, meaning);
            }
            Some(category) => {
                if statuses.category(category).is_none() && !faults.concern("tracking_categories.csv") {
                    let message = format!("no category '{category}' in tracking_categories.csv");
                    faults.push(row.fault(1, message));
                }
                meanings.by_category.insert(category.to_owned(), meaning);
            }
        }
    });
    all
}

fn providers(
    source: &Source,
    divisions: &[Division],
    geography: &Geography,
    faults: &mut Faults,
) -> HashMap<(String, CountryCode), String> {
    let mut providers = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &PROVIDERS, faults, |row, faults| {
        let service = row.required(0, faults);
        let country = known_country(row, 1, &geography.countries, faults);
        let provider = row.required(2, faults);
        let (Some(service), Some(country), Some(provider)) = (service, country, provider) else {
            return;
        };
        check_service(row, &service, divisions, faults);
        if unique.note(row, 1, format!("{service} {country}"), faults) {
            providers.insert((service, country), provider);
        }
    });
    providers
}

fn check_service(row: &Row<'_, '_>, service: &str, divisions: &[Division], faults: &mut Faults) {
    let is_known = divisions.iter().any(|division| division.service == service);
    if !is_known && !faults.concern(SERVICES.file) {
        let message = format!("no service '{service}' in {}", SERVICES.file);
        faults.push(row.fault(0, message));
    }
}
