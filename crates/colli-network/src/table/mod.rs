//! CSV tables (RFC 4180, UTF-8, first row names the columns), read with the place of every cell.

mod row;

pub(crate) use row::{Row, one_line};

use crate::fault::{Fault, Faults};
use colli_core::address::excerpt;
use std::borrow::Cow;

/// The columns of a table, in the order the program numbers them. A file may order them otherwise.
pub(crate) struct Shape {
    /// Name of the file.
    pub(crate) file: &'static str,
    /// Columns every file has.
    pub(crate) columns: &'static [&'static str],
    /// Columns a file may have; they are for readers and not used.
    pub(crate) comments: &'static [&'static str],
}

/// A cell: its text, and where it begins in the file.
#[derive(Clone, Debug, Default)]
struct Cell<'t> {
    text: Cow<'t, str>,
    start: usize,
}

/// What the first row of a file says, and how far the file was read.
#[derive(Debug)]
pub(crate) struct Header {
    /// File column of each column of the shape.
    order: Vec<usize>,
    width: usize,
    line: u32,
}

impl Header {
    /// The line the next row begins in, from 1.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }
}

/// Reads a table row by row.
pub(crate) struct Table<'t> {
    shape: &'static Shape,
    text: &'t str,
    position: usize,
    line: u32,
    /// File column of each column of the shape.
    order: Vec<usize>,
    width: usize,
    cells: Vec<Cell<'t>>,
    row_start: usize,
    row_line: u32,
    /// Whether a quote of the row is wrong: its cells cannot be told apart.
    row_broken: bool,
}

impl<'t> Table<'t> {
    /// Goes on with a further part of a file.
    pub(crate) fn resume(shape: &'static Shape, header: Header, text: &'t str) -> Self {
        let Header { order, width, line } = header;
        Self {
            shape,
            text,
            position: 0,
            line,
            order,
            width,
            cells: Vec::new(),
            row_start: 0,
            row_line: line,
            row_broken: false,
        }
    }

    /// What a further part of the file needs.
    pub(crate) fn into_header(self) -> Header {
        Header {
            order: self.order,
            width: self.width,
            line: self.line,
        }
    }

    /// Reads the column names; `None` when the table cannot be read at all.
    pub(crate) fn new(shape: &'static Shape, text: &'t str, faults: &mut Faults) -> Option<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut table = Self {
            shape,
            text,
            position: 0,
            line: 1,
            order: Vec::new(),
            width: 0,
            cells: Vec::new(),
            row_start: 0,
            row_line: 1,
            row_broken: false,
        };
        if !table.scan(faults) {
            faults.push(Fault::of_file(
                shape.file,
                "the file is empty; its first line names the columns",
            ));
            return None;
        }
        table.read_header(faults)
    }

    fn read_header(mut self, faults: &mut Faults) -> Option<Self> {
        let names: Vec<String> = self.cells.iter().map(|cell| cell.text.trim().to_owned()).collect();
        for (index, name) in names.iter().enumerate() {
            let known = self.shape.columns.contains(&name.as_str()) || self.shape.comments.contains(&name.as_str());
            if !known {
                let message = format!(
                    "unknown column '{}'; columns are {}",
                    excerpt(name),
                    self.shape.columns.join(", ")
                );
                faults.push(self.fault(self.cells[index].start, message));
            } else if names[..index].contains(name) {
                faults.push(self.fault(self.cells[index].start, format!("column '{name}' stands twice")));
            }
        }
        let mut complete = true;
        for column in self.shape.columns {
            if let Some(index) = names.iter().position(|name| name == column) {
                self.order.push(index);
            } else {
                faults.push(self.fault(0, format!("column '{column}' is missing")));
                complete = false;
            }
        }
        self.width = names.len();
        complete.then_some(self)
    }

    /// The next row with the right number of cells and sound quotes; faulty rows are noted and passed over.
    pub(crate) fn next(&mut self, faults: &mut Faults) -> Option<Row<'_, 't>> {
        loop {
            if !self.scan(faults) {
                return None;
            }
            if self.row_broken {
                continue;
            }
            if self.cells.len() == self.width {
                return Some(Row::new(self, self.row_line));
            }
            // A blank line is no row.
            if self.cells.len() > 1 || self.cells.first().is_some_and(|cell| !cell.text.trim().is_empty()) {
                let last = self.cells.last().map_or(self.row_start, |cell| cell.start);
                faults.push(self.fault(
                    last,
                    format!("{} cells where {} are expected", self.cells.len(), self.width),
                ));
            }
        }
    }

    /// Reads one record into `cells`; `false` at the end of the file.
    fn scan(&mut self, faults: &mut Faults) -> bool {
        let bytes = self.text.as_bytes();
        if self.position >= bytes.len() {
            return false;
        }
        self.cells.clear();
        self.row_start = self.position;
        self.row_line = self.line;
        self.row_broken = false;
        loop {
            let start = self.position;
            let cell = if bytes.get(start) == Some(&b'"') {
                self.quoted(faults)
            } else {
                self.plain(faults)
            };
            self.cells.push(Cell { text: cell, start });
            match bytes.get(self.position) {
                Some(b',') => self.position += 1,
                Some(_) => {
                    self.position += 1;
                    self.line += 1;
                    return true;
                }
                None => return true,
            }
        }
    }

    /// A cell without quotes: up to the next comma or line end.
    fn plain(&mut self, faults: &mut Faults) -> Cow<'t, str> {
        let text = self.text;
        let start = self.position;
        let rest = &text.as_bytes()[start..];
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b',' | b'\n' | b'"'))
            .unwrap_or(rest.len());
        self.position += length;
        if rest.get(length) == Some(&b'"') {
            self.row_broken = true;
            faults.push(self.fault(
                self.position,
                "a quote inside a cell that does not begin with one".to_owned(),
            ));
            let rest = &rest[length..];
            self.position += rest
                .iter()
                .position(|byte| matches!(byte, b',' | b'\n'))
                .unwrap_or(rest.len());
        }
        let cell = &text[start..self.position];
        Cow::Borrowed(cell.strip_suffix('\r').unwrap_or(cell))
    }

    /// A quoted cell: doubled quotes stand for one, commas and line ends for themselves.
    fn quoted(&mut self, faults: &mut Faults) -> Cow<'t, str> {
        let text = self.text;
        let opening = self.position;
        let mut cell = String::new();
        self.position += 1;
        loop {
            let rest = &text[self.position..];
            let Some(length) = rest.find('"') else {
                self.row_broken = true;
                faults.push(self.fault(opening, "the quote that opens this cell is never closed".to_owned()));
                self.position = text.len();
                return Cow::Owned(cell);
            };
            let part = &rest[..length];
            self.line += u32::try_from(part.matches('\n').count()).unwrap_or(0);
            cell.push_str(part);
            self.position += length + 1;
            match text.as_bytes().get(self.position) {
                Some(b'"') => {
                    cell.push('"');
                    self.position += 1;
                }
                Some(b'\r') if text.as_bytes().get(self.position + 1) == Some(&b'\n') => self.position += 1,
                Some(b',' | b'\n') | None => return Cow::Owned(cell),
                Some(_) => {
                    self.row_broken = true;
                    faults.push(self.fault(self.position, "text after the quote that closes this cell".to_owned()));
                    let rest = &text.as_bytes()[self.position..];
                    self.position += rest
                        .iter()
                        .position(|byte| matches!(byte, b',' | b'\n'))
                        .unwrap_or(rest.len());
                    return Cow::Owned(cell);
                }
            }
        }
    }

    /// A fault at a byte of the file, told as line and character.
    fn fault(&self, at: usize, message: String) -> Fault {
        let before = &self.text[self.row_start.min(at)..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let lines = u32::try_from(before.matches('\n').count()).unwrap_or(0);
        let column = u32::try_from(before[line_start..].chars().count()).unwrap_or(0);
        Fault {
            file: self.shape.file.to_owned(),
            line: self.row_line + lines,
            column: column + 1,
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SHAPE: Shape = Shape {
        file: "t.csv",
        columns: &["key", "size"],
        comments: &["note"],
    };

    fn rows(text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let mut faults = Faults::default();
        let mut found = Vec::new();
        if let Some(mut table) = Table::new(&SHAPE, text, &mut faults) {
            while let Some(row) = table.next(&mut faults) {
                found.push((row.text(0).to_owned(), row.text(1).to_owned()));
            }
        }
        let faults = faults.into_vec(&crate::source::Source::embedded());
        (found, faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn cells_are_read() {
        let (found, faults) = rows("size,key,note\r\n1,\"a, \"\"b\"\"\",x\r\n\r\n2,ü,\n");
        assert_eq!(
            found,
            [
                ("a, \"b\"".to_owned(), "1".to_owned()),
                ("ü".to_owned(), "2".to_owned())
            ]
        );
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn faults_name_line_and_character() {
        assert_eq!(
            rows("key,size\nü,1\nüü,2,3\n").1,
            ["t.csv:3:6: 3 cells where 2 are expected"]
        );
        assert_eq!(
            rows("key,size\n\"a\nb\",1\nü,x\"y\n").1,
            ["t.csv:4:4: a quote inside a cell that does not begin with one"]
        );
        assert_eq!(
            rows("key,size\na,\"b").1,
            ["t.csv:2:3: the quote that opens this cell is never closed"]
        );
        assert_eq!(
            rows("key,sice\n").1,
            [
                "t.csv:1:1: column 'size' is missing",
                "t.csv:1:5: unknown column 'sice'; columns are key, size"
            ]
        );
        assert_eq!(
            rows("").1,
            ["t.csv: the file is empty; its first line names the columns"]
        );
    }
}
