//! Searching one's own pieces (reference 10.3).

use crate::support::samples::{consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, code, each};
use crate::support::{LIVE, OTHER};
use serde_json::{Value, json};

/// Three parcels: two to a consumer, the last of them in trouble; one of three pieces to a business.
async fn filled() -> (Shop, Vec<String>) {
    let shop = Shop::open().await;
    let mut first = consumer_shipment(&uuid(1));
    first["orderReference"] = json!("first");
    let mut second = consumer_shipment(&uuid(2));
    second["orderReference"] = json!("second");
    let third = with(shipment(&uuid(3)), "pieces[0].quantity", json!(3));
    let mut codes = vec![code(&shop.book(&first).await, 0)];
    shop.server.clock.advance_seconds(300);
    codes.push(code(&shop.book(&second).await, 0));
    shop.server.clock.advance_seconds(300);
    let third = shop.book(&third).await;
    codes.extend((0..3).map(|index| code(&third, index)));
    codes.push(third["shipmentTrackerCode"].as_str().unwrap().to_owned());
    let scans = json!({"scans": [
        {"scanId": "1", "trackerCode": codes[1], "status": "MISSORT", "occurredAt": "2026-03-02T08:08:00Z", "facility": "ARNPAK"},
        {"scanId": "2", "trackerCode": codes[0], "status": "DEPART_FACILITY", "occurredAt": "2026-03-02T08:09:00Z",
            "leg": {"network": "DAY_DEFINITE", "number": "7451930615", "accountId": "5880133", "originFacility": "MAA", "destinationFacility": "ARM"}}]});
    let reply = shop.server.operator("POST", "/scans").json(&scans).send().await;
    assert_eq!(
        each(&reply.json()["results"], "/status"),
        ["accepted"; 2],
        "{}",
        reply.text()
    );
    (shop, codes)
}

async fn barcodes(shop: &Shop, query: &str) -> Vec<String> {
    let found = shop.json(&format!("/pieces?{query}")).await;
    each(&found, "/barcode").into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn every_filter_finds_its_pieces() {
    let (shop, codes) = filled().await;
    let [a, b, first, second, third, whole] = codes.as_slice() else {
        panic!("{codes:?}")
    };
    let id = shop.json(&format!("/track-trace?key={b}")).await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let all = vec![first, second, third, b, a];
    for (query, expected) in [
        (String::new(), all.clone()),
        ("limit=2".to_owned(), vec![first, second]),
        ("limit=2&skip=3".to_owned(), vec![b, a]),
        ("skip=5".to_owned(), vec![]),
        ("sortOrder=asc".to_owned(), vec![a, b, third, second, first]),
        ("sortBy=lastUpdated&sortOrder=ASC&limit=2".to_owned(), vec![b, a]),
        (format!("barcode={a}"), vec![a]),
        (format!("barcode[]={a}&barcode[]={b}"), vec![b, a]),
        (format!("barcode={a},{},nothing", b.to_lowercase()), vec![b, a]),
        (format!("barcode={whole}"), vec![first, second, third]),
        (format!("id={id}"), vec![b]),
        ("id=000000000000000000000000".to_owned(), vec![]),
        ("reference=first".to_owned(), vec![a]),
        ("reference=nothing".to_owned(), vec![]),
        ("searchId=7451930615".to_owned(), vec![a]),
        (
            "events.leg.number=7451930615&events.leg.originServiceArea=MAA".to_owned(),
            vec![a],
        ),
        (
            "events.leg.number=7451930615&events.leg.originServiceArea=ARM".to_owned(),
            vec![],
        ),
        ("events.leg.accountId[]=5880133".to_owned(), vec![a]),
        ("filter=problem".to_owned(), vec![b]),
        ("shipper.accountId=08500001".to_owned(), all.clone()),
        ("shipper.accountId=08500002".to_owned(), vec![]),
        ("receiver.address.countryCode=BE".to_owned(), vec![]),
        ("startDate=2026-03-02&endDate=2026-03-02".to_owned(), all.clone()),
        ("startDate=2026-03-03".to_owned(), vec![]),
        ("endDate=2026-03-01".to_owned(), vec![]),
        ("startDate=2026-03-02T08:07:00Z".to_owned(), vec![first, second, third]),
        (
            "startLastUpdatedDate=2026-03-02T08:08:30Z&barcode=".to_owned() + a + "," + b,
            vec![a],
        ),
    ] {
        let expected: Vec<String> = expected.into_iter().cloned().collect();
        assert_eq!(barcodes(&shop, &query).await, expected, "{query}");
    }
    let receiver = consumer_shipment(&uuid(1))["receiver"]["address"]["postalCode"]
        .as_str()
        .unwrap()
        .to_owned();
    let found = barcodes(
        &shop,
        &format!(
            "receiver.address.postalCode={}",
            receiver.replace(' ', "%20").to_lowercase()
        ),
    )
    .await;
    assert!(found.contains(a) && found.contains(b), "{found:?}");
}

#[tokio::test]
async fn fields_are_chosen_and_the_owner_sees_everything() {
    let (shop, codes) = filled().await;
    let found = shop
        .json(&format!(
            "/pieces?barcode={}&fields[]=barcode&fields[]=events",
            codes[0]
        ))
        .await;
    let members: Vec<&String> = found[0].as_object().unwrap().keys().collect();
    assert_eq!(members, ["barcode", "events"]);
    let full = shop.json(&format!("/pieces?barcode={}", codes[0])).await;
    assert!(full[0]["receiver"].is_object() && full[0]["shipmentId"].is_string());
    assert_eq!(full[0]["events"][2]["leg"]["debtorNumber"], "5880133");
}

#[tokio::test]
async fn others_pieces_are_not_found() {
    let (shop, codes) = filled().await;
    for who in [&OTHER, &LIVE] {
        for query in [
            String::new(),
            format!("barcode={}", codes[0]),
            "reference=first".to_owned(),
        ] {
            let reply = shop.get_as(who, &format!("/pieces?{query}")).await;
            assert_eq!((reply.status, reply.json()), (200, json!([])), "{query}");
        }
        assert_eq!(
            shop.get_as(who, &format!("/pieces/{}/sources", codes[0])).await.status,
            404
        );
    }
    assert_eq!(shop.server.get("/pieces").send().await.status, 401);
}

#[tokio::test]
async fn sources_are_networks() {
    let (shop, codes) = filled().await;
    let sources: Value = shop.json(&format!("/pieces/{}/sources", codes[0])).await;
    assert_eq!(each(&sources, "/network"), ["ECOMMERCE", "DAY_DEFINITE"]);
    assert_eq!(sources[1]["totalEvents"], 1);
    assert_eq!(shop.get("/pieces/JVGL00000000000000000000/sources").await.status, 404);
}

#[tokio::test]
async fn odd_questions_name_what_is_wrong() {
    let shop = Shop::open().await;
    let many = vec!["x"; 101].join(",");
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("skip=-1", "skip"),
        ("skip=1001", "skip"),
        ("sortBy=colour", "sortBy"),
        ("sortOrder=UP", "sortOrder"),
        ("filter=nice", "filter"),
        ("startDate=soon", "startDate"),
        ("endDate=2026-13-01", "endDate"),
        ("receiver.address.countryCode=XX", "receiver.address.countryCode"),
        (&format!("barcode={many}"), "barcode"),
    ] {
        let reply = shop.get(&format!("/pieces?{query}")).await;
        assert_eq!(
            (reply.status, reply.fields()),
            (400, vec![field.to_owned()]),
            "{query}: {}",
            reply.text()
        );
    }
}
