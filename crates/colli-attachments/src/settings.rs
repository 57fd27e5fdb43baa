//! Where attachments go, as an operator writes it.

use crate::SettingsError;
use object_store::path::Path as ObjectPath;
use std::fmt;
use std::path::PathBuf;

/// Section `[attachments]` of the configuration. Empty text is "not set".
#[derive(Clone, Default)]
pub struct Settings {
    /// A directory, or `s3://bucket/prefix`.
    pub location: String,
    /// The directory when `location` is empty.
    pub default_directory: PathBuf,
    /// Address of an S3-compatible server; empty for Amazon's own.
    pub endpoint: String,
    /// Region of the bucket; empty for `us-east-1`, which servers without regions take.
    pub region: String,
    /// Who we are; empty for the role of the machine.
    pub access_key_id: String,
    /// Our secret. Never shown.
    pub secret_access_key: String,
    /// Lets the endpoint be plain http.
    pub allow_http: bool,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = if self.secret_access_key.is_empty() { "" } else { "***" };
        f.debug_struct("Settings")
            .field("location", &self.location)
            .field("default_directory", &self.default_directory)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("access_key_id", &self.access_key_id)
            .field("secret_access_key", &secret)
            .field("allow_http", &self.allow_http)
            .finish()
    }
}

/// A location, read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Location {
    Directory(PathBuf),
    Bucket { bucket: String, prefix: ObjectPath },
}

/// Shortest and longest name of a bucket.
const BUCKET_CHARS: std::ops::RangeInclusive<usize> = 3..=63;

impl Settings {
    /// Reads the location and looks for settings that contradict it or each other.
    pub(crate) fn location(&self) -> Result<Location, SettingsError> {
        let location = match self.location.split_once("://") {
            None if self.location.is_empty() => Location::Directory(self.default_directory.clone()),
            None => Location::Directory(PathBuf::from(&self.location)),
            Some(("s3", rest)) => bucket(rest)?,
            Some((scheme, _)) => {
                return Err(SettingsError::UnknownScheme {
                    scheme: scheme.escape_debug().take(20).collect(),
                });
            }
        };
        match location {
            Location::Directory(_) => self.refuse_others()?,
            Location::Bucket { .. } => self.check_endpoint()?,
        }
        Ok(location)
    }

    /// Who sets an endpoint wants an object store; a forgotten location must not put the files on this machine.
    fn refuse_others(&self) -> Result<(), SettingsError> {
        let set = [
            ("endpoint", &self.endpoint),
            ("access_key_id", &self.access_key_id),
            ("secret_access_key", &self.secret_access_key),
        ];
        match set.iter().find(|(_, value)| !value.is_empty()) {
            Some((key, _)) => Err(SettingsError::NotForDirectories { key }),
            None => Ok(()),
        }
    }

    fn check_endpoint(&self) -> Result<(), SettingsError> {
        if self.access_key_id.is_empty() != self.secret_access_key.is_empty() {
            return Err(SettingsError::HalfKey);
        }
        if self.endpoint.is_empty() {
            return Ok(());
        }
        let (encrypted, rest) = match self.endpoint.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            _ => return Err(SettingsError::BadEndpoint),
        };
        let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "@?#\\\"<>".contains(letter);
        if rest.is_empty() || rest.starts_with([':', '/']) || rest.contains(odd) {
            return Err(SettingsError::BadEndpoint);
        }
        if !encrypted && !self.allow_http {
            return Err(SettingsError::PlainHttp);
        }
        Ok(())
    }
}

fn bucket(rest: &str) -> Result<Location, SettingsError> {
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return Err(SettingsError::MissingBucket);
    }
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'-';
    if !BUCKET_CHARS.contains(&bucket.len()) || !bucket.bytes().all(fits) {
        return Err(SettingsError::BadBucket);
    }
    let prefix = ObjectPath::parse(prefix).map_err(|_| SettingsError::BadPrefix)?;
    Ok(Location::Bucket {
        bucket: bucket.to_owned(),
        prefix,
    })
}
