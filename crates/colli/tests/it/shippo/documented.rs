//! `docs/shippo.md`: its commands do what it says, and its differences are those of the dialect.

use crate::support::TestServer;
use crate::support::documented::{Page, assert_differences_shown};
use colli_http::shippo::quirks::QUIRKS;

const PAGE: Page = Page(include_str!("../../../../../docs/shippo.md"));

#[tokio::test]
async fn every_command_prints_what_the_page_says() {
    let server = TestServer::start().await.with_jobs();
    let folder = tempfile::tempdir().unwrap();
    PAGE.run(&server, folder.path(), "").await;
    assert!(PAGE.results().len() > 20);
    for file in ["label.pdf", "manifest.pdf"] {
        assert!(
            std::fs::read(folder.path().join(file)).unwrap().starts_with(b"%PDF-"),
            "{file}"
        );
    }
}

#[test]
fn the_page_lists_every_difference_and_no_other() {
    PAGE.assert_lists(QUIRKS);
}

#[tokio::test]
async fn the_documentation_of_the_dialect_shows_every_difference() {
    let server = TestServer::start().await;
    assert_differences_shown(&server, "/docs/shippo", QUIRKS).await;
}
