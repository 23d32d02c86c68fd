//! To which addresses a webhook may go: to none of our own network, whatever a name says when it is looked
//! up. Source: UX 10.3 (SSRF), RFC 6890.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use ureq::http::Uri;

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("`{url}` is no address of a web server")]
    NotAnAddress { url: String },
    #[error("`{url}` is not https")]
    NotHttps { url: String },
    #[error("`{url}` has a name or a password in it")]
    WithPassword { url: String },
    #[error("`{host}` is at {ip}, which is not on the public internet")]
    NotPublic { host: String, ip: IpAddr },
    #[error("`{host}` has no address")]
    NotFound { host: String },
}

/// An endpoint's address, as far as its text tells. What its name stands for is looked at each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    uri: Uri,
    /// This machine is taken, also without TLS: for tests and for trying out.
    loopback: bool,
}

impl Target {
    /// `loopback`: addresses of this machine are taken, and nothing else. Errors: anything but https
    /// without credentials, an address in the text that is not public.
    pub fn new(url: &str, loopback: bool) -> Result<Self, AddressError> {
        let wrong = || AddressError::NotAnAddress { url: url.to_owned() };
        if url.len() > 2_000 || url.contains('#') {
            return Err(wrong());
        }
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        let authority = uri.authority().ok_or_else(wrong)?;
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if loopback => {}
            _ => return Err(AddressError::NotHttps { url: url.to_owned() }),
        }
        if authority.as_str().contains('@') {
            return Err(AddressError::WithPassword { url: "https://...@...".to_owned() });
        }
        if authority.host().is_empty() {
            return Err(wrong());
        }
        let target = Self { uri, loopback };
        if let Some(ip) = target.literal() {
            target.checked([SocketAddr::new(ip, target.port())])?;
        }
        Ok(target)
    }

    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    pub fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    pub(super) fn port(&self) -> u16 {
        let usual = if self.uri.scheme_str() == Some("http") { 80 } else { 443 };
        self.uri.port_u16().unwrap_or(usual)
    }

    fn literal(&self) -> Option<IpAddr> {
        self.host().trim_start_matches('[').trim_end_matches(']').parse().ok()
    }

    /// The addresses that a name was found to have, if each of them may be called: a name with one inner
    /// address among public ones is refused. Errors: none, or one that is not public.
    pub fn checked(
        &self,
        found: impl IntoIterator<Item = SocketAddr>,
    ) -> Result<Vec<SocketAddr>, AddressError> {
        let host = || self.host().to_owned();
        let mut addresses = Vec::new();
        for address in found {
            let ip = address.ip();
            let allowed = if self.loopback { ip.is_loopback() } else { is_public(ip) };
            if !allowed {
                return Err(AddressError::NotPublic { host: host(), ip });
            }
            addresses.push(address);
        }
        if addresses.is_empty() {
            Err(AddressError::NotFound { host: host() })
        } else {
            Ok(addresses)
        }
    }
}

/// Whether an address is on the public internet. What is not known to be is not.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = match (a, b, c) {
        // This network, private, shared between providers, loopback, link-local.
        (0 | 10 | 127, _, _) | (100, 64..=127, _) | (169, 254, _) => true,
        (172, 16..=31, _) | (192, 168, _) => true,
        // Assignments of protocols, examples, 6to4, benchmarks.
        (192, 0, 0 | 2) | (192, 88, 99) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => {
            true
        }
        // Multicast, reserved, broadcast.
        (224..=255, _, _) => true,
        _ => false,
    };
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = ip.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [a, b, ..] = ip.segments();
    // Global unicast is 2000::/3. Within it: protocols and Teredo, documentation, 6to4 with an IPv4 inside.
    let global = a & 0xe000 == 0x2000;
    let special = a == 0x2001 && (b < 0x0200 || b == 0x0db8);
    let special = special || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(ip: &str) -> SocketAddr {
        SocketAddr::new(ip.parse().unwrap(), 443)
    }

    const INNER: [&str; 30] = [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2002:a00:1::",
        "2001:db8::1",
    ];

    #[test]
    fn ux_10_3_no_address_of_an_inner_network_is_called_after_its_name_was_looked_up() {
        let target = Target::new("https://partner.example/hooks", false).unwrap();
        for ip in INNER {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
            let error = target.checked([to("8.8.8.8"), to(ip)]).unwrap_err();
            assert!(matches!(error, AddressError::NotPublic { .. }), "{ip}: {error}");
        }
        for ip in ["8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2a00:1450::1"] {
            assert_eq!(target.checked([to(ip)]), Ok(vec![to(ip)]), "{ip}");
        }
        assert!(matches!(target.checked([]), Err(AddressError::NotFound { .. })));
    }

    #[test]
    fn ux_10_3_an_address_is_https_without_a_password_and_not_inner() {
        for url in [
            "http://partner.example/",
            "ftp://partner.example/",
            "partner.example",
            "/x",
            "",
            "https://",
            "https://me:pw@partner.example/",
            "https://10.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:192.168.0.1]/",
            "https://169.254.169.254/latest",
            "https://a b/",
            "https://partner.example/#part",
            "http://127.0.0.1:80/",
        ] {
            assert!(Target::new(url, false).is_err(), "{url}");
        }
        let error = Target::new("https://me:s3cret@partner.example/", false).unwrap_err();
        assert!(!error.to_string().contains("s3cret"));
        let target = Target::new("https://partner.example:8443/hooks?a=b", false).unwrap();
        assert_eq!((target.host(), target.port()), ("partner.example", 8_443));
    }

    #[test]
    fn ux_10_3_who_tries_out_on_this_machine_reaches_nothing_else() {
        let target = Target::new("http://127.0.0.1:9000/", true).unwrap();
        assert_eq!(target.port(), 9_000);
        assert!(target.checked([to("127.0.0.1")]).is_ok() && target.checked([to("::1")]).is_ok());
        assert!(target.checked([to("8.8.8.8")]).is_err());
        assert!(Target::new("http://10.0.0.1/", true).is_err());
    }
}
