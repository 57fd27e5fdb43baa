//! Servers that start: together, with the wrong key, over encrypted connections.

use super::node::{Node, Starting};
use super::{dump, refusal, rows_of, serve};
use crate::support::samples::{shipment, uuid};
use colli_testkit::{Cluster, Settings, USER};
use std::path::Path;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_together_on_an_empty_database_all_come_up() {
    let database = colli_testkit::shared::database().unwrap();
    let starting: Vec<Starting> = (0..4)
        .map(|_| {
            Node::starting(database.url(), |command| {
                command.arg("--demo");
            })
        })
        .collect();
    let nodes: Vec<Node> = starting.into_iter().map(Starting::ready).collect();
    let token = nodes[0].client().token().await;
    for (n, node) in (0..).zip(&nodes) {
        assert_eq!(node.client().readiness().await, 200);
        let reply = node.client().post(&token, "/shipments", &shipment(&uuid(n))).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
    assert_eq!(rows_of(database.url(), "signing_keys"), 1, "they agreed on one");
    assert_eq!(rows_of(database.url(), "shipments"), 4);
}

#[test]
fn a_server_without_the_master_key_of_the_database_is_refused() {
    let database = colli_testkit::shared::database().unwrap();
    let master = "a7".repeat(32);
    let first = Node::starting(database.url(), |command| {
        command.env("COLLI_MASTER_KEY", &master);
    });
    drop(first.ready());
    let before = dump(database.url());
    let directory = tempfile::tempdir().unwrap();

    let line = refusal(&mut serve(directory.path(), database.url()));
    assert!(
        line.contains("no master key") && line.contains("COLLI_MASTER_KEY"),
        "{line}"
    );
    let made = directory.path().join("colli-data/master.key");
    assert!(!made.exists(), "a new one would open nothing");

    let line = refusal(serve(directory.path(), database.url()).env("COLLI_MASTER_KEY", "b7".repeat(32)));
    assert!(line.contains("the master key does not open"), "{line}");
    let line = refusal(serve(directory.path(), database.url()).env("COLLI_MASTER_KEY", "hunter2"));
    assert!(
        line.contains("64 hexadecimal digits") && !line.contains("hunter2"),
        "{line}"
    );
    let line = refusal(serve(directory.path(), database.url()).arg("--demo"));
    assert!(
        line.contains("the master key does not open"),
        "the demo's is another: {line}"
    );
    assert_eq!(dump(database.url()), before, "nothing was changed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_are_encrypted_and_the_database_server_must_prove_who_it_is() {
    let settings = || Settings {
        tcp_port: Some(0),
        tls: true,
        ..Settings::default()
    };
    let (cluster, other) = (Cluster::start(settings()).unwrap(), Cluster::start(settings()).unwrap());
    let url = |authority: &Path| {
        let database = cluster.tcp_url(USER).unwrap();
        format!("{database}?sslmode=verify-full&sslrootcert={}", authority.display())
    };
    let node = Node::demo(&url(cluster.authority().unwrap()));
    assert_eq!(node.client().readiness().await, 200);
    let token = node.client().token().await;
    let reply = node.client().post(&token, "/shipments", &shipment(&uuid(1))).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let encrypted = "select count(*) from pg_stat_ssl join pg_stat_activity using (pid)
        where application_name = 'colli' and ssl;";
    let sessions: u32 = colli_testkit::psql(&cluster.superuser_url(USER), encrypted)
        .unwrap()
        .parse()
        .unwrap();
    assert!(sessions > 0);

    let directory = tempfile::tempdir().unwrap();
    let line = refusal(&mut serve(directory.path(), &url(other.authority().unwrap())));
    assert!(line.contains("certificate"), "{line}");
    let line = refusal(&mut serve(directory.path(), &url(Path::new("/nowhere/ca.crt"))));
    assert!(line.contains("sslrootcert /nowhere/ca.crt"), "{line}");
    // The server takes encrypted connections only.
    let plain = cluster.tcp_url(USER).unwrap();
    let line = refusal(&mut serve(directory.path(), &plain));
    assert!(line.contains("no encryption"), "{line}");
}
