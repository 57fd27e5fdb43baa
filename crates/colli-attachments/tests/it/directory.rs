//! What holds in a directory only.

use crate::everywhere::TestPlace;
use crate::fixture::{BYTES_MAX, content, listed, plain};
use colli_attachments::{Attachments, Error, Settings};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A directory below a fresh one.
pub(crate) struct InDirectory(TempDir);

impl TestPlace for InDirectory {
    async fn fresh() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn attachments(&self) -> Attachments {
        Attachments::in_directory(self.path())
    }
}

impl InDirectory {
    fn path(&self) -> PathBuf {
        self.0.path().join("data").join("attachments")
    }
}

/// Every file and directory below, the directory itself included.
fn tree(path: &Path) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap();
        found.extend(entries.flat_map(|entry| tree(&entry.unwrap().path())));
    }
    found
}

#[tokio::test]
async fn the_directory_is_made_by_the_first_put_and_not_before() {
    let place = InDirectory::fresh().await;
    let attachments = place.attachments();
    assert!(!attachments.exists(&plain(1)).await.unwrap());
    attachments.delete(&plain(1)).await.unwrap();
    assert_eq!(listed(&attachments).await, []);
    assert!(!place.path().exists());
    attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap();
    assert!(place.path().is_dir());
}

#[tokio::test]
async fn a_directory_made_by_another_node_is_seen() {
    let place = InDirectory::fresh().await;
    let (one, other) = (place.attachments(), place.attachments());
    assert!(!other.exists(&plain(1)).await.unwrap());
    one.put(&plain(1), content(4), BYTES_MAX).await.unwrap();
    assert_eq!(other.get(&plain(1), BYTES_MAX).await.unwrap(), Some(content(4)));
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_what_is_stored() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = InDirectory::fresh().await;
    place.attachments().put(&plain(1), content(1), BYTES_MAX).await.unwrap();
    let all = tree(&place.path());
    assert_eq!(all.len(), 4, "{all:?}");
    for path in all {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{}", path.display());
    }
}

#[tokio::test]
async fn files_of_others_and_of_crashed_puts_are_passed_over() {
    let place = InDirectory::fresh().await;
    let attachments = place.attachments();
    attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap();
    let file = tree(&place.path()).into_iter().find(|path| path.is_file()).unwrap();
    fs::write(format!("{}#1", file.display()), b"half").unwrap();
    fs::write(file.with_file_name("README"), b"hello").unwrap();
    fs::write(place.path().join("README"), b"hello").unwrap();
    assert_eq!(listed(&attachments).await.len(), 1);
    // The put that is tried again after the crash takes another name for its half.
    attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap();
    assert_eq!(attachments.get(&plain(1), BYTES_MAX).await.unwrap(), Some(content(1)));
}

#[tokio::test]
async fn a_failed_put_leaves_nothing_to_read() {
    let place = InDirectory::fresh().await;
    let attachments = place.attachments();
    attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap();
    let file = tree(&place.path()).into_iter().find(|path| path.is_file()).unwrap();
    // Where the file should go, a directory stands in the way.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    fs::write(file.join("x"), b"x").unwrap();
    let before = tree(&place.path()).len();
    attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap_err();
    assert!(!attachments.exists(&plain(1)).await.unwrap());
    assert_eq!(tree(&place.path()).len(), before, "no half is left behind");
}

#[tokio::test]
async fn a_path_that_is_no_directory_is_one_clear_line() {
    let place = InDirectory::fresh().await;
    fs::create_dir(place.path().parent().unwrap()).unwrap();
    fs::write(place.path(), b"a file").unwrap();
    let attachments = place.attachments();
    for error in [
        attachments.check().await.unwrap_err(),
        attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap_err(),
        attachments.get(&plain(1), BYTES_MAX).await.unwrap_err(),
    ] {
        let line = error.to_string();
        assert!(matches!(error, Error::Directory { .. }), "{line}");
        let start = "the directory cannot be used: ";
        assert!(line.starts_with(start) && !line.contains('\n'), "{line}");
        assert!(!error.is_temporary());
    }
    assert_eq!(fs::read(place.path()).unwrap(), b"a file");
}

#[tokio::test]
async fn a_directory_nothing_can_be_written_to_fails_the_check() {
    // Rights do not stop the superuser; this file system does.
    let attachments = Attachments::in_directory("/proc/colli-attachments");
    let line = attachments.check().await.unwrap_err().to_string();
    assert!(line.starts_with("the directory cannot be used: "), "{line}");
}

#[tokio::test]
async fn the_default_directory_is_used_when_no_location_is_set() {
    let place = InDirectory::fresh().await;
    let elsewhere = place.0.path().join("elsewhere");
    for (location, wanted) in [("", place.path()), (elsewhere.to_str().unwrap(), elsewhere.clone())] {
        let settings = Settings {
            location: location.to_owned(),
            default_directory: place.path(),
            ..Settings::default()
        };
        let attachments = Attachments::open(&settings).unwrap();
        assert_eq!(attachments.shown(), wanted.display().to_string());
        assert!(!attachments.is_remote() && !wanted.exists());
        attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap();
        assert!(wanted.is_dir());
    }
}
