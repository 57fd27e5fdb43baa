//! Faults in data files: where, and what is wrong.

use std::fmt;

/// One fault in one file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fault {
    /// Name of the file inside the data directory.
    pub file: String,
    /// Line, from 1; 0 when the fault is of the file as a whole.
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

/// Gathers faults.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    /// File of the latest faults and how many it has.
    current: (String, usize),
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        if self.current.0 != fault.file {
            let earlier = self.list.iter().filter(|known| known.file == fault.file).count();
            self.current = (fault.file.clone(), earlier);
        }
        self.current.1 += 1;
        match self.current.1 {
            ..=FAULTS_PER_FILE_MAX => self.list.push(fault),
            count if count == FAULTS_PER_FILE_MAX + 1 => {
                self.list
                    .push(Fault::of_file(&fault.file, "further faults of this file are left out"));
            }
            _ => {}
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All faults, by file and place.
    pub(crate) fn into_vec(mut self) -> Vec<Fault> {
        self.list.sort();
        self.list
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.list.extend(other.list);
    }
}
