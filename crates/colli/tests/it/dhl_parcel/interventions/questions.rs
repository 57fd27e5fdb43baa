//! Questions: options in the documented shape, details, cards, and what is refused.

use super::{POSTAL_CODE, Town, codes, refused, wanted};
use crate::support::client::Request;
use crate::support::samples::{consumer_shipment, uuid, with};
use crate::support::shop::{assert_holds, assert_no_null, code};
use crate::support::{OTHER, OTHER_OPERATOR, samples};
use serde_json::{Value, json};

const FRAME: &str = "2026-03-03T09:00:00+01:00/2026-03-03T13:00:00+01:00";

fn expected() -> Value {
    json!({"status": "INFORMATION_ON_DELIVERY_TRANSMITTED", "facility": "AMS", "plannedDeliveryTimeframe": FRAME})
}

#[tokio::test]
async fn options_have_the_documented_shape() {
    let mut town = Town::open().await;
    let code = town.at_depot(&[]).await;
    town.scan(&code, &expected()).await;
    let planned = json!({"from": "2026-03-03T09:00", "to": "2026-03-03T13:00"});
    let options = town.options(&code, "1012%20js").await;
    assert_no_null(&options, "options");
    assert_holds(
        &options,
        &json!({
            "agreedPlaceIntervention": {"available": true, "executionTimeframe": planned},
            "neighboursIntervention": {"available": true, "executionTimeframe": planned},
            "dateTimeIntervention": {"available": true, "executionTimeframe": planned},
            "servicePointIntervention": {"available": true, "deliveryDate": "2026-03-03"}}),
        "options",
    );
    let next = options["dateTimeIntervention"]["nextTimeframe"]["from"]
        .as_str()
        .unwrap();
    assert!(next.starts_with("2026-03-04T") && next.len() == 16, "{options}");
    // Once the courier has it, it comes to a ServicePoint on the next day of delivery.
    town.scan(&code, &json!({"status": "OUT_FOR_DELIVERY", "facility": "AMS"}))
        .await;
    let options = town.options(&code, POSTAL_CODE).await;
    assert_eq!(
        options["servicePointIntervention"]["deliveryDate"], "2026-03-04",
        "{options}"
    );
}

#[tokio::test]
async fn a_refused_option_has_the_codes_and_texts_of_the_sample() {
    let mut town = Town::open().await;
    let options = json!([{"key": "DOOR"}, {"key": "HANDT"}]);
    let code = town.at_depot(&[("options", options)]).await;
    let sample = json!({"available": false, "reasons": [
        {"code": 301, "reason": "Feature no agreed place doesn't allow for this type of intervention"},
        {"code": 303, "reason": "This type of intervention is not allowed for a parcel that requires a signature upon delivery"}]});
    assert_eq!(
        town.options(&code, POSTAL_CODE).await["agreedPlaceIntervention"],
        sample
    );
}

#[tokio::test]
async fn details_are_those_of_the_two_look_ups() {
    let mut town = Town::open().await;
    let code = town.at_depot(&[]).await;
    let whole = town
        .ask(&format!(
            "/intervention-options?postalCode={POSTAL_CODE}&parcelId={code}&details=true"
        ))
        .await
        .json();
    let points = town
        .ask(&format!(
            "/intervention-options/servicepoints?postalCode={POSTAL_CODE}&parcelId={code}"
        ))
        .await
        .json();
    let frames = town
        .ask(&format!(
            "/intervention-options/timeframes?postalCode={POSTAL_CODE}&id={code}"
        ))
        .await
        .json();
    assert_eq!(whole["servicepointIds"], points["servicepointIds"]);
    assert_eq!(whole["timeFrames"], frames["timeFrames"]);
    let ids = points["servicepointIds"].as_array().unwrap();
    assert!(
        !ids.is_empty() && ids.iter().all(|id| id.as_str().unwrap().starts_with("NL-")),
        "{points}"
    );
    let days: Vec<&str> = frames["timeFrames"]
        .as_array()
        .unwrap()
        .iter()
        .map(|frame| &frame["from"].as_str().unwrap()[..10])
        .collect();
    // Planned for Tuesday; Sunday is no day of delivery.
    assert_eq!(
        days,
        ["2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-09"]
    );
    let plain = town.options(&code, POSTAL_CODE).await;
    assert_eq!(whole["interventionOptions"][&code], plain);
}

#[tokio::test]
async fn a_card_names_its_parcels_and_all_of_them_together() {
    let mut town = Town::open().await;
    let first = town.at_depot(&[]).await;
    let second = town
        .at_depot(&[("options", json!([{"key": "DOOR"}, {"key": "NBB"}]))])
        .await;
    let not_home = json!({"status": "NOT_HOME_NEW_DELIVERY", "notHomeCode": "NH0815",
        "plannedDeliveryTimeframe": "2026-03-04T09:00:00+01:00/2026-03-04T13:00:00+01:00"});
    for code in [&first, &second] {
        town.scan(code, &not_home).await;
    }
    let reply = town
        .ask(&format!("/intervention-options?postalCode={POSTAL_CODE}&id=nh%200815"))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let options = &reply.json()["interventionOptions"];
    let mut names: Vec<&String> = options.as_object().unwrap().keys().collect();
    names.sort();
    let mut wanted = vec![&first, &second];
    wanted.sort();
    let aggregated = "aggregated".to_owned();
    wanted.push(&aggregated);
    assert_eq!(names, wanted, "{options}");
    assert_eq!(codes(&options[&first]["neighboursIntervention"]), [] as [u64; 0]);
    assert_eq!(codes(&options["aggregated"]["neighboursIntervention"]), [304]);
    assert_eq!(codes(&options["aggregated"]["dateTimeIntervention"]), [] as [u64; 0]);
    // Somebody else's postal code opens nothing.
    let reply = town.ask("/intervention-options?postalCode=3542AD&id=NH0815").await;
    assert_eq!((reply.status, refused(&reply, "NH0815")), (400, vec![208]));
}

#[tokio::test]
async fn a_card_of_another_organisation_with_the_same_code_spoils_nothing() {
    let mut town = Town::open().await;
    let ours = town.at_depot(&[]).await;
    let not_home = json!({"status": "NOT_HOME_NEW_DELIVERY", "notHomeCode": "NH0815"});
    town.scan(&ours, &not_home).await;
    let theirs = with(consumer_shipment(&uuid(90)), "accountId", json!("08600001"));
    let elsewhere = with(theirs.clone(), "shipmentId", json!(uuid(91)));
    let elsewhere = with(elsewhere, "receiver.address.postalCode", json!("3542AD"));
    let mut scans = Vec::new();
    for (id, order) in [("x", &theirs), ("y", &elsewhere)] {
        let reply = town.shop.post_as(&OTHER, "/shipments", order).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        scans.push(
            json!({"scanId": id, "trackerCode": code(&reply.json(), 0), "status": "NOT_HOME_NEW_DELIVERY",
            "notHomeCode": "NH0815", "occurredAt": "2026-03-02T07:59:00Z"}),
        );
    }
    let request = Request::new(town.shop.server.address, "POST", "/api/v1/scans").token(OTHER_OPERATOR);
    let reply = request.json(&json!({"scans": scans})).send().await;
    assert_eq!(reply.json()["results"][1]["status"], "accepted", "{}", reply.text());
    let named = async |postal_code: &str| {
        let path = format!("/intervention-options?postalCode={postal_code}&id=NH0815");
        let reply = town.ask(&path).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let options = reply.json()["interventionOptions"].as_object().unwrap().clone();
        options
            .keys()
            .filter(|key| *key != "aggregated")
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(named(POSTAL_CODE).await, [ours]);
    assert_eq!(named("3542AD").await, [scans[1]["trackerCode"].as_str().unwrap()]);
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_told() {
    let mut town = Town::open().await;
    let code = town.at_depot(&[]).await;
    let gone = town.at_depot(&[]).await;
    town.scan(&gone, &json!({"status": "DELIVERED"})).await;
    let many = |count: usize| vec![code.as_str(); count].join(",");
    let unknown = "JVGL0850000109999999999";
    for (path, status, id, expected) in [
        (format!("?postalCode={POSTAL_CODE}"), 404, "", 206),
        (
            format!("?postalCode={POSTAL_CODE}&parcelId={unknown}"),
            404,
            unknown,
            206,
        ),
        (format!("?postalCode={POSTAL_CODE}&id={unknown}"), 404, unknown, 206),
        (format!("?parcelId={code}"), 400, &code, 207),
        (format!("?postalCode=3542AD&parcelId={code}"), 400, &code, 208),
        (format!("?postalCode={POSTAL_CODE}&id=NH4711"), 400, "NH4711", 217),
        (format!("?postalCode={POSTAL_CODE}&parcelId=A*B"), 400, "A*B", 219),
        (format!("?postalCode={POSTAL_CODE}&parcelId={}", many(21)), 400, "", 219),
        (format!("?postalCode=Amsterdam&parcelId={code}"), 400, &code, 220),
        (
            format!("/timeframes?postalCode={POSTAL_CODE}&parcelId={gone}"),
            400,
            &gone,
            210,
        ),
        (
            format!("/servicepoints?postalCode={POSTAL_CODE}&parcelId={gone}"),
            400,
            &gone,
            210,
        ),
    ] {
        let reply = town.ask(&format!("/intervention-options{path}")).await;
        assert_eq!(
            (reply.status, refused(&reply, id)),
            (status, vec![expected]),
            "{path}: {}",
            reply.text()
        );
        reply.assert_error(status, &path);
    }
    assert_eq!(
        town.ask(&format!(
            "/intervention-options?postalCode={POSTAL_CODE}&parcelId={}",
            many(20)
        ))
        .await
        .status,
        200
    );
}

#[tokio::test]
async fn every_call_needs_a_source() {
    let mut town = Town::open().await;
    let code = town.at_depot(&[]).await;
    let long = "x".repeat(101);
    for path in ["", "/servicepoints", "/timeframes"] {
        let path = format!("/intervention-options{path}?postalCode={POSTAL_CODE}&parcelId={code}");
        let reply = town.shop.server.get(&path).send().await;
        assert_eq!(reply.status, 400, "{path}");
        let sample = json!([{"code": 215, "reason": "Request does not contain the mandatory Source Header"}]);
        assert_eq!(reply.json()["parcels"][&code], sample);
        for source in ["", "  ", &long, "a\tb"] {
            let reply = town.shop.server.get(&path).header("Source", source).send().await;
            assert_eq!((reply.status, refused(&reply, &code)), (400, vec![216]), "{source:?}");
        }
    }
    let body = wanted(&code, &json!({"houseNumber": "2"}));
    let reply = town
        .shop
        .server
        .post("/interventions/neighbours")
        .json(&body)
        .send()
        .await;
    assert_eq!((reply.status, refused(&reply, &code)), (400, vec![215]));
    let request = town
        .shop
        .server
        .post("/interventions/neighbours")
        .header("Source", &long);
    let reply = request.json(&body).send().await;
    assert_eq!((reply.status, refused(&reply, &code)), (400, vec![216]));
}

#[tokio::test]
async fn the_postal_code_decides_whoever_asks() {
    let mut town = Town::open().await;
    let code = town.at_depot(&[]).await;
    let hidden = json!([{"key": "NO_TT"}]);
    let hidden = town.at_depot(&[("options", hidden)]).await;
    let other = town.shop.server.token(&OTHER).await;
    let path = |code: &str, postal_code| format!("/intervention-options?postalCode={postal_code}&parcelId={code}");
    for token in [&other, &town.shop.token] {
        let ask = |path: String| town.shop.server.get(&path).header("Source", "tests").token(token);
        assert_eq!(ask(path(&code, POSTAL_CODE)).send().await.status, 200);
        let reply = ask(path(&code, "3542AD")).send().await;
        assert_eq!((reply.status, refused(&reply, &code)), (400, vec![208]));
        let reply = ask(path(&hidden, POSTAL_CODE)).send().await;
        assert_eq!(
            reply.status,
            if *token == other { 404 } else { 200 },
            "{}",
            reply.text()
        );
    }
    assert_eq!(samples::consumer()["address"]["postalCode"], POSTAL_CODE);
}
