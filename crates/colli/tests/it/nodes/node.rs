//! A server in a process of its own, and a client that lives through the server's death.

use super::colli;
use crate::support::client::{Reply, Request};
use crate::support::{Credentials, TEST};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// What a request came to; an error is a connection that could not be made or was lost.
pub(super) type Answer = Result<Reply, String>;

/// A server; killed when dropped.
pub(super) struct Node {
    child: Child,
    address: SocketAddr,
    directory: TempDir,
}

/// A server that was started and did not say yet that it is ready.
pub(super) struct Starting {
    child: Child,
    directory: TempDir,
}

impl Starting {
    /// Waits for the ready line.
    pub(super) fn ready(mut self) -> Node {
        let mut line = String::new();
        BufReader::new(self.child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Some(address) = line.trim_end().strip_prefix("colli ready http://") else {
            panic!("no ready line but {line:?}: {}", log(self.directory.path()));
        };
        Node {
            address: address.parse().unwrap(),
            child: self.child,
            directory: self.directory,
        }
    }
}

fn log(directory: &Path) -> String {
    std::fs::read_to_string(directory.join("log")).unwrap()
}

impl Node {
    /// Starts a server with a data directory of its own; `change` adds to the command.
    pub(super) fn starting(database: &str, change: impl FnOnce(&mut Command)) -> Starting {
        let directory = tempfile::tempdir().unwrap();
        let mut command = colli(directory.path());
        command.args(["serve", "--listen", "127.0.0.1:0", "--data", "data"]);
        command.args(["--database", database]);
        change(&mut command);
        let log = File::create(directory.path().join("log")).unwrap();
        let child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        Starting { child, directory }
    }

    /// A demo server, ready.
    pub(super) fn demo(database: &str) -> Self {
        Self::starting(database, |command| {
            command.arg("--demo");
        })
        .ready()
    }

    /// Two demo servers on one database.
    pub(super) fn pair(database: &str) -> [Self; 2] {
        let start = || {
            Self::starting(database, |command| {
                command.arg("--demo");
            })
        };
        [start(), start()].map(Starting::ready)
    }

    /// Ends it at once, in the middle of whatever it does.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Where it is, for clients that outlive it.
    pub(super) fn client(&self) -> Client {
        Client { address: self.address }
    }

    /// What it logged so far.
    pub(super) fn log(&self) -> String {
        log(self.directory.path())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Already ended is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Talks to one server.
#[derive(Clone, Copy)]
pub(super) struct Client {
    address: SocketAddr,
}

impl Client {
    /// Any request, on a connection of its own.
    pub(super) async fn try_send(&self, method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Answer {
        let mut request = Request::new(self.address, method, path);
        if let Some(token) = token {
            request = request.token(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        request.try_send().await
    }

    /// A `GET` of the parcel dialect.
    pub(super) async fn get(&self, token: &str, path: &str) -> Reply {
        let path = format!("/dhl-parcel{path}");
        self.try_send("GET", &path, Some(token), None).await.unwrap()
    }

    /// A `POST` of the parcel dialect.
    pub(super) async fn post(&self, token: &str, path: &str, body: &Value) -> Reply {
        let path = format!("/dhl-parcel{path}");
        self.try_send("POST", &path, Some(token), Some(body)).await.unwrap()
    }

    /// Books; the server may be gone or refuse.
    pub(super) async fn try_book(&self, token: &str, body: &Value) -> Answer {
        self.try_send("POST", "/dhl-parcel/shipments", Some(token), Some(body))
            .await
    }

    /// What becomes of a log-in.
    pub(super) async fn try_log_in(&self, user: &str, key: &str) -> Reply {
        let body = json!({"userId": user, "key": key});
        self.try_send("POST", "/dhl-parcel/authenticate/api-key", None, Some(&body))
            .await
            .unwrap()
    }

    /// A token pair of a user of the demo.
    pub(super) async fn tokens(&self, who: &Credentials) -> Value {
        let reply = self.try_log_in(who.user, who.key).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// An access token of the demo's test environment.
    pub(super) async fn token(&self) -> String {
        self.tokens(&TEST).await["accessToken"].as_str().unwrap().to_owned()
    }

    /// Exchanges a refresh token.
    pub(super) async fn refresh(&self, token: &str) -> Reply {
        let body = json!({"refreshToken": token});
        self.try_send("POST", "/dhl-parcel/authenticate/refresh-token", None, Some(&body))
            .await
            .unwrap()
    }

    /// What `/readyz` says, in its status.
    pub(super) async fn readiness(&self) -> u16 {
        self.try_send("GET", "/readyz", None, None).await.unwrap().status
    }
}
