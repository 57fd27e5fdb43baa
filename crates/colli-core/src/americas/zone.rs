//! Zones: how far a parcel goes, by the distance between the areas of two ZIP codes.

use super::place::{Located, Place, State, Zip3, Zone};
use crate::country::CountryCode;

/// Mean radius of the Earth, in statute miles.
const EARTH_RADIUS_MILES: f64 = 3_958.761_3;
/// Areas of ZIP codes: three digits.
const AREAS: usize = 1_000;

/// The centre of an area of ZIP codes, in degrees, and the states it lies in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Area {
    /// The area.
    pub zip3: Zip3,
    /// The states its codes lie in, the chief one first.
    pub states: Vec<String>,
    /// Latitude in millionths of a degree.
    pub lat_e6: i32,
    /// Longitude in millionths of a degree.
    pub lon_e6: i32,
}

/// A band of distances.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Band {
    /// Its zone.
    pub zone: Zone,
    /// The greatest distance, inclusive; none for the last band.
    pub max_miles: Option<u32>,
}

/// States, areas of ZIP codes and bands of distances.
#[derive(Debug, Default)]
pub struct Zones {
    states: Vec<State>,
    /// By the number of the area.
    areas: Vec<Option<Centre>>,
    bands: Vec<Band>,
}

/// What distances are reckoned from. Positions are no amounts: floating point is exact enough and rounds alike everywhere.
#[derive(Clone, Debug)]
struct Centre {
    lat: f64,
    lon: f64,
    cos_lat: f64,
    /// Places in `states`, the chief one first.
    states: Vec<usize>,
}

impl Zones {
    /// Indexes areas and states. States that are not listed are left out of areas; bands go from near to far.
    pub fn new(states: Vec<State>, areas: Vec<Area>, bands: Vec<Band>) -> Self {
        let mut centres = vec![None; AREAS];
        for area in areas {
            let radians = |e6: i32| (f64::from(e6) / 1e6).to_radians();
            let position = |code: &String| states.iter().position(|state| state.code == *code);
            let (lat, lon) = (radians(area.lat_e6), radians(area.lon_e6));
            if let Some(slot) = centres.get_mut(area.zip3.index()) {
                *slot = Some(Centre {
                    lat,
                    lon,
                    cos_lat: lat.cos(),
                    states: area.states.iter().filter_map(position).collect(),
                });
            }
        }
        Self {
            states,
            areas: centres,
            bands,
        }
    }

    /// All states.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// A state by its code or name, in any case.
    pub fn state(&self, text: &str) -> Option<&State> {
        let text = text.trim();
        let named = |state: &&State| state.code.eq_ignore_ascii_case(text) || state.name.eq_ignore_ascii_case(text);
        self.states.iter().find(named)
    }

    /// Whether any ZIP code begins so.
    pub fn knows(&self, zip3: Zip3) -> bool {
        self.centre(zip3).is_some()
    }

    fn centre(&self, zip3: Zip3) -> Option<&Centre> {
        self.areas.get(zip3.index()).and_then(Option::as_ref)
    }

    /// The place of an address. A territory may be named by its country code; the state an address names counts where
    /// the ZIP code lies in it, else that of the ZIP code does.
    pub fn locate<'n>(&'n self, place: &Place<'_>) -> Located<'n> {
        let by_country = self.states.iter().find(|state| {
            state.country == place.country
                && place.country != CountryCode::UNITED_STATES
                && state.code == place.country.as_str()
        });
        let is_domestic = place.country == CountryCode::UNITED_STATES || by_country.is_some();
        if !is_domestic {
            return Located {
                is_domestic,
                named: None,
                by_zip: None,
                by_city: None,
                zip3: None,
            };
        }
        let zip3 = Zip3::of_zip(place.zip).filter(|zip3| self.knows(*zip3));
        let centre = zip3.and_then(|zip3| self.centre(zip3));
        let chief = centre.and_then(|centre| centre.states.first());
        Located {
            is_domestic,
            named: by_country.or_else(|| self.state(place.state)),
            by_zip: chief.and_then(|at| self.states.get(*at)),
            by_city: self.state_of_city(place.city),
            zip3,
        }
    }

    /// The state a city stands for: `APO`, or `APO AE`.
    fn state_of_city(&self, city: &str) -> Option<&State> {
        let mut words = city.split_whitespace();
        let first = words.next()?;
        let second = words.next();
        let stands = |state: &&State| state.cities.iter().any(|word| word.eq_ignore_ascii_case(first));
        let mut candidates = self.states.iter().filter(stands);
        match second {
            None => candidates.next(),
            Some(code) => candidates.find(|state| state.code.eq_ignore_ascii_case(code)),
        }
    }

    /// Whether an area has codes in a state.
    pub fn lies_in(&self, zip3: Zip3, state: &State) -> bool {
        let centre = self.centre(zip3);
        let mut states = centre.iter().flat_map(|centre| centre.states.iter());
        states.any(|at| self.states.get(*at).is_some_and(|found| found.code == state.code))
    }

    /// Statute miles between two areas, along the great circle.
    pub fn miles(&self, from: Zip3, to: Zip3) -> Option<f64> {
        let (a, b) = (self.centre(from)?, self.centre(to)?);
        let half_sine_squared = |angle: f64| (angle / 2.0).sin().powi(2);
        let h = half_sine_squared(b.lat - a.lat) + a.cos_lat * b.cos_lat * half_sine_squared(b.lon - a.lon);
        Some(2.0 * EARTH_RADIUS_MILES * h.sqrt().min(1.0).asin())
    }

    /// The zone of a parcel from an area to a place: that of the place's state where it has one of its own, else the
    /// band of the distance.
    pub fn zone(&self, from: Zip3, to: &Located<'_>) -> Option<Zone> {
        let zip3 = to.zip3?;
        let named = to.named.filter(|state| self.lies_in(zip3, state));
        if let Some(zone) = named.or(to.by_zip).and_then(|state| state.price_zone) {
            return Some(zone);
        }
        let miles = self.miles(from, zip3)?;
        let within = |band: &&Band| band.max_miles.is_none_or(|max| miles <= f64::from(max));
        self.bands.iter().find(within).map(|band| band.zone)
    }
}
