//! Programs others wrote, run against the server: how they are started, and what they found.

use std::process::Command;

/// How a program ended, and what it printed.
pub struct Ran {
    pub is_good: bool,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// What failed, in the driver's own words.
    pub fn failures(&self) -> Vec<String> {
        let lines = self.stdout.lines().filter(|line| line.starts_with("FAIL "));
        let mut failures: Vec<String> = lines.map(str::to_owned).collect();
        if !self.is_good && failures.is_empty() {
            failures.push(format!("ended early: {}", self.stderr));
        }
        failures
    }

    /// How many checks it counted as good.
    pub fn passed(&self) -> usize {
        self.stdout.lines().filter(|line| line.starts_with("ok ")).count()
    }
}

/// Runs a driver, with Python packages of this folder; the server goes on meanwhile.
pub async fn run(program: &'static str, packages: &'static str, script: String, words: Vec<String>) -> Ran {
    let ran = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(program);
        if program == "python3" {
            command.args(["-W", "ignore"]);
        }
        command
            .arg(script)
            .args(words)
            .env("PYTHONPATH", packages)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("NO_PROXY", "*")
            .output()
    });
    let output = ran.await.unwrap().unwrap();
    Ran {
        is_good: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
