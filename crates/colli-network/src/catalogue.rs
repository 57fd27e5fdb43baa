//! Products, parcel types, options and their exclusions.

use crate::fault::Faults;
use crate::geography::Geography;
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row, lanes};
use colli_core::capability::CatalogueParts;
use colli_core::parcel::Dimensions;
use colli_core::product::{InputKind, OptionRole, ParcelLimits, ParcelType, Product, ServiceOption};
use std::collections::HashSet;

pub(crate) static PRODUCTS: Shape = Shape {
    file: "products.csv",
    columns: &[
        "key",
        "label",
        "code",
        "menu_code",
        "business",
        "mono_collo",
        "return",
        "cn23",
        "software_characteristic",
        "carrier",
        "stands_for",
        "documented",
    ],
    comments: &["note"],
};
pub(crate) static PARCEL_TYPES: Shape = Shape {
    file: "parcel_types.csv",
    columns: &[
        "key",
        "category",
        "default_weight_g",
        "min_weight_g",
        "max_weight_g",
        "max_length_mm",
        "max_width_mm",
        "max_height_mm",
        "documented",
    ],
    comments: &["note"],
};
pub(crate) static OPTIONS: Shape = Shape {
    file: "options.csv",
    columns: &[
        "key",
        "description",
        "rank",
        "code",
        "input",
        "input_required",
        "input_accepted",
        "input_min",
        "input_max",
        "kind",
        "mark",
        "role",
        "refused_to_business",
        "not_remote",
        "needs_enabling",
        "documented",
    ],
    comments: &["note"],
};
static EXCLUSIONS: Shape = Shape {
    file: "option_exclusions.csv",
    columns: &["option", "excludes"],
    comments: &["documented", "note"],
};

/// The most products or options: they are compiled to the bits of a machine word.
const SET_MAX: usize = 64;

pub(crate) fn read(source: &Source, geography: &Geography, faults: &mut Faults) -> CatalogueParts {
    let products = products(source, faults);
    let parcel_types = parcel_types(source, faults);
    let options = options(source, faults);
    let exclusions = exclusions(source, &options, faults);
    let mut parts = CatalogueParts {
        products,
        parcel_types,
        options,
        exclusions,
        lanes: Vec::new(),
        business_units: Vec::new(),
        remote_areas: geography.remote_areas.clone(),
    };
    lanes::read(source, geography, &mut parts, faults);
    parts
}

fn products(source: &Source, faults: &mut Faults) -> Vec<Product> {
    let mut products: Vec<Product> = Vec::new();
    let mut unique = Unique::default();
    let mut members = Vec::new();
    each_row(source, &PRODUCTS, faults, |row, faults| {
        let key = key(row, 0, &mut unique, faults);
        let label = row.required(1, faults);
        let code = two_digits(row, 2, faults);
        let menu_code = two_digits(row, 3, faults);
        let [business, mono_collo, is_return, cn23] = [4, 5, 6, 7].map(|column| row.flag(column, faults));
        let carrier = row.required(9, faults);
        let documented = row.flag(11, faults);
        too_many(row, products.len(), "products", faults);
        let stands_for = row.list(10);
        members.extend(
            stands_for
                .iter()
                .map(|member| (member.clone(), row.fault(10, format!("unknown product '{member}'")))),
        );
        let (Some(key), Some(label), Some(code), Some(menu_code), Some(carrier)) =
            (key, label, code, menu_code, carrier)
        else {
            return;
        };
        let software_characteristic = row.text(8).to_owned();
        products.push(Product {
            key,
            label,
            code,
            menu_code,
            business,
            mono_collo,
            software_characteristic,
            is_return,
            carrier,
            stands_for,
            cn23,
            documented,
        });
    });
    if !faults.concern(PRODUCTS.file) {
        members.retain(|(member, _)| products.iter().all(|product| product.key != *member));
        for (_, fault) in members {
            faults.push(fault);
        }
    }
    products
}

fn parcel_types(source: &Source, faults: &mut Faults) -> Vec<ParcelType> {
    let mut types = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &PARCEL_TYPES, faults, |row, faults| {
        let key = key(row, 0, &mut unique, faults);
        let default_weight_g = row.optional_number(2, faults);
        let limits = limits(row, 3, faults);
        let documented = row.flag(8, faults);
        let (Some(key), Some(limits)) = (key, limits) else {
            return;
        };
        if default_weight_g.is_some_and(|grams| !limits.allow_weight(grams)) {
            faults.push(row.fault(2, "the default weight is outside the limits"));
        }
        let category = row.text(1).to_owned();
        types.push(ParcelType {
            key,
            category,
            default_weight_g,
            limits,
            documented,
        });
    });
    types
}

/// Weight and size limits in five columns from `first`.
pub(crate) fn limits(row: &Row<'_, '_>, first: usize, faults: &mut Faults) -> Option<ParcelLimits> {
    let mut number = |column: usize| row.number(first + column, faults);
    let (min, max, length, width, height) = (number(0), number(1), number(2), number(3), number(4));
    let limits = ParcelLimits {
        min_weight_g: min?,
        max_weight_g: max?,
        max: Dimensions {
            length_mm: length?,
            width_mm: width?,
            height_mm: height?,
        },
    };
    if limits.min_weight_g > limits.max_weight_g {
        let message = format!(
            "the least weight {} g is above the greatest {} g",
            limits.min_weight_g, limits.max_weight_g
        );
        faults.push(row.fault(first, message));
    }
    if limits.max_weight_g == 0 {
        faults.push(row.fault(first + 1, "the greatest weight must not be 0"));
    }
    for column in first + 2..first + 5 {
        if row.text(column) == "0" {
            faults.push(row.fault(column, "a side must not be 0"));
        }
    }
    Some(limits)
}

fn options(source: &Source, faults: &mut Faults) -> Vec<ServiceOption> {
    let mut options = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &OPTIONS, faults, |row, faults| {
        too_many(row, options.len(), "options", faults);
        let key = key(row, 0, &mut unique, faults);
        let description = row.required(1, faults);
        let (rank, code) = (
            row.number(2, faults),
            row.read(3, "a number from 0 to 99", faults, small_number),
        );
        let [input, input_accepted] = [4, 6].map(|column| input_kind(row, column, faults));
        let input_required = row.flag(5, faults);
        let [input_min, input_max] = [7, 8].map(|column| row.optional_number(column, faults));
        let is_delivery = row.read(9, "delivery or service", faults, |text| match text {
            "delivery" => Some(true),
            "service" => Some(false),
            _ => None,
        });
        let role = row.read(11, "a role the program knows", faults, OptionRole::parse);
        let [refused_to_business, not_remote, needs_enabling, documented] =
            [12, 13, 14, 15].map(|column| row.flag(column, faults));
        if input_required && input.is_none() {
            faults.push(row.fault(5, "an input cannot be required of an option that takes none"));
        }
        if input_min.zip(input_max).is_some_and(|(min, max)| min > max) {
            faults.push(row.fault(7, "input_min is above input_max"));
        }
        let (Some(key), Some(description), Some(rank), Some(code)) = (key, description, rank, code) else {
            return;
        };
        let (Some(is_delivery), Some(role)) = (is_delivery, role) else {
            return;
        };
        let mark = row.text(10).to_owned();
        options.push(ServiceOption {
            key,
            description,
            rank,
            code,
            input,
            input_accepted,
            input_required,
            input_min,
            input_max,
            is_delivery,
            mark,
            role,
            not_remote,
            needs_enabling,
            refused_to_business,
            documented,
        });
    });
    options
}

fn exclusions(source: &Source, options: &[ServiceOption], faults: &mut Faults) -> Vec<(String, String)> {
    let known: HashSet<&str> = options.iter().map(|option| option.key.as_str()).collect();
    let mut exclusions = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &EXCLUSIONS, faults, |row, faults| {
        let (option, other) = (row.text(0).to_owned(), row.text(1).to_owned());
        for (column, key) in [(0, &option), (1, &other)] {
            if !known.contains(key.as_str()) {
                let fault = row.fault(column, format!("unknown option '{key}'"));
                return faults.unknown(OPTIONS.file, known.is_empty(), fault);
            }
        }
        if option == other {
            faults.push(row.fault(1, format!("option {option} cannot exclude itself")));
        }
        if unique.note(row, 0, format!("{option}, {other}"), faults) {
            exclusions.push((option, other));
        }
    });
    exclusions
}

/// A key: upper case letters, digits, `-` and `_`, once in the file.
pub(crate) fn key(row: &Row<'_, '_>, column: usize, unique: &mut Unique, faults: &mut Faults) -> Option<String> {
    let key = row.read(column, "a key of capitals, digits, - and _", faults, |text| {
        let fits = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
        (!text.is_empty() && text.bytes().all(fits)).then(|| text.to_owned())
    })?;
    unique.note(row, column, key.clone(), faults).then_some(key)
}

fn two_digits(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<String> {
    row.read(column, "two digits", faults, |text| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
    })
}

fn small_number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| *number < 100)
}

/// An input kind, or none when the cell is empty or wrong.
fn input_kind(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<InputKind> {
    row.optional(column)?;
    row.read(column, "text, number, address or object", faults, InputKind::parse)
}

fn too_many(row: &Row<'_, '_>, count: usize, what: &str, faults: &mut Faults) {
    if count == SET_MAX {
        faults.push(row.fault(0, format!("at most {SET_MAX} {what} are possible")));
    }
}
