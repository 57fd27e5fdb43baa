//! `docs/dhl.md`: its commands and clients do what it says, and its differences are those of the dialect.

use crate::support::TestServer;
use crate::support::documented::{Page, assert_differences_shown};
use crate::third_party::PYTHON;
use colli_http::dhl::quirks::QUIRKS;

const PAGE: Page = Page(include_str!("../../../../../docs/dhl.md"));

#[tokio::test]
async fn every_command_and_client_prints_what_the_page_says() {
    let server = TestServer::start().await.with_jobs();
    let folder = tempfile::tempdir().unwrap();
    let clients = PAGE.blocks("python");
    let run = format!("PYTHONPATH='{PYTHON}' PYTHONDONTWRITEBYTECODE=1 python3 -W ignore - 2>/dev/null <<'END'\n");
    let clients: String = clients
        .iter()
        .flat_map(|client| [run.as_str(), client, "END\n"])
        .collect();
    let rest = PAGE.run(&server, folder.path(), &clients).await;
    assert!(PAGE.results().len() > 20);
    // Of karrio, and of dhltrack.
    assert!(rest.ends_with("delivered\ndelivered\n"), "{rest}");
}

#[test]
fn the_page_lists_every_difference_and_no_other() {
    PAGE.assert_lists(QUIRKS);
}

#[tokio::test]
async fn the_documentation_shows_the_page_and_every_difference() {
    let server = TestServer::start().await;
    PAGE.assert_shown(&server, "/docs/dhl").await;
    assert_differences_shown(&server, "/docs/dhl", QUIRKS).await;
}
