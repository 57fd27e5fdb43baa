//! `docs/mcp.md`: its commands, configurations and programs do what it says, and its table of tools is that of the server.

use super::{message, post, result};
use crate::support::TestServer;
use crate::support::client::Request;
use crate::support::documented::Page;
use crate::third_party::{NPM, PYTHON};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PAGE: Page = Page(include_str!("../../../../../docs/mcp.md"));

#[tokio::test]
async fn every_command_and_program_prints_what_the_page_says() {
    let server = TestServer::start().await.with_jobs();
    let folder = tempfile::tempdir().unwrap();
    let (python, javascript) = (PAGE.blocks("python").concat(), PAGE.blocks("js").concat());
    let programs = format!(
        "PYTHONPATH='{PYTHON}' PYTHONDONTWRITEBYTECODE=1 python3 -W ignore - <<'END'\n{python}END\n\
         ln -s '{NPM}/node_modules' node_modules\ncat > walk.mjs <<'END'\n{javascript}END\nnode walk.mjs\n"
    );
    let rest = PAGE.run(&server, folder.path(), &programs).await;
    assert!(PAGE.results().len() > 12);
    assert!(
        rest.ends_with("Pakketautomaat Beatrixlaan\nPakketautomaat Beatrixlaan\n"),
        "{rest}"
    );
    let label = std::fs::read(folder.path().join("label.pdf")).unwrap();
    assert!(label.starts_with(b"%PDF-"));
}

#[test]
fn configurations_can_be_read() {
    let read: Vec<Value> = PAGE
        .blocks("json")
        .into_iter()
        .map(|block| serde_json::from_str(block).unwrap())
        .collect();
    assert_eq!(read.len(), 3);
    for at in ["/mcpServers/colli/url", "/servers/colli/url"] {
        let urls: Vec<&Value> = read.iter().filter_map(|one| one.pointer(at)).collect();
        assert_eq!(urls, [&json!("http://127.0.0.1:8080/mcp")], "{at}");
    }
}

/// Names of the tools a key opens, with how each is marked.
async fn listed(server: &TestServer, key: &str) -> BTreeMap<String, &'static str> {
    let reply = post(server)
        .token(key)
        .json(&message("tools/list", &json!({})))
        .send()
        .await;
    let tools = result(&reply)["tools"].as_array().unwrap().clone();
    let kind = |hints: &Value| match [
        hints["readOnlyHint"].as_bool().unwrap(),
        hints["destructiveHint"].as_bool().unwrap(),
        hints["idempotentHint"].as_bool().unwrap(),
    ] {
        [true, false, true] => "reads",
        [false, false, true] => "writes",
        [false, true, true] => "costs",
        other => panic!("{other:?} is not in the page"),
    };
    let named = tools
        .iter()
        .map(|tool| (tool["name"].as_str().unwrap().to_owned(), kind(&tool["annotations"])));
    named.collect()
}

#[tokio::test]
async fn the_table_of_tools_is_that_of_the_server() {
    let server = TestServer::start().await;
    let all = listed(&server, crate::support::OPERATOR).await;
    let tracking = listed(&server, "colli-demo-tracking-only").await;
    let locations = listed(&server, "colli-demo-locations-only").await;
    let expected = all.iter().map(|(name, kind)| {
        let scope = match (tracking.contains_key(name), locations.contains_key(name)) {
            (true, _) => "tracking",
            (_, true) => "locations",
            _ => "shipping",
        };
        (format!("`{name}`"), (scope, *kind))
    });
    let rows = PAGE.rows();
    let written = rows
        .iter()
        .filter(|row| row.len() == 4)
        .map(|row| (row[0].to_owned(), (row[1], row[2])));
    assert_eq!(written.collect::<BTreeMap<_, _>>(), expected.collect());
}

#[tokio::test]
async fn the_documentation_shows_the_page_and_no_openapi_document() {
    let server = TestServer::start().await;
    let html = PAGE.assert_shown(&server, "/docs/mcp").await;
    for other in ["/docs/mcp/openapi.json", "operations"] {
        assert!(!html.contains(other), "{other}");
    }
    let index = Request::new(server.address, "GET", "/docs").send().await.text();
    assert!(index.contains("href=\"/docs/mcp\"") && !index.contains("/docs/mcp/openapi.json"));
    let document = Request::new(server.address, "GET", "/docs/mcp/openapi.json");
    assert_eq!(document.send().await.status, 404);
}
