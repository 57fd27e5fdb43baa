//! A data directory that cannot be written: one line, and nothing changes.

use super::server::{SERVE, Server};
use super::{mounted, program};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

/// The one line a start ends with.
fn refusal(mut command: Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty() && said.lines().count() == 1, "{said}");
    let line = said.strip_prefix("colli: ").unwrap_or_else(|| panic!("{said}"));
    line.trim_end().to_owned()
}

/// Every file of a data directory. What the engine keeps in memory between processes may be made again.
fn content(data: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .filter(|(name, _)| !name.ends_with("-shm"))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_file_system_is_named_and_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    // Killed, so that the log holds what the file does not.
    Server::start(home.path()).kill();
    let before = content(&data);
    let script = "mount --bind data data; mount -o remount,bind,ro data";
    let command = mounted(home.path(), script, &SERVE).unwrap_or_else(|| {
        // Where nobody may mount, nobody is root, and modes are obeyed.
        for (path, mode) in [(data.join("colli.lock"), 0o400), (data.clone(), 0o500)] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let mut command = program(env!("CARGO_BIN_EXE_colli"), home.path());
        command.args(SERVE);
        command
    });
    let line = refusal(command);
    assert!(line.contains("data"), "{line}");
    assert!(
        line.contains("Read-only file system") || line.contains("Permission denied"),
        "{line}"
    );
    assert!(content(&data) == before, "files changed");
    for (path, mode) in [(data.clone(), 0o700), (data.join("colli.lock"), 0o600)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    Server::start(home.path()).client().token().await;
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("file"), "mine").unwrap();
    for (place, reason) in [
        ("file", "exists"),
        ("file/data", "Not a directory"),
        ("/proc/colli-data", "No such file or directory"),
    ] {
        let mut command = program(env!("CARGO_BIN_EXE_colli"), home.path());
        command.args(["serve", "--listen", "127.0.0.1:0", "--data", place]);
        let line = refusal(command);
        assert!(line.contains(place) && line.contains(reason), "{line}");
    }
    assert_eq!(std::fs::read_to_string(home.path().join("file")).unwrap(), "mine");
}
