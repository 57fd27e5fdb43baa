//! Shipment tracking (reference dhl-unified-api, 1 and 4).

mod bad_input;
mod disclosure;
mod ecommerce;
mod guesses;
mod pages;
mod parcel_nl;
mod returns;

use crate::support::TestServer;
use crate::support::client::Reply;
use crate::support::client::Request;
use serde_json::Value;

pub const KEY: &str = "colli-demo-key";
pub const OTHER_KEY: &str = "colli-other-key";

/// Members of reference 1.3 to 1.5, whatever object they are of.
const MEMBERS: &str = "url prevUrl nextUrl firstUrl lastUrl shipments possibleAdditionalShipmentsUrl @ttl id service division \
     origin destination address countryCode postalCode addressLocality addressLocalityServicing addressRegion streetAddress \
     addressLine @policy servicePoint label status pickUpDate estimatedTimeOfDelivery estimatedDeliveryTimeFrame \
     estimatedFrom estimatedThrough estimatedTimeOfDeliveryRemark serviceUrl rerouteUrl returnFlag details events telemetry \
     timestamp statusCode statusDetailed description location remark nextSteps pieceIds carrier receiver sender shipper \
     consignee @type name organizationName familyName givenName product productName productCode deliveryMethodRemark \
     provider destinationProvider proofOfDelivery documentUrl signatureUrl signed proofOfDeliverySignedAvailable \
     totalNumberOfPieces weight volume value unitText loadingMeters dimensions height length width references number \
     type @scope valueAddedServices controlledDataCodes shipmentActivationDate";

/// Services of reference 1.2.
const SERVICES: &str = "dgf dsc ecommerce ecommerce-apac ecommerce-europe ecommerce-ppl ecommerce-iberia express freight \
     parcel-de parcel-nl parcel-pl parcel-uk post-de post-international sameday svb";

const STATUS_CODES: [&str; 5] = ["pre-transit", "transit", "delivered", "failure", "unknown"];

/// A question with a key.
pub async fn ask_as(server: &TestServer, key: &str, query: &str) -> Reply {
    let request = Request::new(server.address, "GET", &format!("/dhl/track/shipments?{query}"));
    request.header("DHL-API-Key", key).send().await
}

/// A question that must be answered with shipments of the contract's form.
pub async fn found(server: &TestServer, query: &str) -> Value {
    let reply = ask_as(server, KEY, query).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"), "{query}");
    let json = reply.json();
    assert_contract(&json);
    json
}

/// A question that must find one shipment.
pub async fn one(server: &TestServer, query: &str) -> Value {
    let json = found(server, query).await;
    let shipments = json["shipments"].as_array().unwrap();
    assert_eq!(shipments.len(), 1, "{json}");
    shipments[0].clone()
}

/// A question that must fail with a problem of exactly these members; its detail.
pub async fn problem(server: &TestServer, key: &str, query: &str, status: u16, title: &str) -> String {
    let reply = ask_as(server, key, query).await;
    let about = format!("{query}: {}", reply.text());
    assert_eq!(reply.status, status, "{about}");
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json"),
        "{about}"
    );
    let json = reply.json();
    let members: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted = match status {
        404 => vec!["detail", "instance", "status", "title"],
        _ => vec!["detail", "status", "title"],
    };
    let mut sorted = members.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, wanted, "{about}");
    assert_eq!(
        (&json["status"], &json["title"]),
        (&status.into(), &title.into()),
        "{about}"
    );
    json["detail"].as_str().unwrap().to_owned()
}

/// Checks an answer against reference 1.3 to 1.5 and 4.
fn assert_contract(answer: &Value) {
    assert_members(answer, "answer");
    let shipments = answer["shipments"].as_array().unwrap();
    assert!(!shipments.is_empty(), "{answer}");
    for shipment in shipments {
        assert!(shipment["id"].is_string(), "{shipment}");
        let service = shipment["service"].as_str().unwrap();
        assert!(SERVICES.split_whitespace().any(|known| known == service), "{service}");
        let events = shipment["events"].as_array().unwrap();
        let times: Vec<i64> = events.iter().map(|event| second(&event["timestamp"])).collect();
        assert!(times.iter().rev().is_sorted(), "newest first: {times:?}");
        for event in events.iter().chain([&shipment["status"]]) {
            let code = event["statusCode"].as_str().unwrap();
            assert!(STATUS_CODES.contains(&code), "{event}");
            assert!(!event["description"].as_str().unwrap().is_empty(), "{event}");
        }
        for member in ["timestamp", "statusCode", "status", "description", "location"] {
            assert_eq!(shipment["status"][member], events[0][member], "{member}");
        }
        assert!(shipment["details"]["references"].is_array() || shipment["details"].get("references").is_none());
    }
}

/// The second of a time that has whole seconds and an offset: `2026-03-02T09:00:00+01:00`.
fn second(time: &Value) -> i64 {
    let text = time.as_str().unwrap();
    assert_eq!(text.len(), 25, "{text}");
    let sign = text.as_bytes()[19];
    assert!(sign == b'+' || sign == b'-', "{text}");
    text.parse::<jiff::Timestamp>().unwrap().as_second()
}

fn assert_members(value: &Value, at: &str) {
    match value {
        Value::Null => panic!("{at} is null"),
        Value::Array(entries) => entries.iter().for_each(|entry| assert_members(entry, at)),
        Value::Object(members) => {
            for (name, member) in members {
                assert!(
                    MEMBERS.split_whitespace().any(|known| known == name),
                    "{at}.{name} is not of the contract"
                );
                assert_members(member, &format!("{at}.{name}"));
            }
        }
        _ => {}
    }
}

/// Lets time go by in the demo organisation's test environment.
pub async fn advance(server: &TestServer, by: &str) {
    let request = server.operator("POST", "/clock/advance");
    let reply = request.json(&serde_json::json!({"by": by})).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// The codes of a shipment's events, oldest first, each once in a row.
pub fn course(shipment: &Value) -> Vec<String> {
    let events = shipment["events"].as_array().unwrap().iter().rev();
    let mut codes: Vec<String> = events
        .map(|event| event["statusCode"].as_str().unwrap().to_owned())
        .collect();
    codes.dedup();
    codes
}
