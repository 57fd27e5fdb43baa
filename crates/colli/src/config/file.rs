//! Reading a configuration file: every fault is named with its line and column.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

use super::error::ConfigError;
use super::keys::{KEYS, Key};

/// One key set in a file.
pub(super) struct Setting {
    pub(super) key: &'static Key,
    pub(super) value: Value,
    /// `file:line:column`.
    pub(super) place: String,
}

/// Reads the text of the file called `name`.
pub(super) fn read(name: &str, text: &str) -> Result<Vec<Setting>, ConfigError> {
    let place = |span: Range<usize>| {
        let (line, column) = position(text, span.start);
        format!("{name}:{line}:{column}")
    };
    let document = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
        place: place(error.span().unwrap_or(0..0)),
        reason: error.message().to_owned(),
    })?;
    let mut settings = Vec::new();
    for (section, table) in document.get_ref() {
        let unknown = || unknown_section(section.get_ref(), place(section.span()));
        if !KEYS.iter().any(|key| key.section == section.get_ref().as_ref()) {
            return Err(unknown());
        }
        let DeValue::Table(table) = table.get_ref() else {
            return Err(unknown());
        };
        for (key, value) in table {
            settings.push(setting(
                section.get_ref(),
                key.get_ref(),
                value,
                &place,
                place(key.span()),
            )?);
        }
    }
    Ok(settings)
}

fn setting(
    section: &str,
    name: &str,
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(Range<usize>) -> String,
    key_place: String,
) -> Result<Setting, ConfigError> {
    let key = Key::find(section, name).ok_or_else(|| {
        let wanted = format!("{section}.{name}");
        ConfigError::UnknownKey {
            place: key_place,
            nearest: nearest(&wanted, KEYS.iter().map(Key::path)),
            key: wanted,
        }
    })?;
    Ok(Setting {
        key,
        value: plain(value.get_ref()),
        place: place(value.span()),
    })
}

/// The value without its spans. Types no key has become text, so that the rule can refuse them by what they should be.
fn plain(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(switch) => Value::Boolean(*switch),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::String(number.as_str().to_owned()), Value::Integer),
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Boolean(false), Value::Float),
        DeValue::Datetime(moment) => Value::Datetime(*moment),
        DeValue::Array(parts) => Value::Array(parts.iter().map(|part| plain(part.get_ref())).collect()),
        DeValue::Table(_) => Value::Table(toml::Table::new()),
    }
}

fn unknown_section(section: &str, place: String) -> ConfigError {
    // A key written above all sections is meant for one of them more often than not.
    let candidates = KEYS
        .iter()
        .map(|key| key.section.to_owned())
        .chain(KEYS.iter().map(|key| key.name.to_owned()));
    let nearest_word = nearest(section, candidates);
    let nearest = match KEYS.iter().find(|key| key.name == nearest_word) {
        Some(key) => key.path(),
        None => format!("[{nearest_word}]"),
    };
    ConfigError::UnknownKey {
        place,
        key: section.to_owned(),
        nearest,
    }
}

/// The candidate most like `wanted`.
fn nearest(wanted: &str, candidates: impl Iterator<Item = String>) -> String {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(wanted, &candidate), candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
        .unwrap_or_default()
}

/// Line and column, both from 1, of a byte offset; columns count characters.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}
