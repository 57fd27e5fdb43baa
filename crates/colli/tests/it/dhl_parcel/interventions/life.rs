//! What then happens matches: parcels of a test environment, moved by their plan over the environment's clock.

use super::{POSTAL_CODE, refused, wanted};
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use serde_json::{Value, json};

/// A parcel booked on a Monday morning, which was announced for Tuesday and is not on its way to the door yet.
async fn expected_on_tuesday() -> (Shop, String) {
    let shop = Shop::open().await;
    let mut order = consumer_shipment(&uuid(1));
    order["orderReference"] = json!("scenario:delivered");
    let code = code(&shop.book(&order).await, 0);
    set_clock(&shop, "2026-03-03T00:00:00Z").await;
    (shop, code)
}

async fn set_clock(shop: &Shop, now: &str) {
    let body = json!({"now": now, "mode": "frozen"});
    let reply = shop.server.operator("PUT", "/clock").json(&body).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

async fn ask(shop: &Shop, what: &str, code: &str) -> Value {
    let path = format!("/intervention-options{what}?postalCode={POSTAL_CODE}&parcelId={code}");
    let reply = shop.server.get(&path).header("Source", "tests").send().await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.json()
}

async fn carry_out(shop: &Shop, kind: &str, code: &str, more: &Value) -> Value {
    let request = shop
        .server
        .post(&format!("/interventions/{kind}"))
        .header("Source", "tests");
    let reply = request.json(&wanted(code, more)).send().await;
    assert_eq!(reply.status, 200, "{kind}: {}", reply.text());
    reply.json()
}

async fn track(shop: &Shop, code: &str) -> Value {
    let path = format!("/track-trace?key={code}%2B{POSTAL_CODE}");
    let reply = shop.server.get(&path).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()[0].clone()
}

/// Statuses with the days they happened on, where they did.
fn story(record: &Value) -> Vec<(String, String)> {
    let events = record["events"].as_array().unwrap();
    let day = |event: &Value| event["localTimestamp"].as_str().unwrap()[..10].to_owned();
    let status = |event: &Value| event["status"].as_str().unwrap().to_owned();
    events.iter().map(|event| (status(event), day(event))).collect()
}

fn day_of<'s>(story: &'s [(String, String)], status: &str) -> &'s str {
    let found = story.iter().find(|(known, _)| known == status);
    found.map_or_else(|| panic!("no {status} in {story:?}"), |(_, day)| day)
}

#[tokio::test]
async fn redirected_to_a_service_point_it_is_collected_there() {
    let (shop, code) = expected_on_tuesday().await;
    let date =
        ask(&shop, "", &code).await["interventionOptions"][&code]["servicePointIntervention"]["deliveryDate"].clone();
    assert_eq!(date, "2026-03-03");
    let points = ask(&shop, "/servicepoints", &code).await["servicepointIds"].clone();
    let (_, network) = crate::support::network();
    let country = colli_core::country::CountryCode::parse("NL").unwrap();
    let is_shop = |id: &&Value| {
        let point = network.get(country, id.as_str().unwrap()).unwrap();
        point.kind == colli_core::service_point::ServicePointKind::ParcelShop
    };
    let point = points.as_array().unwrap().iter().find(is_shop).unwrap().clone();
    let done = carry_out(&shop, "servicepoint", &code, &json!({"servicePointId": point})).await;
    assert_eq!(done["servicePointId"], point);
    let frame = done["executionTimeframe"].clone();
    assert!(frame["from"].as_str().unwrap().starts_with("2026-03-03T"), "{done}");
    let planned = track(&shop, &code).await["plannedDeliveryTimeframe"].clone();
    assert!(
        planned.as_str().unwrap().starts_with(frame["from"].as_str().unwrap()),
        "{planned}"
    );
    set_clock(&shop, "2026-03-12T20:00:00Z").await;
    let record = track(&shop, &code).await;
    let story = story(&record);
    let arrived = day_of(&story, "DELIVERED_AT_PARCELSHOP");
    assert_eq!(arrived, "2026-03-03", "{story:?}");
    assert!(day_of(&story, "COLLECTED_AT_PARCELSHOP") >= arrived, "{story:?}");
    assert_eq!(story.last().unwrap().0, "COLLECTED_AT_PARCELSHOP");
}

#[tokio::test]
async fn it_goes_to_the_neighbours_on_the_planned_day() {
    let (shop, code) = expected_on_tuesday().await;
    carry_out(&shop, "neighbours", &code, &json!({"houseNumber": "3"})).await;
    set_clock(&shop, "2026-03-05T20:00:00Z").await;
    let story = story(&track(&shop, &code).await);
    let last = story.last().unwrap();
    assert!(
        last.0.starts_with("DELIVERED_AT_") && last.0.ends_with("NEIGHBOURS"),
        "{story:?}"
    );
    assert_eq!(last.1, "2026-03-03", "{story:?}");
}

#[tokio::test]
async fn it_comes_in_another_time_frame() {
    let (shop, code) = expected_on_tuesday().await;
    let frame = ask(&shop, "/timeframes", &code).await["timeFrames"][2].clone();
    assert!(frame["from"].as_str().unwrap().starts_with("2026-03-06T"), "{frame}");
    let done = carry_out(&shop, "date-time", &code, &json!({"nextTimeframe": frame})).await;
    assert_eq!(done["executionTimeframe"], frame);
    set_clock(&shop, "2026-03-06T04:00:00Z").await;
    assert_eq!(track(&shop, &code).await["deliveredAt"], Value::Null);
    set_clock(&shop, "2026-03-07T20:00:00Z").await;
    let delivered = track(&shop, &code).await["deliveredAt"].as_str().unwrap()[..16].to_owned();
    let (from, to) = (frame["from"].as_str().unwrap(), frame["to"].as_str().unwrap());
    assert!(
        from <= delivered.as_str() && delivered.as_str() <= to,
        "{delivered} in {frame}"
    );
}

#[tokio::test]
async fn it_is_left_at_the_agreed_place() {
    let (shop, code) = expected_on_tuesday().await;
    carry_out(&shop, "agreed-place", &code, &json!({"placeDescription": "SecretShed"})).await;
    set_clock(&shop, "2026-03-05T20:00:00Z").await;
    let record = track(&shop, &code).await;
    let story = story(&record);
    assert_eq!(
        story.last().unwrap(),
        &("DELIVERED_AT_SAFEPLACE".to_owned(), "2026-03-03".to_owned())
    );
    assert!(!record.to_string().contains("SecretShed"), "{record}");
}

#[tokio::test]
async fn cancelled_it_goes_back_to_its_sender() {
    let (shop, code) = expected_on_tuesday().await;
    carry_out(&shop, "cancel", &code, &json!({"fraudIndication": false})).await;
    set_clock(&shop, "2026-03-20T20:00:00Z").await;
    let record = track(&shop, &code).await;
    let story = story(&record);
    assert_eq!(story.last().unwrap().0, "DELIVERED_AT_SHIPPER", "{story:?}");
    assert_eq!(record["deliveredAt"], Value::Null);
    assert!(story.iter().all(|(status, _)| status != "DELIVERED"), "{story:?}");
}

#[tokio::test]
async fn with_the_courier_it_still_goes_to_a_service_point_the_next_day() {
    let (shop, code) = expected_on_tuesday().await;
    // Hour by hour until the courier has it.
    let mut now: jiff::Timestamp = "2026-03-03T04:00:00Z".parse().unwrap();
    while !track(&shop, &code).await.to_string().contains("OUT_FOR_DELIVERY") {
        now += jiff::SignedDuration::from_mins(30);
        set_clock(&shop, &now.to_string()).await;
    }
    let option = ask(&shop, "", &code).await["interventionOptions"][&code]["servicePointIntervention"].clone();
    assert_eq!(option["deliveryDate"], "2026-03-04", "{option}");
    let points = ask(&shop, "/servicepoints", &code).await["servicepointIds"].clone();
    carry_out(&shop, "servicepoint", &code, &json!({"servicePointId": points[0]})).await;
    set_clock(&shop, "2026-03-13T20:00:00Z").await;
    let story = story(&track(&shop, &code).await);
    let arrived = story
        .iter()
        .find(|(status, _)| status.starts_with("DELIVERED_AT_PARCELS"));
    assert_eq!(arrived.map(|(_, day)| day.as_str()), Some("2026-03-04"), "{story:?}");
    assert!(story.last().unwrap().0.starts_with("COLLECTED_AT_PARCELS"), "{story:?}");
}

#[tokio::test]
async fn a_delivered_parcel_is_not_changed_and_a_failed_attempt_opens_the_next() {
    let shop = Shop::open().await;
    let [delivered, failing] = [(1, "delivered"), (2, "not-home-second-attempt")].map(|(n, scenario)| {
        let mut order = consumer_shipment(&uuid(n));
        order["orderReference"] = json!(format!("scenario:{scenario}"));
        order
    });
    let [delivered, failing] = [
        code(&shop.book(&delivered).await, 0),
        code(&shop.book(&failing).await, 0),
    ];
    let mut now: jiff::Timestamp = "2026-03-03T04:00:00Z".parse().unwrap();
    while !track(&shop, &failing)
        .await
        .to_string()
        .contains("NOT_HOME_NEW_DELIVERY")
    {
        now += jiff::SignedDuration::from_mins(30);
        set_clock(&shop, &now.to_string()).await;
    }
    // The card's code finds it, and it can be given to the neighbours next time.
    let record = track(&shop, &failing).await;
    let events = record["events"].as_array().unwrap();
    let card = events.iter().find_map(|event| event["notHomeCode"].as_str()).unwrap();
    let path = format!("/intervention-options?postalCode={POSTAL_CODE}&id={card}");
    let reply = shop.server.get(&path).header("Source", "tests").send().await;
    let options = reply.json()["interventionOptions"]["aggregated"].clone();
    assert_eq!(options["neighboursIntervention"]["available"], true, "{}", reply.text());
    carry_out(&shop, "neighbours", &failing, &json!({"houseNumber": "3"})).await;
    set_clock(&shop, "2026-03-06T20:00:00Z").await;
    let story = story(&track(&shop, &failing).await);
    let last = story.last().unwrap();
    assert!(last.0.ends_with("NEIGHBOURS") && last.1 == "2026-03-04", "{story:?}");
    let request = shop.server.post("/interventions/neighbours").header("Source", "tests");
    let reply = request
        .json(&wanted(&delivered, &json!({"houseNumber": "3"})))
        .send()
        .await;
    assert_eq!((reply.status, refused(&reply, &delivered)), (400, vec![310]));
}

#[tokio::test]
async fn in_a_live_environment_only_the_event_is_written() {
    let shop = Shop::open().await;
    let mut order = consumer_shipment(&uuid(1));
    order["accountId"] = json!("08500003");
    let reply = shop.post_as(&crate::support::LIVE, "/shipments", &order).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let code = code(&reply.json(), 0);
    let scan = json!({"scanId": "1", "trackerCode": code, "status": "DEPOT_SCAN", "facility": "AMS", "occurredAt": "2026-03-02T07:30:00Z"});
    let request = shop
        .server
        .operator("POST", "/scans")
        .header("Colli-Environment", "live");
    let reply = request.json(&json!({"scans": [scan]})).send().await;
    assert_eq!(reply.json()["results"][0]["status"], "accepted", "{}", reply.text());
    let done = carry_out(&shop, "neighbours", &code, &json!({"houseNumber": "3"})).await;
    let again = carry_out(&shop, "neighbours", &code, &json!({"houseNumber": "3"})).await;
    assert_eq!(done, again);
    let reply = shop.server.get(&format!("/track-trace?key={code}")).send().await;
    let last = reply.json()[0]["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["status"], done["status"]);
}

#[tokio::test]
async fn while_the_clock_moves_it_is_done_in_time_or_not_at_all() {
    let shop = Shop::open().await;
    let mut codes = Vec::new();
    for n in 1..=6 {
        let mut order = consumer_shipment(&uuid(n));
        order["orderReference"] = json!(format!("scenario:delivered {n}"));
        codes.push(code(&shop.book(&order).await, 0));
    }
    set_clock(&shop, "2026-03-03T00:00:00Z").await;
    let ask = |code: String| {
        let request = shop.server.post("/interventions/neighbours").header("Source", "tests");
        let body = wanted(&code, &json!({"houseNumber": "3"}));
        async move { (code, request.json(&body).send().await) }
    };
    let mut asked = tokio::task::JoinSet::new();
    for code in codes {
        asked.spawn(ask(code));
    }
    set_clock(&shop, "2026-03-05T20:00:00Z").await;
    for (code, reply) in asked.join_all().await {
        let story = story(&track(&shop, &code).await);
        let handed_over = story
            .iter()
            .filter(|(status, _)| status.starts_with("DELIVERED"))
            .count();
        let interventions = story
            .iter()
            .filter(|(status, _)| status.starts_with("INTERVENTION"))
            .count();
        let to_neighbours = story.last().unwrap().0.ends_with("NEIGHBOURS");
        match reply.status {
            200 => assert!((handed_over, interventions) == (1, 1) && to_neighbours, "{story:?}"),
            400 => assert_eq!((refused(&reply, &code), handed_over, interventions), (vec![310], 1, 0)),
            // It moved again and again: nothing was done.
            other => assert_eq!((other, interventions), (503, 0), "{}", reply.text()),
        }
    }
}
