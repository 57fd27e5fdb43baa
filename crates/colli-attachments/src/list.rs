//! Going through everything that is stored.

use crate::{Error, Key};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::ObjectMeta;
use object_store::path::Path;
use std::fmt;
use std::time::Duration;

/// Bytes that are stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Their name.
    pub key: Key,
    /// How many they are.
    pub size_bytes: u64,
}

/// Everything that is stored, one by one.
pub struct Listing {
    objects: BoxStream<'static, object_store::Result<ObjectMeta>>,
    prefix: Path,
    /// Longest wait for the next one.
    wait_max: Option<Duration>,
}

impl fmt::Debug for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Listing({})", self.prefix)
    }
}

impl Listing {
    pub(crate) fn new(
        objects: BoxStream<'static, object_store::Result<ObjectMeta>>,
        prefix: Path,
        wait_max: Option<Duration>,
    ) -> Self {
        Self {
            objects,
            prefix,
            wait_max,
        }
    }

    pub(crate) fn empty() -> Self {
        Self::new(futures_util::stream::empty().boxed(), Path::default(), None)
    }

    /// The next one; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Listed>, Error> {
        loop {
            let next = self.objects.next();
            let next = match self.wait_max {
                Some(wait_max) => tokio::time::timeout(wait_max, next)
                    .await
                    .map_err(|_| Error::late(wait_max))?,
                None => next.await,
            };
            let Some(object) = next.transpose()? else {
                return Ok(None);
            };
            if let Some(key) = Key::parse(&object.location, &self.prefix) {
                return Ok(Some(Listed {
                    key,
                    size_bytes: object.size,
                }));
            }
        }
    }
}
