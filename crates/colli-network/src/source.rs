//! Where data files come from: the binary, or a directory whose files replace those of the same name.

use crate::NetworkError;
use crate::scenarios::{FILE_BYTES_MAX as SCENARIO_BYTES_MAX, FILES_MAX, FOLDER, STRETCHES};
use flate2::read::GzDecoder;
use std::borrow::Cow;
use std::io::{Cursor, Read, Take};
use std::path::{Path, PathBuf};

macro_rules! embedded {
    ($($name:literal),* $(,)?) => { &[$(($name, include_bytes!(concat!("../data/", $name)))),*] };
}

/// The files packed into the binary; large ones are compressed.
const EMBEDDED: &[(&str, &[u8])] = embedded![
    "benelux_prices.csv",
    "business_units.csv",
    "countries.csv",
    "country_groups.csv",
    "country_hours.csv",
    "customs_territories.csv",
    "delivery_windows.csv",
    "exchange_rates.csv",
    "facilities.csv",
    "facilities_us.csv",
    "gateway_statuses.csv",
    "holidays.csv.gz",
    "intervention_limits.csv",
    "intervention_rules.csv",
    "intervention_statuses.csv",
    "lanes.csv",
    "limits.csv",
    "magic_addresses.csv",
    "opening_patterns.csv",
    "option_exclusions.csv",
    "option_sets.csv",
    "options.csv",
    "parcel_templates.csv",
    "parcel_types.csv",
    "pickup_statuses.csv",
    "places.csv.gz",
    "postal_centres.csv.gz",
    "postal_formats.csv",
    "products.csv",
    "remote_areas.csv",
    "servicepoints.csv.gz",
    "time_zones.csv",
    "tracking_categories.csv",
    "tracking_statuses.csv",
    "transit_times.csv",
    "unified_providers.csv",
    "unified_services.csv",
    "unified_statuses.csv",
    "us_country_groups.csv",
    "us_dangerous_goods.csv",
    "us_fees.csv",
    "us_international_rates.csv",
    "us_lane_rules.csv",
    "us_rates.csv",
    "us_services.csv",
    "us_states.csv",
    "us_transit.csv",
    "us_zip3.csv",
    "us_zone_rule.csv",
];

/// The tables, those before that others refer to: their faults cause others.
const CAUSES_FIRST: [&str; 49] = [
    "countries.csv",
    "postal_formats.csv",
    "customs_territories.csv",
    "remote_areas.csv",
    "products.csv",
    "parcel_types.csv",
    "options.csv",
    "option_exclusions.csv",
    "country_groups.csv",
    "business_units.csv",
    "option_sets.csv",
    "limits.csv",
    "lanes.csv",
    "tracking_categories.csv",
    "tracking_statuses.csv",
    "pickup_statuses.csv",
    "facilities.csv",
    "facilities_us.csv",
    "gateway_statuses.csv",
    "unified_services.csv",
    "unified_statuses.csv",
    "unified_providers.csv",
    "country_hours.csv",
    "delivery_windows.csv",
    "time_zones.csv",
    "holidays.csv",
    "transit_times.csv",
    "intervention_rules.csv",
    "intervention_limits.csv",
    "intervention_statuses.csv",
    "magic_addresses.csv",
    "benelux_prices.csv",
    "us_states.csv",
    "us_zip3.csv",
    "us_zone_rule.csv",
    "us_rates.csv",
    "us_services.csv",
    "us_country_groups.csv",
    "us_international_rates.csv",
    "us_transit.csv",
    "us_dangerous_goods.csv",
    "us_lane_rules.csv",
    "us_fees.csv",
    "opening_patterns.csv",
    "servicepoints.csv",
    "postal_centres.csv",
    "places.csv",
    "parcel_templates.csv",
    "exchange_rates.csv",
];

/// The scenarios packed into the binary, and the stretches they share.
const EMBEDDED_TEXTS: &[(&str, &[u8])] = embedded![
    "scenarios/address-unknown.toml",
    "scenarios/collected-at-servicepoint.toml",
    "scenarios/customs-hold.toml",
    "scenarios/damaged-delivered.toml",
    "scenarios/damaged-returned.toml",
    "scenarios/delayed.toml",
    "scenarios/delivered.toml",
    "scenarios/lost.toml",
    "scenarios/missort.toml",
    "scenarios/not-collected.toml",
    "scenarios/not-home-neighbour.toml",
    "scenarios/not-home-return.toml",
    "scenarios/not-home-second-attempt.toml",
    "scenarios/not-home-servicepoint.toml",
    "scenarios/refused.toml",
    "stretches.toml",
];

/// Bytes of one data file when unpacked.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// The files of one network.
pub(crate) struct Source {
    directory: Option<PathBuf>,
}

impl Source {
    /// The files in the binary.
    pub(crate) fn embedded() -> Self {
        Self { directory: None }
    }

    /// The files of a directory; those it lacks are taken from the binary.
    pub(crate) fn directory(path: &Path) -> Result<Self, NetworkError> {
        if !path.is_dir() {
            return Err(NetworkError::NoDirectory(path.to_owned()));
        }
        let source = Self {
            directory: Some(path.to_owned()),
        };
        if source.directory_files().is_empty() {
            return Err(NetworkError::NoFiles(path.to_owned()));
        }
        Ok(source)
    }

    /// Names of the files read from the directory, sorted.
    pub(crate) fn directory_files(&self) -> Vec<String> {
        let tables = EMBEDDED.iter().map(|(file, _)| plain(file));
        let tables = tables.chain([STRETCHES]);
        let mut files: Vec<String> = tables
            .filter_map(|table| self.in_directory(table))
            .map(|(name, _)| name)
            .chain(self.scenarios_in_directory())
            .collect();
        files.sort();
        files
    }

    /// Names of the scenario files in the directory, sorted.
    fn scenarios_in_directory(&self) -> Vec<String> {
        let folder = self
            .directory
            .iter()
            .filter_map(|path| std::fs::read_dir(path.join(FOLDER)).ok());
        let names = folder
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok());
        let mut files: Vec<String> = names
            .filter(|name| is_toml(name) && !name.starts_with('.'))
            .map(|name| format!("{FOLDER}/{name}"))
            .collect();
        files.sort();
        files.truncate(FILES_MAX);
        files
    }

    /// Names of all scenario files: those of the directory, and those in the binary it does not replace.
    pub(crate) fn scenario_files(&self) -> Vec<String> {
        let embedded = EMBEDDED_TEXTS.iter().map(|(file, _)| (*file).to_owned());
        let mut files: Vec<String> = embedded.filter(|file| file != STRETCHES).collect();
        files.extend(self.scenarios_in_directory());
        files.sort();
        files.dedup();
        files
    }

    /// The text of a scenario file or of the stretches; or why it cannot be read.
    pub(crate) fn text(&self, name: &str) -> Result<String, String> {
        let path = self.directory.as_ref().map(|directory| directory.join(name));
        let bytes = if let Some(path) = path.filter(|path| path.symlink_metadata().is_ok()) {
            let length = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
            if length > SCENARIO_BYTES_MAX {
                return Err(format!("is larger than {SCENARIO_BYTES_MAX} bytes"));
            }
            Cow::Owned(std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?)
        } else {
            let found = EMBEDDED_TEXTS.iter().find(|(file, _)| *file == name);
            Cow::Borrowed(found.map(|(_, bytes)| *bytes).ok_or("no such file")?)
        };
        String::from_utf8(bytes.into_owned()).map_err(|error| format!("not UTF-8: {}", error.utf8_error()))
    }

    /// How many files are read from the binary.
    pub(crate) fn embedded_files(&self) -> usize {
        let packed = EMBEDDED.iter().chain(EMBEDDED_TEXTS);
        packed
            .filter(|(file, _)| self.in_directory(plain(file)).is_none())
            .count()
    }

    /// Name and path of a table's file in the directory, if it is there.
    fn in_directory(&self, table: &str) -> Option<(String, PathBuf)> {
        let directory = self.directory.as_ref()?;
        [table.to_owned(), format!("{table}.gz")].into_iter().find_map(|name| {
            let path = directory.join(&name);
            // A link that leads nowhere is there too: reading it is a fault.
            path.symlink_metadata().is_ok().then_some((name, path))
        })
    }

    /// The name a table's file is stored by.
    pub(crate) fn stored_name(&self, table: &str) -> String {
        let embedded = || EMBEDDED.iter().find(|(file, _)| plain(file) == table);
        self.in_directory(table)
            .map(|(name, _)| name)
            .or_else(|| embedded().map(|(file, _)| (*file).to_owned()))
            .unwrap_or_else(|| table.to_owned())
    }

    /// Where faults of a table are told: before those of tables that refer to it. Unknown files come first.
    pub(crate) fn rank(table: &str) -> Option<usize> {
        let scenarios = || is_toml(table).then_some(usize::MAX);
        CAUSES_FIRST.iter().position(|known| *known == table).or_else(scenarios)
    }

    /// Names in the directory that no part of the program reads, sorted.
    pub(crate) fn strangers(&self) -> Vec<String> {
        let entries = self
            .directory
            .iter()
            .filter_map(|path| std::fs::read_dir(path).ok())
            .flatten()
            .flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let table = |name: &String| plain(name).strip_suffix(".csv").is_some();
        let known = |name: &String| EMBEDDED.iter().any(|(file, _)| plain(file) == plain(name));
        let mut strangers: Vec<String> = names.filter(table).filter(|name| !known(name)).collect();
        strangers.sort();
        strangers
    }

    /// A file, by its name without `.gz`, as blocks of whole rows; or why it cannot be read.
    pub(crate) fn open(&self, name: &str) -> Result<Blocks, String> {
        let (packed, bytes) = self.bytes(name)?;
        let bytes = Cursor::new(bytes);
        let reader: Box<dyn Read> = if packed {
            Box::new(GzDecoder::new(bytes))
        } else {
            Box::new(bytes)
        };
        Ok(Blocks {
            reader: reader.take(FILE_BYTES_MAX),
            buffer: Vec::new(),
            used: 0,
            rows: Rows::default(),
            offset: 0,
            ended: false,
        })
    }

    /// The bytes of a file as stored, and whether they are compressed.
    fn bytes(&self, name: &str) -> Result<(bool, Cow<'static, [u8]>), String> {
        if let Some((file, path)) = self.in_directory(name) {
            let bytes = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
            return Ok((file != name, Cow::Owned(bytes)));
        }
        let found = EMBEDDED.iter().find(|(file, _)| plain(file) == name);
        found
            .map(|(file, bytes)| (*file != name, Cow::Borrowed(*bytes)))
            .ok_or_else(|| "no such file".to_owned())
    }

    /// A fingerprint of all files: the same data, the same value.
    pub(crate) fn version(&self) -> String {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for (file, _) in EMBEDDED {
            let name = plain(file);
            let bytes = self.bytes(name).map(|(_, bytes)| bytes).unwrap_or_default();
            hash = name.bytes().fold(hash, mix);
            // Eight bytes at a time: a fingerprint against mix-ups, not against forgery.
            let words = bytes.chunks(8).map(|chunk| {
                let mut word = [0; 8];
                word[..chunk.len()].copy_from_slice(chunk);
                u64::from_le_bytes(word)
            });
            hash = words.fold(hash, |hash, word| {
                (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29)
            });
        }
        // Scenarios are no part of what documents are rendered from, so the version leaves them alone.
        format!("{hash:016x}")
    }
}

fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

fn is_toml(file: &str) -> bool {
    file.strip_suffix(".toml").is_some()
}

fn plain(file: &str) -> &str {
    file.strip_suffix(".gz").unwrap_or(file)
}

/// Bytes read at a time. Large files never stand in memory as a whole.
const BLOCK_BYTES: usize = 256 * 1024;

/// A block that cannot be had.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) message: String,
    /// Lines of the block before the fault, and characters of its line before it; `None` when the place is unknown.
    pub(crate) place: Option<(u32, u32)>,
}

/// A file in blocks that end where a row ends.
pub(crate) struct Blocks {
    reader: Take<Box<dyn Read>>,
    buffer: Vec<u8>,
    /// Bytes at the start of the buffer that were handed out.
    used: usize,
    rows: Rows,
    /// Bytes of the file before the buffer.
    offset: usize,
    ended: bool,
}

impl Blocks {
    /// The next block; `None` at the end of the file.
    pub(crate) fn next(&mut self) -> Option<Result<&str, Broken>> {
        self.buffer.drain(..self.used);
        self.rows.forget(self.used);
        self.offset += self.used;
        self.used = 0;
        while !self.ended && self.used == 0 {
            if let Err(error) = self.fill() {
                self.ended = true;
                self.buffer.clear();
                let message = format!("cannot be unpacked: {error}");
                return Some(Err(Broken { message, place: None }));
            }
            self.rows.read(&self.buffer);
            self.used = if self.ended { self.buffer.len() } else { self.rows.end };
        }
        if self.used == 0 {
            return None;
        }
        let block = &self.buffer[..self.used];
        Some(std::str::from_utf8(block).map_err(|error| {
            let valid = String::from_utf8_lossy(&block[..error.valid_up_to()]);
            let line = valid.rsplit('\n').next().unwrap_or_default();
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            Broken {
                message: format!("not UTF-8 from byte {}", self.offset + error.valid_up_to()),
                place: Some((count(valid.matches('\n').count()), count(line.chars().count()))),
            }
        }))
    }

    fn fill(&mut self) -> std::io::Result<()> {
        let start = self.buffer.len();
        self.buffer.resize(start + BLOCK_BYTES, 0);
        let mut end = start;
        while end < self.buffer.len() {
            match self.reader.read(&mut self.buffer[end..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(read) => end += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.buffer.truncate(end);
        Ok(())
    }
}

/// Where rows end in a buffer that grows: at line ends outside quotes.
#[derive(Default)]
struct Rows {
    /// Bytes looked at, so that none is looked at twice.
    read: usize,
    quoted: bool,
    /// End of the last whole row; 0 when there is none.
    end: usize,
}

impl Rows {
    fn read(&mut self, buffer: &[u8]) {
        let fresh = buffer.get(self.read..).unwrap_or_default();
        if !self.quoted && !fresh.contains(&b'"') {
            self.end = fresh
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(self.end, |at| self.read + at + 1);
        } else {
            for (at, byte) in fresh.iter().enumerate() {
                match byte {
                    b'"' => self.quoted = !self.quoted,
                    b'\n' if !self.quoted => self.end = self.read + at + 1,
                    _ => {}
                }
            }
        }
        self.read = buffer.len();
    }

    /// The first bytes of the buffer are gone.
    fn forget(&mut self, bytes: usize) {
        self.read = self.read.saturating_sub(bytes);
        self.end = self.end.saturating_sub(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_place() {
        let mut ordered = CAUSES_FIRST;
        ordered.sort_unstable();
        let tables: Vec<&str> = EMBEDDED.iter().map(|(file, _)| plain(file)).collect();
        assert_eq!(ordered.as_slice(), tables);
    }

    #[test]
    fn blocks_end_where_rows_end() {
        let whole_rows = |bytes: &[u8]| {
            let mut rows = Rows::default();
            rows.read(bytes);
            rows.end
        };
        assert_eq!(whole_rows(b"a,b\nc"), 4);
        assert_eq!(whole_rows(b"a,\"b\nc"), 0);
        assert_eq!(whole_rows(b"x\na,\"b\nc"), 2);
        assert_eq!(whole_rows(b"a,\"b\"\"\nc\"\n"), 10);
    }

    #[test]
    fn a_large_file_is_the_sum_of_its_blocks() {
        let mut blocks = Source::embedded().open("servicepoints.csv").unwrap();
        let (mut count, mut lines) = (0, 0);
        while let Some(block) = blocks.next() {
            let block = block.unwrap();
            assert!(block.ends_with('\n'));
            lines += block.lines().count();
            count += 1;
        }
        assert_eq!(lines, 59_301);
        assert!(count > 10);
    }
}
