//! Where data files come from: the binary, or a directory whose files replace those of the same name.

use crate::NetworkError;
use flate2::read::GzDecoder;
use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};

macro_rules! embedded {
    ($($name:literal),* $(,)?) => { &[$(($name, include_bytes!(concat!("../data/", $name)))),*] };
}

/// The files packed into the binary; large ones are compressed.
const EMBEDDED: &[(&str, &[u8])] = embedded![
    "business_units.csv",
    "countries.csv",
    "country_groups.csv",
    "customs_territories.csv",
    "lanes.csv",
    "limits.csv",
    "opening_patterns.csv",
    "option_exclusions.csv",
    "option_sets.csv",
    "options.csv",
    "parcel_types.csv",
    "places.csv.gz",
    "postal_centres.csv.gz",
    "postal_formats.csv",
    "products.csv",
    "remote_areas.csv",
    "servicepoints.csv.gz",
];

/// Bytes of one data file when unpacked.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// The files of one network.
pub(crate) struct Source {
    directory: Option<PathBuf>,
}

/// What a file holds, or why it cannot be read.
pub(crate) enum Content {
    Text(Cow<'static, str>),
    Unreadable(String),
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
        Ok(Self {
            directory: Some(path.to_owned()),
        })
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

    /// The text of a file, by its name without `.gz`.
    pub(crate) fn read(&self, name: &str) -> Content {
        let (packed, bytes) = match self.bytes(name) {
            Ok(found) => found,
            Err(message) => return Content::Unreadable(message),
        };
        if !packed {
            return match bytes {
                Cow::Borrowed(bytes) => text(std::str::from_utf8(bytes).map(Cow::Borrowed)),
                Cow::Owned(bytes) => text(String::from_utf8(bytes).map(Cow::Owned).map_err(|e| e.utf8_error())),
            };
        }
        let mut unpacked = Vec::with_capacity(unpacked_length(&bytes));
        match GzDecoder::new(bytes.as_ref())
            .take(FILE_BYTES_MAX)
            .read_to_end(&mut unpacked)
        {
            Ok(_) => text(String::from_utf8(unpacked).map(Cow::Owned).map_err(|e| e.utf8_error())),
            Err(error) => Content::Unreadable(format!("cannot be unpacked: {error}")),
        }
    }

    /// The bytes of a file as stored, and whether they are compressed.
    fn bytes(&self, name: &str) -> Result<(bool, Cow<'static, [u8]>), String> {
        for (packed, file) in [(false, name.to_owned()), (true, format!("{name}.gz"))] {
            let Some(path) = self.directory.as_ref().map(|directory| directory.join(file)) else {
                continue;
            };
            if path.exists() {
                let bytes = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
                return Ok((packed, Cow::Owned(bytes)));
            }
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
        format!("{hash:016x}")
    }
}

/// The length gzip notes at the end of a file; a hint only, so a wrong one must not reserve much.
fn unpacked_length(bytes: &[u8]) -> usize {
    const REASONABLE_RATIO: usize = 12;
    let noted = bytes
        .last_chunk::<4>()
        .map_or(0, |tail| u32::from_le_bytes(*tail) as usize);
    noted.min(bytes.len().saturating_mul(REASONABLE_RATIO))
}

fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

fn plain(file: &str) -> &str {
    file.strip_suffix(".gz").unwrap_or(file)
}

fn text(result: Result<Cow<'static, str>, std::str::Utf8Error>) -> Content {
    match result {
        Ok(text) => Content::Text(text),
        Err(error) => Content::Unreadable(format!("not UTF-8 from byte {}", error.valid_up_to())),
    }
}
