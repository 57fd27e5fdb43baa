//! `colli mcp --stdio`, by spawning the real binary.

use super::client::{converse, lifecycles};
use super::{KEY, MODERN, message, modern_message};
use crate::support::TestServer;
use rmcp::service::ClientServiceExt as _;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use tokio::net::unix::pipe;

/// The command, which works on `data` below a directory.
fn mcp(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_colli"));
    command
        .env_clear()
        .current_dir(directory)
        .args(["mcp", "--stdio"])
        .args(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Writes lines, closes the input, and waits for the end.
fn talk(mut command: Command, lines: &[String]) -> Output {
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // A command that refuses to start reads nothing.
    let _ = input.write_all((lines.join("\n") + "\n").as_bytes());
    drop(input);
    child.wait_with_output().unwrap()
}

/// The messages on standard output; nothing else may be there.
fn messages(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")));
    let messages: Vec<Value> = lines.collect();
    assert!(
        messages.iter().all(|message| message["jsonrpc"] == "2.0"),
        "{messages:?}"
    );
    messages
}

fn with_id(messages: &[Value], id: &Value) -> Value {
    let found: Vec<&Value> = messages.iter().filter(|message| message["id"] == *id).collect();
    assert_eq!(found.len(), 1, "{id}: {messages:?}");
    found[0].clone()
}

fn numbered(mut message: Value, id: impl Into<Value>) -> String {
    message["id"] = id.into();
    message.to_string()
}

/// One line on standard error, nothing on standard output.
fn refused(output: &Output, code: i32) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(output.stdout.is_empty());
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

#[test]
fn both_eras_are_answered_and_the_end_of_input_is_the_end() {
    let directory = tempfile::tempdir().unwrap();
    let hello =
        json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
    let place =
        json!({"name": "find_locations", "arguments": {"country_code": "NL", "postal_code": "1012JS", "limit": 1}});
    let lines = [
        numbered(modern_message("server/discover", &json!({})), "probe"),
        numbered(message("initialize", &hello), 1),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string(),
        numbered(message("tools/list", &json!({})), 2),
        numbered(modern_message("tools/call", &place), 3),
        numbered(message("no/such", &json!({})), 4),
        String::new(),
        "this is not JSON".to_owned(),
    ];
    let mut command = mcp(directory.path(), &["--demo", "--data", "data"]);
    command.env("COLLI_TOKEN", KEY);
    let output = talk(command, &lines);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let messages = messages(&output);
    assert_eq!(messages.len(), 6, "{messages:?}");
    let versions = with_id(&messages, &json!("probe"))["result"]["supportedVersions"].clone();
    assert!(versions.as_array().unwrap().contains(&json!(MODERN)));
    assert_eq!(with_id(&messages, &json!(1))["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(
        with_id(&messages, &json!(2))["result"]["tools"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let found = with_id(&messages, &json!(3))["result"]["structuredContent"].clone();
    assert_eq!(found["locations"].as_array().unwrap().len(), 1);
    assert_eq!(with_id(&messages, &json!(4))["error"]["code"], -32_601);
    assert_eq!(with_id(&messages, &Value::Null)["error"]["code"], -32_700);
    let logs = String::from_utf8(output.stderr).unwrap();
    assert!(!logs.contains(KEY) && !logs.contains("1012JS"), "{logs}");
}

#[test]
fn a_bad_token_or_command_is_one_line() {
    let directory = tempfile::tempdir().unwrap();
    let data = ["--demo", "--data", "data"];
    let line = refused(&talk(mcp(directory.path(), &data), &[]), 2);
    assert!(line.contains("COLLI_TOKEN"), "{line}");
    let mut quiet = vec!["--config", "quiet.toml"];
    std::fs::write(directory.path().join("quiet.toml"), "[log]\nlevel = \"error\"\n").unwrap();
    quiet.extend(data);
    let mut command = mcp(directory.path(), &quiet);
    command.env("COLLI_TOKEN", "colli-unknown-token");
    let line = refused(&talk(command, &[]), 1);
    assert!(
        line.contains("refused") && !line.contains("colli-unknown-token"),
        "{line}"
    );
    for (url, code) in [("127.0.0.1:8080", 2), ("http://127.0.0.1:9", 1)] {
        let mut command = mcp(directory.path(), &["--url", url]);
        command.env("COLLI_TOKEN", KEY);
        refused(&talk(command, &[]), code);
    }
    let mut without = Command::new(env!("CARGO_BIN_EXE_colli"));
    without
        .env_clear()
        .current_dir(directory.path())
        .arg("mcp")
        .stdin(Stdio::null());
    assert_eq!(
        without.output().unwrap().status.code(),
        Some(2),
        "only --stdio is there"
    );
}

/// A server in a process of its own; killed when dropped.
struct Server {
    child: Child,
}

impl Server {
    fn start(directory: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_colli"));
        command
            .env_clear()
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data", "data"]);
        let mut child = command.spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut ready)
            .unwrap();
        assert!(ready.starts_with("colli ready"), "{ready}");
        Self { child }
    }

    fn stop(mut self) {
        let status = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_server_of_the_data_directory_is_found_and_forgotten_when_it_ends() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    let published = directory.path().join("data/server.address");
    assert!(published.exists());
    let ask = || {
        let mut command = mcp(directory.path(), &["--data", "data"]);
        command.env("COLLI_TOKEN", KEY);
        talk(command, &[numbered(message("tools/list", &json!({})), 1)])
    };
    let tools = with_id(&messages(&ask()), &json!(1))["result"]["tools"].clone();
    assert_eq!(tools.as_array().unwrap().len(), 3);
    std::fs::remove_file(&published).unwrap();
    assert!(refused(&ask(), 1).contains("--url"), "the address is not known");
    server.stop();
    let server = Server::start(directory.path());
    server.stop();
    assert!(!published.exists(), "it goes with the server");
}

#[tokio::test]
async fn the_official_client_works_over_the_bridge_in_both_eras() {
    let directory = tempfile::tempdir().unwrap();
    let server = TestServer::start().await;
    let url = format!("http://{}/", server.address);
    for lifecycle in lifecycles() {
        let mut command = mcp(directory.path(), &["--url", &url]);
        let mut child = command.env("COLLI_TOKEN", KEY).spawn().unwrap();
        let output = pipe::Receiver::from_owned_fd(child.stdout.take().unwrap().into()).unwrap();
        let input = pipe::Sender::from_owned_fd(child.stdin.take().unwrap().into()).unwrap();
        let client = ().serve_with_lifecycle((output, input), lifecycle).await.unwrap();
        converse(&client).await;
        client.cancel().await.unwrap();
        let ended = tokio::task::spawn_blocking(move || child.wait()).await.unwrap();
        assert!(ended.unwrap().success(), "it ends with its input");
    }
}
