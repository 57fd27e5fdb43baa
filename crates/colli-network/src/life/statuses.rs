//! Statuses and categories of pieces, statuses of pickups, with their texts.

use crate::fault::Faults;
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::status::{Category, LANGUAGES, Phase, PickupStatus, Status, Statuses};
use std::collections::HashMap;

pub(crate) static STATUSES: Shape = Shape {
    file: "tracking_statuses.csv",
    columns: &["code", "category", "phase", "nl", "en", "de", "fr", "es", "pt"],
    comments: &["source", "note"],
};
static CATEGORIES: Shape = Shape {
    file: "tracking_categories.csv",
    columns: &["category", "nl", "en", "de", "fr", "es", "pt"],
    comments: &["note"],
};
static PICKUP_STATUSES: Shape = Shape {
    file: "pickup_statuses.csv",
    columns: &["code", "final", "nl", "en", "de", "fr", "es", "pt"],
    comments: &["note"],
};

/// Longest code of a status, in characters; clients check it.
const CODE_CHARS_MAX: usize = 120;

pub(super) fn read(source: &Source, faults: &mut Faults) -> Statuses {
    let categories = categories(source, faults);
    let mut statuses = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &STATUSES, faults, |row, faults| {
        let code = row.read(0, "a status of capitals, digits, _, - and /", faults, |text| {
            is_code(text).then(|| text.to_owned())
        });
        let category = row.text(1);
        if !categories.iter().any(|known| known.code == category) {
            let fault = row.fault(
                1,
                format!("unknown category '{}'", colli_core::address::excerpt(category)),
            );
            faults.unknown(CATEGORIES.file, categories.is_empty(), fault);
        }
        let phase = row.read(2, "a phase the program knows", faults, Phase::parse);
        let texts = texts(row, 3, faults);
        if let (Some(code), Some(phase)) = (code, phase)
            && unique.note(row, 0, code.clone(), faults)
        {
            statuses.push(Status {
                code,
                category: category.to_owned(),
                phase,
                texts,
            });
        }
    });
    Statuses::new(statuses).with_categories(categories)
}

fn categories(source: &Source, faults: &mut Faults) -> Vec<Category> {
    let mut categories = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &CATEGORIES, faults, |row, faults| {
        let code = crate::catalogue::key(row, 0, &mut unique, faults);
        let texts = texts(row, 1, faults);
        categories.extend(code.map(|code| Category { code, texts }));
    });
    categories
}

pub(super) fn pickups(source: &Source, faults: &mut Faults) -> Vec<PickupStatus> {
    let mut statuses = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &PICKUP_STATUSES, faults, |row, faults| {
        let code = row.required(0, faults);
        let is_final = row.flag(1, faults);
        let texts = texts(row, 2, faults);
        if let Some(code) = code
            && unique.note(row, 0, code.clone(), faults)
        {
            statuses.push(PickupStatus { code, is_final, texts });
        }
    });
    statuses
}

/// The texts of a row, one column for each language from `first`.
fn texts(row: &Row<'_, '_>, first: usize, faults: &mut Faults) -> HashMap<String, String> {
    let text = |(index, language): (usize, &&str)| {
        row.required(first + index, faults)
            .map(|text| ((*language).to_owned(), text))
    };
    LANGUAGES.iter().enumerate().filter_map(text).collect()
}

/// The characters that strict clients accept in a status.
fn is_code(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let fits = |byte: u8| letter(byte) || matches!(byte, b'_' | b'/' | b'-');
    text.len() <= CODE_CHARS_MAX && text.bytes().next().is_some_and(letter) && text.bytes().all(fits)
}
