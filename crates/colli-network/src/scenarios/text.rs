//! A file with the places of what stands in it.

use crate::fault::{Fault, Faults};
use std::ops::Range;

/// A file and its text.
pub(super) struct Text<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
}

impl<'t> Text<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text }
    }

    /// Notes a fault at a place.
    pub(super) fn fault(&self, span: &Range<usize>, message: impl Into<String>, faults: &mut Faults) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1);
        faults.push(Fault {
            line: count(before.matches('\n').count()),
            column: count(line.chars().count()),
            ..Fault::of_file(self.file, message)
        });
    }

    /// Reads the file as a type; what does not fit is a fault.
    pub(super) fn parse<T: serde::de::DeserializeOwned>(&self, faults: &mut Faults) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.message().replace('\n', " ");
                self.fault(&error.span().unwrap_or(0..0), message, faults);
                None
            }
        }
    }
}
