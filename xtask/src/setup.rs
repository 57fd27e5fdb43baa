//! What the tests need beyond Rust: installed where missing, and said.

use std::process::Command;

use crate::run::{Outcome, root, say, step, works};

/// Where the ZPL renderer of the label tests lives.
const ZPL_TESTS: &str = "crates/colli-documents/tests/zpl";

/// Where the third-party client of the parcel API is installed for its test.
const PYTHON_PACKAGES: &str = "target/tools/python";
/// The client, and the dependency it forgets to declare (reference dhl-parcel-api 22).
const PYTHON_CLIENT: [&str; 2] = ["python-dhlparcel-api==0.0.3", "typing_extensions==4.16.0"];

/// Installs what is missing.
pub(crate) fn run() -> Outcome {
    poppler()?;
    postgresql()?;
    zpl_renderer()?;
    python_client()
}

/// `pdftoppm` and `pdftotext` turn labels into pictures and text for the tests to read back.
fn poppler() -> Outcome {
    if works("pdftoppm", &["-v"]) {
        say("   pdftoppm is here");
        return Ok(());
    }
    debian_package("pdftoppm", "poppler-utils")
}

/// The tests start a PostgreSQL server of their own. Debian's package also makes one for the machine, which they never touch.
fn postgresql() -> Outcome {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut installed = versions.flatten().map(|entry| entry.path().join("bin/initdb"));
    if works("initdb", &["--version"]) || installed.any(|program| program.is_file()) {
        say("   PostgreSQL is here");
        return Ok(());
    }
    debian_package("PostgreSQL", "postgresql")
}

/// Installs a Debian package, as root or through sudo.
fn debian_package(what: &str, package: &str) -> Outcome {
    if !works("apt-get", &["--version"]) {
        return Err(format!(
            "{what} is missing: install {package} with your package manager"
        ));
    }
    let root_user = works("sh", &["-c", "test $(id -u) = 0"]);
    let prefix: &[&str] = if root_user {
        &["apt-get"]
    } else {
        &["sudo", "-n", "apt-get"]
    };
    for words in [
        &["update", "-qq"][..],
        &["install", "-y", "-qq", "--no-install-recommends", package],
    ] {
        let mut command = Command::new(prefix[0]);
        command
            .args(&prefix[1..])
            .args(words)
            .env("DEBIAN_FRONTEND", "noninteractive");
        step(&format!("{what} is missing: installing {package}"), &mut command)?;
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

/// A client of the parcel API that others wrote, unmodified, to be pointed at Colli.
fn python_client() -> Outcome {
    if root().join(PYTHON_PACKAGES).join("dhlparcel").exists() {
        say("   the third-party parcel client is here");
        return Ok(());
    }
    if !works("python3", &["--version"]) {
        debian_package("python3", "python3")?;
    }
    if !works("python3", &["-m", "pip", "--version"]) {
        debian_package("pip", "python3-pip")?;
    }
    let mut command = Command::new("python3");
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    command
        .args(["--root-user-action=ignore", "--target", PYTHON_PACKAGES])
        .args(PYTHON_CLIENT);
    step(
        "the third-party parcel client is missing: installing it with pip",
        &mut command,
    )
}
