//! Attachments in a directory of this machine, or one that all nodes mount.
//!
//! `object_store` writes a file under another name, syncs it, renames it and syncs its directory. Two things it leaves
//! open are done here. Directories: it syncs those it made itself, so one made by a request that crashed, or by another
//! one that is not done yet, would be taken for durable; here they are made and synced before every put. Rights: it
//! leaves them to the umask; here directories and files are their owner's only. The files are customs papers of
//! strangers.

use crate::{Error, Key};
use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStoreExt as _, path::Path as ObjectPath};
use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The directory and, once it exists, the store in it.
pub(crate) struct Directory {
    path: PathBuf,
    store: OnceLock<LocalFileSystem>,
}

impl Directory {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            store: OnceLock::new(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The store; `None` when there is no directory and none is to be made.
    pub(crate) async fn store(&self, make: bool) -> Result<Option<&LocalFileSystem>, Error> {
        if let Some(store) = self.store.get() {
            return Ok(Some(store));
        }
        let path = self.path.clone();
        let opened = blocking(move || open(&path, make)).await?;
        Ok(opened.map(|store| self.store.get_or_init(|| store)))
    }

    pub(crate) async fn put(&self, key: &Key, content: Bytes) -> Result<(), Error> {
        let Some(store) = self.store(true).await? else {
            return Ok(());
        };
        let object = key.path(&ObjectPath::default());
        let (path, below) = (self.path.clone(), key.directory());
        blocking(move || make_below(&path, &below)).await?;
        store.put(&object, content.into()).await?;
        let file = store.path_to_filesystem(&object)?;
        blocking(move || make_private(&file)).await
    }

    /// Makes the directory and writes a file to it.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        self.store(true).await?;
        let path = self.path.clone();
        blocking(move || tempfile_in(&path)).await
    }
}

/// Runs what waits for the disk off the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Error> {
    let failed = |reason: String| Error::Directory { reason };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| failed(error.to_string()))?
        .map_err(|error| failed(error.to_string()))
}

fn open(path: &Path, make: bool) -> io::Result<Option<LocalFileSystem>> {
    if make {
        private_directories().create(path)?;
        // A directory without a name in its parent is lost with the power. Those above may be closed to us, and are then
        // not ours.
        for above in fs::canonicalize(path)?.ancestors() {
            if let Ok(directory) = File::open(above) {
                let _ = directory.sync_all();
            }
        }
    } else if !path.try_exists()? {
        return Ok(None);
    }
    if !path.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let store = LocalFileSystem::new_with_prefix(path).map_err(io::Error::other)?;
    Ok(Some(store.with_fsync(true)))
}

/// Makes the directories of a tenant. Synced every time, made now or not: whoever made them may not have come so far.
fn make_below(path: &Path, below: &[String; 2]) -> io::Result<()> {
    let [organisation, environment] = below;
    let organisation = path.join(organisation);
    private_directories().create(organisation.join(environment))?;
    File::open(path)?.sync_all()?;
    File::open(organisation)?.sync_all()
}

fn private_directories() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Closes a file to others. Until then the directories above keep them out.
fn make_private(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        match fs::set_permissions(file, fs::Permissions::from_mode(0o600)) {
            // Deleted meanwhile, which is somebody else's answer.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(())
    }
}

/// Writes a file and removes it.
fn tempfile_in(path: &Path) -> io::Result<()> {
    let probe = path.join(format!(".check-{}", std::process::id()));
    fs::write(&probe, b"colli")?;
    fs::remove_file(&probe)
}
