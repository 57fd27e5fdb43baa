//! Requests that are wrong: each parameter is named, with what would be accepted, and nothing breaks.

use super::{AMSTERDAM, assert_problem, reply};
use crate::support::TestServer;
use crate::support::client::Request;

#[tokio::test]
async fn wrong_parameters_are_named() {
    let server = TestServer::start().await;
    let long = "x".repeat(201);
    for (path, names) in [
        ("find-by-geo".to_owned(), vec!["latitude", "longitude"]),
        ("find-by-geo?latitude=52".to_owned(), vec!["longitude", "180"]),
        (
            "find-by-geo?latitude=abc&longitude=4".to_owned(),
            vec!["latitude", "abc", "90"],
        ),
        ("find-by-geo?latitude=52,1&longitude=4".to_owned(), vec!["latitude"]),
        (
            "find-by-geo?latitude=NaN&longitude=inf".to_owned(),
            vec!["latitude", "longitude"],
        ),
        (
            "find-by-geo?latitude=1e400&longitude=-1e400".to_owned(),
            vec!["latitude", "longitude"],
        ),
        ("find-by-geo?latitude=90.1&longitude=4".to_owned(), vec!["latitude"]),
        (
            "find-by-geo?latitude=90&longitude=-180.0001".to_owned(),
            vec!["longitude"],
        ),
        (
            format!("find-by-geo?{AMSTERDAM}&countryCode=XX"),
            vec!["countryCode", "XX", "3166"],
        ),
        (
            format!("find-by-geo?{AMSTERDAM}&countryCode=Netherlands"),
            vec!["countryCode"],
        ),
        (format!("find-by-geo?{AMSTERDAM}&radius=0"), vec!["radius", "1000000"]),
        (format!("find-by-geo?{AMSTERDAM}&radius=-5"), vec!["radius"]),
        (format!("find-by-geo?{AMSTERDAM}&radius=NaN"), vec!["radius"]),
        (format!("find-by-geo?{AMSTERDAM}&radius=1e999"), vec!["radius"]),
        (format!("find-by-geo?{AMSTERDAM}&radius=far"), vec!["radius", "far"]),
        (format!("find-by-geo?{AMSTERDAM}&limit=0"), vec!["limit", "50"]),
        (format!("find-by-geo?{AMSTERDAM}&limit=-1"), vec!["limit"]),
        (
            format!("find-by-geo?{AMSTERDAM}&limit=many&radius=0"),
            vec!["limit", "many", "radius"],
        ),
        (
            format!("find-by-geo?{AMSTERDAM}&hideClosedLocations=perhaps"),
            vec!["hideClosedLocations", "perhaps", "true"],
        ),
        (
            format!("find-by-geo?{AMSTERDAM}&currentDate=tomorrow"),
            vec!["currentDate", "YYYY-MM-DD"],
        ),
        (
            format!("find-by-geo?{AMSTERDAM}&hideClosedLocations=true&currentDate=2026-02-30"),
            vec!["currentDate"],
        ),
        (
            "find-by-address".to_owned(),
            vec!["countryCode", "addressLocality", "postalCode", "streetAddress"],
        ),
        ("find-by-address?countryCode=NL".to_owned(), vec!["addressLocality"]),
        (
            "find-by-address?countryCode=NL&addressLocality=+&postalCode=1".to_owned(),
            vec!["3 characters"],
        ),
        (
            "find-by-address?countryCode=XX&postalCode=1055".to_owned(),
            vec!["countryCode"],
        ),
        ("find-by-address?postalCode=1055".to_owned(), vec!["countryCode"]),
        (
            format!("find-by-address?countryCode=NL&streetAddress={long}"),
            vec!["streetAddress", "200"],
        ),
        (
            format!("find-by-address?countryCode=NL&addressLocality={long}&postalCode={long}"),
            vec!["addressLocality", "postalCode"],
        ),
        (
            "find-by-keyword-id".to_owned(),
            vec!["keywordId", "countryCode", "postalCode"],
        ),
        (
            "find-by-keyword-id?keywordId=1&countryCode=XX&postalCode=1".to_owned(),
            vec!["countryCode"],
        ),
        (
            format!("find-by-keyword-id?keywordId={long}&countryCode=NL&postalCode=1055"),
            vec!["keywordId"],
        ),
    ] {
        assert_problem(&reply(&server, &path).await, 400, "Invalid input", &names, &path);
    }
}

#[tokio::test]
async fn unknown_words_have_titles_of_their_own() {
    let server = TestServer::start().await;
    for (query, title, names) in [
        (
            "serviceType=parcel:teleport",
            "Unknown Service Type",
            ["serviceType", "parcel:teleport", "parcel:pick-up-all"],
        ),
        (
            "serviceType=parcel:pick-up&serviceType=x",
            "Unknown Service Type",
            ["serviceType", "'x'", "postident"],
        ),
        (
            "locationType=kiosk",
            "Unknown Location Type",
            ["locationType", "kiosk", "servicepoint"],
        ),
        (
            "locationType=locker,kiosk",
            "Unknown Location Type",
            ["locationType", "kiosk", "postbox"],
        ),
        (
            "providerType=pigeon",
            "Unknown Provider Type",
            ["providerType", "pigeon", "express"],
        ),
    ] {
        for path in [
            format!("find-by-geo?{AMSTERDAM}&{query}"),
            format!("find-by-address?countryCode=NL&postalCode=1055&{query}"),
        ] {
            assert_problem(&reply(&server, &path).await, 400, title, &names, &path);
        }
    }
}

#[tokio::test]
async fn other_paths_and_methods() {
    let server = TestServer::start().await;
    for path in [
        "",
        "find-by-location-id/8004-NL-272403",
        "find-by-keyword-id/1",
        "locations",
    ] {
        assert_problem(&reply(&server, path).await, 404, "Not found", &[], path);
    }
    let path = "/dhl/location-finder/v1/find-by-geo";
    let reply = Request::new(server.address, "POST", path).send().await;
    assert_problem(&reply, 405, "Method not allowed", &[], path);
}

/// Query strings from a seed: known names with values that are wrong in many ways, escapes that do not decode, repetition.
#[tokio::test]
async fn no_query_string_breaks_the_server() {
    const NAMES: [&str; 16] = [
        "countryCode",
        "addressLocality",
        "postalCode",
        "streetAddress",
        "latitude",
        "longitude",
        "providerType",
        "locationType",
        "serviceType",
        "radius",
        "limit",
        "hideClosedLocations",
        "currentDate",
        "keywordId",
        "%FF",
        "",
    ];
    const VALUES: [&str; 24] = [
        "NL",
        "DE",
        "52.3",
        "4.9",
        "-0",
        "1e308",
        "-1e-308",
        "%00",
        "%F0%9F%93%A6",
        "%FF",
        "%",
        "%zz",
        "",
        "+",
        ",,,",
        "a,b",
        "[]",
        "%22%5C%0A",
        "1055SW",
        "parcel:pick-up-all",
        "locker",
        "2026-01-01",
        "9999-12-31",
        "true",
    ];
    let server = TestServer::start().await;
    let mut state: usize = 42;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..150 {
        for path in ["find-by-geo", "find-by-address", "find-by-keyword-id"] {
            let pairs = (0..next(9)).map(|_| format!("{}={}", NAMES[next(NAMES.len())], VALUES[next(VALUES.len())]));
            let pairs: Vec<String> = pairs.collect();
            let path = format!("{path}?{}", pairs.join("&"));
            let reply = reply(&server, &path).await;
            assert!(
                [200, 400, 404].contains(&reply.status),
                "{path}: {} {}",
                reply.status,
                reply.text()
            );
            assert!(reply.json().is_object(), "{path}");
        }
    }
    let unknown = "&serviceType=x".repeat(500);
    let path = format!("find-by-geo?{AMSTERDAM}{unknown}");
    let refused = reply(&server, &path).await;
    assert_problem(&refused, 400, "Unknown Service Type", &["serviceType", "'x'"], &path);
    assert!(refused.text().len() < 6_000, "{}", refused.text().len());
    let many = "&serviceType=parcel:drop-off".repeat(500);
    let reply = reply(&server, &format!("find-by-geo?{AMSTERDAM}{many}")).await;
    assert!([200, 414, 431].contains(&reply.status), "{}", reply.status);
}
