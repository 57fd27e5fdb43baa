//! Origins (RFC 6454): which web pages may call. Anybody's page can send requests to a server of the visitor's own machine
//! or network, so each request that names an origin is checked.

use axum::http::Uri;
use axum::http::uri::Authority;
use std::net::IpAddr;

/// An origin: a scheme, a host and a port.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    scheme: String,
    host: String,
    /// `None` where the scheme has no usual port and none is named.
    port: Option<u16>,
}

impl Origin {
    /// Reads `scheme://host` or `scheme://host:port`, and nothing more than that.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let uri: Uri = text.parse().ok()?;
        let (scheme, authority) = (uri.scheme_str()?.to_ascii_lowercase(), uri.authority()?);
        let is_bare = text.len() == scheme.len() + "://".len() + authority.as_str().len();
        if !is_bare || authority.as_str().contains('@') {
            return None;
        }
        Some(Self {
            port: authority.port_u16().or_else(|| usual_port(&scheme)),
            host: authority.host().to_ascii_lowercase(),
            scheme,
        })
    }

    /// The origin of an address of this installation, such as `https://parcels.shop.example/colli`.
    pub(super) fn of_url(url: &str) -> Option<Self> {
        let uri: Uri = url.trim().parse().ok()?;
        Self::parse(&format!("{}://{}", uri.scheme_str()?, uri.authority()?))
    }

    /// Whether this is the host that was asked. A name is not enough for that: any name can be made to lead to this machine
    /// (DNS rebinding), whereas nobody else's page has the origin of an address, or of `localhost`.
    pub(super) fn is_of_host(&self, host: &str) -> bool {
        let Ok(asked) = host.parse::<Authority>() else {
            return false;
        };
        let port = asked.port_u16().or_else(|| usual_port(&self.scheme));
        let name = asked.host().to_ascii_lowercase();
        self.host == name && self.port == port && is_unmistakable(&name)
    }
}

fn is_unmistakable(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok()
}

fn usual_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port_and_nothing_more() {
        let same = |a: &str, b: &str| Origin::parse(a).unwrap() == Origin::parse(b).unwrap();
        assert!(same("https://Chat.Example", "https://chat.example:443"));
        assert!(same("http://chat.example", "http://chat.example:80"));
        assert!(!same("http://chat.example", "https://chat.example"));
        assert!(!same("http://chat.example:81", "http://chat.example"));
        assert!(Origin::parse("chrome-extension://abcdefgh").is_some());
        for other in [
            "",
            "null",
            "*",
            "chat.example",
            "https://",
            "https://chat.example/",
            "https://chat.example/path",
            "https://a@chat.example",
            "https://chat.example, https://other.example",
        ] {
            assert_eq!(Origin::parse(other), None, "{other}");
        }
        assert_eq!(
            Origin::of_url("https://chat.example/colli/"),
            Origin::parse("https://chat.example")
        );
    }

    #[test]
    fn the_own_host_is_known_by_its_address_and_not_by_a_name() {
        let is_own = |origin: &str, host: &str| Origin::parse(origin).unwrap().is_of_host(host);
        assert!(is_own("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(is_own("http://localhost:8080", "LOCALHOST:8080"));
        assert!(is_own("http://[::1]:8080", "[::1]:8080"));
        assert!(is_own("https://192.0.2.1", "192.0.2.1"));
        assert!(!is_own("http://127.0.0.1:3000", "127.0.0.1:8080"), "another program");
        assert!(!is_own("http://127.0.0.1:8080", "localhost:8080"));
        assert!(
            !is_own("http://evil.example:8080", "evil.example:8080"),
            "DNS rebinding"
        );
        assert!(!is_own("http://evil.example", ""));
    }
}
