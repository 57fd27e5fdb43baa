//! `cargo xtask test`.

use std::process::Command;

use crate::run::{Outcome, cargo, say, step, works};
use crate::{check, setup};

/// The modules of the end-to-end tests that speak HTTP.
const HTTP_SUITE: [&str; 5] = ["actions", "dhl", "dhl_parcel", "mcp", "shippo"];

/// Everything that must pass before a change is taken.
pub(crate) fn run() -> Outcome {
    say("cargo xtask test: needed programs, formatting, lints, then every test of the workspace");
    say("\n== programs the tests use");
    setup::run()?;
    check::formatting()?;
    check::lints()?;
    if works("cargo", &["nextest", "--version"]) {
        nextest()?;
    } else {
        say("\n   cargo-nextest is not installed; cargo test runs the same tests");
        cargo("tests", &["test", "--workspace", "--no-fail-fast"])?;
        let suite = ["test", "--workspace", "--no-fail-fast", "--test", "it", "--"];
        on_postgres(&[&suite[..], &HTTP_SUITE].concat())?;
    }
    say("\nall tests passed");
    Ok(())
}

fn nextest() -> Outcome {
    let all = [
        "nextest",
        "run",
        "--workspace",
        "--no-fail-fast",
        "--status-level",
        "fail",
    ];
    cargo("tests", &all)?;
    // The workspace and not the package: it is built already, with the features of the workspace.
    let suite = format!("package(colli) & binary(it) & test(/^({})::/)", HTTP_SUITE.join("|"));
    on_postgres(&[&all[..], &["--filterset", &suite]].concat())?;
    // nextest leaves documentation examples to cargo.
    cargo("documentation examples", &["test", "--workspace", "--doc", "--quiet"])
}

/// The tests that reach the store through the binary know one engine at a time; the store's own tests know both.
fn on_postgres(arguments: &[&str]) -> Outcome {
    let mut command = Command::new("cargo");
    command.args(arguments).env("COLLI_TEST_ENGINE", "postgres");
    step("tests of the HTTP suite on PostgreSQL", &mut command)
}
