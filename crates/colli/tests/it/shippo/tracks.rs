//! Tracks over HTTP, and one parcel in all its views.

use crate::support::client::{Reply, Request};
use crate::support::samples::consumer_shipment;
use crate::support::samples::uuid;
use crate::support::shop::{Shop, code};
use crate::support::{OPERATOR, TestServer};
use colli_core::address::Address;
use colli_core::americas::AmericasFacts;
use colli_core::country::CountryCode;
use colli_core::ids::{AccountNumber, LabelId, ShipmentId, UserId};
use colli_core::parcel::PieceOrder;
use colli_core::party::{Name, Party};
use colli_core::shipment::{Origin, Piece, Shipment, ShipmentOrder};
use serde_json::{Value, json};
use uuid::Uuid;

const MINE: &str = "shippo_test_colli_demo";
const LIVE: &str = "shippo_live_colli_demo";
const OTHER: &str = "shippo_test_colli_other";
/// Package identification code of the published sample; its routing code goes before.
const PIC: &str = "9261299999999900348426";
const NUMBER: &str = "420945989261299999999900348426";

async fn get(server: &TestServer, token: &str, path: &str) -> Reply {
    let request = Request::new(server.address, "GET", &format!("/shippo/tracks/{path}"));
    let request = request.header("authorization", &format!("ShippoToken {token}"));
    request.send().await
}

async fn post(server: &TestServer, token: &str, body: &Value) -> Reply {
    let request = Request::new(server.address, "POST", "/shippo/tracks");
    let request = request.header("authorization", &format!("ShippoToken {token}"));
    request.json(body).send().await
}

async fn ok(server: &TestServer, token: &str, path: &str) -> Value {
    let reply = get(server, token, path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    let track = reply.json();
    check(&track);
    track
}

/// What the official SDKs need in a track (shippo-api 3).
fn check(track: &Value) {
    assert!(
        track["carrier"].is_string() && track["tracking_number"].is_string(),
        "{track}"
    );
    assert!(track["messages"].as_array().unwrap().iter().all(Value::is_string));
    let history = track["tracking_history"].as_array().unwrap();
    assert_eq!(history.last().unwrap_or(&Value::Null), &track["tracking_status"]);
    for event in history {
        for key in [
            "object_created",
            "object_id",
            "object_updated",
            "status",
            "status_details",
            "status_date",
        ] {
            assert!(
                event[key].as_str().is_some_and(|text| !text.is_empty()),
                "{key} in {event}"
            );
        }
        let words = ["UNKNOWN", "PRE_TRANSIT", "TRANSIT", "DELIVERED", "RETURNED", "FAILURE"];
        assert!(words.contains(&event["status"].as_str().unwrap()), "{event}");
        let substatus = &event["substatus"];
        assert!(substatus["code"].is_string() && substatus["text"].is_string());
        assert!(substatus["action_required"].is_boolean());
    }
    let dates: Vec<&str> = history
        .iter()
        .filter_map(|event| event["status_date"].as_str())
        .collect();
    assert!(dates.is_sorted(), "{dates:?}");
}

fn party(name: &str, zip: &str) -> Party {
    Party {
        name: Name {
            first: Some(name.to_owned()),
            ..Name::default()
        },
        address: Address {
            country: CountryCode::parse("US").unwrap(),
            postal_code: zip.to_owned(),
            city: format!("{name}ville"),
            street: "Main St".to_owned(),
            number: Some("1".to_owned()),
            addition: None,
            additional_line: None,
            region: Some("CA".to_owned()),
            is_business: false,
        },
        email: None,
        phone: None,
        vat_number: None,
        eori_number: None,
        reference: None,
        rex_number: None,
    }
}

/// A parcel as it is registered when its label is bought.
async fn bought(server: &TestServer) -> Uuid {
    let caller = server.service.authenticate_gateway(MINE).await.unwrap();
    let id = Uuid::from_u128(0x77);
    let shipment = Shipment {
        tenant: caller.tenant,
        user: UserId(Uuid::nil()),
        created_at: server.service.now(caller.tenant),
        order: ShipmentOrder {
            shipment_id: ShipmentId(id),
            origin: Origin::Transaction,
            order_reference: None,
            account: AccountNumber::parse("05351244").unwrap(),
            shipper: party("Ship", "94103"),
            receiver: party("Home", "94598"),
            on_behalf_of: None,
            options: Vec::new(),
            is_return: false,
            pieces: vec![PieceOrder {
                parcel_type: "PARCEL".to_owned(),
                quantity: 1,
                weight_g: Some(500),
                dimensions: None,
            }],
            product: Some("parcels_ground".to_owned()),
            application: None,
            customs: None,
            entry_summary: None,
            label_position: None,
            print_dialog: false,
        },
        product: "parcels_ground".to_owned(),
        product_label: "Parcels Ground".to_owned(),
        marks: Vec::new(),
        tracker_code: None,
        label_layout: "A6".to_owned(),
        remote_area: false,
        customs_declaration_id: None,
        service_point: None,
        americas: Some(AmericasFacts {
            service: "parcels_ground".to_owned(),
            pickup_number: "5351244".to_owned(),
            facility: "USSFO1".to_owned(),
            estimated_days: Some(3),
            ..AmericasFacts::default()
        }),
        pieces: vec![Piece {
            label_id: LabelId(id),
            tracker_code: Some(PIC.to_owned()),
            printless_code: None,
            routing_code: "42094598".to_owned(),
            parcel_type: "PARCEL".to_owned(),
            number: 1,
            weight_g: Some(500),
            dimensions: None,
            return_label: false,
        }],
    };
    server.service.register_americas_shipment(shipment).await.unwrap();
    id
}

async fn released(server: &TestServer) {
    let tenant = server.service.authenticate_gateway(MINE).await.unwrap().tenant;
    let codes = vec![NUMBER.to_owned()];
    assert_eq!(server.service.release_from_hold(tenant, codes).await.unwrap(), 1);
    let reply = server
        .operator("POST", "/clock/advance")
        .json(&json!({"by": "P10D"}))
        .send()
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[tokio::test]
async fn mock_numbers_answer_their_status_without_set_up() {
    let server = TestServer::start().await;
    for status in ["UNKNOWN", "PRE_TRANSIT", "TRANSIT", "DELIVERED", "RETURNED", "FAILURE"] {
        let number = format!("SHIPPO_{status}");
        let read = ok(&server, MINE, &format!("shippo/{number}")).await;
        assert_eq!(read["tracking_status"]["status"], json!(status));
        assert_eq!(
            (&read["carrier"], &read["tracking_number"]),
            (&json!("shippo"), &json!(number))
        );
        assert_eq!((&read["test"], &read["transaction"]), (&json!(true), &Value::Null));
        let last = read["tracking_status"]["status_date"].as_str().unwrap();
        assert!(last < "2026-03-02T08:00:00.000Z", "{last}");
        assert_eq!(
            ok(&server, LIVE, &format!("shippo/{number}")).await["test"],
            json!(false)
        );
        let body = json!({"carrier": "shippo", "tracking_number": number, "metadata": "Order 000123"});
        let made = post(&server, MINE, &body).await;
        assert_eq!(made.status, 200, "{}", made.text());
        check(&made.json());
        assert_eq!(made.json()["metadata"], json!("Order 000123"));
        assert_eq!(made.json()["tracking_history"], read["tracking_history"]);
    }
    assert_eq!(
        ok(&server, MINE, "shippo/SHIPPO_NOTHING").await["tracking_status"],
        Value::Null
    );
}

#[tokio::test]
async fn a_form_registers_too_and_a_repetition_replaces_the_note() {
    let server = TestServer::start().await;
    let request = Request::new(server.address, "POST", "/shippo/tracks")
        .header("authorization", &format!("ShippoToken {MINE}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("carrier=dhl_ecommerce&tracking_number=9261299999999900348426&metadata=Order+1");
    let reply = request.send().await;
    assert_eq!(
        (reply.status, reply.json()["metadata"].clone()),
        (200, json!("Order 1")),
        "{}",
        reply.text()
    );
    let again = json!({"carrier": "dhl_ecommerce", "tracking_number": NUMBER, "metadata": "Order 2"});
    assert_eq!(post(&server, MINE, &again).await.status, 200);
    let track = ok(&server, MINE, &format!("dhl_ecommerce/{PIC}")).await;
    assert_eq!(
        (&track["metadata"], &track["tracking_history"]),
        (&json!("Order 2"), &json!([]))
    );
    // Notes are their writer's.
    for token in [OTHER, LIVE] {
        assert_eq!(
            ok(&server, token, &format!("dhl_ecommerce/{PIC}")).await["metadata"],
            json!("")
        );
    }
}

#[tokio::test]
async fn what_cannot_be_followed_is_refused_by_its_field() {
    let server = TestServer::start().await;
    for (body, fields) in [
        (json!({}), &["carrier", "tracking_number"][..]),
        (json!({"carrier": "shippo"}), &["tracking_number"]),
        (json!({"carrier": "usps", "tracking_number": "1"}), &["carrier"]),
        (json!({"carrier": "no such", "tracking_number": "1"}), &["carrier"]),
        (json!({"carrier": ["shippo"], "tracking_number": "1"}), &["carrier"]),
        (
            json!({"carrier": "shippo", "tracking_number": "9".repeat(101)}),
            &["tracking_number"],
        ),
        (
            json!({"carrier": "shippo", "tracking_number": "1", "metadata": "m".repeat(101)}),
            &["metadata"],
        ),
    ] {
        let reply = post(&server, MINE, &body).await;
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        let answer = reply.json();
        let mut named: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        named.sort_unstable();
        assert_eq!(named, fields, "{body}");
    }
    let reply = get(&server, MINE, "ups/1Z999").await;
    assert_eq!(reply.status, 400);
    assert!(
        reply.json()["carrier"][0].as_str().unwrap().contains("dhl_ecommerce"),
        "{}",
        reply.text()
    );
    for token in ["shippo_test_nobody", OPERATOR] {
        assert_eq!(get(&server, token, "shippo/SHIPPO_TRANSIT").await.status, 401);
        assert_eq!(post(&server, token, &json!({})).await.status, 401);
    }
}

#[tokio::test]
async fn an_own_parcel_is_found_by_every_number_and_others_see_no_addresses() {
    let server = TestServer::start().await;
    bought(&server).await;
    let track = ok(&server, MINE, &format!("dhl_ecommerce/{NUMBER}")).await;
    assert_eq!(track["tracking_status"]["status"], json!("PRE_TRANSIT"));
    assert_eq!(
        track["tracking_status"]["substatus"]["code"],
        json!("information_received")
    );
    released(&server).await;
    for number in [NUMBER, PIC, "4209459812349261299999999900348426"] {
        let track = ok(&server, MINE, &format!("dhl_ecommerce/{number}")).await;
        assert_eq!(track["tracking_number"], json!(number));
        assert_eq!(
            track["address_to"],
            json!({"city": "Homeville", "state": "CA", "zip": "94598", "country": "US"})
        );
        assert_eq!(track["servicelevel"]["token"], json!("dhl_ecommerce_parcels_ground"));
        let last = &track["tracking_status"];
        assert_eq!(
            (&last["status"], &last["location"]["city"]),
            (&json!("DELIVERED"), &json!("Homeville"))
        );
        assert!(track["original_eta"].as_str().unwrap().starts_with("2026-03-0"));
    }
    let seen = ok(&server, OTHER, &format!("dhl_ecommerce/{NUMBER}")).await;
    assert!(seen["tracking_history"].as_array().unwrap().len() > 5);
    for key in ["address_from", "address_to", "transaction", "servicelevel"] {
        assert_eq!(seen[key], Value::Null, "{key}");
    }
    assert!(
        !seen.to_string().contains("ville\"") && !seen.to_string().contains("94598\""),
        "{seen}"
    );
    assert_eq!(
        ok(&server, LIVE, &format!("dhl_ecommerce/{NUMBER}")).await["tracking_status"],
        Value::Null
    );
}

#[tokio::test]
async fn one_parcel_has_many_views_and_takes_scans_by_any_number() {
    let server = TestServer::start().await;
    bought(&server).await;
    for (at, (number, status)) in [(NUMBER, "FACILITY_CHECK_IN"), (PIC, "DEPART_FACILITY")]
        .into_iter()
        .enumerate()
    {
        let scan = json!({"scans": [{
            "scanId": format!("scan-{at}"), "trackerCode": number, "status": status,
            "occurredAt": format!("2026-03-02T0{}:00:00Z", 6 + at), "facility": "USLAX1",
        }]});
        let reply = server.operator("POST", "/scans").json(&scan).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert!(reply.text().contains("accepted"), "{}", reply.text());
    }
    let track = ok(&server, MINE, &format!("dhl_ecommerce/{NUMBER}")).await;
    let codes: Vec<_> = track["tracking_history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["substatus"]["code"].as_str().unwrap().to_owned())
        .collect();
    assert!(codes.contains(&"package_accepted".to_owned()) && codes.contains(&"package_departed".to_owned()));
    for number in [NUMBER, PIC] {
        let page = Request::new(server.address, "GET", &format!("/t/{number}"))
            .send()
            .await;
        assert_eq!(page.status, 200, "{number}");
        assert!(page.text().contains("Departed from facility"), "{}", page.text());
        let parcel = Request::new(server.address, "GET", &format!("/dhl-parcel/track-trace?key={number}"))
            .send()
            .await;
        assert_eq!(parcel.status, 200);
        assert!(parcel.text().contains(PIC), "{}", parcel.text());
    }
}

#[tokio::test]
async fn parcels_of_the_benelux_are_followed_too() {
    let shop = Shop::open().await;
    let booked = shop.book(&consumer_shipment(&uuid(1))).await;
    let number = code(&booked, 0);
    let track = ok(&shop.server, MINE, &format!("dhl_benelux/{number}")).await;
    assert_eq!(track["tracking_status"]["status"], json!("PRE_TRANSIT"));
    assert_eq!(
        (&track["transaction"], &track["address_to"]["country"]),
        (&Value::Null, &json!("NL"))
    );
    let elsewhere = ok(&shop.server, MINE, &format!("dhl_ecommerce/{number}")).await;
    assert_eq!(elsewhere["tracking_status"], Value::Null);
}
