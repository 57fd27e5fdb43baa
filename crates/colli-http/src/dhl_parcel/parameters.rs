//! Query parameters that must make sense: every one that does not is named in one answer.

use super::App;
use super::error::{Answer, Failure};
use crate::query::Query;
use colli_core::address::excerpt;
use colli_core::country::CountryCode;
use colli_core::error::{Violation, Violations};
use colli_core::limits::SEARCH_CHARS_MAX;
use colli_core::network::Network;
use jiff::civil::Date;

/// A query string that is being read.
pub(super) struct Parameters<'a> {
    args: Query,
    network: &'a Network,
    pub(super) found: Violations,
}

impl<'a> Parameters<'a> {
    /// Begins to read a raw query string.
    pub(super) fn read(app: &'a App, raw: Option<&str>) -> Self {
        Self {
            args: Query::parse(raw),
            network: app.service.network(),
            found: Violations::new(),
        }
    }

    /// Ends reading: all broken rules at once, if there are any.
    pub(super) fn finish(self) -> Answer<()> {
        let mut found = self.found.into_vec().into_iter();
        let first = found.next().map(Failure::invalid_parameter);
        first.map_or(Ok(()), |first| Err(found.fold(first, Failure::with)))
    }

    /// The first non-empty value under any of these names; violations carry the first name.
    pub(super) fn text(&mut self, names: &[&str]) -> Option<String> {
        let text = self.args.text_of(names)?;
        if text.chars().count() <= SEARCH_CHARS_MAX {
            return Some(text);
        }
        self.found.push(
            Violation::new(name(names), "length", "this text is too long")
                .accepting([format!("up to {SEARCH_CHARS_MAX} characters")]),
        );
        None
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, names: &[&str]) -> Option<String> {
        if self.args.text_of(names).is_none() {
            self.found.push(Violation::required(name(names)));
        }
        self.text(names)
    }

    /// All values of a list, in any array syntax.
    pub(super) fn list(&mut self, field: &str) -> Vec<String> {
        self.args.list(field)
    }

    /// A country that exists.
    pub(super) fn country(&mut self, names: &[&str]) -> Option<CountryCode> {
        let text = self.text(names)?;
        let country = CountryCode::parse(&text).filter(|code| self.network.country(*code).is_some());
        if country.is_none() {
            let message = format!("there is no country '{}'", excerpt(&text));
            self.found.push(
                Violation::new(name(names), "unknown", message).accepting(["an ISO 3166-1 alpha-2 code such as NL"]),
            );
        }
        country
    }

    /// A country that must be there.
    pub(super) fn required_country(&mut self, names: &[&str]) -> Option<CountryCode> {
        if self.args.text_of(names).is_none() {
            self.found.push(Violation::required(name(names)));
        }
        self.country(names)
    }

    /// A postal code of a country, normalised; empty when there is none.
    pub(super) fn postal_code(&mut self, names: &[&str], country: Option<CountryCode>) -> String {
        let (Some(text), Some(country)) = (self.text(names), country) else {
            return String::new();
        };
        self.network.postal.check(country, &text, name(names), &mut self.found)
    }

    /// A day.
    pub(super) fn date(&mut self, names: &[&str]) -> Option<Date> {
        let text = self.text(names)?;
        // Clients send whole timestamps where a day is meant.
        let day = text.split_once('T').map_or(text.as_str(), |(day, _)| day);
        let date = (day.len() == 10).then(|| day.parse::<Date>().ok()).flatten();
        let date = date.filter(|date| (2000..2100).contains(&date.year()));
        if date.is_none() {
            let message = format!("'{}' is not a date of this century", excerpt(&text));
            self.found
                .push(Violation::new(name(names), "format", message).accepting(["yyyy-MM-dd, such as 2026-11-24"]));
        }
        date
    }

    /// A boolean.
    pub(super) fn flag(&mut self, field: &str) -> Option<bool> {
        self.args.flag(field).unwrap_or_else(|value| {
            let message = format!("'{}' is not a boolean", excerpt(&value));
            self.found
                .push(Violation::new(field, "type", message).accepting(["true", "false"]));
            None
        })
    }

    /// A list of whole numbers in a range.
    pub(super) fn numbers(&mut self, field: &str, range: std::ops::RangeInclusive<i8>) -> Vec<i8> {
        let mut numbers = Vec::new();
        for text in self.args.list(field) {
            match text.parse().ok().filter(|number| range.contains(number)) {
                Some(number) => numbers.push(number),
                None => self.found.push(
                    Violation::new(field, "range", format!("'{}' is not a number in range", excerpt(&text)))
                        .accepting([format!("{} to {}", range.start(), range.end())]),
                ),
            }
        }
        numbers
    }

    /// What a text names, if the network has it; else a violation with what it has.
    pub(super) fn named<T>(
        &mut self,
        names: &[&str],
        what: &str,
        find: impl FnOnce(&'a Network, &str) -> Option<T>,
        known: impl FnOnce(&'a Network) -> Vec<&'a str>,
    ) -> Option<T> {
        let text = self.text(names)?;
        let found = find(self.network, &text);
        if found.is_none() {
            let message = format!("there is no {what} '{}'", excerpt(&text));
            self.found
                .push(Violation::new(name(names), "unknown", message).accepting(known(self.network)));
        }
        found
    }
}

fn name<'n>(names: &[&'n str]) -> &'n str {
    names.first().copied().unwrap_or_default()
}
