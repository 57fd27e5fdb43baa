//! Databases on the shared server.

use std::cell::Cell;
use std::path::Path;

use colli_testkit::shared::{self, SharedServer};
use colli_testkit::{program, psql};
use tempfile::TempDir;

use crate::tool::{Session, complaint, parts};

/// Where servers of these tests meet.
fn folder() -> TempDir {
    tempfile::Builder::new().prefix("pg-").tempdir_in("/tmp").unwrap()
}

fn server(folder: &Path) -> SharedServer {
    SharedServer::at(folder, 3).unwrap()
}

#[test]
fn each_test_has_an_empty_database_and_no_rights_beyond() {
    let (one, other) = (shared::database().unwrap(), shared::database().unwrap());
    assert_ne!(one.name(), other.name());
    psql(one.url(), "CREATE TABLE t (n int);").unwrap();
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(psql(one.url(), tables).unwrap(), "1");
    assert_eq!(psql(other.url(), tables).unwrap(), "0");
    assert_eq!(
        psql(one.url(), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user").unwrap(),
        "f"
    );
}

#[test]
fn a_database_goes_with_its_value_whoever_is_connected() {
    let database = shared::database().unwrap();
    let url = database.url().to_owned();
    let session = Session::open(&url, "");
    drop(database);
    session.ended();
    let gone = complaint(psql(&url, "SELECT 1"));
    assert!(gone.contains("does not exist"), "{gone}");
}

#[test]
fn a_template_is_filled_once_and_copied() {
    let (folder, fills) = (folder(), Cell::new(0));
    let server = server(folder.path());
    let make = |key: &str| {
        let fill = |url: &str| {
            fills.set(fills.get() + 1);
            psql(url, "CREATE TABLE t (n int); INSERT INTO t VALUES (1);").map(drop)
        };
        server.database_from_template(key, fill).unwrap()
    };
    let (one, other) = (make("version 1"), make("version 1"));
    assert_eq!(fills.get(), 1);
    psql(one.url(), "INSERT INTO t VALUES (2)").unwrap();
    assert_eq!(psql(one.url(), "SELECT count(*) FROM t").unwrap(), "2");
    assert_eq!(psql(other.url(), "SELECT count(*) FROM t").unwrap(), "1");
    make("version 2");
    assert_eq!(fills.get(), 2, "another key, another template");
}

#[test]
fn a_template_that_failed_is_tried_again() {
    let folder = folder();
    let server = server(folder.path());
    let failed = server.database_from_template("key", |url| {
        psql(url, "CREATE TABLE half (n int)").unwrap();
        Err("no such migration")
    });
    assert!(failed.unwrap_err().to_string().contains("no such migration"));
    let filled = server.database_from_template("key", |url| psql(url, "CREATE TABLE whole (n int)").map(drop));
    let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(psql(filled.unwrap().url(), tables).unwrap(), "whole");
}

#[test]
fn databases_of_killed_tests_are_dropped_and_no_others() {
    let folder = folder();
    let server = server(folder.path());
    let first = server.database().unwrap();
    let (address, name) = parts(first.url());
    let admin = format!("{address}/postgres");
    psql(
        &admin,
        "CREATE DATABASE colli_test_1000_00 TEMPLATE template0; CREATE DATABASE other_1000_00 TEMPLATE template0;",
    )
    .unwrap();
    let second = server.database().unwrap();
    let names = psql(&admin, "SELECT datname FROM pg_database").unwrap();
    let names: Vec<&str> = names.lines().collect();
    assert!(!names.contains(&"colli_test_1000_00"), "{names:?}");
    for kept in ["other_1000_00", name, second.name()] {
        assert!(names.contains(&kept), "{kept} of {names:?}");
    }
}

#[test]
fn other_programs_come_from_the_same_installation() {
    let database = shared::database().unwrap();
    psql(database.url(), "CREATE TABLE parcels (n int);").unwrap();
    let dump = program("pg_dump").unwrap().arg(database.url()).output().unwrap();
    assert!(dump.status.success(), "{dump:?}");
    let text = String::from_utf8(dump.stdout).unwrap();
    assert!(text.contains("CREATE TABLE public.parcels"), "{text}");
}
