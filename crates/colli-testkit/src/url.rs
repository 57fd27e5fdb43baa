//! PostgreSQL URLs.

use std::fmt::Write as _;
use std::path::Path;

/// The URL of a database behind a Unix socket.
pub(crate) fn of_socket(user: &str, folder: &Path, port: u16, database: &str) -> String {
    format!(
        "postgres://{user}@{}:{port}/{database}",
        escaped(&folder.to_string_lossy())
    )
}

/// The same server, another database.
pub(crate) fn with_database(url: &str, database: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, String::new()), |(address, options)| {
        (address, format!("?{options}"))
    });
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let host = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{host}/{database}{options}")
}

/// Percent-encoding of all that is not unreserved in RFC 3986.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_directory_is_the_host() {
        assert_eq!(
            of_socket("colli", Path::new("/tmp/a b"), 5433, "x"),
            "postgres://colli@%2Ftmp%2Fa%20b:5433/x"
        );
    }

    #[test]
    fn another_database_keeps_server_and_options() {
        for (url, expected) in [
            (
                "postgres://u:p@h:1/old?sslmode=require",
                "postgres://u:p@h:1/new?sslmode=require",
            ),
            ("postgresql://u@h", "postgresql://u@h/new"),
            ("postgres:///old?host=/tmp", "postgres:///new?host=/tmp"),
        ] {
            assert_eq!(with_database(url, "new"), expected);
        }
    }
}
