//! The forms of texts: what names, hosts, addresses, durations and labels look like, and which names are alike.
//!
//! This is the ground floor: it knows texts alone, and nothing of objects, rules or findings. Predicates that name a
//! function of istiod or of Kubernetes answer as that one does.

mod address;
mod base64;
mod duration;
pub mod host;
mod host_name;
mod label;
pub mod metadata;
pub mod path;
pub mod placeholder;
mod protocol;
mod regex;
mod similar;

pub use address::{Subnet, ip, socket, subnet};
pub use base64::{base64, base64_text};
pub use duration::{duration, is_millisecond_duration};
pub use host_name::{HostFault, dns_label, fqdn, partial_wildcard, wildcard_domain};
pub use label::{LabelFault, label_key, label_value};
pub use protocol::Protocol;
pub use regex::{RegexFault, regex};
pub use similar::{is_sibling, is_slip, nearest, nearest_slip};

/// The group of an `apiVersion`, `""` for the core group.
pub fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// Whether a text is a boolean as Go reads one (`strconv.ParseBool`), which annotations are.
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Whether a text is a token of HTTP (RFC 9110), which names of headers are.
pub fn http_token(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token)
}

/// Whether the name of a header in a match stands for a claim of a token: `@request.auth.claims.group`, or
/// `@request.auth.claims[group][name]` (istiod: `jwt.ToRoutingClaim`).
pub fn is_claim(header: &str) -> bool {
    const CLAIMS: &str = "@request.auth.claims";
    let rest = header
        .get(..CLAIMS.len())
        .filter(|start| start.eq_ignore_ascii_case(CLAIMS))
        .map(|_| &header[CLAIMS.len()..]);
    let in_brackets = |rest: &str| rest.len() > 2 && rest.starts_with('[') && rest.ends_with(']');
    rest.is_some_and(|rest| rest.len() > 1 && rest.starts_with('.') || in_brackets(rest))
}

#[cfg(test)]
mod tests;
