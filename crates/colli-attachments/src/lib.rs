//! The bytes of uploaded attachments, in a directory or in an S3-compatible object store. Never in the database.
//!
//! What is known of an attachment (type, size, hash, time) is a row in the store; this crate holds only bytes. Both must
//! agree although nothing commits them together, so the order is fixed:
//!
//! - **upload**: the bytes first ([`Attachments::put`], durable when it answers), the row after. Whoever crashes in
//!   between leaves bytes nobody refers to: waste, not damage, and a repetition uses them.
//! - **delete**: the bytes first, the row after. A crash in between leaves a row by which the next run finds it again;
//!   bytes without a row would stay for ever.
//!
//! The client chooses the id, and may send different bytes under one id from two places at once. The row decides who
//! was first; so that the loser cannot have replaced the winner's bytes before that, the hash of the bytes is part of
//! the [`Key`]. Equal keys hold equal bytes, and a put may be repeated at any time.

mod directory;
mod error;
mod key;
mod list;
#[cfg(feature = "s3")]
mod s3;
mod settings;

pub use error::{Error, SettingsError};
pub use key::Key;
pub use list::{Listed, Listing};
pub use settings::Settings;

use bytes::Bytes;
use directory::Directory;
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// Longest wait for an answer of an object store in the network, all retries included.
pub const ANSWER_MAX: Duration = Duration::from_millis(4_500);

/// Where attachments are. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Attachments {
    place: Arc<Place>,
}

/// The kinds of places, picked once at start.
enum Place {
    Directory(Directory),
    #[cfg(feature = "s3")]
    Bucket(s3::Bucket),
}

impl fmt::Debug for Attachments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachments({})", self.shown())
    }
}

impl Attachments {
    /// Reads the settings. Nothing is opened yet: a directory is made by the first put, and whether an object store
    /// can be reached is for [`Attachments::check`] to say.
    pub fn open(settings: &Settings) -> Result<Self, SettingsError> {
        let place = match settings.location()? {
            settings::Location::Directory(path) => Place::Directory(Directory::new(path)),
            #[cfg(feature = "s3")]
            settings::Location::Bucket { bucket, prefix } => Place::Bucket(s3::Bucket::new(settings, bucket, prefix)?),
            #[cfg(not(feature = "s3"))]
            settings::Location::Bucket { .. } => return Err(SettingsError::WithoutS3),
        };
        Ok(Self { place: Arc::new(place) })
    }

    /// Attachments in this directory.
    pub fn in_directory(path: impl Into<std::path::PathBuf>) -> Self {
        let place = Place::Directory(Directory::new(path.into()));
        Self { place: Arc::new(place) }
    }

    /// The place, for messages: a path, or `s3://bucket/prefix`.
    pub fn shown(&self) -> String {
        match self.place.as_ref() {
            Place::Directory(directory) => directory.path().display().to_string(),
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.shown().to_owned(),
        }
    }

    /// Whether the place is in the network and not a directory.
    pub fn is_remote(&self) -> bool {
        !matches!(self.place.as_ref(), Place::Directory(_))
    }

    /// Writes a small object and reads it back, to find a wrong setting at start and not at the first upload.
    pub async fn check(&self) -> Result<(), Error> {
        let probe = async {
            match self.place.as_ref() {
                Place::Directory(directory) => directory.check().await,
                #[cfg(feature = "s3")]
                Place::Bucket(bucket) => bucket.check().await,
            }
        };
        self.in_time(probe).await
    }

    /// Stores the bytes of a key; durable when it answers. More than `bytes_max` is refused. A repetition changes
    /// nothing.
    pub async fn put(&self, key: &Key, content: Bytes, bytes_max: usize) -> Result<(), Error> {
        if content.len() > bytes_max {
            return Err(Error::TooLarge {
                bytes: content.len(),
                bytes_max,
            });
        }
        let put = async {
            match self.place.as_ref() {
                Place::Directory(directory) => directory.put(key, content).await,
                #[cfg(feature = "s3")]
                Place::Bucket(bucket) => bucket.put(key, content).await,
            }
        };
        self.answer(put).await
    }

    /// The bytes of a key. What is larger than `bytes_max` is nothing this crate stored, and refused unread.
    pub async fn get(&self, key: &Key, bytes_max: usize) -> Result<Option<Bytes>, Error> {
        let Some((store, path)) = self.object(key).await? else {
            return Ok(None);
        };
        let get = async {
            let found = match store.get(&path).await {
                Ok(found) => found,
                Err(error) if error::is_no_such_object(&error) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            let bytes = usize::try_from(found.meta.size).unwrap_or(usize::MAX);
            if bytes > bytes_max {
                return Err(Error::TooLarge { bytes, bytes_max });
            }
            Ok(Some(found.bytes().await?))
        };
        self.answer(get).await
    }

    /// Whether there are bytes under this key, whole ones: a put that failed leaves none.
    pub async fn exists(&self, key: &Key) -> Result<bool, Error> {
        let Some((store, path)) = self.object(key).await? else {
            return Ok(false);
        };
        let head = async {
            match store.head(&path).await {
                Ok(_) => Ok(true),
                Err(error) if error::is_no_such_object(&error) => Ok(false),
                Err(error) => Err(error.into()),
            }
        };
        self.answer(head).await
    }

    /// Deletes the bytes of a key; none is as good. Delete the row after.
    pub async fn delete(&self, key: &Key) -> Result<(), Error> {
        let Some((store, path)) = self.object(key).await? else {
            return Ok(());
        };
        let delete = async {
            match store.delete(&path).await {
                Err(error) if !error::is_no_such_object(&error) => Err(error.into()),
                _ => Ok(()),
            }
        };
        self.answer(delete).await
    }

    /// Every key with bytes, in no order, for backups. Files of others in the same place are passed over.
    pub async fn list(&self) -> Result<Listing, Error> {
        Ok(match self.place.as_ref() {
            Place::Directory(directory) => match directory.store(false).await? {
                Some(store) => Listing::new(store.list(None), Path::default(), None),
                None => Listing::empty(),
            },
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => Listing::new(
                bucket.store().list(Some(bucket.prefix())),
                bucket.prefix().clone(),
                Some(ANSWER_MAX),
            ),
        })
    }

    /// The object of a key; `None` when the directory was never made.
    async fn object(&self, key: &Key) -> Result<Option<(&dyn ObjectStore, Path)>, Error> {
        Ok(match self.place.as_ref() {
            Place::Directory(directory) => {
                let store = directory.store(false).await?;
                store.map(|store| (store as &dyn ObjectStore, key.path(&Path::default())))
            }
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => Some((bucket.store(), key.path(bucket.prefix()))),
        })
    }

    /// Gives an object store in the network so long to answer; a directory is as fast as its disk.
    async fn in_time<T>(&self, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        if !self.is_remote() {
            return Box::pin(answer).await;
        }
        let answer = tokio::time::timeout(ANSWER_MAX, Box::pin(answer)).await;
        answer.unwrap_or_else(|_| Err(Error::late(ANSWER_MAX)))
    }

    /// The same for a request, whose faults are for the operator to read: clients only learn that it failed.
    async fn answer<T>(&self, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        self.in_time(answer).await.inspect_err(|error| {
            tracing::warn!(place = %self.shown(), %error, "attachments failed");
        })
    }
}
