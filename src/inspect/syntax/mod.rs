//! What names, addresses, durations and labels look like where Istio's webhook reads them.
//!
//! The predicates answer as istiod does (packages `pkg/config/validation`, `pkg/config/labels`,
//! `pkg/config/protocol`), and allocate nothing.

mod address;
mod duration;
mod host;
mod label;
mod protocol;

pub use address::{ip, socket, subnet};
pub use duration::{duration, is_millisecond_duration};
pub use host::{HostFault, dns_label, fqdn, partial_wildcard, wildcard_domain};
pub use label::{LabelFault, label_key, label_value};
pub use protocol::{PROTOCOLS, Protocol};

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

#[cfg(test)]
mod tests;
