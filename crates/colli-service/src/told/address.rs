//! Where subscribers may be told: addresses of the public internet, over https (design section 11, Operations).
//!
//! A target is named by somebody outside; without these rules it would be a way to have this server call what only this
//! server can reach: itself, its neighbours, the metadata of its cloud. Names are looked up anew at each connection, every
//! address they give is judged, and the connection goes to an address that was.

use hyper::Uri;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Networks nobody outside may have called (the special-purpose registries of RFC 6890 and its updates), with what they
/// are.
const CLOSED: [(&str, &str); 28] = [
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "shared by a carrier"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "reserved"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("64:ff9b:1::/48", "local translation"),
    ("100::/64", "discarded"),
    ("2001::/32", "tunnelled"),
    ("2001:2::/48", "benchmarking"),
    ("2001:10::/28", "reserved"),
    ("2001:db8::/32", "documentation"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "private"),
    ("fe80::/9", "link-local"),
    ("ff00::/8", "multicast"),
];

/// Networks whose addresses hold one of the older kind, which is what is reached: the network, and where that begins in
/// bits from the left.
const HOLDING: [(&str, u32); 4] = [
    ("::ffff:0:0/96", 96),
    ("::/96", 96),
    ("64:ff9b::/96", 96),
    ("2002::/16", 16),
];

/// A network: an address and how many of its bits count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cidr {
    address: IpAddr,
    bits: u32,
}

impl Cidr {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(longest), |bits| bits.parse().ok())?;
        (bits <= longest).then_some(Self { address, bits })
    }

    fn contains(self, address: IpAddr) -> bool {
        let same = |a: u128, b: u128, width: u32| self.bits == 0 || (a ^ b) >> (width - self.bits) == 0;
        match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128),
            _ => false,
        }
    }
}

/// What a closed address is; `None` for one of the public internet.
fn closed(address: IpAddr) -> Option<&'static str> {
    let within = |network: &str, address| Cidr::parse(network).is_some_and(|network| network.contains(address));
    if let Some((_, what)) = CLOSED.iter().find(|(network, _)| within(network, address)) {
        return Some(what);
    }
    match address {
        IpAddr::V4(_) => None,
        IpAddr::V6(holding) => closed(IpAddr::V4(held(holding)?)),
    }
}

/// The older address inside, where there is one.
fn held(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (_, begin) = HOLDING
        .iter()
        .find(|(network, _)| Cidr::parse(network).is_some_and(|network| network.contains(address.into())))?;
    let bits = (address.to_bits() >> (96 - begin)) & u128::from(u32::MAX);
    u32::try_from(bits).ok().map(Ipv4Addr::from_bits)
}

/// The address that is reached: an older one written as a newer one is the older one.
fn canonical(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(holding) => held(holding)
            .filter(|_| !holding.is_loopback())
            .map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// An exception an operator made, for receivers in the own network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allowed(Exception);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Exception {
    Network(Cidr),
    Host(String),
}

impl Allowed {
    /// Reads a network such as `10.0.0.0/8`, an address, or the name of a host.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(network) = Cidr::parse(text) {
            return Some(Self(Exception::Network(network)));
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        let is_host = !text.is_empty() && text.chars().all(is_name);
        is_host.then(|| Self(Exception::Host(text.to_ascii_lowercase())))
    }
}

/// Which targets are let through.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Policy {
    /// Also this machine itself, there without encryption too: for demonstrations.
    pub is_demo: bool,
    /// The operator's exceptions.
    pub allowed: Vec<Allowed>,
}

/// Why a target is refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    /// No URL with a host.
    #[error("this is not a URL of a host")]
    NoUrl,
    /// A user or password in it: they would be logged by others.
    #[error("the URL must not hold a user or password")]
    Credentials,
    /// A port nothing listens at.
    #[error("the port must be 1 to 65535")]
    Port,
    /// Not https.
    #[error("the URL must begin with https://")]
    Scheme,
    /// An address nobody outside may have called.
    #[error("the address of {host} is not one of the public internet ({what})")]
    Closed {
        /// The host as named.
        host: String,
        /// What its address is.
        what: &'static str,
    },
    /// The name has no address.
    #[error("{0} has no address")]
    NoAddress(String),
}

/// A target that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// All of it.
    pub uri: Uri,
    /// The host without brackets and without the dot a full name may end in, in small letters.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether it is https.
    pub is_secure: bool,
}

impl fmt::Debug for Target {
    /// Without path and query: they may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({}:{})", self.host, self.port)
    }
}

impl Target {
    /// Reads a URL.
    pub fn parse(url: &str) -> Result<Self, Refused> {
        Self::of(url.trim().parse().map_err(|_| Refused::NoUrl)?)
    }

    /// Takes apart what was parsed.
    pub(super) fn of(uri: Uri) -> Result<Self, Refused> {
        let is_secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            Some(_) => return Err(Refused::Scheme),
            None => return Err(Refused::NoUrl),
        };
        if uri
            .authority()
            .is_some_and(|authority| authority.as_str().contains('@'))
        {
            return Err(Refused::Credentials);
        }
        let named = uri.host().unwrap_or_default();
        let port = read_port(uri.authority().map_or("", hyper::http::uri::Authority::as_str), named)?;
        if named.starts_with('[') && !is_bracketed_address(named) {
            return Err(Refused::NoUrl);
        }
        let host = named
            .trim_start_matches('[')
            .trim_end_matches(']')
            .trim_end_matches('.')
            .to_ascii_lowercase();
        if host.is_empty() {
            return Err(Refused::NoUrl);
        }
        let port = port.unwrap_or(if is_secure { 443 } else { 80 });
        Ok(Self {
            uri,
            host,
            port,
            is_secure,
        })
    }
}

/// The port after the host; what cannot be one is refused, where the parser passes over it.
fn read_port(authority: &str, host: &str) -> Result<Option<u16>, Refused> {
    let rest = authority.strip_prefix(host).unwrap_or(authority);
    match rest.strip_prefix(':') {
        None if rest.is_empty() => Ok(None),
        Some("") => Ok(None),
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => match digits.parse() {
            Ok(port @ 1..) => Ok(Some(port)),
            _ => Err(Refused::Port),
        },
        _ => Err(Refused::NoUrl),
    }
}

/// Whether a host in brackets is an address, without a zone: that means something on one machine only.
fn is_bracketed_address(host: &str) -> bool {
    let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    inner.is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok())
}

impl Policy {
    /// Whether a target may be connected to at these addresses, all of which its name gave.
    pub fn judge(&self, target: &Target, addresses: &[SocketAddr]) -> Result<(), Refused> {
        if addresses.is_empty() {
            return Err(Refused::NoAddress(target.host.clone()));
        }
        let all_loopback = addresses.iter().all(|address| canonical(address.ip()).is_loopback());
        if self.is_demo && all_loopback {
            return Ok(());
        }
        if !target.is_secure {
            return Err(Refused::Scheme);
        }
        let refused = addresses.iter().find_map(|address| {
            let what = closed(address.ip())?;
            (!self.allows(target, address.ip())).then_some(what)
        });
        match refused {
            None => Ok(()),
            Some(what) => Err(Refused::Closed {
                host: target.host.clone(),
                what,
            }),
        }
    }

    fn allows(&self, target: &Target, address: IpAddr) -> bool {
        self.allowed.iter().any(|Allowed(exception)| match exception {
            Exception::Network(network) => network.contains(address) || network.contains(canonical(address)),
            Exception::Host(host) => *host == target.host,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(policy: &Policy, url: &str, addresses: &[&str]) -> Result<(), Refused> {
        let addresses: Vec<SocketAddr> = addresses
            .iter()
            .map(|ip| (ip.parse::<IpAddr>().unwrap(), 443).into())
            .collect();
        policy.judge(&Target::parse(url)?, &addresses)
    }

    #[test]
    fn closed_networks_are_refused_in_every_dress() {
        let strict = Policy::default();
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2001::1",
            "2001:db8::1",
            "100::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
        ] {
            let refused = judge(&strict, "https://a.example/", &[ip]);
            assert!(matches!(refused, Err(Refused::Closed { .. })), "{ip}: {refused:?}");
            // One closed address among open ones is enough.
            assert!(judge(&strict, "https://a.example/", &["1.1.1.1", ip]).is_err(), "{ip}");
        }
        for ip in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
            "2002:808:808::1",
        ] {
            assert_eq!(judge(&strict, "https://a.example/", &[ip]), Ok(()), "{ip}");
        }
        assert!(judge(&strict, "https://a.example/", &[]).is_err());
    }

    #[test]
    fn only_https_without_credentials() {
        let strict = Policy::default();
        for (url, refused) in [
            ("http://a.example/", Refused::Scheme),
            ("ftp://a.example/", Refused::Scheme),
            ("https://user:secret@a.example/", Refused::Credentials),
            ("a.example/x", Refused::NoUrl),
            ("https://", Refused::NoUrl),
            ("", Refused::NoUrl),
            ("https://a.example:99999/", Refused::Port),
            ("https://a.example:65536/", Refused::Port),
            ("https://a.example:0/", Refused::Port),
            ("https://[2606:4700::1111]:0/", Refused::Port),
            ("https://[fe80::1%25eth0]/", Refused::NoUrl),
            ("https://[fe80::1%eth0]/", Refused::NoUrl),
            ("https://[v1.a]/", Refused::NoUrl),
        ] {
            assert_eq!(judge(&strict, url, &["1.1.1.1"]), Err(refused), "{url}");
        }
        for (url, port) in [
            ("https://a.example:65535", 65_535),
            ("https://a.example:/x", 443),
            ("https://[2606:4700::1111]/", 443),
            ("https://[2606:4700::1111]:8443/", 8_443),
        ] {
            assert_eq!(Target::parse(url).unwrap().port, port, "{url}");
        }
        assert_eq!(
            format!("{:?}", Target::parse("https://a.example:8443/secret").unwrap()),
            "Target(a.example:8443)"
        );
    }

    #[test]
    fn a_demo_reaches_this_machine_and_nothing_else() {
        let demo = Policy {
            is_demo: true,
            allowed: Vec::new(),
        };
        for ip in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(judge(&demo, "http://localhost:9/", &[ip]), Ok(()), "{ip}");
        }
        assert!(judge(&demo, "http://a.example/", &["1.1.1.1"]).is_err());
        assert!(judge(&demo, "http://a.example/", &["127.0.0.1", "10.0.0.1"]).is_err());
        assert!(judge(&demo, "https://a.example/", &["10.0.0.1"]).is_err());
    }

    #[test]
    fn an_operator_opens_networks_and_hosts() {
        let allowed = ["10.0.0.0/8", "hooks.intern", "fd00::/8"].map(|text| Allowed::parse(text).unwrap());
        let policy = Policy {
            is_demo: false,
            allowed: allowed.to_vec(),
        };
        assert_eq!(judge(&policy, "https://a.example/", &["10.1.2.3"]), Ok(()));
        assert_eq!(judge(&policy, "https://a.example/", &["::ffff:10.1.2.3"]), Ok(()));
        assert_eq!(judge(&policy, "https://a.example/", &["fd00::1"]), Ok(()));
        assert_eq!(judge(&policy, "https://HOOKS.intern/", &["192.168.0.1"]), Ok(()));
        assert!(judge(&policy, "https://a.example/", &["192.168.0.1"]).is_err());
        assert!(judge(&policy, "http://hooks.intern/", &["192.168.0.1"]).is_err());
        for wrong in ["", "10.0.0.0/33", "a b", "10.0.0.0/x", "https://a"] {
            assert_eq!(Allowed::parse(wrong), None, "{wrong}");
        }
    }
}
