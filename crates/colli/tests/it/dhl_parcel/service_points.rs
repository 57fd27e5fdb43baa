//! ServicePoints (reference 5; design section 11).

use crate::support::TestServer;
use crate::support::shop::{assert_holds, assert_no_null, each};
use serde_json::{Value, json};

async fn find(server: &TestServer, path: &str) -> Value {
    let reply = server.get(&format!("/parcel-shop-locations/{path}")).send().await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"), "{path}");
    assert_no_null(&reply.json(), path);
    reply.json()
}

fn ids(found: &Value) -> Vec<&str> {
    each(found, "/id")
}

fn distances(found: &Value) -> Vec<u64> {
    found
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["distance"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn the_documented_madrid_points_keep_their_order() {
    let server = TestServer::start().await;
    let sample: Value =
        serde_json::from_str(include_str!("../samples/parcel-shop-locations.es-madrid.response.json")).unwrap();
    // The sample's centre is not printed; this is the position its three distances fit best.
    let centre = "latitude=40.41604&longitude=-3.70358";
    let mut last = 0;
    for point in sample.as_array().unwrap() {
        let mut wanted = point.clone();
        let distance = wanted
            .as_object_mut()
            .unwrap()
            .remove("distance")
            .unwrap()
            .as_u64()
            .unwrap();
        let name = point["name"].as_str().unwrap().replace("C/", "").replace(' ', "+");
        let found = find(&server, &format!("ES?q={name}&{centre}&radius=600&limit=3")).await;
        assert_eq!(ids(&found), [point["id"].as_str().unwrap()], "{name}");
        assert_holds(&found[0], &wanted, &name);
        let measured = distances(&found)[0];
        assert!(
            measured.abs_diff(distance) < 100 && measured > last,
            "{measured} m, printed {distance} m"
        );
        last = measured;
        let (latitude, longitude) = (&point["geoLocation"]["latitude"], &point["geoLocation"]["longitude"]);
        let here = find(
            &server,
            &format!("ES?latitude={latitude}&longitude={longitude}&limit=3"),
        )
        .await;
        assert_eq!((ids(&here)[0], distances(&here)[0]), (point["id"].as_str().unwrap(), 0));
        assert!(distances(&here).is_sorted());
    }
}

#[tokio::test]
async fn one_point_by_any_of_its_ids() {
    let server = TestServer::start().await;
    let sample: Value = serde_json::from_str(include_str!(
        "../samples/parcel-shop-location.5017-ES-0000104.response.json"
    ))
    .unwrap();
    let found = find(&server, "ES/5017-ES-0000104").await;
    assert_holds(&found, &sample, "ES");
    assert!(found.get("distance").is_none(), "{found}");
    for id in ["ES-0000104", "5017-es-0000104", "5017-ES-0000104%7C12345"] {
        assert_eq!(find(&server, &format!("ES/{id}")).await, found, "{id}");
    }
    let locker = find(&server, "DE/8003-4125530%7C12345").await;
    assert_eq!(
        (locker["id"].as_str(), locker["shopType"].as_str()),
        (Some("8003-4125530"), Some("packStation"))
    );
    assert_eq!(find(&server, "NL/8004-NL-272403").await["psfKey"], "NL-272403");
    for unknown in [
        "NL/8004-NL-000000",
        "NL/5017-ES-0000104",
        "ES/8004-NL-272403",
        "NL/%20",
        "NL/%7C12345",
    ] {
        let reply = server.get(&format!("/parcel-shop-locations/{unknown}")).send().await;
        assert_eq!(reply.status, 404, "{unknown}: {}", reply.text());
        assert!(reply.key().to_lowercase().contains("not_found"), "{}", reply.text());
    }
}

#[tokio::test]
async fn a_country_alone_is_refused_with_the_fields_that_would_do() {
    let server = TestServer::start().await;
    for path in [
        "NL",
        "NL?limit=3",
        "NL?street=Damrak",
        "NL?q=",
        "NL?showUnavailable=true&isLocker=true",
    ] {
        let reply = server.get(&format!("/parcel-shop-locations/{path}")).send().await;
        assert_eq!(
            (reply.status, reply.key().as_str()),
            (400, "parameter_invalid"),
            "{path}: {}",
            reply.text()
        );
        for field in ["q", "fuzzy", "postalCode", "zipCode", "city", "houseNumber"] {
            assert!(
                reply.json()["details"][0]["accepted"].to_string().contains(field),
                "{field} in {}",
                reply.text()
            );
        }
    }
    for country in ["XX", "Netherlands", "1"] {
        let reply = server
            .get(&format!("/parcel-shop-locations/{country}?q=a"))
            .send()
            .await;
        assert_eq!(
            (reply.status, reply.fields()),
            (400, vec!["countryCode".to_owned()]),
            "{}",
            reply.text()
        );
    }
}

#[tokio::test]
async fn every_search_field_finds() {
    let server = TestServer::start().await;
    for (query, wanted) in [
        ("postalCode=1055", "8004-NL-105501"),
        ("zipCode=1055SW", "8004-NL-105501"),
        ("postalCode=1055%20sw", "8004-NL-105501"),
        ("postalCode=1055sw", "8004-NL-105501"),
        ("fuzzy=1055", "8004-NL-105501"),
        ("q=1055SW", "8004-NL-105501"),
        ("q=Tabak%201055", "8004-NL-105501"),
        ("q=1055+TABAK", "8004-NL-105501"),
        ("q=Tabakshop+Bakker+1055", "8004-NL-105501"),
        ("city=Borculo", "8004-NL-727281"),
        ("fuzzy=borculo", "8004-NL-727281"),
        ("city=Borculo&street=Stationsweg&houseNumber=8", "8004-NL-727281"),
        ("q=Stationsweg+Borculo", "8004-NL-727281"),
        ("latitude=52.1156&longitude=6.5194", "8004-NL-727281"),
    ] {
        let found = find(&server, &format!("NL?{query}&limit=1")).await;
        assert_eq!(ids(&found), [wanted], "{query}");
    }
    assert_eq!(
        find(&server, "NL?q=Zebraklompenwinkel").await,
        json!([]),
        "nothing found is an empty list"
    );
    assert_eq!(
        find(&server, "NL?q=Tabak+Zebraklompenwinkel").await,
        json!([]),
        "all words must occur"
    );
    assert_eq!(
        find(&server, "nl?city=Borculo&limit=1").await,
        find(&server, "NL/?city=Borculo&limit=1").await
    );
}

#[tokio::test]
async fn accents_and_case_do_not_matter() {
    let server = TestServer::start().await;
    let wanted = find(&server, "DE?q=B%C3%A4ckerei+Kr%C3%BCger+40472&limit=5").await;
    assert_eq!(ids(&wanted), ["8003-6636299"]);
    for query in [
        "q=backerei+kruger+40472",
        "q=BACKEREI+KRUGER+40472",
        "q=b%C3%A4cker+Kruger+40472",
    ] {
        assert_eq!(
            ids(&find(&server, &format!("DE?{query}&limit=5")).await),
            ["8003-6636299"],
            "{query}"
        );
    }
    let town = find(&server, "DE?city=D%C3%BCsseldorf&limit=3").await;
    for query in ["city=Dusseldorf", "city=DUSSELDORF", "city=d%C3%BCsseldorf"] {
        assert_eq!(
            ids(&find(&server, &format!("DE?{query}&limit=3")).await),
            ids(&town),
            "{query}"
        );
    }
}

#[tokio::test]
async fn limit_and_radius_bound_the_answer() {
    let server = TestServer::start().await;
    let centre = "NL?latitude=52.3738&longitude=4.8910";
    let many = find(&server, &format!("{centre}&limit=50")).await;
    assert_eq!(ids(&many).len(), 50);
    assert!(distances(&many).is_sorted());
    for limit in [1, 3, 13] {
        let found = find(&server, &format!("{centre}&limit={limit}")).await;
        assert_eq!(ids(&found), ids(&many)[..limit], "{limit}");
    }
    let near = find(&server, &format!("{centre}&radius=1500&limit=50")).await;
    let within = distances(&many)
        .into_iter()
        .filter(|distance| *distance <= 1500)
        .count();
    assert_eq!(ids(&near).len(), within);
    assert!(within > 0 && within < 50, "{within}");
    for wrong in [
        "limit=many",
        "latitude=200&longitude=4",
        "radius=-1",
        "isLocker=perhaps",
        "limit=-3",
    ] {
        let reply = server
            .get(&format!("/parcel-shop-locations/NL?city=Utrecht&{wrong}"))
            .send()
            .await;
        let name = wrong.split('=').next().unwrap().to_owned();
        assert_eq!(
            (reply.status, reply.fields()),
            (400, vec![name]),
            "{wrong}: {}",
            reply.text()
        );
    }
}

#[tokio::test]
async fn closed_and_unavailable_points_show_on_demand() {
    let server = TestServer::start().await;
    // On 2 March: closed from the 1st to the 22nd, and one that is out of service.
    for (query, id) in [
        ("postalCode=7413", "8004-NL-741301"),
        ("postalCode=1399", "8004-NL-139901"),
    ] {
        let open = find(&server, &format!("NL?{query}&showUnavailable=false&limit=5")).await;
        assert!(!ids(&open).contains(&id), "{query}");
        assert_eq!(
            ids(&find(&server, &format!("NL?{query}&limit=5")).await),
            ids(&open),
            "false is the default"
        );
        let all = find(&server, &format!("NL?{query}&showUnavailable=true&limit=5")).await;
        assert!(ids(&all).contains(&id), "{query}");
        assert_eq!(
            find(&server, &format!("NL/{id}")).await["id"],
            id,
            "by id it is always found"
        );
    }
    let closure = &find(&server, "NL/8004-NL-741301").await["closurePeriods"];
    assert_eq!(*closure, json!([{"fromDate": "2026-03-01", "toDate": "2026-03-22"}]));
    let later = find(&server, "NL?postalCode=3542&limit=5").await;
    assert!(
        ids(&later).contains(&"8004-NL-354201"),
        "closed from the 10th on: open on the 2nd"
    );
}

#[tokio::test]
async fn services_lockers_depots_and_collection_times_narrow() {
    let server = TestServer::start().await;
    let base = "NL?postalCode=3542AD&limit=30";
    let all = find(&server, base).await;
    let kinds = |found: &Value| {
        let mut kinds: Vec<String> = each(found, "/shopType").into_iter().map(str::to_owned).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds(&all), ["packStation", "parcelShop"]);
    assert_eq!(
        kinds(&find(&server, &format!("{base}&isLocker=true")).await),
        ["packStation"]
    );
    assert_eq!(
        kinds(&find(&server, &format!("{base}&isLocker=0")).await),
        ["parcelShop"]
    );
    for query in [
        "serviceType=parcel-last-mile",
        "serviceType=parcel-last-mile&serviceType=parcel-first-mile",
        "serviceType=parcel-last-mile,parcel-first-mile",
        "serviceType%5B%5D=parcel-first-mile",
    ] {
        assert_eq!(
            ids(&find(&server, &format!("{base}&{query}")).await),
            ids(&all),
            "all offer these: {query}"
        );
    }
    assert_eq!(
        find(&server, &format!("{base}&serviceType=moon-shuttle")).await,
        json!([])
    );
    let depot = find(&server, &format!("{base}&sameDepot=true")).await;
    assert!(!ids(&depot).is_empty() && ids(&depot)[0] == ids(&all)[0]);
    let late = find(&server, &format!("{base}&collectionTime=17")).await;
    assert!(
        !ids(&late).is_empty() && ids(&late) != ids(&all),
        "some are emptied before 17:00"
    );
}

#[tokio::test]
async fn hours_are_split_and_days_are_numbered() {
    let server = TestServer::start().await;
    let found = find(&server, "NL?city=Amsterdam&limit=50").await;
    for point in found.as_array().unwrap() {
        assert_eq!(point["address"]["zipCode"], point["address"]["postalCode"], "{point}");
        assert_eq!(point["address"]["isBusiness"], json!(true));
        assert!(point["closurePeriods"].is_array());
        for hours in point["openingTimes"].as_array().unwrap() {
            assert!((1..=7).contains(&hours["weekDay"].as_u64().unwrap()), "{hours}");
            for name in ["timeFrom", "timeTo"] {
                let time = hours[name].as_str().unwrap();
                assert!(time.len() == 12 && time.ends_with(":00.000"), "{hours}");
            }
            assert!(hours["timeFrom"].as_str() < hours["timeTo"].as_str(), "{hours}");
        }
    }
}
