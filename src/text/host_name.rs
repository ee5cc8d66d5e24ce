//! Names of hosts.

use std::fmt;

/// What keeps a text from being the name of a host. Shown, it continues "… is not a valid host name: ".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostFault<'h> {
    /// There is nothing.
    Empty,
    /// More than 255 characters.
    TooLong,
    /// A wildcard where none may stand.
    Wildcard,
    /// The last part is a number, as in an address.
    NumericEnd(&'h str),
    /// A part between dots that is not a DNS label.
    Label(&'h str),
}

impl fmt::Display for HostFault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HostFault::Empty => write!(f, "it is empty"),
            HostFault::TooLong => write!(f, "it has more than 255 characters"),
            HostFault::Wildcard => write!(f, "a wildcard cannot stand here"),
            HostFault::NumericEnd(part) => write!(f, "its last part `{part}` is a number"),
            HostFault::Label("") => write!(f, "a part of it is empty"),
            HostFault::Label(part) if part.len() > 63 => {
                write!(f, "a part of it has more than 63 characters")
            }
            HostFault::Label(part) => {
                let strange = |c: &char| !c.is_ascii_alphanumeric() && *c != '-';
                match part.chars().find(strange) {
                    Some('*') if *part == "*" => write!(f, "only its first part may be `*`"),
                    Some(c) => write!(f, "`{c}` may not stand in its part `{part}`"),
                    None => write!(f, "its part `{part}` begins or ends with `-`"),
                }
            }
        }
    }
}

/// Whether a text is a label of a DNS name; capital letters are taken (istiod: `labels.IsDNS1123Label`).
pub fn dns_label(text: &str) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let bytes = text.as_bytes();
    let ends_well = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    bytes.len() <= 63 && ends_well(bytes.first()) && ends_well(bytes.last()) && bytes.iter().all(is_part)
}

/// The fault of a name without wildcards; short names are taken (istiod: `ValidateFQDN`).
pub fn fqdn(name: &str) -> Result<(), HostFault<'_>> {
    measure(name)?;
    if name.contains('*') { Err(HostFault::Wildcard) } else { labels(name) }
}

/// The fault of a name that may begin with a wildcard: `*`, `*.example.com`, `*-eu.example.com`
/// (istiod: `ValidateWildcardDomain`).
pub fn wildcard_domain(name: &str) -> Result<(), HostFault<'_>> {
    measure(name)?;
    let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let plain = first.strip_prefix("*-").filter(|rest| dns_label(rest));
    let plain = plain.or_else(|| first.strip_prefix('*')).unwrap_or(first);
    if first.len() > 63 || first != "*" && !dns_label(plain) {
        return Err(HostFault::Label(first));
    }
    rest.map_or(Ok(()), labels)
}

/// Whether a name has a wildcard that is not a whole first label: `*bar.com`, `a.*.com`
/// (istiod: `ValidatePartialWildCard`).
pub fn partial_wildcard(name: &str) -> bool {
    name.len() > 1 && name.contains('*') && !name.starts_with("*.")
}

fn measure(name: &str) -> Result<(), HostFault<'_>> {
    match name.len() {
        0 => Err(HostFault::Empty),
        1..=255 => Ok(()),
        _ => Err(HostFault::TooLong),
    }
}

fn labels(name: &str) -> Result<(), HostFault<'_>> {
    let last = name.rsplit('.').next().unwrap_or_default();
    if last.parse::<i64>().is_ok() {
        return Err(HostFault::NumericEnd(last));
    }
    // A name may end with the dot of the root.
    let name = name.strip_suffix('.').unwrap_or(name);
    name.split('.').find(|label| !dns_label(label)).map_or(Ok(()), |label| Err(HostFault::Label(label)))
}
