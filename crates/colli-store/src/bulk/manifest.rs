//! What a backup says of itself: `backup.json`.

use super::error::BulkError;
use super::sqlite::{FILE, sync};
use super::sums::TableSum;
use aws_lc_rs::digest::{Context, SHA256, digest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

/// Its file.
const MANIFEST: &str = "backup.json";

/// The layout of backups this binary makes and reads.
const FORMAT: u32 = 1;

/// Bytes of a file read at once.
const CHUNK_BYTES: usize = 1 << 20;

/// What a backup says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The layout of the directory.
    pub format: u32,
    /// The version of colli that made it.
    pub colli_version: String,
    /// When it was begun. The moment it shows is a little later.
    pub created_at: Timestamp,
    /// Where the rows came from: `sqlite` or `postgres`.
    pub engine: String,
    /// The version of the schema.
    pub schema_version: i64,
    /// The database file.
    pub database: DatabaseFile,
    /// Counts and checksums; none when the schema is of an earlier version than the binary. The file's hash is enough.
    pub tables: Vec<TableSum>,
    /// The attachments, each in a file whose name ends with its hash.
    pub attachments: AttachmentFiles,
}

/// A database file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DatabaseFile {
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
}

/// Attachments in files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AttachmentFiles {
    /// How many.
    pub count: u64,
    /// Their lengths, together.
    pub bytes: u64,
}

impl Manifest {
    /// The format this binary writes.
    pub(crate) const fn format() -> u32 {
        FORMAT
    }

    /// Writes it into a backup, durably.
    pub(crate) fn write(&self, directory: &Path) -> Result<(), BulkError> {
        let path = directory.join(MANIFEST);
        let mut text =
            serde_json::to_string_pretty(self).map_err(|error| BulkError::file(&path)(std::io::Error::other(error)))?;
        text.push('\n');
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(BulkError::file(&path))?;
        sync(&path)
    }

    /// Reads that of a backup, and sees that the database file is the one it speaks of.
    pub(crate) fn verified(directory: &Path) -> Result<Self, BulkError> {
        let refused = |reason: String| BulkError::Backup {
            path: directory.to_owned(),
            reason,
        };
        let text = std::fs::read_to_string(directory.join(MANIFEST))
            .map_err(|error| refused(format!("{MANIFEST}: {error}")))?;
        let layout: Layout = serde_json::from_str(&text).map_err(|error| refused(format!("{MANIFEST}: {error}")))?;
        if layout.format != FORMAT {
            return Err(refused(format!(
                "its format is {}, this binary reads {FORMAT}: use a newer colli",
                layout.format
            )));
        }
        let manifest: Self = serde_json::from_str(&text).map_err(|error| refused(format!("{MANIFEST}: {error}")))?;
        let found = DatabaseFile::of(&directory.join(FILE)).map_err(|error| refused(error.to_string()))?;
        if found != manifest.database {
            return Err(refused(format!(
                "{FILE} is not the file it was made with (its hash differs)"
            )));
        }
        Ok(manifest)
    }
}

/// The member every format has.
#[derive(Deserialize)]
struct Layout {
    format: u32,
}

/// SHA-256 of some bytes: for the attachments beside a database, whose names carry theirs.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let hash = digest(&SHA256, bytes);
    hash.as_ref().first_chunk().copied().unwrap_or_default()
}

impl DatabaseFile {
    /// Reads a file once.
    pub(crate) fn of(path: &Path) -> Result<Self, BulkError> {
        let (mut context, mut bytes) = (Context::new(&SHA256), 0);
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut file = File::open(path).map_err(BulkError::file(path))?;
        loop {
            let read = file.read(&mut chunk).map_err(BulkError::file(path))?;
            if read == 0 {
                break;
            }
            context.update(chunk.get(..read).unwrap_or_default());
            bytes += read as u64;
        }
        let mut sha256 = String::with_capacity(64);
        for byte in context.finish().as_ref() {
            // Writing to a String cannot fail.
            let _ = write!(sha256, "{byte:02x}");
        }
        Ok(Self { bytes, sha256 })
    }
}
