//! A server of one's own.

use std::fs::{self, Permissions};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use colli_testkit::{Cluster, PASSWORD, Settings, USER, psql};

use crate::tool::{Session, assert_ended, complaint};

#[test]
fn what_was_committed_survives_a_crash_and_what_was_open_does_not() {
    let mut cluster = Cluster::start(Settings::default()).unwrap();
    let url = cluster.create_database("facts").unwrap();
    psql(&url, "CREATE TABLE t (n int); INSERT INTO t VALUES (1);").unwrap();
    let session = Session::open(&url, "BEGIN; INSERT INTO t VALUES (2); ");
    cluster.kill().unwrap();
    session.ended();
    assert!(complaint(psql(&url, "SELECT 1")).contains("connection to server"));

    cluster.start_again().unwrap();
    assert_eq!(psql(&url, "SELECT n FROM t").unwrap(), "1");
    assert!(
        cluster.log_end().contains("not properly shut down"),
        "{}",
        cluster.log_end()
    );
}

#[test]
fn a_killed_server_leaves_no_process() {
    let mut cluster = Cluster::start(Settings::default()).unwrap();
    let pid = cluster.pid().unwrap();
    let pids = psql(&cluster.superuser_url("postgres"), "SELECT pid FROM pg_stat_activity").unwrap();
    let pids: Vec<&str> = pids.lines().collect();
    assert!(pids.len() > 2, "checkpointer and writers are processes: {pids:?}");
    cluster.kill().unwrap();
    assert_eq!(cluster.pid(), None);
    for pid in pids.into_iter().chain([pid.to_string().as_str()]) {
        assert_ended(pid);
    }
}

#[test]
fn a_restart_keeps_the_data_the_socket_and_the_port() {
    let mut cluster = Cluster::start(Settings {
        tcp_port: Some(0),
        ..Settings::default()
    })
    .unwrap();
    let (url, tcp_url, pid) = (cluster.url(USER), cluster.tcp_url(USER).unwrap(), cluster.pid());
    psql(&url, "CREATE TABLE t (n int); INSERT INTO t VALUES (7);").unwrap();
    cluster.stop().unwrap();
    let port = cluster.tcp_port().unwrap();
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "nobody listens");
    cluster.start_again().unwrap();
    cluster.restart().unwrap();
    assert_ne!(cluster.pid(), pid);
    for url in [url, tcp_url] {
        assert_eq!(psql(&url, "SELECT n FROM t").unwrap(), "7");
    }
}

#[test]
fn tcp_asks_for_the_password() {
    let cluster = Cluster::start(Settings {
        tcp_port: Some(0),
        ..Settings::default()
    })
    .unwrap();
    let url = cluster.tcp_url(USER).unwrap();
    assert_eq!(psql(&url, "SELECT current_user").unwrap(), USER);
    let wrong = complaint(psql(&url.replace(PASSWORD, "wrong"), "SELECT 1"));
    assert!(wrong.contains("password authentication failed"), "{wrong}");
    let missing = complaint(psql(&url.replace(&format!(":{PASSWORD}"), ""), "SELECT 1"));
    assert!(missing.contains("no password supplied"), "{missing}");
    assert!(cluster.authority().is_none());
}

#[test]
fn tls_proves_who_the_server_is_and_nothing_goes_without_it() {
    let cluster = Cluster::start(Settings {
        tcp_port: Some(0),
        tls: true,
        ..Settings::default()
    })
    .unwrap();
    let (url, authority) = (
        cluster.tcp_url(USER).unwrap(),
        cluster.authority().unwrap().display().to_string(),
    );
    let verified = format!("{url}?sslmode=verify-full&sslrootcert={authority}");
    for url in [verified.clone(), verified.replace("127.0.0.1", "localhost")] {
        let statement = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        assert_eq!(psql(&url, statement).unwrap(), "t");
    }
    let plain = complaint(psql(&format!("{url}?sslmode=disable"), "SELECT 1"));
    assert!(plain.contains("no encryption"), "{plain}");
    let stranger = authority.replace("ca.crt", "server.crt");
    let distrusted = complaint(psql(&verified.replace(&authority, &stranger), "SELECT 1"));
    assert!(distrusted.contains("certificate verify failed"), "{distrusted}");
}

#[test]
fn settings_reach_the_server() {
    let folder = tempfile::tempdir_in("/tmp").unwrap();
    // PostgreSQL's user must pass when root runs the tests.
    fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
    let cluster = Cluster::start(Settings {
        durable: true,
        data_parent: Some(folder.path().to_path_buf()),
        parameters: vec![("max_connections".to_owned(), "17".to_owned())],
        ..Settings::default()
    })
    .unwrap();
    let url = cluster.superuser_url("postgres");
    for (name, value) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("max_connections", "17"),
        ("server_encoding", "UTF8"),
    ] {
        assert_eq!(psql(&url, &format!("SHOW {name}")).unwrap(), value, "{name}");
    }
    let data = psql(&url, "SHOW data_directory").unwrap();
    assert!(Path::new(&data).starts_with(folder.path()), "{data}");
    drop(cluster);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing stays");
}

#[test]
fn a_dropped_cluster_takes_its_server_and_files_along() {
    let mut cluster = Cluster::start(Settings::default()).unwrap();
    let data = psql(&cluster.superuser_url("postgres"), "SHOW data_directory").unwrap();
    assert!(Path::new(&data).exists());
    cluster.kill().unwrap();
    cluster.start_again().unwrap();
    let pid = cluster.pid().unwrap().to_string();
    drop(cluster);
    assert_ended(&pid);
    assert!(!Path::new(&data).parent().unwrap().exists());
}
