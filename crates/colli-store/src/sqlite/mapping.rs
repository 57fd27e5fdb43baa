//! How much of the database file is mapped into memory.
//!
//! Reading a page through a map costs a fraction of a call to the system, as long as the page is in memory. Where it is
//! not, the system reads much more than the page around it, which a file larger than the memory turns into nothing but
//! reading. So a file is mapped when it fits well into the machine's memory, and read by calls otherwise.

use std::path::Path;

/// The share of the memory that a file may fill to be mapped: half.
const SHARE: u64 = 2;

/// The machine's memory when it cannot be found out, in bytes.
const MEMORY_UNKNOWN_BYTES: u64 = 2 << 30;

/// The setting for a database file: how many bytes of it to map.
pub(super) fn statement(path: &Path) -> String {
    let length = std::fs::metadata(path).map_or(0, |file| file.len());
    format!("pragma mmap_size = {}", bytes(length, memory_bytes()))
}

/// The bytes to map of a file of a length. One that grows past the share stays mapped up to it.
fn bytes(length: u64, memory: u64) -> u64 {
    let most = memory / SHARE;
    if length <= most { most } else { 0 }
}

/// The memory of this machine, in bytes.
fn memory_bytes() -> u64 {
    std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| total_bytes(&text))
        .unwrap_or(MEMORY_UNKNOWN_BYTES)
}

/// Reads `MemTotal:  24683520 kB`.
fn total_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_mapped_and_what_does_not_is_not() {
        let gigabyte = 1 << 30;
        assert_eq!(bytes(0, 24 * gigabyte), 12 * gigabyte);
        assert_eq!(bytes(12 * gigabyte, 24 * gigabyte), 12 * gigabyte);
        assert_eq!(bytes(28 * gigabyte, 24 * gigabyte), 0);
    }

    #[test]
    fn the_memory_is_read() {
        let text = "MemTotal:       24683520 kB\nMemFree:        123 kB\n";
        assert_eq!(total_bytes(text), Some(24_683_520 * 1_024));
        assert_eq!(total_bytes("MemFree: 1 kB"), None);
        assert!(memory_bytes() > 0);
    }
}
