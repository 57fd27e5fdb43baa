//! Backups: a directory with an embedded database of one moment, the attachments, and what it says of itself. It is made
//! under another name and has its own only when it is whole and on the disk.

use super::attachments::AttachmentRows;
use super::copy::Copy;
use super::error::BulkError;
use super::manifest::{AttachmentFiles, DatabaseFile, Manifest};
use super::source::{Source, blocking};
use super::sqlite::{FILE, Reading, sync};
use super::sums::TableSum;
use crate::Database;
use crate::migrate::{POSTGRES, newest};
use crate::sqlite::open::private_directories;
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// Where the attachments of a backup are, below it.
const ATTACHMENTS: &str = "attachments";

/// A backup that is being made. Dropped before the end, nothing of it stays.
pub struct Backup {
    to: PathBuf,
    draft: PathBuf,
    engine: &'static str,
    schema_version: i64,
    tables: Vec<TableSum>,
}

impl Backup {
    /// Backs up a database, which servers may be using, into a directory that must not exist, or be empty.
    pub async fn make(from: &Database, to: &Path) -> Result<Self, BulkError> {
        let to = to.to_owned();
        let mut backup = blocking(move || Self::begin(to)).await?;
        match from {
            Database::Directory(path) => {
                let path = path.join(FILE);
                backup = blocking(move || backup.take_file(&path)).await?;
            }
            Database::Server(_) => backup.take_server(from).await?,
        }
        Ok(backup)
    }

    fn begin(to: PathBuf) -> Result<Self, BulkError> {
        let is_free = match std::fs::read_dir(&to) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        };
        if !is_free {
            return Err(BulkError::Exists { path: to });
        }
        let mut name = to.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let draft = parent(&to).join(name);
        private_directories().create(&draft).map_err(BulkError::file(&draft))?;
        Ok(Self {
            to,
            draft,
            engine: "",
            schema_version: 0,
            tables: Vec::new(),
        })
    }

    /// Copies an embedded database: in one transaction of a reader, which keeps no writer waiting.
    fn take_file(mut self, path: &Path) -> Result<Self, BulkError> {
        let file = self.draft.join(FILE);
        Reading::beside(path)?.write_to(&file)?;
        let made = Reading::beside(&file)?;
        (self.engine, self.schema_version) = ("sqlite", made.version());
        if made.is_of_this_version() {
            self.tables = made.sums()?;
        }
        Ok(self)
    }

    async fn take_server(&mut self, from: &Database) -> Result<(), BulkError> {
        let source = Source::beside(from).await?;
        let copy = Copy::of(source, &Database::Directory(self.draft.clone())).await?;
        self.tables = copy.tables().iter().map(|table| table.arrived.clone()).collect();
        copy.commit().await?;
        // Made for the lock of a data directory, which this is not.
        let lock = self.draft.join("colli.lock");
        std::fs::remove_file(&lock).map_err(BulkError::file(lock))?;
        (self.engine, self.schema_version) = ("postgres", newest(POSTGRES));
        Ok(())
    }

    /// Where to put the attachments.
    pub fn attachments_directory(&self) -> PathBuf {
        self.draft.join(ATTACHMENTS)
    }

    /// The rows of the attachments in this backup; none when its schema is of an earlier version.
    pub async fn attachments(&self) -> Result<Option<AttachmentRows>, BulkError> {
        if self.tables.is_empty() {
            return Ok(None);
        }
        AttachmentRows::of_file(&self.draft.join(FILE)).await.map(Some)
    }

    /// Seals the backup and gives it its name.
    pub async fn finish(
        self,
        colli_version: &str,
        created_at: Timestamp,
        attachments: AttachmentFiles,
    ) -> Result<Manifest, BulkError> {
        let colli_version = colli_version.to_owned();
        blocking(move || {
            let manifest = Manifest {
                format: Manifest::format(),
                colli_version,
                created_at,
                engine: self.engine.to_owned(),
                schema_version: self.schema_version,
                database: DatabaseFile::of(&self.draft.join(FILE))?,
                tables: self.tables.clone(),
                attachments,
            };
            manifest.write(&self.draft)?;
            sync(&self.draft)?;
            std::fs::rename(&self.draft, &self.to).map_err(BulkError::file(&self.to))?;
            sync(parent(&self.to))?;
            Ok(manifest)
        })
        .await
    }
}

impl Drop for Backup {
    fn drop(&mut self) {
        // Gone already when it has its own name.
        let _ = std::fs::remove_dir_all(&self.draft);
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
