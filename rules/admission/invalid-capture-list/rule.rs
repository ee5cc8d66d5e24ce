//! What sidecars capture is not a list of address ranges or of ports.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-capture-list",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "What sidecars capture is not a list of address ranges or of ports",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.values.global.proxy.(includeIPRanges|excludeIPRanges)"],
            check: check_ranges,
        },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.values.global.proxy.(includeInboundPorts|excludeInboundPorts)"],
            check: check_ports,
        },
    ]),
};

fn check_ranges(list: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = list.text().filter(|text| !matches!(*text, "" | "*")) else { return };
    let is_range = |part: &str| part.contains('/') && text::subnet(part);
    for part in text.split(',').filter(|part| !is_range(part)) {
        let help = match part.trim() {
            plain if plain != part && is_range(plain) => "remove the blank".to_owned(),
            plain if text::ip(plain) => {
                format!("write `{plain}/{}`", if plain.contains(':') { 128 } else { 32 })
            }
            _ => "write ranges such as `10.0.0.0/8`, with commas between them, or `*`".to_owned(),
        };
        let message =
            format!("`{part}` is not a valid range of addresses: istioctl refuses the IstioOperator");
        out.report_here(list.span(), message).help(help);
    }
}

fn check_ports(list: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = list.text() else { return };
    let is_port = |part: &str| matches!(part, "" | "*") || part.parse::<u16>().is_ok();
    for part in text.split(',').filter(|part| !is_port(part)) {
        let help = match part.trim() {
            plain if plain != part && is_port(plain) => "remove the blank",
            _ => "write numbers with commas between them, or `*`",
        };
        let message = format!("`{part}` is not a valid port: istioctl refuses the IstioOperator");
        out.report_here(list.span(), message).help(help);
    }
}
