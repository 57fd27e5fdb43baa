//! What can be wrong with a configuration; each prints as one line.

/// A fault in the configuration, with the place that caused it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The file is not TOML.
    #[error("{place}: {reason}")]
    Syntax {
        /// `file:line:column`.
        place: String,
        /// What the parser said.
        reason: String,
    },
    /// No such key.
    #[error("{place}: unknown key {key}; did you mean {nearest}?")]
    UnknownKey {
        /// `file:line:column`.
        place: String,
        /// The key as written.
        key: String,
        /// The known key most like it.
        nearest: String,
    },
    /// A value the key does not accept.
    #[error("{place}: {key} must be {expected}, not {found}")]
    BadValue {
        /// `file:line:column`, variable or flag.
        place: String,
        /// `section.name`.
        key: String,
        /// What it accepts.
        expected: String,
        /// What was given.
        found: String,
    },
    /// The merged settings do not form a configuration; a fault of the program.
    #[error("the configuration cannot be assembled: {0}")]
    Assembly(String),
}
