//! The master key: `COLLI_MASTER_KEY`, else the file `master.key` in the data directory, made on first start.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use colli_service::clock::Entropy;
use colli_service::keys::MasterKey;

use crate::config::MASTER_KEY;

/// The file in the data directory.
const FILE: &str = "master.key";

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The variable does not hold a key. The value is never shown.
    #[error("{MASTER_KEY} must be 64 hexadecimal digits or base64 of 32 bytes")]
    BadVariable,
    /// The file does not hold a key.
    #[error("{0} does not hold a master key: 64 hexadecimal digits or base64 of 32 bytes")]
    BadFile(String),
    /// The file cannot be read or made.
    #[error("master key file {path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// No randomness for a new key.
    #[error(transparent)]
    Entropy(#[from] colli_service::clock::EntropyError),
}

/// Finds the master key, or makes one. `data` exists already: the store made it.
pub fn find(variable: Option<&str>, data: &Path, entropy: &dyn Entropy) -> Result<MasterKey, MasterKeyError> {
    if let Some(text) = variable {
        return MasterKey::parse(text).ok_or(MasterKeyError::BadVariable);
    }
    let path = data.join(FILE);
    let shown = path.display().to_string();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let text = new_key(entropy)?;
            write(&path, &text).map_err(|source| MasterKeyError::File {
                path: shown.clone(),
                source,
            })?;
            text
        }
        Err(source) => return Err(MasterKeyError::File { path: shown, source }),
    };
    MasterKey::parse(&text).ok_or(MasterKeyError::BadFile(shown))
}

/// A new key as 64 hexadecimal digits.
fn new_key(entropy: &dyn Entropy) -> Result<String, MasterKeyError> {
    let mut bytes = [0; MasterKey::BYTES];
    entropy.fill(&mut bytes)?;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// Writes the file so that only its owner reads it and a power cut cannot leave half of it: signing keys are sealed
/// under this key, and losing it loses them. The data directory's lock keeps two servers from racing here.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension("key.new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    if let Some(directory) = path.parent() {
        fs::File::open(directory)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_service::clock::SeededEntropy;

    #[test]
    fn a_key_file_is_made_once_private_and_found_again() {
        let data = tempfile::tempdir().unwrap();
        let first = find(None, data.path(), &SeededEntropy::new(1)).unwrap();
        let path = data.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.len(), 64);
        let sealed = first.seal(b"secret", "test", &SeededEntropy::new(2)).unwrap();
        let second = find(None, data.path(), &SeededEntropy::new(3)).unwrap();
        assert_eq!(second.open(&sealed, "test").as_deref(), Some(&b"secret"[..]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn the_variable_comes_first_and_is_never_shown() {
        let data = tempfile::tempdir().unwrap();
        assert!(find(Some(&"ab".repeat(32)), data.path(), &SeededEntropy::new(1)).is_ok());
        assert!(!data.path().join(FILE).exists());
        let error = find(Some("hunter2"), data.path(), &SeededEntropy::new(1)).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn a_spoilt_key_file_is_not_replaced() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(FILE), "spoilt").unwrap();
        assert!(matches!(
            find(None, data.path(), &SeededEntropy::new(1)),
            Err(MasterKeyError::BadFile(_))
        ));
        assert_eq!(fs::read_to_string(data.path().join(FILE)).unwrap(), "spoilt");
    }
}
