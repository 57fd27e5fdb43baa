//! What the tests need beyond Rust: installed where missing, and said.

use std::process::Command;

use crate::run::{Outcome, root, say, step, works};

/// Where the ZPL renderer of the label tests lives.
const ZPL_TESTS: &str = "crates/colli-documents/tests/zpl";

/// Installs what is missing.
pub(crate) fn run() -> Outcome {
    poppler()?;
    zpl_renderer()
}

/// `pdftoppm` and `pdftotext` turn labels into pictures and text for the tests to read back.
fn poppler() -> Outcome {
    if works("pdftoppm", &["-v"]) {
        say("   pdftoppm is here");
        return Ok(());
    }
    if !works("apt-get", &["--version"]) {
        return Err("pdftoppm is missing: install poppler-utils with your package manager".to_owned());
    }
    let root_user = works("sh", &["-c", "test $(id -u) = 0"]);
    let prefix: &[&str] = if root_user {
        &["apt-get"]
    } else {
        &["sudo", "-n", "apt-get"]
    };
    for words in [
        &["update", "-qq"][..],
        &["install", "-y", "-qq", "--no-install-recommends", "poppler-utils"],
    ] {
        let mut command = Command::new(prefix[0]);
        command
            .args(&prefix[1..])
            .args(words)
            .env("DEBIAN_FRONTEND", "noninteractive");
        step("pdftoppm is missing: installing poppler-utils", &mut command)?;
    }
    Ok(())
}

/// A ZPL renderer from npm draws the ZPL labels for the tests to read back.
fn zpl_renderer() -> Outcome {
    let directory = root().join(ZPL_TESTS);
    if !directory.join("package-lock.json").exists() {
        return Ok(());
    }
    // npm writes this file last.
    if directory.join("node_modules/.package-lock.json").exists() {
        say("   the ZPL renderer is here");
        return Ok(());
    }
    if !works("npm", &["--version"]) {
        return Err("npm is missing: install Node.js 18 or later, the label tests draw ZPL with it".to_owned());
    }
    let mut command = Command::new("npm");
    command.args(["ci", "--no-audit", "--no-fund", "--prefix", ZPL_TESTS]);
    step("the ZPL renderer is missing: installing it with npm", &mut command)
}
