//! Track and trace (reference 10.1, 20; design law 5).

use crate::support::samples::{consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, assert_holds, assert_no_null, code, each};
use crate::support::{LIVE, OTHER};
use serde_json::{Value, json};

const NOT_FOUND: &str = "No parcel found for the given key(s)";

/// A parcel whose every personal word is one of a kind.
fn personal(n: u32) -> Value {
    let mut body = consumer_shipment(&uuid(n));
    body["orderReference"] = json!("SecretOrder77");
    body["options"] = json!([{"key": "DOOR"}, {"key": "REFERENCE", "input": "SecretRef88"}, {"key": "PERS_NOTE", "input": "note@privat.example"}]);
    body["receiver"] = json!({"name": {"firstName": "Wilhelmina", "lastName": "Zandbergen", "companyName": "Zuiderzee"},
        "address": {"countryCode": "NL", "postalCode": "1012JS", "city": "Sneekermeer", "street": "Prinsengracht", "number": "263",
            "addition": "huis", "isBusiness": false}, "email": "mina@privat.example", "phoneNumber": "+31655544433"});
    body["shipper"]["name"] = json!({"companyName": "Discreet Boeken", "firstName": "Bartholomeus"});
    body
}

const SECRETS: [&str; 19] = [
    "Wilhelmina",
    "Zandbergen",
    "Zuiderzee",
    "1012JS",
    "1012",
    "Sneekermeer",
    "Prinsengracht",
    "263",
    "huis",
    "privat",
    "655544433",
    "Secret",
    "Discreet",
    "Bartholomeus",
    "Reactorweg",
    "mrparcel",
    "accountId",
    "receiver",
    "shipper",
];

fn assert_reduced(text: &str, code: &str) {
    // The code itself, the times and the record's id are not personal; digits in them prove nothing.
    let json: Value = serde_json::from_str(text).unwrap();
    let id = json[0]["id"].as_str().unwrap();
    let bare = text.replace(code, "").replace(id, "");
    for secret in SECRETS {
        assert!(!bare.contains(secret), "{secret} in {text}");
    }
}

async fn track(shop: &Shop, key: &str) -> Value {
    let reply = shop.server.get(&format!("/track-trace?key={key}")).send().await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/json")),
        "{key}: {}",
        reply.text()
    );
    assert_no_null(&reply.json(), key);
    reply.json()
}

#[tokio::test]
async fn a_registered_parcel_shows_its_registration() {
    let shop = Shop::open().await;
    let booked = shop.book(&personal(1)).await;
    let found = track(&shop, &code(&booked, 0)).await;
    assert_holds(
        &found,
        &json!([{"barcode": code(&booked, 0), "barcodes": [code(&booked, 0)], "type": "SHIPMENT", "isReturn": false, "totalEvents": 2,
        "created": "2026-03-02T08:00:00.000Z",
        "events": [
            {"category": "LEG", "status": "LEG_CREATED", "type": "LEG_EVENT", "timestamp": "2026-03-02T08:00:00.000Z",
                "localTimestamp": "2026-03-02T09:00:00.000+01:00", "leg": {"network": "ECOMMERCE"}},
            {"category": "DATA_RECEIVED", "status": "PRENOTIFICATION_RECEIVED", "type": "PIECE_EVENT", "timestamp": "2026-03-02T08:00:00.000Z",
                "localTimestamp": "2026-03-02T09:00:00.000+01:00", "leg": {"network": "ECOMMERCE"}},
        ]}]),
        "track",
    );
    let record = found[0].as_object().unwrap();
    let id = record["id"].as_str().unwrap();
    assert!(
        id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{id}"
    );
    for absent in [
        "deliveredAt",
        "pod",
        "plannedDeliveryTimeframe",
        "receiver",
        "servicePoint",
    ] {
        assert!(!record.contains_key(absent), "{absent}: {found}");
    }
}

#[tokio::test]
async fn without_the_postal_code_nothing_personal_is_told() {
    let shop = Shop::open().await;
    let booked = shop.book(&personal(1)).await;
    let code = code(&booked, 0);
    for suffix in [
        "",
        "%2B",
        "%2B9999ZZ",
        "%2B3542AD",
        "%2B1012",
        "%2B1012JSX",
        "%2BNONSENSE",
        "&role=consumer-receiver",
    ] {
        let reply = shop
            .server
            .get(&format!("/track-trace?key={code}{suffix}"))
            .send()
            .await;
        assert_eq!(reply.status, 200, "{suffix}");
        assert_reduced(&reply.text(), &code);
        assert_eq!(
            reply.json()[0]["events"].as_array().unwrap().len(),
            2,
            "events are public"
        );
    }
    for (who, name) in [(&OTHER, "another organisation"), (&LIVE, "the other environment")] {
        let reply = shop.get_as(who, &format!("/track-trace?key={code}")).await;
        assert_eq!(reply.status, 200, "{name}");
        assert_reduced(&reply.text(), &code);
    }
    let stale = shop
        .server
        .get(&format!("/track-trace?key={code}"))
        .token("nonsense")
        .send()
        .await;
    assert_eq!(stale.status, 200);
    assert_reduced(&stale.text(), &code);
}

#[tokio::test]
async fn the_receivers_postal_code_opens_the_record() {
    let shop = Shop::open().await;
    let booked = shop.book(&personal(1)).await;
    let code = code(&booked, 0);
    let spaced: String = code
        .as_bytes()
        .chunks(4)
        .map(|four| std::str::from_utf8(four).unwrap())
        .collect::<Vec<_>>()
        .join("%20");
    let wanted = track(&shop, &format!("{code}%2B1012JS")).await;
    assert_holds(
        &wanted[0]["receiver"],
        &json!({"name": {"firstName": "Wilhelmina", "lastName": "Zandbergen"},
        "address": {"postalCode": "1012JS", "city": "Sneekermeer", "street": "Prinsengracht"}}),
        "receiver",
    );
    assert!(
        !wanted.to_string().contains("accountId") && !wanted.to_string().contains("08500001\""),
        "{wanted}"
    );
    for key in [
        format!("{code}+1012JS"),
        format!("{code}%201012JS"),
        format!("{code}%2B1012js"),
        format!("{code}%2B1012%20JS"),
        format!("{code}%2B1012+js"),
        format!("{}%2B1012JS", code.to_lowercase()),
        format!("{spaced}%2B1012JS"),
        format!("%20{code}%2B1012JS%20"),
        format!("{}-{}%2B1012JS", &code[..4], &code[4..]),
    ] {
        assert_eq!(track(&shop, &key).await, wanted, "{key}");
    }
}

#[tokio::test]
async fn the_owner_sees_everything_without_a_postal_code() {
    let shop = Shop::open().await;
    let booked = shop.book(&personal(1)).await;
    let found = shop.json(&format!("/track-trace?key={}", code(&booked, 0))).await;
    assert_eq!(found[0]["receiver"]["name"]["lastName"], "Zandbergen");
    assert_eq!(found[0]["shipmentId"], uuid(1));
    assert_eq!(found[0]["events"][0]["leg"]["accountId"], "08500001");
    let wrong = shop
        .json(&format!("/track-trace?key={}%2B9999ZZ", code(&booked, 0)))
        .await;
    assert_eq!(wrong, found);
}

#[tokio::test]
async fn several_keys_in_any_writing() {
    let shop = Shop::open().await;
    let (one, two) = (shop.book(&personal(1)).await, shop.book(&shipment(&uuid(2))).await);
    let (one, two) = (code(&one, 0), code(&two, 0));
    for keys in [
        format!("{one},{two}"),
        format!("{one}%2C{two}"),
        format!("{one},%20{two}"),
        format!("{one}&key={two}"),
        format!("{one},JVGL00000000000000000000,{two}"),
        format!("nothing&key={one}&key={two},,"),
        format!("{one},{one},{two}&key={one}"),
    ] {
        let found = track(&shop, &keys).await;
        let mut codes = each(&found, "/barcode");
        codes.sort_unstable();
        let mut wanted = [one.as_str(), &two];
        wanted.sort_unstable();
        assert_eq!(codes, wanted, "{keys}");
    }
    let mixed = track(&shop, &format!("{one}%2B1012JS,{two}")).await;
    let receivers: Vec<bool> = mixed
        .as_array()
        .unwrap()
        .iter()
        .map(|piece| piece.get("receiver").is_some())
        .collect();
    assert_eq!(
        receivers.iter().filter(|open| **open).count(),
        1,
        "each key opens its own parcel"
    );
    let both = track(&shop, &format!("{one}%2B1012JS,{two}%2B3542AD")).await;
    assert!(
        both.as_array()
            .unwrap()
            .iter()
            .all(|piece| piece.get("receiver").is_some()),
        "{both}"
    );
}

#[tokio::test]
async fn what_is_not_found_is_told_in_plain_text() {
    let shop = Shop::open().await;
    for query in [
        "?key=JVGL00000000000000000000",
        "?key=x,y&key=z",
        "?key=",
        "",
        "?key=%2B1012JS",
        "?key=,,",
        "?key=%F0%9F%8C%B7",
    ] {
        let reply = shop.server.get(&format!("/track-trace{query}")).send().await;
        assert_eq!(
            (reply.status, reply.header("content-type"), reply.text().as_str()),
            (404, Some("text/plain"), NOT_FOUND),
            "{query}"
        );
        let owner = shop.get(&format!("/track-trace{query}")).await;
        assert_eq!((owner.status, owner.text().as_str()), (404, NOT_FOUND), "{query}");
    }
}

#[tokio::test]
async fn a_shipment_code_finds_all_pieces() {
    let shop = Shop::open().await;
    let booked = shop
        .book(&with(shipment(&uuid(1)), "pieces[0].quantity", json!(3)))
        .await;
    let whole = booked["shipmentTrackerCode"].as_str().unwrap();
    let found = track(&shop, whole).await;
    assert_eq!(each(&found, "/barcode"), each(&booked["pieces"], "/trackerCode"));
    for piece in found.as_array().unwrap() {
        assert!(
            piece["barcodes"].as_array().unwrap().contains(&piece["barcode"]),
            "{piece}"
        );
        assert!(piece["barcodes"].as_array().unwrap().contains(&json!(whole)), "{piece}");
    }
    let open = track(&shop, &format!("{whole}%2B3542AD")).await;
    assert!(
        open.as_array()
            .unwrap()
            .iter()
            .all(|piece| piece["receiver"]["address"]["city"] == "Utrecht"),
        "{open}"
    );
    let single = track(&shop, &code(&booked, 2)).await;
    assert_eq!(each(&single, "/barcode"), [code(&booked, 2)]);
}

#[tokio::test]
async fn a_return_label_travels_the_other_way() {
    let shop = Shop::open().await;
    let options = json!([{"key": "DOOR"}, {"key": "ADD_RETURN_LABEL"}]);
    let booked = shop.book(&with(personal(1), "options", options)).await;
    let back = code(&booked, 1);
    let shown = track(&shop, &format!("{back}%2B3542AD")).await;
    assert_eq!(shown[0]["isReturn"], json!(true));
    assert_eq!(shown[0]["receiver"]["name"]["companyName"], "Discreet Boeken");
    // The shop's postal code is no secret; the home it comes from opens with its own only.
    assert_eq!(shown[0].get("shipper"), None, "{shown}");
    let home = track(&shop, &format!("{back}%2B1012JS")).await;
    assert_eq!(home[0]["shipper"]["name"]["lastName"], "Zandbergen");
    assert_eq!(home[0].get("receiver"), None, "{home}");
    let neither = shop.server.get(&format!("/track-trace?key={back}%2B1012JT"));
    assert_reduced(&neither.send().await.text(), &back);
    let owner = shop.json(&format!("/track-trace?key={back}")).await;
    assert_eq!(owner[0]["receiver"]["name"]["companyName"], "Discreet Boeken");
}

#[tokio::test]
async fn a_parcel_without_tracking_is_hidden_from_all_but_its_owner() {
    let shop = Shop::open().await;
    let booked = shop
        .book(&with(personal(1), "options", json!([{"key": "NO_TT"}])))
        .await;
    let seen = shop.book(&personal(2)).await;
    let key = code(&booked, 0);
    for key in [key.clone(), format!("{key}%2B1012JS")] {
        let reply = shop.server.get(&format!("/track-trace?key={key}")).send().await;
        assert_eq!((reply.status, reply.text().as_str()), (404, NOT_FOUND), "{key}");
        let other = shop.get_as(&OTHER, &format!("/track-trace?key={key}")).await;
        assert_eq!(other.status, 404);
    }
    let batch = track(&shop, &format!("{key}%2B1012JS,{}", code(&seen, 0))).await;
    assert_eq!(each(&batch, "/barcode"), [code(&seen, 0)]);
    assert_eq!(
        shop.json(&format!("/track-trace?key={key}")).await[0]["barcode"],
        json!(key)
    );
}

#[tokio::test]
async fn a_service_point_is_shown_to_the_receiver_only() {
    let shop = Shop::open().await;
    let booked = shop
        .book(&with(
            personal(1),
            "options",
            json!([{"key": "PS", "input": "8004-NL-272403"}]),
        ))
        .await;
    let code = code(&booked, 0);
    let reduced = shop.server.get(&format!("/track-trace?key={code}")).send().await;
    assert!(
        !reduced.text().contains("Zoetermeer") && !reduced.text().contains("272403"),
        "{}",
        reduced.text()
    );
    let open = track(&shop, &format!("{code}%2B1012JS")).await;
    assert!(open.to_string().contains("ServicePoint Zoetermeer"), "{open}");
}

#[tokio::test]
async fn many_keys_and_odd_keys_are_survived() {
    let shop = Shop::open().await;
    let booked = shop.book(&personal(1)).await;
    let many = vec!["JVGL00000000000000000000"; 49].join(",");
    let found = track(&shop, &format!("{many},{}", code(&booked, 0))).await;
    assert_eq!(each(&found, "/barcode"), [code(&booked, 0)]);
    let too_many = shop.server.get(&format!("/track-trace?key={many},1,2")).send().await;
    assert_eq!(
        (too_many.status, too_many.fields()),
        (400, vec!["key".to_owned()]),
        "never cut in silence"
    );
    for odd in ["%00", "%FF%FE", "'%3B--", "%2B%2B%2B", "a%2Bb%2Bc", "%E2%80%AE"] {
        assert_eq!(
            shop.server.get(&format!("/track-trace?key={odd}")).send().await.status,
            404,
            "{odd}"
        );
    }
}

/// The published trace, as an operator's scans.
fn sample_scans(code: &str, sample: &Value) -> Vec<Value> {
    let events = sample[0]["events"].as_array().unwrap();
    let scans = events.iter().enumerate().map(|(n, event)| {
        let mut scan = event.clone();
        let members = scan.as_object_mut().unwrap();
        let at = members.remove("localTimestamp").unwrap();
        members.remove("timestamp");
        let size = ["length", "width", "height"].map(|side| members.remove(side));
        if let [Some(length), Some(width), Some(height)] = size {
            members.insert(
                "dimensions".to_owned(),
                json!({"length": length, "width": width, "height": height}),
            );
        }
        if let Some(weight) = members.remove("weight") {
            members.insert("weightKg".to_owned(), weight);
        }
        members.insert("scanId".to_owned(), json!(format!("sample-{n}")));
        members.insert("trackerCode".to_owned(), json!(code));
        members.insert("occurredAt".to_owned(), at);
        scan
    });
    scans.collect()
}

/// Every member of every event of the published trace comes back as it is printed, and what folds from them.
#[tokio::test]
async fn the_sample_trace_is_shown_as_published() {
    let sample: Value = serde_json::from_str(include_str!("../samples/track-trace.response.json")).unwrap();
    let shop = Shop::open().await;
    let booked = shop.book(&personal(1)).await;
    let code = code(&booked, 0);
    let scans = json!({"scans": sample_scans(&code, &sample)});
    let reply = shop.server.operator("POST", "/scans").json(&scans).send().await;
    let results = reply.json()["results"].clone();
    assert!(
        each(&results, "/status").iter().all(|status| *status == "accepted"),
        "{results}"
    );

    let shown = shop.json(&format!("/track-trace?key={code}")).await;
    let events = sample[0]["events"].as_array().unwrap();
    assert_holds(
        &json!(shown[0]["events"].as_array().unwrap()[..events.len()]),
        &sample[0]["events"],
        "events",
    );
    assert_holds(
        &shown[0],
        &json!({"type": "SHIPMENT", "deliveredAt": sample[0]["deliveredAt"], "totalEvents": events.len() + 2}),
        "record",
    );
    assert!(
        shown[0].get("plannedDeliveryTimeframe").is_none(),
        "it is delivered: nothing is planned"
    );
    let phases = each(&shown[0]["view"]["phases"], "/phase");
    assert_eq!(
        phases[..4],
        ["DATA_RECEIVED", "LEG", "DELIVERED", "IN_DELIVERY"],
        "newest first"
    );
    let missort = shown[0]["view"]["phases"]
        .as_array()
        .unwrap()
        .iter()
        .find(|phase| phase["phase"] == "PROBLEM");
    assert_eq!(
        missort.unwrap()["events"],
        json!([{"key": "MISSORT", "timestamp": "2017-11-30T08:11:10.000Z"}])
    );

    // Who knows the code alone sees the same trace without what names people.
    let reduced = shop.server.get(&format!("/track-trace?key={code}")).send().await;
    for secret in [
        "DHL eCommerce Arnhem Zuid",
        "5880133",
        "7451930615",
        "60832634",
        "debtorNumber",
    ] {
        assert!(!reduced.text().contains(secret), "{secret}");
        assert!(shown.to_string().contains(secret), "{secret}");
    }
    assert_eq!(reduced.json()[0]["events"][0]["leg"]["originFacility"], "MAA");
    let receiver = track(&shop, &format!("{code}%2B1012JS")).await;
    assert!(receiver.to_string().contains("DHL eCommerce Arnhem Zuid") && !receiver.to_string().contains("7451930615"));
}

#[tokio::test]
async fn a_plan_is_shown_until_it_is_upset() {
    let shop = Shop::open().await;
    let booked = shop.book(&personal(1)).await;
    let code = code(&booked, 0);
    let frame = "2026-03-02T14:00:00.000+01:00/2026-03-02T18:00:00.000+01:00";
    let next = "2026-03-03T14:00:00.000+01:00/2026-03-03T18:00:00.000+01:00";
    let mut n = 0;
    let mut scan = async |more: Value| {
        n += 1;
        let mut scan =
            json!({"scanId": n.to_string(), "trackerCode": code, "occurredAt": format!("2026-03-02T08:00:{n:02}Z")});
        scan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let reply = shop
            .server
            .operator("POST", "/scans")
            .json(&json!({"scans": [scan]}))
            .send()
            .await;
        assert_eq!(reply.json()["results"][0]["status"], "accepted", "{}", reply.text());
        // Asked without a token, so that the kept answer is what is told.
        track(&shop, &code).await[0].clone()
    };
    let shown = scan(json!({"status": "DEPART_FACILITY"})).await;
    assert!(
        shown.get("plannedDeliveryTimeframe").is_none() && shown.get("receivingTimeIndication").is_none(),
        "{shown}"
    );
    let shown = scan(
        json!({"status": "INFORMATION_ON_DELIVERY_TRANSMITTED", "plannedDeliveryTimeframe": frame,
        "nextPlannedDeliveryTimeframe": next}),
    )
    .await;
    assert_holds(
        &shown,
        &json!({"plannedDeliveryTimeframe": frame, "nextPlannedDeliveryTimeframe": next, "receivingTimeIndication":
        {"indicationType": "IntervalIndication", "start": "2026-03-02T14:00:00.000+01:00", "end": "2026-03-02T18:00:00.000+01:00"}}),
        "planned",
    );
    let shown = scan(json!({"status": "OUT_FOR_DELIVERY", "momentIndication": "2026-03-02T15:30:00+01:00"})).await;
    assert_eq!(
        shown["receivingTimeIndication"],
        json!({"indicationType": "MomentIndication", "moment": "2026-03-02T15:30:00.000+01:00"})
    );
    let shown =
        scan(json!({"status": "NOT_HOME_NEW_DELIVERY", "category": "PROBLEM", "notHomeCode": "NH12345678"})).await;
    assert!(
        shown.get("plannedDeliveryTimeframe").is_none() && !shown.to_string().contains("NH12345678"),
        "{shown}"
    );
    let open = track(&shop, &format!("{code}%2B1012JS")).await;
    assert_eq!(open[0]["events"][5]["notHomeCode"], "NH12345678");
    let shown = scan(json!({"status": "DELIVERED"})).await;
    assert_eq!(shown["deliveredAt"], "2026-03-02T09:00:05.000+01:00");
}

#[tokio::test]
async fn one_answer_has_the_pieces_of_the_largest_shipment() {
    let shop = Shop::open().await;
    let mut codes = Vec::new();
    for (n, quantity) in [(1, 126), (2, 125)] {
        let body = with(shipment(&uuid(n)), "pieces[0].quantity", json!(quantity));
        let booked = shop.book(&body).await;
        codes.push(booked["shipmentTrackerCode"].as_str().unwrap().to_owned());
    }
    let ask = |keys: String| shop.server.get(&format!("/track-trace?key={keys}")).send();
    for (code, count) in codes.iter().zip([126, 125]) {
        let reply = ask(format!("{code},{code}")).await;
        assert_eq!(reply.json().as_array().unwrap().len(), count);
    }
    let reply = ask(codes.join(",")).await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    assert!(reply.text().contains("fewer keys"), "{}", reply.text());
}
