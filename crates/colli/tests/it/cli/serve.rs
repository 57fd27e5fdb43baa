//! A server in a process of its own: ready, logs, drain.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::binary::{Server, colli};

/// The demo's test environment (design section 3).
const CREDENTIALS: &str =
    r#"{"userId":"c0111000-0000-4000-8000-000000000001","key":"c0111000-0000-4000-8000-0000000000aa"}"#;

/// One exchange on a connection of its own; the whole answer as text.
fn exchange(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn get(address: &str, path: &str) -> String {
    exchange(
        address,
        &format!("GET {path} HTTP/1.1\r\nhost: x\r\nx-request-id: test-1\r\nconnection: close\r\n\r\n"),
    )
}

#[test]
fn the_ready_line_names_the_real_port_and_operations_answer() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path(), &[]);
    assert!(!server.address.ends_with(":0"), "{}", server.address);
    for path in ["/healthz", "/readyz", "/docs", "/docs/dhl-parcel", "/"] {
        assert!(get(&server.address, path).starts_with("HTTP/1.1 200"), "{path}");
    }
    assert!(get(&server.address, "/metrics").contains(r#"route="/healthz",status="200""#));
}

#[test]
fn logs_are_json_lines_with_the_request_id_and_without_the_query() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = colli(directory.path());
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data",
        "data",
        "--log-format",
        "json",
    ]);
    command.env("COLLI_SERVER_LISTEM", "a-secret-value");
    let server = Server::spawn(command);
    let answer = get(
        &server.address,
        "/dhl-parcel/track-trace?key=JVGL0850000100000001%2B3542AD",
    );
    assert!(answer.contains("x-request-id: test-1"), "{answer}");
    server.signal("TERM");
    let (code, logs) = server.wait();
    assert_eq!(code, Some(0), "{logs}");
    let lines: Vec<serde_json::Value> = logs.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let access = lines.iter().find(|line| line["target"] == "colli::access").unwrap();
    assert_eq!(
        (access["request_id"].as_str(), access["route"].as_str()),
        (Some("test-1"), Some("/dhl-parcel/track-trace"))
    );
    assert!(access["ms"].is_number() && access["status"].is_number(), "{access}");
    assert!(
        lines.iter().any(|line| line["variable"] == "COLLI_SERVER_LISTEM"),
        "{logs}"
    );
    for secret in ["3542AD", "JVGL", "a-secret-value"] {
        assert!(!logs.contains(secret), "{secret} is in the log: {logs}");
    }
}

#[test]
fn a_stop_finishes_the_request_in_flight_and_ends_with_0() {
    for signal in ["TERM", "INT"] {
        let directory = tempfile::tempdir().unwrap();
        let server = Server::start(directory.path(), &["--demo"]);
        let (first, second) = CREDENTIALS.split_at(40);
        let mut stream = TcpStream::connect(&server.address).unwrap();
        let head = format!(
            "POST /dhl-parcel/authenticate/api-key HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nexpect: 100-continue\r\n\r\n",
            CREDENTIALS.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        // The interim answer shows that the request has reached its handler.
        let mut interim = [0; 25];
        stream.read_exact(&mut interim).unwrap();
        assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(first.as_bytes()).unwrap();
        server.signal(signal);
        // The listener goes first; until then connections are accepted.
        while TcpStream::connect(&server.address).is_ok() {}
        stream.write_all(second.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("connection: close"),
            "{signal}: {answer}"
        );
        assert!(answer.contains("accessToken"), "{signal}: {answer}");
        let (code, errors) = server.wait();
        assert_eq!(code, Some(0), "{signal}: {errors}");
    }
}
