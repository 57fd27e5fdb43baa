//! The installed programs of PostgreSQL, and the user they run as.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Doing as _, Error};

/// Where Debian and its relatives keep one folder for each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// What a folder must hold to be used.
const NEEDED: [&str; 3] = ["initdb", "postgres", "psql"];
/// Users the server may run as when the tests run as root, which PostgreSQL refuses.
const SERVER_USERS: [&str; 2] = ["postgres", "nobody"];
/// Where programs find `sh`, `cat`, `rm`: their environment is otherwise empty, so that no `PG…` variable counts.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

/// A variable of the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "the test kit runs without Colli's configuration; this is its one look at the environment"
)]
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A user of the system by its numbers.
#[derive(Debug, Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

/// The programs of one version of PostgreSQL.
#[derive(Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
    /// The user the server runs as, if not the one who runs the tests.
    user: Option<User>,
}

impl Programs {
    /// The programs of `PATH`, else the newest version installed.
    pub(crate) fn find() -> Result<Self, Error> {
        let user = if own_uid()? == 0 { Some(server_user()?) } else { None };
        Ok(Self {
            folder: folder()?,
            user,
        })
    }

    /// A program that talks to the server, as the user who runs the tests.
    pub(crate) fn client(&self, program: &str) -> Command {
        plain(&self.folder.join(program))
    }

    /// A program that works on the files of the server, as the user who owns them. It must not be told to read or write
    /// through paths that user cannot reach.
    pub(crate) fn server(&self, program: &str) -> Command {
        let mut command = self.client(program);
        if let Some(user) = self.user {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    /// Gives a file or directory to the user the server runs as.
    pub(crate) fn give(&self, path: &Path) -> Result<(), Error> {
        let Some(user) = self.user else { return Ok(()) };
        chown(path, Some(user.uid), Some(user.gid)).doing(|| format!("giving {} to the server", path.display()))
    }

    /// Whether the server runs as another user, who then must be able to reach its directories.
    pub(crate) fn other_user(&self) -> bool {
        self.user.is_some()
    }
}

/// A command without input and with an empty environment.
pub(crate) fn plain(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", PATH).env("LC_ALL", "C");
    command.stdin(Stdio::null());
    command
}

/// Runs a command to its end and returns what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().doing(|| format!("running {program}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Error::Program {
        program,
        message: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

/// The number of the user who runs the tests.
pub(crate) fn own_uid() -> Result<u32, Error> {
    match fs::metadata("/proc/self") {
        Ok(process) => Ok(process.uid()),
        Err(_) => id(None).map(|user| user.uid),
    }
}

/// The numbers in a line like `uid=101(postgres) gid=104(postgres) groups=…`.
fn id(name: Option<&str>) -> Result<User, Error> {
    let mut command = plain(Path::new("id"));
    let line = output(command.args(name))?;
    let number = |key: &str| {
        let (_, rest) = line.split_once(key)?;
        rest.split_once('(')?.0.parse().ok()
    };
    match (number("uid="), number("gid=")) {
        (Some(uid), Some(gid)) => Ok(User { uid, gid }),
        _ => Err(Error::Program {
            program: "id".to_owned(),
            message: line,
        }),
    }
}

fn server_user() -> Result<User, Error> {
    let mut result = Err(Error::NotInstalled);
    for name in SERVER_USERS {
        result = id(Some(name));
        if result.is_ok() {
            break;
        }
    }
    result
}

fn folder() -> Result<PathBuf, Error> {
    let path = environment("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).filter_map(|folder| {
        // Distributions link the programs into a folder of PATH; the others lie beside the link's target.
        let program = folder.join("initdb").canonicalize().ok()?;
        program.parent().map(Path::to_path_buf)
    });
    on_path
        .chain(installed_versions())
        .find(|folder| NEEDED.iter().all(|program| folder.join(program).is_file()))
        .ok_or(Error::NotInstalled)
}

/// The folders of the installed versions, newest first.
fn installed_versions() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.into_iter().map(|(_, folder)| folder).collect()
}
