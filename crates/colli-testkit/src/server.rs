//! One PostgreSQL server on one data directory: made, configured, started.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::error::{Doing as _, Error};
use crate::processes::wait_until;
use crate::programs::{Programs, output, plain};
use crate::{PASSWORD, SUPERUSER, USER, place, sql, url};

/// The text of the caretaker, a small shell program that outlives this process.
const CARETAKER: &str = include_str!("caretaker.sh");
/// Lines of the server's log that an error shows.
const LOG_LINES: usize = 20;

/// What every server is told; what comes later in the file wins.
const BASICS: &str = "
max_connections = 300
shared_buffers = '64MB'
dynamic_shared_memory_type = mmap
max_wal_size = '1GB'
wal_level = minimal
max_wal_senders = 0
full_page_writes = off
jit = off
log_checkpoints = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %d '
password_encryption = scram-sha-256
";

/// How text is ordered where a statement names no collation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By bytes, as SQLite does and as the benchmarks want.
    #[default]
    Bytes,
    /// As people sort, if this PostgreSQL can: shows which statements forgot `COLLATE "C"`.
    Linguistic,
}

/// A data directory, and where its server listens and logs.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) programs: Programs,
    /// The directory of the socket's directory, the log and the certificates.
    pub(crate) home: PathBuf,
    pub(crate) data: PathBuf,
    /// Part of the socket's name even when nobody listens on TCP.
    pub(crate) port: u16,
}

impl Server {
    /// Makes the data directory. `home` takes the socket and the log; `parent` the data.
    pub(crate) fn create(
        programs: Programs,
        home: &Path,
        parent: &Path,
        port: u16,
        order: Order,
    ) -> Result<Self, Error> {
        let server = Self {
            programs,
            home: home.to_path_buf(),
            data: parent.join("data"),
            port,
        };
        place::owned(&server.programs, &socket_folder(home))?;
        server.initialize(order)?;
        server.append("postgresql.conf", BASICS)?;
        server.append(
            "postgresql.conf",
            &format!("unix_socket_directories = '{}'\n", socket_folder(home).display()),
        )?;
        Ok(server)
    }

    fn initialize(&self, order: Order) -> Result<(), Error> {
        let linguistic: &[&str] = &["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"];
        let ways = [linguistic, &["--locale=C.UTF-8"], &["--locale=C"]];
        let ways = &ways[usize::from(order == Order::Bytes)..];
        let mut result = Err(Error::NotInstalled);
        for way in ways {
            place::owned(&self.programs, &self.data)?;
            let mut command = self.programs.server("initdb");
            command.current_dir(&self.data).arg("--pgdata").arg(&self.data);
            command.args(["--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync"]);
            result = output(command.args(*way)).map(drop);
            if result.is_ok() {
                break;
            }
            fs::remove_dir_all(&self.data).doing(|| "removing what initdb left".to_owned())?;
        }
        result
    }

    /// Adds lines to a file of the data directory.
    pub(crate) fn append(&self, name: &str, lines: &str) -> Result<(), Error> {
        let path = self.data.join(name);
        OpenOptions::new()
            .append(true)
            .open(&path)
            .and_then(|mut file| file.write_all(lines.as_bytes()))
            .doing(|| format!("writing {}", path.display()))
    }

    /// Sets parameters, which count from the next start.
    pub(crate) fn configure(&self, parameters: &[(&str, String)]) -> Result<(), Error> {
        let lines = parameters.iter().fold(String::new(), |mut lines, (name, value)| {
            let _ = writeln!(lines, "{name} = '{}'", value.replace('\'', "''"));
            lines
        });
        self.append("postgresql.conf", &lines)
    }

    /// Starts the server, in a process group of its own so that what ends a test does not end it, and waits until it
    /// accepts connections.
    pub(crate) fn start(&self) -> Result<Child, Error> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .doing(|| format!("opening {}", self.log().display()))?;
        let errors = log.try_clone().doing(|| "the log".to_owned())?;
        let mut command = self.programs.server("postgres");
        command.current_dir(&self.data).arg("-D").arg(&self.data);
        command.arg("-p").arg(self.port.to_string());
        command.stdout(Stdio::from(log)).stderr(Stdio::from(errors));
        let mut child = command
            .process_group(0)
            .spawn()
            .doing(|| "running postgres".to_owned())?;
        let pid = child.id();
        let ready = wait_until(|| match child.try_wait() {
            Ok(None) => self.is_ready(pid).then_some(true),
            Ok(Some(_)) | Err(_) => Some(false),
        });
        if ready == Some(true) {
            return Ok(child);
        }
        let _ = child.kill();
        let _ = child.wait();
        Err(Error::NotReady { log: self.log_end() })
    }

    /// The server writes its process number into the first line of its lock file and its state into the eighth.
    fn is_ready(&self, pid: u32) -> bool {
        let file = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        let lines: Vec<&str> = file.lines().map(str::trim).collect();
        lines.first() == Some(&pid.to_string().as_str()) && lines.get(7) == Some(&"ready")
    }

    /// Makes the role of the tests and its database.
    pub(crate) fn create_user(&self) -> Result<(), Error> {
        let script =
            format!("CREATE ROLE {USER} LOGIN CREATEDB PASSWORD '{PASSWORD}';\nCREATE DATABASE {USER} OWNER {USER};\n");
        sql::run(&self.programs, &self.url(SUPERUSER, "postgres"), &script).map(drop)
    }

    /// The URL of a database over the Unix socket.
    pub(crate) fn url(&self, user: &str, database: &str) -> String {
        url::of_socket(user, &socket_folder(&self.home), self.port, database)
    }

    fn log(&self) -> PathBuf {
        self.home.join("log")
    }

    /// The last lines of the log.
    pub(crate) fn log_end(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
    }
}

/// Where the server of a directory has its socket.
pub(crate) fn socket_folder(home: &Path) -> PathBuf {
    home.join("s")
}

/// Starts the caretaker, detached from whatever signals this process gets.
pub(crate) fn caretaker(arguments: &[&Path], input: Stdio) -> Result<Child, Error> {
    let mut command: Command = plain(Path::new("sh"));
    command.args(["-c", CARETAKER, "caretaker"]).args(arguments);
    command
        .current_dir("/")
        .stdin(input)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.process_group(0).spawn().doing(|| "running sh".to_owned())
}
