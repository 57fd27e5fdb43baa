//! Processes of a server: signals, children, and the wait for their end.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::programs::{output, plain};

/// How often something outside this process is looked at again.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// A server that is not ready or not gone after this long never will be.
const WAIT_MAX: Duration = Duration::from_mins(1);

/// Looks at what another process does until `done` has an answer; `None` when it never had one.
#[expect(
    clippy::disallowed_methods,
    reason = "other processes tell nobody when they are ready or gone; there is only looking again"
)]
pub(crate) fn wait_until<T>(mut done: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = done() {
            return Some(answer);
        }
        if start.elapsed() > WAIT_MAX {
            return None;
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Sends a signal (`INT`, `KILL`). A process that is already gone is no error: the shell's answer says nothing more.
pub(crate) fn signal(name: &str, pids: &[u32]) {
    let mut command = plain(Path::new("sh"));
    command.args(["-c", "kill \"$@\" 2>/dev/null", "kill"]);
    command
        .arg(format!("-{name}"))
        .args(pids.iter().map(ToString::to_string));
    let _ = command.status();
}

/// The direct children of a process.
pub(crate) fn children(parent: u32) -> Result<Vec<u32>, Error> {
    let pairs = if Path::new("/proc/self/stat").exists() {
        fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let pid = entry.file_name().to_str()?.parse().ok()?;
                let (_, parent) = state_and_parent(pid)?;
                Some((pid, parent))
            })
            .collect()
    } else {
        listed(&output(plain(Path::new("ps")).args(["-A", "-o", "pid=,ppid="]))?)
    };
    Ok(pairs
        .into_iter()
        .filter(|(_, of)| *of == parent)
        .map(|(pid, _)| pid)
        .collect())
}

fn listed(lines: &str) -> Vec<(u32, u32)> {
    lines
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace().map(str::parse);
            Some((words.next()?.ok()?, words.next()?.ok()?))
        })
        .collect()
}

/// The third and fourth field of `/proc/PID/stat`. The second, the name, may hold spaces and parentheses.
fn state_and_parent(pid: u32) -> Option<(char, u32)> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = line.rsplit_once(") ")?;
    let mut words = rest.split(' ');
    let state = words.next()?.chars().next()?;
    Some((state, words.next()?.parse().ok()?))
}

/// Whether a process has ended, though nobody may have asked for its exit code yet.
pub(crate) fn is_gone(pid: u32) -> bool {
    if Path::new("/proc/self/stat").exists() {
        return state_and_parent(pid).is_none_or(|(state, _)| matches!(state, 'Z' | 'X'));
    }
    let mut command = plain(Path::new("sh"));
    command.args(["-c", "kill -0 \"$1\" 2>/dev/null", "kill", &pid.to_string()]);
    !command.status().is_ok_and(|status| status.success())
}
