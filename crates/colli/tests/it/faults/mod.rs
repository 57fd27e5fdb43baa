//! What must not be lost when things go wrong under the embedded database: the process is killed, the disk is full or
//! read-only, the process is told to stop. The real binary, in a process of its own, over real HTTP.

mod disk;
mod kill;
mod orders;
mod read_only;
mod server;
mod stop;

use std::path::Path;
use std::process::{Command, Stdio};

/// Where `mount`, `sh` and the like are.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Small, seeded randomness (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// A number from 0, less than `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }
}

/// A program without the caller's environment.
fn program(name: &str, directory: &Path) -> Command {
    let mut command = Command::new(name);
    command
        .env_clear()
        .env("PATH", PATH)
        .current_dir(directory)
        .stdin(Stdio::null());
    command
}

/// Runs `script` with a mount table of its own and then, in the same process, a command of colli: `command` is its
/// arguments. `None` on a machine that lets nobody mount.
fn mounted(directory: &Path, script: &str, command: &[&str]) -> Option<Command> {
    // An ordinary user may mount inside a user namespace, where the system allows these.
    let ways: [&[&str]; 2] = [&["-m"], &["-rm"]];
    let way = ways.into_iter().find(|way| {
        let mut attempt = program("unshare", directory);
        attempt.args(*way).args(["sh", "-c", "mount -t tmpfs none ."]);
        attempt.output().is_ok_and(|output| output.status.success())
    })?;
    let mut child = program("unshare", directory);
    child.args(way).args(["sh", "-c"]);
    child.arg(format!("set -e; {script}; exec \"$0\" \"$@\""));
    child.arg(env!("CARGO_BIN_EXE_colli")).args(command);
    Some(child)
}

/// `colli db check` finds nothing; returns how many shipments it counted. The server must not run.
fn sound(directory: &Path) -> usize {
    let output = program(env!("CARGO_BIN_EXE_colli"), directory)
        .args(["db", "check", "--data", "data"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && said.ends_with("no fault\n"),
        "{said}{complaint}"
    );
    let shipments = said.lines().find_map(|line| line.strip_prefix("shipments"));
    shipments.unwrap_or_else(|| panic!("{said}")).trim().parse().unwrap()
}
