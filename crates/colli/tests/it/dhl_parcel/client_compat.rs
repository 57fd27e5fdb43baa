//! A public client of this API, unmodified, against the server (reference 22).

use crate::support::{TEST, TestServer};
use colli_service::clock::{Clock as _, SystemClock};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// Where `cargo xtask test` installs the client.
const TOOLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tools/python");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/python_dhlparcel.py");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_python_client_does_the_whole_job() {
    assert!(
        Path::new(TOOLS).join("dhlparcel").is_dir(),
        "the Python client is missing. `cargo xtask test` installs it; by hand: \
         python3 -m pip install --target target/tools/python python-dhlparcel-api==0.0.3 typing_extensions"
    );
    let server = TestServer::start().await;
    // The client compares expiry with the machine's clock.
    server.clock.set(SystemClock.now());
    let base = format!("http://{}/dhl-parcel", server.address);
    let client = tokio::task::spawn_blocking(move || {
        Command::new("python3")
            .args([SCRIPT, &base, TEST.user, TEST.key, "08500001"])
            .env("PYTHONPATH", TOOLS)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("NO_PROXY", "*")
            .output()
    });
    let output = client.await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let got: Value = serde_json::from_slice(&output.stdout).unwrap();

    for list in ["capabilities", "parcelTypes", "options", "products"] {
        assert!(got[list].as_u64().unwrap() > 0, "{list}: {got}");
    }
    // Reference 6.1: strict clients read all of these.
    for member in ["labelId", "labelType", "parcelType", "pieceNumber", "trackerCode"] {
        assert!(
            got["piece"].as_array().unwrap().contains(&json!(member)),
            "{member}: {got}"
        );
    }
    assert!(
        got["trackerCode"].as_str().unwrap().starts_with("JVGL08500001"),
        "{got}"
    );
    assert!(
        got["returnProduct"].as_str().is_some_and(|product| !product.is_empty()),
        "{got}"
    );
    assert_eq!((&got["pdf"], &got["pdfInJson"]), (&json!("%PDF-"), &json!(true)));
    assert_eq!(got["labelTrackerCode"], got["trackerCode"]);
    assert_eq!(got["unknownLabel"], 404);
    assert_eq!(
        (got["shops"].as_array().unwrap().len(), &got["shop"]),
        (3, &json!(true))
    );
    assert_eq!(
        (&got["trace"], &got["receiverShown"]),
        (&json!([got["trackerCode"]]), &json!(true))
    );
    assert_eq!(got["lost"], json!([404, "No parcel found for the given key(s)"]));
}
