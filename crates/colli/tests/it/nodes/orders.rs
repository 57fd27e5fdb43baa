//! Clients that book under load until each of their shipments is acknowledged, and remember what they were told.

use super::node::{Answer, Client};
use crate::support::client::Reply;
use crate::support::samples::shipment;
use crate::support::shop::code;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

/// What a load came to so far.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Progress {
    /// Shipments acknowledged.
    pub(super) booked: usize,
    /// Answers 503.
    pub(super) refused: usize,
    /// Connections that failed.
    pub(super) lost: usize,
    /// The longest a request took.
    pub(super) slowest: Duration,
}

/// What all clients of a load share.
struct Shared {
    /// Equal seeds make equal ids.
    seed: u64,
    next: AtomicU64,
    stopping: AtomicBool,
    progress: watch::Sender<Progress>,
}

/// A load under way.
pub(super) struct Load {
    shared: Arc<Shared>,
    clients: JoinSet<BTreeMap<String, String>>,
    progress: watch::Receiver<Progress>,
}

impl Load {
    /// No client yet.
    pub(super) fn new(seed: u64) -> Self {
        let (sender, progress) = watch::channel(Progress::default());
        let shared = Shared {
            seed,
            next: AtomicU64::new(0),
            stopping: AtomicBool::new(false),
            progress: sender,
        };
        Self {
            shared: Arc::new(shared),
            clients: JoinSet::new(),
            progress,
        }
    }

    /// Adds a client. It books and tracks on the first server, and turns to the next one when a connection fails.
    pub(super) fn add(&mut self, servers: &[Client], token: &str) {
        let (shared, servers, token) = (Arc::clone(&self.shared), servers.to_vec(), token.to_owned());
        self.clients.spawn(client(shared, servers, token));
    }

    /// Waits until it came to this, at most a minute.
    pub(super) async fn until(&mut self, reached: impl FnMut(&Progress) -> bool) -> Progress {
        let Self { clients, progress, .. } = self;
        let waiting = async {
            tokio::select! {
                reached = progress.wait_for(reached) => *reached.unwrap(),
                Some(ended) = clients.join_next() => panic!("a client ended: {:?}", ended.map(drop)),
            }
        };
        let waited = tokio::time::timeout(Duration::from_mins(1), waiting).await;
        waited.unwrap_or_else(|_| panic!("after a minute: {:?}", self.shared.progress.borrow()))
    }

    /// Waits until that many more are acknowledged.
    pub(super) async fn until_booked(&mut self, more: usize) -> Progress {
        let enough = self.progress.borrow().booked + more;
        self.until(|now| now.booked >= enough).await
    }

    /// Lets every client finish its shipment. What was acknowledged: ids with their codes.
    pub(super) async fn stop(self) -> (BTreeMap<String, String>, Progress) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        let all = self.clients.join_all().await.into_iter().flatten().collect();
        let progress = *self.progress.borrow();
        (all, progress)
    }
}

async fn client(shared: Arc<Shared>, servers: Vec<Client>, token: String) -> BTreeMap<String, String> {
    let mut acknowledged = BTreeMap::new();
    let mut server = 0;
    while !shared.stopping.load(Ordering::SeqCst) {
        let n = shared.next.fetch_add(1, Ordering::SeqCst);
        let id = Uuid::from_u64_pair(shared.seed, n).to_string();
        let body = shipment(&id);
        let booked = loop {
            let at = servers[server % servers.len()];
            let answer = shared.timed(async || at.try_book(&token, &body).await).await;
            match answer {
                Ok(Some(booked)) => break booked,
                Ok(None) => {}
                Err(_) => server += 1,
            }
        };
        let code = code(&booked, 0);
        shared.progress.send_modify(|progress| progress.booked += 1);
        let path = format!("/dhl-parcel/track-trace?key={code}");
        let at = servers[server % servers.len()];
        let tracked = shared.timed(async || at.try_send("GET", &path, None, None).await).await;
        if let Ok(Some(tracked)) = tracked {
            assert_eq!(tracked[0]["barcode"], Value::String(code.clone()));
        }
        acknowledged.insert(id, code);
    }
    acknowledged
}

impl Shared {
    /// Sends a request and checks what is promised of every answer: in time, and 2xx, or 503 with a time to come again.
    async fn timed(&self, send: impl AsyncFnOnce() -> Answer) -> Result<Option<Value>, String> {
        let started = Instant::now();
        let answer = send().await;
        let took = started.elapsed();
        self.progress.send_modify(|progress| {
            progress.slowest = progress.slowest.max(took);
            match &answer {
                Ok(reply) => progress.refused += usize::from(reply.status == 503),
                Err(_) => progress.lost += 1,
            }
        });
        answer.map(|reply| judged(&reply))
    }
}

fn judged(reply: &Reply) -> Option<Value> {
    match reply.status {
        200 | 201 => Some(reply.json()),
        503 => {
            reply.assert_error(503, "away");
            let retry: u32 = reply.header("retry-after").unwrap().parse().unwrap();
            assert!(retry > 0);
            None
        }
        status => panic!("{status}: {}", reply.text()),
    }
}
