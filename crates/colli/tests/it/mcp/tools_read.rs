//! Tools that look things up.

use super::assistant::Assistant;
use crate::support::START;
use crate::support::client::Request;
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::{Shop, code, each};
use serde_json::{Value, json};

/// The receiver's postal code of the samples.
pub(super) const POSTAL_CODE: &str = "1012JS";
/// What is personal in them.
const PERSONAL: [&str; 6] = ["Jansen", "Damrak", "1012", "Doe", "Reactorweg", "mrparcel"];

/// Checks that an answer holds nothing personal of the samples.
pub(super) fn assert_nothing_personal(answer: &Value) {
    let text = answer.to_string();
    for word in PERSONAL {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

/// Reports a scan, of the moment.
pub(super) async fn scan(shop: &Shop, code: &str, status: &str) {
    let scan = json!({"scanId": format!("{code}-{status}"), "trackerCode": code, "status": status, "facility": "AMS",
        "occurredAt": START});
    let request = shop.server.operator("POST", "/scans").json(&json!({"scans": [scan]}));
    let reply = request.send().await;
    assert_eq!(reply.json()["results"][0]["status"], "accepted", "{}", reply.text());
}

#[tokio::test]
async fn a_parcel_is_followed_and_its_receiver_is_told_to_who_knows_the_postal_code() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let assistant = Assistant::of(&shop.server).await;
    let found = assistant
        .call("track_shipment", &json!({"tracking_number": number}))
        .await;
    assert_eq!(
        (&found["tracking_number"], &found["service"], &found["status_code"]),
        (&json!(number), &json!("parcel-nl"), &json!("pre-transit"))
    );
    assert_eq!(found["newest_event"], found["events"][0]);
    assert!(
        found["receiver_name"].is_null() && found["tracking_url"].is_string(),
        "{found}"
    );
    assert_nothing_personal(&found);

    let asked = json!({"tracking_number": number, "recipient_postal_code": "1012 js", "language": "nl"});
    let (full, sentence) = assistant.call_in("en", "track_shipment", &asked).await;
    assert_eq!(full["receiver_name"], "Anna Jansen");
    assert_eq!(full["destination"]["street"], "Damrak 1");
    assert!(sentence.starts_with(&number), "{sentence}");
    assert_ne!(full["text"], found["text"], "it is in Dutch");
    let other = json!({"tracking_number": number, "recipient_postal_code": "3542AD"});
    assert_nothing_personal(&assistant.call("track_shipment", &other).await);

    // Whose it is does not matter, and neither does the surface.
    let stranger = Assistant::with_key(&shop.server, "colli-other-key").await;
    let seen = stranger
        .call("track_shipment", &json!({"tracking_number": number}))
        .await;
    assert_eq!(
        (seen["status_code"].clone(), &seen["events"]),
        (json!("pre-transit"), &found["events"])
    );
    let (_, german) = assistant
        .call_in("de", "track_shipment", &json!({"tracking_number": number}))
        .await;
    assert!(!german.is_empty());
}

#[tokio::test]
async fn a_number_nobody_knows_and_wrong_arguments_are_told() {
    let shop = Shop::open().await;
    let assistant = Assistant::of(&shop.server).await;
    let long = "9".repeat(1_000);
    assistant
        .refuses(
            "track_shipment",
            &[
                (
                    json!({"tracking_number": "JVGL0850000109999999999"}),
                    "No parcel is known",
                ),
                (json!({}), "tracking_number: this argument is missing"),
                (json!({"tracking_number": 5}), "tracking_number"),
                (
                    json!({"tracking_number": "1", "carrier": "x"}),
                    "carrier: there is no such argument",
                ),
                (json!({"tracking_number": long}), "1 to 100 characters"),
                (json!({"tracking_number": " "}), "tracking_number"),
                (json!({"tracking_number": "1", "service": "pigeon"}), "parcel-nl"),
                (json!({"tracking_number": "1", "language": "pt"}), "nl, en, de, fr, es"),
            ],
        )
        .await;
}

#[tokio::test]
async fn the_nearest_locations_are_found_and_looked_at() {
    let shop = Shop::open().await;
    let assistant = Assistant::with_key(&shop.server, "colli-demo-key").await;
    let around = json!({"country_code": "NL", "postal_code": POSTAL_CODE, "limit": 5});
    let (found, sentence) = assistant.call_in("en", "find_locations", &around).await;
    let locations = found["locations"].as_array().unwrap();
    assert_eq!(locations.len(), 5);
    assert!(sentence.starts_with("5 locations; the nearest is "), "{sentence}");
    let distances: Vec<u64> = locations.iter().map(|l| l["distance_m"].as_u64().unwrap()).collect();
    assert!(distances.is_sorted(), "{distances:?}");
    let nearest = &locations[0];
    let one = assistant.call("get_location", &json!({"id": nearest["id"]})).await;
    assert_eq!(
        (&one["name"], &one["opening_hours"]),
        (&nearest["name"], &nearest["opening_hours"])
    );

    let at = json!({"country_code": "NL", "latitude": 52.3731, "longitude": 4.8922, "radius_m": 2000,
        "location_type": "locker", "service_type": "parcel:drop-off-unlabeled"});
    for location in assistant.call("find_locations", &at).await["locations"]
        .as_array()
        .unwrap()
    {
        assert_eq!(location["type"], "locker");
        assert!(
            location["services"]
                .as_array()
                .unwrap()
                .contains(&json!("parcel:drop-off-unlabeled"))
        );
    }
    let nowhere = json!({"country_code": "NL", "city": "Nergenshuizen"});
    let (none, sentence) = assistant.call_in("en", "find_locations", &nowhere).await;
    assert!(
        none["locations"].as_array().unwrap().is_empty() && sentence.starts_with("No locations"),
        "{sentence}"
    );
}

#[tokio::test]
async fn what_is_open_follows_the_environments_clock() {
    let shop = Shop::open().await;
    let assistant = Assistant::of(&shop.server).await;
    let around = json!({"country_code": "NL", "postal_code": POSTAL_CODE, "open_now": true, "limit": 50});
    let open_at = async |time: &str| {
        let clock = json!({"now": time, "mode": "frozen"});
        let reply = shop.server.operator("PUT", "/clock").json(&clock).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let found = assistant.call("find_locations", &around).await;
        let locations = found["locations"].as_array().unwrap().clone();
        assert!(
            locations.iter().all(|location| location["is_open_now"] == true),
            "{found}"
        );
        locations.len()
    };
    let by_day = open_at("2026-03-02T12:00:00Z").await;
    let by_night = open_at("2026-03-03T02:00:00Z").await;
    assert!(by_day > by_night, "{by_day} by day, {by_night} by night");
}

#[tokio::test]
async fn wrong_places_are_named_by_their_arguments() {
    let shop = Shop::open().await;
    let assistant = Assistant::of(&shop.server).await;
    assistant
        .refuses(
            "find_locations",
            &[
                (json!({}), "country_code: this argument is missing"),
                (json!({"country_code": "NL"}), "city, postal_code, street"),
                (
                    json!({"country_code": "XX", "city": "Utrecht"}),
                    "country_code: there is no country",
                ),
                (json!({"country_code": "NLD", "city": "Utrecht"}), "country_code"),
                (
                    json!({"country_code": "NL", "latitude": "fifty", "longitude": 4}),
                    "latitude",
                ),
                (json!({"country_code": "NL", "latitude": 52}), "longitude"),
                (
                    json!({"country_code": "NL", "latitude": 91, "longitude": 4}),
                    "-90 to 90",
                ),
                (
                    json!({"country_code": "NL", "city": "Utrecht", "radius_m": 0}),
                    "radius_m",
                ),
                (
                    json!({"country_code": "NL", "city": "Utrecht", "radius_m": 1e9}),
                    "radius_m",
                ),
                (json!({"country_code": "NL", "city": "Utrecht", "limit": 51}), "1 to 50"),
                (
                    json!({"country_code": "NL", "city": "Utrecht", "location_type": "kiosk"}),
                    "location_type",
                ),
                (
                    json!({"country_code": "NL", "city": "Utrecht", "service_type": "parcel:teleport"}),
                    "service_type",
                ),
                (
                    json!({"country_code": "NL", "city": "Utrecht", "open_now": "yes"}),
                    "open_now",
                ),
                (
                    json!({"country_code": "NL", "town": "Utrecht"}),
                    "town: there is no such argument",
                ),
            ],
        )
        .await;
    assistant
        .refuses(
            "get_location",
            &[
                (json!({"id": "8004-NL-000000"}), "There is no location"),
                (json!({}), "id: this argument is missing"),
                (json!({"id": 7}), "id"),
                (json!({"id": "x", "country_code": "NL"}), "country_code"),
            ],
        )
        .await;
}

#[tokio::test]
async fn capabilities_are_those_of_the_lane_and_narrow() {
    let shop = Shop::open().await;
    let assistant = Assistant::of(&shop.server).await;
    let ask = async |arguments: Value| assistant.call("get_capabilities", &arguments).await;
    let all = ask(json!({"from_country": "NL", "to_country": "NL"})).await;
    let products = all["products"].as_array().unwrap();
    assert!(!products.is_empty() && all["needs_customs"] == false, "{all}");
    let options = each(&all["options"], "/key");
    for product in products {
        assert_eq!(product["service"], "parcel-nl");
        for key in product["options"].as_array().unwrap() {
            assert!(options.contains(&key.as_str().unwrap()), "{key} is described");
        }
    }
    let consumers = ask(
        json!({"from_country": "NL", "to_country": "NL", "receiver_type": "consumer",
        "type": "SMALL", "weight_kg": 1.5}),
    )
    .await;
    let narrowed = consumers["products"].as_array().unwrap();
    assert!(!narrowed.is_empty() && narrowed.len() < products.len());
    for product in narrowed {
        assert_eq!(each(&product["parcel_types"], "/key"), ["SMALL"]);
    }
    assert_eq!(
        ask(json!({"from_country": "NL", "to_country": "CH"})).await["needs_customs"],
        true
    );
    let heavy = json!({"from_country": "NL", "to_country": "NL", "type": "SMALL", "weight_kg": 999});
    let (none, sentence) = assistant.call_in("en", "get_capabilities", &heavy).await;
    assert_eq!(none["products"], json!([]));
    assert_eq!(sentence, "Nothing that fits is offered from NL to NL.");

    // Which services take over 50 lb: only the international ones, up to 44 lb, come near.
    let american = ask(json!({"from_country": "US", "to_country": "US", "weight_kg": 2})).await;
    let keys = each(&american["products"], "/key");
    assert!(
        keys.contains(&"parcels_ground") && !keys.contains(&"parcel_international_direct"),
        "{keys:?}"
    );
    let heavy = ask(json!({"from_country": "US", "to_country": "US", "weight_kg": 22.7})).await;
    assert_eq!(heavy["products"], json!([]));
    let abroad = ask(json!({"from_country": "US", "to_country": "CA"})).await;
    assert!(each(&abroad["products"], "/key").contains(&"parcel_international_direct"));
    assistant
        .refuses(
            "get_capabilities",
            &[
                (json!({"from_country": "NL"}), "to_country: this argument is missing"),
                (
                    json!({"from_country": "XX", "to_country": "NL"}),
                    "from_country: there is no country",
                ),
                (
                    json!({"from_country": "NL", "to_country": "NL", "type": "HUGE"}),
                    "SMALL",
                ),
                (
                    json!({"from_country": "NL", "to_country": "NL", "weight_kg": "2"}),
                    "weight_kg",
                ),
                (
                    json!({"from_country": "NL", "to_country": "NL", "weight_kg": 0}),
                    "0.001 to 1000",
                ),
                (
                    json!({"from_country": "NL", "to_country": "NL", "receiver_type": "cat"}),
                    "consumer, business",
                ),
                (json!({"from_country": "NL", "to_country": "NL", "when": 1}), "when"),
            ],
        )
        .await;
}

#[tokio::test]
async fn addresses_are_judged_and_mended() {
    let shop = Shop::open().await;
    let assistant = Assistant::of(&shop.server).await;
    let judge = async |address: Value| {
        assistant
            .call_in("en", "validate_address", &json!({"address": address}))
            .await
    };
    let good = json!({"street": "Damrak 1", "postal_code": "1012 JS", "city": "Amsterdam", "country_code": "nl"});
    let (found, sentence) = judge(good.clone()).await;
    assert_eq!(
        (&found["verdict"], found["messages"].as_array().unwrap().len()),
        (&json!("valid"), 0),
        "{found}"
    );
    assert_eq!(sentence, "The address is valid.");
    let (found, sentence) = judge(with(good.clone(), "postal_code", json!("12"))).await;
    assert_eq!(
        (&found["verdict"], &found["messages"][0]["kind"]),
        (&json!("invalid"), &json!("error"))
    );
    assert!(sentence.starts_with("The address is not valid. "), "{sentence}");
    let (found, _) = judge(
        json!({"street": "215 Clayton St", "postal_code": "941171913", "city": "San Francisco",
        "state": "California", "country_code": "US"}),
    )
    .await;
    assert_eq!(
        (
            &found["verdict"],
            &found["is_corrected"],
            &found["address"]["state"],
            &found["address"]["postal_code"]
        ),
        (&json!("valid"), &json!(true), &json!("CA"), &json!("94117-1913"))
    );
    assistant
        .refuses(
            "validate_address",
            &[
                (json!({}), "address: this argument is missing"),
                (json!({"address": "Damrak 1"}), "address"),
                (json!({"address": {"street": "Damrak 1"}}), "address.country_code"),
                (
                    json!({"address": {"country_code": "NL", "street": 1}}),
                    "address.street",
                ),
                (
                    json!({"address": {"country_code": "NL", "zip": "1012JS"}}),
                    "address.zip",
                ),
                (json!({"address": good, "strict": true}), "strict"),
            ],
        )
        .await;
}

#[tokio::test]
async fn keys_open_the_tools_of_their_scopes() {
    let shop = Shop::open().await;
    let listed = async |key: &str| {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
        let request = Request::new(shop.server.address, "POST", "/mcp");
        let request = request
            .accept("application/json, text/event-stream")
            .header("dhl-api-key", key);
        let reply = request
            .header("mcp-protocol-version", "2025-11-25")
            .json(&body)
            .send()
            .await
            .json();
        each(&reply["result"]["tools"], "/name")
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(listed("colli-demo-tracking-only").await, ["track_shipment"]);
    assert_eq!(
        listed("colli-demo-locations-only").await,
        ["find_locations", "get_location"]
    );
}
