//! Statements through `psql`, which speaks every way to authenticate and keeps this crate without a driver.

use std::io::Write as _;
use std::process::Stdio;

use crate::error::{Doing as _, Error};
use crate::programs::Programs;

/// Runs a script of `psql` and returns what it printed, without headers and alignment. The first error ends it.
pub(crate) fn run(programs: &Programs, url: &str, script: &str) -> Result<String, Error> {
    let mut command = programs.client("psql");
    command
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--no-password"])
        .args(["--set", "ON_ERROR_STOP=1", "--dbname", url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().doing(|| "running psql".to_owned())?;
    let mut input = child.stdin.take();
    if let Some(input) = &mut input {
        // A psql that cannot connect reads nothing; why is on its error output.
        let _ = input.write_all(script.as_bytes());
    }
    drop(input);
    let output = child.wait_with_output().doing(|| "running psql".to_owned())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(Error::Program {
        program: "psql".to_owned(),
        message: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}
