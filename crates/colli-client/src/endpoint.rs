//! Where an API is, and what says who calls it.

use crate::error::Error;
use crate::secret::Secret;
use reqwest::Url;
use reqwest::header::HeaderValue;

/// An API at a place: its base address, and the headers that say who calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    base: String,
    headers: Vec<(&'static str, Secret)>,
}

impl Endpoint {
    /// An API below a base address such as `https://api-gw.dhlparcel.nl`.
    ///
    /// ```
    /// use colli_client::Endpoint;
    ///
    /// assert!(Endpoint::new("https://api.example/base/").is_ok());
    /// assert!(Endpoint::new("ftp://api.example").is_err());
    /// ```
    pub fn new(base: &str) -> Result<Self, Error> {
        let wrong = |rule| Error::Setting {
            what: "the base address",
            rule,
        };
        let url = Url::parse(base).map_err(|_| wrong("must be an address such as https://api.example"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("must begin with https:// or http://"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("must have neither a query nor a fragment"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("must carry no user and no password"));
        }
        Ok(Self {
            base: url.as_str().trim_end_matches('/').to_owned(),
            headers: Vec::new(),
        })
    }

    /// Sends a secret in a header with every call; it takes the place of one of the same name.
    pub fn with_secret(mut self, header: &'static str, secret: &Secret) -> Result<Self, Error> {
        check_secret(secret)?;
        self.headers.retain(|(name, _)| *name != header);
        self.headers.push((header, secret.clone()));
        Ok(self)
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'static str, Secret)> {
        self.headers.iter().cloned()
    }
}

fn check_secret(secret: &Secret) -> Result<(), Error> {
    let value = secret.reveal();
    let is_sendable = !value.is_empty() && HeaderValue::from_str(value).is_ok();
    if is_sendable {
        return Ok(());
    }
    Err(Error::Setting {
        what: "the key",
        rule: "must be visible characters",
    })
}
