//! TLS that needs nothing set up for the whole process.

use crate::error::Error;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// Trusts what the machine trusts. A machine without certificates trusts nobody, which shows when a connection is made.
pub(super) fn config() -> Result<ClientConfig, Error> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = versions.map_err(|_| Error::Setting {
        what: "the TLS provider",
        rule: "must support a safe version of TLS",
    })?;
    Ok(builder.with_root_certificates(trusted).with_no_client_auth())
}
