//! Helpers.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use colli_testkit::{Error, psql};

/// A statement that ends when its session does, or after more time than a test may take.
const WAIT: &str = "SELECT pg_sleep(300);";

/// What a program of PostgreSQL said when it failed.
pub(crate) fn complaint(result: Result<String, Error>) -> String {
    match result {
        Err(Error::Program { message, .. }) => message,
        other => panic!("no complaint: {other:?}"),
    }
}

/// A session that lasts until its server or its database ends.
pub(crate) struct Session(JoinHandle<Result<String, Error>>);

impl Session {
    /// Runs statements and then [`WAIT`]; returns when it waits.
    pub(crate) fn open(url: &str, statements: &str) -> Self {
        let (own_url, script) = (url.to_owned(), format!("{statements}{WAIT}"));
        let session = std::thread::spawn(move || psql(&own_url, &script));
        let until_it_waits = "DO $$ BEGIN LOOP
                PERFORM pg_stat_clear_snapshot();
                PERFORM FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep';
                EXIT WHEN FOUND;
            END LOOP; END $$;";
        psql(url, until_it_waits).unwrap();
        Self(session)
    }

    /// Waits until the server ended it.
    pub(crate) fn ended(self) {
        let message = complaint(self.0.join().unwrap());
        let ends = ["terminating connection", "closed the connection"];
        assert!(ends.iter().any(|end| message.contains(end)), "{message}");
    }
}

/// Fails if this process runs. One whose parent has not asked for its end is still listed, but has no memory.
pub(crate) fn assert_ended(pid: &str) {
    let memory = std::fs::read_to_string(format!("/proc/{pid}/statm")).unwrap_or_default();
    assert!(memory.is_empty() || memory.starts_with("0 "), "{pid}: {memory}");
}

/// Another process that uses the test kit.
pub(crate) struct Tool {
    pub(crate) process: Child,
    pub(crate) url: String,
}

impl Tool {
    /// Starts it and waits for the URL of its database.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        out.read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(url.starts_with("postgres"), "{url}");
        Self { process, url }
    }

    /// Ends its input, and with it the process.
    pub(crate) fn finish(mut self) {
        drop(self.process.stdin.take());
        assert!(self.process.wait().unwrap().success());
    }
}

/// The program with its arguments.
pub(crate) fn tool(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throwaway-postgres"));
    command.args(arguments);
    command
}

/// Server and database of a URL.
pub(crate) fn parts(url: &str) -> (&str, &str) {
    url.rsplit_once('/').unwrap()
}
