//! `cargo xtask check`: what can be judged without running the product.

use std::process::Command;

use crate::run::{Outcome, cargo, say, step, works};

/// All checks.
pub(crate) fn run() -> Outcome {
    formatting()?;
    lints()?;
    let mut doc = Command::new("cargo");
    doc.args(["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"])
        .env("RUSTDOCFLAGS", "-D warnings");
    step("documentation", &mut doc)?;
    cargo(
        "rules of the house",
        &["test", "--package", "colli", "--test", "it", "--", "house"],
    )?;
    optional("deny", &["deny", "check", "bans", "licenses", "sources"])?;
    optional("machete", &["machete"])?;
    say("\nall checks passed");
    Ok(())
}

/// The formatting of every file.
pub(crate) fn formatting() -> Outcome {
    cargo("formatting", &["fmt", "--all", "--check"])
}

/// The compiler's and clippy's warnings, tests and benchmarks included; none is accepted.
pub(crate) fn lints() -> Outcome {
    cargo(
        "lints",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    )
}

/// A check by a program that not everybody has.
fn optional(tool: &str, arguments: &[&str]) -> Outcome {
    if works("cargo", &[tool, "--version"]) {
        return cargo(&format!("cargo-{tool}"), arguments);
    }
    say(&format!(
        "\n== cargo-{tool}: not installed, left out (cargo install cargo-{tool})"
    ));
    Ok(())
}
