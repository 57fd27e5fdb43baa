//! Help, version, completions, the defaults.

use super::binary::{run, stdout};

#[test]
fn help_is_for_newcomers() {
    let directory = tempfile::tempdir().unwrap();
    let help = run(directory.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    insta::assert_snapshot!("help", stdout(&help));
    let help = run(directory.path(), &["serve", "--help"]);
    assert_eq!(help.status.code(), Some(0));
    insta::assert_snapshot!("help_serve", stdout(&help));
}

#[test]
fn without_a_command_help_is_printed_and_the_code_is_2() {
    let directory = tempfile::tempdir().unwrap();
    let output = run(directory.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("colli serve --demo"));
}

#[test]
fn completions_exist_for_every_shell() {
    let directory = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(directory.path(), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(stdout(&output).contains("demo-anywhere"), "{shell}");
    }
}

#[test]
fn the_printed_defaults_are_a_valid_file_that_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let defaults = stdout(&run(directory.path(), &["config"]));
    std::fs::write(directory.path().join("colli.toml"), &defaults).unwrap();
    let with_file = run(directory.path(), &["config", "--config", "colli.toml"]);
    let without = run(directory.path(), &["config", "--effective"]);
    assert_eq!(with_file.status.code(), Some(0));
    assert_eq!(stdout(&with_file), stdout(&without));
    assert!(stdout(&without).contains("127.0.0.1:8080"));
}
