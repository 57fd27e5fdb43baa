//! Attachments in a bucket of an S3-compatible object store. A put that was answered is durable: that is the store's
//! own promise.

use crate::{ANSWER_MAX, Error, Key, Settings, SettingsError};
use bytes::Bytes;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt as _, RetryConfig};
use std::time::Duration;

/// Longest wait for a connection; a machine that is off does not refuse, it says nothing.
const CONNECT_MAX: Duration = Duration::from_millis(1_500);
/// First and longest pause before a retry.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(500));
/// Retries of one request.
const RETRIES_MAX: usize = 3;
/// Region that servers without regions take.
const REGION: &str = "us-east-1";
/// Object written and read back by the check.
const CHECK: &str = ".colli-check";

/// The bucket.
pub(crate) struct Bucket {
    store: AmazonS3,
    prefix: Path,
    shown: String,
}

impl Bucket {
    pub(crate) fn new(settings: &Settings, bucket: String, prefix: Path) -> Result<Self, SettingsError> {
        let shown = match prefix.as_ref() {
            "" => format!("s3://{bucket}"),
            prefix => format!("s3://{bucket}/{prefix}"),
        };
        let region = if settings.region.is_empty() {
            REGION
        } else {
            &settings.region
        };
        // Deletes go one by one: not every server knows how to delete several.
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(region)
            .with_client_options(client_options(settings.allow_http))
            .with_retry(retries())
            .with_disable_bulk_delete(true);
        if !settings.endpoint.is_empty() {
            builder = builder.with_endpoint(&settings.endpoint);
        }
        if !settings.access_key_id.is_empty() {
            builder = builder
                .with_access_key_id(&settings.access_key_id)
                .with_secret_access_key(&settings.secret_access_key);
        }
        let store = builder.build().map_err(|error| SettingsError::Client {
            reason: error.to_string().replace('\n', " "),
        })?;
        Ok(Self { store, prefix, shown })
    }

    pub(crate) fn store(&self) -> &dyn ObjectStore {
        &self.store
    }

    pub(crate) fn prefix(&self) -> &Path {
        &self.prefix
    }

    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    pub(crate) async fn put(&self, key: &Key, content: Bytes) -> Result<(), Error> {
        self.store.put(&key.path(&self.prefix), content.into()).await?;
        Ok(())
    }

    /// Writes, reads and deletes. A bucket that keeps everything for ever may refuse the last.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        let object = self.prefix.clone().join(CHECK);
        self.store.put(&object, Bytes::from_static(b"colli").into()).await?;
        self.store.get(&object).await?.bytes().await?;
        let _ = self.store.delete(&object).await;
        Ok(())
    }
}

fn client_options(allow_http: bool) -> ClientOptions {
    ClientOptions::new()
        .with_allow_http(allow_http)
        .with_connect_timeout(CONNECT_MAX)
        .with_timeout(ANSWER_MAX)
}

fn retries() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: PAUSES.0,
            max_backoff: PAUSES.1,
            base: 2.0,
        },
        max_retries: RETRIES_MAX,
        retry_timeout: ANSWER_MAX,
    }
}
