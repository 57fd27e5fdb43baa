//! Several processes, and processes that end.

use colli_testkit::{Cluster, Settings, USER, psql};

use crate::tool::{Session, Tool, parts, tool};

#[test]
fn two_processes_share_one_server_which_ends_when_unused() {
    let folder = tempfile::Builder::new().prefix("pg-").tempdir_in("/tmp").unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    let others = std::thread::spawn({
        let path = path.clone();
        move || Tool::start(&mut tool(&["shared", &path]))
    });
    let one = Tool::start(&mut tool(&["shared", &path]));
    let other = others.join().unwrap();
    let ((address, name), (other_address, other_name)) = (parts(&one.url), parts(&other.url));
    assert_eq!(address, other_address);
    assert_ne!(name, other_name);
    let session = Session::open(&format!("{address}/postgres"), "");
    one.finish();
    other.finish();
    session.ended();
}

#[test]
fn a_server_does_not_outlive_a_killed_process() {
    let mut owner = Tool::start(&mut tool(&[]));
    assert_eq!(psql(&owner.url, "SELECT current_database()").unwrap(), USER);
    let session = Session::open(&owner.url, "");
    owner.process.kill().unwrap();
    owner.process.wait().unwrap();
    session.ended();
}

#[test]
fn the_variable_names_another_server() {
    let cluster = Cluster::start(Settings {
        tcp_port: Some(0),
        ..Settings::default()
    })
    .unwrap();
    let url = format!("{}?application_name=x", cluster.tcp_url(USER).unwrap());
    let user = Tool::start(tool(&["shared"]).env("COLLI_TEST_POSTGRES", &url));
    let (given, made) = (url.replace("/colli?", "/"), user.url.clone());
    assert!(
        made.starts_with(given.split("application_name").next().unwrap()),
        "{made}"
    );
    let databases = "SELECT count(*) FROM pg_database WHERE datname LIKE 'colli_test_%'";
    assert_eq!(psql(&made, databases).unwrap(), "1");
    user.finish();
    assert_eq!(psql(&url, databases).unwrap(), "0", "dropped there");
}
