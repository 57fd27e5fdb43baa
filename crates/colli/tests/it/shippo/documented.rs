//! `docs/shippo.md`: its commands do what it says, and its differences are those of the dialect.

use crate::support::TestServer;
use crate::support::client::Request;
use colli_http::shippo::quirks::QUIRKS;
use std::fmt::Write as _;
use std::process::Command;

const PAGE: &str = include_str!("../../../../../docs/shippo.md");
/// Where the page says the server is.
const ADDRESS: &str = "127.0.0.1:8080";
/// What stands before the result a command must print.
const RESULT: &str = "# → ";

/// The commands of the page, in order.
fn commands() -> String {
    let blocks = PAGE.split("```sh\n").skip(1);
    blocks.map(|rest| rest.split("```").next().unwrap()).collect()
}

#[tokio::test]
async fn every_command_prints_what_the_page_says() {
    let server = TestServer::start().await.with_jobs();
    let script = commands().replace(ADDRESS, &server.address.to_string());
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().to_owned();
    let ran = tokio::task::spawn_blocking(move || {
        let mut bash = Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", &script]).env("NO_PROXY", "*");
        bash.current_dir(here).output()
    });
    let ran = ran.await.unwrap().unwrap();
    let (printed, wrong) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert!(ran.status.success(), "{printed}\n{wrong}");
    let mut rest: &str = &printed;
    let mut results = 0;
    for expected in commands().lines().filter_map(|line| line.split_once(RESULT)) {
        let expected = expected.1.trim();
        let Some(at) = rest.find(expected) else {
            panic!("{expected:?} was not printed here:\n{rest}\nof\n{printed}");
        };
        rest = &rest[at + expected.len()..];
        results += 1;
    }
    assert!(results > 20, "{results} results");
    for file in ["label.pdf", "manifest.pdf"] {
        assert!(
            std::fs::read(folder.path().join(file)).unwrap().starts_with(b"%PDF-"),
            "{file}"
        );
    }
}

#[test]
fn the_page_lists_every_difference_and_no_other() {
    let mut table = String::new();
    for difference in QUIRKS {
        let (about, original, here) = (difference.about, difference.original, difference.here);
        let _ = writeln!(table, "| {about} | {original} | {here} |");
    }
    assert!(!QUIRKS.is_empty());
    assert!(
        PAGE.ends_with(&format!("| about | original | here |\n|---|---|---|\n{table}")),
        "the page should end with\n{table}"
    );
}

#[tokio::test]
async fn the_documentation_of_the_dialect_shows_every_difference() {
    let server = TestServer::start().await;
    let html = Request::new(server.address, "GET", "/docs/shippo").send().await.text();
    assert!(html.contains("Where this differs from the original"));
    let plain = |text: &str| text.replace('`', "").replace('\'', "&#39;");
    let html = html.replace("<code>", "").replace("</code>", "");
    for difference in QUIRKS {
        for text in [difference.about, difference.original, difference.here] {
            assert!(html.contains(&plain(text)), "{text}");
        }
    }
}
