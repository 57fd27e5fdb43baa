//! A connection that is lost while a commit is under way: it may have taken effect, so nobody may do the work again
//! unasked, and the caller must hear that it is not known.
//!
//! The database waits for a second server before it answers a commit, and there is none: so the commit is done and not
//! answered when its session is ended.

use super::node::{Answer, Client, Node};
use super::rows_of;
use crate::support::TEST;
use crate::support::samples::{shipment, uuid};
use colli_testkit::{Cluster, Settings, USER, psql};
use std::time::{Duration, Instant};

/// A cluster whose commits can be kept from being answered.
struct Stage {
    cluster: Cluster,
    node: Node,
}

impl Stage {
    fn new() -> Self {
        let cluster = Cluster::start(Settings {
            durable: true,
            ..Settings::default()
        })
        .unwrap();
        let node = Node::demo(&cluster.url(USER));
        Self { cluster, node }
    }

    fn sql(&self, script: &str) -> String {
        psql(&self.cluster.superuser_url(USER), script).unwrap()
    }

    /// What a request comes to whose commit is done and never answered.
    async fn lost(&self, request: impl Future<Output = Answer>) -> Answer {
        self.sql("alter system set synchronous_standby_names = 'nobody';\nselect pg_reload_conf();");
        let cut = async {
            let begun = Instant::now();
            while self.sql(CUT) == "0" {
                assert!(begun.elapsed() < Duration::from_secs(20), "no commit waits");
                tokio::task::yield_now().await;
            }
            self.sql("alter system reset synchronous_standby_names;\nselect pg_reload_conf();");
        };
        let (answer, ()) = tokio::join!(request, cut);
        answer
    }
}

/// Ends the sessions whose commit waits, and counts them.
const CUT: &str = "select count(pg_terminate_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep';";

async fn refresh(client: Client, token: &str) -> Answer {
    let body = serde_json::json!({"refreshToken": token});
    let path = "/dhl-parcel/authenticate/refresh-token";
    client.try_send("POST", path, None, Some(&body)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exchange_whose_commit_was_lost_is_not_done_twice() {
    let stage = Stage::new();
    let client = stage.node.client();
    let tokens = client.tokens(&TEST).await;
    let token = tokens["refreshToken"].as_str().unwrap().to_owned();
    let reply = tokio::spawn(async move { refresh(client, &token).await });
    let reply = stage.lost(async { reply.await.unwrap() }).await.unwrap();
    // A second attempt would find the token used, take that for theft, and answer 401.
    assert_eq!(reply.status, 503, "{}", reply.text());
    assert!(reply.header("retry-after").is_some());
    let used = "select count(*) from refresh_tokens where used_at is not null;";
    assert_eq!(stage.sql(used), "1", "the old token is used up");
    assert_eq!(
        rows_of(&stage.cluster.url(USER), "refresh_tokens"),
        2,
        "the new one is stored"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_whose_commit_was_lost_is_there_when_it_is_repeated() {
    let stage = Stage::new();
    let (client, token) = (stage.node.client(), stage.node.client().token().await);
    // The first booking leases the serials, in a commit of its own.
    assert_eq!(client.post(&token, "/shipments", &shipment(&uuid(1))).await.status, 201);
    let (body, bearer) = (shipment(&uuid(2)), token.clone());
    let booking = tokio::spawn(async move { client.try_book(&bearer, &body).await });
    let reply = stage.lost(async { booking.await.unwrap() }).await.unwrap();
    assert_eq!(reply.status, 503, "{}", reply.text());
    let url = stage.cluster.url(USER);
    assert_eq!(rows_of(&url, "shipments"), 2, "it took effect");
    let again = client.post(&token, "/shipments", &shipment(&uuid(2))).await;
    assert_eq!(again.status, 201, "{}", again.text());
    assert_eq!(rows_of(&url, "shipments"), 2);
    assert_eq!(super::codes_in(&url).len(), 2);
}
