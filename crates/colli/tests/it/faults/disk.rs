//! A disk without room: writes are refused and store nothing, reads go on, and writes go on once there is room again,
//! without a restart.

use super::orders::{Acknowledged, Order};
use super::server::{SERVE, Server};
use super::{Dice, mounted, program, sound};
use crate::support::client::Reply;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tokio::task::JoinSet;

/// Orders before, during and after the shortage.
const ORDERS: u64 = 24;

/// How the room is taken away.
enum Shortage {
    /// A file fills the server's file system. This is where the directory is seen from outside.
    FileSystem(PathBuf),
    /// No file of the server may grow, as under a quota.
    FileSize,
}

impl Shortage {
    fn begin(&self, server: &Server, home: &Path) {
        match self {
            Self::FileSystem(seen) => {
                let mut filler = File::create(seen.join("filler")).unwrap();
                // In smaller and smaller pieces, to the last byte.
                for bytes in [1 << 16, 1 << 12, 1 << 8, 1] {
                    while filler.write(&vec![0; bytes]).is_ok_and(|written| written > 0) {}
                }
            }
            Self::FileSize => {
                let log = std::fs::metadata(home.join("data/colli.db-wal")).unwrap();
                limit(server, &log.len().to_string());
            }
        }
    }

    fn end(&self, server: &Server) {
        match self {
            Self::FileSystem(seen) => std::fs::remove_file(seen.join("filler")).unwrap(),
            Self::FileSize => limit(server, "unlimited"),
        }
    }
}

/// Limits the size of files of a running server, in bytes. The hard limit stays.
fn limit(server: &Server, bytes: &str) {
    let status = program("prlimit", Path::new("/"))
        .args(["--pid", &server.id().to_string()])
        .arg(format!("--fsize={bytes}:"))
        .status()
        .unwrap();
    assert!(status.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_file_system_refuses_writes_until_there_is_room() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("data")).unwrap();
    let Some(command) = mounted(home.path(), "mount -t tmpfs -o size=8m none data", &SERVE) else {
        // Nobody may mount here; a limit shows the same of the server.
        return survives(Server::start(home.path()), home.path(), Shortage::FileSize).await;
    };
    let server = Server::spawn(command, home.path());
    // Seen through the server's own mount table.
    let inside = format!("/proc/{}/root{}", server.id(), home.path().join("data").display());
    survives(server, home.path(), Shortage::FileSystem(inside.into())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_may_not_grow_refuse_writes_until_they_may() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path());
    survives(server, home.path(), Shortage::FileSize).await;
}

async fn survives(mut server: Server, home: &Path, shortage: Shortage) {
    let (token, mut dice) = (server.client().token().await, Dice(11));
    let mut all = Vec::new();
    for (order, reply) in send_all(&server, &token, orders(&mut dice)).await {
        all.push(acknowledged(order, &reply));
    }
    // Twice: what was refused once must not leave anything that hinders the next time.
    for _ in 0..2 {
        shortage.begin(&server, home);
        let mut refused = Vec::new();
        for (order, reply) in send_all(&server, &token, orders(&mut dice)).await {
            assert_refused(&reply);
            assert_unknown(&server, &token, &order).await;
            refused.push(order);
        }
        for before in &all {
            before.verify(server.client(), &token).await;
        }
        shortage.end(&server);
        for (order, reply) in send_all(&server, &token, refused).await {
            all.push(acknowledged(order, &reply));
        }
    }
    if let Shortage::FileSystem(seen) = &shortage {
        // Its file system goes with it; this is what a kill leaves.
        copy(seen, &home.join("data"));
    }
    server.kill();
    assert_eq!(sound(home), all.len());
    let server = Server::start(home);
    for acknowledged in &all {
        acknowledged.verify(server.client(), &token).await;
    }
}

fn orders(dice: &mut Dice) -> Vec<Order> {
    (0..ORDERS).map(|_| Order::any(dice)).collect()
}

/// Sends them all at once.
async fn send_all(server: &Server, token: &str, orders: Vec<Order>) -> Vec<(Order, Reply)> {
    let mut sending = JoinSet::new();
    for order in orders {
        let (client, token) = (server.client(), token.to_owned());
        sending.spawn(async move {
            let reply = order.send(client, &token).await;
            (order, reply)
        });
    }
    let answers = sending.join_all().await.into_iter();
    answers
        .map(|(order, reply)| {
            let reply = reply.unwrap_or_else(|error| panic!("{error}: {}", server.log()));
            (order, reply)
        })
        .collect()
}

/// It was booked now, and so not before.
fn acknowledged(order: Order, reply: &Reply) -> Acknowledged {
    assert_eq!(reply.status, 201, "{}", reply.text());
    Acknowledged::new(order, reply.json())
}

fn assert_refused(reply: &Reply) {
    reply.assert_error(503, "no room");
    let retry: u32 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!(retry > 0);
}

async fn assert_unknown(server: &Server, token: &str, order: &Order) {
    let id = order.body["shipmentId"]
        .as_str()
        .or(order.body["labelId"].as_str())
        .unwrap();
    let reply = server.client().get(token, &format!("{}/{id}", order.path)).await;
    assert_eq!(reply.status, 404, "{}", reply.text());
}

/// Copies the database and what opens it.
fn copy(from: &Path, to: &Path) {
    for name in ["colli.db", "colli.db-wal", "master.key"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}
