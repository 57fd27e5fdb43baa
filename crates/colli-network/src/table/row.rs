//! Cells of a row as values; what cannot be read is a fault of that cell.

use super::{Cell, Table};
use crate::fault::{Fault, Faults};
use colli_core::address::excerpt;
use colli_core::country::CountryCode;

/// One row; cells are fetched by the number of their column in the shape.
pub(crate) struct Row<'r, 't> {
    table: &'r Table<'t>,
    pub(crate) line: u32,
}

impl<'r, 't> Row<'r, 't> {
    pub(super) fn new(table: &'r Table<'t>, line: u32) -> Self {
        Self { table, line }
    }
}

impl Row<'_, '_> {
    fn cell(&self, column: usize) -> Option<&Cell<'_>> {
        self.table
            .order
            .get(column)
            .and_then(|index| self.table.cells.get(*index))
    }

    /// Text of a cell, trimmed.
    pub(crate) fn text(&self, column: usize) -> &str {
        self.cell(column).map_or("", |cell| trim(&cell.text))
    }

    /// Text of a cell, or `None` when it is empty.
    pub(crate) fn optional(&self, column: usize) -> Option<&str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// A fault of a cell.
    pub(crate) fn fault(&self, column: usize, message: impl Into<String>) -> Fault {
        self.table.fault(
            self.cell(column).map_or(self.table.row_start, |cell| cell.start),
            message.into(),
        )
    }

    /// Text that must not be empty.
    pub(crate) fn required(&self, column: usize, faults: &mut Faults) -> Option<String> {
        let text = self.optional(column).map(str::to_owned);
        if text.is_none() {
            faults.push(self.fault(column, format!("{} must not be empty", self.name(column))));
        }
        text
    }

    /// A whole number.
    pub(crate) fn number(&self, column: usize, faults: &mut Faults) -> Option<u32> {
        self.read(column, "a whole number of at most 4294967295", faults, |text| {
            text.parse().ok()
        })
    }

    /// A whole number, or nothing.
    pub(crate) fn optional_number(&self, column: usize, faults: &mut Faults) -> Option<u32> {
        self.optional(column).and_then(|_| self.number(column, faults))
    }

    /// `1` or `0`.
    pub(crate) fn flag(&self, column: usize, faults: &mut Faults) -> bool {
        self.read(column, "1 or 0", faults, |text| match text {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        })
        .unwrap_or_default()
    }

    /// An ISO 3166-1 alpha-2 code.
    pub(crate) fn country(&self, column: usize, faults: &mut Faults) -> Option<CountryCode> {
        self.read(column, "a country code of two letters", faults, CountryCode::parse)
    }

    /// Degrees with up to six decimals, as millionths.
    pub(crate) fn degrees(&self, column: usize, limit: i32, faults: &mut Faults) -> Option<i32> {
        let degrees = parse_e6(self.text(column)).filter(|value| value.abs() <= limit * 1_000_000);
        if degrees.is_none() {
            let message = format!(
                "'{}' is not a number of degrees between -{limit} and {limit}",
                excerpt(self.text(column))
            );
            faults.push(self.fault(column, message));
        }
        degrees
    }

    /// A regular expression.
    pub(crate) fn regex(&self, column: usize, faults: &mut Faults) -> Option<regex::Regex> {
        match regex::Regex::new(self.text(column)) {
            Ok(regex) => Some(regex),
            Err(error) => {
                faults.push(self.fault(column, format!("not a regular expression: {}", one_line(&error))));
                None
            }
        }
    }

    /// Any value, by its own reader; `expected` says what a good cell holds.
    pub(crate) fn read<T>(
        &self,
        column: usize,
        expected: &str,
        faults: &mut Faults,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.text(column));
        if value.is_none() {
            let found = excerpt(self.text(column));
            faults.push(self.fault(column, format!("{}: '{found}' is not {expected}", self.name(column))));
        }
        value
    }

    /// Items of a cell, separated by `|`.
    pub(crate) fn list(&self, column: usize) -> Vec<String> {
        self.text(column)
            .split('|')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn name(&self, column: usize) -> &'static str {
        self.table.shape.columns.get(column).copied().unwrap_or_default()
    }
}

/// Trims; most cells begin and end with something else than white space, which is told quickly.
fn trim(text: &str) -> &str {
    let plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if plain(text.as_bytes().first()) && plain(text.as_bytes().last()) {
        text
    } else {
        text.trim()
    }
}

/// An error of several lines as one.
pub(crate) fn one_line(error: &impl ToString) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim().to_owned()
}

/// A decimal number as millionths; digits beyond the sixth decimal are dropped.
fn parse_e6(text: &str) -> Option<i32> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || whole.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let mut value = whole.parse::<i32>().ok()?;
    let mut decimals = decimals.bytes();
    for _ in 0..6 {
        let digit = decimals.next().unwrap_or(b'0');
        value = value
            .checked_mul(10)?
            .checked_add(i32::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?))?;
    }
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_become_millionths() {
        assert_eq!(parse_e6("52.065300"), Some(52_065_300));
        assert_eq!(parse_e6("-3.70289"), Some(-3_702_890));
        assert_eq!(parse_e6("5"), Some(5_000_000));
        for wrong in ["", "x", "1.2.3", "1e5", "--1", "1.a", "+1"] {
            assert_eq!(parse_e6(wrong), None, "{wrong}");
        }
    }
}
