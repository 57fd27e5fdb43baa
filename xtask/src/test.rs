//! `cargo xtask test`.

use crate::run::{Outcome, cargo, say, works};
use crate::{check, setup};

/// Everything that must pass before a change is taken.
pub(crate) fn run() -> Outcome {
    say("cargo xtask test: needed programs, formatting, lints, then every test of the workspace");
    say("\n== programs the tests use");
    setup::run()?;
    check::formatting()?;
    check::lints()?;
    if works("cargo", &["nextest", "--version"]) {
        cargo(
            "tests",
            &[
                "nextest",
                "run",
                "--workspace",
                "--no-fail-fast",
                "--status-level",
                "fail",
            ],
        )?;
        // nextest leaves documentation examples to cargo.
        cargo("documentation examples", &["test", "--workspace", "--doc", "--quiet"])?;
    } else {
        say("\n   cargo-nextest is not installed; cargo test runs the same tests");
        cargo("tests", &["test", "--workspace", "--no-fail-fast"])?;
    }
    say("\nall tests passed");
    Ok(())
}
