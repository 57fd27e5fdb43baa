//! A server in a process of its own, and a client that lives through the server's death.

use super::program;
use crate::support::TEST;
use crate::support::client::{Reply, Request};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

/// What `colli` is told to serve a directory's `data`.
pub(super) const SERVE: [&str; 6] = ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", "data"];

/// What a request came to; an error is a connection that could not be made or was lost.
pub(super) type Answer = Result<Reply, String>;

/// A server; killed when dropped.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts a demo server on `data` in a directory and waits until it is ready.
    pub(super) fn start(directory: &Path) -> Self {
        let mut command = program(env!("CARGO_BIN_EXE_colli"), directory);
        command.args(SERVE);
        Self::spawn(command, directory)
    }

    /// Starts this command and waits for its ready line; its log goes into the directory.
    pub(super) fn spawn(mut command: Command, directory: &Path) -> Self {
        let log = directory.join("log");
        let out = File::options().create(true).append(true).open(&log).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(out).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Some(address) = line.trim_end().strip_prefix("colli ready http://") else {
            panic!("no ready line but {line:?}: {}", std::fs::read_to_string(log).unwrap());
        };
        let address = address.parse().unwrap();
        Self { child, address, log }
    }

    /// Ends it at once, in the middle of whatever it does.
    pub(super) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub(super) fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits for its end.
    pub(super) fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Its process.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// For clients that outlive it.
    pub(super) fn client(&self) -> Client {
        Client { address: self.address }
    }

    /// What it logged so far.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Talks to one server, a connection for each request.
#[derive(Clone, Copy)]
pub(super) struct Client {
    address: SocketAddr,
}

impl Client {
    /// Any request of the parcel dialect.
    pub(super) async fn try_send(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Answer {
        let request = Request::new(self.address, method, &format!("/dhl-parcel{path}")).token(token);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        request.try_send().await
    }

    /// A `GET`.
    pub(super) async fn get(&self, token: &str, path: &str) -> Reply {
        self.try_send("GET", path, token, None).await.unwrap()
    }

    /// The JSON of a `GET` that must succeed.
    pub(super) async fn json(&self, token: &str, path: &str) -> Value {
        let reply = self.get(token, path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()
    }

    /// A `POST`.
    pub(super) async fn post(&self, token: &str, path: &str, body: &Value) -> Reply {
        self.try_send("POST", path, token, Some(body)).await.unwrap()
    }

    /// An access token of the demo's test environment.
    pub(super) async fn token(&self) -> String {
        let body = json!({"userId": TEST.user, "key": TEST.key});
        let reply = self.post("", "/authenticate/api-key", &body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["accessToken"].as_str().unwrap().to_owned()
    }
}
