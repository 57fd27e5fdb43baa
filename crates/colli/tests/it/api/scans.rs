//! Scans in, pieces out.

use crate::support::client::Reply;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, assert_holds, code, each};
use crate::support::{LIVE, OTHER_OPERATOR};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::{Value, json};

/// An hour after the shop opens; the clock stands at 08:00 UTC.
const SEEN: &str = "2026-03-02T08:04:00Z";

/// A scan with the four members every scan has.
fn scan(id: &str, code: &str, status: &str, at: &str) -> Value {
    json!({"scanId": id, "trackerCode": code, "status": status, "occurredAt": at})
}

fn with(mut scan: Value, more: &Value) -> Value {
    let members = scan.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    scan
}

async fn send(shop: &Shop, scans: &Value) -> Reply {
    shop.server
        .operator("POST", "/scans")
        .json(&json!({ "scans": scans }))
        .send()
        .await
}

async fn report(shop: &Shop, scans: Value) -> Value {
    let reply = send(shop, &scans).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let results = reply.json()["results"].clone();
    assert_eq!(results.as_array().unwrap().len(), scans.as_array().unwrap().len());
    results
}

async fn own(shop: &Shop, path: &str) -> Value {
    let reply = shop.server.operator("GET", path).send().await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.json()
}

async fn booked(shop: &Shop, n: u32) -> String {
    code(&shop.book(&consumer_shipment(&uuid(n))).await, 0)
}

fn fields(result: &Value) -> Vec<&str> {
    each(&result["error"]["details"], "/field")
}

#[tokio::test]
async fn a_scan_is_told_by_every_tracker() {
    let shop = Shop::open().await;
    let code = booked(&shop, 1).await;
    let full = with(
        scan("s1", &code, "DELIVERY_PLANNED_IN_ROUTE", SEEN),
        &json!({"facility": "ARNPAK", "serviceArea": "ARM", "remarks": "at the gate", "route": "2", "stopNumber": 14,
            "scannedManual": true, "powerOfAttorney": false, "weightKg": 1.25, "dimensions": {"length": 18, "width": 14.5, "height": 14},
            "leg": {"network": "ECOMMERCE", "originFacility": "MAA", "destinationFacility": "ARM", "number": "7451930615"},
            "plannedDeliveryTimeframe": "2026-03-02T14:00:00.000+01:00/2026-03-02T18:00:00.000+01:00",
            "nextPlannedDeliveryTimeframe": "2026-03-03T14:00:00.000+01:00/2026-03-03T18:00:00.000+01:00"}),
    );
    assert_eq!(
        report(&shop, json!([full])).await,
        json!([{"scanId": "s1", "status": "accepted"}])
    );

    let events = own(&shop, &format!("/pieces/{code}/events")).await;
    let told = &events["events"][2];
    assert_holds(
        told,
        &json!({"status": "DELIVERY_PLANNED_IN_ROUTE", "category": "UNDERWAY", "type": "PIECE_EVENT", "occurredAt": "2026-03-02T09:04:00.000+01:00",
            "facility": "ARNPAK", "remarks": "at the gate", "route": "2", "stopNumber": 14, "weightKg": 1.25,
            "dimensions": {"length": 18, "width": 14.5, "height": 14}}),
        "own",
    );
    let piece = own(&shop, &format!("/pieces/{code}")).await;
    assert_holds(
        &piece,
        &json!({"trackerCode": code, "shipmentId": uuid(1), "number": 1, "status": "DELIVERY_PLANNED_IN_ROUTE", "phase": "in_transit", "totalEvents": 3,
            "plannedDeliveryTimeframe": "2026-03-02T14:00:00.000+01:00/2026-03-02T18:00:00.000+01:00"}),
        "piece",
    );
    let tracked = shop.json(&format!("/track-trace?key={code}")).await;
    assert_holds(
        &tracked[0]["events"][2],
        &json!({"status": "DELIVERY_PLANNED_IN_ROUTE", "timestamp": "2026-03-02T08:04:00.000Z", "localTimestamp": "2026-03-02T09:04:00.000+01:00",
            "weight": 1.25, "length": 18, "width": 14.5, "height": 14, "scannedManual": true, "powerOfAttorney": false, "stopNumber": 14,
            "leg": {"network": "ECOMMERCE", "originFacility": "MAA", "originServiceArea": "MAA", "destinationFacility": "ARM", "number": "7451930615"}}),
        "track",
    );
    let listed = own(&shop, "/shipments?limit=1").await;
    assert_holds(
        &listed["shipments"][0],
        &json!({"shipmentId": uuid(1), "pieces": [{"trackerCode": code, "status": "DELIVERY_PLANNED_IN_ROUTE", "phase": "in_transit"}]}),
        "list",
    );
}

#[tokio::test]
async fn a_repeated_scan_counts_once() {
    let shop = Shop::open().await;
    let (one, two) = (booked(&shop, 1).await, booked(&shop, 2).await);
    let first = scan("s1", &one, "DEPOT_SCAN", SEEN);
    let batch = json!([
        first,
        first,
        with(first.clone(), &json!({"remarks": "other"})),
        scan("s1", &two, "DEPOT_SCAN", SEEN),
        scan("s2", &one, "DEPOT_SCAN", SEEN)
    ]);
    let results = report(&shop, batch.clone()).await;
    assert_eq!(
        each(&results, "/status"),
        ["accepted", "duplicate", "rejected", "rejected", "accepted"]
    );
    assert_eq!(
        each(&results, "/error/key"),
        ["", "", "scan_id_reused", "scan_id_reused", ""]
    );
    let again = report(&shop, batch).await;
    assert_eq!(
        each(&again, "/status"),
        ["duplicate", "duplicate", "rejected", "rejected", "duplicate"]
    );
    assert_eq!(own(&shop, &format!("/pieces/{one}")).await["totalEvents"], 4);
    // Members in another order and numbers in another writing are the same scan.
    let written = r#"{"scans":[{"occurredAt":"2026-03-02T08:04:00.000Z","status":"DEPOT_SCAN","trackerCode":"CODE","scanId":"s1"}]}"#;
    let written = written.replace("CODE", &one.to_lowercase());
    let reply = shop.server.operator("POST", "/scans").body(written).send().await;
    assert_eq!(reply.json()["results"][0]["status"], "duplicate", "{}", reply.text());
}

#[tokio::test]
async fn a_piece_takes_nine_hundred_events_and_lives_on() {
    let shop = Shop::open().await;
    let code = booked(&shop, 1).await;
    let scans: Vec<Value> = (0..910)
        .map(|n| {
            let at = format!("2026-03-02T07:{:02}:{:02}Z", n / 60, n % 60);
            scan(&n.to_string(), &code, "DEPOT_SCAN", &at)
        })
        .collect();
    let results = report(&shop, json!(scans)).await;
    let count = |status| each(&results, "/status").into_iter().filter(|s| *s == status).count();
    // Two are of its registration.
    assert_eq!((count("accepted"), count("rejected")), (898, 12));
    assert_eq!(results[909]["error"]["key"], "too_many_events");
    assert_eq!(own(&shop, &format!("/pieces/{code}")).await["totalEvents"], 900);
    let events = own(&shop, &format!("/pieces/{code}/events")).await;
    assert_eq!(events["events"].as_array().unwrap().len(), 900);
    // What happens by itself has room.
    let moved = shop
        .server
        .operator("POST", "/clock/advance")
        .json(&json!({"by": "P14D"}))
        .send()
        .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(own(&shop, &format!("/pieces/{code}")).await["phase"], "delivered");
}

#[tokio::test]
async fn unknown_and_foreign_codes_are_refused_alike() {
    let shop = Shop::open().await;
    let own_code = booked(&shop, 1).await;
    let live = with_account(consumer_shipment(&uuid(2)), "08500003");
    let live = code(&shop.post_as(&LIVE, "/shipments", &live).await.json(), 0);
    let results = report(
        &shop,
        json!([
            scan("a", &live, "DEPOT_SCAN", SEEN),
            scan("b", "JVGL00000000000000000000", "DEPOT_SCAN", SEEN),
            scan("c", &own_code, "DEPOT_SCAN", SEEN)
        ]),
    )
    .await;
    assert_eq!(each(&results, "/status"), ["rejected", "rejected", "accepted"]);
    assert_eq!(results[0]["error"], results[1]["error"]);
    assert_eq!(results[0]["error"]["key"], "unknown_code");

    let other = |method, path: &str| {
        crate::support::client::Request::new(shop.server.address, method, &format!("/api/v1{path}"))
            .token(OTHER_OPERATOR)
    };
    let body = json!({"scans": [scan("x", &own_code, "DEPOT_SCAN", SEEN)]});
    let reply = other("POST", "/scans").json(&body).send().await;
    assert_eq!(reply.json()["results"][0]["error"]["key"], "unknown_code");
    for path in [format!("/pieces/{own_code}"), format!("/pieces/{own_code}/events")] {
        assert_eq!(other("GET", &path).send().await.status, 404, "{path}");
    }
    assert_eq!(other("GET", "/shipments").send().await.json()["shipments"], json!([]));
    // In a live environment scans are what moves a piece.
    let body = json!({"scans": [scan("l", &live, "DELIVERED", SEEN)]});
    let reply = shop
        .server
        .operator("POST", "/scans")
        .header("colli-environment", "live")
        .json(&body)
        .send()
        .await;
    assert_eq!(reply.json()["results"][0]["status"], "accepted", "{}", reply.text());
    assert_eq!(
        shop.get(&format!("/track-trace?key={live}")).await.json()[0]["deliveredAt"],
        "2026-03-02T09:04:00.000+01:00"
    );
}

fn with_account(mut shipment: Value, account: &str) -> Value {
    shipment["accountId"] = json!(account);
    shipment
}

#[tokio::test]
async fn malformed_scans_keep_no_good_one_out() {
    let shop = Shop::open().await;
    let code = booked(&shop, 1).await;
    let good = |id: &str| scan(id, &code, "DEPOT_SCAN", SEEN);
    let bad = [
        (json!(7), ""),
        (json!("scan"), ""),
        (json!(null), ""),
        (json!([1, 2]), ""),
        (json!({}), "scanId"),
        (with(good("b1"), &json!({"scanId": ""})), "scanId"),
        (with(good("b2"), &json!({"scanId": "x".repeat(101)})), "scanId"),
        (with(good("b3"), &json!({"scanId": "a\u{0}b"})), "scanId"),
        (with(good("b4"), &json!({"trackerCode": null})), "trackerCode"),
        (with(good("b5"), &json!({"trackerCode": {"a": 1}})), "trackerCode"),
        (with(good("b6"), &json!({"status": "delivered"})), "status"),
        (with(good("b7"), &json!({"status": "A".repeat(121)})), "status"),
        (with(good("b8"), &json!({"status": "NEW_STATUS_OF_OURS"})), "category"),
        (with(good("b9"), &json!({"category": "NOWHERE"})), "category"),
        (
            with(good("b10"), &json!({"occurredAt": "2026-03-02T08:00:00"})),
            "occurredAt",
        ),
        (with(good("b11"), &json!({"occurredAt": "yesterday"})), "occurredAt"),
        (with(good("b12"), &json!({"occurredAt": 1_772_438_400})), "occurredAt"),
        (
            with(good("b13"), &json!({"occurredAt": "2026-03-02T08:05:01Z"})),
            "occurredAt",
        ),
        (
            with(good("b14"), &json!({"occurredAt": "1969-12-31T23:59:59Z"})),
            "occurredAt",
        ),
        (
            with(good("b15"), &json!({"occurredAt": "9999-12-31T23:59:59Z"})),
            "occurredAt",
        ),
        (with(good("b16"), &json!({"facility": "F".repeat(41)})), "facility"),
        (with(good("b17"), &json!({"facility": "<script>"})), "facility"),
        (with(good("b18"), &json!({"remarks": "x".repeat(1_001)})), "remarks"),
        (with(good("b19"), &json!({"leg": "ECOMMERCE"})), "leg"),
        (with(good("b20"), &json!({"leg": {"number": "1"}})), "leg.network"),
        (with(good("b21"), &json!({"stopNumber": -1})), "stopNumber"),
        (with(good("b22"), &json!({"stopNumber": 1.5})), "stopNumber"),
        (with(good("b23"), &json!({"weightKg": 0})), "weightKg"),
        (with(good("b24"), &json!({"weightKg": 1e30})), "weightKg"),
        (
            with(good("b25"), &json!({"dimensions": {"length": 1, "width": 1}})),
            "dimensions.height",
        ),
        (
            with(good("b26"), &json!({"plannedDeliveryTimeframe": "soon"})),
            "plannedDeliveryTimeframe",
        ),
        (
            with(
                good("b27"),
                &json!({"plannedDeliveryTimeframe": "2026-03-03T18:00:00+01:00/2026-03-03T14:00:00+01:00"}),
            ),
            "plannedDeliveryTimeframe",
        ),
        (with(good("b28"), &json!({"timezone": "Mars/Olympus"})), "timezone"),
        (with(good("b29"), &json!({"signedBy": "x".repeat(141)})), "signedBy"),
        (with(good("b30"), &json!({"type": "MOOD"})), "type"),
        (with(good("b31"), &json!({"scannedManual": "perhaps"})), "scannedManual"),
    ];
    let mut batch = vec![good("first")];
    batch.extend(bad.iter().map(|(scan, _)| scan.clone()));
    batch.push(good("last"));
    let results = report(&shop, json!(batch)).await;
    for ((scan, field), result) in bad.iter().zip(results.as_array().unwrap().iter().skip(1)) {
        assert_eq!(
            (&result["status"], &result["error"]["key"]),
            (&json!("rejected"), &json!("invalid")),
            "{scan}"
        );
        assert_eq!(fields(result).first(), Some(field), "{scan}: {result}");
        assert!(!result["error"]["message"].as_str().unwrap().is_empty());
        assert!(result["error"]["details"][0]["rule"].is_string());
    }
    let all = each(&results, "/status");
    assert_eq!((all[0], all[all.len() - 1]), ("accepted", "accepted"));
    assert_eq!(own(&shop, &format!("/pieces/{code}")).await["totalEvents"], 4);
}

#[tokio::test]
async fn broken_batches_are_refused_whole() {
    let shop = Shop::open().await;
    let code = booked(&shop, 1).await;
    let second = booked(&shop, 2).await;
    // One piece does not take that many.
    let good = |n: usize| {
        scan(
            &format!("s{n}"),
            if n.is_multiple_of(2) { &code } else { &second },
            "DEPOT_SCAN",
            SEEN,
        )
    };
    let many = |count: usize| json!((0..count).map(good).collect::<Vec<_>>());
    let too_many = send(&shop, &many(1_001)).await;
    assert_eq!(too_many.status, 400, "{}", too_many.text());
    assert_eq!(too_many.json()["error"]["details"][0]["field"], "scans");
    assert_eq!(
        too_many.json()["error"]["details"][0]["accepted"],
        json!(["up to 1000 scans"])
    );
    assert_eq!(
        own(&shop, &format!("/pieces/{code}")).await["totalEvents"],
        2,
        "none was taken"
    );

    let most = report(&shop, many(1_000)).await;
    assert!(each(&most, "/status").iter().all(|status| *status == "accepted"));
    assert_eq!(report(&shop, json!([])).await, json!([]));

    for body in [
        "",
        "{",
        "[]",
        "null",
        "7",
        r#"{"scans":7}"#,
        r#"{"scans":{}}"#,
        r#"{"scans":null}"#,
        "{}",
        "\u{feff}x",
    ] {
        let reply = shop.server.operator("POST", "/scans").body(body).send().await;
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        assert!(
            reply.json()["error"]["details"][0]["accepted"].is_array() || body.contains("null") || body == "{}",
            "{}",
            reply.text()
        );
    }
    let large = send(&shop, &json!([with(good(1), &json!({"remarks": "x".repeat(1 << 20)}))])).await;
    assert_eq!(large.status, 413, "{}", large.text());
}

#[tokio::test]
async fn times_keep_the_local_time_of_their_place() {
    let shop = Shop::open().await;
    shop.server.clock.set("2026-11-02T08:00:00Z".parse().unwrap());
    let shop = Shop::on(shop.server).await;
    let code = booked(&shop, 1).await;
    let cases = [
        ("2026-03-29T00:59:59Z", json!({}), "2026-03-29T01:59:59.000+01:00"),
        ("2026-03-29T01:00:00Z", json!({}), "2026-03-29T03:00:00.000+02:00"),
        ("2026-10-25T00:30:00Z", json!({}), "2026-10-25T02:30:00.000+02:00"),
        ("2026-10-25T01:30:00Z", json!({}), "2026-10-25T02:30:00.000+01:00"),
        ("2026-07-01T12:00:00+05:30", json!({}), "2026-07-01T12:00:00.000+05:30"),
        (
            "2026-07-01T12:00:00+00:00",
            json!({"timezone": "Europe/Lisbon"}),
            "2026-07-01T12:00:00.000+00:00",
        ),
        (
            "2026-07-01T12:00:00Z",
            json!({"timezone": "Europe/Lisbon"}),
            "2026-07-01T13:00:00.000+01:00",
        ),
        (
            "2026-07-01T12:00:00.123456789Z",
            json!({}),
            "2026-07-01T14:00:00.123+02:00",
        ),
    ];
    let scans: Vec<Value> = cases
        .iter()
        .enumerate()
        .map(|(n, (at, more, _))| with(scan(&n.to_string(), &code, "DEPOT_SCAN", at), more))
        .collect();
    let results = report(&shop, json!(scans)).await;
    assert!(
        each(&results, "/status").iter().all(|status| *status == "accepted"),
        "{results}"
    );
    let events = own(&shop, &format!("/pieces/{code}/events")).await;
    let told: Vec<&str> = each(&events["events"], "/occurredAt");
    for (at, _, local) in &cases {
        assert!(told.contains(local), "{at}: {local} in {told:?}");
    }
}

#[tokio::test]
async fn statuses_the_network_does_not_know_are_taken_with_a_category() {
    let shop = Shop::open().await;
    let code = booked(&shop, 1).await;
    let results = report(
        &shop,
        json!([
            with(
                scan("a", &code, "BIKE_FETCHED/B-2", SEEN),
                &json!({"category": "IN_DELIVERY", "facility": "OUR SHED"})
            ),
            with(
                scan("b", &code, "DEPOT_SCAN", "2026-03-02T08:04:01Z"),
                &json!({"category": "PROBLEM"})
            ),
            with(
                scan("c", &code, "LEG_REFERENCE_ADDED", SEEN),
                &json!({"leg": {"network": "DAY_DEFINITE", "reference": "60832634"}})
            ),
        ]),
    )
    .await;
    assert_eq!(each(&results, "/status"), ["accepted"; 3], "{results}");
    let events = own(&shop, &format!("/pieces/{code}/events")).await;
    assert_eq!(
        each(&events["events"], "/category")[2..],
        ["IN_DELIVERY", "LEG", "PROBLEM"]
    );
    assert_eq!(events["events"][3]["type"], "LEG_EVENT");
    assert_eq!(events["events"][2]["leg"], json!({"network": "ECOMMERCE"}));
}

#[tokio::test]
async fn shipments_are_paged_by_cursor() {
    let shop = Shop::open().await;
    for n in 1..=5 {
        booked(&shop, n).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let query = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = own(&shop, &format!("/shipments?limit=2{query}")).await;
        seen.extend(each(&page["shipments"], "/shipmentId").into_iter().map(str::to_owned));
        match page["cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1].map(uuid));
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let reply = shop.server.operator("GET", &format!("/shipments?{query}")).send().await;
        assert_eq!(
            (reply.status, &reply.json()["error"]["details"][0]["field"]),
            (400, &json!(field)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn odd_scans_never_break_a_batch() {
    let shop = Shop::open().await;
    let code = booked(&shop, 1).await;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let text = "[ -~\\x00-\\x1fé🎁]{0,40}";
    let odd = (text, text, text, text, any::<f64>()).prop_map(|(id, status, at, facility, number)| {
        json!({"scanId": id, "trackerCode": "CODE", "status": status, "occurredAt": at, "facility": facility, "weightKg": number,
            "category": "UNDERWAY"})
    });
    let scans: Vec<Value> = (0..200)
        .map(|_| odd.new_tree(&mut runner).unwrap().current())
        .map(|scan| with(scan, &json!({"trackerCode": code})))
        .collect();
    let results = report(&shop, json!(scans)).await;
    assert!(
        each(&results, "/status")
            .iter()
            .all(|status| ["accepted", "rejected", "duplicate"].contains(status))
    );
}
