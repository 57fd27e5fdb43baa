//! What narrows a list, and in which order it comes.

use super::{AMSTERDAM, THREE_COUNTRIES, distances, find, get, ids};
use crate::support::TestServer;
use crate::support::shop::each;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The different texts at a place of each location.
fn texts(found: &[Value], pointer: &str) -> BTreeSet<String> {
    each(&json!(found), pointer).into_iter().map(str::to_owned).collect()
}

fn offers(location: &Value, service: &str) -> bool {
    location["serviceTypes"].as_array().unwrap().contains(&json!(service))
}

#[tokio::test]
async fn positions_have_no_borders_unless_a_country_is_named() {
    let server = TestServer::start().await;
    let found = find(&server, &format!("find-by-geo?{THREE_COUNTRIES}&radius=20000&limit=50")).await;
    assert!(distances(&found).is_sorted());
    let countries = texts(&found, "/place/address/countryCode");
    for country in ["BE", "DE", "NL"] {
        assert!(countries.contains(country), "{countries:?}");
    }
    let belgian = find(
        &server,
        &format!("find-by-geo?{THREE_COUNTRIES}&radius=20000&countryCode=be"),
    )
    .await;
    assert_eq!(
        texts(&belgian, "/place/address/countryCode"),
        BTreeSet::from(["BE".to_owned()])
    );
    // A real country without locations, and the middle of an ocean.
    for nowhere in [
        format!("find-by-geo?{THREE_COUNTRIES}&countryCode=JP"),
        "find-by-geo?latitude=0&longitude=-160&radius=1000000".to_owned(),
        "find-by-geo?latitude=-90&longitude=180".to_owned(),
    ] {
        assert_eq!(get(&server, &nowhere).await, json!({"locations": []}), "{nowhere}");
    }
}

#[tokio::test]
async fn limits_and_radii_have_defaults_and_are_clamped() {
    let server = TestServer::start().await;
    let path = format!("find-by-geo?{AMSTERDAM}");
    let plain = find(&server, &path).await;
    assert_eq!(plain.len(), 15);
    assert!(distances(&plain).is_sorted());
    let most = find(&server, &format!("{path}&limit=50&radius=5000")).await;
    assert_eq!(most.len(), 50);
    assert_eq!(ids(&most)[..15], ids(&plain));
    for limit in ["51", "1000000", "99999999999999999999999"] {
        assert_eq!(
            find(&server, &format!("{path}&limit={limit}&radius=5000")).await,
            most,
            "{limit}"
        );
    }
    assert_eq!(find(&server, &format!("{path}&limit=1")).await, most[..1]);
    let near = find(&server, &format!("{path}&limit=50&radius=1500")).await;
    let within = distances(&most).into_iter().filter(|metres| *metres <= 1_500).count();
    assert!(
        within > 0 && within < 50 && near.len() == within,
        "{within} {}",
        near.len()
    );
    // A village: the default is five kilometres, the most a thousand.
    let village = "find-by-geo?latitude=53.4839&longitude=6.1614&limit=50";
    let five = find(&server, &format!("{village}&radius=5000")).await;
    assert_eq!(find(&server, village).await, five);
    let far = find(&server, &format!("{village}&radius=1000000")).await;
    assert!(five.len() < 50 && far.len() == 50, "{} {}", five.len(), far.len());
    for radius in ["1e9", "1000000000", "1000001", "99999999999999999999999"] {
        assert_eq!(
            find(&server, &format!("{village}&radius={radius}")).await,
            far,
            "{radius}"
        );
    }
    // In the Atlantic, more than the largest radius from the Azores.
    assert!(
        find(&server, "find-by-geo?latitude=50&longitude=-40&radius=1e9")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn location_types_are_alternatives() {
    let server = TestServer::start().await;
    let path = format!("find-by-geo?{AMSTERDAM}&limit=50");
    let kinds = |found: &[Value]| texts(found, "/location/type").into_iter().collect::<Vec<_>>();
    let all = find(&server, &path).await;
    assert_eq!(kinds(&all), ["locker", "servicepoint"]);
    for kind in ["locker", "servicepoint"] {
        assert_eq!(
            kinds(&find(&server, &format!("{path}&locationType={kind}")).await),
            [kind]
        );
        let mixed = find(&server, &format!("{path}&locationType=postoffice&locationType={kind}")).await;
        assert_eq!(kinds(&mixed), [kind]);
    }
    for both in [
        "locationType=locker&locationType=servicepoint",
        "locationType=locker,servicepoint",
    ] {
        assert_eq!(find(&server, &format!("{path}&{both}")).await, all, "{both}");
    }
    for kind in ["postoffice", "postbank", "pobox", "postbox"] {
        assert!(
            find(&server, &format!("{path}&locationType={kind}")).await.is_empty(),
            "{kind}"
        );
    }
    assert_eq!(find(&server, &format!("{path}&providerType=parcel")).await, all);
    assert!(find(&server, &format!("{path}&providerType=express")).await.is_empty());
}

#[tokio::test]
async fn service_types_must_all_be_offered() {
    let server = TestServer::start().await;
    let path = format!("find-by-geo?{AMSTERDAM}&limit=50");
    let all = find(&server, &path).await;
    for service in [
        "parcel:pick-up",
        "parcel:pick-up-unregistered",
        "parcel:drop-off",
        "parcel:drop-off-unregistered",
        "parcel:drop-off-unlabeled",
        "parcel:drop-off-firstmile",
        "parcel:drop-off-firstmile-unlabeled",
        "parcel:drop-off-return",
        "parcel:drop-off-return-unlabeled",
    ] {
        let found = find(&server, &format!("{path}&serviceType={service}")).await;
        assert!(!found.is_empty(), "{service}");
        assert!(found.iter().all(|location| offers(location, service)), "{service}");
        assert!(distances(&found).is_sorted(), "{service}");
    }
    let both = format!("{path}&serviceType=parcel:pick-up&serviceType=parcel:drop-off-unlabeled");
    let found = find(&server, &both).await;
    assert!(!found.is_empty());
    for location in &found {
        assert!(
            offers(location, "parcel:pick-up") && offers(location, "parcel:drop-off-unlabeled"),
            "{location}"
        );
    }
    let never = format!("{path}&serviceType=parcel:pick-up&serviceType=parcel:pick-up-unregistered");
    assert!(find(&server, &never).await.is_empty(), "a shop or a locker, not both");
    // Groups: any member; they are never told.
    for group in ["parcel:pick-up-all", "parcel:drop-off-all"] {
        assert_eq!(
            find(&server, &format!("{path}&serviceType={group}")).await,
            all,
            "{group}"
        );
        assert!(!all.iter().any(|location| offers(location, group)), "{group}");
    }
    for service in [
        "express:drop-off",
        "postident",
        "cash-on-delivery",
        "parcel:pick-up-registered",
    ] {
        assert!(
            find(&server, &format!("{path}&serviceType={service}")).await.is_empty(),
            "{service}"
        );
    }
}

#[tokio::test]
async fn closed_ones_are_shown_unless_hidden() {
    let server = TestServer::start().await;
    // On 2 March: closed from the 1st to the 22nd, and one that takes no parcels.
    for (code, id) in [("7413", "8004-NL-741301"), ("1399", "8004-NL-139901")] {
        let path = format!("find-by-address?countryCode=NL&postalCode={code}&limit=50");
        let shown = find(&server, &path).await;
        assert!(ids(&shown).contains(&id), "{id}");
        for day in ["", "&currentDate=2026-03-02", "&currentDate=2026-03-22"] {
            let hidden = find(&server, &format!("{path}&hideClosedLocations=true{day}")).await;
            assert!(!ids(&hidden).contains(&id), "{id} {day}");
        }
        // The day counts with the flag only.
        for query in [
            "hideClosedLocations=false&currentDate=2026-03-02",
            "currentDate=2026-03-02",
        ] {
            assert_eq!(find(&server, &format!("{path}&{query}")).await, shown, "{query}");
        }
        let other_name = find(&server, &format!("{path}&hideClosedShops=1")).await;
        assert!(!ids(&other_name).contains(&id), "{id}");
    }
    let path = "find-by-address?countryCode=NL&postalCode=7413&limit=50&hideClosedLocations=true";
    for (day, is_open) in [("2026-02-28", true), ("2026-03-01", false), ("2026-03-23", true)] {
        let found = find(&server, &format!("{path}&currentDate={day}")).await;
        assert_eq!(ids(&found).contains(&"8004-NL-741301"), is_open, "{day}");
    }
    let away = get(&server, "locations/8004-NL-139901").await;
    assert_eq!(away["availableCapacity"], "very-low");
}
