//! `docs/actions.md`: both dialogs are held as it says, and what platforms import does what it should.

use super::{LOCATION, TRACKING, turn};
use crate::support::TestServer;
use crate::support::documented::{Page, assert_differences_shown, on_server};
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use colli_http::actions::quirks::QUIRKS;
use serde_json::{Value, json};

const PAGE: Page = Page(include_str!("../../../../../docs/actions.md"));

#[tokio::test]
async fn every_command_prints_what_the_page_says() {
    let server = TestServer::start().await.with_jobs();
    let folder = tempfile::tempdir().unwrap();
    PAGE.run(&server, folder.path(), "").await;
    assert!(PAGE.results().len() > 20);
}

/// The lines a service node imports, with what a conversation gathered in the place of its variables.
fn imported(server: &TestServer, number: &str) -> String {
    let lines = PAGE.blocks("curl").concat();
    assert_eq!(lines.lines().count(), 4);
    let said = [
        ("trackingNumber", number),
        ("countryCode", "NL"),
        ("postalCode", "3542AD"),
    ];
    let lines = said.iter().fold(lines, |lines, (name, value)| {
        lines.replace(&format!("{{{{context.entities.{name}}}}}"), value)
    });
    let lines = lines.replace("{{context.currentLanguage}}", "nl");
    assert!(!lines.contains("{{"), "{lines}");
    let lines = lines.replace("https://parcels.shop.example", "http://127.0.0.1:8080");
    on_server(&lines, server).replace("curl ", "echo; curl -s ")
}

#[tokio::test]
async fn the_requests_a_service_node_imports_are_answered() {
    let shop = Shop::on(TestServer::start().await.with_jobs()).await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let folder = tempfile::tempdir().unwrap();
    let printed = Page("")
        .run(&shop.server, folder.path(), &imported(&shop.server, &number))
        .await;
    let answers: Vec<Value> = printed
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers[0]["shipments"][0]["id"], number);
    assert!(answers[1]["locations"][0]["name"].is_string(), "{}", answers[1]);
    for (answer, path, said) in [
        (
            &answers[2],
            TRACKING,
            json!({"trackingNumber": number, "language": "nl"}),
        ),
        (
            &answers[3],
            LOCATION,
            json!({"countryCode": "NL", "postalCode": "3542AD", "language": "nl"}),
        ),
    ] {
        assert_eq!(answer, &turn(&shop.server, path, &said).await);
        assert_eq!(answer["status"], "complete");
    }
}

#[test]
fn the_page_lists_every_difference_and_no_other() {
    PAGE.assert_lists(QUIRKS);
}

#[tokio::test]
async fn the_documentation_shows_the_page_and_every_difference() {
    let server = TestServer::start().await;
    PAGE.assert_shown(&server, "/docs/actions").await;
    assert_differences_shown(&server, "/docs/actions", QUIRKS).await;
}
