//! Spawning the binary.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The binary without the caller's `COLLI_` variables and configuration.
pub(super) fn colli(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_colli"));
    command.env_clear().current_dir(directory).stdin(Stdio::null());
    command
}

/// Runs to the end.
pub(super) fn run(directory: &Path, arguments: &[&str]) -> Output {
    colli(directory).args(arguments).output().unwrap()
}

/// Standard error as text.
pub(super) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Standard output as text.
pub(super) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A server in a process of its own; killed when dropped.
pub(super) struct Server {
    child: Child,
    /// `127.0.0.1:port`, as the ready line says.
    pub(super) address: String,
}

impl Server {
    /// Starts `colli serve` on a free port with `directory/data` and waits for its ready line.
    pub(super) fn start(directory: &Path, arguments: &[&str]) -> Self {
        let mut command = colli(directory);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data", "data"])
            .args(arguments);
        Self::spawn(command)
    }

    /// Starts this command and waits for its ready line.
    pub(super) fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Some(address) = line.trim_end().strip_prefix("colli ready http://") else {
            let mut errors = String::new();
            child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
            panic!("no ready line but {line:?}: {errors}");
        };
        let address = address.to_owned();
        Self { child, address }
    }

    /// Sends a signal by name.
    pub(super) fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits for the end: the exit code and standard error.
    pub(super) fn wait(mut self) -> (Option<i32>, String) {
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        (self.child.wait().unwrap().code(), errors)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
