//! What rows have in common: an owner that exists, a code that is its owner's, ids and times that can be read.

use super::findings::Findings;
use super::page::Owner;
use crate::StoreError;
use crate::tx::{FromRow, Row};
use jiff::Timestamp;

/// Length of an id, in bytes.
pub(super) const ID_BYTES: usize = 16;

/// Whether a number is a time.
pub(super) fn is_time(millisecond: i64) -> bool {
    Timestamp::from_millisecond(millisecond).is_ok()
}

/// Whether bytes are an id.
pub(super) fn is_id(bytes: &[u8]) -> bool {
    bytes.len() == ID_BYTES
}

/// Reads a row as the server does, from the first column on. What it could not read is returned by its name, so that the
/// check goes on with the next row.
pub(super) fn as_served<T: FromRow, R: Row>(row: &R) -> Result<Result<T, &'static str>, StoreError> {
    match T::from_row(row) {
        Ok(value) => Ok(Ok(value)),
        Err(StoreError::Unreadable(what)) => Ok(Err(what)),
        Err(error) => Err(error),
    }
}

/// Whose a row is, and whether the organisation exists.
pub(super) struct Belonging {
    pub(super) owner: Owner,
    is_known: bool,
}

impl Belonging {
    /// From two neighbouring columns, and one that is null when there is no such organisation.
    pub(super) fn from_row<R: Row>(row: &R, owner: usize, organisation: usize) -> Result<Self, StoreError> {
        Ok(Self {
            owner: Owner::from_row(row, owner)?,
            is_known: row.opt_i64(organisation)?.is_some(),
        })
    }

    /// Notes what is wrong with it.
    pub(super) fn check(&self, what: &str, findings: &mut Findings) {
        if self.owner.tenant().is_none() {
            findings.fault(format!("{what}: organisation or environment cannot be read"));
        } else if !self.is_known {
            findings.fault(format!("{what}: it belongs to {}, which does not exist", self.owner));
        }
    }
}

/// Whose the code of a row is; nobody's when there is no such code.
pub(super) struct CodeOwner(Option<Owner>);

impl CodeOwner {
    /// From two neighbouring columns of `tracker_codes`, joined from the left.
    pub(super) fn from_row<R: Row>(row: &R, column: usize) -> Result<Self, StoreError> {
        Ok(Self(match row.opt_bytes(column)? {
            None => None,
            Some(_) => Some(Owner::from_row(row, column)?),
        }))
    }

    /// Notes what is wrong with it, for a row of this owner.
    pub(super) fn check(&self, what: &str, owner: &Owner, findings: &mut Findings) {
        match &self.0 {
            None => findings.fault(format!("{what}: there is no such code")),
            Some(of_code) if of_code != owner => {
                findings.fault(format!(
                    "{what}: the code belongs to another organisation or environment"
                ));
            }
            Some(_) => {}
        }
    }
}
