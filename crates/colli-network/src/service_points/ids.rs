//! Look-ups by id.

use super::text::bare_code;
use super::{CountryIndex, Record, ServicePoints};
use colli_core::country::CountryCode;
use colli_core::service_point::ServicePoint;

/// Kinds of ids, by place in [`ServicePoints::key`].
const KINDS: usize = 3;
/// The id with network and country.
const FULL: usize = 0;
/// The short id.
const SHORT: usize = 1;
/// The id shared between networks.
const HARMONISED: usize = 2;
/// Characters of a postal code that tell enough when the rest is missing.
const CODE_CHARS_MIN: usize = 4;

impl ServicePoints {
    /// One ServicePoint of a country, by its id, its short id, or its harmonised id where that names one alone. What
    /// follows `|` is ignored (reference 5.2: a locker's id carries the receiver's post number there).
    pub fn get(&self, country: CountryCode, id: &str) -> Option<ServicePoint<'_>> {
        let id = written(id)?;
        let mut found = self.entries(self.countries.get(&country)?, &id);
        let (record, which) = found.next()?;
        // A harmonised id many share (all of ES: `101`) names none of them.
        if which == HARMONISED && found.any(|(other, _)| other != record) {
            return None;
        }
        self.point(record)
    }

    /// One ServicePoint of any country, by its id. What follows `|` is ignored.
    pub fn get_anywhere(&self, id: &str) -> Option<ServicePoint<'_>> {
        let id = written(id)?;
        // Most ids name their country (`8004-NL-272403`): that one is asked first.
        let named = id.split('-').find_map(CountryCode::parse);
        let others = self.countries().into_iter().filter(|country| Some(*country) != named);
        named.into_iter().chain(others).find_map(|country| {
            let mut found = self.entries(self.countries.get(&country)?, &id);
            let (record, _) = found.find(|(_, which)| *which == FULL)?;
            self.point(record)
        })
    }

    /// One ServicePoint of a country, by its short id and its postal code, in any spelling; of the code the beginning is
    /// enough.
    pub fn get_by_short_id(&self, country: CountryCode, id: &str, postal_code: &str) -> Option<ServicePoint<'_>> {
        let (id, code) = (written(id)?, bare_code(postal_code));
        let mut found = self.entries(self.countries.get(&country)?, &id);
        let (record, _) = found.find(|(record, which)| {
            let whole = self.records.get(*record).map(|record| self.text(record.postal_code));
            let whole = whole.map(bare_code).unwrap_or_default();
            *which == SHORT && (whole == code || code.len() >= CODE_CHARS_MIN && whole.starts_with(&code))
        })?;
        self.point(record)
    }

    fn key(&self, record: &Record, which: usize) -> &str {
        match which {
            FULL => self.text(record.id),
            SHORT => self.text(record.psf_key),
            _ => self.text(record.harmonised_id),
        }
    }

    /// Records that carry an upper-case id, each with the kind of it, in order of these kinds.
    fn entries<'a>(&'a self, index: &'a CountryIndex, id: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        let ids = index.ids.get_or_init(|| self.sorted_ids(index));
        let compare = move |entry: &u32| {
            let (record, which) = apart(*entry);
            let key = self.records.get(record).map(|record| self.key(record, which));
            key.unwrap_or_default()
                .bytes()
                .map(|byte| byte.to_ascii_uppercase())
                .cmp(id.bytes())
        };
        let first = ids.partition_point(|entry| compare(entry).is_lt());
        let found = ids[first..].iter().take_while(move |entry| compare(entry).is_eq());
        found.map(|entry| apart(*entry))
    }

    /// Entry n stands for key n % 3 of record n / 3.
    fn sorted_ids(&self, index: &CountryIndex) -> Vec<u32> {
        let records = index.range.clone();
        let entries = records.flat_map(|record| (0..KINDS).map(move |which| record * KINDS + which));
        let mut ids: Vec<u32> = entries.filter_map(|entry| u32::try_from(entry).ok()).collect();
        ids.sort_by_cached_key(|entry| {
            let (record, which) = apart(*entry);
            let key = self.records.get(record).map(|record| self.key(record, which));
            (key.map(str::to_ascii_uppercase), which)
        });
        ids
    }
}

/// The record and the kind of an entry.
fn apart(entry: u32) -> (usize, usize) {
    (entry as usize / KINDS, entry as usize % KINDS)
}

/// An id as it is compared; `None` when there is none.
fn written(id: &str) -> Option<String> {
    let id = id.split('|').next().unwrap_or_default().trim();
    (!id.is_empty()).then(|| id.to_ascii_uppercase())
}
