//! Carrying out: what a request must say, once and only once, and what stays private.

use super::{POSTAL_CODE, Town, codes, refused, wanted};
use serde_json::{Value, json};

#[tokio::test]
async fn what_a_request_must_say_is_told() {
    let mut town = Town::open().await;
    let code = town.at_depot(&[]).await;
    let neighbours = json!({"houseNumber": "3"});
    for (expected, kind, more) in [
        (201, "neighbours", json!({"houseNumber": "3", "agreeWithTerms": false})),
        (201, "neighbours", json!({"houseNumber": "3", "agreeWithTerms": null})),
        (202, "neighbours", json!({"houseNumber": "3", "emailAddress": " "})),
        (203, "neighbours", json!({"houseNumber": "3", "emailAddress": "anna"})),
        (204, "neighbours", json!({})),
        (204, "neighbours", json!({"houseNumber": "left"})),
        (204, "neighbours", json!({"houseNumber": "1"})),
        (205, "agreed-place", json!({})),
        (205, "agreed-place", json!({"placeDescription": "x".repeat(141)})),
        (207, "neighbours", json!({"houseNumber": "3", "postalCode": ""})),
        (208, "neighbours", json!({"houseNumber": "3", "postalCode": "3542AD"})),
        (209, "servicepoint", json!({})),
        (209, "servicepoint", json!({"servicePointId": "NL-000000"})),
        (213, "date-time", json!({})),
        (
            214,
            "date-time",
            json!({"nextTimeframe": {"from": "2026-03-08T09:00", "to": "2026-03-08T13:00"}}),
        ),
        (
            214,
            "date-time",
            json!({"nextTimeframe": {"from": "tomorrow", "to": "later"}}),
        ),
        (219, "neighbours", json!({"houseNumber": "3", "parcelId": "A*B"})),
        (
            220,
            "neighbours",
            json!({"houseNumber": "3", "postalCode": "Amsterdam"}),
        ),
        (222, "cancel", json!({})),
        (223, "cancel", json!({"fraudIndication": {"is": true}})),
    ] {
        let body = wanted(&code, &more);
        let reply = town.carry_out(kind, &body).await;
        let id = if expected == 219 { "A*B" } else { &code };
        assert_eq!(
            (reply.status, refused(&reply, id)),
            (400, vec![expected]),
            "{kind} {body}: {}",
            reply.text()
        );
        reply.assert_error(400, kind);
    }
    let unknown = wanted("JVGL0850000109999999999", &neighbours);
    let reply = town.carry_out("neighbours", &unknown).await;
    assert_eq!(
        (reply.status, refused(&reply, "JVGL0850000109999999999")),
        (404, vec![206])
    );
    for (body, expected) in [("{\"parcelId\": ", 221), ("", 221), ("[]", 223), ("null", 223)] {
        let request = town.shop.server.post("/interventions/cancel").header("Source", "tests");
        let reply = request.body(body).send().await;
        assert_eq!((reply.status, refused(&reply, "")), (400, vec![expected]), "{body}");
    }
    town.carry_out("teleport", &wanted(&code, &json!({})))
        .await
        .assert_error(404, "teleport");
    // Nothing was done.
    assert_eq!(
        codes(&town.options(&code, POSTAL_CODE).await["neighboursIntervention"]),
        [] as [u64; 0]
    );
}

/// A ServicePoint of the network in the country that passes a filter.
fn point(filter: impl Fn(&colli_core::service_point::ServicePoint<'_>) -> bool) -> String {
    let (_, points) = crate::support::network();
    let country = colli_core::country::CountryCode::parse("NL").unwrap();
    let found = points
        .of_country(country)
        .find(|point| point.last_mile && filter(point));
    found.unwrap().id.to_owned()
}

#[tokio::test]
async fn a_service_point_must_take_the_parcel_that_day() {
    use colli_core::service_point::ServicePointKind::{PackStation, ParcelShop};
    let mut town = Town::open().await;
    let date: jiff::civil::Date = "2026-03-03".parse().unwrap();
    let sunday_only = |day: u8| {
        move |point: &colli_core::service_point::ServicePoint<'_>| {
            point.available && point.closure.is_none() && !point.opening.iter().any(|open| open.week_day == day)
        }
    };
    let closed = |point: &colli_core::service_point::ServicePoint<'_>| {
        point
            .closure
            .is_some_and(|closure| (closure.from..=closure.to).contains(&date))
    };
    let (_, points) = crate::support::network();
    let country = colli_core::country::CountryCode::parse("NL").unwrap();
    // The address a parcel is sent to lies next to the ServicePoint, so that region is not the reason.
    let address = |id: &str| {
        let point = points.get(country, id).unwrap();
        vec![
            ("receiver.address.postalCode", json!(point.postal_code)),
            ("receiver.address.city", json!(point.city)),
        ]
    };
    let usual = |kind| {
        move |point: &colli_core::service_point::ServicePoint<'_>| {
            point.kind == kind && point.available && point.closure.is_none() && !point.xl && point.opening.len() > 5
        }
    };
    let measured = |kg: f64, cm: u32| {
        json!({"status": "DEPOT_SCAN", "facility": "AMS", "weightKg": kg,
        "dimensions": {"length": cm, "width": 30, "height": 30}})
    };
    // 2026-03-03 is a Tuesday; the shop may also be shut for good.
    for (expected, id, scan) in [
        (
            212,
            point(|point| sunday_only(2)(point) || !point.available && point.closure.is_none()),
            None,
        ),
        (218, point(closed), None),
        (224, point(usual(PackStation)), Some(measured(5.0, 70))),
        (311, point(usual(ParcelShop)), Some(measured(25.0, 70))),
    ] {
        let order = address(&id);
        let code = town.at_depot(&order).await;
        if let Some(scan) = &scan {
            town.scan(&code, scan).await;
        }
        let body = wanted(&code, &json!({"servicePointId": id, "postalCode": order[0].1}));
        let reply = town.carry_out("servicepoint", &body).await;
        assert_eq!(
            (reply.status, refused(&reply, &code)),
            (400, vec![expected]),
            "{id}: {}",
            reply.text()
        );
    }
    let code = town.at_depot(&[]).await;
    let reply = town
        .carry_out("servicepoint", &wanted(&code, &json!({"servicePointId": "NL-997281"})))
        .await;
    assert_eq!(
        (reply.status, refused(&reply, &code)),
        (400, vec![211]),
        "{}",
        reply.text()
    );
    // What would be accepted is named.
    let offered = reply.json()["details"][0]["accepted"].clone();
    let path = format!("/intervention-options/servicepoints?postalCode={POSTAL_CODE}&parcelId={code}");
    assert_eq!(offered, town.ask(&path).await.json()["servicepointIds"]);
}

/// How each kind is asked for, and the status it is written down as.
async fn kinds(town: &Town, code: &str) -> [(&'static str, Value, &'static str); 5] {
    let ask = |what: &'static str| format!("/intervention-options/{what}?postalCode={POSTAL_CODE}&parcelId={code}");
    let points = town.ask(&ask("servicepoints")).await.json();
    let frames = town.ask(&ask("timeframes")).await.json();
    let (point, frame) = (points["servicepointIds"][0].clone(), frames["timeFrames"][1].clone());
    [
        (
            "agreed-place",
            json!({"placeDescription": "SecretShed"}),
            "AT_SAFEPLACE",
        ),
        ("servicepoint", json!({"servicePointId": point}), "AT_PARCELS"),
        ("neighbours", json!({"houseNumber": "3"}), "AT_PREFERRED_NEIGHBOURS"),
        ("date-time", json!({"nextTimeframe": frame}), "AT_ANOTHER_TIME/DATE"),
        (
            "cancel",
            json!({"fraudIndication": false}),
            "REQUEST_DELIVERY_CANCELLED",
        ),
    ]
}

#[tokio::test]
async fn each_kind_is_done_once_and_written_down() {
    let mut town = Town::open().await;
    for index in 0..5 {
        let code = town.at_depot(&[]).await;
        let (kind, more, status) = kinds(&town, &code).await[index].clone();
        let body = wanted(&code, &more);
        let reply = town.carry_out(kind, &body).await;
        assert_eq!(reply.status, 200, "{kind}: {}", reply.text());
        let done = reply.json();
        assert_eq!((&done["type"], &done["parcelId"]), (&json!(kind), &json!(code)));
        assert!(done["status"].as_str().unwrap().contains(status), "{done}");
        // The same again: the first answer, no second event; another source is the same.
        let again = town
            .shop
            .server
            .post(&format!("/interventions/{kind}"))
            .header("Source", "app");
        assert_eq!(again.json(&body).send().await.json(), done);
        let other = if kind == "neighbours" {
            "agreed-place"
        } else {
            "neighbours"
        };
        let reply = town
            .carry_out(
                other,
                &wanted(&code, &json!({"houseNumber": "5", "placeDescription": "porch"})),
            )
            .await;
        assert!(refused(&reply, &code).contains(&310), "{kind}: {}", reply.text());
        assert!(codes(&town.options(&code, POSTAL_CODE).await["neighboursIntervention"]).contains(&310));
        // Everybody sees that, nobody where or by whom.
        let seen = town
            .shop
            .server
            .get(&format!("/track-trace?key={code}%2B{POSTAL_CODE}"))
            .send()
            .await;
        let written = seen.text().matches("\"status\":\"INTERVENTION_RECEIVER").count();
        assert_eq!(written, 1, "{kind}: {}", seen.text());
        for secret in ["SecretShed", "privat.example"] {
            assert!(
                !seen.text().contains(secret) && !done.to_string().contains(secret),
                "{secret}"
            );
        }
    }
}

#[tokio::test]
async fn after_delivery_and_on_suspicion_nothing_is_done() {
    let mut town = Town::open().await;
    let code = town.at_depot(&[]).await;
    town.scan(&code, &json!({"status": "DELIVERED"})).await;
    let reply = town
        .carry_out("neighbours", &wanted(&code, &json!({"houseNumber": "3"})))
        .await;
    assert_eq!((reply.status, refused(&reply, &code)), (400, vec![310]));
    let code = town.at_depot(&[]).await;
    let reply = town
        .carry_out("cancel", &wanted(&code, &json!({"fraudIndication": true})))
        .await;
    assert_eq!(
        (reply.status, reply.json()["status"].as_str()),
        (200, Some("INTERVENTION_REQUEST_CANCEL_INTERVENTION_SUSPECTED_FRAUD")),
    );
    let refused = codes(&town.options(&code, POSTAL_CODE).await["dateTimeIntervention"]);
    assert!(refused.contains(&317), "{refused:?}");
}

#[tokio::test]
async fn of_two_at_once_one_is_done() {
    let mut town = Town::open().await;
    for _ in 0..8 {
        let code = town.at_depot(&[]).await;
        let neighbours = wanted(&code, &json!({"houseNumber": "3"}));
        let place = wanted(&code, &json!({"placeDescription": "porch"}));
        let (first, second, third) = tokio::join!(
            town.carry_out("neighbours", &neighbours),
            town.carry_out("agreed-place", &place),
            town.carry_out("neighbours", &neighbours),
        );
        let statuses = [first.status, second.status, third.status];
        assert!([[200, 400, 200], [400, 200, 400]].contains(&statuses), "{statuses:?}");
        let loser = if second.status == 200 { &first } else { &second };
        assert_eq!(refused(loser, &code), [310], "{}", loser.text());
        let seen = town.shop.server.get(&format!("/track-trace?key={code}")).send().await;
        assert_eq!(seen.text().matches("\"status\":\"INTERVENTION_RECEIVER").count(), 1);
    }
}

#[tokio::test]
async fn after_another_failed_attempt_another_is_possible() {
    let mut town = Town::open().await;
    let code = town.at_depot(&[]).await;
    let body = wanted(&code, &json!({"houseNumber": "3"}));
    assert_eq!(town.carry_out("neighbours", &body).await.status, 200);
    let failed = json!({"status": "NOT_HOME_NEW_DELIVERY", "occurredAt": "2026-03-02T08:00:01Z",
        "plannedDeliveryTimeframe": "2026-03-04T09:00:00+01:00/2026-03-04T13:00:00+01:00"});
    town.scan(&code, &failed).await;
    let place = wanted(&code, &json!({"placeDescription": "porch"}));
    assert_eq!(town.carry_out("agreed-place", &place).await.status, 200);
}
