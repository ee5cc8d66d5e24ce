//! Labels of Kubernetes, as istiod reads them.

use std::fmt;

/// What keeps a text from being the key or value of a label. Shown, it continues "… : ".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelFault<'l> {
    /// The key is empty.
    Empty,
    /// The name (of a key, the part after `/`) has more than 63 characters.
    TooLong,
    /// The part before `/` is not a DNS name of at most 253 characters.
    Prefix(&'l str),
    /// The name has something else than letters, digits, `-`, `_` and `.`, or does not begin and end with a
    /// letter or digit.
    Name(&'l str),
}

impl fmt::Display for LabelFault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LabelFault::Empty => write!(f, "it is empty"),
            LabelFault::TooLong => write!(f, "it has more than 63 characters"),
            LabelFault::Prefix(prefix) => write!(f, "`{prefix}` before `/` is not a DNS name"),
            LabelFault::Name(name) => {
                match name.chars().find(|c| !c.is_ascii_alphanumeric() && !"-_.".contains(*c)) {
                    Some(c) => write!(f, "`{c}` may not stand in it"),
                    None => write!(f, "it has to begin and end with a letter or a digit"),
                }
            }
        }
    }
}

/// The fault of the key of a label: `name` or `dns.prefix/name`.
pub fn label_key(key: &str) -> Result<(), LabelFault<'_>> {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    if key.is_empty() {
        return Err(LabelFault::Empty);
    }
    if let Some(prefix) = prefix.filter(|prefix| super::fqdn(prefix).is_err() || prefix.len() > 253) {
        return Err(LabelFault::Prefix(prefix));
    }
    match name.len() {
        64.. => Err(LabelFault::TooLong),
        _ if is_name(name) => Ok(()),
        _ => Err(LabelFault::Name(name)),
    }
}

/// The fault of the value of a label. It may be empty, and istiod does not look at its length.
pub fn label_value(value: &str) -> Result<(), LabelFault<'_>> {
    if value.is_empty() || is_name(value) { Ok(()) } else { Err(LabelFault::Name(value)) }
}

fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends_well = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    ends_well(bytes.first()) && ends_well(bytes.last()) && bytes.iter().all(is_part)
}
