//! Search: where to look, which ServicePoints count, nearest first (reference 5.1).

use super::load::position;
use super::places::{Position, mean};
use super::text::{bare_code, fold_name, words};
use super::tree::{distance_m, unit_vector};
use super::{AVAILABLE, CountryIndex, FIRST_MILE, Keywords, LAST_MILE, LOCKER, Record, SELF_SERVICE, ServicePoints};
use colli_core::country::CountryCode;
use colli_core::service_point::ServicePoint;
use jiff::civil::Date;

/// What to look for. Absent members do not narrow.
#[derive(Clone, PartialEq, Debug)]
pub struct ServicePointQuery {
    /// Country.
    pub country: CountryCode,
    /// Most ServicePoints of the answer.
    pub limit: usize,
    /// Free text over name, address and postal code; all words must occur, as beginnings of words. A text that no
    /// ServicePoint carries but that names a postal code or a place means the surroundings of that.
    pub q: Option<String>,
    /// A postal code or a place, also the beginning of its name; else as `q`.
    pub fuzzy: Option<String>,
    /// Street. Looks for ServicePoints in that street when nothing else says where; otherwise it is part of an
    /// address whose postal code or town decides.
    pub street: Option<String>,
    /// House number; counts with `street` only.
    pub house_number: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Postal code, in any spelling; its surroundings are meant.
    pub postal_code: Option<String>,
    /// Latitude of the centre, in degrees; counts with `longitude` only.
    pub latitude: Option<f64>,
    /// Longitude of the centre, in degrees.
    pub longitude: Option<f64>,
    /// Farthest distance from the centre, in metres.
    pub radius_m: Option<u32>,
    /// Also those that take no parcels at present or are closed today.
    pub show_unavailable: bool,
    /// Services that all must be offered: `parcel-last-mile`, `parcel-first-mile`, `self-service`.
    pub service_types: Vec<String>,
    /// Lockers only, or shops only.
    pub is_locker: Option<bool>,
    /// Only those the depot of the nearest one serves.
    pub same_depot: Option<bool>,
    /// Hour: only those where a parcel handed in before this hour still leaves the same day.
    pub collection_time: Option<u32>,
    /// The day of the question; without it closures do not count.
    pub today: Option<Date>,
}

/// A ServicePoint of an answer.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// The ServicePoint.
    pub point: ServicePoint<'a>,
    /// Metres from the centre of the search; `None` when the search has no centre.
    pub distance_m: Option<u32>,
}

impl ServicePointQuery {
    /// A query for a country that does not narrow yet.
    pub fn new(country: CountryCode, limit: usize) -> Self {
        Self {
            country,
            limit,
            q: None,
            fuzzy: None,
            street: None,
            house_number: None,
            city: None,
            postal_code: None,
            latitude: None,
            longitude: None,
            radius_m: None,
            show_unavailable: false,
            service_types: Vec::new(),
            is_locker: None,
            same_depot: None,
            collection_time: None,
            today: None,
        }
    }

    fn position(&self) -> Option<Position> {
        let millionths = |degrees: f64, limit: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "at most 180 million, checked just before"
            )]
            (degrees.abs() <= limit).then_some((degrees * 1e6).round() as i32)
        };
        Some((millionths(self.latitude?, 90.0)?, millionths(self.longitude?, 180.0)?))
    }
}

/// Whether a query says where or what to look for: a text, a postal code, a town, a position, or a street with a house
/// number. A country alone or a street alone is not enough (reference 5.1).
pub fn has_search_field(query: &ServicePointQuery) -> bool {
    [&query.q, &query.fuzzy, &query.city, &query.postal_code]
        .into_iter()
        .any(|text| given(text.as_ref()).is_some())
        || query.latitude.is_some() && query.longitude.is_some()
        || given(query.street.as_ref()).is_some() && given(query.house_number.as_ref()).is_some()
}

fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// What a query comes down to: a centre, and ServicePoints by words.
struct Plan {
    centre: Option<Position>,
    /// Places in the country's range, ascending; `None`: all.
    matches: Option<Vec<u32>>,
}

impl ServicePoints {
    /// The ServicePoints that fit, nearest first; without a centre by id.
    pub fn search(&self, query: &ServicePointQuery) -> Vec<Found<'_>> {
        let Some(index) = self.countries.get(&query.country) else {
            return Vec::new();
        };
        let Some(plan) = self.plan(query, index) else {
            return Vec::new();
        };
        let filter = Filter::new(query);
        match (plan.centre, plan.matches) {
            (Some(centre), None) => self.around(query, index, centre, &filter),
            (centre, Some(matches)) => self.among(query, index, centre, &matches, &filter),
            (None, None) => Vec::new(),
        }
    }

    /// Resolves texts to a centre and to matching ServicePoints; `None` when they name nothing.
    fn plan(&self, query: &ServicePointQuery, index: &CountryIndex) -> Option<Plan> {
        let country = query.country;
        let mut plan = Plan {
            centre: query.position(),
            matches: None,
        };
        if plan.centre.is_none() {
            let code = given(query.postal_code.as_ref()).and_then(|code| self.places.of_code(country, code));
            plan.centre =
                code.or_else(|| given(query.city.as_ref()).and_then(|city| self.town(query.country, index, city)));
        }
        if let Some(text) = given(query.fuzzy.as_ref()) {
            self.add_text(&mut plan, index, country, text, true);
        }
        if let Some(text) = given(query.q.as_ref()) {
            self.add_text(&mut plan, index, country, text, false);
        }
        let street = given(query.street.as_ref()).filter(|_| plan.centre.is_none() && plan.matches.is_none());
        if let Some((street, number)) = street.zip(given(query.house_number.as_ref())) {
            plan.matches = Some(self.in_street(index, street, number));
        }
        (plan.centre.is_some() || plan.matches.is_some()).then_some(plan)
    }

    /// Adds what a free text says: a place (`fuzzy`), or words to be found.
    fn add_text(&self, plan: &mut Plan, index: &CountryIndex, country: CountryCode, text: &str, place_first: bool) {
        let located = self.locate(country, text);
        if place_first && let Some(centre) = located.or_else(|| self.places.of_name_start(country, text)) {
            plan.centre = plan.centre.or(Some(centre));
            return;
        }
        let keywords = index.keywords.get_or_init(|| Keywords::of(self, index));
        let wanted = words(text);
        let mut found = keywords.find(&wanted);
        if found.is_empty() && located.is_none() {
            // A full postal code or a place among the words says where rather than what.
            let what: Vec<String> = wanted
                .iter()
                .filter(|word| self.locate(country, word).is_none())
                .cloned()
                .collect();
            if what.len() < wanted.len() {
                found = keywords.find(&what);
            }
        }
        let centre = located.or_else(|| wanted.iter().find_map(|word| self.locate(country, word)));
        plan.centre = plan.centre.or(centre);
        if found.is_empty() && located.is_some() {
            return;
        }
        let both = match plan.matches.take() {
            Some(earlier) => found
                .into_iter()
                .filter(|place| earlier.binary_search(place).is_ok())
                .collect(),
            None => found,
        };
        plan.matches = Some(both);
    }

    /// Where a text as a whole lies: a postal code, or the full name of a place.
    pub(super) fn locate(&self, country: CountryCode, text: &str) -> Option<Position> {
        let bare = bare_code(text);
        let looks_like_code = bare.len() >= 3 && bare.bytes().any(|byte| byte.is_ascii_digit());
        let code = if looks_like_code {
            self.places.of_code(country, text)
        } else {
            None
        };
        code.or_else(|| self.places.of_name(country, text))
    }

    /// Where a town lies; one that no list knows lies where its ServicePoints are.
    pub(super) fn town(&self, country: CountryCode, index: &CountryIndex, city: &str) -> Option<Position> {
        self.places.of_name(country, city).or_else(|| {
            let wanted = fold_name(city);
            let keywords = index.keywords.get_or_init(|| Keywords::of(self, index));
            let named = keywords.find(&words(city)).into_iter();
            let records = named.filter_map(|place| self.records.get(index.range.start + place as usize));
            mean(
                records
                    .filter(|record| fold_name(self.text(record.city)) == wanted)
                    .map(position),
            )
        })
    }

    fn in_street(&self, index: &CountryIndex, street: &str, number: &str) -> Vec<u32> {
        let (street, number) = (fold_name(street), fold_name(number));
        let fits = |record: &Record| {
            fold_name(self.text(record.street)) == street && fold_name(self.text(record.number)) == number
        };
        let records = self.records[index.range.clone()].iter().enumerate();
        records
            .filter(|(_, record)| fits(record))
            .filter_map(|(place, _)| u32::try_from(place).ok())
            .collect()
    }

    /// All ServicePoints, from the nearest on.
    fn around(
        &self,
        query: &ServicePointQuery,
        index: &CountryIndex,
        centre: Position,
        filter: &Filter,
    ) -> Vec<Found<'_>> {
        let depot = self.wanted_depot(query, index, centre);
        let records = &self.records[index.range.clone()];
        let accepts = |place: usize| {
            records.get(place).is_some_and(|record| {
                filter.takes(record) && depot.is_none_or(|depot| self.text(record.depot) == depot)
            })
        };
        let radius_m = query.radius_m.map_or(f64::INFINITY, f64::from);
        let centre = unit_vector(centre.0, centre.1);
        let nearest = index.tree.nearest(&centre, query.limit, radius_m, accepts);
        nearest
            .into_iter()
            .filter_map(|(place, metres)| self.found(index.range.start + place, Some(metres)))
            .collect()
    }

    /// Some ServicePoints, by distance from the centre if there is one.
    fn among(
        &self,
        query: &ServicePointQuery,
        index: &CountryIndex,
        centre: Option<Position>,
        matches: &[u32],
        filter: &Filter,
    ) -> Vec<Found<'_>> {
        let depot = centre.and_then(|centre| self.wanted_depot(query, index, centre));
        let centre = centre.map(|centre| unit_vector(centre.0, centre.1));
        let radius = query.radius_m.map_or(f64::INFINITY, f64::from);
        let mut found: Vec<(Option<f64>, &str, usize)> = Vec::new();
        for place in matches {
            let (place, at) = (*place as usize, index.range.start + *place as usize);
            let Some(record) = self.records.get(at).filter(|record| filter.takes(record)) else {
                continue;
            };
            let metres = centre
                .as_ref()
                .zip(index.tree.point(place))
                .map(|(centre, point)| distance_m(centre, point));
            let near = metres.is_none_or(|metres| metres <= radius);
            if near && depot.is_none_or(|depot| self.text(record.depot) == depot) {
                found.push((metres, self.text(record.id), at));
            }
        }
        let order = |a: &(Option<f64>, &str, usize), b: &(Option<f64>, &str, usize)| {
            let metres = |entry: &(Option<f64>, &str, usize)| entry.0.unwrap_or(0.0);
            metres(a).total_cmp(&metres(b)).then(a.1.cmp(b.1))
        };
        found.sort_unstable_by(order);
        found
            .into_iter()
            .filter_map(|(metres, _, at)| self.found(at, metres))
            .take(query.limit)
            .collect()
    }

    /// The depot of the nearest ServicePoint, when only its ServicePoints are wanted.
    fn wanted_depot(&self, query: &ServicePointQuery, index: &CountryIndex, centre: Position) -> Option<&str> {
        query.same_depot.filter(|same| *same)?;
        let centre = unit_vector(centre.0, centre.1);
        let nearest = index.tree.nearest(&centre, 1, f64::INFINITY, |_| true);
        let (at, _) = nearest.first()?;
        self.records
            .get(index.range.start + at)
            .map(|record| self.text(record.depot))
    }

    pub(super) fn found(&self, at: usize, metres: Option<f64>) -> Option<Found<'_>> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "half the Earth's girth fits"
        )]
        let distance_m = metres.map(|metres| metres.round() as u32);
        Some(Found {
            point: self.point(at)?,
            distance_m,
        })
    }
}

/// Properties a ServicePoint must have, as flags.
struct Filter {
    /// Flags it must carry; `None`: nothing can fit (an unknown service).
    required: Option<u8>,
    forbidden: u8,
    collected_from_minute: u32,
    today: Option<Date>,
}

impl Filter {
    fn new(query: &ServicePointQuery) -> Self {
        let (mut required, mut forbidden) = (Some(0), 0);
        for service in query
            .service_types
            .iter()
            .map(|service| service.trim())
            .filter(|service| !service.is_empty())
        {
            let flag = match service.to_ascii_lowercase().as_str() {
                "parcel-last-mile" => Some(LAST_MILE),
                "parcel-first-mile" => Some(FIRST_MILE),
                "self-service" => Some(SELF_SERVICE),
                _ => None,
            };
            required = required.zip(flag).map(|(set, flag)| set | flag);
        }
        match query.is_locker {
            Some(true) => required = required.map(|set| set | LOCKER),
            Some(false) => forbidden |= LOCKER,
            None => {}
        }
        if !query.show_unavailable {
            required = required.map(|set| set | AVAILABLE);
        }
        Self {
            required,
            forbidden,
            collected_from_minute: query.collection_time.unwrap_or(0).saturating_mul(60),
            today: query.today.filter(|_| !query.show_unavailable),
        }
    }

    fn takes(&self, record: &Record) -> bool {
        self.required
            .is_some_and(|required| record.flags & required == required)
            && record.flags & self.forbidden == 0
            && u32::from(record.collection_minute) >= self.collected_from_minute
            && !self
                .today
                .zip(record.closure)
                .is_some_and(|(today, closure)| (closure.from..=closure.to).contains(&today))
    }
}
