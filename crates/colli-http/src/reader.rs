//! Reads wire requests into domain values, gathering every broken field on the way.

use colli_core::error::{Violation, Violations};
use colli_wire::field::{Field, Number};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::str::FromStr;
use uuid::Uuid;

/// Gathers violations while fields are read. Placeholder values stand in for broken fields until [`Reader::finish`].
#[derive(Default, Debug)]
pub(crate) struct Reader {
    found: Violations,
}

impl Reader {
    /// Fails with everything found.
    pub(crate) fn finish(self) -> Result<(), Vec<Violation>> {
        self.found.into_result(())
    }

    /// Whether nothing was found.
    pub(crate) fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// The failure that names everything found.
    pub(crate) fn failure<F: From<Vec<Violation>>>(self) -> F {
        self.found.into_vec().into()
    }

    /// Notes a violation of a field, or of a part of one, that nothing was found on so far.
    pub(crate) fn push_once(&mut self, violation: Violation) {
        if !self.found.names(&violation.field) {
            self.push(violation);
        }
    }

    /// Notes a violation.
    pub(crate) fn push(&mut self, violation: Violation) {
        self.found.push(violation);
    }

    /// Notes a text of more characters than it may have.
    pub(crate) fn longest(&mut self, text: &str, path: &str, chars_max: usize) {
        let chars = text.chars().count();
        if chars > chars_max {
            self.push(
                Violation::new(path, "length", format!("{chars} characters are too many"))
                    .accepting([format!("up to {chars_max} characters")]),
            );
        }
    }

    /// A value of any kind; one of the wrong type is noted.
    pub(crate) fn value<T>(&mut self, field: Field<T>, path: &str) -> Option<T> {
        match field {
            Field::Absent => None,
            Field::Value(value) => Some(value),
            Field::Wrong { expected, found } => {
                self.push(
                    Violation::new(path, "type", format!("expected {expected}, found {found}")).accepting([expected]),
                );
                None
            }
        }
    }

    /// Whether a field was sent, in whatever form.
    pub(crate) fn given<T>(field: &Field<T>) -> bool {
        !field.is_absent()
    }

    /// An optional text; blank means not given.
    pub(crate) fn text(&mut self, field: Field<String>, path: &str) -> Option<String> {
        self.value(field, path).filter(|text| !text.trim().is_empty())
    }

    /// A mandatory text.
    pub(crate) fn required(&mut self, field: Field<String>, path: &str) -> String {
        let wrong = matches!(field, Field::Wrong { .. });
        let text = self.text(field, path);
        if text.is_none() && !wrong {
            self.push(Violation::required(path));
        }
        text.unwrap_or_default()
    }

    /// A mandatory object.
    pub(crate) fn object<T>(&mut self, field: Field<T>, path: &str) -> Option<T> {
        if field.is_absent() {
            self.push(Violation::required(path));
        }
        self.value(field, path)
    }

    /// A flag with its default.
    pub(crate) fn flag(&mut self, field: Field<bool>, path: &str, default: bool) -> bool {
        // PHP forms send an empty string for an unchecked box.
        if matches!(&field, Field::Wrong { found, .. } if found == "the string \"\"") {
            return default;
        }
        self.value(field, path).unwrap_or(default)
    }

    /// A list with the index of each entry; `null` entries are left out.
    pub(crate) fn list<T>(&mut self, field: Field<Vec<Field<T>>>, path: &str) -> Vec<(usize, T)> {
        let entries = self.value(field, path).unwrap_or_default();
        entries
            .into_iter()
            .enumerate()
            .filter_map(|(index, entry)| Some((index, self.value(entry, &format!("{path}[{index}]"))?)))
            .collect()
    }

    /// A list of texts; blank ones are left out.
    pub(crate) fn texts(&mut self, field: Field<Vec<Field<String>>>, path: &str) -> Vec<String> {
        self.list(field, path)
            .into_iter()
            .map(|(_, text)| text)
            .filter(|text| !text.trim().is_empty())
            .collect()
    }

    /// A decimal number.
    pub(crate) fn decimal(&mut self, field: Field<Number>, path: &str) -> Option<Decimal> {
        if matches!(&field, Field::Wrong { found, .. } if found == "the string \"\"") {
            return None;
        }
        let number = self.value(field, path)?;
        let parsed = Decimal::from_str(&number.0)
            .or_else(|_| Decimal::from_scientific(&number.0))
            .ok();
        if parsed.is_none() {
            self.push(Violation::new(path, "range", format!("{} is out of range", number.0)));
        }
        parsed
    }

    /// A decimal number turned into an integer of a smaller unit; what does not fit is noted.
    pub(crate) fn scaled(
        &mut self,
        field: Field<Number>,
        path: &str,
        accepted: &str,
        convert: impl Fn(Decimal) -> Option<u32>,
    ) -> Option<u32> {
        let number = self.decimal(field, path)?;
        let scaled = convert(number);
        if scaled.is_none() {
            self.push(Violation::new(path, "range", format!("{number} is out of range")).accepting([accepted]));
        }
        scaled
    }

    /// A whole number.
    pub(crate) fn whole(&mut self, field: Field<Number>, path: &str) -> Option<u32> {
        self.scaled(field, path, "a whole number from 0", |number| {
            if number.fract().is_zero() {
                number.to_u32()
            } else {
                None
            }
        })
    }

    /// A mandatory UUID.
    pub(crate) fn uuid(&mut self, field: Field<String>, path: &str) -> Uuid {
        let text = self.required(field, path);
        if text.is_empty() {
            return Uuid::nil();
        }
        Uuid::parse_str(text.trim()).unwrap_or_else(|_| {
            self.push(
                Violation::new(
                    path,
                    "format",
                    format!("'{}' is not a UUID", colli_core::address::excerpt(&text)),
                )
                .accepting(["a UUID"]),
            );
            Uuid::nil()
        })
    }
}
