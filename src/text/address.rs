//! Addresses: IP, CIDR, and sockets in the file system.

use std::net::{IpAddr, Ipv6Addr};

/// Whether a text is an IP address, of version 6 with a zone if need be (Go: `netip.ParseAddr`).
pub fn ip(text: &str) -> bool {
    if text.parse::<IpAddr>().is_ok() {
        return true;
    }
    text.split_once('%').is_some_and(|(ip, zone)| !zone.is_empty() && ip.parse::<Ipv6Addr>().is_ok())
}

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subnet {
    base: IpAddr,
    length: u8,
}

impl Subnet {
    /// Reads a range such as `10.0.0.0/8` (Go: `netip.ParsePrefix`).
    pub fn read(text: &str) -> Option<Subnet> {
        let (base, bits) = text.split_once('/')?;
        let base: IpAddr = base.parse().ok()?;
        // Rust takes signs and leading zeros, which Go does not.
        let is_number =
            bits.bytes().all(|byte| byte.is_ascii_digit()) && (bits == "0" || !bits.starts_with('0'));
        let length = bits.parse::<u8>().ok().filter(|length| is_number && *length <= width(base))?;
        Some(Subnet { base, length })
    }

    /// Reads a range, or an address, which is the range that holds nothing else.
    pub fn read_or_address(text: &str) -> Option<Subnet> {
        Subnet::read(text).or_else(|| {
            let base: IpAddr = text.parse().ok()?;
            Some(Subnet { base, length: width(base) })
        })
    }

    /// How many bits its addresses have in common.
    pub fn length(self) -> u8 {
        self.length
    }

    /// Whether an address lies in it.
    pub fn holds(self, address: IpAddr) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
            IpAddr::V6(address) => u128::from(address),
        };
        let differing = bits(self.base) ^ bits(address);
        width(self.base) == width(address)
            && differing.checked_shr(128 - u32::from(self.length)).unwrap_or(0) == 0
    }
}

/// How many bits an address has.
fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// Whether a text is an IP address or a range of them.
pub fn subnet(text: &str) -> bool {
    // An address may have a zone, a range may not.
    if text.contains('/') { Subnet::read(text).is_some() } else { ip(text) }
}

/// Whether what follows `unix://` names a socket: an absolute path of a file, or `@` and an abstract name.
pub fn socket(path: &str) -> bool {
    path.starts_with('@') || path.starts_with('/') && !path.ends_with('/')
}
