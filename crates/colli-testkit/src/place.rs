//! Where the files of a server lie: reachable for its user, with a path short enough for a socket.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Doing as _, Error};
use crate::programs::{Programs, output, plain};

/// A Unix socket's path has at most 107 bytes on Linux and 103 elsewhere; below the base there are at most 60.
const BASE_BYTES_MAX: usize = 40;

/// Linux mounts a file system in memory here.
const MEMORY: &str = "/dev/shm";
/// Containers often give it 64 MB, too few. The databases of a test run need some 100 MB.
const MEMORY_KILOBYTES_MIN: u64 = 2 * 1024 * 1024;

/// The directory for temporary files, unless its path is too long or closed to the server's user.
pub(crate) fn base(programs: &Programs) -> PathBuf {
    let base = std::env::temp_dir();
    let short = base.as_os_str().as_bytes().len() <= BASE_BYTES_MAX;
    if short && (!programs.other_user() || open_to_all(&base)) {
        return base;
    }
    PathBuf::from("/tmp")
}

/// The file system in memory, if it is large. Databases for single tests are made there in half the time, and without
/// waiting for a disk that compilers keep busy.
pub(crate) fn in_memory() -> Option<PathBuf> {
    let folder = PathBuf::from(MEMORY);
    let table = output(plain(Path::new("df")).arg("-Pk").arg(&folder)).ok()?;
    // Columns: file system, kilobytes in total, used, available, capacity, mounted on.
    let columns: Vec<&str> = table.lines().nth(1)?.split_whitespace().collect();
    let large = columns.get(1)?.parse::<u64>().ok()? >= MEMORY_KILOBYTES_MIN;
    (large && columns.last() == Some(&MEMORY)).then_some(folder)
}

fn open_to_all(path: &Path) -> bool {
    path.ancestors()
        .all(|folder| fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0))
}

/// A new directory that the server's user can pass through.
pub(crate) fn temporary(programs: &Programs, parent: &Path, prefix: &str) -> Result<TempDir, Error> {
    let folder = tempfile::Builder::new()
        .prefix(prefix)
        .tempdir_in(parent)
        .doing(|| format!("a new directory in {}", parent.display()))?;
    passable(programs, folder.path())?;
    Ok(folder)
}

/// Lets the server's user pass through a directory, and nobody else read it.
pub(crate) fn passable(programs: &Programs, folder: &Path) -> Result<(), Error> {
    let mode = if programs.other_user() { 0o711 } else { 0o700 };
    fs::set_permissions(folder, fs::Permissions::from_mode(mode))
        .doing(|| format!("the permissions of {}", folder.display()))
}

/// A new directory that belongs to the server's user, closed to others.
pub(crate) fn owned(programs: &Programs, folder: &Path) -> Result<(), Error> {
    fs::create_dir(folder).doing(|| format!("making {}", folder.display()))?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
        .doing(|| format!("the permissions of {}", folder.display()))?;
    programs.give(folder)
}
