//! Faults in data files: where, and what is wrong.

use crate::source::Source;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// One fault in one file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fault {
    /// Name of the file inside the data directory, as it is stored there.
    pub file: String,
    /// Line of the file when unpacked, from 1; 0 when the fault is of the file as a whole.
    pub line: u32,
    /// Character of the line at which the faulty cell begins, from 1; 0 when the fault is of the file as a whole.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl Fault {
    /// A fault of a file as a whole.
    pub(crate) fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: 0,
            column: 0,
            message: message.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            _ => write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message),
        }
    }
}

/// Faults noted for one file. A file broken on every line is not reported without end.
const FAULTS_PER_FILE_MAX: usize = 200;

/// Gathers faults, each once.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    seen: HashSet<Fault>,
    /// Faults by file, by the name of its table.
    files: BTreeMap<String, OfFile>,
}

/// The faults of one file.
#[derive(Debug, Default)]
struct OfFile {
    list: Vec<Fault>,
    /// Whether there were more than are kept.
    more: bool,
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        let file = self.files.entry(fault.file.clone()).or_default();
        if file.list.len() < FAULTS_PER_FILE_MAX {
            if self.seen.insert(fault.clone()) {
                file.list.push(fault);
            }
        } else if !self.seen.contains(&fault) {
            file.more = true;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether a table has faults itself. What it lacks may be among them, so nothing is said about references to it.
    pub(crate) fn concern(&self, table: &str) -> bool {
        self.files.contains_key(table)
    }

    /// Notes that a key is unknown to a table, unless the table is the cause: then that is the fault.
    pub(crate) fn unknown(&mut self, table: &str, table_is_empty: bool, fault: Fault) {
        if self.concern(table) {
            return;
        }
        self.push(if table_is_empty {
            Fault::of_file(table, "there is no row, but other tables refer to this one")
        } else {
            fault
        });
    }

    /// All faults: first those of the tables others refer to, then by place. Files have the names they are stored by.
    pub(crate) fn into_vec(self, source: &Source) -> Vec<Fault> {
        let mut files: Vec<(String, OfFile)> = self.files.into_iter().collect();
        files.sort_by_key(|(table, _)| Source::rank(table));
        let mut faults = Vec::new();
        for (table, mut of_file) in files {
            let name = source.stored_name(&table);
            of_file.list.sort();
            faults.extend(of_file.list.into_iter().map(|fault| Fault {
                file: name.clone(),
                ..fault
            }));
            if of_file.more {
                faults.push(Fault::of_file(&name, "further faults of this file are left out"));
            }
        }
        faults
    }

    pub(crate) fn append(&mut self, other: Self) {
        for (table, of_file) in other.files {
            for fault in of_file.list {
                self.push(fault);
            }
            if let Some(file) = self.files.get_mut(&table) {
                file.more |= of_file.more;
            }
        }
    }
}
