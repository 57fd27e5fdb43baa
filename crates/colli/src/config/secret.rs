//! Text that is not shown, or not all of it.

use colli_store::Database;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// What stands for a secret wherever the configuration is shown.
const MASK: &str = "***";

/// Text that is read and used, and shown nowhere: not in `colli config --effective`, not in logs.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text, for who has to use it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn masked(&self) -> &'static str {
        if self.0.is_empty() { "" } else { MASK }
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.masked())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.masked())
    }
}

/// The address of a database server, shown without its password; empty for none.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct ServerAddress(String);

impl ServerAddress {
    /// All of it, for who has to use it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn shown(&self) -> String {
        Database::Server(self.0.clone()).shown()
    }
}

impl Serialize for ServerAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown())
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.shown())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        let address = ServerAddress("postgres://colli:hunter2@db.example/colli".to_owned());
        let shown = format!("{address:?} {}", serde_json::to_string(&address).unwrap());
        assert!(
            !shown.contains("hunter2") && shown.contains("colli:…@db.example"),
            "{shown}"
        );
    }
}
