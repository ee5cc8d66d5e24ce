//! Hub or tag of the images cannot be part of the name of an image.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-image-name",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Hub or tag of the images cannot be part of the name of an image",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["IstioOperator"], paths: &["spec.hub"], check: check_hub },
        Subject { kinds: &["IstioOperator"], paths: &["spec.tag"], check: check_tag },
    ]),
};

fn check_hub(hub: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = hub.text().filter(|text| !text.is_empty()) else { return };
    let (fault, help) = match fault_of_hub(text) {
        Some(fault) if text.contains("://") => (fault, "remove the scheme"),
        Some(fault) => (fault, "write registry and path, such as `registry.example.com/istio`"),
        None => return,
    };
    let message =
        format!("`{text}` is not a valid place of images, since {fault}: istioctl refuses the IstioOperator");
    out.report_here(hub.span(), message).help(help);
}

/// What is wrong with the registry and the path before the name of an image.
fn fault_of_hub(hub: &str) -> Option<&'static str> {
    if hub.contains("://") {
        return Some("it has a scheme");
    }
    // As for docker, the first part is a registry if it looks like a host.
    let path = match hub.split_once('/') {
        Some((registry, path)) if registry.contains(['.', ':']) || registry == "localhost" => path,
        None if hub.contains(['.', ':']) || hub == "localhost" => "",
        _ => hub,
    };
    if path.ends_with('/') || path.starts_with('/') || path.contains("//") {
        return Some("a part of it is empty");
    }
    let is_part = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'/');
    (!path.bytes().all(is_part))
        .then_some("a path of images has lower-case letters, digits, `.`, `_` and `-` only")
}

fn check_tag(tag: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = tag.node.key_text().filter(|text| !is_tag(text)) else { return };
    let message = format!("`{text}` is not a valid image tag: istioctl refuses the IstioOperator");
    out.report_here(tag.span(), message)
        .help("write letters, digits, `.`, `_` and `-`, 128 characters at most");
}

fn is_tag(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=128).contains(&text.len()) && text.bytes().all(is_part)
}
