//! A backup into a data directory or onto a database server.

use super::attachments::AttachmentRows;
use super::copy::{Copied, Copy};
use super::error::BulkError;
use super::manifest::Manifest;
use super::source::{Source, blocking};
use super::sqlite::{FILE, Reading, sync};
use super::target::{Place, Target};
use crate::sqlite::open;
use crate::{Database, OpenError, migrate};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// A backup whose database file is the one it was made with.
pub struct Restore {
    directory: PathBuf,
    manifest: Manifest,
    /// The file in the form of this binary: the backup's own, or a copy that was brought up to date.
    file: PathBuf,
    _up_to_date: Option<tempfile::TempDir>,
}

impl Restore {
    /// Verifies a backup. One of a later version is refused.
    pub async fn open(directory: &Path) -> Result<Self, BulkError> {
        let directory = directory.to_owned();
        blocking(move || {
            let manifest = Manifest::verified(&directory)?;
            let file = directory.join(FILE);
            if Reading::beside(&file)?.is_of_this_version() {
                return Ok(Self {
                    directory,
                    manifest,
                    file,
                    _up_to_date: None,
                });
            }
            let place = tempfile::tempdir().map_err(BulkError::file("(temporary directory)"))?;
            let copy = place.path().join(FILE);
            bring_up_to_date(&file, &copy)?;
            Ok(Self {
                directory,
                manifest,
                file: copy,
                _up_to_date: Some(place),
            })
        })
        .await
    }

    /// What the backup says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Where its attachments are.
    pub fn attachments_directory(&self) -> PathBuf {
        self.directory.join("attachments")
    }

    /// The rows of its attachments.
    pub async fn attachments(&self) -> Result<AttachmentRows, BulkError> {
        AttachmentRows::of_file(&self.file).await
    }

    /// Copies its database into an empty one, made when missing.
    pub async fn make(&self, to: &Database) -> Result<Copy, BulkError> {
        let (file, manifest) = (self.file.clone(), self.manifest.clone());
        let copy = match to {
            Database::Server(_) => {
                let reading = blocking(move || Reading::beside(&file)?.of_this_version()).await?;
                Copy::of(Source::Sqlite(reading), to).await?
            }
            Database::Directory(path) => {
                let path = path.clone();
                blocking(move || into_directory(&file, &path)).await?
            }
        };
        // Of an earlier version the tables are not comparable; the file's hash was.
        let as_backed_up = manifest.schema_version != migrate::newest(migrate::SQLITE)
            || copy.tables().iter().map(|table| &table.sent).eq(&manifest.tables);
        if !as_backed_up {
            return Err(BulkError::Backup {
                path: self.directory.clone(),
                reason: "its tables are not those it was made with".to_owned(),
            });
        }
        Ok(copy)
    }
}

/// Copies the file itself: it is what a data directory holds.
fn into_directory(file: &Path, directory: &Path) -> Result<Copy, BulkError> {
    let place = Place::take(directory)?;
    copy_file(file, &place.draft)?;
    let sent = Reading::beside(file)?.sums()?;
    let arrived = Reading::beside(&place.draft)?.sums()?;
    let tables = sent.into_iter().zip(arrived);
    let tables = tables.map(|(sent, arrived)| Copied { sent, arrived }).collect();
    Ok(Copy::filled(Target::Directory(place, None), tables))
}

fn copy_file(from: &Path, to: &Path) -> Result<(), BulkError> {
    open::make_private(to)?;
    std::fs::copy(from, to).map_err(BulkError::file(to))?;
    sync(to)
}

fn bring_up_to_date(file: &Path, copy: &Path) -> Result<(), BulkError> {
    copy_file(file, copy)?;
    let failed = |error: rusqlite::Error| {
        BulkError::Open(OpenError::Migration {
            path: file.to_owned(),
            reason: error.to_string(),
        })
    };
    let mut connection = Connection::open(copy).map_err(failed)?;
    migrate::sqlite(&mut connection, copy).map_err(BulkError::Open)
}
