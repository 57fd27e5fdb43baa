//! A server of a test's own.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};

use tempfile::TempDir;

use crate::error::{Doing as _, Error};
use crate::processes::{children, is_gone, signal, wait_until};
use crate::programs::{Programs, output, plain};
use crate::server::{Server, caretaker};
use crate::{Order, PASSWORD, SUPERUSER, USER, place, sql, tls, url};

/// Attempts to find a free port, as another process may take it first.
const PORT_ATTEMPTS: u32 = 5;

/// What a server of its own shall be like. The default is fast, forgets nothing when killed, loses data when the machine
/// loses power, and listens on a Unix socket only.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Sync to disk as in production (`fsync` and `full_page_writes`).
    pub durable: bool,
    /// Listen on 127.0.0.1 too, at this port or, if 0, at a free one. Sessions over TCP need the password.
    pub tcp_port: Option<u16>,
    /// Speak TLS over TCP and refuse TCP without; needs `tcp_port` and the program `openssl`.
    pub tls: bool,
    /// How text is ordered where a statement does not say.
    pub order: Order,
    /// Where the data shall lie, the directory of temporary files if nowhere. The user `postgres` must be able to reach it
    /// when root runs the tests.
    pub data_parent: Option<PathBuf>,
    /// Further parameters of `postgresql.conf`; they win over ours.
    pub parameters: Vec<(String, String)>,
}

/// A running or stopped PostgreSQL server. It is stopped and its files are removed with this value, or with the process if
/// that is killed.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    settings: Settings,
    authority: Option<PathBuf>,
    process: Option<Child>,
    /// Whether the last end was a crash.
    crashed: bool,
    folders: Vec<TempDir>,
    caretaker: Option<(Child, Option<ChildStdin>)>,
}

impl Cluster {
    /// Makes and starts a server. It takes about a second.
    pub fn start(settings: Settings) -> Result<Self, Error> {
        let mut cluster = Self::create(settings)?;
        let free_port = cluster.settings.tcp_port == Some(0);
        let mut attempts = if free_port { PORT_ATTEMPTS } else { 1 };
        loop {
            attempts -= 1;
            match cluster.start_again() {
                Ok(()) => break,
                Err(error) if attempts == 0 => return Err(error),
                Err(_) => cluster.server.port = free_tcp_port()?,
            }
        }
        cluster.server.create_user()?;
        Ok(cluster)
    }

    fn create(settings: Settings) -> Result<Self, Error> {
        let programs = Programs::find()?;
        let base = place::base(&programs);
        let home = place::temporary(&programs, &base, "colli-pg-")?;
        let data = match &settings.data_parent {
            Some(parent) => Some(place::temporary(&programs, parent, "colli-pg-")?),
            None => None,
        };
        let data_parent = data.as_ref().unwrap_or(&home).path();
        let mut keeper = caretaker(
            &[Path::new("owner"), &data_parent.join("data"), data_parent, home.path()],
            Stdio::piped(),
        )?;
        let input = keeper.stdin.take();
        let port = match settings.tcp_port {
            None => 5432,
            Some(0) => free_tcp_port()?,
            Some(port) => port,
        };
        let server = Server::create(programs, home.path(), data_parent, port, settings.order)?;
        let mut cluster = Self {
            server,
            settings,
            authority: None,
            process: None,
            crashed: false,
            folders: std::iter::once(home).chain(data).collect(),
            caretaker: Some((keeper, input)),
        };
        cluster.configure()?;
        Ok(cluster)
    }

    fn configure(&mut self) -> Result<(), Error> {
        let durable = if self.settings.durable { "on" } else { "off" };
        let mut parameters = vec![("fsync", durable.to_owned()), ("full_page_writes", durable.to_owned())];
        if self.settings.durable {
            parameters.push(("wal_level", "replica".to_owned()));
        }
        let listen = self.settings.tcp_port.map_or("", |_| "127.0.0.1");
        parameters.push(("listen_addresses", listen.to_owned()));
        if self.settings.tls {
            let files = tls::make(&self.server.programs, &self.server.home)?;
            parameters.push(("ssl", "on".to_owned()));
            parameters.push(("ssl_cert_file", files.certificate.display().to_string()));
            parameters.push(("ssl_key_file", files.key.display().to_string()));
            self.authority = Some(files.authority);
        }
        self.server.configure(&parameters)?;
        let further = self.settings.parameters.iter();
        let further: Vec<_> = further.map(|(name, value)| (name.as_str(), value.clone())).collect();
        self.server.configure(&further)?;
        let tcp = if self.settings.tls { "hostssl" } else { "host" };
        let access = format!("local all all trust\n{tcp} all all 127.0.0.1/32 scram-sha-256\n");
        let path = self.server.data.join("pg_hba.conf");
        fs::write(&path, access).doing(|| format!("writing {}", path.display()))
    }

    /// Starts a server that was stopped or killed: same data, socket and port. Nothing happens if it runs.
    pub fn start_again(&mut self) -> Result<(), Error> {
        if self.process.is_none() {
            self.process = Some(self.server.start()?);
            self.crashed = false;
        }
        Ok(())
    }

    /// Stops and starts; what was committed stays, sessions end.
    pub fn restart(&mut self) -> Result<(), Error> {
        self.stop()?;
        self.start_again()
    }

    /// Ends the server in good order; open transactions are rolled back.
    pub fn stop(&mut self) -> Result<(), Error> {
        self.end("INT")
    }

    /// Kills the server and every process of it, as a crash would: nothing more is written, nobody is told.
    pub fn kill(&mut self) -> Result<(), Error> {
        let Some(mut process) = self.process.take() else {
            return Ok(());
        };
        self.crashed = true;
        // A stopped server starts no further process while the others are counted.
        signal("STOP", &[process.id()]);
        let mut all = children(process.id())?;
        all.push(process.id());
        signal("KILL", &all);
        process.wait().doing(|| "waiting for postgres".to_owned())?;
        wait_until(|| all.iter().all(|pid| is_gone(*pid)).then_some(())).ok_or_else(|| Error::NotReady {
            log: self.server.log_end(),
        })
    }

    fn end(&mut self, name: &str) -> Result<(), Error> {
        let Some(mut process) = self.process.take() else {
            return Ok(());
        };
        signal(name, &[process.id()]);
        if let Some(ended) = wait_until(|| process.try_wait().transpose()) {
            return ended.map(drop).doing(|| "waiting for postgres".to_owned());
        }
        self.process = Some(process);
        Err(Error::NotReady {
            log: self.server.log_end(),
        })
    }

    /// Makes an empty database owned by [`USER`] and returns its URL over the Unix socket.
    pub fn create_database(&self, name: &str) -> Result<String, Error> {
        let url = self.url("postgres");
        let script = format!(
            "CREATE DATABASE \"{}\" TEMPLATE template0;\n",
            name.replace('"', "\"\"")
        );
        sql::run(&self.server.programs, &url, &script)?;
        Ok(self.url(name))
    }

    /// The URL of a database over the Unix socket, as [`USER`]. The database [`USER`] exists from the start.
    pub fn url(&self, database: &str) -> String {
        self.server.url(USER, database)
    }

    /// The same as [`SUPERUSER`].
    pub fn superuser_url(&self, database: &str) -> String {
        self.server.url(SUPERUSER, database)
    }

    /// The URL of a database over TCP, as [`USER`] with its password; `None` without `tcp_port`.
    pub fn tcp_url(&self, database: &str) -> Option<String> {
        let port = self.settings.tcp_port.map(|_| self.server.port)?;
        Some(format!(
            "postgres://{USER}:{}@127.0.0.1:{port}/{database}",
            url::escaped(PASSWORD)
        ))
    }

    /// The TCP port, which [`Cluster::start_again`] keeps; `None` without `tcp_port`.
    pub fn tcp_port(&self) -> Option<u16> {
        self.settings.tcp_port.map(|_| self.server.port)
    }

    /// The certificate to trust, a PEM file; `None` without `tls`.
    pub fn authority(&self) -> Option<&Path> {
        self.authority.as_deref()
    }

    /// The process number of the running server.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// The last lines of the server's log.
    pub fn log_end(&self) -> String {
        self.server.log_end()
    }

    /// A killed server leaves a segment of shared memory, whose number is the second one in the seventh line of its lock
    /// file; the next start would have removed it.
    fn remove_shared_memory(&self) {
        let file = fs::read_to_string(self.server.data.join("postmaster.pid")).unwrap_or_default();
        let segment = file.lines().nth(6).and_then(|line| line.split_whitespace().nth(1));
        if let Some(segment) = segment {
            let _ = output(plain(Path::new("ipcrm")).args(["-m", segment]));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.end("QUIT").is_err() {
            let _ = self.kill();
        }
        if self.crashed {
            self.remove_shared_memory();
        }
        self.folders.clear();
        if let Some((mut keeper, input)) = self.caretaker.take() {
            drop(input);
            let _ = keeper.wait();
        }
    }
}

fn free_tcp_port() -> Result<u16, Error> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .doing(|| "a free port".to_owned())
}
