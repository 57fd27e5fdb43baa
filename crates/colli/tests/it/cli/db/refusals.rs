//! What is refused: in one line, and nothing is changed.

use super::{done, files, refusal, refused};
use crate::cli::binary::{colli, run, stderr, stdout};

#[test]
fn bad_input_is_one_line_and_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path();
    done(place, &["db", "fill", "--demo", "--shipments", "20", "--data", "data"]);
    done(place, &["db", "fill", "--demo", "--shipments", "1", "--data", "other"]);
    done(place, &["db", "backup", "--data", "data", "--to", "backup"]);
    std::fs::create_dir(place.join("theirs")).unwrap();
    std::fs::write(place.join("theirs/colli.db"), "not a database, but a file of somebody").unwrap();
    let used = colli_testkit::shared::database().unwrap();
    done(place, &["db", "copy", "--from", "data", "--to", used.url()]);
    let missing = used.url().replace(used.name(), "colli_nowhere");
    let before = files(place);
    for (arguments, words) in [
        (&["backup", "--data", "data", "--to", "backup"][..], "backup exists"),
        (
            &["backup", "--data", "data", "--to", "data/colli.db"],
            "data/colli.db exists",
        ),
        (&["backup", "--data", "data", "--to", "/proc/backup"], "/proc/backup"),
        (
            &["backup", "--data", "nowhere", "--to", "new"],
            "nowhere holds no Colli database",
        ),
        (
            &["backup", "--data", "theirs", "--to", "new"],
            "is not a Colli database",
        ),
        (
            &["backup", "--database", "postgres://u@127.0.0.1:1/d", "--to", "new"],
            "postgres://u@127.0.0.1:1/d",
        ),
        (&["restore", "--from", "nowhere", "--data", "new"], "no usable backup"),
        (&["restore", "--from", "data", "--data", "new"], "no usable backup"),
        (&["restore", "--from", "backup", "--data", "other"], "is not empty"),
        (
            &["restore", "--from", "backup", "--data", "theirs"],
            "is not a Colli database",
        ),
        (&["restore", "--from", "backup", "--data", "/proc/new"], "/proc/new"),
        (
            &["restore", "--from", "backup", "--database", used.url()],
            "is not empty",
        ),
        (
            &["copy", "--from", "data", "--to", "other"],
            "is not empty (table organisations has rows)",
        ),
        (
            &["copy", "--from", "data", "--to", used.url()],
            "is not empty (table organisations has rows)",
        ),
        (&["copy", "--from", "data", "--to", "data"], "in use"),
        (&["copy", "--from", "data", "--to", "theirs"], "is not a Colli database"),
        (&["copy", "--from", "theirs", "--to", "new"], "is not a Colli database"),
        (
            &["copy", "--from", "nowhere", "--to", "new"],
            "nowhere holds no Colli database",
        ),
        (&["copy", "--from", "data", "--to", "/proc/new"], "/proc/new"),
        (&["copy", "--from", "data", "--to", &missing], "make it with createdb"),
        (&["check", "--data", "nowhere"], "nowhere holds no Colli database"),
        (&["check", "--database", &missing], "make it with createdb"),
    ] {
        refused(place, &[&["db"], arguments].concat(), words);
    }
    for (arguments, words) in [
        (
            &["copy", "--from", "mysql://u:s3cret@h/d", "--to", "new"][..],
            "--from takes a data directory",
        ),
        (&["copy", "--from", "data", "--to", ""], "--to takes a data directory"),
        (&["check", "--database", "mysql://u:s3cret@h/d"], "postgres://"),
    ] {
        let line = refusal(&run(place, &[&["db"], arguments].concat()), 2);
        assert!(line.contains(words) && !line.contains("s3cret"), "{line}");
    }
    assert_eq!(files(place), before);
    assert!(!place.join("new").exists());
}

#[test]
fn passwords_are_never_printed() {
    let settings = colli_testkit::Settings {
        tcp_port: Some(0),
        ..colli_testkit::Settings::default()
    };
    let cluster = colli_testkit::Cluster::start(settings).unwrap();
    let right = cluster.tcp_url(colli_testkit::USER).unwrap();
    let wrong = right.replace(colli_testkit::PASSWORD, "s3cret");
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path();
    done(place, &["db", "fill", "--demo", "--shipments", "3", "--data", "data"]);
    let line = refusal(&run(place, &["db", "copy", "--from", "data", "--to", &wrong]), 1);
    assert!(line.contains("check user and password"), "{line}");
    let by_variable = colli(place)
        .args(["db", "check"])
        .env("COLLI_STORE_DATABASE", &wrong)
        .output()
        .unwrap();
    assert!(refusal(&by_variable, 1).contains("check user and password"));
    let outputs = [
        &["db", "copy", "--from", "data", "--to", &right][..],
        &["db", "copy", "--from", "data", "--to", &right],
        &["db", "check", "--database", &right],
        &["db", "backup", "--database", &right, "--to", "backup"],
        &["db", "restore", "--from", "backup", "--database", &right],
        &["db", "copy", "--from", "data", "--to", &wrong],
    ]
    .map(|arguments| run(place, arguments));
    let codes = outputs.each_ref().map(|output| output.status.code());
    assert_eq!(codes, [Some(0), Some(1), Some(0), Some(0), Some(1), Some(1)]);
    for output in outputs {
        let printed = stdout(&output) + &stderr(&output);
        assert!(
            !printed.contains(colli_testkit::PASSWORD) && !printed.contains("s3cret"),
            "{printed}"
        );
    }
}
