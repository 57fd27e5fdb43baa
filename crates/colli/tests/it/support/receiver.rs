//! A receiver of webhooks and pushes, that answers what a test says and remembers what it got.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Longer than anything takes.
const HANG: Duration = Duration::from_secs(20);

/// A request it got.
#[derive(Clone, Debug)]
pub struct Got {
    pub headers: HeaderMap,
    pub body: String,
    /// What it answered.
    pub status: u16,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Default)]
struct Seen {
    /// Requests that still fail.
    failing: usize,
    got: Vec<Got>,
}

/// A receiver. It ends when it is dropped.
pub struct Receiver {
    pub address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    _task: JoinSet<()>,
}

impl Receiver {
    /// One that answers its first requests 500, and 200 from then on.
    pub async fn failing_at_first(failing: usize) -> Self {
        let seen = Arc::new(Mutex::new(Seen {
            failing,
            got: Vec::new(),
        }));
        let router = Router::new().fallback(receive).with_state(Arc::clone(&seen));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut task = JoinSet::new();
        task.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            seen,
            _task: task,
        }
    }

    pub async fn start() -> Self {
        Self::failing_at_first(0).await
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub fn got(&self) -> Vec<Got> {
        self.seen.lock().unwrap().got.clone()
    }

    /// What it took, once it is so many requests.
    pub async fn taken(&self, count: usize) -> Vec<Got> {
        let started = Instant::now();
        loop {
            let mut taken = self.got();
            taken.retain(|got| got.status == 200);
            if taken.len() >= count {
                return taken;
            }
            assert!(started.elapsed() < HANG, "only {taken:?}");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

async fn receive(State(seen): State<Arc<Mutex<Seen>>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut seen = seen.lock().unwrap();
    let is_failing = seen.got.len() < seen.failing;
    let status = if is_failing {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        StatusCode::OK
    };
    seen.got.push(Got {
        headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
        status: status.as_u16(),
    });
    status
}
