//! Places in towns to look for locations around.

use super::points::{degrees, random};
use crate::server::Server;
use crate::{Failure, http};
use serde_json::Value;

/// Key of the demo that finds locations and follows parcels.
pub(super) const KEY: &str = "colli-demo-key";
/// Locations of an answer when the caller names no limit.
pub(super) const LOCATIONS: usize = 15;
/// How far off its town's centre a place may be, in millionths of a degree: some five kilometres.
const OFF_CENTRE: u64 = 50_000;
/// Places to try for each that is wanted.
const TRIES: u64 = 10;
/// Towns: country, latitude and longitude in millionths of a degree.
const TOWNS: [(&str, i64, i64); 10] = [
    ("NL", 52_090_000, 5_120_000),
    ("BE", 51_220_000, 4_400_000),
    ("DE", 50_940_000, 6_960_000),
    ("NL", 51_920_000, 4_480_000),
    ("BE", 50_850_000, 4_350_000),
    ("DE", 53_550_000, 9_990_000),
    ("FR", 48_850_000, 2_350_000),
    ("ES", 40_410_000, -3_700_000),
    ("PL", 52_230_000, 21_010_000),
    ("AT", 48_210_000, 16_370_000),
];

/// A place in a country.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// ISO 3166-1 alpha-2.
    pub(super) country: &'static str,
    /// Degrees north.
    pub(super) latitude: f64,
    /// Degrees east.
    pub(super) longitude: f64,
}

impl Place {
    /// The place of a number; towns take turns.
    fn of_number(number: u64) -> Self {
        let (country, latitude, longitude) = TOWNS[number as usize % TOWNS.len()];
        let near = |centre: i64, seed| {
            let off = random(seed, 2 * OFF_CENTRE) - OFF_CENTRE.cast_signed();
            // Five decimals, as a client would send.
            degrees((centre + off) / 10 * 10)
        };
        Self {
            country,
            latitude: near(latitude, number * 2),
            longitude: near(longitude, number * 2 + 1),
        }
    }

    /// The question for what is near, of any country.
    pub(super) fn find_by_geo(self) -> Vec<u8> {
        let Self {
            latitude, longitude, ..
        } = self;
        let path = format!("/dhl/location-finder/v1/find-by-geo?latitude={latitude:.5}&longitude={longitude:.5}");
        http::request(
            "GET",
            &path,
            &[("dhl-api-key", KEY), ("accept", "application/json")],
            None,
        )
    }
}

/// So many places that have as many locations around as an answer holds: fewer of them would be less work.
pub(super) async fn with_full_answers(server: &Server, count: u64) -> Result<Vec<Place>, Failure> {
    let mut places = Vec::new();
    for number in 0..count * TRIES {
        if places.len() as u64 == count {
            break;
        }
        let place = Place::of_number(number);
        let answer: Value = serde_json::from_slice(&http::once(server.address, &place.find_by_geo(), 200).await?)?;
        if answer["locations"]
            .as_array()
            .is_some_and(|found| found.len() == LOCATIONS)
        {
            places.push(place);
        }
    }
    if places.len() as u64 == count {
        return Ok(places);
    }
    Err(format!(
        "only {} of {count} places have {LOCATIONS} locations around",
        places.len()
    )
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn places_differ_and_lie_in_their_towns() {
        let places: Vec<Place> = (0..1_000).map(Place::of_number).collect();
        let requests: HashSet<Vec<u8>> = places.iter().map(|place| place.find_by_geo()).collect();
        assert_eq!(requests.len(), places.len());
        for (place, (country, latitude, longitude)) in places.iter().zip(TOWNS.iter().cycle()) {
            assert_eq!(place.country, *country);
            assert!((place.latitude - degrees(*latitude)).abs() < 0.051, "{place:?}");
            assert!((place.longitude - degrees(*longitude)).abs() < 0.051, "{place:?}");
        }
    }
}
