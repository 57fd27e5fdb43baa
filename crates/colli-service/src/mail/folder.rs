//! Mail as files: a folder with `tmp` and `new`, as maildirs have them. A file appears in `new` whole or not at all.

use super::MailFailure;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What files are named for people and programs.
const ENDING: &str = "eml";

/// A folder of mail.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens a folder, making what is missing.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        for part in ["tmp", "new", "cur"] {
            std::fs::create_dir_all(path.join(part))?;
        }
        Ok(Self { path: path.to_owned() })
    }

    /// Puts a mail there; one of the same name is replaced.
    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), MailFailure> {
        let file = format!("{name}.{ENDING}");
        let (temporary, place) = (self.path.join("tmp").join(&file), self.path.join("new").join(&file));
        let written = tokio::task::spawn_blocking(move || write(&temporary, &place, &bytes)).await;
        let failed = |error: &dyn std::fmt::Display| MailFailure::temporary(format!("the mail folder: {error}"));
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(failed(&error)),
            Err(error) => Err(failed(&error)),
        }
    }
}

fn write(temporary: &Path, place: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(temporary, place)
}
