//! The header Host, which each request of HTTP/1.1 has to have once (RFC 9112, 3.2).

use axum::http::header::{HOST, HeaderMap};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, Version};

/// Why the header is rejected, if it is.
pub(super) fn invalid(version: Version, headers: &HeaderMap) -> Option<&'static str> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => Some("the Host header is given more than once"),
        (Some(host), None) if !is_host(host) => Some("the Host header is not a valid host"),
        (None, None) if version == Version::HTTP_11 => Some("the Host header is missing"),
        _ => None,
    }
}

/// Whether a value is a host with an optional port. It is empty if the URI has no host.
fn is_host(value: &HeaderValue) -> bool {
    let Ok(authority) = Authority::try_from(value.as_bytes()) else { return value.is_empty() };
    let (text, host) = (authority.as_str(), authority.host());
    let port = text.strip_prefix(host).map(|port| port.strip_prefix(':').unwrap_or(port));
    !host.is_empty() && port.is_some_and(|port| port.is_empty() || is_port(port))
}

/// Whether a text is a valid port.
fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejected(version: Version, hosts: &[&'static str]) -> bool {
        let hosts = hosts.iter().map(|host| (HOST, HeaderValue::from_static(host)));
        invalid(version, &hosts.collect()).is_some()
    }

    #[test]
    fn a_request_has_one_host() {
        for host in [
            "localhost",
            "localhost:8080",
            "127.0.0.1:80",
            "[::1]:8080",
            "api.example",
            "a_b",
            "a:",
            "a:65535",
            "",
        ] {
            assert!(!rejected(Version::HTTP_11, &[host]), "{host}");
        }
        for host in [
            "a b",
            "user@localhost",
            "localhost/path",
            "localhost:8080,other",
            "a\\b",
            "a:65536",
            "a:99999",
            ":80",
        ] {
            assert!(rejected(Version::HTTP_11, &[host]), "{host}");
        }
        assert!(rejected(Version::HTTP_11, &[]) && !rejected(Version::HTTP_10, &[]));
        assert!(rejected(Version::HTTP_11, &["a", "a"]) && rejected(Version::HTTP_10, &["a", "b"]));
    }
}
