//! Every start that cannot work ends with one line on standard error and a code that is not 0.

use std::net::TcpListener;
use std::path::Path;

use super::binary::{Server, colli, run, stderr};

/// The one line of a refusal.
fn refused(directory: &Path, arguments: &[&str], code: i32) -> String {
    let output = run(directory, arguments);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    assert_eq!(text.lines().count(), 1, "{arguments:?}: {text}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    text.strip_prefix("colli: ")
        .unwrap_or_else(|| panic!("{text}"))
        .trim_end()
        .to_owned()
}

const FREE_PORT: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

#[test]
fn wrong_command_lines_name_the_nearest_right_one() {
    let directory = tempfile::tempdir().unwrap();
    let line = refused(directory.path(), &["serve", "--listn", "x"], 2);
    assert!(line.contains("'--listn'") && line.contains("'--listen'"), "{line}");
    let line = refused(directory.path(), &["serv"], 2);
    assert!(line.contains("'serv'") && line.contains("'serve'"), "{line}");
    let line = refused(directory.path(), &["serve", "--data", "a", "--database", "b"], 2);
    assert!(line.contains("--database"), "{line}");
}

#[test]
fn bad_configuration_names_its_place() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("c.toml"),
        "[server]\nlisten = \"127.0.0.1:0\"\nmax_conections = 5\n",
    )
    .unwrap();
    assert_eq!(
        refused(directory.path(), &["serve", "--config", "c.toml"], 2),
        "c.toml:3:1: unknown key server.max_conections; did you mean server.max_connections?"
    );
    std::fs::write(directory.path().join("d.toml"), "[log]\nformat = \"xml\"\n").unwrap();
    assert_eq!(
        refused(directory.path(), &["serve", "--config", "d.toml"], 2),
        "d.toml:2:10: log.format must be one of text, json, not \"xml\""
    );
    let line = refused(directory.path(), &["serve", "--listen", "nowhere"], 2);
    assert!(line.starts_with("--listen: server.listen must be an address"), "{line}");
    let output = colli(directory.path())
        .arg("serve")
        .env("COLLI_STORE_READERS", "none")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output).lines().count(), 1);
    assert!(
        stderr(&output).contains("COLLI_STORE_READERS: store.readers must be a whole number"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_taken_port_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = refused(directory.path(), &["serve", "--listen", &address], 1);
    assert!(line.contains(&address) && line.contains("--listen"), "{line}");
}

#[test]
fn directories_that_cannot_be_used_are_named() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("file"), "not a directory").unwrap();
    let line = refused(
        directory.path(),
        &[&FREE_PORT[..], &["--data", "file/below"]].concat(),
        1,
    );
    assert!(line.contains("file/below"), "{line}");
    let line = refused(
        directory.path(),
        &[&FREE_PORT[..], &["--network", "nowhere"]].concat(),
        1,
    );
    assert!(line.contains("nowhere"), "{line}");
}

#[test]
fn a_damaged_database_is_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("data/colli.db");
    std::fs::create_dir(directory.path().join("data")).unwrap();
    std::fs::write(&database, "this is no database, whatever its name says").unwrap();
    let line = refused(directory.path(), &[&FREE_PORT[..], &["--data", "data"]].concat(), 1);
    assert!(line.contains("colli.db"), "{line}");
    assert_eq!(
        std::fs::read_to_string(database).unwrap(),
        "this is no database, whatever its name says"
    );
}

#[test]
fn a_second_server_on_the_same_directory_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let _first = Server::start(directory.path(), &[]);
    let line = refused(directory.path(), &[&FREE_PORT[..], &["--data", "data"]].concat(), 1);
    assert!(line.contains("in use by another server"), "{line}");
}

#[test]
fn the_demo_stays_on_this_machine_unless_told_otherwise() {
    let directory = tempfile::tempdir().unwrap();
    let line = refused(directory.path(), &["serve", "--demo", "--listen", "0.0.0.0:0"], 2);
    assert!(line.contains("--demo-anywhere"), "{line}");
    let mut command = colli(directory.path());
    command.args([
        "serve",
        "--demo",
        "--demo-anywhere",
        "--listen",
        "0.0.0.0:0",
        "--data",
        "data",
    ]);
    assert!(Server::spawn(command).address.starts_with("0.0.0.0:"));
}

#[test]
fn addresses_of_other_database_servers_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = [&FREE_PORT[..], &["--database", "mysql://localhost/colli"]].concat();
    let line = refused(directory.path(), &arguments, 2);
    assert!(line.contains("postgres://") && line.contains("--database"), "{line}");
}

#[test]
fn a_bad_master_key_is_refused_without_showing_it() {
    let directory = tempfile::tempdir().unwrap();
    let output = colli(directory.path())
        .args(FREE_PORT)
        .args(["--data", "data"])
        .env("COLLI_MASTER_KEY", "hunter2")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("COLLI_MASTER_KEY") && !stderr(&output).contains("hunter2"),
        "{}",
        stderr(&output)
    );
}
