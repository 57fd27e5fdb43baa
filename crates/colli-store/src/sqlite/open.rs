//! Opening: the directory, its lock, the checks that tell a usable database from another file, and the settings of
//! every connection.

use super::mapping;
use crate::{OpenError, migrate};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{DirBuilder, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks a database file as ours (`COLI`), in the header field SQLite keeps for that.
pub(crate) const APPLICATION_ID: i32 = 0x434f_4c49;

/// Files up to this size, in bytes, have every page checked when opened (about a tenth of a second); larger ones only
/// their outline.
const FULL_CHECK_BYTES_MAX: u64 = 32 << 20;

/// How long a connection waits for another one's lock. Only recovery after a crash holds one for long.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Settings of the writer. `full` syncs the log at every commit (law 1); checkpoints are made
/// beside the writer (`checkpoint.rs`); the log file is kept and overwritten, which syncs faster than a growing one.
/// The page cache holds what a full batch changes and little more: a commit after a page was split looks at every page in it.
/// Other pages are mapped where the file fits into memory (`mapping.rs`).
const WRITER_SETTINGS: &str = "
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma fullfsync = on;
    pragma checkpoint_fullfsync = on;
    pragma wal_autocheckpoint = 0;
    pragma journal_size_limit = 268435456;
    pragma cache_size = -8192;
    pragma temp_store = memory;
    pragma trusted_schema = off;
    pragma cell_size_check = on;";

/// Settings of a reader. Its page cache is dropped whenever the writer commits, so it is small and pages are mapped.
const READER_SETTINGS: &str = "
    pragma query_only = on;
    pragma cache_size = -2048;
    pragma temp_store = memory;
    pragma trusted_schema = off;";

/// Settings of the connection that makes checkpoints.
const CHECKPOINTER_SETTINGS: &str = "
    pragma synchronous = full;
    pragma fullfsync = on;
    pragma checkpoint_fullfsync = on;
    pragma wal_autocheckpoint = 0;
    pragma cache_size = -256;";

/// Statements a connection keeps prepared: more than the store has.
const STATEMENTS_MAX: usize = 128;

/// A database ready to be written.
pub(crate) struct Opened {
    /// The writer's connection.
    pub(crate) connection: Connection,
    /// Held for as long as the database is in use.
    pub(crate) lock: File,
    /// The database file.
    pub(crate) path: PathBuf,
}

/// Opens or makes the database of a directory.
pub(crate) fn database(directory: &Path) -> Result<Opened, OpenError> {
    make_directory(directory)?;
    let lock = take_lock(directory)?;
    let path = directory.join("colli.db");
    let mut connection = connect(&path)?;
    migrate::sqlite(&mut connection, &path)?;
    Ok(Opened { connection, lock, path })
}

/// Opens a reading connection to a database that is open for writing.
pub(super) fn reader(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.execute_batch(READER_SETTINGS)?;
        connection.execute_batch(&mapping::statement(path))?;
        keep_statements(&connection)?;
        Ok(connection)
    };
    open().map_err(|error: rusqlite::Error| open_error(path, &error))
}

/// Opens a connection that only moves pages from the log into the file. The writer chooses when.
pub(super) fn checkpointer(path: &Path) -> Result<Connection, OpenError> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.execute_batch(CHECKPOINTER_SETTINGS)?;
        Ok(connection)
    };
    open().map_err(|error: rusqlite::Error| open_error(path, &error))
}

fn make_directory(directory: &Path) -> Result<(), OpenError> {
    private_directories()
        .create(directory)
        .map_err(|error| directory_error(directory, &error))
}

/// Makes directories for their owner's eyes only: they will hold personal data and keys.
pub(crate) fn private_directories() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

fn take_lock(directory: &Path) -> Result<File, OpenError> {
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(directory.join("colli.lock"))
        .map_err(|error| directory_error(directory, &error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
            path: directory.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(directory_error(directory, &error)),
    }
}

/// Makes the database file for its owner's eyes only: it holds the addresses of receivers. The engine gives its log and
/// its index the same rights.
pub(crate) fn make_private(path: &Path) -> Result<(), OpenError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |error: std::io::Error| OpenError::Engine {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    options.open(path).map(drop).map_err(failed)
}

fn connect(path: &Path) -> Result<Connection, OpenError> {
    let failed = |error: rusqlite::Error| open_error(path, &error);
    let is_empty = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
    make_private(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    let is_new = is_empty || check(&connection, path)? == Content::Nothing;
    connection.execute_batch(WRITER_SETTINGS).map_err(failed)?;
    connection.execute_batch(&mapping::statement(path)).map_err(failed)?;
    if is_new {
        connection
            .pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(failed)?;
    }
    keep_statements(&connection).map_err(failed)?;
    Ok(connection)
}

/// Lets a connection prepare each statement once. Without the stability guarantee a plan may depend on bound values, so
/// that SQLite prepares many joins again whenever a value changes.
pub(crate) fn keep_statements(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map(drop)
}

/// What is in a database file.
#[derive(PartialEq, Eq)]
enum Content {
    /// Our tables, or their beginnings.
    Ours,
    /// Nothing yet: the first start was cut short.
    Nothing,
}

/// Refuses a file that is no database, another program's, cut off or garbled.
fn check(connection: &Connection, path: &Path) -> Result<Content, OpenError> {
    let failed = |error: rusqlite::Error| open_error(path, &error);
    let number = |name: &str| {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .map_err(failed)
    };
    let mark = number("application_id")?;
    if mark != i64::from(APPLICATION_ID) {
        let tables: i64 = connection
            .query_row("select count(*) from sqlite_schema", [], |row| row.get(0))
            .map_err(failed)?;
        if mark == 0 && tables == 0 {
            return Ok(Content::Nothing);
        }
        return Err(OpenError::NotADatabase {
            path: path.to_owned(),
            reason: "another program made it".to_owned(),
        });
    }
    // What a crash left in the log goes into the file first: nobody else has it open.
    connection
        .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
        .map_err(failed)?;
    let expected = u64::try_from(number("page_count")?.saturating_mul(number("page_size")?)).unwrap_or(u64::MAX);
    let length = std::fs::metadata(path).map_or(0, |file| file.len());
    if length < expected {
        let reason = format!("it has {length} bytes of {expected}");
        return Err(OpenError::Damaged {
            path: path.to_owned(),
            reason,
        });
    }
    let depth = if length <= FULL_CHECK_BYTES_MAX {
        "pragma quick_check(1)"
    } else {
        "pragma quick_check(sqlite_schema)"
    };
    let verdict: String = connection.query_row(depth, [], |row| row.get(0)).map_err(failed)?;
    if verdict == "ok" {
        return Ok(Content::Ours);
    }
    let reason = verdict.lines().collect::<Vec<_>>().join(" ");
    Err(OpenError::Damaged {
        path: path.to_owned(),
        reason,
    })
}

fn directory_error(path: &Path, error: &std::io::Error) -> OpenError {
    OpenError::Directory {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

/// The kind of error an engine's refusal is.
pub(crate) fn open_error(path: &Path, error: &rusqlite::Error) -> OpenError {
    let (path, reason) = (path.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotADatabase { path, reason },
        Some(ErrorCode::DatabaseCorrupt) => OpenError::Damaged { path, reason },
        _ => OpenError::Engine { path, reason },
    }
}
