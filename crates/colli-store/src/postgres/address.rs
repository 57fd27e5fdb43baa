//! The address of a database server: a `postgres://` URL as libpq writes them, with a stricter `sslmode`.

use crate::OpenError;
use crate::error::one_line;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long one attempt to connect may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How long sent data may stay without an acknowledgement before the connection counts as lost.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(4);

/// Where the server is and how to speak to it.
#[derive(Clone)]
pub(crate) struct Address {
    /// For messages: the URL without its password.
    pub(crate) shown: String,
    /// For the driver.
    pub(crate) config: Config,
    /// Makes encrypted connections where the configuration asks for them.
    pub(crate) tls: MakeRustlsConnect,
}

impl Address {
    /// Reads a URL. Parameters are libpq's; `sslmode` is `disable`, the default on this machine, or `verify-full`, the
    /// default elsewhere, with `require` and `verify-ca` as other names: an encryption that does not know whom it talks
    /// to is not offered. `sslrootcert` names a file of certificate authorities instead of the system's.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let shown = shown(url);
        let wrong = |reason: String| OpenError::Address {
            shown: shown.clone(),
            reason,
        };
        let (plain, own) = split_parameters(url);
        let mut config: Config = plain.parse().map_err(|error| wrong(one_line(&error)))?;
        if config.get_hosts().is_empty() {
            return Err(wrong("it names no host".to_owned()));
        }
        if config.get_dbname().is_none() {
            return Err(wrong("it names no database: postgres://user@host/database".to_owned()));
        }
        let encrypted = match own.ssl_mode.as_deref() {
            None => !is_local(&config),
            Some("disable") => false,
            Some("require" | "verify-ca" | "verify-full") => true,
            Some(other) => {
                return Err(wrong(format!("sslmode is disable or verify-full, not {other:?}")));
            }
        };
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        config.connect_timeout(CONNECT_TIMEOUT);
        config.tcp_user_timeout(TCP_USER_TIMEOUT);
        if config.get_application_name().is_none() {
            config.application_name("colli");
        }
        let roots = if encrypted {
            roots(own.ssl_root_cert).map_err(wrong)?
        } else {
            RootCertStore::empty()
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            config,
            tls: MakeRustlsConnect::new(tls),
            shown,
        })
    }
}

/// Parameters the driver does not know, or knows otherwise.
#[derive(Default)]
struct OwnParameters {
    ssl_mode: Option<String>,
    ssl_root_cert: Option<PathBuf>,
}

/// The parts before and after the `?`. A password may hold one too, as the driver reads it.
fn split_query(url: &str) -> (&str, Option<&str>) {
    let host = url.rfind('@').map_or(0, |at| at + 1);
    match url[host..].find('?') {
        Some(at) => (&url[..host + at], Some(&url[host + at + 1..])),
        None => (url, None),
    }
}

/// Takes our parameters out of a URL.
fn split_parameters(url: &str) -> (String, OwnParameters) {
    let mut own = OwnParameters::default();
    let (base, Some(query)) = split_query(url) else {
        return (url.to_owned(), own);
    };
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| match pair.split_once('=') {
            Some(("sslmode", value)) => {
                own.ssl_mode = Some(value.to_owned());
                false
            }
            Some(("sslrootcert", value)) => {
                own.ssl_root_cert = Some(PathBuf::from(percent_decoded(value)));
                false
            }
            _ => !pair.is_empty(),
        })
        .collect();
    let plain = if rest.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", rest.join("&"))
    };
    (plain, own)
}

/// Decodes `%2F` and the like; what is not an escape stays.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escape = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        if let Some(value) = escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            decoded.push(value);
            at += 3;
        } else {
            decoded.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Whether all hosts are this machine.
fn is_local(config: &Config) -> bool {
    let here = config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback);
    here && config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

/// The certificate authorities to trust.
fn roots(file: Option<PathBuf>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let certificates: Vec<CertificateDer<'static>> = match &file {
        None => rustls_native_certs::load_native_certs().certs,
        Some(path) => CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect)
            .map_err(|error| format!("sslrootcert {}: {error}", path.display()))?,
    };
    let (added, _) = roots.add_parsable_certificates(certificates);
    if added == 0 {
        return Err(match file {
            None => "the system has no certificate authorities; name a file with sslrootcert".to_owned(),
            Some(path) => format!("sslrootcert {} holds no certificate", path.display()),
        });
    }
    Ok(roots)
}

fn is_password(pair: &str) -> bool {
    let key = pair.split('=').next().unwrap_or_default();
    percent_decoded(key).eq_ignore_ascii_case("password")
}

/// A URL without its password, for messages and logs.
pub(crate) fn shown(url: &str) -> String {
    let (head, query) = split_query(url);
    let head = match head.split_once("://").and_then(|(scheme, rest)| {
        let (login, host) = rest.rsplit_once('@')?;
        let (user, _) = login.split_once(':')?;
        Some(format!("{scheme}://{user}:…@{host}"))
    }) {
        Some(masked) => masked,
        None => head.to_owned(),
    };
    let query: Vec<&str> = query
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_password(pair))
        .collect();
    if query.is_empty() {
        head
    } else {
        format!("{head}?{}", query.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(
            shown("postgres://colli:se:cret@db/colli"),
            "postgres://colli:…@db/colli"
        );
        assert_eq!(
            shown("postgres://db/colli?user=a&password=b&port=1"),
            "postgres://db/colli?user=a&port=1"
        );
        for url in [
            "postgres://u:pa?ssw0rd@127.0.0.1:1/db",
            "postgres://u:p@ssw0rd@127.0.0.1:1/db?x=1",
            "postgres://u@h/db?pass%77ord=ssw0rd",
            "postgres://u:ssw0rd@h/db?user=a@b",
        ] {
            assert!(!shown(url).contains("ssw0rd"), "{}", shown(url));
        }
        assert_eq!(
            shown("postgres:///colli?host=/run/postgresql"),
            "postgres:///colli?host=/run/postgresql"
        );
    }

    #[test]
    fn encryption_is_the_rule_elsewhere_and_not_needed_here() {
        let mode = |url: &str| Address::parse(url).unwrap().config.get_ssl_mode();
        assert_eq!(mode("postgres://u@localhost/d"), SslMode::Disable);
        assert_eq!(mode("postgres://u@[::1]/d"), SslMode::Disable);
        assert_eq!(mode("postgres://u@/d?host=%2Frun%2Fpostgresql"), SslMode::Disable);
        assert_eq!(mode("postgres://u@db.example/d"), SslMode::Require);
        assert_eq!(mode("postgres://u@localhost/d?hostaddr=10.0.0.5"), SslMode::Require);
        assert_eq!(
            mode("postgres://u@db.example/d?sslmode=disable&connect_timeout=1"),
            SslMode::Disable
        );
        assert_eq!(mode("postgres://u@localhost/d?sslmode=verify-full"), SslMode::Require);
    }

    #[test]
    fn wrong_addresses_are_refused_in_one_line() {
        for (url, word) in [
            ("postgres://u@localhost/d?sslmode=prefer", "sslmode"),
            ("postgres://u@localhost/d?colour=red", "colour"),
            ("postgres://u@localhost", "names no database"),
            ("postgres:///d", "names no host"),
            ("postgres://u@localhost:port/d", "port"),
            ("mysql://u@localhost/d", "mysql"),
            ("postgres://u@db/d?sslrootcert=/nowhere/ca.pem", "/nowhere/ca.pem"),
        ] {
            let line = Address::parse(url).map(drop).unwrap_err().to_string();
            assert!(line.contains(word) && !line.contains('\n'), "{url}: {line}");
        }
    }
}
