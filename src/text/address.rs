//! Addresses: IP, CIDR, and sockets in the file system.

use std::net::{IpAddr, Ipv6Addr};

/// Whether a text is an IP address, of version 6 with a zone if need be (Go: `netip.ParseAddr`).
pub fn ip(text: &str) -> bool {
    if text.parse::<IpAddr>().is_ok() {
        return true;
    }
    text.split_once('%').is_some_and(|(ip, zone)| !zone.is_empty() && ip.parse::<Ipv6Addr>().is_ok())
}

/// Whether a text is an IP address or a range of them, such as `10.0.0.0/8` (Go: `netip.ParsePrefix`).
pub fn subnet(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return ip(text) };
    let most = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    let is_number = bits.bytes().all(|byte| byte.is_ascii_digit()) && (bits == "0" || !bits.starts_with('0'));
    is_number && bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}

/// Whether what follows `unix://` names a socket: an absolute path of a file, or `@` and an abstract name.
pub fn socket(path: &str) -> bool {
    path.starts_with('@') || path.starts_with('/') && !path.ends_with('/')
}
