//! Searches around a position, in one country or in all of them, and where an address lies.

use super::keywords::Keywords;
use super::nearest::Nearest;
use super::places::Position;
use super::text::{fold_name, words};
use super::tree::unit_vector;
use super::{Candidate, CountryIndex, Found, Record, ServicePoints, Traits};
use colli_core::country::CountryCode;
use jiff::civil::Date;

/// The surroundings of a position.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NearbyQuery {
    /// Only ServicePoints of this country.
    pub country: Option<CountryCode>,
    /// Latitude of the centre, in millionths of a degree.
    pub lat_e6: i32,
    /// Longitude of the centre, in millionths of a degree.
    pub lon_e6: i32,
    /// Farthest distance from the centre, in metres.
    pub radius_m: u32,
    /// Most ServicePoints of the answer.
    pub limit: usize,
    /// Only those that take parcels and are not closed on this day.
    pub usable_on: Option<Date>,
}

/// An address as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Whereabouts<'a> {
    /// Postal code, in any spelling.
    pub postal_code: Option<&'a str>,
    /// Town.
    pub locality: Option<&'a str>,
    /// Street, perhaps with a house number.
    pub street: Option<&'a str>,
}

impl ServicePoints {
    /// The accepted ServicePoints that fit, nearest first; of equally near ones always the same first. A country too far
    /// away costs one comparison.
    pub fn nearby(&self, query: &NearbyQuery, accepts: impl Fn(&Candidate<'_>) -> bool) -> Vec<Found<'_>> {
        let centre = unit_vector(query.lat_e6, query.lon_e6);
        let mut nearest = Nearest::new(query.limit, f64::from(query.radius_m));
        let indexes = match query.country {
            Some(country) => self.countries.get(&country).into_iter().collect(),
            None => self.countries.values().collect::<Vec<_>>(),
        };
        // The nearest country first: what it yields excludes most of the others.
        let mut indexes: Vec<(f64, &CountryIndex)> = indexes
            .into_iter()
            .map(|index| (index.tree.bounds_distance(&centre), index))
            .collect();
        indexes.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let takes = |at: usize| {
            let record = self.records.get(at);
            record.is_some_and(|record| {
                let candidate = self.candidate(record);
                query.usable_on.is_none_or(|day| candidate.usable_on(day)) && accepts(&candidate)
            })
        };
        for (distance, index) in indexes {
            if distance > nearest.limit() {
                break;
            }
            index.tree.search(&centre, index.range.start, &mut nearest, takes);
        }
        let found = nearest.in_metres().into_iter();
        found.filter_map(|(at, metres)| self.found(at, Some(metres))).collect()
    }

    fn candidate(&self, record: &Record) -> Candidate<'_> {
        let opening = self.patterns.get(usize::from(record.pattern));
        Candidate {
            traits: Traits::of_record(record),
            postal_code: self.text(record.postal_code),
            opening: opening.map(Vec::as_slice).unwrap_or_default(),
            closure: record.closure,
        }
    }

    /// Where an address lies, as latitude and longitude in millionths of a degree: by its postal code, else by its town, else
    /// by what its street holds besides a street, else at a ServicePoint of that street. `None`: nobody knows the place.
    pub fn locate_address(&self, country: CountryCode, address: Whereabouts<'_>) -> Option<(i32, i32)> {
        let index = self.countries.get(&country)?;
        let code = address.postal_code.and_then(|code| self.places.of_code(country, code));
        code.or_else(|| address.locality.and_then(|town| self.locality(country, index, town)))
            .or_else(|| address.street.and_then(|street| self.street(country, index, street)))
    }

    /// A town, a postal code that stands in its place, or the beginning of a town's name.
    fn locality(&self, country: CountryCode, index: &CountryIndex, town: &str) -> Option<Position> {
        self.locate(country, town)
            .or_else(|| self.town(country, index, town))
            .or_else(|| self.places.of_name_start(country, town))
    }

    fn street(&self, country: CountryCode, index: &CountryIndex, street: &str) -> Option<Position> {
        // `Keizersgracht 1, 1015 CJ Amsterdam`: what follows the last comma says most, and of that the end.
        let mut parts = street.rsplit(',').take(MOST_PARTS).filter(|_| street.contains(','));
        let part = parts.find_map(|part| {
            let words = words(part);
            let first = words.len().saturating_sub(MOST_PARTS);
            (first..words.len()).find_map(|first| self.locate(country, &words[first..].join(" ")))
        });
        part.or_else(|| self.of_street(index, street))
    }

    /// A ServicePoint of a street, always the same; in that number if there is one.
    fn of_street(&self, index: &CountryIndex, street: &str) -> Option<Position> {
        let keywords = index.keywords.get_or_init(|| Keywords::of(self, index));
        let wanted = words(street);
        let named: Vec<String> = wanted
            .iter()
            .take_while(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
            .cloned()
            .collect();
        let name = named.join(" ");
        let in_it = |words: &[String]| {
            let records = keywords.find(words).into_iter();
            let records = records.filter_map(|place| self.records.get(index.range.start + place as usize));
            records
                .filter(|record| fold_name(self.text(record.street)) == name)
                .min_by_key(|record| self.text(record.id))
        };
        let record = in_it(&wanted).or_else(|| in_it(&named))?;
        Some((record.lat_e6, record.lon_e6))
    }
}

/// Parts of an address in one line, and words of a part, that are looked at.
const MOST_PARTS: usize = 8;
