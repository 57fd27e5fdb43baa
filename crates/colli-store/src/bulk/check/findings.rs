//! What a check finds.

use std::fmt;

/// Faults that are listed; of more only the number is known.
const LISTED_MAX: usize = 20;

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Findings {
    /// Tables and how many rows were read of each.
    pub rows: Vec<(&'static str, u64)>,
    /// The first faults, a line each. No line holds personal data.
    pub faults: Vec<String>,
    /// How many more there are.
    pub unlisted: u64,
}

impl Findings {
    /// Whether there is no fault.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// Notes a fault.
    pub fn fault(&mut self, line: impl fmt::Display) {
        if self.faults.len() < LISTED_MAX {
            self.faults.push(line.to_string().replace('\n', " "));
        } else {
            self.unlisted += 1;
        }
    }

    /// Notes that a table was read.
    pub(super) fn read(&mut self, table: &'static str, rows: u64) {
        self.rows.push((table, rows));
    }
}
