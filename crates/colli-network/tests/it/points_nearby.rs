//! Searches around a position over all countries, where addresses lie, and look-ups without a country (Unified reference 3).

use crate::support::{country, network};
use colli_core::service_point::{OpeningInterval, ServicePoint, ServicePointKind};
use colli_network::service_points::{Candidate, NearbyQuery, Traits, Whereabouts, are_open};
use jiff::civil::date;
use proptest::prelude::*;

/// Where three countries meet: Vaalserberg.
const THREE_COUNTRIES: (i32, i32) = (50_754_500, 6_020_800);

fn around((lat_e6, lon_e6): (i32, i32), radius_m: u32, limit: usize) -> NearbyQuery {
    NearbyQuery {
        country: None,
        lat_e6,
        lon_e6,
        radius_m,
        limit,
        usable_on: None,
    }
}

/// Id, metres and country of what is found.
fn find(query: &NearbyQuery, accepts: impl Fn(&Candidate<'_>) -> bool) -> Vec<(&'static str, u32, String)> {
    let found = network().service_points.nearby(query, accepts);
    let told = |found: colli_network::Found<'static>| {
        (
            found.point.id,
            found.distance_m.unwrap(),
            found.point.country.to_string(),
        )
    };
    found.into_iter().map(told).collect()
}

/// Every ServicePoint with its metres by the haversine formula, as an independent measure, nearest first.
fn all_by_distance(at: (i32, i32)) -> Vec<(f64, ServicePoint<'static>)> {
    let points = &network().service_points;
    let all = points.countries().into_iter().flat_map(|code| points.of_country(code));
    let mut all: Vec<(f64, ServicePoint<'_>)> = all
        .map(|point| (haversine_m(at, (point.lat_e6, point.lon_e6)), point))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all
}

fn haversine_m(a: (i32, i32), b: (i32, i32)) -> f64 {
    let degrees = |(lat, lon): (i32, i32)| (f64::from(lat) / 1e6, f64::from(lon) / 1e6);
    let (a, b) = (degrees(a), degrees(b));
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let h = half(a.0, b.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half(a.1, b.1);
    2.0 * 6_371_008.8 * h.sqrt().asin()
}

#[test]
fn several_countries_share_an_answer() {
    let found = find(&around(THREE_COUNTRIES, 20_000, 50), |_| true);
    assert_eq!(found.len(), 50);
    assert!(found.is_sorted_by_key(|(_, metres, _)| *metres));
    for code in ["NL", "BE", "DE"] {
        assert!(found.iter().any(|(_, _, country)| country == code), "{code}: {found:?}");
    }
    let mut dutch = around(THREE_COUNTRIES, 20_000, 50);
    dutch.country = Some(country("NL"));
    let dutch = find(&dutch, |_| true);
    let of_all: Vec<_> = found.iter().filter(|(_, _, country)| country == "NL").collect();
    assert!(
        dutch.iter().take(of_all.len()).eq(of_all),
        "the same ones in the same order"
    );
    assert!(dutch.iter().all(|(_, _, country)| country == "NL"));
}

#[test]
fn nothing_is_found_where_nothing_is() {
    // The Pacific, and a country without ServicePoints.
    assert!(find(&around((0, -160_000_000), 1_000_000, 50), |_| true).is_empty());
    let mut nowhere = around(THREE_COUNTRIES, 1_000_000, 50);
    nowhere.country = Some(country("US"));
    assert!(find(&nowhere, |_| true).is_empty());
    assert!(find(&around(THREE_COUNTRIES, 1_000_000, 0), |_| true).is_empty());
    assert!(find(&around(THREE_COUNTRIES, 1_000_000, 5), |_| false).is_empty());
}

#[test]
fn closed_ones_are_left_out_on_request() {
    let points = &network().service_points;
    let closed = points.get(country("LU"), "8008-LU-272701").unwrap();
    let mut query = around((closed.lat_e6, closed.lon_e6), 5_000, 1);
    let first = |query: &NearbyQuery| find(query, |_| true).first().map(|(id, ..)| *id);
    assert_eq!(first(&query), Some(closed.id), "closed ones are shown");
    query.usable_on = Some(date(2026, 4, 12));
    assert_eq!(first(&query), Some(closed.id), "the day before its closure");
    query.usable_on = Some(date(2026, 4, 13));
    assert_ne!(first(&query), Some(closed.id));
    let away = points.of_country(country("NL")).find(|point| !point.available).unwrap();
    let mut query = around((away.lat_e6, away.lon_e6), 5_000, 1);
    assert_eq!(first(&query), Some(away.id));
    query.usable_on = Some(date(2026, 4, 13));
    assert_ne!(first(&query), Some(away.id));
}

#[test]
fn traits_say_what_the_point_says() {
    for found in network()
        .service_points
        .nearby(&around(THREE_COUNTRIES, 50_000, 50), |_| true)
    {
        let (point, traits) = (&found.point, Traits::of(&found.point));
        assert_eq!((traits.kind(), traits.country()), (point.kind, point.country));
        let offered = [
            traits.last_mile(),
            traits.first_mile(),
            traits.printless(),
            traits.available(),
        ];
        assert_eq!(
            offered,
            [point.last_mile, point.first_mile, point.printless, point.available],
            "{}",
            point.id
        );
        let exactly = around((point.lat_e6, point.lon_e6), 1, 50);
        let same = network()
            .service_points
            .nearby(&exactly, |other| other.traits() == traits);
        assert!(same.iter().any(|same| same.point.id == point.id), "{}", point.id);
    }
}

#[test]
fn what_is_open_far_away_is_found_among_many_that_are_closed() {
    // In the night: few are open, so the nearest fifty would hold none.
    let night = date(2026, 4, 13).at(3, 30, 0, 0);
    let damrak = (52_374_700, 4_898_000);
    let all = all_by_distance(damrak).into_iter();
    let open: Vec<&str> = all
        .filter(|(metres, point)| {
            *metres <= 49_900.0 && point.usable_on(night.date()) && are_open(point.opening, night)
        })
        .map(|(_, point)| point.id)
        .take(5)
        .collect();
    assert_eq!(open.len(), 5);
    let found = find(&around(damrak, 50_000, 5), |point| point.is_open(night));
    let ids: Vec<&str> = found.iter().map(|(id, ..)| *id).collect();
    assert_eq!(ids, open);
    for found in network()
        .service_points
        .nearby(&around(damrak, 50_000, 5), |point| point.is_open(night))
    {
        assert!(Candidate::of(&found.point).is_open(night));
    }
}

#[test]
fn hours_hold_from_their_first_minute_to_before_their_last() {
    let open = |week_day, from_minute, to_minute| OpeningInterval {
        week_day,
        from_minute,
        to_minute,
    };
    let opening = [open(1, 540, 720), open(1, 780, 1080), open(2, 0, 1439)];
    for (time, expected) in [
        ("2026-03-02T08:59", false),
        ("2026-03-02T09:00", true),
        ("2026-03-02T11:59:59", true),
        ("2026-03-02T12:00", false),
        ("2026-03-02T18:00", false),
        ("2026-03-03T00:00", true),
        ("2026-03-03T23:59:59", true),
        ("2026-03-04T12:00", false),
    ] {
        assert_eq!(are_open(&opening, time.parse().unwrap()), expected, "{time}");
    }
}

#[test]
fn addresses_lie_somewhere() {
    let points = &network().service_points;
    let at = |code: &str, postal_code: &'static str, locality: &'static str, street: &'static str| {
        let given = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        points.locate_address(
            country(code),
            Whereabouts {
                postal_code: given(postal_code),
                locality: given(locality),
                street: given(street),
            },
        )
    };
    let near = |a: Option<(i32, i32)>, b: (i32, i32), metres: f64| haversine_m(a.unwrap(), b) < metres;
    let zoetermeer = (52_057_500, 4_493_100);
    assert!(near(at("NL", "2724 ab", "", ""), zoetermeer, 4_000.0));
    assert!(near(at("NL", "", "zoetermeer", ""), zoetermeer, 4_000.0));
    assert!(near(at("NL", "", "2724AB", ""), zoetermeer, 4_000.0));
    assert!(near(at("NL", "2724AB", "Groningen", "Damrak 1"), zoetermeer, 4_000.0));
    assert!(near(at("NL", "xyz", "Zoetermeer", ""), zoetermeer, 4_000.0));
    for street in ["Dorpsstraat 1, Zoetermeer", "Dorpsstraat 1, 2724 AB Zoetermeer"] {
        assert!(near(at("NL", "", "", street), zoetermeer, 4_000.0), "{street}");
    }
    let cologne = (50_938_400, 6_960_000);
    for town in ["Köln", "KOLN"] {
        assert!(near(at("DE", "", town, ""), cologne, 6_000.0), "{town}");
    }
    assert!(
        at("NL", "", "", "Dorpsstraat 1").is_some(),
        "somewhere in such a street"
    );
    assert_eq!(at("NL", "", "", "Dorpsstraat 1"), at("NL", "", "", "dorpsstraat 1"));
    for (code, postal_code, locality, street) in [
        ("NL", "", "Nergenshuizen", ""),
        ("NL", "xyz", "", ""),
        ("NL", "", "", "Zebraklompenlaan 12345"),
        ("NL", "", "", ",,,,,,,,,,,,,,"),
        ("US", "94103", "", ""),
        ("NL", "", "", ""),
    ] {
        assert_eq!(
            at(code, postal_code, locality, street),
            None,
            "{postal_code}{locality}{street}"
        );
    }
}

#[test]
fn ids_without_a_country() {
    let points = &network().service_points;
    for code in points.countries() {
        for point in points.of_country(code).step_by(997) {
            let found = points.get_anywhere(point.id).map(|found| (found.id, found.country));
            assert_eq!(found, Some((point.id, code)));
        }
    }
    let id = |id: &str| points.get_anywhere(id).map(|point| point.id);
    assert_eq!(id(" 8004-nl-272403|12345"), Some("8004-NL-272403"));
    for unknown in [
        "",
        "|",
        "NL-272403",
        "8004-NL-000000",
        "8004-XX-272403",
        "101",
        "4125530",
        "-",
        "é",
    ] {
        assert_eq!(id(unknown), None, "{unknown}");
    }
}

#[test]
fn short_ids_with_postal_codes() {
    let points = &network().service_points;
    let id = |code: &str, id: &str, postal_code: &str| {
        points
            .get_by_short_id(country(code), id, postal_code)
            .map(|point| point.id)
    };
    for postal_code in ["2724AB", "2724 ab", "2724"] {
        assert_eq!(
            id("NL", "NL-272403", postal_code),
            Some("8004-NL-272403"),
            "{postal_code}"
        );
    }
    assert_eq!(id("DE", "4125530", "10115"), Some("8003-4125530"));
    for (code, short, postal_code) in [
        ("NL", "NL-272403", "2725"),
        ("NL", "NL-272403", "27"),
        ("NL", "NL-272403", ""),
        ("NL", "8004-NL-272403", "2724AB"),
        ("BE", "NL-272403", "2724AB"),
        ("US", "NL-272403", "2724AB"),
        ("ES", "101", "28012"),
    ] {
        assert_eq!(id(code, short, postal_code), None, "{short} {postal_code}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nearby_is_brute_force(
        lat_e6 in 36_000_000i32..60_000_000,
        lon_e6 in -10_000_000i32..25_000_000,
        radius_m in prop_oneof![1_000u32..30_000, 30_000u32..1_000_000],
        limit in 1usize..=50,
        lockers in any::<bool>(),
    ) {
        let accepts = |kind: ServicePointKind| !lockers || kind == ServicePointKind::PackStation;
        let found = find(&around((lat_e6, lon_e6), radius_m, limit), |point| accepts(point.traits().kind()));
        let expected: Vec<f64> = all_by_distance((lat_e6, lon_e6))
            .into_iter()
            .filter(|(metres, point)| *metres <= f64::from(radius_m) && accepts(point.kind))
            .take(limit)
            .map(|(metres, _)| metres)
            .collect();
        prop_assert_eq!(found.len(), expected.len());
        for ((id, metres, _), expected) in found.iter().zip(&expected) {
            prop_assert!((f64::from(*metres) - expected).abs() <= 1.0, "{} {} {}", id, metres, expected);
        }
    }

    #[test]
    fn any_address_is_survived(text in "\\PC{0,30}", code in prop::sample::select(vec!["NL", "DE", "US"])) {
        let points = &network().service_points;
        let whole = Whereabouts { postal_code: Some(&text), locality: Some(&text), street: Some(&text) };
        let at = points.locate_address(country(code), whole);
        prop_assert!(at.is_none_or(|(lat, lon)| lat.abs() <= 90_000_000 && lon.abs() <= 180_000_000));
        let _ = points.get_anywhere(&text);
        prop_assert!(points.get_by_short_id(country(code), &text, &text).is_none());
    }
}
