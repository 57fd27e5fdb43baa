//! What the figures were measured on.

use crate::Failure;
use std::fmt;
use std::fs;
use std::io::{Seek, SeekFrom, Write as _};
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

/// Syncs the disk is asked for; the median counts.
const SYNCS: usize = 200;

/// Processor time is counted in ticks of this length (`USER_HZ`, 100 on every Linux).
const TICK: Duration = Duration::from_millis(10);

/// The machine.
pub(crate) struct Machine {
    /// Processor, as the system names it.
    pub(crate) cpu: String,
    /// Cores this process may use.
    pub(crate) cores: usize,
    /// Memory, in MiB.
    pub(crate) memory_mib: u64,
    /// Median time the disk takes to keep 4 KiB of an existing file, in microseconds.
    pub(crate) fdatasync_micros: u64,
    /// Other work on the machine when the run began: the load average of the last minute.
    pub(crate) load: String,
}

impl Machine {
    /// Looks at the machine, and at the disk a directory is on.
    pub(crate) fn look(directory: &Path) -> Result<Self, Failure> {
        Ok(Self {
            cpu: field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism()?.get(),
            memory_mib: field("/proc/meminfo", "MemTotal")
                .and_then(|text| kib(&text))
                .unwrap_or(0)
                / 1_024,
            fdatasync_micros: sync_micros(directory)?,
            load: fs::read_to_string("/proc/loadavg")
                .ok()
                .and_then(|text| text.split(' ').next().map(str::to_owned))
                .unwrap_or_default(),
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} cores, {}, {} MiB; fdatasync of 4 KiB: {} µs; load average before the run: {}",
            self.cores, self.cpu, self.memory_mib, self.fdatasync_micros, self.load
        )
    }
}

/// The value of the first line `name: value` of a file.
pub(crate) fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

/// The number of `12345 kB`.
pub(crate) fn kib(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

/// Processor time a process used so far.
pub(crate) fn cpu_time(process: u32) -> Result<Duration, Failure> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    Ok(ticks(&stat_fields(&stat), 11..13))
}

/// The fields after the name, which stands in parentheses and may hold anything: state, parent, …; the 12th and 13th are
/// user and system time, the next two those of children that ended.
fn stat_fields(stat: &str) -> Vec<&str> {
    let after = stat.rsplit_once(") ").map(|(_, after)| after).unwrap_or_default();
    after.split(' ').collect()
}

/// The time in some of the fields.
fn ticks(fields: &[&str], at: Range<usize>) -> Duration {
    let times = fields.get(at).unwrap_or_default();
    TICK * times.iter().filter_map(|text| text.parse::<u32>().ok()).sum::<u32>()
}

/// Processor time a process and its children used so far, those that ended among them.
pub(crate) fn family_cpu_time(process: u32) -> Result<Duration, Failure> {
    let mut all = Duration::ZERO;
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(number) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // It may have ended since it was listed.
        let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        let fields = stat_fields(&stat);
        if number == process {
            all += ticks(&fields, 11..15);
        } else if fields.get(1).is_some_and(|parent| *parent == process.to_string()) {
            all += ticks(&fields, 11..13);
        }
    }
    Ok(all)
}

/// Processor time this process used so far.
pub(crate) fn own_cpu_time() -> Result<Duration, Failure> {
    cpu_time(std::process::id())
}

fn sync_micros(directory: &Path) -> Result<u64, Failure> {
    let path = directory.join("sync");
    let mut file = fs::File::create(&path)?;
    let mut times = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[7; 4_096])?;
        let started = Instant::now();
        file.sync_data()?;
        times.push(started.elapsed().as_micros() as u64);
    }
    fs::remove_file(path)?;
    times.sort_unstable();
    Ok(times[SYNCS / 2])
}
