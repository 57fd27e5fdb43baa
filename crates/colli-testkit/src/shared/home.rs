//! The server that all test processes share: found or started under a lock, kept running while tests use it.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::{Maker, TestDatabase};
use crate::error::{Doing as _, Error};
use crate::programs::{Programs, own_uid};
use crate::server::{Order, Server, caretaker, socket_folder};
use crate::{USER, place, url};

/// The caretaker looks this often whether the server was used, and stops it after two such spans without use.
const LOOK_SECONDS: u32 = 90;
/// How many times between two looks a process that uses the server says so.
const PULSES: u32 = 4;
/// The server has no TCP port; the number is only part of its socket's name.
const PORT: u16 = 5432;
/// What the directories of servers begin with. A server never comes back: the next one gets a new directory.
const PREFIX: &str = "server-";

/// What a server for databases that nobody keeps is told.
const PARAMETERS: [(&str, &str); 4] = [
    ("listen_addresses", ""),
    ("fsync", "off"),
    ("autovacuum", "off"),
    ("max_wal_size", "128MB"),
];

/// A directory in which processes meet to share one server.
#[derive(Debug)]
pub struct SharedServer {
    programs: Arc<Programs>,
    home: PathBuf,
    look_seconds: u32,
}

impl SharedServer {
    /// The one that all tests of this repository share, unless they say otherwise.
    pub(super) fn of_this_repository() -> Result<Self, Error> {
        let programs = Programs::find()?;
        let home = default_home(&programs)?;
        Ok(Self::new(programs, home, LOOK_SECONDS))
    }

    /// One that is shared by who names the same directory, which exists and has a short path (40 bytes). It ends when
    /// it was not used for two to three times `look_seconds`.
    pub fn at(home: &Path, look_seconds: u32) -> Result<Self, Error> {
        let programs = Programs::find()?;
        place::passable(&programs, home)?;
        Ok(Self::new(programs, home.to_path_buf(), look_seconds))
    }

    fn new(programs: Programs, home: PathBuf, look_seconds: u32) -> Self {
        Self {
            programs: Arc::new(programs),
            home,
            look_seconds,
        }
    }

    /// As [`database`](super::database), on this server.
    pub fn database(&self) -> Result<TestDatabase, Error> {
        self.maker()?.create()
    }

    pub(super) fn maker(&self) -> Result<Maker, Error> {
        let _lock = locked(&self.home.join("lock"))?;
        let (folder, pulse) = match self.running() {
            Some(running) => running,
            None => self.start()?,
        };
        Ok(Maker {
            programs: Arc::clone(&self.programs),
            admin: url::of_socket(USER, &socket_folder(&folder), PORT, "postgres"),
            lock: self.home.join("template-lock"),
            _pulse: Some(Arc::new(pulse)),
        })
    }

    /// The directory of the server that runs, and what keeps it running.
    fn running(&self) -> Option<(PathBuf, Pulse)> {
        let name = fs::read_to_string(self.home.join("current")).ok()?;
        let folder = self.home.join(name);
        let used = File::options().write(true).open(folder.join("used")).ok()?;
        let pulse = self.pulse(used).ok()?;
        answers(&folder).then_some((folder, pulse))
    }

    fn start(&self) -> Result<(PathBuf, Pulse), Error> {
        self.sweep();
        let folder = place::temporary(&self.programs, &self.home, PREFIX)?;
        let path = folder.path();
        let used = File::create(path.join("used")).doing(|| "the stamp of the shared server".to_owned())?;
        let pulse = self.pulse(used).doing(|| "the stamp of the shared server".to_owned())?;
        let seconds = self.look_seconds.to_string();
        caretaker(
            &[Path::new("idle"), Path::new(&seconds), &path.join("data"), path],
            Stdio::null(),
        )?;
        let server = Server::create(Programs::find()?, path, path, PORT, Order::Linguistic)?;
        server.configure(&PARAMETERS.map(|(name, value)| (name, value.to_owned())))?;
        server.start()?;
        server.create_user()?;
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        fs::write(self.home.join("current"), name).doing(|| "the name of the shared server".to_owned())?;
        Ok((folder.keep(), pulse))
    }

    /// Says from now on that the server is used.
    fn pulse(&self, used: File) -> std::io::Result<Pulse> {
        touch(&used)?;
        Ok(Pulse::start(
            used,
            Duration::from_secs(self.look_seconds.into()) / PULSES,
        ))
    }

    /// Removes what servers left that ended without their caretaker: with the machine, say. Called under the lock, so none
    /// of them is about to start.
    fn sweep(&self) {
        for entry in fs::read_dir(&self.home).into_iter().flatten().flatten() {
            let left = entry.file_name().to_string_lossy().starts_with(PREFIX) && !answers(&entry.path());
            if left {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

fn answers(folder: &Path) -> bool {
    UnixStream::connect(socket_folder(folder).join(format!(".s.PGSQL.{PORT}"))).is_ok()
}

/// Takes a lock for as long as the file is held.
pub(super) fn locked(path: &Path) -> Result<File, Error> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .doing(|| format!("opening {}", path.display()))?;
    file.lock().doing(|| format!("locking {}", path.display()))?;
    Ok(file)
}

/// The directory where the tests of this repository meet: one for each user and checkout, as a socket in the target
/// directory would often have too long a path.
pub(super) fn default_home(programs: &Programs) -> Result<PathBuf, Error> {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_MANIFEST_DIR").hash(&mut hasher);
    let uid = own_uid()?;
    let base = place::in_memory().unwrap_or_else(|| place::base(programs));
    let home = base.join(format!("colli-pg-{uid}-{:012x}", hasher.finish() >> 16));
    let what = || format!("making {}", home.display());
    fs::create_dir_all(&home).doing(what)?;
    let found = fs::symlink_metadata(&home).doing(what)?;
    if !found.is_dir() || found.uid() != uid {
        return Err(Error::ForeignDirectory(home.display().to_string()));
    }
    place::passable(programs, &home)?;
    Ok(home)
}

/// Changes the file's time.
fn touch(used: &File) -> std::io::Result<()> {
    used.write_all_at(b"used", 0)
}

/// Says every now and then that the server is used, until dropped.
#[derive(Debug)]
pub(super) struct Pulse {
    _until_dropped: Sender<()>,
}

impl Pulse {
    fn start(used: File, every: Duration) -> Self {
        let (sender, dropped) = channel();
        std::thread::spawn(move || {
            while dropped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) && touch(&used).is_ok() {}
        });
        Self { _until_dropped: sender }
    }
}
