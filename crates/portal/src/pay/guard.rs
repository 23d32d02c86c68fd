//! Who sent a request: our own page or another site's, and from which address.

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, header};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// Whether a form may have been sent by a page of another site. Browsers say it in `Sec-Fetch-Site`,
/// older ones in `Origin`; who says neither is no browser of these years, and nothing here acts on a
/// cookie that another site could borrow. `none` is the reload of a page after a restart. This is why
/// the pages are sent with the referrer policy `same-origin`: with `no-referrer` browsers would write
/// `Origin: null` on our own forms.
pub(crate) fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    let origin_host = origin.split_once("://").map(|(_, host)| host);
    origin_host.is_none() || origin_host != text(header::HOST.as_str())
}

/// The address that guesses are counted for: IPv4, or the /64 of IPv6 that one household has.
/// `behind_proxy`: the last entry of `X-Forwarded-For` counts, which our own proxy wrote.
pub(crate) fn source(headers: &HeaderMap, extensions: &Extensions, behind_proxy: bool) -> String {
    let forwarded = || -> Option<IpAddr> {
        let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    let connected = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    match if behind_proxy { forwarded() } else { connected() } {
        Some(address) => household(address),
        // All whose address is not known share one count: slower, never open.
        None => "unknown".to_owned(),
    }
}

fn household(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in lines {
            map.append(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn forms_of_other_sites_are_told_from_ours() {
        let check = |lines: &[(&'static str, &'static str)]| is_from_elsewhere(&headers(lines));
        let host = ("host", "tirelire.example:8080");
        assert!(!check(&[host, ("sec-fetch-site", "same-origin")]));
        assert!(!check(&[host, ("sec-fetch-site", "none")]));
        assert!(check(&[host, ("sec-fetch-site", "same-site")]));
        assert!(check(&[host, ("sec-fetch-site", "cross-site")]));
        assert!(!check(&[host, ("origin", "https://tirelire.example:8080")]));
        assert!(check(&[host, ("origin", "https://tirelire.example")]));
        assert!(check(&[host, ("origin", "null")]));
        assert!(!check(&[host]), "no browser");
    }

    #[test]
    fn guesses_are_counted_for_a_household() {
        let socket = |text: &str| {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(text.parse::<SocketAddr>().unwrap()));
            extensions
        };
        let none = HeaderMap::new();
        assert_eq!(source(&none, &socket("192.0.2.7:4711"), false), "192.0.2.7");
        assert_eq!(source(&none, &socket("[2001:db8:1:2:3::9]:1"), false), "2001:db8:1:2::/64");
        assert_eq!(source(&none, &socket("[::ffff:192.0.2.7]:1"), false), "192.0.2.7");
        let proxied = headers(&[
            ("x-forwarded-for", "203.0.113.1"),
            ("x-forwarded-for", "198.51.100.4, 192.0.2.8"),
        ]);
        assert_eq!(source(&proxied, &socket("127.0.0.1:1"), true), "192.0.2.8");
        assert_eq!(source(&proxied, &socket("127.0.0.1:1"), false), "127.0.0.1");
        assert_eq!(source(&none, &Extensions::new(), false), "unknown");
    }
}
