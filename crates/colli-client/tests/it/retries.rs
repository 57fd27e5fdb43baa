//! What is tried again, and after how long.

use crate::support::{Act, Server, TestRuntime, answer, executor, json, quick, unified};
use colli_client::parcel::{pickups, shipments};
use colli_client::unified::tracking::TrackingQuery;
use colli_client::wire::dhl_parcel::pickups::PickupRequest;
use colli_client::wire::dhl_parcel::shipments::ShipmentRequest;
use colli_client::{Endpoint, Error, Settings};
use std::sync::Arc;
use std::time::Duration;

const FOUND: &str = r#"{"shipments":[{"id":"1","service":"parcel-nl","status":{"statusCode":"transit"}}]}"#;

fn retry_after(status: u16, value: &str) -> Act {
    let headers = format!("content-type: application/json\nretry-after: {value}");
    answer(status, &headers, r#"{"title":"t","status":1,"detail":"d"}"#)
}

async fn track(server: &Server, settings: Settings, runtime: &Arc<TestRuntime>) -> Result<usize, Error> {
    let client = unified(&server.base(), settings, runtime);
    let answer = client.track(&TrackingQuery::of("1")).await?;
    Ok(answer.shipments.len())
}

#[tokio::test]
async fn a_question_is_asked_again_until_it_is_answered() {
    for status in [429, 502, 503, 504] {
        let server = Server::start(vec![json(status, "{}"), Act::Close, json(200, FOUND)]).await;
        let runtime = TestRuntime::new(u64::MAX);
        assert_eq!(track(&server, quick(), &runtime).await.unwrap(), 1, "{status}");
        assert_eq!(server.got().len(), 3, "{status}");
    }
}

#[tokio::test]
async fn waits_are_any_up_to_the_doubled_last_and_never_beyond_the_longest() {
    let settings = Settings {
        retries: 4,
        backoff_first: Duration::from_millis(100),
        backoff_max: Duration::from_millis(350),
        ..quick()
    };
    let server = Server::start(vec![json(503, "{}")]).await;
    // Remainders by the lengths plus one: the longest waits, and none at all.
    let none = TestRuntime::new(0);
    assert!(track(&server, settings.clone(), &none).await.is_err());
    assert_eq!(none.waits(), [Duration::ZERO; 4]);
    for random in [1, 99_999_999, 123_456_789_012, u64::MAX] {
        let runtime = TestRuntime::new(random);
        assert_eq!(
            track(&server, settings.clone(), &runtime).await.unwrap_err().status(),
            Some(503)
        );
        for (wait, longest) in runtime.waits().into_iter().zip([100, 200, 350, 350]) {
            assert!(wait <= Duration::from_millis(longest), "{wait:?}");
        }
        assert_eq!(runtime.waits().len(), 4);
    }
    assert_eq!(server.got().len(), 25);
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    // The test's clock shows 08:00:00 on a Monday.
    for (value, seconds) in [
        ("3", 3),
        ("Mon, 02 Mar 2026 08:00:04 GMT", 4),
        ("Sun, 01 Mar 2026 08:00:00 GMT", 0),
    ] {
        let server = Server::start(vec![retry_after(429, value), json(200, FOUND)]).await;
        let runtime = TestRuntime::new(0);
        track(&server, quick(), &runtime).await.unwrap();
        assert_eq!(runtime.waits(), [Duration::from_secs(seconds)], "{value}");
    }
}

#[tokio::test]
async fn who_was_told_to_wait_comes_back_alone() {
    let settings = Settings {
        backoff_first: Duration::from_millis(100),
        ..quick()
    };
    let longest = Duration::from_secs(3) + Duration::from_millis(100);
    for (random, wait) in [(100_000_000, longest), (40_000_000, Duration::from_millis(3_040))] {
        let server = Server::start(vec![retry_after(503, "3"), json(200, FOUND)]).await;
        let runtime = TestRuntime::new(random);
        track(&server, settings.clone(), &runtime).await.unwrap();
        assert_eq!(runtime.waits(), [wait]);
    }
}

#[tokio::test]
async fn a_date_is_read_by_the_clock_of_the_server_that_names_it() {
    let headers = "content-type: application/json\ndate: Sun, 01 Mar 2026 12:00:00 GMT\n\
                   retry-after: Sun, 01 Mar 2026 12:00:05 GMT";
    let server = Server::start(vec![answer(503, headers, "{}"), json(200, FOUND)]).await;
    let runtime = TestRuntime::new(0);
    track(&server, quick(), &runtime).await.unwrap();
    assert_eq!(runtime.waits(), [Duration::from_secs(5)]);
}

#[tokio::test]
async fn callers_are_told_when_to_come_back() {
    let page = "content-type: text/html\nretry-after: 60";
    let date = "content-type: application/json\nretry-after: Mon, 02 Mar 2026 08:01:00 GMT";
    let page_with_date = "content-type: text/html\nretry-after: Mon, 02 Mar 2026 08:01:00 GMT";
    for (headers, body) in [(page, "<html>"), (date, "{}"), (page_with_date, "<html>")] {
        let server = Server::start(vec![answer(503, headers, body)]).await;
        let error = track(&server, quick(), &TestRuntime::new(0)).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_mins(1)), "{headers}");
    }
}

#[tokio::test]
async fn a_booking_that_never_reached_the_server_is_sent_again() {
    let gone = Server::start(vec![Act::Close]).await.base();
    let endpoint = Endpoint::new(&gone).unwrap();
    let runtime = TestRuntime::new(0);
    let executor = executor(quick(), &runtime);
    let booking = shipments::create(&ShipmentRequest::default());
    let error = executor.run(&booking, &endpoint).await.unwrap_err();
    assert!(matches!(error, Error::Connect { .. }), "{error:?}");
    assert_eq!(runtime.waits().len(), 3);
}

#[tokio::test]
async fn a_server_that_wants_a_long_rest_gets_it() {
    for value in ["11", "99999999999999999999", "Mon, 02 Mar 2026 09:00:00 GMT"] {
        let server = Server::start(vec![retry_after(429, value)]).await;
        let runtime = TestRuntime::new(0);
        let error = track(&server, Settings { retries: 1, ..quick() }, &runtime)
            .await
            .unwrap_err();
        assert!(error.is_rate_limited() && error.is_temporary(), "{error}");
        // A number nobody can wait for is no number, and the usual wait is made.
        let tries = if value.len() > 10 && !value.contains("Mar") {
            2
        } else {
            1
        };
        assert_eq!(server.got().len(), tries, "{value}");
    }
    let server = Server::start(vec![retry_after(429, "86400")]).await;
    let error = track(&server, quick(), &TestRuntime::new(0)).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_hours(24)));
}

#[tokio::test]
async fn what_will_not_change_is_not_tried_again() {
    for status in [400, 401, 403, 404, 409, 500, 501] {
        let server = Server::start(vec![json(status, "{}")]).await;
        let error = track(&server, quick(), &TestRuntime::new(0)).await.unwrap_err();
        assert_eq!((error.status(), server.got().len()), (Some(status), 1));
    }
}

#[tokio::test]
async fn a_call_ends_in_its_time_whatever_the_waits() {
    let server = Server::start(vec![retry_after(503, "4")]).await;
    let runtime = TestRuntime::new(0);
    let settings = Settings {
        total_timeout: Duration::from_secs(10),
        retries: 100,
        ..quick()
    };
    assert_eq!(
        track(&server, settings, &runtime).await.unwrap_err().status(),
        Some(503)
    );
    assert_eq!(runtime.waits().len(), 2, "a third wait would end after 12 s");
}

#[tokio::test]
async fn only_bookings_with_an_id_of_the_client_are_repeated() {
    let server = Server::start(vec![json(503, "{}"), Act::Close, json(503, "{}")]).await;
    let endpoint = Endpoint::new(&server.base()).unwrap();
    let executor = executor(quick(), &TestRuntime::new(0));

    let with_id = ShipmentRequest {
        shipment_id: "0a1b".into(),
        ..ShipmentRequest::default()
    };
    assert!(executor.run(&shipments::create(&with_id), &endpoint).await.is_err());
    assert_eq!(server.got().len(), 4);
    let bodies: Vec<String> = server.got().into_iter().map(|got| got.body).collect();
    assert_eq!(bodies, vec![r#"{"shipmentId":"0a1b"}"#; 4]);

    for without in [
        ShipmentRequest::default(),
        ShipmentRequest {
            shipment_id: "".into(),
            ..ShipmentRequest::default()
        },
    ] {
        assert!(executor.run(&shipments::create(&without), &endpoint).await.is_err());
    }
    assert!(
        executor
            .run(&pickups::create(&PickupRequest::default(), "key-1"), &endpoint)
            .await
            .is_err()
    );
    assert_eq!(server.got().len(), 7);
    assert_eq!(server.got()[6].header("idempotency-key"), Some("key-1"));
}

#[tokio::test]
async fn the_clients_own_limit_spaces_calls() {
    let server = Server::start(vec![json(200, FOUND)]).await;
    let runtime = TestRuntime::new(0);
    let settings = Settings {
        calls_per_second: Some(2.0),
        burst: 2,
        total_timeout: Duration::from_secs(2),
        ..quick()
    };
    let client = unified(&server.base(), settings, &runtime);
    let other = client.clone().with_key(&"another".into()).unwrap();
    for client in [&client, &other, &client, &other] {
        client.track(&TrackingQuery::of("1")).await.unwrap();
    }
    assert_eq!(runtime.waits(), [Duration::from_millis(500); 2]);
    runtime.advance(Duration::from_mins(1));
    client.track(&TrackingQuery::of("1")).await.unwrap();
    assert_eq!(runtime.waits().len(), 2);
}
