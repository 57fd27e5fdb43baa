//! ServicePoint search (reference 5.1, 5.2).

use crate::support::{country, network};
use colli_core::service_point::ServicePointKind;
use colli_network::service_points::has_search_field;
use colli_network::{Found, ServicePointQuery};
use proptest::prelude::*;

fn query(code: &str, limit: usize) -> ServicePointQuery {
    ServicePointQuery::new(country(code), limit)
}

fn search(query: &ServicePointQuery) -> Vec<Found<'static>> {
    network().service_points.search(query)
}

fn ids(found: &[Found<'_>]) -> Vec<String> {
    found.iter().map(|found| found.point.id.to_owned()).collect()
}

#[test]
fn all_points_are_there() {
    let points = &network().service_points;
    assert_eq!(points.len(), 59_300);
    assert_eq!(points.countries().len(), 14);
}

#[test]
fn keywords_are_anded_and_fold_accents() {
    let mut q = query("NL", 10);
    for text in ["Tabak 1055", "tabak 1055", "TABÂK  1055", "1055 tabak"] {
        q.q = Some(text.to_owned());
        assert_eq!(ids(&search(&q)), ["8004-NL-105501"], "{text}");
        assert!(search(&q)[0].distance_m.is_some(), "{text}");
    }
    q.q = Some("Tabak 9999 nowhere".to_owned());
    assert!(search(&q).is_empty());
    let mut plain = query("FR", 50);
    plain.q = Some("epicerie roux".to_owned());
    let mut accents = plain.clone();
    accents.q = Some("Épicerie ROUX".to_owned());
    assert!(!search(&plain).is_empty());
    assert_eq!(ids(&search(&plain)), ids(&search(&accents)));
}

#[test]
fn postal_codes_in_any_spelling() {
    let spelled = |code: &str| {
        let mut q = query("NL", 5);
        q.postal_code = Some(code.to_owned());
        ids(&search(&q))
    };
    assert_eq!(spelled("3542AD").len(), 5);
    for code in ["3542ad", "3542 AD", " 3542 ad ", "3542", "NL-3542AD"] {
        assert_eq!(spelled(code), spelled("3542AD"), "{code}");
    }
    let mut free = query("NL", 5);
    free.q = Some("3542 ad".to_owned());
    assert_eq!(ids(&search(&free)), spelled("3542AD"));
    free.q = None;
    free.fuzzy = Some("3542AD".to_owned());
    assert_eq!(ids(&search(&free)), spelled("3542AD"));
    assert!(spelled("xyz").is_empty());
}

#[test]
fn towns_by_name_with_nearest_first() {
    for (code, name) in [
        ("NL", "utrecht"),
        ("DE", "Köln"),
        ("DE", "munchen"),
        ("PL", "Lodz"),
        ("NL", "'s-Gravenhage"),
    ] {
        let mut q = query(code, 10);
        q.city = Some(name.to_owned());
        let found = search(&q);
        assert_eq!(found.len(), 10, "{name}");
        assert!(found.is_sorted_by_key(|found| found.distance_m), "{name}");
        assert!(found[0].distance_m.unwrap() < 5_000, "{name} {:?}", found[0]);
        let mut fuzzy = query(code, 10);
        fuzzy.fuzzy = Some(name.to_owned());
        assert_eq!(ids(&search(&fuzzy)), ids(&found), "{name}");
    }
    let mut unknown = query("NL", 10);
    unknown.city = Some("Nergenshuizen".to_owned());
    assert!(search(&unknown).is_empty());
}

#[test]
fn filters_narrow() {
    let mut q = query("NL", 50);
    q.latitude = Some(52.09);
    q.longitude = Some(5.12);
    let all = search(&q);
    assert_eq!(all.len(), 50);
    q.is_locker = Some(true);
    assert!(
        search(&q)
            .iter()
            .all(|found| found.point.kind == ServicePointKind::PackStation)
    );
    q.is_locker = Some(false);
    assert!(
        search(&q)
            .iter()
            .all(|found| found.point.kind == ServicePointKind::ParcelShop)
    );
    q.is_locker = None;
    q.radius_m = Some(2_000);
    assert!(search(&q).iter().all(|found| found.distance_m.unwrap() <= 2_000));
    q.radius_m = None;
    q.service_types = vec!["parcel-first-mile".to_owned(), "self-service".to_owned()];
    assert!(
        search(&q)
            .iter()
            .all(|found| found.point.first_mile && found.point.self_service)
    );
    q.service_types = vec!["teleport".to_owned()];
    assert!(search(&q).is_empty());
    q.service_types.clear();
    q.same_depot = Some(true);
    assert!(search(&q).iter().all(|found| found.point.depot == all[0].point.depot));
    q.same_depot = None;
    q.collection_time = Some(17);
    assert!(search(&q).iter().all(|found| found.point.collection_minute >= 17 * 60));
}

#[test]
fn closed_ones_are_hidden_unless_asked_for() {
    let points = &network().service_points;
    let closed = points
        .of_country(country("NL"))
        .find(|point| point.available && point.closure.is_some())
        .unwrap();
    let mut q = query("NL", 1);
    q.latitude = Some(f64::from(closed.lat_e6) / 1e6);
    q.longitude = Some(f64::from(closed.lon_e6) / 1e6);
    let closure = closed.closure.unwrap();
    let nearest = |q: &ServicePointQuery| ids(&search(q)).first().cloned();
    q.today = closure.from.yesterday().ok();
    assert_eq!(nearest(&q).as_deref(), Some(closed.id));
    for day in [closure.from, closure.to] {
        q.today = Some(day);
        assert!(!closed.usable_on(day));
        assert_ne!(nearest(&q).as_deref(), Some(closed.id));
    }
    q.show_unavailable = true;
    assert_eq!(nearest(&q).as_deref(), Some(closed.id));
}

#[test]
fn ids_in_all_forms() {
    let points = &network().service_points;
    let id = |code: &str, id: &str| points.get(country(code), id).map(|point| point.id);
    for text in [
        "8004-NL-272403",
        "NL-272403",
        "8004-nl-272403",
        " 8004-NL-272403|12345 ",
    ] {
        assert_eq!(id("NL", text), Some("8004-NL-272403"), "{text}");
    }
    assert_eq!(id("DE", "8003-4125530|12345"), Some("8003-4125530"));
    assert_eq!(id("DE", "4125530"), Some("8003-4125530"));
    assert_eq!(id("ES", "ES-0000104"), Some("5017-ES-0000104"));
    for (code, text) in [
        ("BE", "8004-NL-272403"),
        ("NL", "8004-NL-000000"),
        ("NL", ""),
        ("NL", "|1"),
        ("US", "x"),
        ("ES", "101"),
    ] {
        assert_eq!(id(code, text), None, "{text}");
    }
}

#[test]
fn a_country_or_a_street_alone_is_not_enough() {
    let mut q = query("NL", 10);
    assert!(!has_search_field(&q) && search(&q).is_empty());
    q.street = Some("Dorpsstraat".to_owned());
    assert!(!has_search_field(&q) && search(&q).is_empty());
    q.house_number = Some("1".to_owned());
    assert!(has_search_field(&q));
    assert!(
        search(&q)
            .iter()
            .all(|found| found.point.street == "Dorpsstraat" && found.point.number == "1")
    );
    assert!(ids(&search(&ServicePointQuery { limit: 500, ..q })).contains(&"8004-NL-272403".to_owned()));
    for set in [
        |q: &mut ServicePointQuery| q.q = Some("x".to_owned()),
        |q: &mut ServicePointQuery| q.city = Some("x".to_owned()),
        |q: &mut ServicePointQuery| q.postal_code = Some("x".to_owned()),
        |q: &mut ServicePointQuery| q.fuzzy = Some("x".to_owned()),
        |q: &mut ServicePointQuery| (q.latitude, q.longitude) = (Some(1.0), Some(1.0)),
    ] {
        let mut q = query("NL", 10);
        set(&mut q);
        assert!(has_search_field(&q));
    }
    let mut blank = query("NL", 10);
    blank.q = Some("  ".to_owned());
    assert!(!has_search_field(&blank));
}

/// Metres by the haversine formula, as an independent measure.
fn haversine_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let h = half(a.0, b.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half(a.1, b.1);
    2.0 * 6_371_008.8 * h.sqrt().asin()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn nearest_is_brute_force(lat in 49.0f64..54.0, lon in 3.0f64..8.0, code in prop::sample::select(vec!["NL", "BE", "LU"])) {
        let mut q = query(code, 10);
        (q.latitude, q.longitude, q.show_unavailable) = (Some(lat), Some(lon), true);
        let found: Vec<f64> = search(&q).iter().map(|found| f64::from(found.distance_m.unwrap())).collect();
        let position = |e6: i32| f64::from(e6) / 1e6;
        let mut all: Vec<f64> = network()
            .service_points
            .of_country(country(code))
            .map(|point| haversine_m((lat, lon), (position(point.lat_e6), position(point.lon_e6))))
            .collect();
        all.sort_by(f64::total_cmp);
        for (found, expected) in found.iter().zip(&all) {
            prop_assert!((found - expected).abs() <= 1.0, "{} {}", found, expected);
        }
        prop_assert_eq!(found.len(), 10);
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,20}") {
        let mut q = query("LU", 3);
        (q.q, q.fuzzy, q.city, q.postal_code) = (Some(text.clone()), Some(text.clone()), Some(text.clone()), Some(text.clone()));
        prop_assert!(search(&q).len() <= 3);
        prop_assert!(network().service_points.get(country("LU"), &text).is_none_or(|point| point.country == country("LU")));
    }
}
