//! Servers that are down, slow, broken or somebody else.

use crate::support::{Act, KEY, Server, TestRuntime, answer, executor, json, page, quick, unified};
use colli_client::parcel::labels::{self, Format};
use colli_client::unified::tracking::TrackingQuery;
use colli_client::unified::{Addresses, Client};
use colli_client::{Endpoint, Error, Executor, Said, Secret, Settings};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::time::Duration;

/// Asks for a parcel of somebody at a postal code.
async fn ask(act: Act) -> Error {
    let server = Server::start(vec![act]).await;
    let client = unified(&server.base(), Settings { retries: 0, ..quick() }, &TestRuntime::new(0));
    let query = TrackingQuery {
        recipient_postal_code: "3542AD".into(),
        ..TrackingQuery::of("1")
    };
    let error = client.track(&query).await.unwrap_err();
    assert_eq!(server.got().len(), 1);
    let sources = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source());
    for shown in sources.flat_map(|error| [error.to_string(), format!("{error:?}")]) {
        for hidden in [KEY, "3542AD", "secret-of"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
    error
}

#[tokio::test]
async fn a_web_page_is_told_by_its_type_alone() {
    for status in [200, 404, 502] {
        let error = ask(page(status)).await;
        assert!(matches!(error, Error::WrongContent { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!("status {status} came with text/html where application/json was expected")
        );
        assert_eq!((error.status(), error.is_temporary()), (Some(status), status == 502));
    }
}

#[tokio::test]
async fn what_is_refused_is_told_in_the_servers_words() {
    let body =
        r#"{"title":"No result found","status":404,"detail":"No shipment with that number.","instance":"/shipment/1"}"#;
    let error = ask(answer(404, "content-type: application/problem+json", body)).await;
    assert!(error.is_not_found() && !error.is_temporary());
    let Said::Problem(problem) = &error.refusal().unwrap().said else {
        panic!("{error:?}");
    };
    assert_eq!(problem.instance.as_deref(), Some("/shipment/1"));
    assert_eq!(
        error.to_string(),
        "refused with status 404: No result found: No shipment with that number."
    );
    for act in [
        json(401, "secret-of"),
        json(401, r#"{"other":"secret-of"}"#),
        answer(401, "", ""),
    ] {
        let error = ask(act).await;
        assert!(error.is_unauthorised());
        assert_eq!(error.refusal().unwrap().said, Said::Nothing);
    }
}

#[tokio::test]
async fn broken_json_is_told_by_its_place() {
    for (body, line) in [
        ("{\n\"shipments\": [secret-of]}", 2),
        ("", 1),
        (r#"{"shipments":"secret-of"}"#, 1),
    ] {
        let error = ask(json(200, body)).await;
        assert!(
            matches!(error, Error::Malformed { status: 200, line: at, .. } if at == line),
            "{error:?}"
        );
    }
    let error = ask(answer(
        200,
        "content-type: application/json\ncontent-encoding: gzip",
        "secret-of",
    ))
    .await;
    assert!(matches!(error, Error::Lost { .. }), "{error:?}");
}

#[tokio::test]
async fn endless_answers_are_cut() {
    let mut zipped = GzEncoder::new(Vec::new(), Compression::best());
    zipped.write_all(&vec![b' '; 5_000_000]).unwrap();
    let zipped = zipped.finish().unwrap();
    assert!(zipped.len() < 10_000, "the limit is for what comes out");
    for act in [
        json(200, &" ".repeat(10_001)),
        json(500, &" ".repeat(10_001)),
        answer(200, "content-type: application/json\ncontent-encoding: gzip", zipped),
    ] {
        let error = ask(act).await;
        assert!(matches!(error, Error::TooLarge { limit_bytes: 10_000 }), "{error:?}");
    }
}

#[tokio::test]
async fn a_silent_server_is_left() {
    let error = ask(Act::Hang).await;
    assert!(
        matches!(error, Error::Timeout { .. }) && error.is_temporary(),
        "{error:?}"
    );
    let begun = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec();
    let error = ask(Act::Send(begun)).await;
    assert!(matches!(error, Error::Lost { .. }), "{error:?}");
    let error = ask(Act::Send(b"SSH-2.0-server\r\n".to_vec())).await;
    assert!(matches!(error, Error::Lost { .. }), "{error:?}");
}

#[tokio::test]
async fn nobody_there_is_no_connection() {
    let gone = Server::start(vec![Act::Close]).await.base();
    // The server was dropped: its port is closed.
    for base in [gone, "http://name.invalid".to_owned()] {
        let runtime = TestRuntime::new(0);
        let client = unified(&base, quick(), &runtime);
        let error = client.track(&TrackingQuery::of("1")).await.unwrap_err();
        assert!(
            matches!(error, Error::Connect { .. }) && error.is_temporary(),
            "{error:?}"
        );
        assert_eq!(runtime.waits().len(), 3, "it was tried again");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_no_connection_and_needs_nothing_set_up() {
    let server = Server::start(vec![json(200, "{}")]).await;
    let base = format!("https://{}", server.address);
    let settings = Settings { retries: 0, ..quick() };
    let client = Client::new(
        Executor::new(settings).unwrap(),
        &Addresses::both(&base),
        &Secret::from(KEY),
    )
    .unwrap();
    let error = client.track(&TrackingQuery::of("1")).await.unwrap_err();
    assert!(
        matches!(error, Error::Connect { .. } | Error::Timeout { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_redirect_would_carry_the_key_away_and_is_not_followed() {
    let elsewhere = Server::start(vec![json(200, "{}")]).await;
    let location = format!("location: {}/x\ncontent-type: application/json", elsewhere.base());
    let error = ask(answer(302, &location, "")).await;
    assert_eq!(error.status(), Some(302));
    assert!(elsewhere.got().is_empty());
}

#[tokio::test]
async fn a_document_is_one() {
    let acts = vec![
        answer(200, "content-type: application/pdf", "%PDF-1.7"),
        page(200),
        json(200, "{}"),
    ];
    let server = Server::start(acts).await;
    let endpoint = Endpoint::new(&server.base()).unwrap();
    let executor = executor(quick(), &TestRuntime::new(0));
    let call = labels::document("id", Format::Pdf);
    let label = executor.run(&call, &endpoint).await.unwrap();
    assert_eq!(
        (label.content_type.as_str(), &*label.bytes),
        ("application/pdf", &b"%PDF-1.7"[..])
    );
    for _ in 0..2 {
        let error = executor.run(&call, &endpoint).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::WrongContent {
                    expected: "a document",
                    ..
                }
            ),
            "{error:?}"
        );
    }
    assert_eq!(server.got()[0].header("accept"), Some("application/pdf"));
}

#[test]
fn settings_that_cannot_work_are_refused() {
    for base in [
        "",
        "example.com",
        "ftp://example.com",
        "https://",
        "https://a:b@example.com",
        "https://example.com?x=1",
    ] {
        let error = Endpoint::new(base).unwrap_err();
        assert!(
            matches!(error, Error::Setting { .. }) && !error.is_temporary(),
            "{base}: {error}"
        );
    }
    let endpoint = Endpoint::new("https://example.com").unwrap();
    for key in ["", "two\r\nlines", "\u{0}"] {
        let error = endpoint
            .clone()
            .with_secret("dhl-api-key", &Secret::from(key))
            .unwrap_err();
        assert_eq!(error.to_string(), "the key must be visible characters");
    }
    for settings in [
        Settings {
            calls_per_second: Some(0.0),
            ..Settings::default()
        },
        Settings {
            user_agent: "\n".into(),
            ..Settings::default()
        },
    ] {
        assert!(matches!(Executor::new(settings), Err(Error::Setting { .. })));
    }
    let impatient = Settings {
        total_timeout: Duration::ZERO,
        ..Settings::default()
    };
    assert!(Executor::new(impatient).is_ok());
}
