//! Clients that others wrote, unmodified: of the Unified APIs, and the official libraries of MCP.

use crate::shippo::merchant::{GROUND, MINE, Merchant, parcel_to_walnut_creek};
use crate::support::TestServer;
use crate::support::programs;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use serde_json::json;
use std::path::Path;

/// Where `cargo xtask test` installs the Python packages.
pub const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tools/python-assistants");
/// Where it installs those of npm.
pub const NPM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/npm");
/// The drivers in Python.
const DRIVERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/assistants");

/// A shop whose parcel was delivered, with the parcel's code.
async fn delivered() -> (Shop, String) {
    let shop = Shop::on(TestServer::start().await.with_jobs()).await;
    let mut order = consumer_shipment(&uuid(1));
    order["receiver"] = json!({"name": {"firstName": "Anna", "lastName": "Jansen"}, "email": "anna@example.com",
        "address": {"countryCode": "NL", "postalCode": "3542AD", "city": "Utrecht", "street": "Reactorweg", "number": "25"}});
    let booked = shop.book(&order).await;
    let advanced = shop
        .server
        .operator("POST", "/clock/advance")
        .json(&json!({"by": "PT120H"}));
    assert_eq!(advanced.send().await.status, 200);
    (shop, code(&booked, 0))
}

async fn assert_drives(program: &'static str, script: String, words: &[&str], passed_min: usize) {
    for installed in [
        format!("{PYTHON}/mcp"),
        format!("{NPM}/node_modules/@modelcontextprotocol"),
    ] {
        assert!(
            Path::new(&installed).is_dir(),
            "{installed} is missing: `cargo xtask test` installs it"
        );
    }
    let words = words.iter().map(|&word| word.to_owned()).collect();
    let ran = programs::run(program, PYTHON, script, words).await;
    let failures = ran.failures();
    assert!(failures.is_empty(), "{}\n{}", failures.join("\n"), ran.stderr);
    assert!(ran.passed() >= passed_min, "{}\n{}", ran.stdout, ran.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn public_clients_of_unified_tracking_follow_parcels_of_both_carriers() {
    let (shop, benelux) = delivered().await;
    let merchant = Merchant::with(shop.server, MINE);
    let account = merchant.connect().await;
    let label = merchant.instant(&parcel_to_walnut_creek(), &account, GROUND).await;
    let american = label["tracking_number"].as_str().unwrap();
    let base = format!("http://{}/dhl", merchant.server.address);
    assert_drives(
        "python3",
        format!("{DRIVERS}/unified.py"),
        &[&base, &benelux, american],
        9,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_official_libraries_of_mcp_work_in_both_eras() {
    let (shop, benelux) = delivered().await;
    let address = format!("http://{}", shop.server.address);
    let data = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_colli");
    let words = [
        address.as_str(),
        &benelux,
        "3542AD",
        program,
        data.path().to_str().unwrap(),
    ];
    assert_drives("python3", format!("{DRIVERS}/mcp_walk.py"), &words, 12).await;
    assert_drives("node", format!("{NPM}/mcp.mjs"), &[&address, &benelux], 3).await;
}
