//! Answers with `null` where there should be something: it is the same as leaving it out.

use crate::samples::{self, response};
use colli_client::unified::locations::by_id;
use colli_client::unified::tracking::{Tracked, TrackingQuery};
use colli_client::wire::dhl_unified::locations::LocationList;
use colli_client::wire::dhl_unified::problem::Problem;
use colli_client::wire::dhl_unified::push::PushMessage;
use colli_client::{Error, Said};
use serde_json::{Value, json};

/// Pointers to all members of all objects.
fn members(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                members(value, &at, found);
                found.push(at);
            }
        }
        Value::Array(values) => {
            for (number, value) in values.iter().enumerate() {
                members(value, &format!("{at}/{number}"), found);
            }
        }
        _ => {}
    }
}

/// The sample with each of its members made `null` in turn; how many there were.
fn each_member_null<E: std::fmt::Debug>(sample: &Value, read: impl Fn(String) -> Result<(), E>) -> usize {
    let mut found = Vec::new();
    members(sample, "", &mut found);
    for at in &found {
        let mut changed = sample.clone();
        *changed.pointer_mut(at).unwrap() = Value::Null;
        let outcome = read(changed.to_string());
        assert!(outcome.is_ok(), "{at}: {outcome:?}");
    }
    found.len()
}

fn json_of(sample: &str) -> Value {
    serde_json::from_str(sample).unwrap()
}

/// What the printed sample of a trace does not have.
fn rich_trace() -> Value {
    let place = json!({"address": {"countryCode": "NL"}, "servicePoint": {"label": "Kiosk"}});
    let event =
        json!({"timestamp": "2026-03-02T09:12:00Z", "location": place, "statusCode": "transit", "pieceIds": ["1"]});
    json!({
        "url": "/a", "prevUrl": "/a", "nextUrl": "/a", "firstUrl": "/a", "lastUrl": "/a",
        "possibleAdditionalShipmentsUrl": ["/b"],
        "shipments": [{
            "id": "1", "service": "parcel-nl", "origin": place, "destination": place, "status": event, "events": [event],
            "estimatedDeliveryTimeFrame": {"estimatedFrom": "a", "estimatedThrough": "b"}, "returnFlag": true,
            "details": {
                "totalNumberOfPieces": 1, "pieceIds": ["1"], "product": {"productName": "a"},
                "provider": {"destinationProvider": "bpost"}, "receiver": {"@type": "Person", "name": "A"},
                "proofOfDelivery": {"timestamp": "a", "signed": {"name": "A"}},
                "weight": {"value": 1.5, "unitText": "kg"},
                "dimensions": {
                    "height": {"value": 1, "unitText": "m"}, "width": {"value": 1}, "length": {"value": 1},
                },
                "references": [{"number": "1", "type": "customer-reference"}],
            },
        }],
    })
}

#[test]
fn traces_are_read() {
    let read = |body: String| TrackingQuery::parse(&response(200, "application/json", body)).map(drop);
    let printed = each_member_null(&json_of(samples::UNIFIED_TRACKING), read);
    assert!(printed > 30 && each_member_null(&rich_trace(), read) > 60);
}

#[test]
fn locations_are_read() {
    let sample = json_of(samples::UNIFIED_LOCATION);
    let one = |body: String| by_id("x").parse(&response(200, "application/json", body)).map(drop);
    assert!(each_member_null(&sample, one) > 30);
    let mut contained = sample.clone();
    contained["place"]["containedInPlace"] = json!({"name": "A shop"});
    contained["availableCapacity"] = json!("high");
    each_member_null(&json!({"locations": [contained]}), |body| {
        serde_json::from_str::<LocationList>(&body).map(drop)
    });
}

#[test]
fn what_is_null_is_empty() {
    let mut trace = rich_trace();
    trace["shipments"][0]["details"]["weight"]["value"] = Value::Null;
    trace["shipments"][0]["service"] = Value::Null;
    trace["shipments"][0]["events"] = Value::Null;
    let read = TrackingQuery::parse(&response(200, "application/json", trace.to_string())).unwrap();
    let shipment = &read.shipments[0];
    assert_eq!((shipment.service.as_str(), shipment.events.len()), ("", 0));
    let details = shipment.details.as_ref().unwrap();
    assert_eq!((&details.weight, details.references[0].number.as_str()), (&None, "1"));
    assert!(details.dimensions.as_ref().unwrap().height.is_some());
}

#[test]
fn refusals_and_pushes_are_read() {
    let refused = r#"{"title":null,"status":404,"detail":null,"instance":null}"#;
    let error = TrackingQuery::parse(&response(404, "application/problem+json", refused)).unwrap_err();
    let Error::Refused(refusal) = error else {
        panic!("{error:?}");
    };
    let nothing = Problem {
        title: String::new(),
        status: 404,
        detail: String::new(),
        instance: None,
    };
    assert_eq!(refusal.said, Said::Problem(nothing));
    let push = json!({
        "scope": "subscription.push", "self": "/subscription/1", "shipments": rich_trace()["shipments"],
        "hook": {"uri": "https://hooks.example", "authentication": {"type": "ApiKeyAuthentication", "header": "a"}},
    });
    assert!(each_member_null(&push, |body| serde_json::from_str::<PushMessage>(&body).map(drop)) > 60);
}

#[test]
fn the_language_is_told_when_the_server_tells_it() {
    let mut answer = response(200, "application/json", samples::UNIFIED_TRACKING);
    assert_eq!(Tracked::parse(&answer).unwrap().language, None);
    for (sent, language) in [("de", Some("de")), (" nl ", Some("nl")), ("", None)] {
        answer.headers.insert("content-language", sent.parse().unwrap());
        assert_eq!(Tracked::parse(&answer).unwrap().language.as_deref(), language);
    }
}
