//! Location Finder (reference dhl-unified-api 3).

mod bad_input;
mod filters;

use crate::support::TestServer;
use crate::support::client::{Reply, Request};
use crate::support::shop::{assert_no_null, each};
use serde_json::{Value, json};

const KEY: &str = "colli-demo-key";
/// Where three countries meet.
const THREE_COUNTRIES: &str = "latitude=50.7545&longitude=6.0208";
/// The middle of Amsterdam.
const AMSTERDAM: &str = "latitude=52.3738&longitude=4.8910";

/// A request to the dialect without a key; `path` starts below the API's own mount.
fn request(server: &TestServer, path: &str) -> Request {
    Request::new(server.address, "GET", &format!("/dhl/location-finder/v1/{path}"))
}

async fn reply(server: &TestServer, path: &str) -> Reply {
    request(server, path).header("DHL-API-Key", KEY).send().await
}

async fn get(server: &TestServer, path: &str) -> Value {
    let reply = reply(server, path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"), "{path}");
    assert_no_null(&reply.json(), path);
    reply.json()
}

/// The locations of a list.
async fn find(server: &TestServer, path: &str) -> Vec<Value> {
    let answer = get(server, path).await;
    assert_eq!(answer.as_object().unwrap().len(), 1, "{path}");
    answer["locations"].as_array().unwrap().clone()
}

fn ids(found: &[Value]) -> Vec<&str> {
    let ids = found.iter().map(|one| one["location"]["ids"][0]["locationId"].as_str());
    ids.map(Option::unwrap).collect()
}

fn distances(found: &[Value]) -> Vec<u64> {
    found.iter().map(|one| one["distance"].as_u64().unwrap()).collect()
}

/// Checks a problem: its status, its title, exactly the members clients survive, and that the detail names each of `names`.
fn assert_problem(reply: &Reply, status: u16, title: &str, names: &[&str], about: &str) {
    let text = reply.text();
    assert_eq!(reply.status, status, "{about}: {text}");
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json"),
        "{about}"
    );
    let problem = reply.json();
    assert_eq!(
        (&problem["title"], &problem["status"]),
        (&json!(title), &json!(status)),
        "{about}: {text}"
    );
    let members: Vec<&String> = problem.as_object().unwrap().keys().collect();
    let known = ["title", "status", "detail", "instance"];
    assert!(
        members.iter().all(|name| known.contains(&name.as_str())),
        "{about}: {text}"
    );
    for name in names {
        assert!(
            problem["detail"].as_str().unwrap().contains(name),
            "{about}, {name}: {text}"
        );
    }
}

#[tokio::test]
async fn a_known_point_is_told_whole() {
    let server = TestServer::start().await;
    let told = get(&server, "locations/5017-ES-0000104").await;
    // The printed point of the parcel API's sample, in the words of this one (reference 3.8).
    let sample: Value = serde_json::from_str(include_str!(
        "../samples/parcel-shop-location.5017-ES-0000104.response.json"
    ))
    .unwrap();
    assert_eq!(told["url"], "/locations/5017-ES-0000104");
    assert_eq!(
        told["location"],
        json!({"ids": [{"locationId": "5017-ES-0000104", "provider": "parcel"}], "keyword": "DHL Parcelshop",
            "keywordId": "ES-0000104", "type": "servicepoint"})
    );
    assert_eq!(told["name"], sample["name"]);
    let (address, printed) = (&told["place"]["address"], &sample["address"]);
    assert_eq!(address["countryCode"], "ES");
    assert_eq!(address["postalCode"], printed["postalCode"]);
    assert_eq!(address["addressLocality"], printed["city"]);
    let street = format!(
        "{} {}",
        printed["street"].as_str().unwrap(),
        printed["number"].as_str().unwrap()
    );
    assert_eq!(address["streetAddress"], street.trim());
    for name in ["latitude", "longitude"] {
        assert_eq!(
            told["place"]["geo"][name].as_f64(),
            sample["geoLocation"][name].as_f64(),
            "{name}"
        );
    }
    let hours = sample["openingTimes"].as_array().unwrap();
    let days = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let expected: Vec<Value> = hours
        .iter()
        .map(|hours| {
            let time = |name: &str| hours[name].as_str().unwrap()[..8].to_owned();
            let day = days[usize::try_from(hours["weekDay"].as_u64().unwrap()).unwrap() - 1];
            json!({"opens": time("timeFrom"), "closes": time("timeTo"), "dayOfWeek": format!("http://schema.org/{day}")})
        })
        .collect();
    assert_eq!(told["openingHours"], json!(expected));
    assert!(told.get("distance").is_none(), "{told}");
    assert_eq!(told["averageCapacityDayOfWeek"], json!([]));
    for service in ["parcel:pick-up", "parcel:drop-off"] {
        assert!(
            told["serviceTypes"].as_array().unwrap().contains(&json!(service)),
            "{told}"
        );
    }
}

#[tokio::test]
async fn closures_and_hours_around_the_clock() {
    let server = TestServer::start().await;
    let closed = get(&server, "locations/8004-NL-741301").await;
    assert_eq!(
        closed["closurePeriods"],
        json!([{"type": "closure", "fromDate": "2026-03-01", "toDate": "2026-03-22"}])
    );
    let locker = get(&server, "locations/8003-4125530").await;
    assert_eq!(locker["location"]["type"], "locker");
    assert_eq!(locker["location"]["keyword"], "Packstation");
    assert!(
        locker["serviceTypes"]
            .as_array()
            .unwrap()
            .contains(&json!("parcel:pick-up-registered"))
    );
    assert_eq!(locker["openingHours"].as_array().unwrap().len(), 7);
    for hours in locker["openingHours"].as_array().unwrap() {
        assert_eq!(
            (&hours["opens"], &hours["closes"]),
            (&json!("00:00:00"), &json!("23:59:59"))
        );
    }
    let abroad = get(&server, "locations/8008-LU-251401").await;
    assert!(
        abroad["serviceTypes"]
            .as_array()
            .unwrap()
            .contains(&json!("parcel:pick-up-unregistered"))
    );
}

#[tokio::test]
async fn ids_and_keyword_ids_lead_back_to_what_was_found() {
    let server = TestServer::start().await;
    for found in find(&server, &format!("find-by-geo?{THREE_COUNTRIES}&radius=20000&limit=50")).await {
        let mut alone = found.clone();
        alone.as_object_mut().unwrap().remove("distance").unwrap();
        let id = ids(std::slice::from_ref(&found))[0].to_owned();
        let url = found["url"].as_str().unwrap().trim_start_matches('/').to_owned();
        assert_eq!(get(&server, &url).await, alone, "{url}");
        // Every character may be escaped.
        let escaped = id
            .bytes()
            .fold(String::new(), |escaped, byte| format!("{escaped}%{byte:02X}"));
        assert_eq!(get(&server, &format!("locations/{escaped}")).await, alone, "{escaped}");
        let address = &found["place"]["address"];
        let path = format!(
            "find-by-keyword-id?keywordId={}&countryCode={}&postalCode={}",
            found["location"]["keywordId"].as_str().unwrap(),
            address["countryCode"].as_str().unwrap(),
            address["postalCode"].as_str().unwrap().replace(' ', "+"),
        );
        assert_eq!(get(&server, &path).await, alone, "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_404() {
    let server = TestServer::start().await;
    let long = "9".repeat(2_000);
    for path in [
        "locations/8004-NL-000000",
        "locations/NL-272403",
        "locations/%20",
        "locations/%FF%FE",
        "locations/%7C",
        "find-by-keyword-id?keywordId=NL-000000&countryCode=NL&postalCode=2724AB",
        "find-by-keyword-id?keywordId=NL-272403&countryCode=NL&postalCode=9999ZZ",
        "find-by-keyword-id?keywordId=NL-272403&countryCode=US&postalCode=2724AB",
        &format!("locations/{long}"),
    ] {
        let reply = reply(&server, path).await;
        assert_problem(&reply, 404, "Location not found", &[], path);
        assert!(reply.text().len() < 600, "{path}");
    }
    // What is no text is told as it was sent.
    let path = "locations/%FF%fe";
    let problem = reply(&server, path).await.json();
    assert_eq!(
        (problem["detail"].as_str(), problem["instance"].as_str()),
        (Some("There is no location '%FF%fe'."), Some("/locations/%FF%fe"))
    );
}

#[tokio::test]
async fn addresses_are_centres() {
    let server = TestServer::start().await;
    for (query, wanted) in [
        ("countryCode=NL&postalCode=1055SW", "8004-NL-105501"),
        ("countryCode=nl&postalCode=1055%20sw", "8004-NL-105501"),
        ("countryCode=NL&addressLocality=Borculo", "8004-NL-727281"),
        (
            "countryCode=NL&addressLocality=BORCULO&streetAddress=Stationsweg+8",
            "8004-NL-727281",
        ),
        (
            "countryCode=NL&streetAddress=Stationsweg+8,+7271AA+Borculo",
            "8004-NL-727281",
        ),
        (
            "countryCode=DE&addressLocality=K%C3%B6ln&postalCode=40472",
            "8003-6636299",
        ),
    ] {
        let found = find(&server, &format!("find-by-address?{query}&limit=50")).await;
        assert!(ids(&found).contains(&wanted), "{query}: {:?}", ids(&found));
        assert!(distances(&found).is_sorted(), "{query}");
        assert!(
            each(&json!(found), "/place/address/countryCode")
                .iter()
                .all(|code| *code == wanted_country(query)),
            "{query}"
        );
    }
    for nowhere in [
        "countryCode=NL&addressLocality=Nergenshuizen",
        "countryCode=NL&postalCode=xyz",
        "countryCode=US&postalCode=94103",
        "countryCode=NL&streetAddress=Zebraklompenlaan",
    ] {
        assert!(
            find(&server, &format!("find-by-address?{nowhere}")).await.is_empty(),
            "{nowhere}"
        );
    }
}

fn wanted_country(query: &str) -> String {
    query["countryCode=".len()..][..2].to_uppercase()
}

#[tokio::test]
async fn a_key_with_the_scope_is_needed() {
    let server = TestServer::start().await;
    for path in [
        &format!("find-by-geo?{AMSTERDAM}"),
        "find-by-address?countryCode=NL&postalCode=1055SW",
        "find-by-keyword-id?keywordId=NL-272403&countryCode=NL&postalCode=2724AB",
        "locations/8004-NL-272403",
        // Who may not call is not told what is wrong with the call.
        "find-by-geo?latitude=x",
    ] {
        for key in [
            None,
            Some(""),
            Some("wrong"),
            Some("colli-demo-tracking-only"),
            Some("\u{e9}"),
        ] {
            let request = request(&server, path);
            let request = match key {
                Some(key) => request.header("DHL-API-Key", key),
                None => request,
            };
            assert_problem(
                &request.send().await,
                401,
                "Unauthorized",
                &[],
                &format!("{path} {key:?}"),
            );
        }
    }
    let path = format!("find-by-geo?{AMSTERDAM}");
    for (header, key) in [("dhl-api-key", KEY), ("Dhl-Api-Key", "colli-demo-locations-only")] {
        assert_eq!(
            request(&server, &path).header(header, key).send().await.status,
            200,
            "{header}"
        );
    }
}
