//! Shippo's official SDKs, unmodified, against the server: every resource, and every answer held against what their models demand.

use crate::support::TestServer;
use crate::support::programs::{self, Ran};
use colli_service::clock::{Clock as _, FixedClock, SystemClock};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Where `cargo xtask test` installs the Python SDK.
const PYTHON_SDK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tools/python-shippo");
/// The drivers; npm's holds the JavaScript SDK.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/python");
const NPM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/npm");
/// The carrier guide's own bodies.
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/samples/shippo");

/// Keys of the demo (design section 3).
const TEST: &str = "shippo_test_colli_demo";
const LIVE: &str = "shippo_live_colli_demo";
const OTHER: &str = "shippo_test_colli_other";

/// Runs a driver.
async fn run(program: &'static str, script: String, words: Vec<String>) -> Ran {
    programs::run(program, PYTHON_SDK, script, words).await
}

/// Lets the server's clock go with the machine's: the SDKs' callers write the time of day into requests.
fn follow_the_machine(clock: Arc<FixedClock>) -> JoinSet<()> {
    clock.set(SystemClock.now());
    let mut following = JoinSet::new();
    following.spawn(async move {
        let mut beat = tokio::time::interval(Duration::from_millis(1));
        loop {
            beat.tick().await;
            clock.set(SystemClock.now());
        }
    });
    following
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_official_sdks_use_every_resource_and_can_read_every_answer() {
    for installed in [format!("{PYTHON_SDK}/shippo"), format!("{NPM}/node_modules/shippo")] {
        assert!(
            Path::new(&installed).is_dir(),
            "{installed} is missing: `cargo xtask test` installs it"
        );
    }
    let server = TestServer::start().await.with_jobs();
    let _following = follow_the_machine(Arc::clone(&server.clock));
    let base = format!("http://{}/shippo", server.address);
    let files = tempfile::tempdir().unwrap();
    let file = |name: &str| files.path().join(name).to_string_lossy().into_owned();
    let words = |words: &[&str]| -> Vec<String> { words.iter().map(|&word| word.to_owned()).collect() };

    let python_words = words(&[&base, TEST, LIVE, OTHER, SAMPLES]);
    let drive = |more: &[&str]| {
        run(
            "python3",
            format!("{PYTHON}/drive.py"),
            [&python_words[..], &words(more)].concat(),
        )
    };
    let python = drive(&[&file("python")]).await;
    // After the other, so that it lists what a client without an SDK has stored.
    let npm = run("node", format!("{NPM}/drive.mjs"), words(&[&base, TEST, &file("npm")])).await;
    // Last, for it moves the clock.
    let life = drive(&[&file("life"), "life"]).await;
    let models = run("node", format!("{NPM}/models.mjs"), Vec::new()).await;
    assert!(models.is_good, "{}", models.stderr);
    std::fs::write(file("models"), &models.stdout).unwrap();
    let walk_words = words(&[&base, &file("models"), &file("python"), &file("npm"), &file("life")]);
    let walk = run("python3", format!("{PYTHON}/walk.py"), walk_words).await;

    let failures: Vec<String> = [&python, &npm, &life, &walk]
        .into_iter()
        .flat_map(Ran::failures)
        .collect();
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(
        python.passed() > 150 && npm.passed() > 25,
        "{}{}",
        python.stdout,
        npm.stdout
    );
}
