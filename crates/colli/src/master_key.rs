//! The master key: `COLLI_MASTER_KEY`, else the file `master.key` in the data directory, made on first start. All nodes of
//! one database server need the same; a demo on a database server has a published one.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use colli_service::clock::Entropy;
use colli_service::keys::MasterKey;

use crate::config::MASTER_KEY;

/// The file in the data directory.
const FILE: &str = "master.key";

/// The key of demo servers on a database server, so that several of them understand each other. Everybody knows it.
const DEMO_KEY: &str = "c0111000c0111000c0111000c0111000c0111000c0111000c0111000c0111000";

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
    /// The database has secrets already, and their key is not here.
    #[error(
        "no master key: this database was set up with one; set {MASTER_KEY} to it, or put the file {0} of the first server there"
    )]
    Missing(String),
    /// No randomness for a new key.
    #[error(transparent)]
    Entropy(#[from] colli_service::clock::EntropyError),
}

/// Where to look, and what to do when nothing is there.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// The value of the variable, when it is set.
    pub variable: Option<&'a str>,
    /// The data directory; made when a key has to be kept there.
    pub data: &'a Path,
    /// The database holds no secret yet, so a new key can be made.
    pub is_fresh: bool,
    /// A demo on a database server: its key is published.
    pub is_shared_demo: bool,
}

/// Finds the master key, or makes one.
pub fn find(search: Search<'_>, entropy: &dyn Entropy) -> Result<MasterKey, MasterKeyError> {
    if let Some(text) = search.variable {
        return MasterKey::parse(text).ok_or(MasterKeyError::BadVariable);
    }
    let path = search.data.join(FILE);
    let shown = path.display().to_string();
    let failed = |source| MasterKeyError::File {
        path: shown.clone(),
        source,
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        Err(_) if search.is_shared_demo => DEMO_KEY.to_owned(),
        Err(_) if !search.is_fresh => return Err(MasterKeyError::Missing(shown)),
        Err(_) => {
            write(&path, &new_key(entropy)?).map_err(failed)?;
            // Another server of this directory may have been faster.
            fs::read_to_string(&path).map_err(failed)?
        }
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

/// Writes the file so that only its owner reads it, a power cut cannot leave half of it, and a file that is there stays:
/// secrets are sealed under this key, and losing it loses them.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)?;
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // A link, unlike a new name, never replaces what is there.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    fs::File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_service::clock::SeededEntropy;

    fn fresh(data: &Path) -> Search<'_> {
        Search {
            variable: None,
            data,
            is_fresh: true,
            is_shared_demo: false,
        }
    }

    #[test]
    fn a_key_file_is_made_once_private_and_found_again() {
        let data = tempfile::tempdir().unwrap();
        let first = find(fresh(data.path()), &SeededEntropy::new(1)).unwrap();
        let path = data.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.len(), 64);
        let sealed = first.seal(b"secret", "test", &SeededEntropy::new(2)).unwrap();
        let second = find(fresh(data.path()), &SeededEntropy::new(3)).unwrap();
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
        let good = "ab".repeat(32);
        let with = |variable| Search {
            variable: Some(variable),
            ..fresh(data.path())
        };
        assert!(find(with(&good), &SeededEntropy::new(1)).is_ok());
        assert!(!data.path().join(FILE).exists());
        let error = find(with("hunter2"), &SeededEntropy::new(1)).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn a_spoilt_key_file_is_not_replaced() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(FILE), "spoilt").unwrap();
        assert!(matches!(
            find(fresh(data.path()), &SeededEntropy::new(1)),
            Err(MasterKeyError::BadFile(_))
        ));
        assert_eq!(fs::read_to_string(data.path().join(FILE)).unwrap(), "spoilt");
    }

    #[test]
    fn a_lost_key_is_not_replaced_by_a_new_one() {
        let data = tempfile::tempdir().unwrap();
        let search = Search {
            is_fresh: false,
            ..fresh(data.path())
        };
        let error = find(search, &SeededEntropy::new(1)).unwrap_err();
        assert!(matches!(error, MasterKeyError::Missing(_)), "{error}");
        assert!(!data.path().join(FILE).exists());
    }

    #[test]
    fn servers_that_start_together_agree() {
        let data = tempfile::tempdir().unwrap();
        let directory = data.path().join("new");
        write(&directory.join(FILE), "first").unwrap();
        write(&directory.join(FILE), "second").unwrap();
        assert_eq!(fs::read_to_string(directory.join(FILE)).unwrap(), "first");
        assert_eq!(fs::read_dir(directory).unwrap().count(), 1);
    }

    #[test]
    fn a_demo_on_a_database_server_has_a_published_key() {
        let data = tempfile::tempdir().unwrap();
        let search = Search {
            is_fresh: false,
            is_shared_demo: true,
            ..fresh(data.path())
        };
        find(search, &SeededEntropy::new(1)).unwrap();
        assert!(!data.path().join(FILE).exists());
    }
}
