//! What the tests need beyond Rust: installed where missing, and said.

use std::process::Command;

use crate::run::{Outcome, root, say, step, works};

/// Where the ZPL renderer of the label tests lives.
const ZPL_TESTS: &str = "crates/colli-documents/tests/zpl";

/// Where the third-party client of the parcel API is installed for its test.
const PYTHON_PACKAGES: &str = "target/tools/python";
/// The client, and the dependency it forgets to declare (reference dhl-parcel-api 22).
const PYTHON_CLIENT: [&str; 2] = ["python-dhlparcel-api==0.0.3", "typing_extensions==4.16.0"];

/// Shippo's Python SDK with what it needs, each at one version, and where it is installed for its test.
const PYTHON_SDK: &str = "crates/colli/tests/sdk/python/requirements.txt";
const PYTHON_SDK_PACKAGES: &str = "target/tools/python-shippo";
/// Where Shippo's JavaScript SDK and that of MCP are installed for their tests.
const NPM_SDK: &str = "crates/colli/tests/sdk/npm";

/// Clients of the Unified APIs that others wrote, MCP's official Python library, and where they are installed.
const PYTHON_ASSISTANTS: &str = "crates/colli/tests/sdk/assistants/requirements.txt";
const PYTHON_ASSISTANTS_PACKAGES: &str = "target/tools/python-assistants";

/// Installs what is missing.
pub(crate) fn run() -> Outcome {
    poppler()?;
    curl()?;
    postgresql()?;
    npm_packages(ZPL_TESTS, "the ZPL renderer")?;
    npm_packages(NPM_SDK, "Shippo's JavaScript SDK and that of MCP")?;
    python_client()?;
    python_sdk()?;
    python_assistants()
}

/// `pdftoppm` and `pdftotext` turn labels into pictures and text for the tests to read back.
fn poppler() -> Outcome {
    if works("pdftoppm", &["-v"]) {
        say("   pdftoppm is here");
        return Ok(());
    }
    debian_package("pdftoppm", "poppler-utils")
}

/// The commands of the documentation are run as they are printed.
fn curl() -> Outcome {
    if works("curl", &["--version"]) {
        say("   curl is here");
        return Ok(());
    }
    debian_package("curl", "curl")
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

/// What a test's folder takes from npm: the renderer that draws ZPL labels to be read back, and the SDK that Colli answers.
fn npm_packages(folder: &str, what: &str) -> Outcome {
    let directory = root().join(folder);
    if !directory.join("package-lock.json").exists() {
        return Ok(());
    }
    // npm writes this file last.
    if directory.join("node_modules/.package-lock.json").exists() {
        say(&format!("   {what} is here"));
        return Ok(());
    }
    if !works("npm", &["--version"]) {
        return Err(format!(
            "npm is missing: install Node.js 18 or later, the tests need {what}"
        ));
    }
    let mut command = Command::new("npm");
    command.args(["ci", "--no-audit", "--no-fund", "--prefix", folder]);
    step(&format!("{what} is missing: installing it with npm"), &mut command)
}

/// A client of the parcel API that others wrote, unmodified, to be pointed at Colli.
fn python_client() -> Outcome {
    if root().join(PYTHON_PACKAGES).join("dhlparcel").exists() {
        say("   the third-party parcel client is here");
        return Ok(());
    }
    python_packages("the third-party parcel client", PYTHON_PACKAGES, &PYTHON_CLIENT)
}

/// Shippo's own Python SDK, unmodified, to be pointed at Colli.
fn python_sdk() -> Outcome {
    if root().join(PYTHON_SDK_PACKAGES).join("shippo").exists() {
        say("   Shippo's Python SDK is here");
        return Ok(());
    }
    let list = ["--no-deps", "--requirement", PYTHON_SDK];
    python_packages("Shippo's Python SDK", PYTHON_SDK_PACKAGES, &list)
}

/// Clients of the Unified APIs and of MCP, unmodified, to be pointed at Colli.
fn python_assistants() -> Outcome {
    if root().join(PYTHON_ASSISTANTS_PACKAGES).join("mcp").exists() {
        say("   clients of the Unified APIs and of MCP are here");
        return Ok(());
    }
    let list = ["--no-deps", "--requirement", PYTHON_ASSISTANTS];
    let what = "clients of the Unified APIs and of MCP";
    python_packages(what, PYTHON_ASSISTANTS_PACKAGES, &list)
}

/// Installs Python packages into a folder of their own, which no other program sees.
fn python_packages(what: &str, folder: &str, packages: &[&str]) -> Outcome {
    if !works("python3", &["--version"]) {
        debian_package("python3", "python3")?;
    }
    if !works("python3", &["-m", "pip", "--version"]) {
        debian_package("pip", "python3-pip")?;
    }
    let mut command = Command::new("python3");
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    command
        .args(["--root-user-action=ignore", "--target", folder])
        .args(packages);
    step(&format!("{what} is missing: installing it with pip"), &mut command)
}
