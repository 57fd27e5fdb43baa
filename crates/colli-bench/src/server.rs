//! Servers as processes of their own: the real binary, and the bare server it is compared with.

use crate::settings::Settings;
use crate::{Failure, http, machine};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; killed when dropped. What it acknowledged is on disk, so nothing is lost by that.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From the start of the process to its ready line.
    pub(crate) start: Duration,
}

impl Server {
    /// The real binary with the demo organisation, on a data directory, logging to a file at its default level.
    pub(crate) fn colli(settings: &Settings, data: &Path) -> Result<Self, Failure> {
        let mut command = settings.colli()?;
        command
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data);
        Self::start(command, &data.with_extension("log"))
    }

    /// The same on a database server, with a directory for what else it keeps.
    pub(crate) fn colli_on_postgres(settings: &Settings, url: &str, data: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(data)?;
        let mut command = settings.colli()?;
        // The directory it makes by default lies where it is started.
        command.current_dir(data);
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--database", url]);
        Self::start(command, &data.with_extension("log"))
    }

    /// The bare server, answering these bytes.
    pub(crate) fn bare(settings: &Settings, bytes: &[u8], content_type: &str) -> Result<Self, Failure> {
        Self::yardstick(settings, bytes, content_type, &[])
    }

    /// The bare server, reading the body of each request before it answers these bytes as JSON.
    pub(crate) fn bare_reading(settings: &Settings, bytes: &[u8]) -> Result<Self, Failure> {
        Self::yardstick(settings, bytes, "application/json", &["--read-body"])
    }

    fn yardstick(settings: &Settings, bytes: &[u8], content_type: &str, more: &[&str]) -> Result<Self, Failure> {
        let file = settings.directory.path().join("answer");
        std::fs::write(&file, bytes)?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("yardstick").arg("--bytes-file").arg(&file);
        command.args(["--content-type", content_type]).args(more);
        Self::start(command, &file.with_extension("log"))
    }

    /// Starts a server and waits for its ready line: words, then its address.
    fn start(mut command: Command, log: &Path) -> Result<Self, Failure> {
        let started = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(log)?)
            .spawn()?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let start = started.elapsed();
        let address = line.trim().rsplit("http://").next().and_then(|text| text.parse().ok());
        if let Some(address) = address {
            return Ok(Self { child, address, start });
        }
        child.kill()?;
        child.wait()?;
        let log = std::fs::read_to_string(log).unwrap_or_default();
        Err(format!("no ready line but {line:?}; its log: {log}").into())
    }

    /// Processor time used so far.
    pub(crate) fn cpu_time(&self) -> Result<Duration, Failure> {
        machine::cpu_time(self.child.id())
    }

    /// Resident memory, in MiB.
    pub(crate) fn resident_mib(&self) -> Result<f64, Failure> {
        let path = format!("/proc/{}/status", self.child.id());
        let resident = machine::field(&path, "VmRSS").and_then(|text| machine::kib(&text));
        Ok(resident.ok_or("the server is gone")? as f64 / 1_024.0)
    }

    /// An access token of the demo's test environment.
    pub(crate) async fn token(&self) -> Result<String, Failure> {
        let body = serde_json::json!({
            "userId": "c0111000-0000-4000-8000-000000000001",
            "key": "c0111000-0000-4000-8000-0000000000aa",
        });
        let path = "/dhl-parcel/authenticate/api-key";
        let request = http::request("POST", path, &[], Some(&body.to_string()));
        let answer: serde_json::Value = serde_json::from_slice(&http::once(self.address, &request, 200).await?)?;
        let token = answer["accessToken"].as_str().ok_or("no access token")?;
        Ok(format!("Bearer {token}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone is gone as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
