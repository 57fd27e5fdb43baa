//! Addresses that lead nowhere or to nobody who lets us in: one line, which never shows the password.

use super::{refusal, serve};
use colli_testkit::{Cluster, PASSWORD, Settings, USER};

/// What `colli serve --demo` says to this address.
fn said(database: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let line = refusal(serve(directory.path(), database).args(["--demo", "--data", "data"]));
    assert!(!line.contains(PASSWORD), "{line}");
    assert!(!directory.path().join("data").exists(), "nothing was made");
    line
}

#[test]
fn addresses_that_are_wrong_say_what_is_wrong() {
    for (url, words) in [
        ("postgres://colli@localhost", "names no database"),
        ("postgres:///colli", "names no host"),
        ("postgres://colli@localhost:port/colli", "port"),
        (
            "postgres://colli@localhost/colli?sslmode=prefer",
            "sslmode is disable or verify-full",
        ),
        ("postgres://colli@localhost/colli?colour=red", "colour"),
        (
            "postgres://colli@db.example/colli?sslrootcert=/nowhere/ca.pem",
            "/nowhere/ca.pem",
        ),
        ("mysql://colli@localhost/colli", "starts with postgres://"),
        ("postgres://colli@%2Fnowhere/colli", "postgres://colli@%2Fnowhere/colli"),
    ] {
        let line = said(url);
        assert!(line.contains(words), "{url}: {line}");
    }
}

#[test]
fn a_database_that_is_not_there_at_the_start_is_named() {
    let mut cluster = Cluster::start(Settings {
        tcp_port: Some(0),
        ..Settings::default()
    })
    .unwrap();
    let login = format!("{USER}:{PASSWORD}@");
    let good = cluster.tcp_url(USER).unwrap();
    assert!(good.contains(&login), "{good}");

    let line = said(&good.replace(PASSWORD, "wrong"));
    assert!(
        line.contains("password authentication failed")
            && line.contains("check user and password")
            && !line.contains("wrong@"),
        "{line}"
    );
    let line = said(&good.replace(&login, "nobody:x@"));
    assert!(
        line.contains("nobody") && line.contains("check user and password"),
        "{line}"
    );
    let line = said(&good.replace(&login, &format!("{USER}@")));
    assert!(line.contains("password"), "{line}");
    let line = said(&cluster.tcp_url("missing").unwrap());
    assert!(
        line.contains(r#"database "missing" does not exist"#) && line.contains("createdb"),
        "{line}"
    );

    let socket = cluster.url(USER);
    cluster.stop().unwrap();
    for url in [good, socket] {
        let line = said(&url);
        assert!(line.contains("cannot be opened") && line.contains("connect"), "{line}");
    }
}
