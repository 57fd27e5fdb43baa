//! What was found, in a sentence.

use super::hours::Clock;
use super::place::Place;
use super::wanted::Wanted;
use crate::actions::words::{Words, filled};
use colli_wire::dhl_unified::locations::UnifiedLocation;

/// The sentence.
pub(super) fn of(words: &Words, wanted: &Wanted, locations: &[UnifiedLocation], clock: &Clock<'_>) -> String {
    let points = &words.points;
    let place = spoken(words, &wanted.place);
    let Some(nearest) = locations.first() else {
        let distance = words.distance(wanted.radius_m);
        return filled(points.none, &[("place", &place), ("distance", &distance)]);
    };
    let count = locations.len().to_string();
    let address = address(nearest);
    let template = if locations.len() == 1 { points.one } else { points.many };
    let values = [
        ("count", count.as_str()),
        ("place", place.as_str()),
        ("name", nearest.name.as_str()),
        ("address", address.as_str()),
    ];
    let mut text = filled(template, &values);
    let mut add = |part: &str| {
        text.push_str(", ");
        text.push_str(part);
    };
    if let Some(metres) = nearest.distance {
        add(&filled(points.away, &[("distance", &words.distance(metres))]));
    }
    match clock.at(nearest).spoken(words, nearest) {
        None => {}
        Some(hours) if hours.is_empty() => add(points.closed_today),
        Some(hours) => add(&filled(points.open_today, &[("hours", &hours)])),
    }
    text.push('.');
    text
}

/// Why a place is asked for again.
pub(super) fn unknown_place(words: &Words, place: &Place) -> String {
    let country = match place {
        Place::Address(address) => address.country.to_string(),
        Place::Position { country, .. } => country.map(|country| country.to_string()).unwrap_or_default(),
    };
    let values = [("place", spoken(words, place)), ("country", country)];
    filled(
        words.points.unknown_place,
        &[(values[0].0, &values[0].1), (values[1].0, &values[1].1)],
    )
}

fn spoken(words: &Words, place: &Place) -> String {
    match place {
        Place::Address(address) => address.spoken(),
        Place::Position { .. } => words.points.position.to_owned(),
    }
}

fn address(location: &UnifiedLocation) -> String {
    let address = &location.place.address;
    let town = format!("{} {}", address.postal_code, address.address_locality);
    let parts = [address.street_address.trim(), town.trim()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
