//! Rows on their way, packed into one piece of memory, in a form that is the same whichever engine they come from.

use super::tables::{Column, Kind, Table};
use crate::StoreError;
use crate::tx::{Arg, Row};

/// Bytes after which a batch is passed on.
pub(crate) const BATCH_BYTES: usize = 256 << 10;

const NULL: u8 = 0;
const NUMBER: u8 = 1;
const TEXT: u8 = 2;
const BYTES: u8 = 3;

/// Rows of one table. Each value is a byte that says what follows; numbers are eight bytes, the highest first; text and
/// bytes have their length, such a number, before them. Equal rows are equal bytes: checksums are made of these.
#[derive(Default)]
pub(crate) struct Rows {
    packed: Vec<u8>,
    ends: Vec<usize>,
}

impl Rows {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether it is time to pass them on.
    pub(crate) fn is_full(&self) -> bool {
        self.packed.len() >= BATCH_BYTES
    }

    /// Adds a row as an engine reads it.
    pub(crate) fn push<R: Row>(&mut self, columns: &[Column], row: &R) -> Result<(), StoreError> {
        for (at, column) in columns.iter().enumerate() {
            match column.kind {
                Kind::I64 => self.number(row.opt_i64(at)?),
                Kind::Text => self.bytes(TEXT, row.opt_text(at)?.map(str::as_bytes)),
                Kind::Bytes => self.bytes(BYTES, row.opt_bytes(at)?),
            }
        }
        self.ends.push(self.packed.len());
        Ok(())
    }

    fn number(&mut self, value: Option<i64>) {
        match value {
            None => self.packed.push(NULL),
            Some(value) => {
                self.packed.push(NUMBER);
                self.packed.extend_from_slice(&value.to_be_bytes());
            }
        }
    }

    fn bytes(&mut self, kind: u8, value: Option<&[u8]>) {
        match value {
            None => self.packed.push(NULL),
            Some(value) => {
                self.packed.push(kind);
                self.packed.extend_from_slice(&(value.len() as u64).to_be_bytes());
                self.packed.extend_from_slice(value);
            }
        }
    }

    /// The rows, packed.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, end)| self.packed.get(start..*end).unwrap_or_default())
    }
}

/// The values of a packed row.
pub(crate) fn values<'a>(table: &Table, packed: &'a [u8]) -> Result<Vec<Arg<'a>>, StoreError> {
    let mut rest = packed;
    let values = table.columns.iter().map(|column| value(column.kind, &mut rest));
    values.collect::<Option<_>>().ok_or(StoreError::Unreadable("row"))
}

fn value<'a>(kind: Kind, rest: &mut &'a [u8]) -> Option<Arg<'a>> {
    let (tag, behind) = rest.split_first()?;
    *rest = behind;
    if *tag == NULL {
        return Some(match kind {
            Kind::I64 => Arg::OptI64(None),
            Kind::Text => Arg::OptText(None),
            Kind::Bytes => Arg::OptBytes(None),
        });
    }
    let (number, behind) = rest.split_first_chunk::<8>()?;
    *rest = behind;
    if kind == Kind::I64 {
        return Some(Arg::I64(i64::from_be_bytes(*number)));
    }
    let length = usize::try_from(u64::from_be_bytes(*number)).ok()?;
    let (value, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(match kind {
        Kind::Text => Arg::Text(std::str::from_utf8(value).ok()?),
        _ => Arg::Bytes(value),
    })
}
